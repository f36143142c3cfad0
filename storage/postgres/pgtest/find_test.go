package pgtest

import (
	"os"
	"path/filepath"
	"testing"
)

func TestControlVersion(t *testing.T) {
	for control, want := range map[string]bool{
		"comment = 'x'\ndefault_version = '0.8.0'\nrelocatable = true\n": true,
		"default_version = '0.8.4'":                                      true,
		"default_version = '0.10.1'":                                     true,
		"default_version = '1.0'":                                        true,
		"default_version = '0.7.4'":                                      false,
		"default_version = '0.6.0'":                                      false,
		"":                                                               false,
	} {
		if got := controlVersion.MatchString(control); got != want {
			t.Errorf("%q: %v", control, got)
		}
	}
}

func TestUsableNeedsPrograms(t *testing.T) {
	if usable(t.TempDir()) {
		t.Error("an empty folder has a server in it")
	}
}

func TestOpenFolder(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "closed", "inner")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(inner), 0o700); err != nil {
		t.Fatal(err)
	}
	if open(inner) {
		t.Error("a folder under a closed one is open")
	}
	if open(filepath.Join(dir, "none")) {
		t.Error("a missing folder is open")
	}
	if !open("/") {
		t.Error("the root folder is closed")
	}
}

func TestRequired(t *testing.T) {
	for _, tt := range []struct {
		ci, own string
		want    bool
	}{{"", "", false}, {"true", "", true}, {"", "1", true}, {"false", "0", false}} {
		t.Setenv("CI", tt.ci)
		t.Setenv("CLAUSEWISE_REQUIRE_POSTGRES", tt.own)
		if got := Required(); got != tt.want {
			t.Errorf("CI=%q CLAUSEWISE_REQUIRE_POSTGRES=%q: %v", tt.ci, tt.own, got)
		}
	}
}

// TestClosedTree starts the server from a tree below a folder that only we
// may enter, as a clone in root's home is.
func TestClosedTree(t *testing.T) {
	bin, err := Find()
	if err != nil {
		t.Skip(err)
	}
	tree, err := filepath.Abs(filepath.Join(bin, "../../../../.."))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(filepath.Dir(tree)) != "postgres" {
		t.Skipf("%s is no private tree", bin)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "usr"), os.DirFS(filepath.Join(tree, "usr"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	within, err := filepath.Rel(tree, bin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), filepath.Join(dir, within))
	if err != nil {
		t.Fatal(err)
	}
	folder := s.dir
	Exec(t, s.URL, "CREATE EXTENSION vector", "SELECT '[1,2]'::vector <=> '[2,1]'")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the cluster's folder is left: %v", err)
	}
}
