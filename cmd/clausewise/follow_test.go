package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// nightFlights is a document of a matter that no built-in one speaks of.
func nightFlights(what string, yuan int) string {
	return fmt.Sprintf("某市%s起降补助办法\n第一条 为了支持货运，制定本办法。\n第二条 %s每次起降补助%d元。\n", what, what, yuan)
}

// found is all a running service finds.
func (s *service) found(query string) string {
	return s.post("/api/v1/tools/search_clauses", fmt.Sprintf(`{"query":%q}`, query))
}

// apart runs a command on a store in a process of its own.
func apart(t *testing.T, store []string, args ...string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], append(args, store...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// TestServiceFollowsAnotherProcess finds what another process stores, with the
// standing it has, and no longer what that takes out.
func TestServiceFollowsAnotherProcess(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := serve(t, append([]string{"--limit-address", "0"}, store...)...)
		run := func(what string, yuan int) {
			t.Helper()
			apart(t, store, "ingest", folder(t, map[string]string{"起降.txt": nightFlights(what, yuan)}))
		}
		if got := s.found("夜航货机起降"); strings.Contains(got, "夜航货机") {
			t.Fatalf("found before it was stored: %s", got)
		}
		run("夜航货机", 30)
		waitFor(t, "the new clause", func() bool {
			return strings.Contains(s.found("夜航货机起降"), "夜航货机每次起降补助30元")
		})
		run("水上飞艇", 70)
		waitFor(t, "the clause that took its place", func() bool {
			return strings.Contains(s.found("水上飞艇起降"), "水上飞艇每次起降补助70元")
		})
		if got := s.found("夜航货机起降"); strings.Contains(got, "夜航货机每次") {
			t.Errorf("what was replaced is still found: %.600s", got)
		}

		// The same words are put out for comment, and issued.
		issued := nightFlights("水上飞艇", 70)
		draft := strings.Replace(issued, "补助办法", "补助办法（征求意见稿）", 1)
		inForce := func() bool {
			got := s.post("/api/v1/tools/search_clauses", `{"query":"水上飞艇起降","in_force":true}`)
			return strings.Contains(got, "水上飞艇每次")
		}
		if !inForce() {
			t.Error("what is issued is not in force")
		}
		apart(t, store, "ingest", folder(t, map[string]string{"起降.txt": draft}))
		waitFor(t, "the draft", func() bool { return !inForce() })
		if got := s.found("水上飞艇起降"); !strings.Contains(got, "水上飞艇每次") {
			t.Errorf("the draft is not found: %.600s", got)
		}
		apart(t, store, "ingest", folder(t, map[string]string{"起降.txt": issued}))
		waitFor(t, "the draft to be issued", inForce)
	})
}

// TestServiceFollowsAWithdrawal no longer finds, answers from or calculates by
// what an office takes back at another node, and does again once it is restored.
func TestServiceFollowsAWithdrawal(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		other := staffed(t, store)
		s := serve(t, append([]string{"--limit-address", "0"}, store...)...)
		const pack = "/api/v1/packs/zhuzhou-opinions"
		question := `{"question":"株洲独立站能补多少"}`
		holds := func() bool { return strings.Contains(s.found("株洲独立站"), `"zhuzhou-opinions"`) }
		quotes := func() bool { return strings.Contains(s.post("/api/v1/ask", question), `"zhuzhou-opinions"`) }
		if !holds() || !quotes() {
			t.Fatalf("before: %.600s", s.found("株洲独立站"))
		}
		approver := newBrowser(t, other)
		approver.signIn("approver")
		if status, text := approver.do("POST", pack+"/withdraw", `{"note":"文件已废止"}`); status != http.StatusOK {
			t.Fatalf("withdraw: %d %s", status, text)
		}
		waitFor(t, "the withdrawal", func() bool { return !holds() })
		if quotes() {
			t.Error("an answer quotes what was withdrawn")
		}
		if status, text := approver.do("POST", pack+"/restore", `{"version":1}`); status != http.StatusOK {
			t.Fatalf("restore: %d %s", status, text)
		}
		waitFor(t, "what was restored", holds)
		if !quotes() {
			t.Error("no answer quotes what was restored")
		}
	})
}

// TestServiceFollowsThroughFaults hears of changes after the database has cut
// every connection, and after it was stopped and started again.
func TestServiceFollowsThroughFaults(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	store := []string{"--database-url", server.URL}
	s := serve(t, append([]string{"--limit-address", "0"}, store...)...)
	follows := func(what string) {
		t.Helper()
		apart(t, store, "ingest", folder(t, map[string]string{"起降.txt": nightFlights(what, 30)}))
		waitFor(t, what, func() bool { return strings.Contains(s.found(what+"起降"), what+"每次起降补助30元") })
	}
	follows("夜航货机")
	conn, err := pgx.Connect(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	follows("水上飞艇")
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	follows("热气球")
}

// TestUploadUnderAnotherModel: clausewise embed has given the store another
// model under a running service. What an office uploads there is published and
// found by words, its vectors are never mixed with the others, the service is
// ready all the while, and a process of the new model makes up for them.
func TestUploadUnderAnotherModel(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := staffed(t, store)
		approver := newBrowser(t, s)
		approver.signIn("approver")
		_, builtin := vectorless(t, store)
		// As many numbers as the model in use has: only its name tells.
		p := newEndpoint(t, builtin.Dim)
		apart(t, store, append([]string{"embed"}, p.flags()...)...)
		if got := s.firstHit(aboutSites); got != siteClause {
			t.Errorf("after the change of model: %s", got)
		}
		if status := s.status("/readyz"); status != http.StatusOK {
			t.Errorf("readyz: %d", status)
		}
		if status, text := approver.do("POST", "/api/v1/packs?name=flights.txt", nightFlights("夜航货机", 30)); status != http.StatusOK {
			t.Fatalf("upload: %d %s", status, text)
		}
		if got := s.found("夜航货机起降"); !strings.Contains(got, "夜航货机每次起降补助30元") {
			t.Errorf("the upload is not found: %.600s", got)
		}
		missing, m := vectorless(t, store)
		if m.Name != "served" || missing == 0 {
			t.Errorf("%d rows lack vectors of %v", missing, m)
		}
		if status := s.status("/readyz"); status != http.StatusOK {
			t.Errorf("readyz after the upload: %d", status)
		}
		p.set(builtin.Dim, nil)
		apart(t, store, append([]string{"rules"}, p.flags()...)...)
		if made := len(p.set(builtin.Dim, nil)); made != missing {
			t.Errorf("%d vectors made of %d", made, missing)
		}
	})
}
