package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"clausewise/calculators"
)

// TestPackGuide keeps the guide for those who write packs true: its example
// passes every check with nothing unnoticed, and it names every shape.
func TestPackGuide(t *testing.T) {
	t.Parallel()
	const docs = "../../docs/"
	got := try(t, "", "check", docs+"example-pack")
	if got.code != 0 || !strings.Contains(got.stdout, "没有察觉的 0 次") {
		t.Errorf("code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	text, err := os.ReadFile(docs + "packs.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(string(text), -1) {
		named[m[1]] = true
	}
	for _, shape := range calculators.Shapes() {
		if !named[shape] {
			t.Errorf("the guide does not name the shape %s", shape)
		}
	}
}
