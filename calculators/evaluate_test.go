package calculators

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

const (
	site    = "suzhou-measures/independent-site"
	vehicle = "suzhou-measures/transit-vehicles"
)

// evaluate is Evaluate on the Suzhou rules.
func evaluate(t *testing.T, rule string, inputs map[string]any, o Options) Result {
	t.Helper()
	res, err := suzhou(t).Evaluate(rule, inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestArithmetic checks the lines of a calculation and that each quotes the
// words it rests on.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	res := evaluate(t, site, map[string]any{"expense_yuan": "85万", "has_record": true}, Options{})
	want := []Step{
		{"超出部分", "850000 − 500000", "350000", "元", "q1"},
		{"满10万元的档数", "350000 ÷ 100000 → 3（余50000不计）", "3", "档", "q1"},
		{"按条文计算的金额", "200000 + 3 × 30000", "290000", "元", "q1"},
	}
	if d := cmp.Diff(want, res.Steps); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]ReadingResult{{"pro_rata", "按比例折算", Amount, &Yuan{"305000.00"}}}, res.Readings); d != "" {
		t.Error(d)
	}
	next := &Next{Input: "expense_yuan", More: decimal.NewFromInt(50000), At: decimal.NewFromInt(900000), Amount: Yuan{"320000.00"}, Gain: Yuan{"30000.00"}}
	if d := cmp.Diff(next, res.Next); d != "" {
		t.Error(d)
	}
	if res.Cap != "suzhou-measures/enterprise-cap" || res.CapBound {
		t.Errorf("cap %q %v", res.Cap, res.CapBound)
	}
	if len(res.Needs) > 0 || !noted(res, "period", "2024-01-01至2025-12-31") {
		t.Errorf("needs %v, notes %+v", res.Needs, res.Notes)
	}
}

// TestQuotes checks that every quote of every rule is the text of the
// document between its offsets.
func TestQuotes(t *testing.T) {
	t.Parallel()
	source := []rune(measuresSource(t))
	b := suzhou(t)
	for _, rule := range b.Rules() {
		res, err := b.Evaluate(rule.ID, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Quotes) == 0 {
			t.Errorf("%s quotes nothing", rule.ID)
		}
		ids := map[string]bool{}
		for _, q := range res.Quotes {
			ids[q.ID] = true
			if got := string(source[q.Start:q.End]); got != q.Text || q.Version != 1 || q.Document != measures {
				t.Errorf("%s %s: %q at its place, quoted %q", rule.ID, q.ID, got, q.Text)
			}
		}
		for _, c := range res.Conditions {
			if c.Quote != "" && !ids[c.Quote] {
				t.Errorf("%s: condition %s quotes %s, which is not there", rule.ID, c.ID, c.Quote)
			}
			if c.Quote == "" || c.Label == "" {
				t.Errorf("%s: condition %s has no quote or label", rule.ID, c.ID)
			}
		}
		for _, p := range b.Parameters(rule.ID) {
			if got := string(source[p.Start:p.End]); got != p.Quote {
				t.Errorf("%s %s: %q at its place, quoted %q", rule.ID, p.Name, got, p.Quote)
			}
		}
	}
}

// TestLanguages checks that labels follow the language and quotes do not.
func TestLanguages(t *testing.T) {
	t.Parallel()
	tests := []struct{ language, title, step, label string }{
		{Simplified, "独立站建设运营补助", "超出部分", "当年度独立站费用支出超过50万元"},
		{Traditional, "獨立站建設運營補助", "超出部分", "當年度獨立站費用支出超過50萬元"},
		{English, "Independent-site grant", "above the threshold", "spend on the site in the year must be over RMB 500,000"},
	}
	for _, tt := range tests {
		res := evaluate(t, site, map[string]any{"expense_yuan": 850000}, Options{Language: tt.language})
		if res.Title != tt.title || res.Steps[0].Label != tt.step || res.Conditions[0].Label != tt.label {
			t.Errorf("%s: %q %q %q", tt.language, res.Title, res.Steps[0].Label, res.Conditions[0].Label)
		}
		if !strings.HasPrefix(res.Quotes[0].Text, "对建设运营独立站") {
			t.Errorf("%s: quote %q", tt.language, res.Quotes[0].Text)
		}
	}
}

// TestUnknownRule checks that near ids are offered.
func TestUnknownRule(t *testing.T) {
	t.Parallel()
	_, err := suzhou(t).Evaluate("suzhou-measures/overseas-warehouse", nil, Options{})
	if !errors.Is(err, ErrUnknownRule) || !strings.Contains(err.Error(), "suzhou-measures/overseas-warehouse-use") {
		t.Errorf("%v", err)
	}
	if _, err = suzhou(t).Evaluate("zzz", nil, Options{}); !errors.Is(err, ErrUnknownRule) {
		t.Errorf("%v", err)
	}
}

// TestBook checks the look-ups.
func TestBook(t *testing.T) {
	t.Parallel()
	b := suzhou(t)
	ids := func(rules []Rule) []string {
		var out []string
		for _, r := range rules {
			out = append(out, strings.TrimPrefix(r.ID, "suzhou-measures/"))
		}
		return out
	}
	if d := cmp.Diff([]string{"independent-site", "no-amount"}, ids(b.ForClause(measures, "二/9"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"enterprise-cap", "track-record"}, ids(b.ForClause(measures, "六/(二)"))); d != "" {
		t.Error(d)
	}
	if n := len(b.ForDocument(measures)); n != 15 {
		t.Errorf("%d rules of the document", n)
	}
	if got := b.ForClause("elsewhere", "二/9"); got != nil {
		t.Errorf("rules of another document: %v", ids(got))
	}
	r, ok := b.Rule(site)
	if _, hasYear := r.Input("year"); !ok || !hasYear {
		t.Error("the rule does not take the year of its document's period")
	}
}

// TestSchema checks the schema of a rule's inputs.
func TestSchema(t *testing.T) {
	t.Parallel()
	b := suzhou(t)
	s := b.Schema(site)
	props := s["properties"].(map[string]any)
	if props["expense_yuan"].(map[string]any)["type"] != "string" || props["has_record"].(map[string]any)["type"] != "boolean" {
		t.Errorf("%v", props)
	}
	if d := cmp.Diff([]string{"expense_yuan"}, s["required"]); d != "" {
		t.Error(d)
	}
	for _, r := range b.Rules() {
		if _, err := json.Marshal(b.Schema(r.ID)); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
	if b.Schema("nowhere") != nil {
		t.Error("a schema of no rule")
	}
}
