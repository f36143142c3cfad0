package web

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"clausewise/assistant"
)

// desk keeps questions for a person for the length of a test.
type desk struct {
	mu   sync.Mutex
	left []assistant.Handoff
	down error
}

func (d *desk) PutHandoff(_ context.Context, h assistant.Handoff) (assistant.Handoff, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down != nil {
		return h, d.down
	}
	for _, old := range d.left {
		if old.Conversation == h.Conversation && old.Request == h.Request {
			return old, nil
		}
	}
	d.left = append(d.left, h)
	return h, nil
}

func (d *desk) Handoffs(context.Context, assistant.HandoffQuery) ([]assistant.Handoff, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.left, d.down
}

func (d *desk) FinishHandoff(context.Context, string, string, string, time.Time) error { return d.down }

func TestHandoff(t *testing.T) {
	d := &desk{}
	b := start(t, func(c *Config) { c.Handoffs = d })
	c := b.dial()
	// Without a question before it: a conversation begins with it.
	c.send(`{"type":"handoff","id":"h1","text":" 独立站和海外仓能一起申报吗？ ","contact":" 0512-12345678 ","name":"王女士","answer":"of another chat"}`)
	chat := c.until("conversation")
	if f := c.until("handoff"); f.ID != "h1" {
		t.Fatalf("got %+v", f)
	}
	c.ask("1", "x")
	c.until("answer")
	c.send(`{"type":"handoff","id":"h2","text":"这个答复不对","contact":"a@example.cn","answer":"a-1"}`)
	c.until("handoff")
	// Sent again after a broken line: it stands once.
	c.send(`{"type":"handoff","id":"h2","text":"这个答复不对","contact":"a@example.cn","answer":"a-1"}`)
	c.until("handoff")
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.left) != 2 {
		t.Fatalf("stored %+v", d.left)
	}
	first, second := d.left[0], d.left[1]
	if first.Conversation != chat.Conversation || first.Question != "独立站和海外仓能一起申报吗？" || first.Contact != "0512-12345678" || first.Name != "王女士" || first.ID == "" || first.At.IsZero() {
		t.Errorf("stored %+v", first)
	}
	if first.Answer != "" || second.Answer != "a-1" {
		t.Errorf("about %q and %q, want none of another conversation and a-1", first.Answer, second.Answer)
	}
}

func TestHandoffRefused(t *testing.T) {
	d := &desk{}
	b := start(t, func(c *Config) { c.Handoffs = d })
	c := b.dial()
	for frame, want := range map[string]code{
		`{"type":"handoff","text":"x","contact":"1"}`:                                    codeMissing,
		`{"type":"handoff","id":"1","contact":"1"}`:                                      codeMissing,
		`{"type":"handoff","id":"1","text":"x"}`:                                         codeMissing,
		`{"type":"handoff","id":"1","text":"x","contact":" "}`:                           codeEmpty,
		`{"type":"handoff","id":"1","text":" ","contact":"1"}`:                           codeEmpty,
		`{"type":"handoff","id":"1","text":"x","contact":"` + long(201) + `"}`:           codeInvalid,
		`{"type":"handoff","id":"1","text":"` + long(4001) + `","contact":"1"}`:          codeTooLong,
		`{"type":"handoff","id":"1","text":"x","contact":"1","name":"` + long(61) + `"}`: codeInvalid,
	} {
		c.send(frame)
		if f := c.next(); f.Code != want || f.Message == "" {
			t.Errorf("%.60s: %+v, want %s", frame, f, want)
		}
	}
	d.mu.Lock()
	d.down = errors.New("connection refused on 10.0.0.7")
	d.mu.Unlock()
	c = b.dial()
	c.send(`{"type":"handoff","id":"9","text":"x","contact":"1"}`)
	if f := c.until("error"); f.Code != codeUnavailable || f.ID != "9" {
		t.Errorf("store down: %+v", f)
	}
	none := start(t).dial()
	none.send(`{"type":"handoff","id":"9","text":"x","contact":"1"}`)
	if f := none.next(); f.Code != codeUnknownType || f.ID != "9" {
		t.Errorf("where nobody takes it: %+v", f)
	}
}

func long(n int) string {
	b := make([]rune, n)
	for i := range b {
		b[i] = '长'
	}
	return string(b)
}
