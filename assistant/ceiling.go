package assistant

// overall answers what one enterprise can get in all under a document: its
// cap over all clauses, or that it has none.
func (t *turn) overall(p topic) Answer {
	d, ok := t.documentMeant(p)
	for _, id := range t.byRank(p) {
		if !t.grantsMoney(d.ID) && t.grantsMoney(id) {
			d, ok = t.document(id), true
		}
	}
	if !ok || !t.grantsMoney(d.ID) {
		return t.lookup(actLookup, p)
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	for _, r := range t.lib.Rules.ForDocument(d.ID) {
		if _, sum := partsInput(r); !sum {
			continue
		}
		w.announce(phrase{"%s对单个企业各条合计设有封顶，规定如下。", "%s caps what one enterprise gets over all clauses:"}, w.documentShort(d))
		t.quoteRule(&a, r)
		t.next.Claims = []Claim{{Rule: r.ID}}
		break
	}
	if len(a.Quotes) == 0 {
		w.say(phrase{
			"%s没有规定单个企业各条合计的封顶，只有各条自己的上限。",
			"%s sets no cap over all clauses for one enterprise, only those of the single clauses.",
		}, w.documentShort(d))
		for _, h := range p.hits {
			if h.Row.Document == d.ID && h.Row.Quotable() && len(a.Quotes) == 0 {
				addQuote(&a, t.quoteOf(h.Row, t.bestSentences(h.Row, p.query, wanted{})))
			}
		}
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a
}
