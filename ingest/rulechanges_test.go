package ingest

import (
	"slices"
	"testing"
)

// TestRuleEdits checks what needs a second person: rules that calculate
// otherwise, are new or gone, and what holds for whole documents; wording does
// not.
func TestRuleEdits(t *testing.T) {
	t.Parallel()
	pack := func(rules string) Pack { return Pack{ID: "p", Files: map[string][]byte{"rules.yaml": []byte(rules)}} }
	const rules = `
documents:
  - {document: d, period: d/period}
rules:
  - {id: d/a, document: d, clause: 一, title: {zh: 甲}, formula: {shape: fixed, each: {value: 1, quote: 一}}}
  - {id: d/b, document: d, clause: 二, title: {zh: 乙}, formula: {shape: fixed, each: {value: 2, quote: 二}}}
`
	for name, tt := range map[string]struct {
		now  string
		want []string
	}{
		"the same": {rules, nil},
		"other words": {`
rules:
  - {id: d/b, document: d, clause: 二, title: {zh: 乙乙}, warn: [{zh: 注意}], formula: {shape: fixed, each: {quote: 二, value: 2}}}
  - {id: d/a, document: d, clause: 一, title: {zh: 甲}, departments: [市商务局], formula: {shape: fixed, each: {value: 1, quote: 一}}}
documents: [{period: d/period, document: d}]
`, nil},
		"changed, gone and new": {`
documents: [{document: d, period: d/period}]
rules:
  - {id: d/a, document: d, clause: 一, formula: {shape: fixed, each: {value: 3, quote: 一}}}
  - {id: d/c, document: d, clause: 三, formula: {shape: fixed, each: {value: 2, quote: 二}}}
`, []string{"rule_changed d/a", "rule_removed d/b", "rule_added d/c"}},
		"another period": {`
documents: [{document: d, period: none}]
rules:
  - {id: d/a, document: d, clause: 一, formula: {shape: fixed, each: {value: 1, quote: 一}}}
  - {id: d/b, document: d, clause: 二, formula: {shape: fixed, each: {value: 2, quote: 二}}}
`, []string{"rule_changed "}},
		"broken": {"rules: [", []string{"rule_removed d/a", "rule_removed d/b", "rule_changed "}},
	} {
		var got []string
		for _, c := range RuleEdits(pack(rules), pack(tt.now)) {
			got = append(got, string(c.Kind)+" "+c.Rule)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got := RuleEdits(Pack{}, Pack{Files: map[string][]byte{"source.txt": []byte("第一条 支持。")}}); len(got) > 0 {
		t.Errorf("a text without rules needs nobody: %+v", got)
	}
}
