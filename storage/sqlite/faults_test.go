package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clausewise/ingest"
	"clausewise/storage/migrate"
	"clausewise/storage/sqlite"
	"clausewise/storage/storagetest"
)

// patient makes a starved machine's writers wait for one another.
var patient = sqlite.WithBusyTimeout(storagetest.Patience)

func open(t *testing.T, dir string, options ...sqlite.Option) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), dir, append([]sqlite.Option{patient}, options...)...)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// raw opens the file without the store.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// says fails the test where err is nil or lacks one of the words.
func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not say %q:\n%v", w, err)
		}
	}
}

func pack(id string, n int) ingest.Pack {
	return storagetest.Pack(id, storagetest.Text{Document: id + "-doc", Rows: storagetest.Lines("条文", n)})
}

func TestOpenFaults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		dir   func(t *testing.T) string
		words []string
	}{
		{"the directory's parent is a file", func(t *testing.T) string {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(file, "data")
		}, []string{"无法建立数据目录", "--data"}},
		{"the file is a directory", func(t *testing.T) string {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, sqlite.FileName), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, []string{"不可写", "--data"}},
		{"not a database", func(t *testing.T) string {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, sqlite.FileName), []byte(strings.Repeat("这不是数据库。", 200)), 0o600); err != nil {
				t.Fatal(err)
			}
			return dir
		}, []string{"已损坏或不是数据库", "备份"}},
		{"another program's database", func(t *testing.T) string {
			dir := t.TempDir()
			db := raw(t, filepath.Join(dir, sqlite.FileName))
			execute(t, db, "CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT)")
			execute(t, db, "INSERT INTO schema_migrations VALUES (1, 'users')")
			return dir
		}, []string{"不是 clausewise 的"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := sqlite.Open(t.Context(), tt.dir(t))
			if err == nil {
				s.Close()
			}
			says(t, err, tt.words...)
		})
	}
}

func TestNotWritable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(t.Context(), dir)
	says(t, err, "不可写", "--data")
}

func TestNewerSchema(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	version := s.Schema()
	if version.From != 0 || version.To < 2 {
		t.Errorf("a new file gives %+v", version)
	}
	if again := open(t, dir).Schema(); again.From != version.To || again.To != version.To {
		t.Errorf("a current file gives %+v", again)
	}
	execute(t, raw(t, s.Path()), "INSERT INTO schema_migrations VALUES (9999, 'from_the_future')")
	_, err := sqlite.Open(t.Context(), dir)
	if !errors.Is(err, migrate.ErrNewer) {
		t.Errorf("error %v, want %v", err, migrate.ErrNewer)
	}
	says(t, err, "9999", "新版本")
}

// TestDamagedPages overwrites pages in the middle of a file that was closed
// in good order.
func TestDamagedPages(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutPack(t.Context(), pack("p", 3000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 4; i < len(b)/4*3; i++ {
		b[i] = 0xA5
	}
	if err := os.WriteFile(s.Path(), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	for _, err = range s.AllRows(t.Context()) {
		if err != nil {
			break
		}
	}
	says(t, err, "已损坏", "备份")
}

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, sqlite.WithBusyTimeout(50*time.Millisecond))
	other := raw(t, s.Path())
	other.SetMaxOpenConns(1)
	execute(t, other, "BEGIN IMMEDIATE")
	_, err := s.PutPack(t.Context(), pack("p", 1))
	says(t, err, "另一个程序写入", "稍后再试", s.Path())
	if _, err := s.Documents(t.Context()); err != nil {
		t.Errorf("a reader waits for a writer: %v", err)
	}
	// Opening a current file needs no lock.
	open(t, dir, sqlite.WithBusyTimeout(50*time.Millisecond))
	execute(t, other, "ROLLBACK")
	if _, err := s.PutPack(t.Context(), pack("p", 1)); err != nil {
		t.Errorf("after the lock was released: %v", err)
	}
}

func TestOddDirectoryNames(t *testing.T) {
	for _, name := range []string{"数据 目录", "a%20b", "q?mode=memory", "h#ash", "it's", "semi;colon&amp", "back\\slash"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "nested", name)
			s := open(t, dir)
			if _, err := s.PutPack(t.Context(), pack("p", 2)); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(filepath.Join(dir, sqlite.FileName))
			if err != nil {
				t.Fatal(err)
			}
			if info.Size() == 0 && !exists(s.Path()+"-wal") {
				t.Error("the file stayed empty")
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("others may read the file: %v", info.Mode())
			}
			if packs, err := open(t, dir).Packs(t.Context()); err != nil || len(packs) != 1 {
				t.Errorf("opened again: %v, %v", packs, err)
			}
		})
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestClock(t *testing.T) {
	noon := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	s := open(t, t.TempDir(), sqlite.WithClock(func() time.Time { return noon }))
	if _, err := s.PutPack(t.Context(), pack("p", 1)); err != nil {
		t.Fatal(err)
	}
	packs, err := s.Packs(t.Context())
	if err != nil || len(packs) != 1 || !packs[0].StoredAt.Equal(noon) {
		t.Errorf("Packs: %v, %v", packs, err)
	}
}

func TestCancelledContext(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Documents(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Documents: %v", err)
	}
	if _, err := s.PutPack(ctx, pack("p", 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("PutPack: %v", err)
	}
}
