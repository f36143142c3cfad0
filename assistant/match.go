package assistant

import (
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// matchChoice is the choice under which the features of a matching are
// weighed.
const matchChoice = "match"

// assignment gives a quantity of the question to an input of a rule.
type assignment struct {
	input    calculators.Input
	amount   int // index in reading.amounts
	features []Weight
	score    float64
	words    bool // words of the input stand beside the quantity
}

// assign solves the matching between the quantities of a question and the
// inputs of a rule: at most one quantity an input and one input a quantity,
// the sum of scores as large as can be. Quantities outside within are not
// looked at.
func (t *turn) assign(rule calculators.Rule, within hit) []assignment {
	var best []assignment
	most := 0.0
	t.matchings(rule, within, func(chosen []assignment, score float64) {
		if score > most {
			most, best = score, slices.Clone(chosen)
		}
	})
	return best
}

// matched is assign for the rule that is worked out: it keeps what was weighed
// where an explanation is asked for, and takes the matching that the query
// wants.
func (t *turn) matched(rule calculators.Rule, within hit) []assignment {
	best := t.assign(rule, within)
	if t.matching.Rule == rule.ID {
		n := 0
		t.matchings(rule, within, func(chosen []assignment, _ float64) {
			if n++; n == t.matching.N {
				best = slices.Clone(chosen)
			}
		})
	}
	t.explainMatchings(rule, within, best)
	return best
}

// matchings visits every way to give quantities to inputs, with what its
// assignments weigh together; of two that weigh the same the first counts.
// Both sides are a handful.
func (t *turn) matchings(rule calculators.Rule, within hit, visit func(chosen []assignment, score float64)) {
	const most = 8
	var options [][]assignment
	for i, m := range t.reading.amounts {
		if m.role != roleInput || m.Start < within.start || m.End > within.end || len(options) == most {
			continue
		}
		if row := t.options(rule, i, m.Mention); len(row) > 0 {
			options = append(options, row)
		}
	}
	taken := make(map[string]bool)
	var try func(i int, score float64, chosen []assignment)
	try = func(i int, score float64, chosen []assignment) {
		if i == len(options) {
			visit(chosen, score)
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
}

// options are the inputs that a quantity may be given to.
func (t *turn) options(rule calculators.Rule, index int, m quantity.Mention) []assignment {
	var row []assignment
	for _, in := range rule.Inputs {
		how := t.suits(m, in)
		if how == "" || t.excluded(index, in) {
			continue
		}
		features := append([]Weight{{how, 1}}, t.wordsBeside(m, in)...)
		words := len(features) > 1
		if !words && rivals(rule, in) && len(t.before.Pending) == 0 {
			continue // which of several like inputs it is, only words can tell
		}
		if narrows := t.narrowing(m, in); narrows != "" {
			features = append(features, Weight{narrows, 1})
		}
		a := assignment{input: in, amount: index, features: features, words: words}
		for _, f := range features {
			a.score += f.Value * t.weights.of(matchChoice, f.Feature)
		}
		row = append(row, a)
	}
	return row
}

// rivals reports whether a rule asks for several sums of money in the same
// currency.
func rivals(rule calculators.Rule, in calculators.Input) bool {
	return in.Type == calculators.MoneyInput && slices.ContainsFunc(rule.Inputs, func(other calculators.Input) bool {
		return other.ID != in.ID && other.Type == in.Type && currencyOf(other) == currencyOf(in)
	})
}

// How a quantity suits an input by kind and unit: features of a matching.
const (
	suitsUnit     = "unit"     // it is just what the input asks for
	suitsCurrency = "currency" // money, but not in the input's currency: the rule asks for that
	suitsBare     = "bare"     // a number without a unit where money is asked for
	suitsLoose    = "loose"    // a measure word that says little: 60个 for 60家
	suitsNumber   = "number"   // a number without a unit where a count is asked for
	suitsDay      = "day"      // a day where a year is asked for
	suitsElapsed  = "elapsed"  // what has passed where a day that counts from another is asked for
)

// suits is how a quantity suits an input in this message: where a day is asked
// for, a span is the clause's own and nothing that has passed.
func (t *turn) suits(m quantity.Mention, in calculators.Input) string {
	how := t.lexicon.suits(m, in)
	if how == suitsElapsed && (t.reading.has("deadline") || t.daysTold() > 1) {
		return ""
	}
	return how
}

// daysTold is how many days a message names that something happened on.
func (t *turn) daysTold() int {
	n := 0
	for _, m := range t.reading.amounts {
		if m.Kind == quantity.Day && m.role == roleInput {
			n++
		}
	}
	return n
}

// suits names how a quantity suits an input, "" where it does not.
func (l lexicon) suits(m quantity.Mention, in calculators.Input) string {
	switch in.Type {
	case calculators.MoneyInput:
		switch {
		case m.Kind == quantity.Money && m.Currency == currencyOf(in):
			return suitsUnit
		case m.Kind == quantity.Money:
			return suitsCurrency
		case m.Kind == quantity.Number && !isCode(m):
			return suitsBare
		}
	case calculators.IntInput, calculators.DecimalInput:
		return l.suitsCount(m, in)
	case calculators.EnumInput, calculators.TextInput:
		if m.Kind == quantity.Number && isCode(m) && slices.ContainsFunc(in.Options, func(o calculators.Option) bool { return code(o.Value) }) {
			return suitsUnit
		}
	case calculators.AreaInput:
		return unitIf(m.Kind == quantity.Area)
	case calculators.RateInput:
		return unitIf(m.Kind == quantity.Rate)
	case calculators.YearInput:
		if m.Kind == quantity.Month || m.Kind == quantity.Day {
			return suitsDay
		}
		return unitIf(m.Kind == quantity.Year)
	case calculators.DateInput:
		if m.Kind == quantity.Duration && in.NotBefore != "" {
			return suitsElapsed
		}
		return unitIf(m.Kind == quantity.Day)
	}
	return ""
}

func (l lexicon) suitsCount(m quantity.Mention, in calculators.Input) string {
	switch m.Kind {
	case quantity.Count, quantity.Rank:
		switch {
		case ranks(in) != (m.Kind == quantity.Rank), m.Kind == quantity.Rank && m.Bound != quantity.Exact:
			return "" // 第二年 is not 两年, 前三名 is no place
		case m.Unit == anyPlace && in.Unit != "年" && (m.Value.IsPositive() || in.Max != nil),
			m.Unit == in.Unit, l.alike(m.Unit, in.Unit) && !ranks(in):
			return suitsUnit
		case loose(m.Unit) && in.Unit != "%" && in.Unit != "月", loose(in.Unit):
			return suitsLoose
		}
	case quantity.Duration:
		return unitIf(m.Unit == in.Unit && !in.Ordinal || m.Unit == "月" && in.Unit == "年" && in.Type == calculators.DecimalInput)
	case quantity.Area:
		return unitIf(in.Unit == m.Unit)
	case quantity.Rate:
		return unitIf(in.Unit == "%")
	case quantity.Number:
		if !isCode(m) && m.Value.LessThan(decimal.NewFromInt(1000)) {
			return suitsNumber
		}
	}
	return ""
}

func unitIf(holds bool) string {
	if holds {
		return suitsUnit
	}
	return ""
}

// suitability is how well a quantity suits an input, 0 to 1: what its way of
// suiting weighs beside the unit asked for.
func (t *turn) suitability(m quantity.Mention, in calculators.Input) float64 {
	how, unit := t.suits(m, in), t.weights.of(matchChoice, suitsUnit)
	if how == "" || unit <= 0 {
		return 0
	}
	return max(0, min(1, t.weights.of(matchChoice, how)/unit))
}

// ranks reports whether an input is a place in an order: 第2名, 第三档.
func ranks(in calculators.Input) bool { return in.Ordinal || in.Unit == "名" || in.Unit == "档" }

// alikes are the cues of measure words that count the same things: parcels,
// people, kinds, firms.
var alikes = []cue{"alike_parcels", "alike_people", "alike_kinds", "alike_firms"}

// alike reports whether two measure words count the same things.
func (l lexicon) alike(a, b string) bool {
	return slices.ContainsFunc(alikes, func(c cue) bool { return l.has(c, a) && l.has(c, b) })
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

// wordsBeside are the features of the input's own words in the stretch between two
// breaks, or of terms of the library that stand for them (turnover for 交易额): in
// front of the quantity or behind it, 1 where they touch and less with every
// letter between.
func (t *turn) wordsBeside(m quantity.Mention, in calculators.Input) []Weight {
	const fades = 0.15
	stretch := t.reading.clauseOf(m.Start, m.End)
	before, behind := 0.0, 0.0
	beside := func(h hit) {
		switch {
		case h.start < m.End && h.end > m.Start: // part of the quantity
		case h.start >= m.End:
			behind = max(behind, 1/(1+fades*float64(h.start-m.End)))
		default:
			before = max(before, 1/(1+fades*float64(m.Start-h.end)))
		}
	}
	for _, w := range spokenWords(in) {
		for _, h := range occurrences(t.reading.runes[stretch.start:stretch.end], w) {
			beside(hit{h.start + stretch.start, h.end + stretch.start})
		}
	}
	for _, term := range t.reading.terms {
		// The words of an input are Chinese; English says them by the terms.
		if stretch.start <= term.Start && term.End <= stretch.end && !strings.ContainsFunc(term.Text, han) &&
			slices.Contains(in.Words, term.Canonical) {
			beside(hit{term.Start, term.End})
		}
	}
	var features []Weight
	if before > 0 {
		features = append(features, Weight{"before", before})
	}
	if behind > 0 {
		features = append(features, Weight{"behind", behind})
	}
	return features
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

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

// narrowing names what a figure says beside another: of 服务了60家，苏州的只有12家
// the second restricts the first and is the one that counts. Of a sum it is a
// part: 花了85万，其中推广30万. Of 预算100万，实际花了60万 it is the actual one.
func (t *turn) narrowing(m quantity.Mention, in calculators.Input) string {
	stretch := t.reading.clauseOf(m.Start, m.End)
	switch {
	case t.within(m) && in.Adds:
		return "part"
	case t.within(m), t.besideWhole(m):
		return "narrows"
	case len(t.lexicon.find("actual", t.reading.runes[stretch.start:m.Start])) > 0:
		return "actual"
	}
	return ""
}

// besideWhole reports that another figure of the kind is said to be all of them:
// of 一共服务40家，有实绩的26家 the second is what counts.
func (t *turn) besideWhole(m quantity.Mention) bool {
	whole := func(x quantity.Mention) bool {
		stretch := t.reading.clauseOf(x.Start, x.End)
		return len(t.lexicon.find("whole_of", t.reading.runes[stretch.start:x.Start])) > 0
	}
	return m.Kind == quantity.Count && !whole(m) && slices.ContainsFunc(t.reading.amounts, func(x amount) bool {
		return x.Start < m.Start && t.lexicon.sameMeasure(x.Mention, m) && whole(x.Mention) && m.Value.LessThan(x.Value)
	})
}

// within reports whether a figure is said of a part of what another one is of.
func (t *turn) within(m quantity.Mention) bool {
	stretch := t.reading.clauseOf(m.Start, m.End)
	return len(t.lexicon.find("only", t.reading.runes[stretch.start:m.Start])) > 0
}
