package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// A remark is a note of a rule: the Chinese by which it is judged whether it
// bears on an answer, and the words in which it is said.
type remark struct {
	zh, said string
	open     bool // what the text leaves open, rather than what a clerk warns of
}

// remarks are what a clerk would add to the results of an answer, each part of
// a note only where it bears on what was asked and found; and what was assumed.
func (t *turn) remarks(a *Answer) []string {
	var list []string
	for _, r := range a.Results {
		general := r.Outcome == calculators.NeedsInput && len(r.Inputs) == 0
		if r.Outcome == calculators.NeedsInput && !general || r.Outcome == calculators.NoAmount {
			continue
		}
		if r.Outcome != calculators.NotEligible { // else nothing was worked out with it
			for _, x := range r.Assumed {
				list = append(list, x.Text)
			}
		}
		rule, _ := t.lib.Rules.Rule(r.Rule)
		for _, n := range r.Notes {
			// Where nothing was told yet the question is about the rule itself:
			// what it leaves open matters too.
			if n.Kind != "warn" && !(n.Kind == "open" && general) {
				continue
			}
			list = append(list, t.bearing(a, r, t.remarkOf(rule, n))...)
		}
	}
	return list
}

// remarkOf is a note of a result with the Chinese it stands for.
func (t *turn) remarkOf(rule calculators.Rule, n calculators.Note) remark {
	for _, text := range slices.Concat(rule.Warn, rule.Open) {
		if text.In(t.reading.language) == n.Text {
			return remark{text.Zh, n.Text, n.Kind == "open"}
		}
	}
	return remark{n.Text, n.Text, n.Kind == "open"}
}

// bearing is what of a remark bears on a result: its parts between semicolons
// are judged one by one, and said so, where it has as many in Chinese as in the
// language it is said in.
func (t *turn) bearing(a *Answer, r calculators.Result, x remark) []string {
	zh, said := remarkParts(x.zh), remarkParts(x.said)
	var kept []string
	for i, part := range zh {
		if !t.bears(a, r, remark{zh: part, open: x.open}, x.zh) {
			continue
		}
		if len(said) != len(zh) {
			return []string{x.said}
		}
		kept = append(kept, said[i])
	}
	return kept
}

// remarkParts are the parts of a note between its semicolons.
func remarkParts(note string) []string {
	parts := strings.FieldsFunc(strings.TrimRight(note, "。."), func(r rune) bool { return r == '；' || r == ';' })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// bears reports whether a part of a note has to do with an answer. What is said
// of a threshold matters to who stands on it; what is said of a word that the
// note puts in quotation marks, to where that word stands; where somebody is
// refused, what he lacks; where he is asked first, what the clause warns of or
// what his words ask for.
func (t *turn) bears(a *Answer, r calculators.Result, x remark, whole string) bool {
	if len(t.lexicon.find("note_boundary", []rune(hanzi.Fold(x.zh).Text))) > 0 {
		return onBoundary(r, x.zh, whole)
	}
	asked := t.alikeTexts(x.zh, t.content(t.reading.folded))
	if words := markedWords(x.zh); len(words) > 0 && !asked && !slices.ContainsFunc(words, func(word string) bool { return t.inAnswer(a, word) }) {
		return false
	}
	rule, _ := t.lib.Rules.Rule(r.Rule)
	switch {
	case len(rule.Targets()) > 0:
		return figuresQuoted(a, x.zh)
	case r.Outcome == calculators.NotEligible:
		return slices.ContainsFunc(r.Conditions, func(c calculators.ConditionState) bool {
			return c.State == calculators.Failed && t.alikeTexts(x.zh, t.conditionZh(r.Rule, c))
		})
	case x.open && r.Outcome == calculators.NeedsInput:
		return asked || !t.asksSum()
	}
	return true
}

// asksSum reports that a message wants to know how much, or gives figures: the
// rule itself is not what it asks about.
func (t *turn) asksSum() bool {
	return t.reading.has("howmuch") || slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput })
}

// conditionZh is what a condition of a result is called in Chinese.
func (t *turn) conditionZh(id string, c calculators.ConditionState) string {
	rule, _ := t.lib.Rules.Rule(id)
	if own, ok := rule.Condition(c.ID); ok {
		return own.Label.Zh
	}
	if in, ok := rule.Input(c.ID); ok {
		return in.Label.Zh
	}
	return c.Label
}

// alikeTexts reports whether two texts share a letter pair or term that is not
// what every policy speaks of.
func (t *turn) alikeTexts(a, b string) bool {
	have := t.lib.subjects.features(a)
	return slices.ContainsFunc(t.lib.subjects.features(b), func(f string) bool {
		return slices.Contains(have, f) && !t.lexicon.has("generic", strings.TrimPrefix(f, "="))
	})
}

// figuresQuoted reports whether a quote states one of the amounts or counts that
// a note on a table of targets names, or the note names none.
func figuresQuoted(a *Answer, note string) bool {
	figures := slices.DeleteFunc(quantity.Find(note, quantity.Options{}), func(m quantity.Mention) bool {
		return m.Kind != quantity.Money && m.Kind != quantity.Count && m.Kind != quantity.Area ||
			!strings.ContainsAny(m.Text, "0123456789") // 两个口径 is no figure of a table
	})
	return len(figures) == 0 || slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool {
		return slices.ContainsFunc(quantity.Find(q.Text, quantity.Options{}), func(stated quantity.Mention) bool {
			return slices.ContainsFunc(figures, func(m quantity.Mention) bool { return m.Kind == stated.Kind && m.Value.Equal(stated.Value) })
		})
	})
}

// onBoundary reports whether a result was worked out with a figure that a note
// names, or with the whole note's where that part names none.
func onBoundary(r calculators.Result, part, whole string) bool {
	figures := quantity.Find(part, quantity.Options{})
	if len(figures) == 0 {
		figures = quantity.Find(whole, quantity.Options{})
	}
	for _, told := range r.Inputs {
		v, err := decimal.NewFromString(told)
		if err == nil && slices.ContainsFunc(figures, func(m quantity.Mention) bool { return m.Value.Equal(v) }) {
			return true
		}
	}
	return false
}

// markedWords are the words that a note speaks of as such: short stretches in
// quotation marks, without a figure.
func markedWords(note string) []string {
	const longest = 8
	var list []string
	for rest := note; ; {
		_, after, ok := strings.Cut(rest, "“")
		if !ok {
			return list
		}
		word, more, ok := strings.Cut(after, "”")
		if !ok {
			return list
		}
		if utf8.RuneCountInString(word) <= longest && !strings.ContainsAny(word, "0123456789") {
			list = append(list, word)
		}
		rest = more
	}
}

// inAnswer reports whether a word stands in the question or in what is quoted.
func (t *turn) inAnswer(a *Answer, word string) bool {
	word = hanzi.Fold(word).Text
	return strings.Contains(t.reading.folded, word) || slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool {
		return strings.Contains(hanzi.Fold(q.Text).Text, word)
	})
}
