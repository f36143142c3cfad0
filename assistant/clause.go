package assistant

import (
	"slices"
	"strings"

	"clausewise/retrieval"
)

// department names who is responsible for the clauses in play.
func (t *turn) department(p topic) Answer {
	has := func(r retrieval.Row) bool { return len(r.Departments) > 0 }
	rows := t.claimed(has)
	if len(rows) == 0 {
		row, ok := t.clauseInPlay(p, has)
		if !ok {
			return t.lookup(actLookup, p)
		}
		rows = []retrieval.Row{row}
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	for _, row := range rows {
		w.say(phrase{"%s%s由%s负责。", "%s, %s: %s."}, w.documentShort(t.document(row.Document)),
			w.clause(row.Number, row.Key), w.offices(row.Departments))
		addQuote(&a, t.quoteOf(row, lastBracket(row.Text)))
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Claims = t.before.Claims
	return a
}

// claimed are the clauses of the rules in play, where the question leans on
// them.
func (t *turn) claimed(suits func(retrieval.Row) bool) []retrieval.Row {
	if !t.follows {
		return nil
	}
	var rows []retrieval.Row
	for _, c := range t.before.Claims {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if !ok || !t.sameScope(rule.Document) {
			continue
		}
		if row, ok := t.lib.Index.Row(rule.Document, rule.Clause); ok && suits(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// clauseInPlay is the clause a question is about: the one quoted last where
// the question leans on it, else the best found that suits.
func (t *turn) clauseInPlay(p topic, suits func(retrieval.Row) bool) (retrieval.Row, bool) {
	if rows := t.claimed(suits); len(rows) > 0 {
		return rows[0], true
	}
	if t.follows && t.before.Clause != [2]string{} && t.sameScope(t.before.Clause[0]) {
		if row, ok := t.lib.Index.Row(t.before.Clause[0], t.before.Clause[1]); ok && suits(row) {
			return row, true
		}
	}
	best, named := p.best()
	var own retrieval.Row
	if named {
		if row, ok := t.lib.Index.Row(best.rule.Document, best.rule.Clause); ok && suits(row) {
			own = row
		}
	}
	// The rule's clause where it is also what the search finds best: a rule
	// may know a word that another clause is about.
	if own.Document != "" && (best.clause > 0.85 || best.subject > 0.85) {
		return own, true
	}
	for _, h := range t.ordered(p.hits, wanted{}) {
		if suits(h.Row) && (own.Document == "" && !(named && best.subject >= 0.5) || t.inPlay(p, h.Row.Document)) && t.leansOn(h.Row.Document) {
			return h.Row, true
		}
	}
	return own, own.Document != ""
}

// leansOn keeps an answer within the document that a question leans on.
func (t *turn) leansOn(document string) bool {
	return !t.follows || len(t.before.Documents) == 0 || !t.sameScope(t.before.Documents[0]) || document == t.before.Documents[0]
}

// inPlay keeps an answer within the document that the rule it names belongs to.
func (t *turn) inPlay(p topic, document string) bool {
	best, ok := p.best()
	return !ok || document == best.rule.Document
}

func (t *turn) sameScope(document string) bool { return slices.Contains(t.scope.documents, document) }

// lastBracket is the bracket that ends a clause, where its departments stand.
func lastBracket(text string) hit {
	runes := []rune(text)
	end := len(runes)
	depth := 0
	for i := len(runes) - 1; i >= 0; i-- {
		switch {
		case strings.ContainsRune("）)〕]］】", runes[i]):
			if depth == 0 {
				end = i + 1
			}
			depth++
		case strings.ContainsRune("（(〔[［【", runes[i]) && depth > 0:
			if depth--; depth == 0 {
				return hit{i, end}
			}
		}
	}
	return hit{0, len(runes)}
}

// original shows the clause in play whole.
func (t *turn) original(p topic) Answer {
	row, ok := t.clauseInPlay(p, retrieval.Row.Quotable)
	if !ok {
		return t.lookup(actLookup, p)
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	w.announce(phrase{"%s的原文如下。", "The text of %s reads:"}, w.documentShort(t.document(row.Document)))
	for _, r := range append([]retrieval.Row{row}, t.lib.Index.Items(row.Document, row.Key)...) {
		addQuote(&a, t.quoteOf(r, hit{0, len([]rune(r.Text))}))
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Claims = t.before.Claims
	return a
}
