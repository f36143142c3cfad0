package ingest

import (
	"context"
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
	Failed    State = "failed"    // nothing of it is in the store
)

// Outcome is what became of one pack.
type Outcome struct {
	Pack      string `json:"pack"`
	State     State  `json:"state"`
	Version   int    `json:"version,omitempty"` // in the store, after the ingest
	Documents int    `json:"documents"`
	Clauses   int    `json:"clauses"` // rows that can be found and quoted
	// Reason says in Chinese why a pack was kept or failed.
	Reason string `json:"reason,omitempty"`
}

// Summary is what an ingest did, in the order of the packs.
type Summary struct {
	Outcomes  []Outcome `json:"packs"`
	Added     int       `json:"added"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Kept      int       `json:"kept"`
	Failed    int       `json:"failed"`
	Documents int       `json:"documents"` // of the packs that were stored
	Clauses   int       `json:"clauses"`
}

// Progress is called after every pack, with how many of all are done. nil is
// no progress.
type Progress func(done, total int, last Outcome)

var errSameName = errors.New("这次导入里已有同名而内容不同的政策包；请改文件名，或在 policy.yaml 里换一个 id")

// Ingest hands packs to the store. Each pack is stored whole or not at all; a
// pack that fails is in the summary and in the error and doesn't stop the
// others. Only the context's end does.
//
// A built-in pack is stored where the store lacks it or has a lower revision
// of it, and never over a pack that an office made. A pack of an office is
// stored where its bytes differ, unless its revision is lower than the stored
// one of the office itself.
func Ingest(ctx context.Context, store Store, packs []Pack, progress Progress) (Summary, error) {
	infos, err := store.Packs(ctx)
	if err != nil {
		return Summary{}, fmt.Errorf("读取已入库的政策包：%w", err)
	}
	stored := make(map[string]PackInfo, len(infos))
	for _, info := range infos {
		stored[info.ID] = info
	}
	taken := map[string]Pack{} // packs of this run by the ids of their documents, and by their own
	var s Summary
	var failed []error
	for i, p := range packs {
		if err := ctx.Err(); err != nil {
			return s, errors.Join(append(failed, err)...)
		}
		before, known := stored[p.ID]
		o := Outcome{Pack: p.ID, Documents: len(p.Documents), Clauses: p.Clauses()}
		err := claim(taken, p)
		if err == nil {
			err = put(ctx, store, p, before, known, &o)
		}
		if err != nil {
			o.State, o.Reason = Failed, err.Error()
			failed = append(failed, fmt.Errorf("政策包 %s：%w", p.ID, err))
		} else {
			stored[p.ID] = PackInfo{ID: p.ID, Version: o.Version, Revision: max(p.Revision, before.Revision), Origin: p.Origin}
			if o.State == Kept || o.State == Unchanged {
				stored[p.ID] = before
			}
		}
		s.count(o)
		if progress != nil {
			progress(i+1, len(packs), o)
		}
	}
	return s, errors.Join(failed...)
}

// put decides whether p is stored, and stores it.
func put(ctx context.Context, store Store, p Pack, before PackInfo, known bool, o *Outcome) error {
	o.Version = before.Version
	if known {
		switch {
		case p.Origin == OriginBuiltin && before.Origin != OriginBuiltin:
			o.State = Kept
			o.Reason = fmt.Sprintf("库里是本单位自己的第 %d 版，内置的不覆盖它", before.Version)
			return nil
		case p.Origin == OriginBuiltin && p.Revision <= before.Revision:
			o.State = Unchanged
			return nil
		case p.Origin != OriginBuiltin && p.Revision < before.Revision:
			o.State = Kept
			o.Reason = fmt.Sprintf("库里的修订号是 %d，这一份是 %d；要更新，请在 policy.yaml 里写不小于 %d 的 revision", before.Revision, p.Revision, before.Revision)
			return nil
		}
	}
	got, err := store.PutPack(ctx, p)
	if err != nil {
		return fmt.Errorf("入库：%w", err)
	}
	o.Version = got.Version
	switch {
	case !got.Changed:
		o.State = Unchanged
	case known:
		o.State = Changed
	default:
		o.State = Added
	}
	return nil
}

// claim refuses an id that another pack of the same run has taken: two files
// of one name must not become versions of each other.
func claim(taken map[string]Pack, p Pack) error {
	const pack, document = "pack ", "document "
	if other, ok := taken[pack+p.ID]; ok && other.Source != p.Source {
		return errSameName
	}
	for _, d := range p.Documents {
		if other, ok := taken[document+d.ID]; ok && other.ID != p.ID {
			return fmt.Errorf("文件 id %s 与政策包 %s 里的相同；请在 policy.yaml 里换一个 id", d.ID, other.ID)
		}
	}
	taken[pack+p.ID] = p
	for _, d := range p.Documents {
		taken[document+d.ID] = p
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
