package assistant

import (
	"context"
	"time"
)

// Handoff is a question that a user leaves for a person, with how to reach
// them. Times are kept to the microsecond.
type Handoff struct {
	ID           string `json:"id"`
	Conversation string `json:"conversation"`
	// Request is the client's own id; the same id again in a conversation is
	// the same handoff.
	Request  string `json:"-"`
	Answer   string `json:"answer,omitempty"` // the one it is about, if any
	Site     string `json:"site,omitempty"`
	Language string `json:"language,omitempty"`
	Question string `json:"question"`
	Name     string `json:"name,omitempty"`
	Contact  string `json:"contact"` // phone or mail, as the user wrote it

	At     time.Time `json:"at"`
	DoneAt time.Time `json:"done_at,omitzero"` // zero while it is open
	DoneBy string    `json:"done_by,omitempty"`
	Note   string    `json:"note,omitempty"` // what became of it, for staff
}

// HandoffQuery asks for handoffs, the newest first.
type HandoffQuery struct {
	Open   bool      // only those nobody has dealt with
	Before time.Time // only older ones; zero is no bound
	Limit  int       // at most so many; 0 is all
}

// Handoffs keeps questions left for a person.
type Handoffs interface {
	// PutHandoff stores h and returns it as stored: where the conversation has
	// one of the same Request already, that one stands. ErrNotFound where the
	// conversation is unknown.
	PutHandoff(ctx context.Context, h Handoff) (Handoff, error)

	// Handoffs returns the newest first; ties by id.
	Handoffs(ctx context.Context, q HandoffQuery) ([]Handoff, error)

	// FinishHandoff notes who dealt with one, when, and what became of it; a
	// zero time opens it again. ErrNotFound where there is none.
	FinishHandoff(ctx context.Context, id, by, note string, at time.Time) error
}
