package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"clausewise/storage/sqlite"
	"clausewise/storage/storagetest"
)

func TestMain(m *testing.M) {
	if dir := storagetest.Target(); dir != "" {
		if err := write(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(checkLeaks(m))
}

func write(dir string) error {
	s, err := sqlite.Open(context.Background(), dir, patient)
	if err != nil {
		return err
	}
	return storagetest.Write(context.Background(), s, os.Stdout)
}

// TestKilled kills processes that store packs; the file stays sound.
func TestKilled(t *testing.T) {
	fresh := func(t testing.TB) (string, storagetest.Open) {
		dir := t.TempDir()
		return dir, func(t testing.TB) storagetest.Stores {
			s, err := sqlite.Open(t.Context(), dir, patient)
			if err != nil {
				t.Errorf("Open: %v", err)
				return nil
			}
			return s
		}
	}
	storagetest.Killed(t, fresh, func(t *testing.T, dir string) {
		var health string
		if err := raw(t, filepath.Join(dir, sqlite.FileName)).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&health); err != nil || health != "ok" {
			t.Errorf("integrity check: %q, %v", health, err)
		}
	})
}

// TestTwoProcesses writes while another process does, as a command beside a
// running service: both get their turns, and each sees the other's work.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	writer := storagetest.StartWriter(t, dir)
	const mine = 5
	for n := range mine {
		writer.Next()
		if _, err := s.PutPack(t.Context(), pack(fmt.Sprint("mine-", n), 50)); err != nil {
			t.Fatal(err)
		}
	}
	writer.Kill()
	packs, err := s.Packs(t.Context())
	if err != nil || len(packs) != mine+1 || packs[0].ID != "killed" || packs[0].Version < mine-1 {
		t.Errorf("Packs: %+v, %v", packs, err)
	}
	documents, err := open(t, dir).Documents(t.Context())
	if err != nil || len(documents) != mine+2 {
		t.Errorf("%d documents, %v", len(documents), err)
	}
}
