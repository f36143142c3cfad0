package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"clausewise/assistant"
)

// forgetful is a memory that can forget.
type forgetful struct{ *memory }

func (f forgetful) Forget(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.chats[id]; !ok {
		return assistant.ErrNotFound
	}
	delete(f.chats, id)
	delete(f.turns, id)
	return f.down
}

func (b *bench) forget(id, secret string) int {
	b.t.Helper()
	r, err := b.http.Client().Post(b.http.URL+"/api/v1/conversations/"+id+"/forget", "application/json", strings.NewReader(`{"secret":"`+secret+`"}`))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode
}

func TestForget(t *testing.T) {
	var m *memory
	b := start(t, func(c *Config) {
		m = c.Conversations.(*memory)
		c.Forget = forgetful{m}.Forget
	})
	c := b.dial()
	c.ask("1", "我的电话是…")
	first := c.next()
	c.until("answer")
	if got := b.forget(first.Conversation, "guessed"); got != http.StatusNotFound || len(m.stored(first.Conversation)) != 1 {
		t.Errorf("with another secret: %d", got)
	}
	if got := b.forget("nothing", first.Secret); got != http.StatusNotFound {
		t.Errorf("of another conversation: %d", got)
	}
	c.ask("2", "wait")
	<-b.echo.started
	<-b.echo.started
	if got := b.forget(first.Conversation, first.Secret); got != http.StatusOK {
		t.Errorf("with the secret: %d", got)
	}
	if f := c.until("error"); f.Code != codeCancelled {
		t.Errorf("the question in progress: %+v", f)
	}
	if len(m.stored(first.Conversation)) != 0 {
		t.Error("turns are left")
	}
}
