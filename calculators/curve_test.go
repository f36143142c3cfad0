package calculators

import (
	"errors"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// everything is the book of all built-in packs.
func everything(t testing.TB) *Book {
	t.Helper()
	b, err := Load(packFiles(t, "rules.yaml"), library(t))
	if err != nil {
		t.Fatal(err)
	}
	if q := b.Quarantined(); len(q) > 0 {
		t.Fatalf("set aside: %+v", q)
	}
	return b
}

// settings are inputs for every rule with an amount under which something is
// granted, each followed by some under which other thresholds decide.
func settings(t testing.TB, b *Book) map[string][]map[string]any {
	t.Helper()
	out := map[string][]map[string]any{}
	for _, s := range packFiles(t, "cases.yaml") {
		cases, err := readCases(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			if c.Outcome == Amount || c.Outcome == UpTo {
				out[c.Rule] = append(out[c.Rule], c.Inputs)
			}
		}
	}
	return out
}

// TestCurves draws every curve of every rule and holds it against Evaluate: at
// every end of a segment, one grain to either side, and at random points
// between, on steps, and far out.
func TestCurves(t *testing.T) {
	t.Parallel()
	b := everything(t)
	all := settings(t, b)
	rules, curves, points := 0, 0, 0
	for _, c := range b.order {
		if !c.GrantsMoney() {
			continue
		}
		ids := c.variable()
		if len(ids) > 0 && len(all[c.ID]) == 0 {
			t.Errorf("%s has no worked case that grants anything", c.ID)
		}
		drawn := false
		for _, inputs := range all[c.ID] {
			for _, id := range ids {
				curve, err := b.WhatIf(c.ID, id, inputs, Options{})
				if err != nil {
					t.Fatalf("%s %s: %v", c.ID, id, err)
				}
				if len(curve.Segments) == 0 {
					continue
				}
				drawn = true
				curves++
				points += holdsTrue(t, b, curve, inputs)
			}
		}
		if len(ids) > 0 && !drawn {
			t.Errorf("%s: no curve was drawn", c.ID)
		}
		rules++
	}
	t.Logf("%d rules, %d curves, %d points", rules, curves, points)
}

// holdsTrue compares a curve with Evaluate and counts the points.
func holdsTrue(t *testing.T, b *Book, c Curve, inputs map[string]any) int {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	least, end := c.Segments[0].From, decimal.New(1, 13)
	if to := c.Segments[len(c.Segments)-1].To; to != nil {
		end = *to
	}
	count := 0
	given := map[string]any{}
	maps.Copy(given, inputs)
	try := func(x decimal.Decimal) {
		if x.LessThan(least) || x.GreaterThan(end) {
			return
		}
		count++
		given[c.Input] = x
		res, err := b.Evaluate(c.Rule, given, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, ok := c.At(x)
		switch {
		case !ok:
			t.Errorf("%s: the curve over %s has a gap at %s", c.Rule, c.Input, x)
		case res.Outcome == InvalidInput:
			if got.Yuan != "0.00" {
				t.Errorf("%s: %s = %s is refused and the curve gives %s", c.Rule, c.Input, x, got.Yuan)
			}
		case res.Amount == nil:
			t.Errorf("%s: %s = %s gives %s %v", c.Rule, c.Input, x, res.Outcome, res.Needs)
		case res.Amount.Yuan != got.Yuan:
			t.Errorf("%s: %s = %s gives %s, the curve %s (%v)", c.Rule, c.Input, x, res.Amount.Yuan, got.Yuan, inputs)
		}
		for _, reading := range c.Readings {
			for _, other := range res.Readings {
				if other.ID != reading.ID || other.Amount == nil {
					continue
				}
				if got, _ := reading.At(x); got != *other.Amount {
					t.Errorf("%s: %s = %s reads %s as %s, the curve %s", c.Rule, c.Input, x, reading.ID, other.Amount.Yuan, got.Yuan)
				}
			}
		}
	}
	around := func(x decimal.Decimal) {
		try(x.Sub(c.Grain))
		try(x)
		try(x.Add(c.Grain))
	}
	segments := c.Segments
	for _, r := range c.Readings {
		segments = append(segments[:len(segments):len(segments)], r.Segments...)
	}
	for _, s := range segments {
		around(s.From)
		to := s.From.Add(decimal.New(1, 9))
		if s.To != nil {
			around(*s.To)
			to = *s.To
		}
		span, _ := to.Sub(s.From).QuoRem(c.Grain, 0)
		for range 6 {
			if n := span.IntPart(); n > 0 {
				try(s.From.Add(decimal.NewFromInt(rng.Int64N(n + 1)).Mul(c.Grain)))
			}
		}
		if s.Kind == StepsSegment {
			for _, n := range []int64{1, 2, 17, 100} {
				around(s.Origin.Add(s.Every.Mul(decimal.NewFromInt(n))))
			}
		}
	}
	around(end)
	return count
}

// TestCurveOfSteps pins the pieces of the grant for independent sites.
func TestCurveOfSteps(t *testing.T) {
	t.Parallel()
	c, err := everything(t).WhatIf(site, "expense_yuan", map[string]any{"expense_yuan": "85万", "has_record": true}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Segments) != 3 {
		t.Fatalf("%d segments: %+v", len(c.Segments), c.Segments)
	}
	below, steps, top := c.Segments[0], c.Segments[1], c.Segments[2]
	if below.Kind != NothingSegment || below.To.String() != "500000" {
		t.Errorf("below the threshold: %+v", below)
	}
	if steps.Kind != StepsSegment || steps.After.String() != "500000" || steps.From.String() != "500000.01" ||
		steps.Amount.String() != "200000" || steps.Every.String() != "100000" || steps.Add.String() != "30000" {
		t.Errorf("steps: %+v", steps)
	}
	if top.Kind != FlatSegment || top.Amount.String() != "8000000" || top.Why != "suzhou-measures/enterprise-cap" {
		t.Errorf("top: %+v", top)
	}
	if c.Most.Yuan != "8000000.00" || c.MostAt.String() != "26500000" {
		t.Errorf("most %s at %s", c.Most.Yuan, c.MostAt)
	}
	if c.Here == nil || c.Here.Amount.Yuan != "290000.00" || c.Here.Next == nil || c.Here.Next.More.String() != "50000" || c.Here.Next.Gain.Yuan != "30000.00" {
		t.Errorf("here: %+v", c.Here)
	}
}

// TestNoCurve checks what cannot be drawn, and what is missing for it.
func TestNoCurve(t *testing.T) {
	t.Parallel()
	b := everything(t)
	if _, err := b.WhatIf(site, "has_record", nil, Options{}); !errors.Is(err, ErrNoCurve) {
		t.Errorf("a condition: %v", err)
	}
	if _, err := b.WhatIf("nowhere/nothing", "x", nil, Options{}); !errors.Is(err, ErrUnknownRule) {
		t.Errorf("no rule: %v", err)
	}
	c, err := b.WhatIf("suzhou-measures/service-platform", "served_firms", nil, Options{})
	if err != nil || c.Outcome != NeedsInput || len(c.Needs) != 1 || c.Needs[0] != "service_revenue_yuan" {
		t.Errorf("the revenue is missing: %+v %v", c, err)
	}
	c, err = b.WhatIf(site, "expense_yuan", map[string]any{"year": "昨天"}, Options{})
	if err != nil || c.Outcome != InvalidInput || len(c.Problems) != 1 {
		t.Errorf("a bad year: %+v %v", c, err)
	}
}

// TestLeast checks the least input for a wish against Evaluate, at it and one
// grain below, for every rule that varies.
func TestLeast(t *testing.T) {
	t.Parallel()
	b := everything(t)
	tried := 0
	for rule, list := range settings(t, b) {
		c := b.rules[rule]
		for _, inputs := range list {
			for _, id := range c.variable() {
				for _, wish := range []string{"0.01", "1", "100000", "290000", "333333.33", "5000000", "8000000", "8000000.01"} {
					n, err := b.Least(rule, id, decimal.RequireFromString(wish), inputs, Options{})
					if err != nil {
						t.Fatal(err)
					}
					if n.Outcome == NeedsInput {
						continue
					}
					tried++
					leastHolds(t, b, n, inputs)
				}
			}
		}
	}
	t.Logf("%d wishes", tried)
}

// leastHolds checks one answer.
func leastHolds(t *testing.T, b *Book, n Need, inputs map[string]any) {
	t.Helper()
	wish := decimal.RequireFromString(n.Wish.Yuan)
	if n.Text == "" {
		t.Errorf("%s %s %s: no text", n.Rule, n.Input, wish)
	}
	if !n.Reached {
		if n.Most == nil || !decimal.RequireFromString(n.Most.Yuan).LessThan(wish) {
			t.Errorf("%s %s: %s is not reached, most %v", n.Rule, n.Input, wish, n.Most)
		}
		return
	}
	if got := decimal.RequireFromString(n.Result.Amount.Yuan); got.LessThan(wish) || n.Result.Amount.Yuan != n.Amount.Yuan {
		t.Errorf("%s: %s = %s gives %s, not %s", n.Rule, n.Input, n.At, got, wish)
	}
	in, _ := b.rules[n.Rule].Input(n.Input)
	given := map[string]any{}
	maps.Copy(given, inputs)
	given[n.Input] = n.At.Sub(in.grain())
	res, err := b.Evaluate(n.Rule, given, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Amount != nil && !decimal.RequireFromString(res.Amount.Yuan).LessThan(wish) {
		t.Errorf("%s: %s = %s is enough for %s already", n.Rule, n.Input, given[n.Input], wish)
	}
}
