package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte("postgres://nobody@127.0.0.1:1/none?connect_timeout=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CLAUSEWISE_DATABASE_URL_FILE", file)
	if c := try(t, "", "migrate"); c.code == 0 || !strings.Contains(c.stderr, "127.0.0.1:1") {
		t.Errorf("the file was not used: %d %s", c.code, c.stderr)
	}
	// What is written out wins.
	if c := try(t, "", "migrate", "--database-url", "postgres://nobody@127.0.0.1:2/none?connect_timeout=1"); !strings.Contains(c.stderr, "127.0.0.1:2") {
		t.Errorf("%s", c.stderr)
	}
	t.Setenv("CLAUSEWISE_DATABASE_URL_FILE", file+".gone")
	if c := try(t, "", "migrate"); c.code == 0 || !strings.Contains(c.stderr, "CLAUSEWISE_DATABASE_URL_FILE") {
		t.Errorf("a missing file: %d %s", c.code, c.stderr)
	}
}

// TestDamagedFile says what to do about a database that is none.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clausewise.db"), []byte(strings.Repeat("坏", 4000)), 0o600); err != nil {
		t.Fatal(err)
	}
	c := try(t, "", "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if c.code != exitFailure || !strings.Contains(c.stderr, "备份") || !strings.Contains(c.stderr, "clausewise.db") {
		t.Errorf("%d %s", c.code, c.stderr)
	}
}
