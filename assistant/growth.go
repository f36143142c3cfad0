package assistant

import (
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Where a rule asks for the growth of a year, people tell the figures of two:
// 注册用户从12万涨到26万; 下载量去年40万次，今年80万次.

// grew gives the yearly growths of a rule that a message tells by two figures.
func (t *turn) grew(rule calculators.Rule, given map[string]any) {
	for _, in := range rule.Inputs {
		if _, told := given[in.ID]; told || !in.Yearly {
			continue
		}
		from, to, ok := t.twoYears(in)
		if !ok {
			continue
		}
		x := start(quantity.Mention{Kind: quantity.Number, Value: to})
		x.then(Term{Op: OpMinus, Value: from})
		x.then(Term{Op: OpRatio, Value: from})
		given[in.ID] = x.Value.String()
		if !slices.ContainsFunc(t.worked, func(w Working) bool { return w.Value.Equal(x.Value) && len(w.Terms) == len(x.Terms) }) {
			t.worked = append(t.worked, *x)
		}
	}
}

// twoYears are the figures of two years that stand beside the words of an
// input.
func (t *turn) twoYears(in calculators.Input) (from, to decimal.Decimal, ok bool) {
	for i := range t.reading.amounts {
		a := t.reading.amounts[i]
		if a.Bound == quantity.Between && a.Low.IsPositive() && t.grownFrom(a.Start) && t.toldOf(in, i, i) {
			t.reading.amounts[i].used, t.reading.amounts[i].role = true, roleSpent
			return a.Low, a.High, true
		}
		for j := i + 1; j < len(t.reading.amounts); j++ {
			b := t.reading.amounts[j]
			if t.lexicon.sameMeasure(a.Mention, b.Mention) && a.Bound == quantity.Exact && b.Bound == quantity.Exact && a.Value.IsPositive() &&
				t.yearOn(i, j) && t.toldOf(in, i, j) {
				for _, k := range []int{i, j} {
					t.reading.amounts[k].used, t.reading.amounts[k].role = true, roleSpent
				}
				return a.Value, b.Value, true
			}
		}
	}
	return from, to, false
}

// grownFrom reports that what stands before at says that a figure grew: grew
// from 50,000 to 120,000.
func (t *turn) grownFrom(at int) bool {
	c := reckoner{&t.reading, t.lexicon}
	_, ok := c.near("grown_from", at, 1)
	return ok
}

// yearOn reports that figure j took the place of figure i, or is told of the
// year after it.
func (t *turn) yearOn(i, j int) bool {
	if slices.Contains(t.reading.grown, [2]int{i, j}) {
		return true
	}
	a, b := t.yearAhead(i), t.yearAhead(j)
	return a > 0 && b == a+1
}

// yearAhead is the year that is named right before a figure, 0 where none is.
func (t *turn) yearAhead(i int) int {
	if i == 0 || t.reading.amounts[i-1].Kind != quantity.Year {
		return 0
	}
	const near = 6 // letters that may say what it is a figure of
	if year := t.reading.amounts[i-1]; t.reading.amounts[i].Start-year.End <= near {
		return int(year.Value.IntPart())
	}
	return 0
}

// toldOf reports that words of an input stand in the clauses of figures i and
// j, in front of the second.
func (t *turn) toldOf(in calculators.Input, i, j int) bool {
	a, b := t.reading.amounts[i], t.reading.amounts[j]
	text := t.reading.runes[t.reading.clauseOf(a.Start, a.End).start:b.End]
	return slices.ContainsFunc(inputWords(in), func(w string) bool { return len(occurrences(text, w)) > 0 })
}
