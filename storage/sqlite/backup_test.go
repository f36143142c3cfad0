package sqlite_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/storage/sqlite"
)

var restoredAt = time.Date(2026, time.November, 26, 6, 0, 0, 0, time.UTC)

// turns counts what a conversation holds.
func turns(t *testing.T, s *sqlite.Store, conversation string) int {
	t.Helper()
	list, err := s.Turns(t.Context(), conversation, 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func ask(t *testing.T, s *sqlite.Store) {
	t.Helper()
	turn := assistant.Turn{Conversation: "c", Question: "能补多少", Answer: json.RawMessage(`{"id":""}`), AskedAt: restoredAt}
	if _, err := s.AppendTurn(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	s := open(t, dir)
	if _, err := s.PutPack(t.Context(), pack("p", 5)); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: "c", CreatedAt: restoredAt}); err != nil {
		t.Fatal(err)
	}
	ask(t, s)
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("backup is %v, %v; conversations are in it", info, err)
	}
	if err := s.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a backup was overwritten: %v", err)
	}
	ask(t, s) // after the backup

	_, err = sqlite.Restore(t.Context(), dir, file, restoredAt)
	if !errors.Is(err, sqlite.ErrInUse) {
		t.Fatalf("restored under a running program: %v", err)
	}
	says(t, err, "先停止")
	if n := turns(t, s, "c"); n != 2 {
		t.Errorf("%d turns after a refused restore", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := sqlite.Restore(t.Context(), dir, file, restoredAt)
	if err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if n := turns(t, s, "c"); n != 1 {
		t.Errorf("%d turns after restoring, want the one of the backup", n)
	}
	if rows, err := s.Rows(t.Context(), "p-doc", 0); err != nil || len(rows) != 6 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	// What was there is kept whole.
	old := t.TempDir()
	if err := os.Rename(kept, filepath.Join(old, sqlite.FileName)); err != nil {
		t.Fatal(err)
	}
	if n := turns(t, open(t, old), "c"); n != 2 {
		t.Errorf("%d turns in what was kept, want 2", n)
	}
}

// TestRestoreOverDamage is what a backup is for.
func TestRestoreOverDamage(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	s := open(t, dir)
	if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: "c", CreatedAt: restoredAt}); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Restore(t.Context(), dir, file, restoredAt); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Conversation(t.Context(), "c"); err != nil {
		t.Error(err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	if err := open(t, t.TempDir()).Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	execute(t, raw(t, foreign), `CREATE TABLE t (x)`)
	foreignData, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(t.TempDir(), "newer.db")
	if err := os.WriteFile(newer, data, 0o600); err != nil {
		t.Fatal(err)
	}
	db := raw(t, newer)
	execute(t, db, `INSERT INTO schema_migrations (number, name) VALUES (9999, 'to_come')`)
	db.Close()
	newerData, err := os.ReadFile(newer)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("备份"), "cut": data[:len(data)/2], "foreign": foreignData, "newer": newerData,
	} {
		t.Run(name, func(t *testing.T) {
			dir, file := t.TempDir(), filepath.Join(t.TempDir(), "b.db")
			s := open(t, dir)
			if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: "c", CreatedAt: restoredAt}); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := sqlite.Restore(t.Context(), dir, file, restoredAt); err == nil {
				t.Fatal("restored")
			}
			if _, err := open(t, dir).Conversation(t.Context(), "c"); err != nil {
				t.Errorf("what was there is gone: %v", err)
			}
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range left {
				if !strings.HasPrefix(e.Name(), sqlite.FileName) {
					t.Errorf("left behind: %s", e.Name())
				}
			}
		})
	}
}

// TestBackupCancelled leaves nothing behind.
func TestBackupCancelled(t *testing.T) {
	s, dir := open(t, t.TempDir()), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ctx, filepath.Join(dir, "b.db")); err == nil {
		t.Fatal("no error")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
