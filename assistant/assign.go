package assistant

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/place"
)

// addends are further quantities of the same list that belong to an input
// which holds a sum: 建设花30万、云服务器8万、推广27万.
func (t *turn) addends(rule calculators.Rule, chosen []assignment, within hit) map[string][]int {
	used := make(map[int]bool)
	byInput := make(map[string][]int)
	for _, c := range chosen {
		used[c.amount] = true
	}
	for _, c := range chosen {
		for _, i := range t.parallels(rule, c, used, within) {
			byInput[c.input.ID] = append(byInput[c.input.ID], i)
			used[i] = true
		}
		if !c.input.Adds {
			continue
		}
		first := t.reading.amounts[c.amount]
		for i, m := range t.reading.amounts {
			if used[i] || t.within(m.Mention) || t.excluded(i, c.input) || m.role != roleInput || m.Kind != quantity.Money || m.Currency != first.Currency ||
				m.Start < within.start || m.End > within.end {
				continue
			}
			if c.words && (t.ownWords(rule, i, c.input) || t.enumerated(first.Mention, m.Mention) && t.unlabelled(i) || t.relates(rule, i, c.input)) ||
				t.severally(first.Mention, m.Mention) {
				byInput[c.input.ID] = append(byInput[c.input.ID], i)
				used[i] = true
			}
		}
	}
	return byInput
}

// ownWords reports that words of an input stand in the clause of figure i, and
// are not those before another figure: in 展位费3万、场地2万 the second has none.
func (t *turn) ownWords(rule calculators.Rule, i int, in calculators.Input) bool {
	if len(t.wordsBeside(t.reading.amounts[i].Mention, in)) == 0 {
		return false
	}
	label := t.label(i)
	if t.unlabelled(i) {
		return true
	}
	named, generic := slices.ContainsFunc(rule.Words, func(w string) bool { return len(occurrences(label, w)) > 0 }), false
	for _, w := range spokenWords(in) {
		if len(occurrences(label, w)) == 0 {
			continue
		}
		if t.lexicon.has("before_input", w) {
			generic = true // 花了 is said of anything
		} else {
			named = true
		}
	}
	return named || !generic && !t.inList(i) || generic && !t.labelledBeside(i)
}

// labelledBeside reports that more is said before a figure than that it was
// spent: 买车花了50万.
func (t *turn) labelledBeside(i int) bool {
	label := t.label(i)
	for _, name := range []cue{"before_input", "when", "function", "more_of"} {
		for _, h := range t.lexicon.find(name, label) {
			for k := h.start; k < h.end; k++ {
				label[k] = ' '
			}
		}
	}
	n := 0
	for _, r := range label {
		if unicode.Is(unicode.Han, r) && !t.minor(r) {
			n++
		}
	}
	return n > 1
}

// inList reports that a figure stands in a list with the one before it.
func (t *turn) inList(i int) bool {
	return i > 0 && t.enumerated(t.reading.amounts[i-1].Mention, t.reading.amounts[i].Mention)
}

// unlabelled reports that nothing is said before a figure of what it is of.
func (t *turn) unlabelled(i int) bool {
	return !slices.ContainsFunc(t.label(i), func(r rune) bool {
		return unicode.Is(unicode.Han, r) && !t.minor(r) && !strings.ContainsRune("和与及另再还", r)
	})
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

// severally reports whether two figures are what several things cost: 费用分别是
// 70万和80万.
func (t *turn) severally(a, b quantity.Mention) bool {
	if a.Start > b.Start {
		a, b = b, a
	}
	_, said := t.lexicon.endsAt("severally", t.reading.runes, a.Start)
	return said && t.enumerated(a, b)
}

// inputs reads the inputs of a rule off the question: quantities by matching,
// yes/no conditions by their words, enums by their options.
func (t *turn) inputs(rule calculators.Rule, within hit) map[string]any {
	given := make(map[string]any)
	t.takenOff(rule)
	t.remainder(rule)
	chosen := t.matched(rule, within)
	sums := t.addends(rule, chosen, within)
	for _, c := range chosen {
		given[c.input.ID] = t.value(c, sums[c.input.ID])
		t.reading.amounts[c.amount].used = true
	}
	for id, state := range t.told(rule) {
		given[id] = state
	}
	t.grew(rule, given)
	t.allYears(rule, given)
	t.none(rule, given)
	t.spread(rule, given)
	t.oneYear(rule, given)
	t.namedYears(rule, given)
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
			if slices.ContainsFunc(t.said(w), func(h hit) bool { return t.negated(h) && !t.wondered(h) }) {
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

// noMonths is what the years count that are not asked for.
const noMonths = "0"

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
	case m.Kind == quantity.Duration && c.input.Type == calculators.DateInput:
		return m.Text // 出口后7个月 counts from another day
	case m.Kind == quantity.Duration && m.Unit == "月" && c.input.Unit == "年":
		return m.Value.Div(decimal.NewFromInt(12)).String() // 一年半
	case c.input.Type == calculators.EnumInput || c.input.Type == calculators.TextInput:
		return m.Text
	case m.Kind == quantity.Money && m.Currency != currencyOf(c.input):
		return m.Text
	case m.Bound != quantity.Exact:
		return m.Text
	case c.input.Type == calculators.MoneyInput && m.Kind == quantity.Number && !strings.HasSuffix(m.Text, "k"): // 780k is no count of 万
		return bare(m.Value)
	}
	sum := start(m.Mention)
	if m.working != nil {
		*sum = Working{Terms: slices.Clone(m.working.Terms), Value: m.Value, like: m.Mention}
	}
	if n := t.times(c, m); !n.Equal(decimal.NewFromInt(1)) {
		sum.then(Term{Op: OpTimes, Value: n})
	}
	more = slices.Sorted(slices.Values(more))
	if len(sum.Terms) == 1 && len(more) > 0 && more[0] < c.amount { // in the order in which they are said
		sum = start(t.reading.amounts[more[0]].Mention)
		t.reading.amounts[more[0]].used = true
		more[0] = c.amount
		more = slices.Sorted(slices.Values(more))
	}
	for _, i := range more {
		sum.then(Term{Op: OpPlus, Value: t.reading.amounts[i].Value})
		t.reading.amounts[i].used = true
	}
	if len(sum.Terms) > 1 {
		t.reading.amounts[c.amount].sum = sum
	}
	return sum.Value.String()
}

// times is how often a sum was spent: 三个展，展位费各3万. Only the sum of an input
// that adds up is multiplied, by the number of things named before it.
func (t *turn) times(c assignment, m amount) decimal.Decimal {
	once := decimal.NewFromInt(1)
	if _, each := t.lexicon.endsAt("each", t.reading.runes, m.Start); !each || !c.input.Adds || m.Kind != quantity.Money {
		return once
	}
	for _, n := range slices.Backward(t.reading.amounts) {
		if n.End <= m.Start && n.Kind == quantity.Count && n.role == roleInput && n.Bound == quantity.Exact && n.Value.IsInteger() && n.Value.IsPositive() {
			return n.Value
		}
	}
	return once
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
