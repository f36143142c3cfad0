package main

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"clausewise/storage/postgres/pgtest"
)

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

// talkingOnPostgres is a service over a PostgreSQL of the test's own, a line to
// it on which the first answer has come (of 独立站 in 苏州), and the database.
func talkingOnPostgres(t *testing.T) (s *service, ws *websocket.Conn, url string) {
	t.Helper()
	url = pgtest.Database(t)
	s = serve(t, "--database-url", url)
	ws = s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州独立站花了60万，有交易记录，能补多少"})
	s.until(ws, "answer")
	return s, ws, url
}

// ownServer is a PostgreSQL that the test may harm.
func ownServer(t *testing.T) *pgtest.Server {
	t.Helper()
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
	return server
}

// TestDatabaseStops halts PostgreSQL under a running service and starts it
// again: users are told, and the service goes on without a restart.
func TestDatabaseStops(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	s := serve(t, "--database-url", server.URL)
	ws := s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州独立站花了60万，有交易记录，能补多少"})
	s.until(ws, "answer")
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	f := s.refusal(ws)
	if f.Code != "unavailable" || !strings.Contains(f.Message, "稍后再试") {
		t.Errorf("%+v", f)
	}
	if status := s.status("/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("readyz without a database: %d", status)
	}
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the service to be ready again", func() bool { return s.status("/readyz") == http.StatusOK })
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	if a := s.until(ws, "answer").Answer; !strings.Contains(a.Text, "41万元") {
		t.Errorf("after the database came back: %s", a.Text)
	}
}
