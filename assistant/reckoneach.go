package assistant

import (
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// multiplied does 每月4.2万，用了10个月 and 180趟，每趟2600元: what is told of each
// counts as often as there are. A sum of every month for which nothing tells
// how many is no yearly one: it is left out, and asked for.
func (c reckoner) multiplied() {
	for i := range c.amounts {
		m := &c.amounts[i]
		if m.Bound != quantity.Exact || m.role == roleClaim || m.role == roleSpent || !adds(m.Mention) {
			continue
		}
		unit, from, ok := c.perUnit(i)
		if !ok || c.granted(hit{from, m.Start}) {
			continue
		}
		j, n := c.howOften(i, unit)
		switch {
		case n.IsPositive() && j >= 0:
			m.role = roleInput
			c.does(i, Term{Op: OpTimes, Value: n, unit: unit}, j)
		case n.IsPositive():
			m.role = roleInput
			c.does(i, Term{Op: OpTimes, Value: n, unit: unit})
		case unit == "月" || unit == "季" || unit == "日":
			m.role = roleSpent
		}
	}
}

// granted reports that a figure of each is what the clause gives: 每月补4元.
func (c reckoner) granted(h hit) bool {
	return h.start < h.end && len(c.lexicon.find("given_each", c.runes[h.start:h.end])) > 0 || len(c.lexicon.find("of_area", c.runes[max(0, h.start-3):h.end])) > 0
}

// perUnit is what a figure is told of each of, and where that is said: 月, 季,
// 日, or a measure word that counts something in the message.
func (c reckoner) perUnit(i int) (unit string, from int, ok bool) {
	m := c.amounts[i]
	stretch := c.clauseOf(m.Start, m.End)
	at := stretch.start
	if i > 0 {
		at = max(at, c.amounts[i-1].Start)
	}
	last := -1
	for _, of := range [...]struct {
		name cue
		unit string
	}{{"of_month", "月"}, {"of_quarter", "季"}, {"of_day", "日"}} {
		for _, h := range c.lexicon.find(of.name, c.runes[at:m.Start]) {
			if at+h.start > last {
				unit, last = of.unit, at+h.start
			}
		}
	}
	for _, n := range c.amounts {
		if n.Kind != quantity.Count || n.Unit == "" || n.role != roleInput || n.Start == m.Start {
			continue
		}
		word := []rune("每" + n.Unit)
		for k := at; k+len(word) <= m.Start; k++ {
			if hasPrefix(c.runes[k:], word) && k > last {
				unit, last = n.Unit, k
			}
		}
	}
	return unit, last, last >= 0
}

// howOften is how many there are of what a figure is told of each of, and the
// figure that says so, -1 where words do.
func (c reckoner) howOften(i int, unit string) (int, decimal.Decimal) {
	for j, n := range c.amounts {
		if j == i || n.Bound != quantity.Exact || n.role != roleInput && n.Kind == quantity.Count || !n.Value.IsPositive() {
			continue
		}
		switch {
		case n.Kind == quantity.Count && n.Unit == unit,
			n.Kind == quantity.Duration && n.Unit == unit && n.End-n.Start > 1 && !strings.HasPrefix(n.Text, "每"):
			if h := c.clauseOf(n.Start, n.End); n.Kind == quantity.Duration && n.Value.Equal(decimal.NewFromInt(1)) && h.start <= c.amounts[i].Start && n.End <= c.amounts[i].Start {
				continue // 一个月4万: each month
			}
			return j, n.Value
		case n.Kind == quantity.Duration && n.Unit == "月" && unit == "季" && n.Value.GreaterThan(decimal.NewFromInt(2)):
			return j, n.Value.Div(decimal.NewFromInt(3))
		case n.Kind == quantity.Duration && n.Unit == "年" && n.Value.Equal(decimal.NewFromInt(1)) && perYear(unit).IsPositive():
			return j, perYear(unit)
		}
	}
	if n := perYear(unit); n.IsPositive() && len(c.cues["whole_year"]) > 0 {
		return -1, n
	}
	return -1, decimal.Zero
}

// perYear is how many months or quarters a year has; 0 for days, which differ.
func perYear(unit string) decimal.Decimal {
	switch unit {
	case "月":
		return decimal.NewFromInt(12)
	case "季":
		return decimal.NewFromInt(4)
	}
	return decimal.Zero
}
