package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/storage/postgres/pgtest"
)

// asProgram makes the test program behave as the program itself, so that a
// test can start it as a process of its own and kill it.
const asProgram = "CLAUSEWISE_TEST_AS_PROGRAM"

// faultTurns is how many questions a fault test asks; make test-faults sets
// many more.
func faultTurns(t *testing.T) int {
	text := os.Getenv("CLAUSEWISE_FAULT_TURNS")
	if text == "" {
		return 96
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// node is a service in a process of its own.
type node struct {
	t    *testing.T
	args []string

	mu  sync.Mutex
	cmd *exec.Cmd
	url string // ws://…/ws
}

func startNode(t *testing.T, args ...string) *node {
	t.Helper()
	n := &node{t: t, args: args}
	n.start()
	t.Cleanup(n.kill)
	return n
}

func (n *node) start() {
	cmd := exec.Command(os.Args[0], append([]string{
		"serve", "--addr", "127.0.0.1:0", "--json", "--log-level", "error", "--limit-address", "0", "--limit-session", "0",
	}, n.args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		n.t.Error(err)
		return
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready struct{ URL string }
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil {
		_ = cmd.Wait()
		n.t.Errorf("a node did not start: %v\n%s", err, stderr.String())
		return
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cmd, n.url = cmd, "ws"+strings.TrimPrefix(ready.URL, "http")+"/ws"
}

// kill ends the process with SIGKILL.
func (n *node) kill() {
	n.mu.Lock()
	cmd := n.cmd
	n.cmd = nil
	n.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

func (n *node) address() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.url
}

// stubborn is a client as the widget is one: it keeps its conversation, comes
// back after every loss to whatever node answers, and asks again what it has
// no answer to.
type stubborn struct {
	t       *testing.T
	nodes   []func() string
	random  *rand.Rand
	ws      *websocket.Conn
	chat    frame // conversation and secret
	seq     int64 // of the last answer
	answers map[string]string
	losses  int
	asked   int
}

func (c *stubborn) connect() bool {
	url := c.nodes[c.random.IntN(len(c.nodes))]()
	d := websocket.Dialer{HandshakeTimeout: 5 * time.Second}
	ws, _, err := d.Dial(url, nil)
	if err != nil {
		return false
	}
	c.ws = ws
	if c.chat.Conversation == "" {
		return true
	}
	return ws.WriteJSON(map[string]any{"type": "resume", "conversation": c.chat.Conversation, "secret": c.chat.Secret, "seq": c.seq}) == nil
}

// ask puts a question until its answer has come.
func (c *stubborn) ask(id, text string) {
	deadline := time.Now().Add(2 * time.Minute)
	for c.answers[id] == "" {
		if time.Now().After(deadline) {
			c.t.Errorf("no answer to question %s", id)
			return
		}
		if c.ws == nil && !c.connect() {
			c.drop()
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err := c.ws.WriteJSON(map[string]any{"type": "ask", "id": id, "text": text}); err != nil {
			c.drop()
			continue
		}
		for c.answers[id] == "" && c.read(id) {
		}
	}
}

// read takes one frame; false ends this connection, or says to ask again.
func (c *stubborn) read(id string) bool {
	if c.ws.SetReadDeadline(time.Now().Add(10*time.Second)) != nil {
		c.drop()
		return false
	}
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		c.drop()
		return false
	}
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		c.t.Errorf("%s: %v", data, err)
		return false
	}
	switch f.Type {
	case "conversation":
		// Only the first tells the secret.
		if f.Secret != "" {
			c.chat = f
		}
	case "answer":
		if had := c.answers[f.ID]; had != "" && had != f.Answer.ID {
			c.t.Errorf("question %s was answered twice: %s and %s", f.ID, had, f.Answer.ID)
		}
		c.answers[f.ID] = f.Answer.ID
		c.seq = max(c.seq, f.Seq)
	case "error":
		if f.ID == id || f.Code == "unavailable" || f.Code == "going_away" {
			time.Sleep(50 * time.Millisecond)
			return false
		}
		c.t.Errorf("refused: %s", data)
	}
	return true
}

func (c *stubborn) drop() {
	c.losses++
	if c.ws != nil {
		c.ws.Close()
		c.ws = nil
	}
}

// check compares what the client has seen with what the store holds.
func (c *stubborn) check(asked int) {
	c.drop()
	for !c.connect() {
		c.drop()
		time.Sleep(50 * time.Millisecond)
	}
	defer c.ws.Close()
	// Everything once more, from the beginning.
	if err := c.ws.WriteJSON(map[string]any{"type": "resume", "conversation": c.chat.Conversation, "secret": c.chat.Secret, "seq": 0}); err != nil {
		c.t.Error(err)
		return
	}
	stored := map[string]string{}
	for len(stored) < asked {
		if err := c.ws.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			c.t.Error(err)
			return
		}
		var f frame
		if err := c.ws.ReadJSON(&f); err != nil {
			c.t.Errorf("%d of %d turns are stored: %v", len(stored), asked, err)
			return
		}
		if f.Type == "answer" {
			if had := stored[f.ID]; had != "" && had != f.Answer.ID {
				c.t.Errorf("question %s is stored twice", f.ID)
			}
			stored[f.ID] = f.Answer.ID
		}
	}
	for id, answer := range c.answers {
		if stored[id] != answer {
			c.t.Errorf("answer %s to question %s was sent, %q is stored", answer, id, stored[id])
		}
	}
}

// besiege has clients ask while trouble is made, and checks that no answer was
// lost and none given twice.
func besiege(t *testing.T, nodes []func() string, trouble func(random *rand.Rand)) {
	const clients, leastTroubles = 8, 3
	turns := faultTurns(t) / clients
	done := make(chan struct{})
	var troubles atomic.Int64
	var maker, users sync.WaitGroup
	maker.Go(func() {
		random := rand.New(rand.NewPCG(26, 11))
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Duration(50+random.IntN(400)) * time.Millisecond):
				trouble(random)
				troubles.Add(1)
			}
		}
	})
	var losses atomic.Int64
	all := make([]*stubborn, clients)
	for i := range clients {
		c := &stubborn{t: t, nodes: nodes, random: rand.New(rand.NewPCG(7, uint64(i))), answers: map[string]string{}}
		all[i] = c
		users.Go(func() {
			// A fast machine is through before the first trouble.
			for n := 0; n < turns || troubles.Load() < leastTroubles; n++ {
				c.ask(fmt.Sprint(i, "-", n), fmt.Sprintf("苏州独立站花了%d万，有交易记录，能补多少", 51+n%50))
				c.asked++
				if t.Failed() {
					break
				}
			}
			losses.Add(int64(c.losses))
		})
	}
	users.Wait()
	close(done)
	maker.Wait()
	if t.Failed() {
		return
	}
	asked := 0
	for _, c := range all {
		c.check(c.asked)
		asked += c.asked
	}
	t.Logf("%d turns, %d troubles, connections lost %d times", asked, troubles.Load(), losses.Load())
	if losses.Load() == 0 {
		t.Error("nothing was ever lost: this test has tested nothing")
	}
}

// TestKilledUnderLoad kills services with SIGKILL at random moments: one over
// the embedded store, two that share a PostgreSQL, whose clients go on with
// whichever is alive.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		n := startNode(t, "--data", t.TempDir())
		besiege(t, []func() string{n.address}, func(*rand.Rand) { n.kill(); n.start() })
	})
	t.Run("two nodes", func(t *testing.T) {
		url := pgtest.Database(t)
		nodes := []*node{startNode(t, "--database-url", url), startNode(t, "--database-url", url)}
		besiege(t, []func() string{nodes[0].address, nodes[1].address}, func(random *rand.Rand) {
			n := nodes[random.IntN(len(nodes))]
			n.kill()
			n.start()
		})
	})
}

// TestCutConnections puts a proxy in between that delays what passes and cuts
// connections at random.
func TestCutConnections(t *testing.T) {
	t.Parallel()
	s := serve(t, "--data", t.TempDir(), "--limit-address", "0", "--limit-session", "0", "--log-level", "error")
	p := newCuttingProxy(t, strings.TrimPrefix(s.url, "http://"))
	besiege(t, []func() string{func() string { return "ws://" + p.listener.Addr().String() + "/ws" }}, p.cut)
}

// cuttingProxy passes bytes on, late, until it cuts.
type cuttingProxy struct {
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]bool
}

func newCuttingProxy(t *testing.T, to string) *cuttingProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &cuttingProxy{listener: l, open: map[net.Conn]bool{}}
	var pumps sync.WaitGroup
	pumps.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			p.mu.Lock()
			p.open[in], p.open[out] = true, true
			p.mu.Unlock()
			pumps.Go(func() { p.pump(in, out) })
			pumps.Go(func() { p.pump(out, in) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.mu.Lock()
		for c := range p.open {
			c.Close()
		}
		p.mu.Unlock()
		pumps.Wait()
	})
	return p
}

func (p *cuttingProxy) pump(from, to net.Conn) {
	buffer := make([]byte, 700)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			time.Sleep(time.Millisecond)
			if _, err := to.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range []net.Conn{from, to} {
		c.Close()
		delete(p.open, c)
	}
}

// cut breaks about half of the connections, some with a reset.
func (p *cuttingProxy) cut(random *rand.Rand) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		if random.IntN(2) == 0 {
			continue
		}
		if tcp, ok := c.(*net.TCPConn); ok && random.IntN(2) == 0 {
			_ = tcp.SetLinger(0)
		}
		c.Close()
	}
}

// TestDatabaseStops halts PostgreSQL under a running service and starts it
// again: users are told, and the service goes on without a restart.
func TestDatabaseStops(t *testing.T) {
	t.Parallel()
	bin, err := pgtest.Find()
	if err != nil {
		if pgtest.Required() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	server, err := pgtest.Start(t.Context(), bin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	s := serve(t, "--database-url", server.URL)
	ws := s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州独立站花了60万，有交易记录，能补多少"})
	s.until(ws, "answer")
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	var f frame
	for f.Type != "error" {
		if err := ws.SetReadDeadline(time.Now().Add(60 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if err := ws.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "answer" {
			t.Fatal("an answer that could not be stored was sent")
		}
	}
	if f.Code != "unavailable" || !strings.Contains(f.Message, "稍后再试") {
		t.Errorf("%+v", f)
	}
	if r, err := http.Get(s.url + "/readyz"); err != nil || r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("readyz without a database: %v %v", r, err)
	} else {
		r.Body.Close()
	}
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the service to be ready again", func() bool {
		r, err := http.Get(s.url + "/readyz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	if a := s.until(ws, "answer").Answer; !strings.Contains(a.Text, "41万元") {
		t.Errorf("after the database came back: %s", a.Text)
	}
}
