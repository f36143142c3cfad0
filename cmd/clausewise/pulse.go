package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"clausewise/assistant"
)

const (
	// writeEvery is how often a store that took the last writing is given
	// another one at most, of so many bytes.
	writeEvery, fewBytes = time.Minute, 8 << 10
	// writeAgain is the same for a store that did not, or that has lost a turn:
	// more than a turn and its receipt take, so that a corner that was left
	// does not pass for room.
	writeAgain, manyBytes = time.Second, 128 << 10
)

// pulse knows whether the store can be written to: a full disk and a read-only
// database answer every reading as if nothing were wrong. It asks when it is
// asked, and seldom.
type pulse struct {
	write func(ctx context.Context, size int) error
	now   func() time.Time

	mu    sync.Mutex
	last  time.Time
	doubt bool
	err   error
}

// check returns why the store takes nothing, nil where it does.
func (p *pulse) check(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait, size := writeEvery, fewBytes
	if p.err != nil || p.doubt {
		wait, size = writeAgain, manyBytes
	}
	// A clock that was set back must not silence it.
	if since := p.now().Sub(p.last); !p.doubt && since >= 0 && since < wait {
		return p.err
	}
	err := p.write(ctx, size)
	if ctx.Err() != nil && p.err == nil && errors.Is(err, context.Canceled) {
		return err // the caller has gone; nothing was learnt
	}
	p.err, p.last, p.doubt = err, p.now(), false
	return err
}

// suspect makes the next check write.
func (p *pulse) suspect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doubt = true
}

// watchedTurns are the conversations of a store, whose failures to keep a turn
// are noticed.
type watchedTurns struct {
	assistant.Conversations
	pulse *pulse
}

// AppendTurn implements assistant.Conversations.
func (w watchedTurns) AppendTurn(ctx context.Context, t assistant.Turn) (assistant.Turn, error) {
	stored, err := w.Conversations.AppendTurn(ctx, t)
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, assistant.ErrNotFound) {
		w.pulse.suspect()
	}
	return stored, err
}
