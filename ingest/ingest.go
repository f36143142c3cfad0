package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"clausewise/retrieval"
)

// State says what became of a pack.
type State string

// The states of an ingested pack.
const (
	Added     State = "added"     // not in the store before
	Changed   State = "changed"   // stored as a new version
	Unchanged State = "unchanged" // the store had it already
	Kept      State = "kept"      // the store's own version stays: see Reason
	Held      State = "waiting"   // for a second person: see Proposal
	Failed    State = "failed"    // nothing of it is in the store
)

// Outcome is what became of one pack.
type Outcome struct {
	Pack      string `json:"pack"`
	State     State  `json:"state"`
	Version   int    `json:"version,omitempty"` // in the store, after the ingest
	Documents int    `json:"documents"`
	Clauses   int    `json:"clauses"` // rows that can be found and quoted
	// Proposal is what waits for a second person.
	Proposal int64 `json:"proposal,omitempty"`
	// Reason says in Chinese why a pack was kept, held or failed.
	Reason string `json:"reason,omitempty"`
}

// Summary is what an ingest did, in the order of the packs.
type Summary struct {
	Outcomes  []Outcome `json:"packs"`
	Added     int       `json:"added"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Kept      int       `json:"kept"`
	Waiting   int       `json:"waiting,omitempty"`
	Failed    int       `json:"failed"`
	Documents int       `json:"documents"` // of the packs that were stored
	Clauses   int       `json:"clauses"`
}

// Progress is called after every pack, with how many of all are done. nil is
// no progress.
type Progress func(done, total int, last Outcome)

var errSameName = errors.New("这次导入里已有同名而内容不同的政策包；请改文件名，或在 policy.yaml 里换一个 id")

// Ingest hands packs to the store, see [Intake.Put]. A pack that fails is in
// the summary and in the error and doesn't stop the others. Only the context's
// end does.
func Ingest(ctx context.Context, store Store, packs []Pack, progress Progress) (Summary, error) {
	return IngestWith(ctx, store, packs, nil, progress)
}

// IngestWith is Ingest where a second person has to approve rules; nil asks
// for nobody.
func IngestWith(ctx context.Context, store Store, packs []Pack, second *Approval, progress Progress) (Summary, error) {
	in, err := NewIntake(ctx, store)
	if err != nil {
		return Summary{}, err
	}
	in.approval = second
	var failed []error
	for i, p := range packs {
		if err := ctx.Err(); err != nil {
			return in.Summary(), errors.Join(append(failed, err)...)
		}
		o, err := in.Put(ctx, p)
		if err != nil {
			failed = append(failed, err)
		}
		if progress != nil {
			progress(i+1, len(packs), o)
		}
	}
	return in.Summary(), errors.Join(failed...)
}

// Intake hands packs to a store one after the other. It keeps nothing of a
// pack but its names, so that any number of files goes through in the memory
// of the largest.
type Intake struct {
	store     Store
	stored    map[string]PackInfo
	packs     map[string][sha256.Size]byte // sources of this run by pack
	documents map[string]string            // packs of this run by document
	approval  *Approval
	summary   Summary
}

// NewIntake begins an ingest.
func NewIntake(ctx context.Context, store Store) (*Intake, error) {
	in := &Intake{store: store, packs: map[string][sha256.Size]byte{}, documents: map[string]string{}}
	return in, in.look(ctx)
}

// look reads what the store has.
func (in *Intake) look(ctx context.Context) error {
	infos, err := in.store.Packs(ctx)
	if err != nil {
		return fmt.Errorf("读取已入库的政策包：%w", err)
	}
	in.stored = make(map[string]PackInfo, len(infos))
	for _, info := range infos {
		in.stored[info.ID] = info
	}
	return nil
}

// Summary is what has been done so far.
func (in *Intake) Summary() Summary { return in.summary }

// Put stores a pack whole or not at all; an error is in the outcome too.
//
// A built-in pack is stored where the store lacks it, has a lower revision of
// it, or read it with an earlier reader, and never over a pack that an office
// made. A pack of an office is stored where its bytes differ, unless its
// revision is lower than the stored one of the office itself. A file by itself
// is completed first, see [Complete].
func (in *Intake) Put(ctx context.Context, p Pack) (Outcome, error) {
	o := Outcome{Pack: p.ID}
	err := in.put(ctx, p, &o)
	if err != nil {
		o.State, o.Reason = Failed, err.Error()
		err = fmt.Errorf("政策包 %s：%w", p.ID, err)
	}
	in.summary.count(o)
	return o, err
}

// Complete is p as Put will store it, see [Complete].
func (in *Intake) Complete(ctx context.Context, p Pack) (Pack, error) {
	return Complete(ctx, in.store, p, in.stored[p.ID].Version)
}

// put stores p, deciding anew where another program has stored a version
// since.
func (in *Intake) put(ctx context.Context, p Pack, o *Outcome) error {
	const tries = 5
	for try := 1; ; try++ {
		before, known := in.stored[p.ID]
		p, err := Complete(ctx, in.store, p, before.Version)
		if err != nil {
			return err
		}
		o.Version, o.Documents, o.Clauses = before.Version, len(p.Documents), p.Clauses()
		if err := in.claim(p); err != nil {
			return err
		}
		if o.State, o.Reason = keep(p, before, known); o.State != "" {
			return nil
		}
		if held, err := in.hold(ctx, p, before, known, o); held || err != nil {
			return err
		}
		p.Over = &before.Version
		got, err := in.store.PutPack(ctx, p)
		if errors.Is(err, ErrMoved) && try < tries {
			if err := in.look(ctx); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("入库：%w", err)
		}
		o.Version = got.Version
		switch {
		case !got.Changed:
			o.State = Unchanged
			return nil
		case known:
			o.State = Changed
		default:
			o.State = Added
		}
		in.stored[p.ID] = PackInfo{ID: p.ID, Version: got.Version, Revision: p.Revision, Origin: p.Origin, Reader: p.Reader}
		return nil
	}
}

// keep says why the store's own version stays; no state where p may follow it.
func keep(p Pack, before PackInfo, known bool) (state State, reason string) {
	switch {
	case !known:
	case p.Origin == OriginBuiltin && before.Origin != OriginBuiltin:
		return Kept, fmt.Sprintf("库里是本单位自己的第 %d 版，内置的不覆盖它", before.Version)
	case p.Origin == OriginBuiltin && (p.Revision < before.Revision || p.Revision == before.Revision && p.Reader <= before.Reader):
		return Unchanged, ""
	case p.Origin != OriginBuiltin && p.Revision < before.Revision:
		return Kept, fmt.Sprintf("库里的修订号是 %d，这一份是 %d；要更新，请在 policy.yaml 里写不小于 %d 的 revision", before.Revision, p.Revision, before.Revision)
	}
	return "", ""
}

// claim refuses an id that another pack of the same run has taken: two files
// of one name must not become versions of each other.
func (in *Intake) claim(p Pack) error {
	source := sha256.Sum256([]byte(p.Source))
	if other, ok := in.packs[p.ID]; ok && other != source {
		return errSameName
	}
	for _, d := range p.Documents {
		if other, ok := in.documents[d.ID]; ok && other != p.ID {
			return fmt.Errorf("文件 id %s 与政策包 %s 里的相同；请在 policy.yaml 里换一个 id", d.ID, other)
		}
	}
	in.packs[p.ID] = source
	for _, d := range p.Documents {
		in.documents[d.ID] = p.ID
	}
	return nil
}

func (s *Summary) count(o Outcome) {
	s.Outcomes = append(s.Outcomes, o)
	switch o.State {
	case Added:
		s.Added++
	case Changed:
		s.Changed++
	case Unchanged:
		s.Unchanged++
	case Kept:
		s.Kept++
	case Held:
		s.Waiting++
	case Failed:
		s.Failed++
	}
	if o.State == Added || o.State == Changed {
		s.Documents += o.Documents
		s.Clauses += o.Clauses
	}
}

// Clauses counts the rows of p that can be found and quoted as clauses or
// items.
func (p Pack) Clauses() int {
	n := 0
	for _, r := range p.Rows {
		if r.Kind == retrieval.Clause || r.Kind == retrieval.Item {
			n++
		}
	}
	return n
}
