package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval/place"
)

// compare puts what several places say of one topic side by side.
func (t *turn) compare(p topic) (Answer, error) {
	if len(t.scope.compared) > 1 {
		a, _, err := t.compareDocuments(p)
		return a, err
	}
	if a, ok, err := t.sideBySide(p); ok || err != nil {
		return a, err
	}
	places := t.scope.places
	if (t.follows || t.reading.has("cities")) && len(places) < 2 {
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
		t.compareOne(w, &a, t.sideOf(w, pl), sub)
	}
	t.addTables(w, &a)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Places = nil
	for _, pl := range places {
		t.next.Places = append(t.next.Places, pl.Name)
	}
	return a, nil
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
		t.compareOne(w, &a, t.sideOf(w, j), sub)
		if best, ok := sub.best(); ok && len(places) == 1 && len(a.Quotes) == 1 && best.rule.GrantsMoney() && best.rule.Clause == a.Quotes[0].Clause {
			t.next.Claims = []Claim{{Rule: best.rule.ID}} // the one clause there is: what follows goes on with it
		}
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// sideOf is a place with its documents, those that also hold there included.
func (t *turn) sideOf(w *writer, pl place.Place) side {
	name := pl.Short
	if w.language == English && pl.English != "" {
		name = pl.English
	}
	own := slices.DeleteFunc(t.narrowed(pl), func(id string) bool {
		d := t.document(id)
		return d.Jurisdiction == nationwide || !local(d.Jurisdiction, pl)
	})
	return side{name: name, documents: own}
}

// compareOne adds a side's line: its own words, or that it states no amount.
func (t *turn) compareOne(w *writer, a *Answer, s side, p topic) {
	what := actLookup
	if t.reading.has("target") {
		what = actTarget
	}
	w.line()
	if s.alone && t.aboutDocument() && t.reading.has("status", "deadline") {
		t.force(w, a, t.document(s.documents[0]))
		return
	}
	if what == actTarget && t.compareTarget(w, a, s) {
		return
	}
	found := t.passages(p, t.wants(what), 1)
	if what == actLookup && (len(found) == 0 || !t.granted(found[0])) {
		// What pays for it says more than a plan that speaks of it.
		f, ok := t.grantIn(p, s.documents)
		if !ok {
			f, ok = t.silentIn(p, s.documents)
		}
		if ok {
			found = []finding{f}
		}
	}
	if len(found) == 0 || s.alone && !found[0].known && !t.speaksOf(found[0].row, p) {
		w.say(phrase{"%s：资料库里没有找到相关条款。", "%s: no clause found in the library."}, s.name)
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
	if t.document(f.row.Document).Draft && !s.alone {
		status = w.in(phrase{"（征求意见稿）", " (draft)"})
	}
	w.say(phrase{"%s%s：", "%s%s:"}, s.name, status)
	figure := false
	for _, q := range a.Quotes[first:] {
		figure = figure || hasFigure(q.Text)
		w.say(phrase{"%s“%s”", "%s, “%s”"}, w.cite("", q), verbatim(strings.TrimSpace(q.Text)))
	}
	if what == actLookup && !figure {
		none := phrase{"没有写金额。", "No amount is stated."}
		if last := strings.TrimSpace(a.Quotes[len(a.Quotes)-1].Text); !strings.HasSuffix(last, "。") {
			none.zh = "，" + none.zh
		}
		w.say(none)
		t.resultNone(a, f.row.Document)
	}
}

// compareTarget adds a side's line of a comparison of targets: those that the
// question is about, or where it is about none by name and the document is,
// its first ones.
func (t *turn) compareTarget(w *writer, a *Answer, s side) bool {
	for _, id := range s.documents {
		if t.historical(id) && !s.alone {
			continue
		}
		var quotes []calculators.Quote
		if r, ok := t.targetOf(id); ok {
			quotes = r.Quotes[:1]
		} else if s.alone || len(t.reading.topic) == 0 && len(t.leftover()) == 0 {
			quotes, _ = t.targetLines(id)
		}
		if len(quotes) == 0 {
			continue
		}
		words := make([]string, 0, len(quotes))
		for _, q := range quotes {
			addQuote(a, q)
			words = append(words, w.cite("", q)+"“"+strings.TrimRight(strings.TrimSpace(q.Text), "。；")+"”")
		}
		w.say(phrase{"%s：%s。", "%s: %s."}, s.name, verbatim(strings.Join(words, w.in(phrase{"；", "; "}))))
		return true
	}
	return false
}

// addTables adds the tables of the targets that were quoted, for what a clerk
// would say of them: which cannot be held against each other.
func (t *turn) addTables(w *writer, a *Answer) {
	if !t.reading.has("target") {
		return
	}
	for _, rule := range t.lib.Rules.Rules() {
		if !slices.ContainsFunc(rule.Targets(), func(line calculators.TargetLine) bool {
			return slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool {
				return q.Document == rule.Document && q.Clause == line.Clause
			})
		}) {
			continue
		}
		table := calculators.Result{Rule: rule.ID, Title: rule.Title.In(w.language), Outcome: calculators.ValueOutcome, Notes: []calculators.Note{
			{Kind: "warn", Text: w.in(phrase{"这些是规划目标，不是已达到的结果", "these are targets of plans, not results"})},
		}}
		for _, text := range rule.Warn {
			table.Notes = append(table.Notes, calculators.Note{Kind: "warn", Text: text.In(w.language)})
		}
		a.Results = append(a.Results, table)
	}
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

// grantIn is the clause of some documents that pays for what is asked about.
func (t *turn) grantIn(p topic, documents []string) (finding, bool) {
	for _, c := range p.rules {
		if !c.rule.GrantsMoney() || !slices.Contains(documents, c.rule.Document) ||
			!slices.ContainsFunc(p.terms, func(term string) bool { return t.lib.subjects.about(c.rule.ID, term) }) {
			continue
		}
		var a Answer
		t.quoteRule(&a, c.rule)
		if row, ok := t.lib.Index.Row(c.rule.Document, c.rule.Clause); ok && len(a.Quotes) > 0 {
			return finding{a.Quotes[0], row, c.rule, true}, true
		}
	}
	return finding{}, false
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
			w.say(phrase{"%s：%s“%s”", "%s: %s “%s”"}, name, w.cite("", a.Quotes[n]), verbatim(strings.TrimSpace(a.Quotes[n].Text)))
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
