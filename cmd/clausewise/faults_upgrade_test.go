package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"

	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
)

// TestNodesAreUpgraded replaces two nodes of an older program by this one, one
// after the other and under load. The first brings the schema up to date; the
// other goes on over it meanwhile.
func TestNodesAreUpgraded(t *testing.T) {
	t.Parallel()
	older := os.Getenv("CLAUSEWISE_OLDER")
	if older == "" {
		t.Skip("CLAUSEWISE_OLDER names no older program; make test-faults builds one")
	}
	url := pgtest.Database(t)
	nodes := make([]*node, 2)
	for i := range nodes {
		nodes[i] = &node{t: t, program: older, args: []string{"--database-url", url}}
		nodes[i].start()
		t.Cleanup(nodes[i].kill)
	}
	upgrade := func(n *node) {
		n.kill()
		n.program = ""
		n.start()
	}
	step := 0
	besiege(t, []func() string{nodes[0].address, nodes[1].address}, func(random *rand.Rand) {
		switch step++; step {
		case 1:
			upgrade(nodes[0])
		case 2:
			// Both serve; the older one over a schema it does not know.
			r, err := http.Get("http" + strings.TrimSuffix(strings.TrimPrefix(nodes[1].address(), "ws"), "/ws") + "/readyz")
			if err != nil {
				t.Errorf("the older node: %v", err)
				return
			}
			r.Body.Close()
			if r.StatusCode != http.StatusOK {
				t.Errorf("the older node is not ready: %s", r.Status)
			}
		case 3:
			upgrade(nodes[1])
		default:
			n := nodes[random.IntN(len(nodes))]
			n.kill()
			n.start()
		}
	})
	if step < 3 {
		t.Errorf("only %d steps of the upgrade were made", step)
	}
}

// TestSchemaGrows changes the schema under a running service as a newer
// program would: this one goes on, and does not start over it again.
func TestSchemaGrows(t *testing.T) {
	t.Parallel()
	s, ws, url := talkingOnPostgres(t)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	next := store.Schema().To + 1
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, url,
		"ALTER TABLE turns ADD COLUMN later text NOT NULL DEFAULT ''",
		"ALTER TABLE conversations ADD COLUMN later jsonb",
		"CREATE TABLE later (id bigint PRIMARY KEY)",
		fmt.Sprintf("INSERT INTO schema_migrations (number, name) VALUES (%d, 'later')", next),
	)
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	if a := s.until(ws, "answer").Answer; !strings.Contains(a.Text, "41万元") {
		t.Errorf("over the newer schema: %s", a.Text)
	}
	if status := s.status("/readyz"); status != http.StatusOK {
		t.Errorf("over the newer schema: /readyz %d", status)
	}
	if got := try(t, "", "serve", "--addr", "127.0.0.1:0", "--database-url", url); got.code == 0 || !strings.Contains(got.stderr, "换用新版本") {
		t.Errorf("starting over it: %+v", got)
	}
}
