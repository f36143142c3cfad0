package calculators

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// library holds the clauses of all packs: the Suzhou measures cut from their
// source, the others as `clausewise clauses --json` printed them.
func library(t testing.TB) texts {
	t.Helper()
	all := texts{measures: cut(measures, measuresSource(t))}
	for line := range bytes.Lines([]byte(readFile(t, "testdata/clauses.jsonl"))) {
		var c struct {
			Document, Clause, Number, Path, Text string
			Start                                int
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		if all[c.Document] == nil {
			all[c.Document] = map[string]ClauseText{"": {Document: c.Document, Version: 1, Start: c.Start}}
		}
		// A clause holds the items under it: rows follow each other without a gap.
		for key, above := range all[c.Document] {
			if key == "" || strings.HasPrefix(c.Clause, key+"/") {
				above.Text += c.Text
				all[c.Document][key] = above
			}
		}
		all[c.Document][c.Clause] = ClauseText{
			Document: c.Document, Version: 1, Key: c.Clause, Number: c.Number, Path: c.Path, Text: c.Text, Start: c.Start,
		}
	}
	return all
}

// packFiles reads a file of every pack that has it.
func packFiles(t testing.TB, name string) []Source {
	t.Helper()
	paths, err := filepath.Glob("../policies/*/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []Source
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Source{Pack: filepath.Base(filepath.Dir(p)), Name: name, Data: b})
	}
	return out
}

// TestPacks checks every built-in pack as `clausewise check` does.
func TestPacks(t *testing.T) {
	t.Parallel()
	rep := Check(packFiles(t, "rules.yaml"), packFiles(t, "cases.yaml"), library(t))
	if !rep.OK() || !rep.Covered() {
		t.Errorf("\n%s", rep)
	}
	t.Logf("%d rules, %d parameters, %d cases, %d mutants", rep.Rules, rep.Parameters, rep.Cases, rep.Mutants)
}
