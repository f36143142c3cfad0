package assistant

import (
	"encoding/json"
	"fmt"
)

// ModelRecord is what a model had to do with an answer, for staff. It is
// stored with the turn and never sent to who asked.
type ModelRecord struct {
	Model   string         `json:"model"`
	Millis  int64          `json:"millis,omitempty"` // of the model's whole part
	Turns   int            `json:"turns,omitempty"`
	Tokens  int            `json:"tokens,omitempty"`
	Calls   []RecordedCall `json:"calls,omitempty"`
	Dropped []Dropped      `json:"dropped,omitempty"`
	// Parts are the parts of the answer that came from the model: prose,
	// quotes, question.
	Parts []string `json:"parts,omitempty"`
	// Notes are what stood in the model's way without ending its part.
	Notes []string `json:"notes,omitempty"`
	// Failure says why the model's part was given up, "" where it was not.
	Failure string `json:"failure,omitempty"`
}

// RecordedCall is a tool call of a model and what became of it.
type RecordedCall struct {
	Tool      string `json:"tool"`
	Arguments string `json:"arguments,omitempty"`
	Refused   string `json:"refused,omitempty"` // why it was not carried out
	Bytes     int    `json:"bytes,omitempty"`   // of what the model was given for it
}

// The parts of an answer that can come from a model.
const (
	partProse    = "prose"
	partQuotes   = "quotes"
	partQuestion = "question"
)

// ModelRecordOf reads what a model had to do with a stored turn, nil where no
// model was attached. It is for staff.
func ModelRecordOf(t Turn) (*ModelRecord, error) {
	var s State
	if err := json.Unmarshal(t.State, &s); err != nil {
		return nil, fmt.Errorf("reading the dialogue state of turn %d: %w", t.Seq, err)
	}
	return s.Model, nil
}
