package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// People tell one figure in parts: 楼上420平、楼下380平; 上半年4.6万单，下半年6.1万单;
// 董事长缴62万、总经理缴38.5万; 一项23万，一项31.5万. Parts are told alike; what is
// told in other words is something else and stays out.

// parallels are the figures of a message that are parts of the same input as
// the figure of c: of its measure, assigned to nothing, and told alike.
func (t *turn) parallels(rule calculators.Rule, c assignment, used map[int]bool, within hit) []int {
	first := t.reading.amounts[c.amount]
	if first.Bound != quantity.Exact || !adds(first.Mention) || ranks(c.input) || t.reading.has("compare") && !t.reading.has("total") || t.reading.confirms {
		return nil
	}
	var list []int
	last := c.amount
	for i, m := range t.reading.amounts {
		if i <= last || used[i] || m.role != roleInput || m.Bound != quantity.Exact || m.Start < within.start || m.End > within.end ||
			!t.lexicon.sameMeasure(m.Mention, first.Mention) || m.Implied != first.Implied && m.Currency != first.Currency {
			continue
		}
		between := t.reading.runes[t.reading.amounts[last].End:m.Start]
		if strings.ContainsAny(string(between), "。；？！;?!") || len(t.lexicon.find("instead_of", between)) > 0 || t.within(m.Mention) ||
			t.elsewhereSaid(t.reading.amounts[last].End, m.Start) || t.excluded(i, c.input) {
			continue
		}
		if t.toldAlike(rule, c.amount, i) {
			list, last = append(list, i), i
		}
	}
	return list
}

// elsewhereSaid reports that a place is named between two figures: 又去深圳参展.
func (t *turn) elsewhereSaid(from, to int) bool {
	return slices.ContainsFunc(t.reading.places, func(p place.Mention) bool { return p.Start >= from && p.End <= to })
}

// toldAlike reports that two figures are told in the same way: each with a
// number of the same unit before it (一期…二期, 上半年…下半年), with labels that
// differ in a letter, or with the same last letter and a label that stands in
// the clause.
func (t *turn) toldAlike(rule calculators.Rule, i, j int) bool {
	a, b := t.ordinalOf(i), t.ordinalOf(j)
	if a != nil && b != nil {
		return a.Kind == b.Kind && a.Unit == b.Unit
	}
	x, y := t.label(i), t.label(j)
	if len(y) == 0 || len(x) == 0 {
		return false
	}
	if len(x) > len(y) { // 我们楼上 and 楼下
		x = x[len(x)-len(y):]
	}
	if len(x) == len(y) {
		differ, shared := 0, false
		for k := range x {
			if x[k] != y[k] {
				differ++
			}
			shared = shared || x[k] == y[k] && !t.minor(x[k])
		}
		if differ <= 1 && len(x) > 1 && shared {
			return true
		}
	}
	x = t.label(i)
	same := 0
	for same < len(y) && slices.Contains(x, y[len(y)-1-same]) {
		same++
	}
	who := string(y[:len(y)-same])
	return same > 0 && len([]rune(who)) > 1 && strings.Contains(rule.Quote, who)
}

// minor reports that a letter says nothing of what a figure is of: 有, 了, 是.
func (t *turn) minor(r rune) bool {
	return slices.ContainsFunc([]cue{"function", "when", "before_input", "negation"}, func(c cue) bool { return t.lexicon.has(c, string(r)) })
}

// relates reports that the words before a figure share a pair of letters with
// those of an input that adds up: 仓内操作费 with 仓内服务费.
func (t *turn) relates(rule calculators.Rule, i int, in calculators.Input) bool {
	label, m := t.label(i), t.reading.amounts[i]
	if t.reading.confirms || slices.ContainsFunc(t.reading.terms, func(x retrieval.TermMention) bool {
		return x.End <= m.Start && m.Start-x.End < len(label) && t.lib.subjects.about(rule.ID, x.Canonical)
	}) {
		return false // 独立站花了30万: the subject is told again, not a part of its cost
	}
	for k := 0; k+1 < len(label); k++ {
		pair := string(label[k : k+2])
		if t.lexicon.has("in_all", pair) || t.lexicon.has("function", pair) || t.lexicon.has("before_input", pair) || t.minor(label[k]) {
			continue
		}
		if slices.ContainsFunc(inputWords(in), func(w string) bool { return strings.Contains(w, pair) }) {
			return true
		}
	}
	return false
}

// remainder takes the parts of a sum off it where the message tells what is
// left in the words of an input: 55万，其中12万是派送费、3万是关税，剩下都是仓租.
func (t *turn) remainder(rule calculators.Rule) {
	for _, rest := range t.reading.cues["rest_of"] {
		whole := -1
		var parts []int
		for i, m := range t.reading.amounts {
			switch {
			case m.Start > rest.start || m.Kind != quantity.Money || m.role != roleInput || m.Bound != quantity.Exact:
			case whole < 0:
				whole = i
			case t.lexicon.sameMeasure(m.Mention, t.reading.amounts[whole].Mention):
				parts = append(parts, i)
			}
		}
		if len(parts) == 0 || !t.within(t.reading.amounts[parts[0]].Mention) {
			continue
		}
		told := t.reading.clauseOf(rest.start, rest.end)
		names := slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool {
			return in.Type == calculators.MoneyInput && slices.ContainsFunc(inputWords(in), func(w string) bool {
				return slices.ContainsFunc(t.said(w), func(h hit) bool { return h.start >= rest.end && h.end <= told.end })
			})
		})
		left := t.reading.amounts[whole].Value
		for _, i := range parts {
			left = left.Sub(t.reading.amounts[i].Value)
		}
		if !names || !left.IsPositive() {
			continue
		}
		c := reckoner{&t.reading, t.lexicon}
		for _, i := range parts {
			c.does(whole, Term{Op: OpMinus, Value: t.reading.amounts[i].Value}, i)
		}
	}
}

// excluded reports that a figure is told of a cost that is none of an input:
// 机票2.1万, 7万是注册商标的. What is said not to be in it (不含商标) is of the input.
func (t *turn) excluded(i int, in calculators.Input) bool {
	if len(in.Excludes) == 0 {
		return false
	}
	m := t.reading.amounts[i]
	stretch := t.reading.clauseOf(m.Start, m.End)
	front, behind := hit{stretch.start, m.Start}, hit{m.End, m.End}
	if i > 0 {
		front.start = max(front.start, t.reading.amounts[i-1].End)
	}
	if n := t.lexicon.matchAt("made_of", t.reading.runes, m.End); n > 0 {
		behind.end = stretch.end
		if i+1 < len(t.reading.amounts) {
			behind.end = max(m.End, min(behind.end, t.reading.amounts[i+1].Start))
		}
	}
	for _, word := range in.Excludes {
		for _, within := range []hit{front, behind} {
			for _, h := range occurrences(t.reading.runes[within.start:within.end], word) {
				before := t.reading.runes[within.start : within.start+h.start]
				if len(t.lexicon.find("less_of", before)) == 0 && len(t.lexicon.find("negation", before)) == 0 {
					return true
				}
			}
		}
	}
	return false
}

// takenOff takes off a sum what is told as a part of it and is none of the
// input: 55万，其中7万是注册商标的.
func (t *turn) takenOff(rule calculators.Rule) {
	for _, in := range rule.Inputs {
		if in.Type != calculators.MoneyInput || len(in.Excludes) == 0 {
			continue
		}
		c := reckoner{&t.reading, t.lexicon}
		last := -1 // the part taken off before
		for i, m := range t.reading.amounts {
			listed := last >= 0 && t.enumerated(t.reading.amounts[last].Mention, m.Mention)
			if m.role != roleInput || m.Kind != quantity.Money || m.Bound != quantity.Exact || !listed && !t.within(m.Mention) && !t.partOf(m.Mention) || !t.excluded(i, in) {
				continue
			}
			if whole := c.base(m.Start, &m.Mention); whole >= 0 && m.Value.LessThan(t.reading.amounts[whole].Value) {
				c.does(whole, Term{Op: OpMinus, Value: m.Value}, i)
				last = i
			}
		}
	}
}

// ordinalOf is the count or span that touches a figure from before, nil where
// there is none: 一期1800平, 上半年4.6万单.
func (t *turn) ordinalOf(i int) *quantity.Mention {
	if i == 0 {
		return nil
	}
	m := t.reading.amounts[i-1]
	if m.End != t.reading.amounts[i].Start || m.Kind != quantity.Count && m.Kind != quantity.Duration {
		return nil
	}
	return &m.Mention
}

// label are the letters right before a figure, back to the figure or the break
// before it.
func (t *turn) label(i int) []rune {
	const most = 8
	m := t.reading.amounts[i]
	from := max(t.reading.clauseOf(m.Start, m.End).start, m.Start-most)
	if i > 0 {
		from = max(from, t.reading.amounts[i-1].End)
	}
	var letters []rune
	for _, r := range t.reading.runes[from:m.Start] {
		if unicode.IsLetter(r) {
			letters = append(letters, r)
		}
	}
	return letters
}
