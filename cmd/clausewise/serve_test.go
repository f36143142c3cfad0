package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/assistant"
	"clausewise/storage/postgres/pgtest"
)

// service is a running `clausewise serve`.
type service struct {
	t      testing.TB
	url    string
	stop   context.CancelFunc
	ended  chan error
	stderr *syncBuffer
}

var readyLine = regexp.MustCompile(`条款通已就绪：(http://\S+)\n`)

func serve(t testing.TB, args ...string) *service {
	t.Helper()
	return serveAt(t, time.Now, args...)
}

// serveAt runs it by a clock of the test's own.
func serveAt(t testing.TB, now func() time.Time, args ...string) *service {
	t.Helper()
	return serveWith(t, now, unhurried, args...)
}

// serveWith runs it with deadlines of the test's own, too.
func serveWith(t testing.TB, now func() time.Time, waits waits, args ...string) *service {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &service{t: t, stop: cancel, ended: make(chan error, 1), stderr: &syncBuffer{}}
	out := &syncBuffer{}
	go func() {
		s.ended <- runAt(ctx, now, waits, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), out, s.stderr)
	}()
	t.Cleanup(func() { s.end() })
	waitFor(t, "the ready line", func() bool {
		select {
		case err := <-s.ended:
			t.Fatalf("serve ended: %v\n%s", err, s.stderr)
		default:
		}
		m := readyLine.FindStringSubmatch(out.String())
		if m != nil {
			s.url = m[1]
		}
		return m != nil
	})
	return s
}

// in is the service as a subtest speaks to it.
func (s *service) in(t testing.TB) *service {
	of := *s
	of.t = t
	return &of
}

// end stops the service and checks that it went quietly.
func (s *service) end() {
	s.t.Helper()
	s.stop()
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Errorf("serve ended with %v", err)
		}
		s.ended <- nil
	case <-time.After(hang):
		s.t.Error("serve did not stop")
	}
	http.DefaultClient.CloseIdleConnections()
}

func (s *service) get(path string) string {
	s.t.Helper()
	response, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s %v", path, response.StatusCode, data, err)
	}
	return string(data)
}

func (s *service) status(path string) int {
	s.t.Helper()
	response, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func (s *service) post(path, body string) string {
	s.t.Helper()
	response, err := http.Post(s.url+path, "application/json", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s %v", path, response.StatusCode, data, err)
	}
	return string(data)
}

// frame is what the tests look at in a server's frame.
type frame struct {
	Type         string
	Seq          int64
	ID           string
	Conversation string
	Secret       string
	Code         string
	Message      string
	Answer       assistant.Answer
}

func (s *service) dial() *websocket.Conn {
	s.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.url, "http")+"/ws", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	return ws
}

func (s *service) until(ws *websocket.Conn, kind string) frame {
	s.t.Helper()
	for {
		if err := ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
			s.t.Fatal(err)
		}
		_, data, err := ws.ReadMessage()
		if err != nil {
			s.t.Fatal(err)
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			s.t.Fatalf("%s: %v", data, err)
		}
		switch f.Type {
		case kind:
			return f
		case "error":
			s.t.Fatalf("error frame: %s", data)
		}
	}
}

func (s *service) send(ws *websocket.Conn, v any) {
	s.t.Helper()
	if err := ws.WriteJSON(v); err != nil {
		s.t.Fatal(err)
	}
}

// onEachStore runs a test on the embedded store and on PostgreSQL, with the
// flag that names a fresh one.
func onEachStore(t *testing.T, f func(t *testing.T, store []string)) {
	t.Run("embedded", func(t *testing.T) { f(t, []string{"--data", t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { f(t, []string{"--database-url", pgtest.Database(t)}) })
}

func TestServeAnswersInTheBrowsersWay(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := serve(t, store...)
		if page := s.get("/"); !strings.Contains(page, "条款通") || !strings.Contains(page, "/widget.js") {
			t.Errorf("page: %s", page)
		}
		s.get("/widget.js")
		s.get("/healthz")
		s.get("/readyz")
		if docs := s.get("/api/v1/documents"); strings.Count(docs, `"id":`) != 8 {
			t.Errorf("documents: %s", docs)
		}
		if rules := s.get("/api/v1/rules"); !strings.Contains(rules, `"id":"`+site+`"`) || !strings.Contains(rules, "费用支出超过50万元的") {
			t.Errorf("rules: %.500s", rules)
		}
		if got := s.post("/api/v1/calculate", `{"rule":"`+site+`","inputs":{"expense_yuan":"85万","has_record":true}}`); !strings.Contains(got, `"amount":{"yuan":"290000.00"}`) {
			t.Errorf("calculate: %s", got)
		}
		ws := s.dial()
		s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "建独立站花了85万，有询盘和交易记录，能补多少？"})
		chat := s.until(ws, "conversation")
		first := s.until(ws, "answer")
		if !strings.Contains(first.Answer.Text, "29万元") || first.Answer.Conversation != chat.Conversation {
			t.Errorf("answer: %+v", first.Answer)
		}
		s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
		if a := s.until(ws, "answer").Answer; !strings.Contains(a.Text, "41万元") {
			t.Errorf("follow-up: %s", a.Text)
		}
		// The service is stopped and started again: the conversation is there.
		s.end()
		s = serve(t, store...)
		ws = s.dial()
		s.send(ws, map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": first.Seq})
		if f := s.until(ws, "answer"); f.ID != "2" || !strings.Contains(f.Answer.Text, "41万元") {
			t.Errorf("after a restart: %+v", f)
		}
		s.until(ws, "conversation")
		s.send(ws, map[string]any{"type": "ask", "id": "3", "text": "株洲呢？"})
		if a := s.until(ws, "answer").Answer; strings.Contains(a.Text, "41万元") {
			t.Errorf("a Suzhou amount for Zhuzhou: %s", a.Text)
		}
	})
}

// Two services over one store: a chat moves between them, and what one
// process ingests both answer from.
func TestTwoServicesShareAStore(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		one, two := serve(t, store...), serve(t, store...)
		ws := one.dial()
		one.send(ws, map[string]any{"type": "ask", "id": "1", "text": "建独立站花了85万，有询盘和交易记录，能补多少？"})
		chat := one.until(ws, "conversation")
		first := one.until(ws, "answer")
		ws.Close()
		ws = two.dial()
		two.send(ws, map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": first.Seq})
		two.until(ws, "conversation")
		two.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
		if f := two.until(ws, "answer"); !strings.Contains(f.Answer.Text, "41万元") || f.Seq <= first.Seq {
			t.Errorf("on the other service: %+v", f)
		}
		path := write(t, "shared-measures.txt", "某某市支持鳄梨种植若干措施\n\n第一条 对种植鳄梨的企业给予支持。\n第二条 本措施自公布之日起施行。\n")
		if got := try(t, "", append([]string{"ingest", path}, store...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		for _, s := range []*service{one, two} {
			if rows := s.get("/api/v1/documents/shared-measures/clauses"); !strings.Contains(rows, "鳄梨") {
				t.Errorf("rows: %s", rows)
			}
			waitFor(t, "the new document in an answer", func() bool {
				return strings.Contains(s.post("/api/v1/ask", `{"question":"鳄梨种植支持"}`), "shared-measures")
			})
		}
	})
}

func TestDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	server := pgtest.URL(t)
	name := "clausewise_gone_" + strings.ToLower(rand.Text())
	pgtest.Exec(t, server, "CREATE DATABASE "+name)
	drop := "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"
	t.Cleanup(func() { pgtest.Exec(t, server, drop) })
	s := serve(t, "--database-url", pgtest.WithDatabase(t, server, name))
	ws := s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "独立站补多少"})
	s.until(ws, "answer")
	pgtest.Exec(t, server, drop)
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	for f := (frame{}); f.Type != "error"; {
		if err := ws.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "answer" {
			t.Fatal("an answer was sent that is not stored")
		}
		if f.Type == "error" && (f.ID != "2" || f.Code != "unavailable") {
			t.Errorf("got %+v", f)
		}
	}
	response, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", response.StatusCode)
	}
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	got := try(t, "", "serve", "--addr", "127.0.0.1:"+port)
	if got.code != 1 || !strings.Contains(got.stderr, port) || !strings.Contains(got.stderr, "--addr") {
		t.Errorf("%+v", got)
	}
}

func TestServeRefusesABadSetting(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0", "--origin", "www.example.gov.cn"},
		{"serve", "--addr", "127.0.0.1:0", "--dev", t.TempDir()},
	} {
		if got := try(t, "", args...); got.code != 1 || !strings.Contains(got.stderr, "出错：") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"localhost:8080": "localhost:4711",
		":8080":          "localhost:4711",
		"0.0.0.0:0":      "localhost:4711",
		"[::]:0":         "localhost:4711",
		"127.0.0.1:0":    "127.0.0.1:4711",
		"[::1]:0":        "[::1]:4711",
	} {
		if got := reachable(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, asked); got != want {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
	}
}
