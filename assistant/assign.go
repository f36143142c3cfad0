package assistant

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"

	"github.com/shopspring/decimal"
)

// assignment gives a quantity of the question to an input of a rule.
type assignment struct {
	input  calculators.Input
	amount int // index in reading.amounts
	score  float64
	words  bool // words of the input stand beside the quantity
}

// assign solves the matching between the quantities of a question and the
// inputs of a rule: at most one quantity an input and one input a quantity,
// the sum of scores as large as can be. Both sides are a handful, so it
// searches all of it. Quantities outside within are not looked at.
func (t *turn) assign(rule calculators.Rule, within hit) []assignment {
	var options [][]assignment
	for i, m := range t.reading.amounts {
		if m.role != roleInput || m.Start < within.start || m.End > within.end {
			continue
		}
		var row []assignment
		for _, in := range rule.Inputs {
			fit := fits(m.Mention, in)
			if fit == 0 {
				continue
			}
			near := t.nearness(m.Mention, in)
			if near == 0 && rivals(rule, in) && len(t.before.Pending) == 0 {
				continue // which of several like inputs it is, only words can tell
			}
			row = append(row, assignment{input: in, amount: i, score: 2*fit + near + t.narrowing(m.Mention, in), words: near > 0})
		}
		if len(row) > 0 && len(options) < 8 {
			options = append(options, row)
		}
	}
	var best []assignment
	bestScore := 0.0
	taken := make(map[string]bool)
	var try func(i int, score float64, chosen []assignment)
	try = func(i int, score float64, chosen []assignment) {
		if i == len(options) {
			if score > bestScore {
				bestScore, best = score, append([]assignment(nil), chosen...)
			}
			return
		}
		for _, o := range options[i] {
			if !taken[o.input.ID] {
				taken[o.input.ID] = true
				try(i+1, score+o.score, append(chosen, o))
				taken[o.input.ID] = false
			}
		}
		try(i+1, score, chosen)
	}
	try(0, 0, nil)
	return best
}

// rivals reports whether a rule asks for several sums of money in the same
// currency.
func rivals(rule calculators.Rule, in calculators.Input) bool {
	return in.Type == calculators.MoneyInput && slices.ContainsFunc(rule.Inputs, func(other calculators.Input) bool {
		return other.ID != in.ID && other.Type == in.Type && currencyOf(other) == currencyOf(in)
	})
}

// fits is how well a quantity suits an input by kind and unit, 0 to 1.
func fits(m quantity.Mention, in calculators.Input) float64 {
	switch in.Type {
	case calculators.MoneyInput:
		switch {
		case m.Kind == quantity.Money && m.Currency == currencyOf(in):
			return 1
		case m.Kind == quantity.Money, m.Kind == quantity.Number && !isCode(m):
			// The wrong currency or no unit: the rule asks for the right one.
			return 0.4
		}
	case calculators.IntInput, calculators.DecimalInput:
		switch m.Kind {
		case quantity.Count, quantity.Rank:
			if ranks(in) != (m.Kind == quantity.Rank) {
				return 0 // 第二年 is not 两年
			}
			if m.Unit == anyPlace && (m.Value.IsPositive() || in.Max != nil) {
				return 1
			}
			if m.Unit == in.Unit || alike(m.Unit, in.Unit) && !ranks(in) {
				return 1
			}
			if loose(m.Unit) && in.Unit != "%" || loose(in.Unit) {
				return 0.5
			}
		case quantity.Duration:
			if m.Unit == in.Unit && !in.Ordinal || m.Unit == "月" && in.Unit == "年" && in.Type == calculators.DecimalInput {
				return 1
			}
		case quantity.Area:
			if in.Unit == m.Unit {
				return 1
			}
		case quantity.Rate:
			if in.Unit == "%" {
				return 1
			}
		case quantity.Number:
			if !isCode(m) && m.Value.LessThan(decimal.NewFromInt(1000)) {
				return 0.3
			}
		}
	case calculators.EnumInput, calculators.TextInput:
		if m.Kind == quantity.Number && isCode(m) && slices.ContainsFunc(in.Options, func(o calculators.Option) bool { return code(o.Value) }) {
			return 1
		}
	case calculators.AreaInput:
		if m.Kind == quantity.Area {
			return 1
		}
	case calculators.RateInput:
		if m.Kind == quantity.Rate {
			return 1
		}
	case calculators.YearInput:
		if m.Kind == quantity.Year {
			return 1
		}
		if m.Kind == quantity.Month || m.Kind == quantity.Day {
			return 0.4
		}
	case calculators.DateInput:
		if m.Kind == quantity.Day {
			return 1
		}
	}
	return 0
}

// ranks reports whether an input is a place in an order: 第2名, 第三档.
func ranks(in calculators.Input) bool { return in.Ordinal || in.Unit == "名" || in.Unit == "档" }

// alike reports whether two measure words count the same things.
func alike(a, b string) bool {
	for _, words := range []string{"单票件包裹", "人名位", "种类项样", "家户"} {
		if a != "" && b != "" && strings.Contains(words, a) && strings.Contains(words, b) {
			return true
		}
	}
	return false
}

// loose units say little about what is counted.
func loose(unit string) bool { return unit == "个" || unit == "" }

// isCode keeps customs codes (9610, 0110) from being read as figures.
func isCode(m quantity.Mention) bool { return code(m.Text) }

func code(s string) bool { return len(s) == 4 && strings.Trim(s, "0123456789") == "" }

func currencyOf(in calculators.Input) string {
	if in.Currency == "" {
		return "CNY"
	}
	return in.Currency
}

// nearness weighs the input's own words beside the quantity, in the stretch
// between two breaks: the nearer the word, the more, and a word in front more
// than one behind.
func (t *turn) nearness(m quantity.Mention, in calculators.Input) float64 {
	stretch := t.reading.clauseOf(m.Start, m.End)
	best := 0.0
	for _, w := range spokenWords(in) {
		for _, h := range occurrences(t.reading.runes[stretch.start:stretch.end], w) {
			h.start, h.end = h.start+stretch.start, h.end+stretch.start
			if h.start < m.End && h.end > m.Start {
				continue // the word is part of the quantity
			}
			distance, weight := m.Start-h.end, 1.5
			if h.start >= m.End {
				distance, weight = h.start-m.End, 1.0
			}
			best = max(best, weight/(1+0.15*float64(max(0, distance))))
		}
	}
	return best
}

// spokenWords are an input's words as people shorten them before a figure:
// 线上交易6000万 for 线上交易额.
func spokenWords(in calculators.Input) []string {
	words := inputWords(in)
	for _, w := range inputWords(in) {
		if short, ok := strings.CutSuffix(w, "额"); ok && in.Type == calculators.MoneyInput && len([]rune(short)) >= 2 {
			words = append(words, short)
		}
	}
	return words
}

func inputWords(in calculators.Input) []string {
	words := append([]string{in.Label.Zh}, in.Words...)
	if in.Label.En != "" {
		words = append(words, in.Label.En)
	}
	return words
}

// narrowing prefers the figure that restricts another: of 服务了60家，苏州的只有12家
// the second is the one that counts. Of a sum it is a part: 花了85万，其中推广30万.
func (t *turn) narrowing(m quantity.Mention, in calculators.Input) float64 {
	stretch := t.reading.clauseOf(m.Start, m.End)
	switch {
	case t.within(m) && in.Adds:
		return -2
	case t.within(m):
		return 2
	case len(t.lexicon.find("actual", t.reading.runes[stretch.start:m.Start])) > 0:
		return 2 // 预算100万，实际花了60万
	}
	return 0
}

// within reports whether a figure is said of a part of what another one is of.
func (t *turn) within(m quantity.Mention) bool {
	stretch := t.reading.clauseOf(m.Start, m.End)
	return len(t.lexicon.find("only", t.reading.runes[stretch.start:m.Start])) > 0
}

// addends are further quantities of the same list that belong to an input
// which holds a sum: 建设花30万、云服务器8万、推广27万.
func (t *turn) addends(chosen []assignment, within hit) map[string][]int {
	used := make(map[int]bool)
	byInput := make(map[string][]int)
	for _, c := range chosen {
		used[c.amount] = true
	}
	for _, c := range chosen {
		if !c.input.Adds {
			continue
		}
		first := t.reading.amounts[c.amount]
		for i, m := range t.reading.amounts {
			if used[i] || t.within(m.Mention) || m.role != roleInput || m.Kind != quantity.Money || m.Currency != first.Currency ||
				m.Start < within.start || m.End > within.end {
				continue
			}
			if c.words && (t.nearness(m.Mention, c.input) > 0 || t.enumerated(first.Mention, m.Mention)) {
				byInput[c.input.ID] = append(byInput[c.input.ID], i)
				used[i] = true
			}
		}
	}
	return byInput
}

// enumerated reports whether two figures stand in one list, with 、 or 和
// between them and nothing that ends a clause.
func (t *turn) enumerated(a, b quantity.Mention) bool {
	if a.Start > b.Start {
		a, b = b, a
	}
	between := string(t.reading.runes[a.End:b.Start])
	return strings.ContainsAny(between, "、和") && !strings.ContainsAny(between, "，。；,;（）()")
}

// inputs reads the inputs of a rule off the question: quantities by matching,
// yes/no conditions by their words, enums by their options.
func (t *turn) inputs(rule calculators.Rule, within hit) map[string]any {
	given := make(map[string]any)
	chosen := t.assign(rule, within)
	sums := t.addends(chosen, within)
	for _, c := range chosen {
		given[c.input.ID] = t.value(c, sums[c.input.ID])
		t.reading.amounts[c.amount].used = true
	}
	for id, state := range t.told(rule) {
		given[id] = state
	}
	t.none(rule, given)
	t.oneYear(rule, given)
	if yearly(rule) && len(given) == 0 && t.reading.has("deadline") {
		given[rule.Inputs[0].ID] = t.asOf.Year // this year's day
	}
	if t.meetsAll() {
		for _, id := range rule.Thresholds() {
			if _, figure := given[id]; !figure {
				given[id] = "达到"
			}
		}
	}
	for _, in := range rule.Inputs {
		if in.Type == calculators.EnumInput || in.Type == calculators.TextInput {
			if _, done := given[in.ID]; done {
				continue
			}
			if v, ok := t.option(in); ok {
				given[in.ID] = v
			} else if place, ok := t.placeAsked(); ok && rule.Formula.Shape == "scope" {
				given[in.ID] = place
			}
		}
	}
	return given
}

// none heeds that a message denies a sum that a rule asks for: 没有进出口额
// leaves nothing to ask about it.
func (t *turn) none(rule calculators.Rule, given map[string]any) {
	for _, in := range rule.Inputs {
		if _, told := given[in.ID]; told || in.Type != calculators.MoneyInput {
			continue
		}
		for _, w := range inputWords(in) {
			if slices.ContainsFunc(t.said(w), t.negated) {
				given[in.ID] = "0"
			}
		}
	}
}

// meetsAll reports that the message says the thresholds are reached (三个条件都
// 满足), rather than asking whether they are or saying that they are not.
func (t *turn) meetsAll() bool {
	return slices.ContainsFunc(t.reading.cues["meets"], func(m hit) bool {
		stretch := t.reading.clauseOf(m.start, m.end)
		inside := func(h hit) bool { return h.start >= stretch.start && h.end <= stretch.end }
		return slices.ContainsFunc(t.reading.cues["thresholds"], inside) &&
			!slices.ContainsFunc(t.reading.cues["yesno"], inside) && !t.negated(m)
	})
}

// oneYear heeds that one year alone is asked for: 第一年租金最多补多少.
func (t *turn) oneYear(rule calculators.Rule, given map[string]any) {
	asked := t.yearAsked()
	for _, in := range rule.Inputs {
		if _, told := given[in.ID]; asked != 0 && in.Year != 0 && in.Year != asked && !told {
			given[in.ID] = noMonths
		}
	}
}

// noMonths is what the years count that are not asked for.
const noMonths = "0"

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
		if asked != 0 {
			return 0 // both years, or a span
		}
		asked = int(m.Value.IntPart())
	}
	return asked
}

// value is what a matched quantity gives the rule: the user's own words where
// they are hedged or in another currency, so that the rule can say what is
// wrong with them; the exact value otherwise.
func (t *turn) value(c assignment, more []int) any {
	m := t.reading.amounts[c.amount]
	switch {
	case c.input.Type == calculators.YearInput && m.Kind != quantity.Year:
		return m.Date.Year
	case m.Kind == quantity.Day:
		return t.dated(c.input, m).String()
	case m.Unit == anyPlace && m.Value.IsNegative():
		return c.input.Max.Add(m.Value).Add(decimal.NewFromInt(1)).String() // the last of so many
	case m.Kind == quantity.Duration && m.Unit == "月" && c.input.Unit == "年":
		return m.Value.Div(decimal.NewFromInt(12)).String() // 一年半
	case c.input.Type == calculators.EnumInput || c.input.Type == calculators.TextInput:
		return m.Text
	case m.Kind == quantity.Money && m.Currency != currencyOf(c.input):
		return m.Text
	case m.Bound != quantity.Exact:
		return m.Text
	case c.input.Type == calculators.MoneyInput && m.Kind == quantity.Number:
		return bare(m.Value)
	}
	sum := m.Value
	for _, i := range more {
		sum = sum.Add(t.reading.amounts[i].Value)
		t.reading.amounts[i].used = true
	}
	return sum.String()
}

// dated is the day that a figure names. Without a year of its own it is of the
// year that was spoken of before: 4月30日出口的呢, after 2024年3月31日.
func (t *turn) dated(in calculators.Input, m amount) quantity.Date {
	if !t.follows || strings.Contains(m.Text, strconv.Itoa(m.Date.Year)) || strings.Contains(m.Text, "年") {
		return m.Date
	}
	for _, c := range t.before.Claims {
		if was, err := quantity.ParseDate(fmt.Sprint(c.Inputs[in.ID])); err == nil {
			m.Date.Year = was.Year
		}
	}
	return m.Date
}

// bare is a number said without a unit where money is asked for. It never
// reaches a rule: 85 may mean 85元 or 85万元, and only the user knows.
type bare decimal.Decimal

// option finds the option of an enum that the message names, the longest
// wording first.
func (t *turn) option(in calculators.Input) (string, bool) {
	best, value := 0, ""
	for _, o := range in.Options {
		for _, w := range append([]string{o.Value, o.Label.Zh, o.Label.En}, o.Words...) {
			if n := len([]rune(hanzi.Fold(w).Text)); n > best && len(occurrences(t.reading.runes, w)) > 0 {
				best, value = n, o.Value
			}
		}
	}
	return value, best > 0
}

// placeAsked is the most exact place that a message names.
func (t *turn) placeAsked() (string, bool) {
	var best place.Place
	for _, p := range placesIn(t.reading.places) {
		if best.IsZero() || p.Level > best.Level {
			best = p
		}
	}
	return best.Name, !best.IsZero()
}
