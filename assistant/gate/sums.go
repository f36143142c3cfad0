package gate

import (
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// Sum is how a figure was worked out from those of a message.
type Sum struct {
	Steps []Step
	Value decimal.Decimal
}

// Step is what is done to what came before, by how much.
type Step struct {
	Op    string
	Value decimal.Decimal
}

// What a Step may do; a share is in percent.
const (
	begin  = ""
	plus   = "+"
	minus  = "−"
	times  = "×"
	grow   = "×+" // more by a share
	shrink = "×−" // less by a share
	share  = "×%" // a share of it
	ratio  = "÷"  // in percent of another, cut off after ratioPlaces
)

const ratioPlaces = 4

var (
	one     = decimal.NewFromInt(1)
	quarter = decimal.NewFromInt(3) // months
)

// value does a sum anew; ok is false where it does what no sum does.
func (s Sum) value() (v decimal.Decimal, ok bool) {
	for i, x := range s.Steps {
		part := x.Value.Shift(-2)
		switch {
		case (x.Op == begin) != (i == 0):
			return v, false
		case x.Op == begin:
			v = x.Value
		case x.Op == plus:
			v = v.Add(x.Value)
		case x.Op == minus:
			v = v.Sub(x.Value)
		case x.Op == times:
			v = v.Mul(x.Value)
		case x.Op == grow:
			v = v.Add(v.Mul(part))
		case x.Op == shrink:
			v = v.Sub(v.Mul(part))
		case x.Op == share:
			v = v.Mul(part)
		case x.Op == ratio && !x.Value.IsZero():
			v = v.Shift(2).DivRound(x.Value, ratioPlaces+1).Truncate(ratioPlaces)
		default:
			return v, false
		}
	}
	return v, len(s.Steps) > 0
}

// said are the figures that the question, what was carried over or a quote
// holds, as they are said and as they are meant.
type said map[string]bool

func (g Gate) said(a Answer) said {
	list := make(said)
	for _, text := range append([]string{a.Question}, a.Carried...) {
		for _, m := range quantity.Numbers(text) {
			list[m.Value.String()] = true
		}
		for _, m := range quantity.Find(text, quantity.Options{}) {
			list[m.Value.String()] = true // 三成 is 30%
			list[m.Low.String()], list[m.High.String()] = true, true
		}
	}
	for _, q := range a.Quotes { // a threshold that a figure is held against
		for _, m := range quantity.Find(q.Text, quantity.Options{}) {
			list[m.Value.String()] = true
		}
	}
	// 翻番, 全年 and 增长1.5倍 name their factor in words.
	for _, n := range append(monthSpans(quantity.Find(a.Question, quantity.Options{Today: g.AsOf})), 2, 4, 12) {
		list[factor(decimal.NewFromInt(n))] = true
	}
	return list
}

// factor keeps the factors that words name from standing for anything else.
func factor(v decimal.Decimal) string { return "×" + v.String() }

func (l said) has(x Step) bool {
	switch x.Op {
	case times:
		return l[factor(x.Value)] || l[x.Value.String()] || l[x.Value.Sub(one).String()] || l[x.Value.Mul(quarter).String()]
	case share:
		return l[x.Value.String()] || l[x.Value.Shift(-1).String()]
	}
	return l[x.Value.String()]
}

// sums adds what a message's figures come to, where the gate comes to the
// same: each sum is done again from figures that were said.
func (g Gate) sums(f Figures, a Answer) {
	if len(a.Sums) == 0 {
		return
	}
	said := g.said(a)
	for _, s := range a.Sums {
		value, ok := s.value()
		if !ok || !value.Equal(s.Value) || slices.ContainsFunc(s.Steps, func(x Step) bool { return !said.has(x) }) {
			continue
		}
		f.add(s.Value, anyClass)
		if s.Steps[len(s.Steps)-1].Op == ratio {
			f.add(s.Value, rate)
		}
		for _, x := range s.Steps {
			f.add(x.Value, anyClass)
			if x.Op == grow || x.Op == shrink || x.Op == share {
				f.add(x.Value, rate)
				f.add(one, anyClass)
			}
		}
	}
}

// monthSpans are how many months lie from one that a text names to the next,
// both counted: 从三月做到十二月.
func monthSpans(mentions []quantity.Mention) []int64 {
	var spans []int64
	var last quantity.Mention
	for _, m := range mentions {
		if m.Kind != quantity.Month {
			continue
		}
		if last.Kind == quantity.Month && m.Date.Month > last.Date.Month {
			spans = append(spans, int64(m.Date.Month-last.Date.Month)+1)
		}
		last = m
	}
	return spans
}
