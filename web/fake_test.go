package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// hang is how long a test waits for what must come: it is no measure of the
// service, and only keeps a failing test from hanging.
const hang = 5 * time.Minute

func TestMain(m *testing.M) {
	websocket.DefaultDialer.HandshakeTimeout = hang // 45 seconds by itself
	code := m.Run()
	if err := leaks(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// leaks says which goroutines the tests have left behind. Those at their end
// get the time a starved machine needs for it, more than goleak gives them.
func leaks() (err error) {
	for end := time.Now().Add(hang); time.Now().Before(end); {
		if err = goleak.Find(); err == nil {
			return nil
		}
	}
	return err
}

// memory keeps chats for the length of a test.
type memory struct {
	mu       sync.Mutex
	chats    map[string]assistant.Conversation
	turns    map[string][]assistant.Turn
	feedback []assistant.Feedback
	down     error // what every call returns, where set
	// slow holds the reading of one conversation's turns until it is closed.
	slow   string
	slowly chan struct{}
}

func newMemory() *memory {
	return &memory{chats: map[string]assistant.Conversation{}, turns: map[string][]assistant.Turn{}}
}

func (m *memory) CreateConversation(_ context.Context, c assistant.Conversation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.chats[c.ID] = c
	return m.down
}

func (m *memory) Conversation(_ context.Context, id string) (assistant.Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.chats[id]
	if !ok && m.down == nil {
		return c, assistant.ErrNotFound
	}
	return c, m.down
}

func (m *memory) AppendTurn(_ context.Context, t assistant.Turn) (assistant.Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return t, m.down
	}
	turns := m.turns[t.Conversation]
	for _, old := range turns {
		if old.Request == t.Request {
			return old, nil
		}
	}
	if n := len(turns); n > 0 {
		t.Seq = max(t.Seq, turns[n-1].Seq+1)
	}
	m.turns[t.Conversation] = append(turns, t)
	return t, nil
}

func (m *memory) Turns(_ context.Context, id string, after int64) ([]assistant.Turn, error) {
	m.mu.Lock()
	held := m.slow == id
	m.mu.Unlock()
	if held {
		<-m.slowly
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []assistant.Turn
	for _, t := range m.turns[id] {
		if t.Seq > after {
			out = append(out, t)
		}
	}
	return out, m.down
}

func (m *memory) LastTurn(_ context.Context, id string) (assistant.Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if turns := m.turns[id]; len(turns) > 0 {
		return turns[len(turns)-1], m.down
	}
	return assistant.Turn{}, assistant.ErrNotFound
}

func (m *memory) PutFeedback(_ context.Context, f assistant.Feedback) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.feedback = append(m.feedback, f)
	return m.down
}

func (m *memory) stored(id string) []assistant.Turn {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.turns[id])
}

// echo answers "re: question". A question that begins with "wait" is held
// until release or its context ends, "late" is stored at once and then held,
// "fail" fails, "chatty" sends many deltas.
type echo struct {
	store   *memory
	release chan struct{}
	started chan string
	mu      sync.Mutex
	asked   []assistant.Request
}

func newEcho(m *memory) *echo {
	return &echo{store: m, release: make(chan struct{}), started: make(chan string, 100)}
}

func (e *echo) Ask(ctx context.Context, r assistant.Request) (assistant.Answer, int64, error) {
	e.mu.Lock()
	e.asked = append(e.asked, r)
	e.mu.Unlock()
	e.started <- r.Text
	if r.Observer != nil {
		r.Observer.Stage("searching")
		r.Observer.Delta("re: ")
	}
	switch {
	case strings.HasPrefix(r.Text, "wait"):
		select {
		case <-e.release:
		case <-ctx.Done():
			return assistant.Answer{}, 0, ctx.Err()
		}
	case strings.HasPrefix(r.Text, "fail"):
		return assistant.Answer{}, 0, errors.New("a secret detail")
	case strings.HasPrefix(r.Text, "chatty"):
		for range 3 * turnGap {
			r.Observer.Delta("x")
		}
	}
	a := assistant.Answer{ID: "a-" + r.ID, Conversation: r.Conversation, Question: r.Text, Kind: assistant.Chat, Text: "re: " + r.Text}
	if r.Conversation == "" {
		return a, 0, nil
	}
	data, err := json.Marshal(a)
	if err != nil {
		return a, 0, err
	}
	t, err := e.store.AppendTurn(ctx, assistant.Turn{Conversation: r.Conversation, Seq: r.MinSeq, Request: r.ID, Question: r.Text, Answer: data})
	if err != nil {
		return a, 0, err
	}
	if strings.HasPrefix(r.Text, "late") {
		e.started <- "stored"
		<-e.release
	}
	return a, t.Seq, json.Unmarshal(t.Answer, &a)
}

func (e *echo) calls() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.asked)
}

// shelf is a library of one document.
type shelf struct{ down error }

func (l shelf) Documents(context.Context) ([]retrieval.Document, error) {
	return []retrieval.Document{{ID: "d", Pack: "d", Version: 2, Title: "文件", Jurisdiction: "苏州市"}}, l.down
}

func (l shelf) Rows(_ context.Context, id string, version int) ([]retrieval.Row, error) {
	if l.down != nil {
		return nil, l.down
	}
	if id != "d" || version > 2 {
		return nil, fmt.Errorf("%w: %s", retrieval.ErrNotFound, id)
	}
	return []retrieval.Row{{Document: "d", Version: 2, Key: "一", Kind: retrieval.Clause, Number: "一", Text: "一、条文 <b>&\n", End: 12}}, nil
}

// bench is a running service with its parts at hand.
type bench struct {
	*Server
	t      *testing.T
	memory *memory
	echo   *echo
	url    string // ws://…
	http   *httptest.Server
}

func start(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	m := newMemory()
	e := newEcho(m)
	c := Config{
		Asker: e, Conversations: m, Library: shelf{}, Book: func(context.Context, quantity.Date) (*calculators.Book, error) { return new(calculators.Book), nil },
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Date(2026, 11, 21, 4, 0, 0, 0, time.UTC) },
		Timing: Timing{Turn: hang, Store: hang, Write: hang, Pong: hang, Header: hang, Request: hang, Goodbye: 200 * time.Millisecond},
	}
	for _, f := range change {
		f(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), hang)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		h.Close()
		h.Client().CloseIdleConnections()
	})
	return &bench{Server: s, t: t, memory: m, echo: e, url: "ws" + strings.TrimPrefix(h.URL, "http"), http: h}
}

// client is the other end of a websocket.
type client struct {
	t  *testing.T
	ws *websocket.Conn
}

func (b *bench) dial() *client {
	b.t.Helper()
	ws, response, err := websocket.DefaultDialer.Dial(b.url+"/ws", nil)
	if err != nil {
		b.t.Fatalf("dial: %v (%v)", err, response)
	}
	b.t.Cleanup(func() { ws.Close() })
	// As a browser does: a pong that meets a closed line is lost, and what the
	// server said before it closed is read all the same.
	ws.SetPingHandler(func(data string) error {
		_ = ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(hang))
		return nil
	})
	return &client{b.t, ws}
}

func (c *client) send(frame string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatalf("send: %v", err)
	}
}

func (c *client) ask(id, text string) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"type":"ask","id":%q,"text":%q}`, id, text))
}

// next reads one frame; the deadline only keeps a failing test from hanging.
func (c *client) next() serverFrame {
	c.t.Helper()
	f, err := c.read()
	if err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return f
}

func (c *client) read() (serverFrame, error) {
	var f serverFrame
	if err := c.ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
		return f, err
	}
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(data, &f)
}

// until reads frames up to the first of a type and returns it; their numbers
// must grow.
func (c *client) until(kind string) serverFrame {
	c.t.Helper()
	var last int64
	for {
		f := c.next()
		if f.Seq <= last {
			c.t.Fatalf("frame %s has number %d after %d", f.Type, f.Seq, last)
		}
		last = f.Seq
		if f.Type == kind {
			return f
		}
	}
}

// closed reads until the connection ends and returns the close code.
func (c *client) closed() int {
	c.t.Helper()
	for {
		if _, err := c.read(); err != nil {
			if e, ok := errors.AsType[*websocket.CloseError](err); ok {
				return e.Code
			}
			return 0
		}
	}
}

func answerText(t *testing.T, f serverFrame) string {
	t.Helper()
	var a assistant.Answer
	if err := json.Unmarshal(f.Answer, &a); err != nil {
		t.Fatalf("answer %s: %v", f.Answer, err)
	}
	return a.Text
}

// waitForNobody waits until the server has noticed that its clients left.
func (b *bench) waitForNobody() {
	b.t.Helper()
	for len(b.connections()) > 0 {
		time.Sleep(time.Millisecond)
	}
	b.sockets.Wait()
}

// journal is a log that may be read while it is written.
type journal struct {
	mu sync.Mutex
	b  strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}
