package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"clausewise/storage/postgres/pgtest"
)

// pooler is a PgBouncer in transaction mode before a database.
type pooler struct {
	t       *testing.T
	program string
	config  string
	owner   *syscall.SysProcAttr
	cmd     *exec.Cmd
	url     string
}

// newPooler starts one with two connections for everybody. Where PgBouncer is
// not installed the test fails if PostgreSQL is required, as in CI, and is
// skipped otherwise.
func newPooler(t *testing.T, database string) *pooler {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if errors.Is(err, exec.ErrNotFound) {
		program, err = exec.LookPath("/usr/sbin/pgbouncer")
	}
	const absent = "PgBouncer is not installed (apt-get install pgbouncer)"
	switch {
	case err != nil && pgtest.Required():
		t.Fatal(absent)
	case err != nil:
		t.Skip(absent)
	}
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	// Under /tmp whatever TMPDIR says: a socket's path holds 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "clausewise-pooler-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &pooler{t: t, program: program, config: filepath.Join(dir, "pgbouncer.ini"), owner: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}}
	users := filepath.Join(dir, "users")
	server := "host=" + at.Query().Get("host")
	if at.Host != "" {
		server = "host=" + at.Hostname() + " port=" + at.Port()
	}
	if password, ok := at.User.Password(); ok {
		server += " password=" + password
	}
	config := fmt.Sprintf(`[databases]
* = %s
[pgbouncer]
listen_addr =
unix_socket_dir = %s
auth_type = trust
auth_file = %s
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
server_login_retry = 1
`, server, dir, users)
	err = errors.Join(
		os.Chmod(dir, 0o755),
		os.WriteFile(p.config, []byte(config), 0o644),
		os.WriteFile(users, []byte(`"`+at.User.Username()+`" ""`+"\n"), 0o644),
		os.Chmod(p.config, 0o644), // whatever the umask is
		os.Chmod(users, 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(dir, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		p.owner.Credential = &syscall.Credential{Uid: 65534, Gid: 65534} // it refuses root
	}
	p.url = fmt.Sprintf("postgres://%s@%s?%s", at.User.Username(), at.Path, url.Values{
		"host": {dir}, "port": {"6432"}, "default_query_exec_mode": {"exec"}, "connect_timeout": {"120"},
	}.Encode())
	p.start()
	t.Cleanup(p.stop)
	return p
}

func (p *pooler) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.program, "-q", p.config)
	p.cmd.SysProcAttr = p.owner
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	socket := filepath.Join(filepath.Dir(p.config), ".s.PGSQL.6432")
	waitFor(p.t, "the pooler", func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

func (p *pooler) stop() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// TestPooler runs two services through PgBouncer in transaction mode, where
// nothing of a connection outlives a transaction, and takes it away from them
// for a while.
func TestPooler(t *testing.T) {
	t.Parallel()
	database := pgtest.Database(t)
	if got := try(t, "", "migrate", "--database-url", database); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	p := newPooler(t, database)
	store := []string{"--database-url", p.url, "--limit-session", "0"}
	one, two := serve(t, store...), serve(t, store...)

	// More users at once than connections.
	var users sync.WaitGroup
	for n := range 8 {
		s := []*service{one, two}[n%2]
		ws := s.dial()
		users.Go(func() {
			for i := range 10 {
				if err := ws.WriteJSON(map[string]any{"type": "ask", "id": fmt.Sprint(i), "text": "苏州独立站花了60万，有交易记录，能补多少"}); err != nil {
					t.Error(err)
					return
				}
				for {
					var f frame
					if err := ws.ReadJSON(&f); err != nil || f.Type == "error" {
						t.Errorf("user %d, question %d: %+v %v", n, i, f, err)
						return
					}
					if f.Type == "answer" {
						break
					}
				}
			}
		})
	}
	users.Wait()

	ws := one.dial()
	one.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州独立站花了60万，有交易记录，能补多少"})
	chat := one.until(ws, "conversation")
	first := one.until(ws, "answer")
	ws.Close()
	ws = two.dial()
	two.send(ws, map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": first.Seq})
	two.until(ws, "conversation")

	p.stop()
	two.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	if f := two.refusal(ws); f.Code != "unavailable" {
		t.Errorf("without the pooler: %+v", f)
	}
	p.start()
	waitFor(t, "the service to be ready again", func() bool { return two.status("/readyz") == http.StatusOK })
	two.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	if a := two.until(ws, "answer").Answer; !strings.Contains(a.Text, "41万元") {
		t.Errorf("with the pooler again: %s", a.Text)
	}
}
