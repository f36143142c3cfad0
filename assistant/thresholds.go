package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
)

// threshold is a figure that a rule asks for, where its clause states it.
type threshold struct {
	rule  calculators.Rule
	quote calculators.Quote
}

// thresholds answers how many of something a clause wants (要求多少人,
// 要服务多少家企业), or how much of what it names where it grants no money
// (营业收入要多少): the words of the rule that was found, or, where none in
// particular is meant, of each rule of the document that asks for the same.
func (t *turn) thresholds(p topic) (Answer, bool) {
	if !t.reading.has("counted", "howmuch") || t.reading.has("suppose", "correct", "add", "compare") || len(t.scope.places) > 1 || len(t.scope.compared) > 1 ||
		slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput }) {
		return Answer{}, false
	}
	best, ok := p.best()
	if !ok || best.subject < 0.4 || best.rule.Outcome != calculators.Eligible && t.asksAmount() {
		return Answer{}, false
	}
	list := t.counting(best.rule)
	if best.rule.Outcome == calculators.Eligible {
		kinds := slices.DeleteFunc(t.lib.Rules.ForDocument(best.rule.Document), func(r calculators.Rule) bool { return r.Outcome != calculators.Eligible })
		id, named := t.namedOf(kinds)
		list = nil
		for _, rule := range kinds {
			if !named || rule.ID == id {
				list = append(list, t.counting(rule)...)
			}
		}
	}
	if len(list) == 0 {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	document := w.documentShort(t.document(best.rule.Document))
	if len(list) == 1 {
		w.say(phrase{"%s写的是：“%s”。", "%s says: “%s”."}, w.cite(document, list[0].quote), verbatim(list[0].quote.Text))
	} else {
		w.say(phrase{"按%s，各类的要求不同。", "Under %s it depends on the kind."}, document)
	}
	for _, x := range list {
		if len(list) == 1 {
			t.quoteRule(&a, x.rule)
		} else {
			addQuote(&a, x.quote)
			w.line()
			w.say(phrase{"%s：%s“%s”。", "%s: %s, “%s”."}, x.rule.Title.In(w.language), w.cite("", x.quote), verbatim(x.quote.Text))
		}
	}
	w.detail()
	t.next.Claims = []Claim{{Rule: list[0].rule.ID}}
	if len(list) == 1 {
		t.writeQuotes(w, a.Quotes)
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// asksAmount reports that the message asks how much beside how many.
func (t *turn) asksAmount() bool {
	return slices.ContainsFunc(t.reading.cues["howmuch"], func(asked hit) bool {
		return !slices.ContainsFunc(t.reading.cues["counted"], func(h hit) bool { return h.start <= asked.start && asked.end <= h.end })
	})
}

// counting are the thresholds of a rule that count what the question counts.
func (t *turn) counting(rule calculators.Rule) []threshold {
	var list []threshold
	for _, figure := range t.lib.Rules.Parameters(rule.ID) {
		id, required := strings.CutPrefix(figure.Name, "requires.")
		in, known := rule.Input(id)
		if !required || !known || !t.counts(in) && (rule.Outcome != calculators.Eligible || !t.measuresOf(in)) {
			continue
		}
		row, ok := t.lib.Index.Row(rule.Document, figure.Clause)
		if !ok {
			continue
		}
		q := t.quoteOf(row, partAround(row.Text, hit{figure.Start - row.Start, figure.End - row.Start}))
		if !slices.ContainsFunc(list, func(x threshold) bool { return x.quote == q }) {
			list = append(list, threshold{rule, q})
		}
	}
	return list
}

// partAround widens a stretch of a text to the marks around it: 年度服务苏州有跨境
// 电商实绩的企业数量达30家的 rather than 数量达30家的.
func partAround(text string, h hit) hit {
	for _, p := range partsOf(text) {
		if p.start <= h.start && h.end <= p.end {
			runes := []rune(text)
			for p.end > h.end && isBreak(runes[p.end-1]) {
				p.end--
			}
			return hit{p.start, p.end}
		}
	}
	return h
}

// measuresOf reports whether the question asks how much of an input that it
// calls by a name.
func (t *turn) measuresOf(in calculators.Input) bool {
	return t.reading.has("howmuch") && !t.reading.has("counted") && slices.ContainsFunc(inputWords(in), t.says)
}

// counts reports whether the question asks for an input by its measure word or
// by its name: 多少人, 几家, 多少员工; in English by its name alone.
func (t *turn) counts(in calculators.Input) bool {
	words := inputWords(in)
	return slices.ContainsFunc(t.reading.cues["counted"], func(h hit) bool {
		asked := t.reading.slice(h)
		last, size := utf8.DecodeLastRuneInString(asked)
		if size == 1 {
			return slices.ContainsFunc(words, t.says)
		}
		unit := string(last)
		return t.lexicon.alike(unit, in.Unit) || in.Unit != "" && strings.HasSuffix(in.Unit, unit) ||
			slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(asked, word) })
	})
}
