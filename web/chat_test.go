package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestAskIsTheFirstFrame(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "独立站补多少")
	first := c.next()
	if first.Type != "conversation" || first.Conversation == "" || len(first.Secret) < 40 {
		t.Fatalf("first frame is %+v", first)
	}
	status := c.next()
	if status.Type != "status" || status.Stage != "searching" || status.ID != "1" || status.Seq <= first.Seq {
		t.Fatalf("second frame is %+v", status)
	}
	if d := c.next(); d.Type != "delta" || d.Text != "re: " {
		t.Fatalf("third frame is %+v", d)
	}
	a := c.next()
	if a.Type != "answer" || a.ID != "1" || answerText(t, a) != "re: 独立站补多少" {
		t.Fatalf("fourth frame is %+v", a)
	}
	turns := b.memory.stored(first.Conversation)
	if len(turns) != 1 || turns[0].Seq != a.Seq {
		t.Fatalf("stored %+v, the answer has number %d", turns, a.Seq)
	}
	kept := b.memory.chats[first.Conversation]
	if strings.Contains(string(kept.SecretHash), first.Secret) || !secretMatches(first.Secret, kept.SecretHash) {
		t.Error("the store must keep the hash of the secret and nothing else")
	}
	c.ask("2", "那120万呢")
	if f := c.until("answer"); f.Seq <= a.Seq {
		t.Errorf("second answer has number %d after %d", f.Seq, a.Seq)
	}
}

func TestHelloSetsLanguageAndSite(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.send(`{"type":"hello","site":"office","language":"zh-TW","token":"","new_field":1}`)
	c.ask("1", "你好")
	id := c.next().Conversation
	c.until("answer")
	if got := b.memory.chats[id]; got.Site != "office" || got.Language != "zh-Hant" {
		t.Errorf("stored conversation is %+v", got)
	}
	if got := b.echo.asked[0].Language; got != "zh-Hant" {
		t.Errorf("asked in %q", got)
	}
	c.send(`{"type":"what"}`)
	if f := c.next(); !strings.Contains(f.Message, "訊息") {
		t.Errorf("error in another language: %+v", f)
	}
}

func TestFaultyFramesGetAnErrorAndTheConnectionStays(t *testing.T) {
	for _, c := range []struct {
		name, frame, id string
		code            code
		word            string // of the message
	}{
		{"not json", `hello`, "", codeMalformed, "JSON"},
		{"empty", ``, "", codeMalformed, "JSON"},
		{"cut off", `{"type":"ask"`, "", codeMalformed, "JSON"},
		{"array", `[1]`, "", codeMalformed, "JSON"},
		{"two values", `{"type":"hello"}{"type":"hello"}`, "", codeMalformed, "JSON"},
		{"not utf-8", "{\"type\":\"ask\",\"id\":\"1\",\"text\":\"\xff\"}", "", codeMalformed, "JSON"},
		{"number as text", `{"type":"ask","id":"1","text":5}`, "", codeMalformed, "JSON"},
		{"no type", `{"id":"7"}`, "7", codeMissing, "type"},
		{"unknown type", `{"type":"shout","id":"7"}`, "7", codeUnknownType, "shout"},
		{"ask without id", `{"type":"ask","text":"x"}`, "", codeMissing, "id"},
		{"ask without text", `{"type":"ask","id":"7"}`, "7", codeMissing, "text"},
		{"blank text", `{"type":"ask","id":"7","text":" \n"}`, "7", codeEmpty, "空"},
		{"text too long", `{"type":"ask","id":"7","text":"` + strings.Repeat("长", 4001) + `"}`, "7", codeTooLong, "4000"},
		{"frame too large", `{"type":"ask","id":"7","text":"` + strings.Repeat("x", maxFrame) + `"}`, "", codeFrameSize, "64 KiB"},
		{"id too long", `{"type":"ask","id":"` + strings.Repeat("7", 200) + `","text":"x"}`, strings.Repeat("7", 128), codeInvalid, "id"},
		{"cancel without id", `{"type":"cancel"}`, "", codeMissing, "id"},
		{"vote out of range", `{"type":"feedback","answer":"a","vote":2}`, "", codeInvalid, "vote"},
		{"comment too long", `{"type":"feedback","answer":"a","vote":1,"comment":"` + strings.Repeat("x", 1001) + `"}`, "", codeInvalid, "comment"},
		{"feedback before a conversation", `{"type":"feedback","answer":"a","vote":1}`, "", codeNoChat, "会话"},
		{"resume without secret", `{"type":"resume","conversation":"c"}`, "", codeMissing, "secret"},
		{"resume with negative seq", `{"type":"resume","conversation":"c","secret":"s","seq":-1}`, "", codeInvalid, "seq"},
		{"resume of an unknown conversation", `{"type":"resume","conversation":"c","secret":"s","seq":0}`, "", codeNoChat, "会话"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := start(t)
			client := b.dial()
			client.send(c.frame)
			f := client.next()
			if f.Type != "error" || f.Code != c.code || f.ID != c.id || f.Seq < 1 || !strings.Contains(f.Message, c.word) {
				t.Fatalf("got %+v", f)
			}
			client.ask("1", "还在吗")
			if got := answerText(t, client.until("answer")); got != "re: 还在吗" {
				t.Errorf("after the error: %q", got)
			}
		})
	}
}

func TestBinaryFrameIsRefused(t *testing.T) {
	b := start(t)
	c := b.dial()
	if err := c.ws.WriteMessage(websocket.BinaryMessage, []byte(`{"type":"ask","id":"1","text":"x"}`)); err != nil {
		t.Fatal(err)
	}
	if f := c.next(); f.Code != codeBinary {
		t.Fatalf("got %+v", f)
	}
	c.ask("1", "x")
	c.until("answer")
}

func TestAbuseClosesTheConnection(t *testing.T) {
	b := start(t)
	c := b.dial()
	for range maxStrikes {
		c.send(`nonsense`)
	}
	if got := c.closed(); got != websocket.ClosePolicyViolation {
		t.Errorf("closed with %d", got)
	}
}

func TestHugeFrameClosesTheConnection(t *testing.T) {
	b := start(t)
	c := b.dial()
	// The server closes while the client still writes; either side may notice
	// first, so only the end counts.
	_ = c.ws.WriteMessage(websocket.TextMessage, make([]byte, 2*maxDiscard))
	if got := c.closed(); got != websocket.CloseMessageTooBig && got != 0 {
		t.Errorf("closed with %d", got)
	}
}

func TestQuestionsWaitTheirTurnAndTooManyAreBusy(t *testing.T) {
	b := start(t)
	c := b.dial()
	for i := range maxQueue {
		c.ask(fmt.Sprint(i), fmt.Sprint("wait ", i))
	}
	<-b.echo.started
	c.ask("extra", "x")
	f := c.until("error")
	if f.Code != codeBusy || f.ID != "extra" {
		t.Fatalf("got %+v", f)
	}
	close(b.echo.release)
	for i := range maxQueue {
		if f := c.until("answer"); f.ID != fmt.Sprint(i) {
			t.Fatalf("answer %d is for %s", i, f.ID)
		}
	}
}

func TestCancel(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "wait")
	id := c.next().Conversation
	<-b.echo.started
	c.ask("2", "wait too")
	c.send(`{"type":"cancel","id":"2"}`)
	c.send(`{"type":"cancel","id":"1"}`)
	c.send(`{"type":"cancel","id":"never asked"}`)
	for _, want := range []string{"1", "2"} {
		if f := c.until("error"); f.Code != codeCancelled || f.ID != want {
			t.Fatalf("got %+v, want cancelled %s", f, want)
		}
	}
	if got := b.memory.stored(id); len(got) != 0 {
		t.Errorf("cancelled turns were stored: %+v", got)
	}
	if got := b.echo.calls(); got != 1 {
		t.Errorf("asked %d times; a question cancelled in the queue must not be asked", got)
	}
	c.ask("3", "x")
	c.until("answer")
}

func TestTurnDeadline(t *testing.T) {
	b := start(t, func(c *Config) { c.Timing.Turn = 20 * time.Millisecond })
	c := b.dial()
	c.ask("1", "wait")
	if f := c.until("error"); f.Code != codeTimeout || f.ID != "1" {
		t.Fatalf("got %+v", f)
	}
}

func TestSameIDGetsTheSameAnswer(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "独立站")
	first := c.until("answer")
	c.ask("2", "另一个")
	c.until("answer")
	c.ask("1", "独立站")
	again := c.next()
	if again.Type != "answer" || string(again.Answer) != string(first.Answer) || again.Seq != first.Seq {
		t.Fatalf("got %+v, want the first answer again", again)
	}
	if got := b.echo.calls(); got != 2 {
		t.Errorf("asked %d times, want 2", got)
	}
	c.ask("1", "换了内容")
	if f := c.until("error"); f.Code != codeDuplicate || f.ID != "1" {
		t.Errorf("another question under a used id: %+v", f)
	}
}

func TestSameIDWhileItIsBeingAnswered(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "wait")
	<-b.echo.started
	c.ask("1", "wait")
	c.ask("1", "wait, but differently")
	if f := c.until("error"); f.Code != codeDuplicate {
		t.Fatalf("got %+v", f)
	}
	close(b.echo.release)
	c.until("answer")
	c.ask("2", "x")
	if f := c.until("answer"); f.ID != "2" {
		t.Errorf("the question was answered twice: %+v", f)
	}
}

func TestFailureTellsNoDetails(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "fail")
	f := c.until("error")
	if f.Code != codeInternal || f.ID != "1" || strings.Contains(f.Message, "secret") || f.Message == "" {
		t.Fatalf("got %+v", f)
	}
	b.memory.mu.Lock()
	b.memory.down = errors.New("connection refused")
	b.memory.mu.Unlock()
	d := b.dial()
	d.ask("9", "x")
	if f := d.next(); f.Code != codeUnavailable || f.ID != "9" {
		t.Errorf("store down: %+v", f)
	}
}

func TestTurnFailsWithTheStore(t *testing.T) {
	b := start(t, func(c *Config) { c.Ready = func(context.Context) error { return errors.New("down") } })
	c := b.dial()
	c.ask("1", "fail")
	if f := c.until("error"); f.Code != codeUnavailable || f.ID != "1" {
		t.Errorf("got %+v", f)
	}
}

func TestManyDeltasStayBelowTheAnswer(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "chatty")
	// until checks that numbers grow up to and including the answer's.
	if f := c.until("answer"); f.Seq < turnGap {
		t.Errorf("answer has number %d", f.Seq)
	}
}

func TestFeedback(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "x")
	c.until("answer")
	c.send(`{"type":"feedback","answer":"a-1","vote":-1,"comment":" 不对 "}`)
	c.send(`{"type":"feedback","answer":"of another chat","vote":1}`)
	if f := c.next(); f.Code != codeNotFound {
		t.Fatalf("got %+v", f)
	}
	b.memory.mu.Lock()
	defer b.memory.mu.Unlock()
	if len(b.memory.feedback) != 1 || b.memory.feedback[0].Vote != -1 || b.memory.feedback[0].Comment != "不对" {
		t.Errorf("stored %+v", b.memory.feedback)
	}
}

func TestOrigin(t *testing.T) {
	b := start(t, func(c *Config) { c.Origins = []string{"https://www.example.gov.cn"} })
	own := strings.TrimPrefix(b.http.URL, "http://")
	for origin, want := range map[string]int{
		"":                                 http.StatusSwitchingProtocols,
		b.http.URL:                         http.StatusSwitchingProtocols,
		"https://" + own:                   http.StatusSwitchingProtocols, // behind a proxy with TLS
		"https://www.example.gov.cn":       http.StatusSwitchingProtocols,
		"http://www.example.gov.cn":        http.StatusForbidden,
		"https://www.example.gov.cn:8443":  http.StatusForbidden,
		"https://evil.example":             http.StatusForbidden,
		"https://" + own + ".evil.example": http.StatusForbidden,
		"null":                             http.StatusForbidden,
	} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		ws, response, err := websocket.DefaultDialer.Dial(b.url+"/ws", h)
		if response == nil {
			t.Errorf("%q: %v", origin, err)
			continue
		}
		if response.StatusCode != want {
			t.Errorf("%q: status %d, want %d", origin, response.StatusCode, want)
		}
		if err == nil {
			ws.Close()
		}
	}
}

func TestPlainRequestToTheChat(t *testing.T) {
	b := start(t)
	response, err := b.http.Client().Get(b.http.URL + "/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
}

func TestSlowClientIsCutOff(t *testing.T) {
	b := start(t, func(c *Config) { c.Timing.Write = hang })
	slow, quick := b.dial(), b.dial()
	slow.ask("1", "x")
	id := slow.next().Conversation
	slow.until("answer")
	// The client reads no more: the frames fill the socket, then the queue.
	b.mu.Lock()
	chat := b.chats[id]
	b.mu.Unlock()
	big := strings.Repeat("长", 10_000)
	for i := 0; ; i++ {
		chat.mu.Lock()
		there := len(chat.conns)
		chat.mu.Unlock()
		if there == 0 {
			break
		}
		if i > 100_000 {
			t.Fatal("the slow client is still there")
		}
		chat.mu.Lock()
		chat.limit = 0
		chat.mu.Unlock()
		chat.broadcast(serverFrame{Type: "status", ID: "1", Text: big})
	}
	quick.ask("1", "y")
	quick.until("answer")
}

func TestSilentClientIsClosed(t *testing.T) {
	b := start(t, func(c *Config) { c.Timing.Pong, c.Timing.Ping = 50*time.Millisecond, hang })
	c := b.dial()
	if got := c.closed(); got != 0 && got != websocket.CloseAbnormalClosure {
		t.Errorf("closed with %d", got)
	}
}

func TestIdleClientIsSentAway(t *testing.T) {
	b := start(t, func(c *Config) { c.Timing.Idle, c.Timing.Ping = 100*time.Millisecond, 10*time.Millisecond })
	c := b.dial() // answers pings while it reads
	if got := c.closed(); got != websocket.CloseNormalClosure {
		t.Errorf("closed with %d", got)
	}
}

func TestManyClientsAtOnce(t *testing.T) {
	b := start(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			c := b.dial()
			for j := range 5 {
				text := fmt.Sprintf("client %d question %d", i, j)
				c.ask(fmt.Sprint(j), text)
				var f serverFrame
				for f.Type != "answer" {
					var err error
					if f, err = c.read(); err != nil {
						t.Error(err)
						return
					}
				}
				if got := answerText(t, f); got != "re: "+text {
					t.Errorf("got %q for %q", got, text)
				}
				<-b.echo.started
			}
		})
	}
	wg.Wait()
}
