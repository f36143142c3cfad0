package assistant

import (
	"slices"

	"clausewise/calculators"
	"clausewise/retrieval"
)

// overall answers what one enterprise can get in all under a document: its
// cap over all clauses, or that it has none. Where no place was named, every
// document that states amounts is answered for.
func (t *turn) overall(p topic) Answer {
	documents := t.granters(p)
	if len(documents) == 0 {
		return t.lookup(actLookup, p)
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	t.ownCeiling(w, &a)
	var open []string // what the caps leave open: whether by the year, for whom
	for _, d := range documents {
		rule, ok := t.capOver(d.ID)
		if !ok {
			w.say(phrase{
				"%s没有规定单个企业各条合计的封顶，只有各条自己的上限。",
				"%s sets no cap over all clauses for one enterprise, only those of the single clauses.",
			}, w.documentShort(d))
			continue
		}
		t.judge(w, rule, calculators.Result{})
		t.quoteRule(&a, rule)
		w.say(phrase{"%s对单个企业各条合计设有封顶：“%s”", "%s caps what one enterprise gets over all clauses: “%s”"}, w.cite(w.documentShort(d), a.Quotes[len(a.Quotes)-1]), verbatim(rule.Quote))
		for _, x := range rule.Open {
			open = append(open, x.In(w.language))
		}
		t.next.Claims = []Claim{{Rule: rule.ID}}
	}
	if t.asksBeside() && len(t.before.Claims) > 0 {
		t.next.Claims = t.before.Claims // it goes on with what was worked out
	}
	if len(a.Quotes) == 0 {
		for _, h := range p.hits {
			if h.Row.Document == documents[0].ID && h.Row.Quotable() && len(a.Quotes) == 0 {
				addQuote(&a, t.quoteOf(h.Row, t.bestSentences(h.Row, p.query, wanted{})))
			}
		}
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a, open...)
	w.finish(&a)
	return a
}

// ownCeiling says what the clause in play grants, where a follow-up asks for the
// ceiling: it may have one of its own beside that over all clauses.
func (t *turn) ownCeiling(w *writer, a *Answer) {
	if !t.asksBeside() {
		return
	}
	for _, c := range t.before.Claims {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if _, sum := rule.SumInput(); !ok || sum || !rule.GrantsMoney() || !slices.Contains(t.scope.documents, rule.Document) {
			continue
		}
		t.quoteRule(a, rule)
		q := a.Quotes[len(a.Quotes)-1]
		w.say(phrase{"%s写的是：“%s”", "%s says: “%s”"}, w.cite("", q), verbatim(q.Text))
	}
}

// granters are the documents that a question on the whole of what there is to
// get can mean: the one meant where a place is named or played, else all that
// state amounts, those with a cap over all clauses first.
func (t *turn) granters(p topic) []retrieval.Document {
	var list []retrieval.Document
	for _, id := range t.byRank(p) {
		if t.grantsMoney(id) {
			list = append(list, t.document(id))
		}
	}
	if len(list) == 0 {
		return nil
	}
	if len(t.scope.places) < 2 && (t.scope.named || t.follows) {
		if d, ok := t.documentMeant(p); ok && t.grantsMoney(d.ID) {
			return []retrieval.Document{d}
		}
		return list[:1]
	}
	capped := func(d retrieval.Document) bool { _, ok := t.capOver(d.ID); return ok }
	slices.SortStableFunc(list, func(x, y retrieval.Document) int { return boolOrder(capped(y), capped(x)) })
	return list
}
