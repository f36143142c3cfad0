package web

import (
	"context"
	"errors"

	"github.com/gorilla/websocket"

	"clausewise/assistant"
)

// resume attaches a connection to a stored conversation and sends the answers
// it missed. An unknown conversation and a wrong secret look the same.
func (s *Server) resume(ctx context.Context, c *connection, f clientFrame) *fault {
	stored, err := s.conversations.Conversation(ctx, f.Conversation)
	if err != nil && !errors.Is(err, assistant.ErrNotFound) {
		return s.later(c, err)
	}
	// A conversation is its site's: no other site's page goes on with it.
	elsewhere := s.access != nil && stored.Site != c.site
	if !secretMatches(f.Secret, stored.SecretHash) || elsewhere || err != nil {
		return &fault{code: codeNoChat}
	}
	if c.language == "" {
		c.language = stored.Language
	}
	chat := s.join(c, stored.ID, true)
	if err := chat.replay(ctx, c, s.conversations, f.Seq); err != nil {
		s.leave(c)
		return s.later(c, err)
	}
	return nil
}

// later closes a connection whose conversation cannot be read just now. An
// error frame would read as "gone"; a closed line is tried again.
func (s *Server) later(c *connection, err error) *fault {
	c.log.Error("conversation could not be resumed", "error", err)
	c.stop(closing{websocket.CloseTryAgainLater, "try again later"})
	return nil
}

// replay sends a connection the answers above after, then says where the
// conversation stands. Whatever is answered meanwhile waits for the lock, so
// nothing is sent twice, left out or out of order.
func (c *conversation) replay(ctx context.Context, to *connection, store assistant.Conversations, after int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	turns, err := store.Turns(ctx, c.id, after)
	if err != nil {
		return err
	}
	frames := make([][]byte, 0, len(turns)+1)
	var sent int64
	for _, t := range turns {
		data, err := answerFrame(t).encode()
		if err != nil {
			return err
		}
		frames = append(frames, data)
		sent = t.Seq
		c.seq = max(c.seq, t.Seq)
	}
	c.older = true
	// A client may have seen numbers that this process has not given out.
	if c.limit == 0 || after < c.limit {
		c.seq = max(c.seq, after)
		sent = max(sent, after)
	}
	if c.seq >= c.limit {
		c.limit = 0 // the turn in progress is among those stored
	}
	here := serverFrame{Type: "conversation", Conversation: c.id}
	here.Seq, _ = c.next()
	data, err := here.encode()
	if err != nil {
		return err
	}
	c.attach(to, sent)
	to.put(append(frames, data)...)
	return nil
}
