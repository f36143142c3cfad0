package calculators

import (
	"testing"
)

func BenchmarkEvaluate(b *testing.B) {
	book := suzhou(b)
	inputs := map[string]any{"expense_yuan": "850000", "has_record": true}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.Evaluate(site, inputs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	rules, clauses := measuresRules(b), texts{measures: cut(measures, measuresSource(b))}
	for b.Loop() {
		if _, err := Load([]Source{rules}, clauses); err != nil {
			b.Fatal(err)
		}
	}
}
