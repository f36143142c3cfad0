package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/ingest"
)

// filesIn are the files of a directory by name.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(data)
	}
	return files
}

func asText(files map[string][]byte) map[string]string {
	text := map[string]string{}
	for name, data := range files {
		text[name] = string(data)
	}
	return text
}

// TestExport writes every built-in pack out and ingests what was written: the
// bytes are the same, so nothing changes in the store.
func TestExport(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	for _, p := range builtinPacks(t) {
		// The folder's name is another one: the id is in policy.yaml.
		dir := filepath.Join(t.TempDir(), "导出", "any name")
		got := try(t, "", "export", "--json", p.ID, dir)
		if got.code != 0 || got.stderr != "" {
			t.Fatalf("export %s: %d %s", p.ID, got.code, got.stderr)
		}
		out := lines[exported](t, got.stdout)[0]
		want := exported{p.ID, 1, dir, slices.Sorted(maps.Keys(p.Files)), []string{}}
		if diff := cmp.Diff(want, out); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p.ID, diff)
		}
		if diff := cmp.Diff(asText(p.Files), filesIn(t, dir)); diff != "" {
			t.Errorf("%s (-stored +exported):\n%s", p.ID, diff)
		}
		got = try(t, "", "ingest", "--json", dir)
		summary := lines[ingested](t, got.stdout)[0].Summary
		if got.code != 0 || summary == nil || len(summary.Outcomes) != 1 || summary.Outcomes[0].State != ingest.Unchanged || summary.Outcomes[0].Version != 1 {
			t.Errorf("ingesting %s again: %d %s%s", p.ID, got.code, got.stdout, got.stderr)
		}
	}
}

func TestExportOfAVersion(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	const first, second = "某市若干措施\r\n第一条 给予10万元补助。\r\n", "某市若干措施\r\n第一条 给予20万元补助。\r\n"
	source := write(t, "某市措施.txt", first)
	try(t, "", "ingest", source)
	if err := os.WriteFile(source, []byte(second), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := try(t, "", "ingest", source); got.code != 0 {
		t.Fatal(got.stderr)
	}
	packs := lines[ingested](t, try(t, "", "ingest", "--dry-run", "--json", source).stdout)[0].Packs
	id := packs[0].Pack
	dir := filepath.Join(t.TempDir(), id)
	for _, tt := range []struct {
		args []string
		code int
		text string // of source.txt afterwards
		says string
	}{
		{[]string{id + "@1", dir}, 0, first, "第1版：写出1个文件"},
		{[]string{id + "@1", dir}, 0, first, "另有1个已是这样"},
		{[]string{id, dir}, 1, first, "--force"},
		{[]string{"--force", id, dir}, 0, second, "第2版：写出1个文件"},
		{[]string{id + "@2", dir}, 0, second, "另有1个已是这样"},
		{[]string{id + "@3", dir}, 1, second, "第3版"},
		{[]string{"nowhere", dir}, 1, second, "nowhere"},
		{[]string{id + "@0", dir}, 2, second, "从1开始"},
		{[]string{id + "@x", dir}, 2, second, "从1开始"},
	} {
		got := try(t, "", append([]string{"export"}, tt.args...)...)
		if got.code != tt.code || !strings.Contains(got.stdout+got.stderr, tt.says) {
			t.Errorf("export %v: code %d, want %d and %q:\n%s%s", tt.args, got.code, tt.code, tt.says, got.stdout, got.stderr)
		}
		if diff := cmp.Diff(map[string]string{"source.txt": tt.text}, filesIn(t, dir)); diff != "" {
			t.Errorf("after export %v (-want +got):\n%s", tt.args, diff)
		}
	}

	// It has no id of its own: a folder of another name would rename it.
	elsewhere := filepath.Join(t.TempDir(), "other")
	got := try(t, "", "export", id, elsewhere)
	if got.code != 0 || !strings.Contains(got.stderr, "other") || !strings.Contains(got.stderr, "id: "+id) {
		t.Errorf("code %d, no warning: %s", got.code, got.stderr)
	}

	// A file that would join the pack is not left lying beside it, by force
	// neither; what no pack reads is.
	for name, code := range map[string]int{"notes.md": 0, "rules.yaml": 1, "source.html": 1} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("[]"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := try(t, "", "export", "--force", id, dir)
		if files := filesIn(t, dir); got.code != code || (files["source.txt"] == second) != (code == 0) || files[name] != "[]" {
			t.Errorf("beside %s: code %d, files %v: %s", name, got.code, files, got.stderr)
		}
	}
}

// TestExportStaysInItsDirectory writes nothing through a link that leads out.
func TestExportStaysInItsDirectory(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	outside, dir := write(t, "outside.txt", "mine"), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "source.txt")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	got := try(t, "", "export", "--force", "suzhou-measures", dir)
	if data, err := os.ReadFile(outside); got.code == 0 || err != nil || string(data) != "mine" {
		t.Errorf("code %d; outside now %q (%v)", got.code, data, err)
	}
}
