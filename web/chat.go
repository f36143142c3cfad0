package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"
	"github.com/oklog/ulid/v2"

	"clausewise/assistant"
)

// queueLength is how many frames wait for a client before it counts as slow.
const queueLength = 64

// chat is GET /ws.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		s.fail(w, r, &fault{code: codeGoingAway})
		return
	}
	s.sockets.Add(1)
	s.mu.Unlock()
	defer s.sockets.Done()
	address := s.clientAddress(r)
	if !s.admit(address) {
		s.metrics.refused.WithLabelValues("sockets").Inc()
		s.fail(w, r, &fault{code: codeLimited, about: "60", wait: 60})
		return
	}
	defer s.dismiss(address)

	upgrader := websocket.Upgrader{
		HandshakeTimeout: s.timing.Write,
		ReadBufferSize:   4 << 10,
		WriteBufferSize:  4 << 10,
		WriteBufferPool:  &s.buffers,
		CheckOrigin:      s.originAllowed,
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			c := codeInvalid
			if status == http.StatusForbidden {
				c = codeOrigin
			}
			s.fail(w, r, &fault{code: c, about: "Upgrade", cause: reason})
		},
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &connection{
		server: s, ws: ws, address: address, origin: r.Header.Get("Origin"), trusted: s.trustsOrigin(r), log: s.log.With("request", requestID(r.Context())),
		out: make(chan [][]byte, queueLength), end: make(chan struct{}), readEnd: make(chan struct{}),
	}
	if !s.track(c) {
		// Shutdown began between the check above and now.
		c.stop(closing{websocket.CloseGoingAway, "going away"})
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write()
	}()
	c.read(r.Context())
	<-written
	s.leave(c)
	s.untrack(c)
}

// handle does what a client's frame asks for.
func (s *Server) handle(ctx context.Context, c *connection, f clientFrame) *fault {
	ctx, cancel := context.WithTimeout(ctx, s.timing.Store)
	defer cancel()
	if err := s.charge(ctx, f.size, s.ofAddress(c.address)); err != nil {
		err.id = f.ID
		return err
	}
	if f.Type == "hello" {
		return s.hello(ctx, c, f)
	}
	if !c.trusted && !c.vouched {
		return &fault{code: codeToken, id: f.ID}
	}
	switch f.Type {
	case "ask":
		return s.ask(ctx, c, f)
	case "cancel":
		if c.chat != nil {
			c.chat.cancelTurn(f.ID)
		}
		return nil
	case "resume":
		return s.resume(ctx, c, f)
	case "feedback":
		return s.feedback(ctx, c, f)
	case "handoff":
		return s.handoff(ctx, c, f)
	}
	return &fault{code: codeUnknownType}
}

// ask accepts a question, beginning a conversation with the first one: a
// visitor who asks nothing leaves nothing behind.
func (s *Server) ask(ctx context.Context, c *connection, f clientFrame) *fault {
	text := strings.TrimSpace(f.Text)
	if text == "" {
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
	return s.enqueue(c.chat, &turn{id: f.ID, text: text, language: c.language, from: c})
}

// begin stores a new conversation and tells the client its secret.
func (s *Server) begin(ctx context.Context, c *connection) *fault {
	secret, err := newSecret(s.random)
	if err != nil {
		return &fault{code: codeInternal, cause: err}
	}
	now := s.now()
	id, err := ulid.New(ulid.Timestamp(now), s.random)
	if err != nil {
		return &fault{code: codeInternal, cause: err}
	}
	err = s.conversations.CreateConversation(ctx, assistant.Conversation{
		ID: id.String(), SecretHash: hashSecret(secret), Site: c.site, Language: c.language, CreatedAt: now,
	})
	if err != nil {
		return unavailable(err)
	}
	chat := s.join(c, id.String(), false)
	chat.mu.Lock()
	chat.attach(c, 0)
	chat.mu.Unlock()
	chat.tell(c, serverFrame{Type: "conversation", Conversation: chat.id, Secret: secret})
	return nil
}

// feedback stores a vote on an answer of the conversation at hand.
func (s *Server) feedback(ctx context.Context, c *connection, f clientFrame) *fault {
	if c.chat == nil {
		return &fault{code: codeNoChat}
	}
	known, err := s.answerIn(ctx, c.chat.id, f.Answer)
	if err != nil {
		return unavailable(err)
	}
	if !known {
		return &fault{code: codeNotFound, about: "answer"}
	}
	err = s.conversations.PutFeedback(ctx, assistant.Feedback{
		Answer: f.Answer, Vote: f.Vote, Comment: strings.TrimSpace(f.Comment), At: s.now(),
	})
	switch {
	case errors.Is(err, assistant.ErrNotFound):
		return &fault{code: codeNotFound, about: "answer"}
	case err != nil:
		return unavailable(err)
	}
	return nil
}
