package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval/place"
)

// compare puts what several places say of one topic side by side.
func (t *turn) compare(p topic) (Answer, error) {
	places := t.scope.places
	if t.follows && len(places) < 2 {
		// The cities talked about last: 苏州的呢 … 两个城市哪个高.
		steps := []*State{&t.before}
		for s := t.before.Back; s != nil && len(steps) < remembersSteps; s = s.Back {
			steps = append(steps, s)
		}
		for _, s := range steps {
			for _, name := range s.Places {
				p, ok := place.Lookup(name)
				if ok && len(places) < 2 && !slices.ContainsFunc(places, func(x place.Place) bool { return x.Name == p.Name }) {
					places = append([]place.Place{p}, places...)
				}
			}
		}
	}
	if len(places) < 2 {
		if a, ok, err := t.compareDocuments(p); ok || err != nil {
			return a, err
		}
		return t.lookup(actLookup, p), nil
	}
	a := Answer{Kind: Comparison}
	w := t.writer()
	for _, pl := range places {
		sub, err := t.find(t.narrowed(pl), p.query, p.terms)
		if err != nil {
			return Answer{}, err
		}
		t.compareOne(w, &a, pl, sub)
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Places = nil
	for _, pl := range places {
		t.next.Places = append(t.next.Places, pl.Name)
	}
	return a, nil
}

// compareDocuments puts side by side what several documents of one place say.
func (t *turn) compareDocuments(p topic) (Answer, bool, error) {
	a := Answer{Kind: Comparison}
	w := t.writer()
	lines := 0
	for _, id := range t.byRank(p) {
		d := t.document(id)
		if lines == 3 || t.historical(id) || d.Jurisdiction == nationwide || !t.scope.named || !local(d.Jurisdiction, t.scope.place()) {
			continue
		}
		sub, err := t.find([]string{id}, p.query, p.terms)
		if err != nil {
			return Answer{}, false, err
		}
		found := t.passages(sub, t.wants(actLookup), 1)
		if len(found) == 0 || !t.speaksOf(found[0].row, p) {
			continue
		}
		w.line()
		w.say(phrase{"%s：%s“%s”", "%s: %s “%s”"}, w.documentName(d), w.clause(found[0].quote.Number, found[0].quote.Clause), verbatim(strings.TrimSpace(found[0].quote.Text)))
		addQuote(&a, found[0].quote)
		lines++
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, lines > 1, nil
}

// overview answers what support there is for something: every place whose
// document grants it, in its own words.
func (t *turn) overview(what act, p topic) (Answer, bool) {
	if what != actLookup && what != actDefinition || !t.reading.has("which_support") || len(t.granting(p.terms)) == 0 {
		return Answer{}, false
	}
	var places []place.Place
	for _, c := range p.rules {
		j, ok := place.Lookup(t.document(c.rule.Document).Jurisdiction)
		about := slices.ContainsFunc(p.terms, func(term string) bool { return t.lib.subjects.about(c.rule.ID, term) })
		if ok && about && c.rule.GrantsMoney() && !slices.Contains(places, j) {
			places = append(places, j)
		}
	}
	if len(places) == 0 {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	for _, j := range places {
		var own []string
		for _, id := range t.scope.documents {
			if t.document(id).Jurisdiction == j.Name {
				own = append(own, id)
			}
		}
		sub, err := t.find(own, p.query, p.terms)
		if err != nil {
			return Answer{}, false
		}
		t.compareOne(w, &a, j, sub)
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// compareOne adds a place's line: its own words, or that it states no amount.
func (t *turn) compareOne(w *writer, a *Answer, pl place.Place, p topic) {
	name := pl.Short
	if w.language == English && pl.English != "" {
		name = pl.English
	}
	what := actLookup
	if t.reading.has("target") {
		what = actTarget
	}
	w.line()
	if what == actTarget && t.compareTarget(w, a, name, pl) {
		return
	}
	found := t.passages(p, t.wants(what), 1)
	if f, ok := t.silentAt(p, pl); ok && what == actLookup && (len(found) == 0 || !t.granted(found[0])) {
		found = []finding{f}
	}
	if len(found) == 0 {
		w.say(phrase{"%s：资料库里没有找到相关条款。", "%s: no clause found in the library."}, name)
		return
	}
	f := found[0]
	first := len(a.Quotes)
	for _, rule := range t.grants(p, f) {
		t.quoteRule(a, rule)
	}
	if len(a.Quotes) == first {
		addQuote(a, f.quote)
	}
	status := ""
	if t.document(f.row.Document).Draft {
		status = w.in(phrase{"（征求意见稿）", " (draft)"})
	}
	w.say(phrase{"%s%s：", "%s%s:"}, name, status)
	figure := false
	for _, q := range a.Quotes[first:] {
		figure = figure || hasFigure(q.Text)
		w.say(phrase{"%s“%s”", "%s, “%s”"}, w.clause(q.Number, q.Clause), verbatim(strings.TrimSpace(q.Text)))
	}
	if what == actLookup && !figure {
		w.say(phrase{"没有写金额。", "No amount is stated."})
		t.resultNone(a, f.row.Document)
	}
}

// compareTarget adds a place's line of a comparison of targets: that of its
// plan which the question is about.
func (t *turn) compareTarget(w *writer, a *Answer, name string, pl place.Place) bool {
	for _, id := range t.narrowed(pl) {
		if d := t.document(id); t.historical(id) || !local(d.Jurisdiction, pl) || d.Jurisdiction == nationwide {
			continue
		}
		r, ok := t.targetOf(id)
		if !ok {
			continue
		}
		at := addQuote(a, r.Quotes[0])
		for _, q := range a.Quotes {
			if q.ID == at {
				w.say(phrase{"%s：%s“%s”。", "%s: %s “%s”."}, name, w.clause(q.Number, q.Clause), verbatim(strings.TrimRight(strings.TrimSpace(q.Text), "。；")))
			}
		}
		return true
	}
	return false
}

// grants are the rules of a finding's document that pay for what is compared,
// a handful at most.
func (t *turn) grants(p topic, f finding) []calculators.Rule {
	var rules []calculators.Rule
	for _, c := range p.rules {
		if len(rules) < 4 && c.rule.GrantsMoney() && c.rule.Document == f.row.Document &&
			slices.ContainsFunc(p.terms, func(term string) bool { return t.lib.subjects.about(c.rule.ID, term) }) {
			rules = append(rules, c.rule)
		}
	}
	return rules
}

// askCity asks which city is meant and says what each grants meanwhile.
func (t *turn) askCity(contenders []candidate) Answer {
	a := Answer{Kind: Clarification}
	w := t.writer()
	w.say(phrase{"要看在哪个城市：", "It depends on the city:"})
	q := Question{Input: "place", Text: w.in(phrase{"您问的是哪里？", "Which city do you mean?"})}
	for _, c := range contenders {
		n := len(a.Quotes)
		t.quoteRule(&a, c.rule)
		d := t.document(c.rule.Document)
		name := placeName(d.Jurisdiction)
		if w.language == English && placeEnglish(d.Jurisdiction) != "" {
			name = placeEnglish(d.Jurisdiction)
		}
		q.Choices = append(q.Choices, name)
		if len(a.Quotes) > n {
			w.line()
			w.say(phrase{"%s：%s“%s”", "%s: %s “%s”"}, name, w.clause(a.Quotes[n].Number, a.Quotes[n].Clause), verbatim(strings.TrimSpace(a.Quotes[n].Text)))
			t.judge(w, c.rule, calculators.Result{})
		}
	}
	a.Questions = []Question{q}
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Open = t.reading.text
	return a
}

// separately writes results that no cap joins, one after the other.
func (t *turn) separately(results []calculators.Result) Answer {
	a := t.calculation(results[0])
	for _, r := range results[1:] {
		next := t.calculation(r)
		a.Text += "\n" + next.Text
		a.Questions = append(a.Questions, next.Questions...)
		addResult(&a, r)
	}
	return a
}
