package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrNotFound is returned for a conversation or answer the store lacks.
var ErrNotFound = errors.New("no such conversation")

// ErrNotStored is returned where an answer was found and could not be kept; it
// is not given then.
var ErrNotStored = errors.New("the turn was not stored")

// Conversation is a chat. Its secret is known to the client; the store keeps
// the SHA-256 of it.
type Conversation struct {
	ID         string
	SecretHash []byte
	Site       string
	Language   string
	CreatedAt  time.Time
}

// Turn is one question with its answer, stored before the answer is sent.
type Turn struct {
	Conversation string
	// Seq is the sequence number of the answer's frame, growing within a
	// conversation.
	Seq int64
	// Request is the client's own id of the question; the same id again is
	// the same turn.
	Request  string
	Question string
	Answer   json.RawMessage // an Answer
	State    json.RawMessage // the dialogue state after this turn
	AskedAt  time.Time
	// Receipt is stored with the turn; nil where the answer has none. Turns
	// come back without it.
	Receipt *StoredReceipt
}

// Feedback is a vote on an answer.
type Feedback struct {
	Answer  string
	Vote    int // +1 or −1
	Comment string
	At      time.Time
}

// Conversations keeps chats.
type Conversations interface {
	// CreateConversation stores a new conversation.
	CreateConversation(ctx context.Context, c Conversation) error

	// Conversation returns one by id, ErrNotFound where there is none.
	Conversation(ctx context.Context, id string) (Conversation, error)

	// AppendTurn stores t and returns it as stored. Its Seq becomes the
	// greater of t.Seq and one above the conversation's last. Where a turn
	// with the same non-empty Request stands already, that turn is returned
	// and nothing is written. ErrNotFound where the conversation is unknown.
	AppendTurn(ctx context.Context, t Turn) (Turn, error)

	// Turns returns the turns of a conversation with Seq above after, in
	// order.
	Turns(ctx context.Context, conversation string, after int64) ([]Turn, error)

	// LastTurn returns the newest turn, ErrNotFound where there is none yet.
	LastTurn(ctx context.Context, conversation string) (Turn, error)

	// PutFeedback stores a vote; a later vote on the same answer replaces
	// the earlier one. ErrNotFound where the answer is unknown.
	PutFeedback(ctx context.Context, f Feedback) error
}

// StoredReceipt is the receipt of an answer as it was issued.
type StoredReceipt struct {
	ID       string
	Answer   string // id
	Data     []byte
	StoredAt time.Time
}
