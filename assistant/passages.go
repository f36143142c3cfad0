package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// finding is a passage that answers a question, and the rule it belongs to
// where one is about the question.
type finding struct {
	quote calculators.Quote
	row   retrieval.Row
	rule  calculators.Rule // zero where no rule is about the question
	known bool             // a rule is about it
}

// passages picks what to quote: the clause of the rule that the question
// names, else the best clauses found, each with the sentences that answer.
func (t *turn) passages(p topic, w wanted, most int) []finding {
	var list []finding
	add := func(row retrieval.Row, rule calculators.Rule, known bool) {
		q := t.quoteOf(row, t.bestSentences(row, p.query, w))
		if !slices.ContainsFunc(list, func(f finding) bool { return f.row.Document == row.Document && f.row.Key == row.Key }) {
			list = append(list, finding{q, row, rule, known})
		}
	}
	best, named := p.best()
	switch {
	case named && best.rule.Outcome == calculators.NoAmount:
		if f, ok := t.promise(best.rule, p); ok {
			list = append(list, f)
		}
	case named && best.clause > 0.4 && !(t.reading.has("which_place") && t.figured(best.rule.Document, best.rule.Clause) == 0):
		if row, ok := t.lib.Index.Row(best.rule.Document, best.rule.Clause); ok {
			add(row, best.rule, true)
		}
	}
	for _, h := range t.ordered(p.hits, w) {
		if len(list) >= most {
			break
		}
		if h.Score < 0.72*p.hits[0].Score && len(list) > 0 {
			continue
		}
		add(h.Row, calculators.Rule{}, false)
	}
	return list
}

// silent is the passage of the document at the place asked about that speaks
// of the subject without an amount, where no rule there grants any.
func (t *turn) silent(p topic, found []finding) (finding, bool) {
	if t.reading.has("target") || !t.scope.named && !t.follows ||
		len(found) > 0 && found[0].known && found[0].rule.Formula.Shape != "targets" && !t.aside(found[0].rule) {
		return finding{}, false
	}
	return t.silentAt(p, t.scope.place())
}

// aside reports that a rule pays nothing and is of a document from above the
// place asked about: asked what the city pays, its own promise comes first.
func (t *turn) aside(r calculators.Rule) bool {
	return t.reading.has("money") && t.scope.named && !r.GrantsMoney() && !slices.Contains(t.scope.own(t), r.Document)
}

// silentAt is such a passage of a document of one place.
func (t *turn) silentAt(p topic, at place.Place) (finding, bool) {
	return t.silentIn(p, slices.DeleteFunc(t.byRank(p), func(id string) bool {
		j := t.document(id).Jurisdiction
		return !covers(j, at) || !local(j, at)
	}))
}

// silentIn is such a passage of one of some documents.
func (t *turn) silentIn(p topic, documents []string) (finding, bool) {
	ids := slices.DeleteFunc(t.byRank(p), func(id string) bool { return !slices.Contains(documents, id) })
	slices.SortStableFunc(ids, func(a, b string) int {
		// The measures of a place before its plan: they say more.
		return boolOrder(t.grantsMoney(b), t.grantsMoney(a))
	})
	for _, id := range ids {
		for _, rule := range t.lib.Rules.ForDocument(id) {
			if rule.Formula.Shape != "none" {
				continue
			}
			if f, ok := t.promise(rule, p); ok && t.speaksOf(f.row, p) {
				return f, true
			}
		}
	}
	return finding{}, false
}

// grantsMoney reports whether a document states amounts.
func (t *turn) grantsMoney(document string) bool {
	return slices.ContainsFunc(t.lib.Rules.ForDocument(document), calculators.Rule.GrantsMoney)
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// speaksOf reports whether a row holds a term of the question or two of its
// letter pairs.
func (t *turn) speaksOf(row retrieval.Row, p topic) bool {
	have := t.lib.subjects.features(row.Text)
	pairs := 0
	for _, f := range unique(t.lib.subjects.features(t.content(p.query))) {
		if !slices.Contains(have, f) {
			continue
		}
		if strings.HasPrefix(f, "=") {
			return true
		}
		pairs++
	}
	return pairs >= 2
}

// promise is the passage of a rule without amounts that a question is about:
// the rule knows which of its topics the words belong to.
func (t *turn) promise(rule calculators.Rule, p topic) (finding, bool) {
	question := p.query + " " + strings.Join(p.terms, " ") // the terms say it in Chinese where the user writes English
	inputs := make(map[string]any)
	for _, in := range rule.Inputs {
		if in.Type == calculators.TextInput {
			inputs[in.ID] = question
		}
	}
	r, err := t.run(Claim{rule.ID, inputs})
	open := 0 // the topic that the words belong to has a note of its own
	for _, n := range r.Notes {
		if n.Kind == "open" {
			open++
		}
	}
	if err != nil || len(r.Quotes) == 0 || open <= len(rule.Open) {
		return finding{}, false
	}
	q := r.Quotes[0]
	row, ok := t.lib.Index.Row(q.Document, q.Clause)
	return finding{quote: q, row: row, rule: rule, known: true}, ok
}

// ordered ranks hits by what the question says beside its words: documents
// whose period is long over come behind the others unless their year is
// named, and rows that hold a figure of the kind asked for come before their
// like.
func (t *turn) ordered(hits []retrieval.Hit, w wanted) []retrieval.Hit {
	hits = slices.Clone(hits)
	weight := make(map[string]float64, len(hits))
	for _, h := range hits {
		weight[h.Row.Document+" "+h.Row.Key] = t.weight(h, w)
	}
	slices.SortStableFunc(hits, func(a, b retrieval.Hit) int {
		switch x, y := weight[a.Row.Document+" "+a.Row.Key], weight[b.Row.Document+" "+b.Row.Key]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return hits
}

func (t *turn) weight(h retrieval.Hit, w wanted) float64 {
	s := h.Score
	switch {
	case t.yearNames(h.Document):
		s *= 1.3
	case t.historical(h.Row.Document) && !h.Cited:
		s *= 0.7
	}
	if h.Row.Kind == retrieval.Preamble || h.Row.Kind == retrieval.Ending {
		s *= 0.6
	}
	if t.scope.named && t.document(h.Row.Document).Jurisdiction != nationwide && local(t.document(h.Row.Document).Jurisdiction, t.scope.place()) {
		s *= 1.15 // the place's own document before its province's
	}
	if slices.ContainsFunc(w.words, func(word string) bool { return strings.Contains(h.Row.Text, word) }) {
		s *= 1.2
	}
	if states(h.Row, w.kinds) {
		s *= 1.25
	}
	if t.reading.has("which_place") && t.figured(h.Row.Document, h.Row.Key) > 0 {
		s *= 1.8
	}
	return s
}

// figured is how many of the figures of a message a clause states: asked whose
// 超100亿元 it is, the clause that says so is meant.
func (t *turn) figured(document, clause string) int {
	row, ok := t.lib.Index.Row(document, clause)
	if !ok {
		return 0
	}
	n := 0
	for _, m := range t.reading.amounts {
		if slices.ContainsFunc(row.Figures, func(f retrieval.Figure) bool {
			return measures[f.Kind] == m.Kind && f.Value.Equal(m.Value)
		}) {
			n++
		}
	}
	return n
}

// measures is what a figure of each kind measures, as questions ask for it.
var measures = map[retrieval.FigureKind]quantity.Kind{
	retrieval.AmountFigure: quantity.Money, retrieval.RateFigure: quantity.Rate, retrieval.CountFigure: quantity.Count,
	retrieval.AreaFigure: quantity.Area, retrieval.RankFigure: quantity.Rank, retrieval.DateFigure: quantity.Day,
	retrieval.MonthFigure: quantity.Month, retrieval.YearFigure: quantity.Year, retrieval.PeriodFigure: quantity.Duration,
	retrieval.NumberFigure: quantity.Number,
}

// states reports whether a row states a figure of one of the kinds.
func states(row retrieval.Row, kinds []quantity.Kind) bool {
	return slices.ContainsFunc(row.Figures, func(f retrieval.Figure) bool { return slices.Contains(kinds, measures[f.Kind]) })
}
