package policies

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write revisions.txt anew")

var revisionLine = regexp.MustCompile(`(?m)^revision: (\d+)$`)

// A store takes a built-in pack over the one it holds only where the revision
// is higher. So a pack that changed needs another revision, or nobody who has
// it gets the change; revisions.txt remembers what each one held.
func TestRevisions(t *testing.T) {
	const file = "revisions.txt"
	known, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := make(map[string][2]string)
	for line := range strings.Lines(string(known)) {
		if f := strings.Fields(line); len(f) == 3 {
			before[f[0]] = [2]string{f[1], f[2]}
		}
	}
	now := make(map[string][2]string)
	for _, name := range packNames(t) {
		now[name] = contents(t, name)
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		was, is := before[name], now[name]
		if was[1] != is[1] && was[0] == is[0] {
			t.Errorf("%s changed and is still revision %s: write a higher one into its policy.yaml, then go test ./policies -update", name, is[0])
		} else if was != is && !*update {
			t.Errorf("%s is revision %s now: go test ./policies -update", name, is[0])
		}
	}
	if t.Failed() || !*update {
		return
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintf(&b, "%s %s %s\n", name, now[name][0], now[name][1])
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func packNames(t *testing.T) []string {
	t.Helper()
	entries, err := fs.ReadDir(FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// contents are the revision of a pack and the digest of its files but for the
// worked cases, which change nothing in a store.
func contents(t *testing.T, name string) [2]string {
	t.Helper()
	sum := sha256.New()
	for _, file := range []string{"policy.yaml", "rules.yaml", "source.txt"} {
		data, err := fs.ReadFile(FS, path.Join(name, file))
		if err != nil {
			t.Fatal(err)
		}
		if file == "policy.yaml" {
			data = revisionLine.ReplaceAll(data, nil)
		}
		fmt.Fprintf(sum, "%s %d\n%s", file, len(data), data)
	}
	data, err := fs.ReadFile(FS, path.Join(name, "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m := revisionLine.FindSubmatch(data)
	if m == nil {
		t.Fatalf("%s states no revision", name)
	}
	return [2]string{string(m[1]), fmt.Sprintf("%x", sum.Sum(nil)[:16])}
}
