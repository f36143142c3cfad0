package web

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorilla/websocket"
)

func (c *client) resume(f serverFrame, seq int64) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"resume","conversation":%q,"secret":%q,"seq":%d}`, f.Conversation, f.Secret, seq))
}

func TestResumeGetsTheAnswerThatWasMissed(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "first")
	chat := c.next()
	first := c.until("answer")
	c.ask("2", "wait")
	<-b.echo.started
	<-b.echo.started
	c.ws.Close()
	close(b.echo.release)

	d := b.dial()
	d.resume(chat, first.Seq)
	missed := d.until("answer")
	if missed.ID != "2" || answerText(t, missed) != "re: wait" || missed.Seq <= first.Seq {
		t.Fatalf("got %+v", missed)
	}
	// The client may not know that its question arrived and asks again.
	d.ask("2", "wait")
	for {
		f := d.next()
		if f.Type == "answer" {
			if f.Seq != missed.Seq {
				t.Errorf("answered anew: %+v", f)
			}
			break
		}
	}
	if got := b.memory.stored(chat.Conversation); len(got) != 2 {
		t.Errorf("stored %d turns, want 2", len(got))
	}
}

func TestResumeWhileTheAnswerIsBeingMade(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "wait")
	chat := c.next()
	<-b.echo.started
	c.ws.Close()
	d := b.dial()
	d.resume(chat, chat.Seq)
	if f := d.next(); f.Type != "conversation" || f.Conversation != chat.Conversation || f.Secret != "" {
		t.Fatalf("got %+v", f)
	}
	d.ask("1", "wait") // asked again, as the widget does: the same question
	close(b.echo.release)
	if f := d.until("answer"); f.ID != "1" {
		t.Fatalf("got %+v", f)
	}
	if got := b.echo.calls(); got != 1 {
		t.Errorf("asked %d times", got)
	}
}

func TestResumeFromTheBeginning(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("0", "q0")
	chat := c.next()
	c.until("answer")
	for i := 1; i < 5; i++ {
		c.ask(fmt.Sprint(i), fmt.Sprint("q", i))
		c.until("answer")
	}
	d := b.dial() // another tab
	d.resume(chat, 0)
	var last int64
	for i := range 5 {
		f := d.next()
		if f.Type != "answer" || f.ID != fmt.Sprint(i) || f.Seq <= last {
			t.Fatalf("replay %d is %+v", i, f)
		}
		last = f.Seq
	}
	if f := d.next(); f.Type != "conversation" || f.Seq <= last {
		t.Fatalf("after the replay: %+v", f)
	}
	// Both tabs see what either asks.
	c.ask("5", "q5")
	if f := d.until("answer"); f.ID != "5" {
		t.Errorf("the other tab got %+v", f)
	}
	d.ask("6", "q6")
	c.until("answer")
	if f := c.until("answer"); f.ID != "6" {
		t.Errorf("the first tab got %+v", f)
	}
}

func TestNumbersGoOnAboveWhatTheClientHasSeen(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	chat := c.next()
	c.until("answer")
	c.ws.Close()
	d := b.dial()
	d.resume(chat, 1_000_000)
	if f := d.next(); f.Type != "conversation" || f.Seq <= 1_000_000 {
		t.Fatalf("got %+v", f)
	}
	d.ask("2", "y")
	if f := d.until("answer"); f.Seq <= 1_000_000 {
		t.Errorf("answer has number %d", f.Seq)
	}
}

func TestWrongSecretLooksLikeNoConversation(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	chat := c.next()
	d := b.dial()
	d.resume(serverFrame{Conversation: chat.Conversation, Secret: "wrong"}, 0)
	wrong := d.next()
	d.resume(serverFrame{Conversation: "01JUNKNOWN", Secret: chat.Secret}, 0)
	unknown := d.next()
	if wrong.Code != codeNoChat || wrong.Message != unknown.Message || wrong.Code != unknown.Code {
		t.Errorf("wrong secret: %+v; unknown conversation: %+v", wrong, unknown)
	}
	c.until("answer")
}

func TestResumeWithTheStoreDownIsTriedAgainLater(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	chat := c.next()
	c.until("answer")
	b.memory.mu.Lock()
	b.memory.down = errors.New("connection refused")
	b.memory.mu.Unlock()
	d := b.dial()
	d.resume(chat, 0)
	if got := d.closed(); got != websocket.CloseTryAgainLater {
		t.Errorf("closed with %d", got)
	}
}

func TestASlowResumeHoldsUpNobodyElse(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	chat := c.next()
	c.until("answer")
	b.memory.mu.Lock()
	b.memory.slow, b.memory.slowly = chat.Conversation, make(chan struct{})
	b.memory.mu.Unlock()
	d := b.dial()
	d.resume(chat, 0) // its replay waits for the store
	c.ask("2", "y")   // waits for the replay
	other := b.dial()
	other.ask("1", "z")
	if f := other.until("answer"); f.ID != "1" {
		t.Errorf("got %+v", f)
	}
	close(b.memory.slowly)
	if f := c.until("answer"); f.ID != "2" {
		t.Errorf("got %+v", f)
	}
	d.until("conversation")
}
