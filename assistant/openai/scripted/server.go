// Package scripted is an OpenAI-compatible chat server for tests: it says what
// a script tells it to, honest or hostile, streaming and not.
package scripted

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Script is what a server says. Each list is played in order; its last step
// repeats, or all of it where it goes Round. An empty list says a plain 好。
type Script struct {
	Round   bool
	Turns   []Step // replies to requests without streaming
	Streams []Step // replies to requests for a stream
	// Whole answers requests for a stream in one piece, as some servers do.
	Whole bool
}

// Step is one reply. The zero Step is an empty one.
type Step struct {
	Text   string
	Calls  []Call
	Finish string // finish reason; "" is stop, or tool_calls where there are Calls
	// Raw replaces the whole body, of a stream too.
	Raw string
	// Status other than 0 is sent with Raw as its body.
	Status int
	// Chunk is how many code points a piece of a stream has; 0 means 3.
	Chunk int
	// Cut ends a stream behind its text without saying that it ends.
	Cut bool
	// Drop closes the connection behind the text.
	Drop bool
	// Stall waits until the client has gone.
	Stall bool
}

// Call is a tool call of the model. Arguments is any JSON.
type Call struct {
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
}

// Request is what a client sent.
type Request struct {
	Stream   bool              `json:"stream"`
	Model    string            `json:"model"`
	Messages []json.RawMessage `json:"messages"`
	Tools    []json.RawMessage `json:"tools"`
	Body     string            `json:"-"`
	Key      string            `json:"-"`
}

// Server is a running one. URL has the version in its path.
type Server struct {
	URL string

	mu       sync.Mutex
	script   Script
	turns    int
	streams  int
	requests []Request
	leave    chan struct{}
}

// New starts a server that ends with the test.
func New(t testing.TB, s Script) *Server {
	t.Helper()
	server := &Server{script: s, leave: make(chan struct{})}
	h := httptest.NewServer(http.HandlerFunc(server.answer))
	server.URL = h.URL + "/v1"
	t.Cleanup(func() {
		close(server.leave)
		h.CloseClientConnections()
		h.Close()
	})
	return server
}

// Requests are those that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Play changes the script and begins it anew.
func (s *Server) Play(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.turns, s.streams, s.requests = script, 0, 0, nil
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	var in Request
	var body strings.Builder
	if err := json.NewDecoder(io.TeeReader(r.Body, &body)).Decode(&in); err != nil || r.URL.Path != "/v1/chat/completions" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	in.Body, in.Key = body.String(), r.Header.Get("Authorization")
	step, whole := s.next(in)
	switch {
	case step.Stall:
		s.stall(w, r, in, step)
	case step.Status != 0:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(step.Status)
		fmt.Fprint(w, step.Raw)
	case in.Stream && (!whole || step.Raw != "" || step.Cut || step.Drop):
		s.stream(w, step)
	case step.Raw != "":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, step.Raw)
	default:
		s.reply(w, step)
	}
}

func (s *Server) next(in Request) (_ Step, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, in)
	list, at := s.script.Turns, &s.turns
	if in.Stream {
		list, at = s.script.Streams, &s.streams
	}
	if len(list) == 0 {
		return Step{Text: "好。"}, s.script.Whole
	}
	step := list[min(*at, len(list)-1)]
	if s.script.Round {
		step = list[*at%len(list)]
	}
	*at++
	return step, s.script.Whole
}

// reply sends a whole reply.
func (s *Server) reply(w http.ResponseWriter, step Step) {
	message := map[string]any{"role": "assistant", "content": step.Text}
	finish := "stop"
	if len(step.Calls) > 0 {
		finish = "tool_calls"
		var calls []any
		for _, c := range step.Calls {
			calls = append(calls, map[string]any{"id": c.ID, "type": "function", "function": map[string]any{"name": c.Name, "arguments": c.Arguments}})
		}
		message["tool_calls"] = calls
	}
	if step.Finish != "" {
		finish = step.Finish
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{ // a client that has gone is the test's affair
		"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}},
		"usage":   map[string]int{"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100},
	})
}

// stream sends a stream of events.
func (s *Server) stream(w http.ResponseWriter, step Step) {
	w.Header().Set("Content-Type", "text/event-stream")
	if step.Raw != "" {
		fmt.Fprint(w, step.Raw)
		return
	}
	flush := func() { _ = http.NewResponseController(w).Flush() }
	event := func(choice map[string]any) {
		b, err := json.Marshal(map[string]any{"choices": []any{choice}})
		if err != nil {
			return
		}
		fmt.Fprintf(w, "data: %s\n\n", b)
		flush()
	}
	n := step.Chunk
	if n <= 0 {
		n = 3
	}
	for text := []rune(step.Text); len(text) > 0; text = text[min(n, len(text)):] {
		event(map[string]any{"index": 0, "delta": map[string]string{"content": string(text[:min(n, len(text))])}})
	}
	switch {
	case step.Cut:
		return
	case step.Drop:
		panic(http.ErrAbortHandler)
	}
	finish := step.Finish
	if finish == "" {
		finish = "stop"
	}
	event(map[string]any{"index": 0, "delta": map[string]string{}, "finish_reason": finish})
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// stall sends what there is of a stream and then nothing.
func (s *Server) stall(w http.ResponseWriter, r *http.Request, in Request, step Step) {
	if in.Stream && step.Text != "" {
		step.Cut = true
		s.stream(w, step)
	}
	select {
	case <-r.Context().Done():
	case <-s.leave:
	case <-time.After(time.Minute):
	}
}
