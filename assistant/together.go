package assistant

import (
	"slices"

	"clausewise/calculators"
)

// together answers whether two kinds of support can be had at once: what the
// document says of it, or that it does not, with the cap that joins them.
func (t *turn) together(p topic) (Answer, bool) {
	if !t.reading.has("together") || t.hasInput() {
		return Answer{}, false
	}
	rules := t.namedGrants(p)
	if len(rules) < 2 {
		return t.togetherWithin(p)
	}
	document := rules[0].Document
	a := Answer{Kind: Lookup}
	w := t.writer()
	name := w.documentShort(t.document(document))
	for _, rule := range rules {
		t.quoteRule(&a, rule)
	}
	if q, ok := t.mention(document, t.lexicon.phrases("clause_exclusive")...); ok {
		addQuote(&a, q)
		w.say(phrase{"%s写了：“%s”", "%s says: “%s”"}, name, q.Text)
	} else {
		w.say(phrase{"%s没有规定这些只能选其中之一，各按自己的条款算。", "%s does not say that only one of these may be had; each goes by its own clause."}, name)
	}
	if rule, ok := t.capOver(document); ok {
		w.say(phrase{"各条合计有封顶：“%s”", "There is a cap over all clauses: “%s”"}, rule.Quote)
		t.quoteRule(&a, rule)
	}
	w.say(phrase{"同样的费用能不能重复计入，条文没有写，请向主管部门确认。", "Whether one expense may count twice is not stated; please ask the office in charge."})
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	for _, rule := range rules {
		t.next.Claims = append(t.next.Claims, Claim{Rule: rule.ID})
	}
	return a, true
}

// togetherWithin answers for the parts of one clause, where it says that they
// add up: 三项可叠加.
func (t *turn) togetherWithin(p topic) (Answer, bool) {
	best, ok := p.best()
	if !ok || !best.rule.GrantsMoney() {
		return Answer{}, false
	}
	row, ok := t.lib.Index.Row(best.rule.Document, best.rule.Clause)
	if !ok {
		return Answer{}, false
	}
	for _, word := range t.lexicon.phrases("clause_joint") {
		if h, ok := stretchOf(row, word); ok {
			a := Answer{Kind: Lookup}
			w := t.writer()
			q := t.quoteOf(row, h)
			w.say(phrase{"可以，%s写的是：“%s”。", "Yes: %s says “%s”."}, w.cite(w.documentShort(t.document(row.Document)), q), q.Text)
			t.quoteRule(&a, best.rule)
			addQuote(&a, q)
			t.writeQuotes(w, a.Quotes[:1])
			t.writeNotices(w, &a)
			w.finish(&a)
			t.next.Claims = []Claim{{Rule: best.rule.ID}}
			return a, true
		}
	}
	return Answer{}, false
}

// capOver is the rule that caps all clauses of a document together.
func (t *turn) capOver(document string) (calculators.Rule, bool) {
	rules := t.lib.Rules.ForDocument(document)
	i := slices.IndexFunc(rules, func(r calculators.Rule) bool { _, sum := r.SumInput(); return sum })
	if i < 0 {
		return calculators.Rule{}, false
	}
	return rules[i], true
}

// namedGrants are the rules that grant money which a message names, one for
// each of its terms, of the document that holds the most of them.
func (t *turn) namedGrants(p topic) []calculators.Rule {
	of := make(map[string][]calculators.Rule)
	best := ""
	for _, c := range p.rules {
		d := c.rule.Document
		for _, m := range t.reading.terms {
			if t.lexicon.has("generic", m.Canonical) || !c.rule.GrantsMoney() || !t.lib.subjects.about(c.rule.ID, m.Canonical) {
				continue
			}
			taken := slices.ContainsFunc(of[d], func(r calculators.Rule) bool {
				return r.ID == c.rule.ID || t.lib.subjects.about(r.ID, m.Canonical)
			})
			if !taken {
				of[d] = append(of[d], c.rule)
			}
		}
		if len(of[d]) > len(of[best]) {
			best = d
		}
	}
	return of[best]
}
