package calculators

import (
	"testing"

	"github.com/shopspring/decimal"
)

// FuzzEvaluate checks that whatever is said to whatever rule gives a result
// that holds together: an amount exactly where the outcome has one, with its
// steps, never negative, never above the cap; a reason for every refusal.
func FuzzEvaluate(f *testing.F) {
	b, err := Load(packFiles(f, "rules.yaml"), library(f))
	if err != nil {
		f.Fatal(err)
	}
	rules := b.Rules()
	for i := range rules {
		f.Add(i, "85万", "有")
		f.Add(i, "1", "没有")
		f.Add(i, "2024-05-20", "")
	}
	for _, s := range []string{"50多万", "-1", "1e20", "10万美元", "八十五万", "１２３", "半个亿", "80到90万", "NaN", "0.001", "省级", "昆山", "六十来家"} {
		f.Add(3, s, "不清楚")
	}
	most := decimal.NewFromInt(8000000)
	f.Fuzz(func(t *testing.T, n int, said, answer string) {
		rule := rules[uint(n)%uint(len(rules))]
		inputs := map[string]any{}
		for _, in := range rule.Inputs {
			inputs[in.ID] = said
		}
		for _, c := range rule.Conditions {
			inputs[c.ID] = answer
		}
		res, err := b.Evaluate(rule.ID, inputs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		granted := res.Outcome == Amount || res.Outcome == UpTo
		switch res.Outcome {
		case InvalidInput:
			if len(res.Problems) == 0 {
				t.Errorf("%s: refused without a reason", rule.ID)
			}
		case NeedsInput:
			if len(res.Needs) == 0 {
				t.Errorf("%s: asks for nothing", rule.ID)
			}
		}
		if (res.Amount != nil) != (granted || res.Outcome == NotEligible && rule.GrantsMoney()) {
			t.Fatalf("%s: %s with amount %v", rule.ID, res.Outcome, res.Amount)
		}
		if res.Amount == nil {
			return
		}
		d := decimal.RequireFromString(res.Amount.Yuan)
		if d.IsNegative() || !granted && !d.IsZero() || granted && len(res.Steps) == 0 {
			t.Errorf("%s: %s %s with %d steps", rule.ID, res.Outcome, d, len(res.Steps))
		}
		if rule.Document == measures && d.GreaterThan(most) {
			t.Errorf("%s: %s is above the cap", rule.ID, d)
		}
	})
}
