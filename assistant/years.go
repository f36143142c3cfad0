package assistant

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// namedYears counts the years that a message names (2024和2025年都做了) for a rule
// that pays by the year, and those between them for one that carries a figure
// forward (2023年50亿，到2026年).
func (t *turn) namedYears(rule calculators.Rule, given map[string]any) {
	years := unique(t.yearsSaid())
	n := len(years)
	if rule.Formula.Shape == "growth" {
		n = yearsBetween(years)
	}
	for _, in := range rule.Inputs {
		if _, told := given[in.ID]; !told && in.Type == calculators.IntInput && in.Unit == "年" && len(years) > 1 {
			given[in.ID] = itoa(n)
		}
	}
}

// yearsBetween is how many years pass from the first to the last of a list.
func yearsBetween(years []string) int {
	var list []int
	for _, y := range years {
		if n, err := strconv.Atoi(y); err == nil {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return 0
	}
	return slices.Max(list) - slices.Min(list)
}

// yearsSaid are the years that a message names as those something happened in.
func (t *turn) yearsSaid() []string {
	var list []string
	for _, m := range t.reading.amounts {
		// 2024和2025年: the first of two years has no 年 of its own.
		bare := m.Kind == quantity.Number && m.Value.GreaterThan(decimal.NewFromInt(1990)) && m.Value.LessThan(decimal.NewFromInt(2100)) &&
			m.End < len(t.reading.runes) && strings.ContainsRune("和与、,及", t.reading.runes[m.End])
		if m.role == roleInput && (m.Kind == quantity.Year || bare) {
			list = append(list, m.Value.String())
		}
	}
	return list
}

// spread gives a time that is told as a whole to the years of a support it falls
// into: 租了18个月 is 12 months of the first year and 6 of the second, 租了10个月
// none of the second.
func (t *turn) spread(rule calculators.Rule, given map[string]any) {
	const year = 12
	months, told := t.monthsInAll()
	if !told {
		return
	}
	var parts []calculators.Input
	for _, in := range rule.Inputs {
		if in.Year > 0 && in.Unit == "月" {
			parts = append(parts, in)
		}
	}
	if len(parts) < 2 {
		return
	}
	for _, in := range parts {
		of := max(0, min(year, months-year*(in.Year-1)))
		if given[in.ID] = itoa(of); of == 0 {
			given[in.ID] = noMonths
		}
	}
}

// monthsInAll is how many whole months a message says that something was
// leased, of no year in particular.
func (t *turn) monthsInAll() (months int, told bool) {
	for i, m := range t.reading.amounts {
		stretch := t.reading.clauseOf(m.Start, m.End)
		if m.Kind != quantity.Duration || m.role == roleClaim || len(t.lexicon.find("leased", t.reading.runes[stretch.start:stretch.end])) == 0 {
			continue
		}
		if m.Bound != quantity.Exact || slices.ContainsFunc(t.reading.amounts, func(o amount) bool {
			return o.Kind == quantity.Rank && o.Start >= stretch.start && o.End <= stretch.end
		}) {
			return 0, false // vague, or of one year: 头一年租了10个月、次年租了6个月
		}
		n := m.Value
		switch m.Unit {
		case "年":
			n = n.Mul(decimal.NewFromInt(12))
		case "月":
		default:
			continue
		}
		if told || !n.IsInteger() {
			return 0, false // two times, or no whole months
		}
		months, told = int(n.IntPart()), true
		t.reading.amounts[i].used = true
	}
	return months, told
}

// oneYear heeds that one year alone is asked for (第一年租金最多补多少), or that
// nothing was leased in one (第二年没租).
func (t *turn) oneYear(rule calculators.Rule, given map[string]any) {
	asked := t.yearAsked()
	for _, in := range rule.Inputs {
		if _, told := given[in.ID]; in.Year == 0 || told {
			continue
		}
		if asked != 0 && in.Year != asked || t.ofYear(in.Year, "not_then") {
			given[in.ID] = noMonths
		}
	}
}

// ofYear reports that words of a cue are said of a year of the support: 第二年没租.
func (t *turn) ofYear(year int, c cue) bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		stretch := t.reading.clauseOf(m.Start, m.End)
		return m.Kind == quantity.Rank && m.Unit == "年" && m.Value.Equal(decimal.NewFromInt(int64(year))) &&
			len(t.lexicon.find(c, t.reading.runes[m.End:stretch.end])) > 0
	})
}

// allYears heeds that a span of years is asked for together, with one of them
// named besides: 第一年多少，三年一共多少.
func (t *turn) allYears(rule calculators.Rule, given map[string]any) {
	t.firstYears(rule, given)
	for _, in := range rule.Inputs {
		if _, one := given[in.ID]; one && in.Ordinal && t.reading.has("total") && slices.ContainsFunc(rule.Inputs, func(span calculators.Input) bool {
			_, all := given[span.ID]
			return all && !span.Ordinal && span.Unit == in.Unit && span.ID != in.ID
		}) {
			delete(given, in.ID)
		}
	}
}

// firstYears heeds that the first years of a support are named one by one: 首年加
// 第二年 are two years, and so they are where the span is told besides (首年及第二
// 年均已满，两年累计多少).
func (t *turn) firstYears(rule calculators.Rule, given map[string]any) {
	named := make(map[int64]bool)
	for _, m := range t.reading.amounts {
		if m.Kind == quantity.Rank && m.Unit == "年" {
			named[m.Value.IntPart()] = true
		}
	}
	if len(t.reading.cues["first_year"]) > 0 {
		named[1] = true
	}
	n := int64(len(named))
	for year := int64(1); year <= n; year++ {
		if n < 2 || !named[year] {
			return
		}
	}
	for _, one := range rule.Inputs {
		if _, told := given[one.ID]; !told || !one.Ordinal {
			continue
		}
		for _, span := range rule.Inputs {
			told := given[span.ID]
			if span.Type == calculators.IntInput && !span.Ordinal && span.Unit == one.Unit && span.Year == 0 && (told == nil || told == itoa(int(n))) {
				delete(given, one.ID)
				given[span.ID] = itoa(int(n))
			}
		}
	}
}

// yearAsked is the one year that a message asks for, 0 where it asks for none
// or several. The year in 第一年交易额6000万 says when that was, and is left
// alone.
func (t *turn) yearAsked() int {
	asked := 0
	for _, m := range t.reading.amounts {
		if m.Kind != quantity.Rank || m.Unit != "年" {
			continue
		}
		stretch := t.reading.clauseOf(m.Start, m.End)
		stretch.start = m.End
		if slices.ContainsFunc(t.reading.amounts, func(o amount) bool { return o.Start >= stretch.start && o.End <= stretch.end }) {
			continue // a figure follows: the year belongs to it
		}
		if of := t.reading.runes[stretch.start:stretch.end]; len(t.lexicon.find("not_then", of))+len(t.lexicon.find("all_then", of)) > 0 {
			continue // 第一年每个月都租: told of the year, not asked
		}
		if asked != 0 {
			return 0 // both years, or a span
		}
		asked = int(m.Value.IntPart())
	}
	return asked
}
