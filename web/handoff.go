package web

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/oklog/ulid/v2"

	"clausewise/assistant"
)

// What a question for a person may hold, in code points.
const (
	maxContact = 200
	maxName    = 60
)

// handoff stores a question for a person, beginning a conversation where
// nothing was asked yet.
func (s *Server) handoff(ctx context.Context, c *connection, f clientFrame) *fault {
	if s.handoffs == nil {
		return &fault{code: codeUnknownType, id: f.ID}
	}
	text, contact := strings.TrimSpace(f.Text), strings.TrimSpace(f.Contact)
	if text == "" || contact == "" {
		return &fault{code: codeEmpty, id: f.ID}
	}
	if c.chat == nil {
		if err := s.begin(ctx, c); err != nil {
			err.id = f.ID
			return err
		}
	}
	if err := s.charge(ctx, f.size, s.ofSession(c.chat.id), s.ofSite(c.site)); err != nil {
		err.id = f.ID
		return err
	}
	// An answer of another conversation is none of this one's.
	about := ""
	if f.Answer != "" {
		known, err := s.answerIn(ctx, c.chat.id, f.Answer)
		if err != nil {
			return &fault{code: codeUnavailable, id: f.ID, cause: err}
		}
		if known {
			about = f.Answer
		}
	}
	now := s.now()
	id, err := ulid.New(ulid.Timestamp(now), s.random)
	if err != nil {
		return &fault{code: codeInternal, id: f.ID, cause: err}
	}
	_, err = s.handoffs.PutHandoff(ctx, assistant.Handoff{
		ID: id.String(), Conversation: c.chat.id, Request: f.ID, Answer: about, Site: c.site, Language: c.language,
		Question: text, Name: strings.TrimSpace(f.Name), Contact: contact, At: now,
	})
	switch {
	case errors.Is(err, assistant.ErrNotFound):
		return &fault{code: codeNoChat, id: f.ID}
	case err != nil:
		return &fault{code: codeUnavailable, id: f.ID, cause: err}
	}
	c.chat.tell(c, serverFrame{Type: "handoff", ID: f.ID})
	return nil
}

// answerIn reports whether an answer is a conversation's.
func (s *Server) answerIn(ctx context.Context, conversation, answer string) (bool, error) {
	turns, err := s.conversations.Turns(ctx, conversation, 0)
	if err != nil {
		return false, err
	}
	for _, t := range turns {
		var a struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(t.Answer, &a) == nil && a.ID == answer {
			return true, nil
		}
	}
	return false, nil
}
