package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors of proposals.
var (
	ErrSamePerson = errors.New("提交的人不能自己核准，请另一位同事核准")
	ErrDecided    = errors.New("这一份已经有了决定")
)

// ProposalState says what became of a proposal.
type ProposalState string

// The states of a proposal.
const (
	Waiting  ProposalState = "waiting"
	Approved ProposalState = "approved"
	Rejected ProposalState = "rejected"
)

// Proposal is the next version of a pack, made by one person and waiting for a
// second: until then the version in the store stays in force. It holds the
// files as they came, so that what is approved is what was proposed.
type Proposal struct {
	ID       int64     `json:"id"` // counts up from 1
	Pack     string    `json:"pack"`
	Origin   string    `json:"origin"` // of the pack: files, console
	Revision int       `json:"revision"`
	Over     int       `json:"over"` // the version it was made to follow, 0 for none
	By       string    `json:"by"`
	Note     string    `json:"note,omitempty"`
	At       time.Time `json:"at"`

	State   ProposalState `json:"state"`
	Decided Decision      `json:"decided,omitzero"`
	Version int           `json:"version,omitempty"` // that an approved one was stored as

	Files map[string][]byte `json:"-"`
}

// Decision is what the second person said.
type Decision struct {
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// Proposals keeps what waits for a second person.
type Proposals interface {
	// PutProposal stores a proposal that waits and returns it with its number.
	// Where the same files for the same pack wait already, or were rejected,
	// that one is returned and nothing is stored.
	PutProposal(ctx context.Context, p Proposal) (Proposal, error)
	// Proposal returns one with its files; retrieval.ErrNotFound.
	Proposal(ctx context.Context, id int64) (Proposal, error)
	// Proposals lists those in a state, or all with "", newest first, without
	// their files.
	Proposals(ctx context.Context, state ProposalState) ([]Proposal, error)
	// ApproveProposal marks a waiting proposal as approved and stores the pack
	// made of its files, both or neither. ErrDecided where it does not wait,
	// ErrMoved where another version than p.Over is current.
	ApproveProposal(ctx context.Context, id int64, d Decision, p Pack) (Stored, error)
	// RejectProposal marks a waiting proposal as rejected; ErrDecided.
	RejectProposal(ctx context.Context, id int64, d Decision) error
}

// Propose makes a proposal of a pack that is to follow a version.
func Propose(ctx context.Context, store Proposals, p Pack, over int, by, note string, at time.Time) (Proposal, error) {
	if by == "" {
		return Proposal{}, errors.New("没有写明是谁提交的")
	}
	made, err := store.PutProposal(ctx, Proposal{
		Pack: p.ID, Origin: p.Origin, Revision: p.Revision, Over: over, By: by, Note: note, At: at, State: Waiting, Files: p.Files,
	})
	if err != nil {
		return made, fmt.Errorf("提交核准：%w", err)
	}
	return made, nil
}

// Approve lets a proposal take effect. The second person is another than the
// first: ErrSamePerson.
func Approve(ctx context.Context, store Proposals, id int64, d Decision) (Stored, error) {
	p, err := decidable(ctx, store, id, d)
	if err != nil {
		return Stored{}, err
	}
	if p.By == d.By {
		return Stored{}, ErrSamePerson
	}
	pack, err := p.Read(ctx)
	if err != nil {
		return Stored{}, fmt.Errorf("读政策包 %s：%w", p.Pack, err)
	}
	stored, err := store.ApproveProposal(ctx, id, d, pack)
	if errors.Is(err, ErrMoved) {
		return stored, fmt.Errorf("%s 在提交之后已经更新，请退回这一份，在新的版本上重新提交：%w", p.Pack, err)
	}
	return stored, err
}

// Reject ends a proposal. Who made it may take it back in this way.
func Reject(ctx context.Context, store Proposals, id int64, d Decision) error {
	if _, err := decidable(ctx, store, id, d); err != nil {
		return err
	}
	return store.RejectProposal(ctx, id, d)
}

func decidable(ctx context.Context, store Proposals, id int64, d Decision) (Proposal, error) {
	if d.By == "" {
		return Proposal{}, errors.New("没有写明是谁决定的")
	}
	p, err := store.Proposal(ctx, id)
	if err == nil && p.State != Waiting {
		err = ErrDecided
	}
	return p, err
}

// Read makes the pack of a proposal's files.
func (p Proposal) Read(ctx context.Context) (Pack, error) {
	source := ""
	for _, name := range fileNames(Pack{Files: p.Files}) {
		if isSourceName(name) {
			source = name
		}
	}
	if source == "" {
		return Pack{}, ErrNoSource
	}
	pack, err := build(ctx, p.Pack, p.Origin, source, p.Files)
	if err != nil {
		return pack, err
	}
	pack.Over = &p.Over
	return pack, nil
}
