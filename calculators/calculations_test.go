package calculators

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

// calculation is a worked case as the specification writes it.
type calculation struct {
	ID       string         `json:"id"`
	Doc      string         `json:"doc"`
	Rule     string         `json:"rule"`
	Inputs   map[string]any `json:"inputs"`
	Expected struct {
		Kind     string       `json:"kind"`
		Reason   string       `json:"reason"`
		Amount   *json.Number `json:"amount_yuan"`
		Eligible *bool        `json:"eligible"`
		Date     string       `json:"date"`
		Value    *json.Number `json:"value"`
		Ask      []string     `json:"ask"`
		Other    []any        `json:"also_acceptable"`

		Alternatives []struct {
			Reading  string       `json:"reading"`
			Amount   *json.Number `json:"amount_yuan"`
			Eligible *bool        `json:"eligible"`
		} `json:"alternatives"`
	} `json:"expected"`
}

// calculations reads a file of worked cases.
func calculations(t testing.TB, name string) []calculation {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []calculation
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		d := json.NewDecoder(bytes.NewReader(sc.Bytes()))
		d.UseNumber()
		var c calculation
		if err := d.Decode(&c); err != nil {
			t.Fatalf("%s: %v", sc.Text(), err)
		}
		out = append(out, c)
	}
	return out
}

// outcome is the outcome that the specification's kind stands for.
func (c calculation) outcome() Outcome {
	e := c.Expected
	switch e.Kind {
	case "exact":
		switch {
		case e.Value != nil:
			return ValueOutcome
		case e.Eligible != nil:
			return Eligible
		case e.Date != "":
			return DateOutcome
		}
		return Amount
	case "upper_bound":
		return UpTo
	case "not_eligible":
		return NotEligible
	}
	switch e.Reason {
	case "invalid_input":
		return InvalidInput
	case "no_amount_in_document":
		return NoAmount
	}
	return NeedsInput
}

// TestCalculations runs the worked cases of the specification.
func TestCalculations(t *testing.T) {
	t.Parallel()
	b, err := Load(packFiles(t, "rules.yaml"), library(t))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range append(calculations(t, "testdata/calculations.jsonl"), calculations(t, "testdata/fresh.jsonl")...) {
		if _, err := b.Evaluate(c.Rule, nil, Options{}); errors.Is(err, ErrUnknownRule) {
			t.Logf("%s: no rule %s yet", c.ID, c.Rule)
			continue
		}
		ran++
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			res, err := b.Evaluate(c.Rule, c.Inputs, Options{})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, b, res)
		})
	}
	if ran < 225 {
		t.Errorf("only %d cases ran", ran)
	}
}

func (c calculation) check(t *testing.T, b *Book, res Result) {
	t.Helper()
	e := c.Expected
	want := c.outcome()
	if want == NeedsInput && c.conditionsOnly(t, b) {
		// An unconfirmed yes or no does not block: the amount is conditional.
		for _, id := range e.Ask {
			if !slices.Contains(res.Needs, id) {
				t.Errorf("%s is not asked for: %v", id, res.Needs)
			}
			if _, ok := mustRule(t, b, c.Rule).Condition(id); ok && !slices.ContainsFunc(res.Conditions, func(s ConditionState) bool { return s.ID == id && s.State == Unconfirmed }) {
				t.Errorf("%s is not listed as unconfirmed", id)
			}
		}
		if res.Outcome != Amount && res.Outcome != UpTo && res.Outcome != Eligible {
			t.Errorf("outcome %s, want a conditional result", res.Outcome)
		}
		return
	}
	if res.Outcome != want {
		t.Fatalf("outcome %s, want %s\n%+v", res.Outcome, want, res)
	}
	if e.Amount != nil {
		amount := decimal.RequireFromString(e.Amount.String()).StringFixed(2)
		if res.Amount == nil || res.Amount.Yuan != amount {
			t.Errorf("amount %v, want %s", res.Amount, amount)
		}
	}
	if e.Date != "" && res.Date.String() != e.Date {
		t.Errorf("date %s, want %s", res.Date, e.Date)
	}
	for _, id := range e.Ask {
		if !slices.Contains(res.Needs, id) {
			t.Errorf("%s is not asked for: %v", id, res.Needs)
		}
	}
	for _, alt := range e.Alternatives {
		if alt.Eligible != nil && *alt.Eligible && !slices.ContainsFunc(res.Readings, func(r ReadingResult) bool { return r.Outcome == Eligible }) {
			t.Errorf("reading %s: want eligible, have %+v", alt.Reading, res.Readings)
		}
		if alt.Amount == nil {
			continue
		}
		amount := decimal.RequireFromString(alt.Amount.String()).StringFixed(2)
		if !slices.ContainsFunc(res.Readings, func(r ReadingResult) bool { return r.Amount != nil && r.Amount.Yuan == amount }) {
			t.Errorf("reading %s: want %s, have %+v", alt.Reading, amount, res.Readings)
		}
	}
}

// conditionsOnly reports whether everything the case asks for is a yes or no.
func (c calculation) conditionsOnly(t *testing.T, b *Book) bool {
	t.Helper()
	rule := mustRule(t, b, c.Rule)
	for _, id := range c.Expected.Ask {
		if _, ok := rule.Condition(id); !ok {
			return false
		}
	}
	return len(c.Expected.Ask) > 0
}

func mustRule(t *testing.T, b *Book, id string) Rule {
	t.Helper()
	rule, ok := b.Rule(id)
	if !ok {
		t.Fatalf("no rule %s", id)
	}
	return rule
}
