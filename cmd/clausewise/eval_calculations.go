package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
)

// calculationCase is a line of a file of worked calculations.
type calculationCase struct {
	ID       string         `json:"id"`
	Rule     string         `json:"rule"`
	Inputs   map[string]any `json:"inputs"`
	Expected expected       `json:"expected"`
}

// expected is what a calculation must give.
type expected struct {
	Kind           string           `json:"kind"`   // exact | upper_bound | not_eligible | not_computable
	Reason         string           `json:"reason"` // of not_computable
	Amount         *decimal.Decimal `json:"amount_yuan"`
	Eligible       *bool            `json:"eligible"`
	Date           string           `json:"date"`
	Value          *decimal.Decimal `json:"value"`
	Unit           string           `json:"unit"`
	Ask            []string         `json:"ask"`
	Alternatives   []alternative    `json:"alternatives"`
	AlsoAcceptable []string         `json:"also_acceptable"` // "exact 8000000 …"
}

// alternative is another reading that must be shown.
type alternative struct {
	Reading  string           `json:"reading"`
	Amount   *decimal.Decimal `json:"amount_yuan"`
	Eligible *bool            `json:"eligible"`
}

// pack is what cases are counted by.
func (c calculationCase) pack() string {
	name, _, _ := strings.Cut(c.Rule, "/")
	return name
}

// misses says what is wrong with a result; nothing where it passes.
func (c calculationCase) misses(r calculators.Result) []string {
	why := c.Expected.misses(r)
	if len(why) > 0 && slices.ContainsFunc(c.Expected.AlsoAcceptable, func(s string) bool { return alsoAcceptable(s, r) }) {
		return nil
	}
	return why
}

func (x expected) misses(r calculators.Result) []string {
	var out []string
	miss := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	want := x.outcomes()
	if x.Kind == "not_computable" && x.Reason == "missing_input" && conditionalOn(r, x.Ask) {
		return nil
	}
	if !slices.Contains(want, r.Outcome) {
		miss("结果应为 %v，得到 %s", want, r.Outcome)
	}
	if x.Amount != nil {
		got := amountOf(r)
		if got == nil && r.Outcome == calculators.NotEligible {
			got = &decimal.Zero
		}
		if got == nil || !got.Equal(x.Amount.Truncate(2)) {
			miss("金额应为 %s，得到 %s", x.Amount, orNone(got))
		}
	}
	if x.Date != "" && r.Date.String() != x.Date {
		miss("日期应为 %s，得到 %s", x.Date, r.Date)
	}
	if x.Value != nil {
		if r.Value == nil {
			miss("数值应为 %s%s，没有得到数值", x.Value, x.Unit)
		} else if got, err := decimal.NewFromString(r.Value.Number); err != nil || !got.Equal(*x.Value) || x.Unit != "" && r.Value.Unit != x.Unit {
			miss("数值应为 %s%s，得到 %s%s", x.Value, x.Unit, r.Value.Number, r.Value.Unit)
		}
	}
	for _, a := range x.Ask {
		if !slices.Contains(r.Needs, a) {
			miss("应当问 %s，问的是 %v", a, r.Needs)
		}
	}
	for _, a := range x.Alternatives {
		if !a.shown(r) {
			miss("没有列出另一种口径 %s", a.Reading)
		}
	}
	return out
}

// outcomes are those that agree with what is expected.
func (x expected) outcomes() []calculators.Outcome {
	switch x.Kind {
	case "exact":
		switch {
		case x.Amount != nil:
			return []calculators.Outcome{calculators.Amount}
		case x.Value != nil:
			return []calculators.Outcome{calculators.ValueOutcome}
		case x.Eligible != nil && x.Date != "":
			return []calculators.Outcome{calculators.Eligible, calculators.DateOutcome}
		case x.Date != "":
			return []calculators.Outcome{calculators.DateOutcome}
		}
		return []calculators.Outcome{calculators.Eligible}
	case "upper_bound":
		return []calculators.Outcome{calculators.UpTo}
	case "not_eligible":
		return []calculators.Outcome{calculators.NotEligible}
	}
	switch x.Reason {
	case "missing_input":
		return []calculators.Outcome{calculators.NeedsInput}
	case "invalid_input":
		return []calculators.Outcome{calculators.InvalidInput}
	}
	return []calculators.Outcome{calculators.NoAmount}
}

// conditionalOn reports whether a result stands under the very conditions
// that would be asked for, unconfirmed: that answers as well as asking does.
func conditionalOn(r calculators.Result, ask []string) bool {
	if !slices.Contains([]calculators.Outcome{calculators.Amount, calculators.UpTo, calculators.Eligible}, r.Outcome) || len(ask) == 0 {
		return false
	}
	for _, a := range ask {
		if !slices.Contains(r.Needs, a) || !slices.ContainsFunc(r.Conditions, func(c calculators.ConditionState) bool {
			return c.ID == a && c.State == calculators.Unconfirmed
		}) {
			return false
		}
	}
	return true
}

// shown reports whether a result lists this reading, by what it gives.
func (a alternative) shown(r calculators.Result) bool {
	return slices.ContainsFunc(r.Readings, func(x calculators.ReadingResult) bool {
		if a.Amount != nil {
			if x.Amount == nil {
				return false
			}
			d, err := decimal.NewFromString(x.Amount.Yuan)
			return err == nil && d.Equal(a.Amount.Truncate(2))
		}
		return a.Eligible != nil && (x.Outcome == calculators.Eligible) == *a.Eligible
	})
}

// alsoAcceptable reads "kind amount …" and compares.
func alsoAcceptable(s string, r calculators.Result) bool {
	words := strings.Fields(s)
	if len(words) == 0 || !slices.Contains(expected{Kind: words[0], Amount: &decimal.Zero}.outcomes(), r.Outcome) {
		return false
	}
	if len(words) < 2 {
		return true
	}
	want, err := decimal.NewFromString(words[1])
	got := amountOf(r)
	return err == nil && got != nil && got.Equal(want)
}
