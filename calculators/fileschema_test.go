package calculators

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestFileSchemaIsCurrent compares docs/rules.schema.json with the types.
func TestFileSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := FileSchema()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../docs/rules.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("docs/rules.schema.json is stale: run go generate ./calculators")
	}
}

// TestFileSchemaTakesRules checks the rule files of the tree against the
// schema, and that it refuses a field nobody knows.
func TestFileSchemaTakesRules(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../policies/*/rules.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule files: %v", err)
	}
	for _, name := range files {
		if err := againstSchema([]byte(readFile(t, name))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for what, bad := range map[string]string{
		"an unknown field": "- {id: a, document: d, title: {zh: x}, outcome: amount, formula: {shape: eligibility, colour: red}}",
		"an unknown shape": "- {id: a, document: d, title: {zh: x}, outcome: amount, formula: {shape: guess}}",
		"no list":          "rules: 5",
	} {
		if err := againstSchema([]byte(bad)); err == nil {
			t.Errorf("%s passes the schema", what)
		}
	}
}
