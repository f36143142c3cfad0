package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"clausewise/storage/postgres/pgtest"
)

// smallDisk is a file system of its own, of so many MiB, that every user may
// write to. It takes leave to mount, which CI has.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	// The database's user must reach it, so it is not in a folder of ours.
	dir, err := os.MkdirTemp("", "clausewise-disk-")
	if err != nil {
		t.Fatal(err)
	}
	err = syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0777", size))
	if errors.Is(err, syscall.EPERM) && os.Geteuid() != 0 {
		_ = os.Remove(dir)
		t.Skip("mounting takes root")
	}
	if err != nil {
		t.Fatalf("a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := errors.Join(syscall.Unmount(dir, syscall.MNT_DETACH), os.Remove(dir)); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill leaves no room on a disk and returns what makes room again.
func fill(t *testing.T, disk string) (empty func()) {
	t.Helper()
	ballast := filepath.Join(disk, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<20); len(block) > 0; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiskFills lets the disk of a running service fill up: an answer that is
// sent is stored, who asks further is told, /readyz says so, and with room
// again everything goes on without a restart.
func TestDiskFills(t *testing.T) {
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		disk := smallDisk(t, 48)
		outlast(t, []string{"--data", filepath.Join(disk, "data")}, "磁盘已满", func() func() { return fill(t, disk) })
	})
	t.Run("postgres", func(t *testing.T) {
		server := ownServer(t)
		disk := smallDisk(t, 48)
		// Its log stays where it was: without room for that PostgreSQL stops,
		// which is another test.
		space := filepath.Join(disk, "space")
		if err := errors.Join(os.Mkdir(space, 0o777), os.Chmod(space, 0o777)); err != nil {
			t.Fatal(err)
		}
		// PostgreSQL takes no folder that is not its own.
		var socket syscall.Stat_t
		at, err := url.Parse(server.URL)
		if err == nil {
			err = syscall.Stat(at.Query().Get("host"), &socket)
		}
		if err == nil {
			err = os.Chown(space, int(socket.Uid), int(socket.Gid))
		}
		if err != nil {
			t.Fatal(err)
		}
		pgtest.Exec(t, server.URL, "CREATE TABLESPACE small LOCATION '"+space+"'", "CREATE DATABASE small TABLESPACE small")
		outlast(t, []string{"--database-url", pgtest.WithDatabase(t, server.URL, "small")}, "磁盘已满", func() func() { return fill(t, disk) })
	})
}

// TestDatabaseTurnsReadOnly makes the database read-only under a running
// service, as a failover to a standby does.
func TestDatabaseTurnsReadOnly(t *testing.T) {
	t.Parallel()
	database := pgtest.Database(t)
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(at.Path, "/")
	readOnly := func(on string) {
		pgtest.Exec(t, pgtest.URL(t), "ALTER DATABASE "+name+" SET default_transaction_read_only = "+on,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'")
	}
	outlast(t, []string{"--database-url", database}, "只读", func() func() {
		readOnly("on")
		return func() { readOnly("off") }
	})
}

// outlast has trouble come over the store of a running service and go again.
// Why is what the log says of it.
func outlast(t *testing.T, store []string, why string, trouble func() (mend func())) {
	t.Helper()
	s := serve(t, append([]string{"--limit-address", "0", "--limit-session", "0"}, store...)...)
	ws := s.dial()
	answered := map[string]string{}
	// ask puts a question and returns the code of the error, "" for an answer.
	ask := func(id string) string {
		t.Helper()
		s.send(ws, map[string]any{"type": "ask", "id": id, "text": "苏州独立站花了60万，有交易记录，能补多少"})
		for {
			var f frame
			if err := ws.ReadJSON(&f); err != nil {
				t.Fatal(err)
			}
			switch {
			case f.Type == "answer" && f.ID == id:
				answered[id] = f.Answer.ID
				return ""
			case f.Type == "error":
				if !strings.Contains(f.Message, "稍后再试") {
					t.Errorf("the user is told: %s", f.Message)
				}
				return f.Code
			}
		}
	}
	s.send(ws, map[string]any{"type": "ask", "id": "first", "text": "苏州独立站花了60万，有交易记录，能补多少"})
	chat := s.until(ws, "conversation")
	answered["first"] = s.until(ws, "answer").Answer.ID

	mend := trouble()
	// What the store has set aside already may hold a few turns more.
	refused := ""
	for n := 0; refused == ""; n++ {
		if n == 2000 {
			t.Fatal("2000 turns were stored where there is no room")
		}
		id := fmt.Sprint("in trouble ", n)
		code := ask(id)
		if code == "" {
			continue
		}
		if refused = id; code != "unavailable" {
			t.Errorf("the code is %s", code)
		}
	}
	if status := s.status("/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz in trouble: %d", status)
	}
	if status := s.status("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz in trouble: %d", status)
	}
	// What only reads goes on.
	if got := s.post("/api/v1/calculate", `{"rule":"`+site+`","inputs":{"expense_yuan":"85万","has_record":true}}`); !strings.Contains(got, `"290000.00"`) {
		t.Errorf("calculating in trouble: %s", got)
	}
	if log := s.stderr.String(); !strings.Contains(log, why) {
		t.Errorf("the log does not say %s:\n%s", why, log)
	}

	mend()
	waitFor(t, "the service to be ready again", func() bool { return s.status("/readyz") == http.StatusOK })
	if code := ask(refused); code != "" {
		t.Errorf("asked again after the trouble: %s", code)
	}
	// Every answer that was sent is there, once.
	ws.Close()
	ws = s.dial()
	s.send(ws, map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": 0})
	stored := map[string]string{}
	for len(stored) < len(answered) {
		f := s.until(ws, "answer")
		if stored[f.ID] != "" {
			t.Errorf("question %s is stored twice", f.ID)
		}
		stored[f.ID] = f.Answer.ID
	}
	for id, answer := range answered {
		if stored[id] != answer {
			t.Errorf("question %s: answer %s was sent, %q is stored", id, answer, stored[id])
		}
	}
	t.Logf("%d answers, %q refused", len(answered), refused)
	if t.Failed() {
		t.Log(s.stderr)
	}
}
