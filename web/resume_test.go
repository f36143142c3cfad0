package web

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorilla/websocket"

	"clausewise/assistant"
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

// The answer is stored, and the server has not sent it yet: a resume brings it,
// and asking again brings it once more, whenever the server gets on.
func TestAskedAgainBetweenStoredAndSent(t *testing.T) {
	b := start(t)
	c := b.dial()
	chat := c.askedLate(b, "1")
	c.ws.Close()

	d := b.dial()
	d.resume(chat, chat.Seq)
	missed := d.until("answer")
	d.ask("1", "late")
	d.ask("2", "") // frames are taken in order: its error says that the question was
	if f := d.until("error"); f.ID != "2" {
		t.Fatalf("got %+v", f)
	}
	close(b.echo.release)
	again := d.next()
	if again.Type != "answer" || again.ID != "1" || again.Seq != missed.Seq {
		t.Errorf("asked again, got %+v", again)
	}
	if got := b.echo.calls(); got != 1 {
		t.Errorf("asked %d times", got)
	}
}

// What staff write is numbered above an answer that is stored and not sent
// yet. The answer goes out first: a client that has a number resumes after it.
func TestWordsOfStaffDoNotOvertakeAnAnswer(t *testing.T) {
	b := start(t)
	c := b.dial()
	chat := c.askedLate(b, "1")
	staff := b.saidElsewhere(chat.Conversation)
	if err := b.deliver(t.Context(), chat.Conversation); err != nil {
		t.Fatal(err)
	}
	answer := c.until("answer")
	words := c.until("answer")
	if answer.ID != "1" || words.Seq != staff.Seq || words.Seq <= answer.Seq {
		t.Errorf("got %+v, then %+v", answer, words)
	}
	close(b.echo.release)
	c.ask("2", "x")
	if f := c.until("answer"); f.ID != "2" || f.Seq <= words.Seq {
		t.Errorf("then %+v", f)
	}
}

// Staff wrote at another process, and the visitor asks on here before this one
// has looked: the words of staff come first.
func TestAnswerBringsWhatStaffWroteElsewhere(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	chat := c.next()
	c.until("answer")
	// As the look does that finds the conversation taken over.
	if err := b.deliver(t.Context(), chat.Conversation); err != nil {
		t.Fatal(err)
	}
	staff := b.saidElsewhere(chat.Conversation)
	c.ask("2", "y")
	if f := c.until("answer"); f.Seq != staff.Seq {
		t.Errorf("got %+v, want the words of staff", f)
	}
	if f := c.until("answer"); f.ID != "2" {
		t.Errorf("got %+v", f)
	}
}

// askedLate asks a first question whose answer is stored and not sent.
func (c *client) askedLate(b *bench, id string) (chat serverFrame) {
	c.t.Helper()
	c.ask(id, "late")
	chat = c.next()
	for <-b.echo.started != "stored" {
	}
	return chat
}

// saidElsewhere stores what staff wrote at another process.
func (b *bench) saidElsewhere(conversation string) assistant.Turn {
	b.t.Helper()
	turn, err := b.memory.AppendTurn(b.t.Context(), assistant.Turn{
		Conversation: conversation, Request: staffRequest + "1", Answer: []byte(`{"id":"s","text":"words of staff"}`),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return turn
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
