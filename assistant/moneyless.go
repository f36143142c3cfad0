package assistant

import (
	"slices"

	"clausewise/calculators"
)

// silentOnMoney answers a message that asks what is paid, and nothing else, in
// a conversation about a document that grants no money and promises none: 奖金多少
// after a norm for model firms. It says so of that document.
func (t *turn) silentOnMoney() (Answer, bool) {
	r := t.reading
	if len(t.before.Documents) == 0 || t.scope.named || t.scope.meant || !r.has("money") || !t.asksMoney() || t.givesFigure() ||
		r.has("compare", "cities", "which_place", "materials", "procedure", "department", "ceiling", "status", "deadline") || len(t.granting(r.topic)) > 0 {
		return Answer{}, false
	}
	id := t.before.Documents[0]
	if len(t.before.Claims) > 0 && !t.moneyless() {
		return Answer{}, false
	}
	says := func(r calculators.Rule) bool { return r.Outcome == calculators.NoAmount }
	if t.grantsMoney(id) || !slices.Contains(t.scope.documents, id) || !slices.ContainsFunc(t.lib.Rules.ForDocument(id), says) {
		return Answer{}, false
	}
	row, ok := t.lib.Index.Row(t.before.Clause[0], t.before.Clause[1])
	if !ok || row.Document != id {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	t.concludeSilent(w, w.documentShort(t.document(id)), finding{row: row})
	t.resultNone(&a, id)
	t.next.Claims, t.next.Question, t.next.Topic, t.next.Words = t.before.Claims, t.before.Question, t.before.Topic, t.before.Words
	addQuote(&a, t.quoteOf(row, t.bestSentences(row, t.before.Question, wanted{})))
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.remember(a)
	return a, true
}
