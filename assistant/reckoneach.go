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
		unit, each, ok := c.perUnit(i)
		if !ok || c.granted(hit{each.start, m.Start}) {
			continue
		}
		j, n := c.howOften(i, unit, each)
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
// 日, or a measure word that counts something in the message (每趟, 一趟).
func (c reckoner) perUnit(i int) (unit string, each hit, ok bool) {
	m := c.amounts[i]
	stretch := c.clauseOf(m.Start, m.End)
	at := stretch.start
	if i > 0 && !c.oneOf(i-1, m.Start) {
		at = max(at, c.amounts[i-1].Start)
	}
	each.start = -1
	for _, of := range [...]struct {
		name cue
		unit string
	}{{"of_month", "月"}, {"of_quarter", "季"}, {"of_day", "日"}} {
		for _, h := range c.lexicon.find(of.name, c.runes[at:m.Start]) {
			h.start, h.end = at+h.start, at+h.end
			if h.start > each.start && !(c.runes[h.start] == '一' && of.unit == "季" && len(c.cues["later_quarter"]) > 0) {
				unit, each = of.unit, h // 一季度11万、二季度14万 are four, and none of them of each
			}
		}
	}
	for _, n := range c.amounts {
		if n.Kind != quantity.Count || n.Unit == "" || n.role != roleInput || n.Start == m.Start {
			continue
		}
		for _, one := range []string{"每", "一", "1"} {
			word := []rune(one + n.Unit)
			for k := at; k+len(word) <= m.Start; k++ {
				h := hit{k, k + len(word)}
				if hasPrefix(c.runes[k:], word) && k > each.start && (one == "每" || h.end == m.Start && n.Start != h.start && c.ones(n.Unit) == 1) {
					unit, each = n.Unit, h
				}
			}
		}
	}
	return unit, each, each.start >= 0
}

// ones is how many times a message counts one of a unit: 一项23万，一项31.5万 tells
// of two things.
func (c reckoner) ones(unit string) int {
	n := 0
	for _, m := range c.amounts {
		if m.Kind == quantity.Count && m.Unit == unit && m.Value.Equal(decimal.NewFromInt(1)) {
			n++
		}
	}
	return n
}

// oneOf reports that figure i is the 一趟 of 一趟1800元, which ends at end.
func (c reckoner) oneOf(i, end int) bool {
	n := c.amounts[i]
	return n.Kind == quantity.Count && n.End == end && n.Value.Equal(decimal.NewFromInt(1))
}

// howOften is how many there are of what a figure is told of each of, and the
// figure that says so, -1 where words do. each is where it is told so.
func (c reckoner) howOften(i int, unit string, each hit) (int, decimal.Decimal) {
	if n := c.monthsFromTo(); unit == "月" && n.IsPositive() {
		return -1, n
	}
	counts := func(j int) bool {
		n := c.amounts[j]
		return j != i && (n.Start >= each.end || each.start >= n.End) && n.Bound == quantity.Exact && (n.role == roleInput || n.Kind != quantity.Count) && n.Value.IsPositive()
	}
	for j, n := range c.amounts {
		if !counts(j) {
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
		}
	}
	for j, n := range c.amounts { // 一年做了11个月 is eleven
		if counts(j) && n.Kind == quantity.Duration && n.Unit == "年" && n.Value.Equal(decimal.NewFromInt(1)) && perYear(unit).IsPositive() {
			return j, perYear(unit)
		}
	}
	if n := perYear(unit); n.IsPositive() && len(c.cues["whole_year"]) > 0 {
		return -1, n
	}
	return -1, decimal.Zero
}

// monthsFromTo is how many months a message tells from one to another of the
// same year, both counted (从三月做到十二月); 0 where it tells no such span.
func (c reckoner) monthsFromTo() decimal.Decimal {
	for i := 1; i < len(c.amounts); i++ {
		a, b := c.amounts[i-1], c.amounts[i]
		if a.Kind != quantity.Month || b.Kind != quantity.Month || a.Date.Year != b.Date.Year || b.Date.Month <= a.Date.Month {
			continue
		}
		between := strings.TrimLeft(string(c.runes[a.End:b.Start]), "份初底")
		if !isBreakIn(between) && len(c.lexicon.find("until", []rune(between))) > 0 {
			return decimal.NewFromInt(int64(b.Date.Month-a.Date.Month) + 1)
		}
	}
	return decimal.Zero
}

// isBreakIn reports whether a break stands in a text.
func isBreakIn(text string) bool { return strings.ContainsFunc(text, isBreak) }

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
