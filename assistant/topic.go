package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// candidate is a rule that a question may be about, with what speaks for it.
type candidate struct {
	rule    calculators.Rule
	subject float64 // share of the question's weight in the rule's own words, 0 to 1
	cited   bool    // the question names its clause by number
	clause  float64 // how well its clause was found, relative to the best, 0 to 1
	fit     float64 // share of the question's quantities that suit its inputs, 0 to 1
	told    int     // conditions the question speaks of
	filled  float64 // share of its required inputs that the question gives, 0 to 1
	phrase  float64 // length of the longest of its words that the question holds, 0 to 1
	dates   bool    // it names the day that the question asks for
	days    bool    // the question gives both the days it holds against each other
	// features are what it is weighed by, score what they come to.
	features map[string]float64
	score    float64
}

// named reports that the question calls the rule by its own words, rather
// than merely standing near it.
func (c candidate) named() bool {
	return c.subject >= 0.3 || c.cited || c.dates && c.subject >= 0.15 || c.phrase >= 0.5 ||
		c.clause > 0.9 && c.filled == 1 && (c.dates || c.fit == 1 && c.told > 0) || // all it asks for is given
		c.clause > 0.95 && c.days
}

// topic is what a question is about.
type topic struct {
	query string // what was searched: the question, with the earlier one where it leans on it
	terms []string
	hits  []retrieval.Hit
	rules []candidate // best first
}

// best is the rule that fits best, if the question names any.
func (p topic) best() (candidate, bool) {
	if len(p.rules) > 0 && p.rules[0].named() {
		return p.rules[0], true
	}
	return candidate{}, false
}

// due is the topic with the rule in front that sets the day, where one is about
// what the question asks the day of: an application has papers and steps, and
// no day, but the yearly report of the same firms has one.
func (p topic) due() (topic, bool) {
	const near = 0.75
	i := slices.IndexFunc(p.rules, func(c candidate) bool {
		return c.dates && c.named() && c.score >= near*p.rules[0].score
	})
	if i < 0 {
		return p, false
	}
	p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), i, i+1), 0, p.rules[i])
	return p, true
}

// dueFrom is the topic with the rule in front that counts a period of the best
// clause from the one day that a message tells: 8月30日出口的货，最晚哪天退回来. Of
// several it is the one for the customs code that the message names.
func (t *turn) dueFrom(p topic) (topic, bool) {
	if t.daysTold() != 1 || len(p.rules) == 0 {
		return p, false
	}
	best := -1
	for i, c := range p.rules {
		if c.rule.Formula.Shape != "deadline" || c.rule.Outcome != calculators.DateOutcome || c.filled < 1 ||
			c.rule.Document != p.rules[0].rule.Document || c.rule.Clause != p.rules[0].rule.Clause || t.otherCode(c.rule) {
			continue
		}
		if best < 0 || len(codesOf(c.rule)) > len(codesOf(p.rules[best].rule)) {
			best = i
		}
	}
	if best < 0 || p.rules[best].rule.ID != p.rules[0].rule.ID && p.rules[0].rule.Outcome == calculators.DateOutcome {
		return p, false
	}
	front := p.rules[best]
	front.subject = 1
	p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), best, best+1), 0, front)
	return p, true
}

// periodOf is the topic with the rule in front that sets a period in the clause
// of the best one, where that one knows of no time: 退货免税要在多久内.
func (p topic) periodOf() topic {
	if len(p.rules) == 0 || p.rules[0].rule.Outcome == calculators.DateOutcome {
		return p
	}
	document := p.rules[0].rule.Document
	i := slices.IndexFunc(p.rules, func(c candidate) bool {
		return c.rule.Outcome == calculators.DateOutcome && c.rule.Document == document && c.clause > 0.95 && c.clause >= p.rules[0].clause
	})
	if i >= 0 {
		p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), i, i+1), 0, p.rules[i])
	}
	return p
}

// periodCalled is the topic with the rule in front that sets a period and that
// the message calls by its words (评上管几年), whatever clause was found best.
func (p topic) periodCalled() topic {
	i := slices.IndexFunc(p.rules, func(c candidate) bool { return c.rule.Outcome == calculators.DateOutcome && c.phrase >= 0.5 })
	if i >= 0 {
		c := p.rules[i]
		c.clause = 1
		p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), i, i+1), 0, c)
	}
	return p
}

// coverage is how much of the question the best clause holds, 0 to 1.
func (p topic) coverage() float64 {
	best := 0.0
	for _, h := range p.hits {
		best = max(best, h.Coverage)
	}
	return best
}

const searchDepth = 12

// find looks for clauses and rules in the given documents.
func (t *turn) find(documents []string, query string, terms []string) (topic, error) {
	t.observer.Stage("searching")
	p := topic{query: query, terms: terms}
	hits, err := t.lib.Index.Search(t.ctx, retrieval.Query{
		Text: query, Filter: retrieval.Filter{Documents: documents}, Limit: searchDepth,
	})
	if err != nil {
		return topic{}, err
	}
	p.hits = hits
	ranked := make(map[[2]string]float64)
	cited := make(map[[2]string]bool)
	for _, h := range hits {
		share := h.Score / hits[0].Score
		at := [2]string{h.Row.Document, h.Row.Key}
		ranked[at], cited[at] = share, h.Cited
		for key := h.Row.Key; ; {
			i := strings.LastIndexByte(key, '/')
			if i < 0 {
				break
			}
			key = key[:i]
			if above := [2]string{h.Row.Document, key}; ranked[above] < share {
				ranked[above] = share // what stands under a heading speaks for it
			}
		}
	}
	match := t.lib.subjects.match(t.content(query))
	asked := t.lib.subjects.features(query)
	for _, r := range t.lib.Rules.Rules() {
		if !slices.Contains(documents, r.Document) {
			continue
		}
		at := [2]string{r.Document, r.Clause}
		c := candidate{rule: r, subject: match[r.ID], clause: ranked[at], cited: cited[at]}
		if r.Formula.Shape == "none" && c.subject > 0 {
			// Its promises stand in clauses of their own.
			if f, ok := t.promise(r, p); ok {
				c.clause = max(c.clause, ranked[[2]string{f.row.Document, f.row.Key}])
			}
		}
		if r.Formula.Shape == "targets" && c.subject > 0 {
			// Its lines stand in clauses of their own too.
			if line, ok := t.targetOf(r.Document); ok {
				c.clause = max(c.clause, ranked[[2]string{r.Document, line.Quotes[0].Clause}])
			}
		}
		if r.Clause == "" {
			for _, at := range r.See {
				c.clause = max(c.clause, ranked[[2]string{r.Document, at.Clause}])
			}
		}
		if c.subject == 0 && c.clause == 0 {
			continue
		}
		if t.reading.has("money") && (r.Formula.Shape == "targets" || r.Formula.Shape == "total") {
			continue // a plan's target is no money for anybody
		}
		if _, sum := r.SumInput(); sum && !t.reading.has("ceiling") {
			continue // the cap over all clauses answers only for itself
		}
		c.fit = t.fit(r)
		c.told = len(t.told(r))
		c.filled = t.filled(r)
		c.phrase = t.lib.subjects.phrase(r.ID, t.reading.folded)
		// It can name the day that is asked for.
		c.dates = r.Outcome == calculators.DateOutcome && (c.filled == 1 || yearly(r) && slices.ContainsFunc(r.Words, t.says)) && t.reading.has("deadline") && !t.otherCode(r)
		c.days = t.tellsDays(r)
		jurisdiction := t.document(r.Document).Jurisdiction
		c.features = map[string]float64{
			"subject": c.subject, "title": t.lib.subjects.titled(r.ID, asked), "phrase": c.phrase, "clause": c.clause,
			"fit": c.fit, "told": float64(min(c.told, 2)), "filled": c.filled, "grants": oneIf(r.GrantsMoney()),
			"cited": oneIf(c.cited), "historical": oneIf(t.historical(r.Document)), "dates": oneIf(c.dates),
			"local":      oneIf(t.scope.named && jurisdiction != nationwide && local(jurisdiction, t.scope.place())),
			"other_code": oneIf(t.otherCode(r)),
			"no_amount":  oneIf(r.Formula.Shape == "none" && t.reading.has("definition", "target", "counted") && !t.reading.has("money")),
		}
		c.score = t.weights.score(ruleChoice, c.features)
		p.rules = append(p.rules, c)
	}
	t.preferGrants(&p)
	slices.SortStableFunc(p.rules, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return strings.Compare(a.rule.ID, b.rule.ID)
	})
	t.preferTold(&p)
	t.preferWhole(&p)
	return p, nil
}

// yearly reports whether a rule sets a day of every year, for which nothing
// but the year must be told.
func yearly(r calculators.Rule) bool {
	return r.Outcome == calculators.DateOutcome && len(r.Inputs) == 1 && r.Inputs[0].Type == calculators.YearInput
}

// says reports whether a word stands in the message.
func (t *turn) says(word string) bool { return len(occurrences(t.reading.runes, word)) > 0 }

// oneIf is a feature that holds or does not.
func oneIf(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// codesOf are the customs codes in a rule's title.
func codesOf(r calculators.Rule) []quantity.Mention {
	return slices.DeleteFunc(quantity.Find(r.Title.Zh, quantity.Options{}), func(m quantity.Mention) bool { return !isCode(m) })
}

// otherCode reports that a message names a customs code and a rule's title
// another one.
func (t *turn) otherCode(r calculators.Rule) bool {
	title := []rune(r.Title.Zh)
	codes := codesOf(r)
	if len(title) == 0 || len(codes) == 0 {
		return false
	}
	said := false
	for _, m := range t.reading.amounts {
		if isCode(m.Mention) {
			said = true
			if slices.ContainsFunc(codes, func(c quantity.Mention) bool { return c.Text == m.Text }) {
				return false
			}
		}
	}
	return said
}

// fit is the share of what the user has or did that suits some input.
func (t *turn) fit(r calculators.Rule) float64 {
	n, fitting := 0, 0.0
	for _, m := range t.reading.amounts {
		if m.role != roleInput || m.Kind == quantity.Year || m.Kind == quantity.Month || m.Kind == quantity.Day {
			continue // a date says when, not what about
		}
		n++
		best := 0.0
		for _, in := range r.Inputs {
			best = max(best, t.suitability(m.Mention, in))
		}
		fitting += best
	}
	if n == 0 {
		return 0
	}
	return fitting / float64(n)
}

// preferGrants puts a promise without an amount behind a rule of the same
// place that does grant one for the subject: asked what Suzhou pays, its plan
// that promises support must not hide the measures that state the sum.
func (t *turn) preferGrants(p *topic) {
	for i, c := range p.rules {
		if c.rule.Outcome != calculators.NoAmount {
			continue
		}
		place := t.document(c.rule.Document).Jurisdiction
		if slices.ContainsFunc(p.rules, func(g candidate) bool {
			return g.rule.GrantsMoney() && g.named() && t.document(g.rule.Document).Jurisdiction == place &&
				slices.ContainsFunc(p.terms, func(term string) bool { return t.lib.subjects.about(g.rule.ID, term) })
		}) {
			c.features["hidden"] = 1
			p.rules[i].score = t.weights.score(ruleChoice, c.features)
		}
	}
}

// preferTold puts a rule in front whose conditions the message speaks of, where
// the best one is of the same document, is told nothing, and no sum is asked
// for: 穿过还能免税吗 asks whether 穿过 matters.
func (t *turn) preferTold(p *topic) {
	const near = 0.7
	if len(p.rules) == 0 || p.rules[0].told > 0 || p.rules[0].filled > 0 || p.rules[0].rule.GrantsMoney() || !t.reading.has("yesno") {
		return
	}
	best := p.rules[0]
	i := slices.IndexFunc(p.rules, func(c candidate) bool {
		return c.told > 0 && c.named() && !c.rule.GrantsMoney() && c.rule.Document == best.rule.Document && c.score >= near*best.score
	})
	if i > 0 {
		p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), i, i+1), 0, p.rules[i])
	}
}

// preferWhole puts a rule in front that takes every figure of the message and
// needs no other, where the best one is of the same document and leaves some
// aside: 两类业务都做，交易额61亿，员工600人 is told for the type that counts the
// kinds of business as well.
func (t *turn) preferWhole(p *topic) {
	const near = 0.9
	if len(p.rules) == 0 || p.rules[0].fit == 1 || p.rules[0].rule.GrantsMoney() || !t.reading.has("yesno") {
		return
	}
	best := p.rules[0]
	i := slices.IndexFunc(p.rules, func(c candidate) bool {
		return c.fit == 1 && c.filled == 1 && c.named() && !c.rule.GrantsMoney() && c.rule.Document == best.rule.Document && c.score >= near*best.score
	})
	if i > 0 {
		p.rules = slices.Insert(slices.Delete(slices.Clone(p.rules), i, i+1), 0, p.rules[i])
	}
}

// filled is the share of the inputs a rule cannot do without that the
// question gives. Of two rules on one subject the one that can answer is meant.
func (t *turn) filled(r calculators.Rule) float64 {
	chosen := t.assign(r, hit{0, len(t.reading.runes)})
	required, given := 0, 0
	for _, in := range r.Inputs {
		if in.Optional || in.Default != nil {
			continue
		}
		required++
		_, option := t.option(in)
		if option || slices.ContainsFunc(chosen, func(a assignment) bool { return a.input.ID == in.ID }) {
			given++
		}
	}
	if required == 0 {
		return 0
	}
	return float64(given) / float64(required)
}

// historical reports whether a document's plan period is over. A document
// past its own validity is still what people ask about; a plan of ten years
// ago is not.
func (t *turn) historical(document string) bool {
	d := t.document(document)
	return d.Expires.IsZero() && !d.PeriodEnd.IsZero() && d.PeriodEnd.Year+1 < t.asOf.Year
}

// supposes reports that a message says what if, rather than pointing at
// something: the 那 of 那个研究院 supposes nothing.
func (t *turn) supposes() bool {
	return slices.ContainsFunc(t.reading.cues["suppose"], func(h hit) bool {
		return !slices.ContainsFunc(t.reading.cues["function"], func(f hit) bool { return f.start <= h.start && h.end <= f.end && f.len() > h.len() })
	})
}

// telling cues are words of a subject, which no question word explains away.
var telling = map[cue]bool{
	"rank_1": true, "rank_2": true, "rank_3": true, "rank_last": true,
	"country": true, "country_rule": true, "marketplace": true, "market_rule": true, "offtopic": true, "advice": true, "firms": true, "growth_rate": true, "how_often": true, "one_time": true, "asks": true, "asks_end": true,
}
