package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "b.db")
	if c := try(t, "", "backup", "--data", data, file); c.code == 0 || !strings.Contains(c.stderr, "--data") {
		t.Errorf("backing up nothing: %d %s", c.code, c.stderr)
	}
	if c := try(t, "", "migrate", "--data", data); c.code != 0 {
		t.Fatal(c.stderr)
	}
	if c := try(t, "", "backup", "--data", data, file); c.code != 0 || !strings.Contains(c.stdout, "完整性已核对") {
		t.Errorf("%d %s%s", c.code, c.stdout, c.stderr)
	}
	if c := try(t, "", "restore", "--data", data, file); c.code != 0 || !strings.Contains(c.stdout, "留存为") {
		t.Errorf("%d %s%s", c.code, c.stdout, c.stderr)
	}
	if c := try(t, "", "restore", "--database-url", "postgres://localhost/x", file); c.code == 0 || !strings.Contains(c.stderr, "pg_restore") {
		t.Errorf("%d %s", c.code, c.stderr)
	}
}
