package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"clausewise/ingest"
	"clausewise/policies"
)

// TestClausesOfTheRules keeps calculators/testdata/clauses.jsonl, the clauses
// that the rule tests run on, equal to what ingest reads: calculators may not
// import ingest. -update rewrites it. Suzhou's measures are left out; those
// tests cut them by their lines.
func TestClausesOfTheRules(t *testing.T) {
	t.Parallel()
	const name = "../../calculators/testdata/clauses.jsonl"
	packs, failed := ingest.Packs(t.Context(), policies.FS, ingest.OriginBuiltin)
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	for _, p := range packs {
		for _, r := range p.Rows {
			if r.Document == "" || r.Document == "suzhou-measures" {
				continue
			}
			if err := e.Encode(struct {
				Document string `json:"document"`
				Clause   string `json:"clause"`
				Number   string `json:"number"`
				Path     string `json:"path"`
				Start    int    `json:"start"`
				Text     string `json:"text"`
			}{r.Document, r.Key, r.Number, r.Path, r.Start, r.Text}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if *update {
		if err := os.WriteFile(name, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is stale: go test ./cmd/clausewise -run TestClausesOfTheRules -update", name)
	}
}
