package main

import (
	"testing"
	"time"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/storage/sqlite"
)

// TestWordingOfRules keeps the numbers in what rules say in words (titles,
// labels, warnings) to those of their own document and of the documents'
// names: the gate lets an answer repeat that wording.
func TestWordingOfRules(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	storeAt(t, s, &clock{}, time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC), builtinPacks(t)...)
	lib := readLibrary(t, s).Current()
	names := make(map[string]bool)
	for _, d := range lib.Index.Documents() {
		for _, m := range quantity.Numbers(d.Title + " " + d.Number) {
			names[m.Value.String()] = true
		}
	}
	if len(lib.Rules.Rules()) == 0 {
		t.Fatal("no rules")
	}
	for _, r := range lib.Rules.Rules() {
		stated := make(map[string]bool)
		for _, row := range lib.Index.Rows(r.Document) {
			for _, m := range quantity.Numbers(row.Text) {
				stated[m.Value.String()] = true
			}
		}
		texts := append([]calculators.Text{r.Title}, append(r.Warn, r.Open...)...)
		for _, c := range r.Conditions {
			texts = append(texts, c.Label)
		}
		for _, text := range texts {
			for _, m := range quantity.Numbers(text.Zh) {
				if v := m.Value.String(); !stated[v] && !names[v] {
					t.Errorf("%s says %s, which its document does not: %s", r.ID, m.Text, text.Zh)
				}
			}
		}
	}
}
