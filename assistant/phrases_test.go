package assistant

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"clausewise/calculators/quantity"
)

// TestPhrasesHoldNoNumbers reads the package's own source: wording of ours
// must not hold a number (哪一天 is one to the gate), or the gate drops the
// sentence. 0元 stands for what a refusal computes.
func TestPhrasesHoldNoNumbers(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	phrases := 0
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if id, ok := lit.Type.(*ast.Ident); !ok || id.Name != "phrase" {
				return true
			}
			for _, e := range lit.Elts {
				s, ok := e.(*ast.BasicLit)
				if !ok || s.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(s.Value)
				if err != nil {
					t.Fatal(err)
				}
				phrases++
				text = regexp.MustCompile(`%\[\d\]s`).ReplaceAllString(text, "%s")
				for _, m := range quantity.Numbers(text) {
					if !m.Value.IsZero() {
						t.Errorf("%q holds the number %q", text, m.Text)
					}
				}
			}
			return true
		})
	}
	if phrases < 100 {
		t.Fatalf("found %d phrases only", phrases)
	}
}
