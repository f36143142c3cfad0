package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"clausewise/assistant"
)

// maxQueue is how many questions of a conversation may wait, the one being
// answered included.
const maxQueue = 4

// turn is a question that was accepted: it will be answered and stored
// whatever becomes of the connection it came by.
type turn struct {
	id       string
	text     string
	language string
	from     *connection
	// again are the connections that asked it again while it was in the queue.
	// Guarded by the conversation's lock.
	again map[*connection]struct{}
	// cancel stops it; set once it runs. Guarded by the conversation's lock.
	cancel    context.CancelFunc
	cancelled bool
}

func (t *turn) askedAgain(by *connection) {
	if t.again == nil {
		t.again = map[*connection]struct{}{}
	}
	t.again[by] = struct{}{}
}

// enqueue accepts a question. The same id again, while the first is being
// answered, is the same question: its answer will reach this connection too.
func (s *Server) enqueue(chat *conversation, t *turn) *fault {
	// A place among the turns that Shutdown waits for is taken first, and
	// given back where no worker is needed. Server.mu is not held while the
	// conversation's lock is awaited: one slow conversation must not stop all.
	s.mu.Lock()
	if s.draining {
		s.mu.Unlock()
		return &fault{code: codeGoingAway, id: t.id}
	}
	s.turns.Add(1)
	chat.refs++
	s.mu.Unlock()

	start, f := chat.accept(t)
	if !start {
		s.release(chat)
		s.turns.Done()
		return f
	}
	go func() {
		defer s.turns.Done()
		defer s.release(chat)
		s.work(chat)
	}()
	return nil
}

// accept puts a question into the queue; start says that it needs a worker.
func (c *conversation) accept(t *turn) (start bool, _ *fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, q := range c.queue {
		if q.id != t.id {
			continue
		}
		if q.text != t.text {
			return false, &fault{code: codeDuplicate, id: t.id}
		}
		q.askedAgain(t.from)
		return false, nil
	}
	if len(c.queue) >= maxQueue {
		return false, &fault{code: codeBusy, id: t.id}
	}
	c.queue = append(c.queue, t)
	start, c.busy = !c.busy, true
	return start, nil
}

// cancelTurn stops a question that waits or is being answered. An id that is
// neither has been answered already, and there is nothing to say.
func (c *conversation) cancelTurn(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.queue {
		if t.id == id {
			t.cancelled = true
			if t.cancel != nil {
				t.cancel()
			}
		}
	}
}

// work answers the questions of a conversation in order until none is left.
func (s *Server) work(chat *conversation) {
	for {
		chat.mu.Lock()
		if len(chat.queue) == 0 {
			chat.busy = false
			chat.mu.Unlock()
			return
		}
		t := chat.queue[0]
		// Detached from every connection, with a deadline of its own.
		ctx, cancel := context.WithTimeout(s.base, s.timing.Turn)
		t.cancel = cancel
		if t.cancelled {
			cancel()
		}
		check := chat.older
		if _, ok := chat.asked[t.id]; ok {
			check = true
		}
		chat.mu.Unlock()

		f, repeated, err := s.answer(ctx, chat, t, check)
		cancel()
		switch {
		case err != nil:
			chat.failed(t, s.turnFailed(chat, t, err))
		case repeated:
			chat.repeated(t, f)
		default:
			s.send(chat, t, f)
		}
	}
}

// send sends a stored answer out, after what staff wrote while it was made.
func (s *Server) send(chat *conversation, t *turn, f serverFrame) {
	ctx, cancel := context.WithTimeout(s.base, s.timing.Store)
	defer cancel()
	if err := s.deliverStaffed(ctx, chat); err != nil {
		s.log.Warn("words of staff cannot be read", "conversation", chat.id, "error", err)
	}
	chat.answered(t, f)
}

// answer has a question answered and stored, and returns the answer's frame.
// A question that was answered before gets the stored answer, repeated.
func (s *Server) answer(ctx context.Context, chat *conversation, t *turn, check bool) (f serverFrame, repeated bool, err error) {
	if err := ctx.Err(); err != nil {
		return serverFrame{}, false, err
	}
	if check {
		f, found, err := s.storedAnswer(ctx, chat.id, t)
		if err != nil || found {
			return f, found, err
		}
	}
	// Before any number above theirs is given out.
	if err := s.deliverStaffed(ctx, chat); err != nil {
		return serverFrame{}, false, unavailable(err)
	}
	chat.mu.Lock()
	least := chat.seq + turnGap
	chat.limit = least
	chat.mu.Unlock()

	if f, held, err := s.heldForStaff(ctx, chat.id, t, least); err != nil || held {
		return f, false, err
	}
	o := &observer{chat: chat, id: t.id}
	a, seq, err := s.watch(ctx, "chat", assistant.Request{
		Conversation: chat.id, ID: t.id, Text: t.text, MinSeq: least, Language: t.language, Observer: o,
	})
	o.done.Store(true)
	if err != nil {
		return serverFrame{}, false, err
	}
	data, err := json.Marshal(a)
	if err != nil {
		return serverFrame{}, false, fmt.Errorf("encoding an answer: %w", err)
	}
	return serverFrame{Type: "answer", Seq: seq, ID: t.id, Answer: data}, false, nil
}

// storedAnswer finds the answer to a question asked before under this id.
func (s *Server) storedAnswer(ctx context.Context, id string, t *turn) (serverFrame, bool, error) {
	turns, err := s.conversations.Turns(ctx, id, 0)
	if err != nil {
		return serverFrame{}, false, unavailable(err)
	}
	for _, old := range turns {
		if old.Request != t.id {
			continue
		}
		if old.Question != t.text {
			return serverFrame{}, false, &fault{code: codeDuplicate, id: t.id}
		}
		return answerFrame(old), true, nil
	}
	return serverFrame{}, false, nil
}

func answerFrame(t assistant.Turn) serverFrame {
	return serverFrame{Type: "answer", Seq: t.Seq, ID: t.Request, Answer: t.Answer}
}

// turnFailed says what went wrong with a question.
func (s *Server) turnFailed(chat *conversation, t *turn, err error) serverFrame {
	chat.mu.Lock()
	cancelled := t.cancelled
	chat.mu.Unlock()
	f := faultOf(err)
	if errors.Is(err, context.Canceled) && !cancelled {
		// Nobody asked to stop it: Shutdown has run out of patience.
		f = &fault{code: codeGoingAway, cause: err}
	}
	if f.code == codeInternal && !s.isReady() {
		f = unavailable(err)
	}
	if f.cause != nil && f.code.status() >= 500 {
		s.log.Error("turn failed", "conversation", chat.id, "code", f.code, "error", f.cause)
	}
	return serverFrame{Type: "error", ID: t.id, Code: f.code, Message: f.message(t.language)}
}

// isReady asks whether questions can be answered and stored at all: a turn that
// failed while they cannot did not fail by its own fault.
func (s *Server) isReady() bool {
	ctx, cancel := context.WithTimeout(s.base, s.timing.Store)
	defer cancel()
	return s.ready(ctx) == nil
}

// unavailable is what a failing store is called to a client.
func unavailable(err error) *fault { return &fault{code: codeUnavailable, cause: err} }

// observer passes on how far an answer has come. What comes after the answer
// is dropped.
type observer struct {
	chat *conversation
	id   string
	done atomic.Bool
}

func (o *observer) Stage(stage string) {
	if !o.done.Load() {
		o.chat.broadcast(serverFrame{Type: "status", ID: o.id, Stage: stage})
	}
}

func (o *observer) Delta(text string) {
	if !o.done.Load() && text != "" {
		o.chat.broadcast(serverFrame{Type: "delta", ID: o.id, Text: text})
	}
}
