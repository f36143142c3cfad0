package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed is the table of docs: which project packages a package may import.
// A subpackage follows its parent's row unless it has one of its own.
var allowed = map[string][]string{
	"policies":             {},
	"retrieval/hanzi":      {},
	"retrieval/place":      {"retrieval/hanzi"},
	"calculators/quantity": {"retrieval/hanzi"},
	"calculators":          {"retrieval/hanzi", "retrieval/place", "calculators/quantity"},
	"retrieval":            {"retrieval/hanzi", "retrieval/place", "calculators/quantity"},
	"ingest":               {"policies", "retrieval", "calculators", "retrieval/hanzi", "retrieval/place", "calculators/quantity"},
	"assistant/gate":       {"retrieval", "calculators", "retrieval/hanzi", "retrieval/place", "calculators/quantity"},
	"assistant":            {"assistant/gate", "retrieval", "calculators", "retrieval/hanzi", "retrieval/place", "calculators/quantity"},
	"web/access":           {},
	"web": {
		"ingest", "retrieval", "assistant", "calculators", "web/access",
		"retrieval/hanzi", "retrieval/place", "calculators/quantity",
	},
	"storage": {"ingest", "retrieval", "assistant", "calculators/quantity", "web/access"},
	"cmd":     {"*"},
}

// TestImports keeps data flowing one way.
func TestImports(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-tags", "ne", "-json=ImportPath,Imports,TestImports,XTestImports", "clausewise/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath                         string
			Imports, TestImports, XTestImports []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		name := strings.TrimPrefix(p.ImportPath, "clausewise/")
		row, ok := rowOf(name)
		if !ok {
			t.Errorf("%s has no row in the table: where does it belong?", name)
			continue
		}
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			imp, ours := strings.CutPrefix(imp, "clausewise/")
			if !ours || imp == name || slices.Contains(allowed[row], "*") {
				continue
			}
			target, _ := rowOf(imp)
			if target != row && !slices.Contains(allowed[row], target) {
				t.Errorf("%s imports %s, which %s may not", name, imp, row)
			}
		}
	}
	if seen < 10 {
		t.Fatalf("go list found %d packages", seen)
	}
}

// rowOf is the longest row a package falls under.
func rowOf(name string) (string, bool) {
	for ; name != "."; name = parent(name) {
		if _, ok := allowed[name]; ok {
			return name, true
		}
	}
	return "", false
}

func parent(name string) string {
	if i := strings.LastIndex(name, "/"); i >= 0 {
		return name[:i]
	}
	return "."
}
