package assistant

import (
	"context"
	"encoding/json"
	"time"
)

// Taken says that a member of staff answers a conversation now.
type Taken struct {
	Conversation string    `json:"conversation"`
	By           string    `json:"by"`
	At           time.Time `json:"at"`
}

// DeskNote is what staff wrote down about a conversation, for staff.
type DeskNote struct {
	Conversation string    `json:"-"`
	By           string    `json:"by"`
	At           time.Time `json:"at"`
	Text         string    `json:"text"`
}

// PastQuery asks for past turns; a zero field keeps all.
type PastQuery struct {
	Since, Before time.Time // when the question was asked: from Since, up to Before
	Conversation  string
	Site          string
	Text          string // stands in the question
	Kinds         []Kind // of the answer
	Vote          int    // of the user on the answer: +1, −1
	Taken         bool   // only conversations that staff answer now
	Limit         int    // at most so many
}

// PastConversation lists a conversation with its last turn.
type PastConversation struct {
	ID       string    `json:"id"`
	Site     string    `json:"site,omitempty"`
	Language string    `json:"language,omitempty"`
	BeganAt  time.Time `json:"began_at"`
	LastAt   time.Time `json:"last_at"`
	Turns    int       `json:"turns"`
	Question string    `json:"question"` // the last one
	Kind     Kind      `json:"kind,omitempty"`
	Down     int       `json:"down,omitempty"` // answers voted down
	Notes    int       `json:"notes,omitempty"`
	TakenBy  string    `json:"taken_by,omitempty"`
}

// PastTurn is a turn as staff see it.
type PastTurn struct {
	Conversation string          `json:"conversation"`
	Seq          int64           `json:"seq"`
	Site         string          `json:"site,omitempty"`
	AskedAt      time.Time       `json:"asked_at"`
	Question     string          `json:"question"`
	Kind         Kind            `json:"kind,omitempty"`
	Answer       json.RawMessage `json:"answer,omitempty"`
	Vote         int             `json:"vote,omitempty"`
	Comment      string          `json:"comment,omitempty"`
}

// Desk is what the staff who answer a hotline keep and look at. Times are
// kept to the microsecond.
type Desk interface {
	// PastConversations lists conversations with a turn that matches, the one
	// asked in last first, ties by id.
	PastConversations(ctx context.Context, q PastQuery) ([]PastConversation, error)

	// PastTurns lists the turns that match, the newest first, ties by
	// conversation and the later turn first.
	PastTurns(ctx context.Context, q PastQuery) ([]PastTurn, error)

	// TakeOver notes who answers a conversation and returns who does: where
	// somebody has taken it already, that one. ErrNotFound where the
	// conversation is unknown.
	TakeOver(ctx context.Context, t Taken) (Taken, error)
	// GiveBack lets the assistant answer again; nothing taken is no error.
	GiveBack(ctx context.Context, conversation string) error
	// Taken lists what staff answer now, by conversation.
	Taken(ctx context.Context) ([]Taken, error)
	// TakenBy returns who answers a conversation, zero where nobody does.
	TakenBy(ctx context.Context, conversation string) (Taken, error)

	// PutNote stores a note, ErrNotFound where the conversation is unknown.
	PutNote(ctx context.Context, n DeskNote) error
	// Notes lists those of a conversation in the order they were written.
	Notes(ctx context.Context, conversation string) ([]DeskNote, error)
}
