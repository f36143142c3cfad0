package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// act is what a question wants done.
type act string

const (
	actEvaluate   act = "evaluate" // work out a rule: an amount, a yes or no, a date
	actLookup     act = "lookup"   // say what the clause says
	actStatus     act = "status"   // what a document is and until when
	actDeadline   act = "deadline" // a period or day that a clause sets
	actDepartment act = "department"
	actMaterials  act = "materials"
	actProcedure  act = "procedure"
	actDefinition act = "definition"
	actTarget     act = "target"
	actCompare    act = "compare"
	actOriginal   act = "original"
	actCeiling    act = "ceiling" // what one enterprise gets in all
)

// answer decides what a message wants and has it answered.
func (t *turn) answer() (Answer, error) {
	if t.reading.has("reset") {
		return t.restart(), nil
	}
	if a, ok, err := t.undo(); ok || err != nil {
		t.undone = true
		return a, err
	}
	if a, ok := t.refuse(); ok {
		return a, nil
	}
	t.corrected()
	t.follows = t.leans()
	if a, ok := t.whichDocument(); ok {
		return a, nil
	}
	if a, ok := t.whatDrafts(); ok {
		return a, nil
	}
	if a, ok := t.smallTalk(); ok {
		return a, nil
	}
	t.scope = t.scopeOf()
	for _, p := range t.scope.places {
		t.next.Places = append(t.next.Places, p.Name)
	}
	t.next.Placed = t.scope.named || t.before.Placed && len(t.next.Places) > 0
	query, terms := t.query()
	p, err := t.find(t.scope.documents, query, terms)
	if err != nil {
		return Answer{}, err
	}
	if !t.follows && t.staysThere() && !t.reading.has("suppose") && (t.outside(p) || t.stranded(p)) {
		t.moved = true
		t.scope = t.scopeOf()
		t.next.Places, t.next.Placed = nil, false
		if p, err = t.find(t.scope.documents, query, terms); err != nil {
			return Answer{}, err
		}
	}
	if a, ok := t.noted(); ok {
		return a, nil
	}
	if own, ok, err := t.inConversation(); err != nil {
		return Answer{}, err
	} else if ok {
		p, query, terms = own, own.query, own.terms
	}
	if !t.follows && t.outside(p) {
		if on, ok, err := t.leaning(); err != nil {
			return Answer{}, err
		} else if ok {
			p, query, terms = on, on.query, on.terms
		}
	}
	if a, ok := t.silentOnMoney(); ok {
		return a, nil
	}
	if a, ok := t.notRequired(); ok {
		return a, nil
	}
	at, projects := t.projection(p)
	if projects {
		p = at
	}
	if a, ok := t.forWhom(); ok {
		return a, nil
	}
	if a, ok := t.abroad(); ok {
		return a, nil
	}
	if t.scope.home() && !projects && (t.subjectless() || t.outside(p) && t.asksForAll()) {
		t.explain(p, nil, "which subject")
		return t.whichSubject(), nil
	}
	if why, ok := t.elsewhere(); ok {
		t.explain(p, nil, "outside")
		t.next, t.declined = t.before, true
		return t.notHere(why), nil
	}
	if !projects && t.outside(p) {
		t.explain(p, nil, "outside")
		t.next = t.before // a question outside leaves the conversation where it was
		return t.noAnswer(p), nil
	}
	t.next.Topic, t.next.Question, t.next.Words = terms, query, t.leftover()
	if t.follows {
		t.next.Question, t.next.Words = t.before.Question, t.before.Words
	}
	features := t.features(p)
	scores := t.weigh(features)
	chosen := strongest(scores)
	if projects {
		chosen = actEvaluate
	}
	if t.forced != "" {
		chosen = t.forced
	}
	t.explain(p, scores, chosen)
	if t.explanation != nil {
		t.explanation.Features = features
	}
	a, err := t.act(chosen, p)
	if err != nil {
		return Answer{}, err
	}
	t.remember(a)
	if chosen == actDefinition && t.termAside() {
		t.next.Claims, t.next.Pending, t.next.Clause, t.next.Documents = t.before.Claims, t.before.Pending, t.before.Clause, t.before.Documents
		t.next.Question, t.next.Topic, t.next.Words = t.before.Question, t.before.Topic, t.before.Words
	}
	return a, nil
}

// termAside reports that the terms a message asks the meaning of are words of
// the rule in play: what follows goes on with that rule.
func (t *turn) termAside() bool {
	if len(t.before.Claims) == 0 || len(t.reading.topic) == 0 || !t.sameDocuments() {
		return false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	return ok && !slices.ContainsFunc(t.reading.topic, func(term string) bool {
		holds := func(w string) bool { return strings.Contains(w, term) || strings.Contains(term, w) }
		return !slices.ContainsFunc(rule.Conditions, func(c calculators.Condition) bool {
			return slices.ContainsFunc(append([]string{c.Label.Zh}, c.Words...), holds)
		}) && !slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool { return slices.ContainsFunc(inputWords(in), holds) })
	})
}

func (t *turn) act(what act, p topic) (Answer, error) {
	switch what {
	case actLookup, actTarget, actEvaluate, actDefinition:
		if a, ok := t.allKinds(p); ok {
			return a, nil
		}
		if a, ok := t.thresholds(p); ok {
			return a, nil
		}
	}
	switch what {
	case actCompare:
		if t.reading.has("ceiling") && t.reading.has("single") && len(t.granting(t.reading.topic)) == 0 {
			return t.overall(p), nil // the caps of both, rather than any of their clauses
		}
		return t.compare(p)
	case actStatus:
		return t.status(p), nil
	case actDepartment:
		return t.department(p), nil
	case actMaterials, actProcedure:
		if t.reading.has("handed_to") {
			what = actProcedure // to whom the papers go, not which they are
		}
		return t.procedure(what, p), nil
	case actOriginal:
		return t.original(p), nil
	case actCeiling:
		return t.overall(p), nil
	case actDefinition, actLookup:
		if best, ok := p.best(); ok && best.rule.Formula.Shape == "checklist" && !t.reading.has("materials", "procedure") &&
			(what == actDefinition || t.reading.has("listing") && best.phrase > 0) {
			return t.checklist(best.rule), nil
		}
	case actDeadline:
		if due, ok := t.dueFrom(p); ok {
			return t.evaluate(due)
		}
		if due, ok := p.due(); ok {
			return t.evaluate(due)
		}
		p = p.periodOf().periodCalled()
	case actTarget:
		if len(t.scope.places) > 1 {
			return t.compare(p) // what each of them has set, and none of them alone
		}
		if t.scope.named || t.follows || t.reading.has("total") {
			return t.target(p), nil
		}
	case actEvaluate:
		return t.evaluate(p)
	}
	return t.lookup(what, p), nil
}

// query is what to search for: the message, and what it leans on.
func (t *turn) query() (text string, terms []string) {
	text, terms = t.searched(), t.reading.topic
	if !t.follows {
		return text, terms
	}
	for _, term := range t.before.Topic {
		if !slices.Contains(terms, term) {
			terms = append(slices.Clone(terms), term)
		}
	}
	return t.before.Question + " " + text, terms
}

// searched is the message as it is searched for: without asking for the
// department, as every clause ends with departments, and without streets.
func (t *turn) searched() string {
	if _, doing := t.doing(); doing {
		return t.reading.folded
	}
	return t.without("department", "street")
}

// weigh says how much speaks for each act, by the weights of weights.txt.
func (t *turn) weigh(features map[string]float64) map[act]float64 {
	score := make(map[act]float64, len(acts))
	for _, a := range acts {
		score[a] = t.weights.score(string(a), features)
	}
	return score
}

// features are what speaks for one act or another: what the question words
// ask for, what the best rule offers, and how the message leans on the
// conversation.
func (t *turn) features(p topic) map[string]float64 {
	r := t.reading
	f := map[string]float64{"any": 1}
	is := func(name string, holds bool) {
		if holds {
			f[name] = 1
		}
	}
	for _, c := range []cue{
		"amount", "yesno", "materials", "procedure", "definition", "deadline", "compare", "which_place",
		"ceiling", "money", "per_unit", "which_support",
	} {
		is(string(c), r.has(c))
	}
	is("compare", r.has("compare") || t.comparesOn())
	best, ok := p.best()
	if ok && best.told > 0 && r.language == English && len(r.cues["auxiliary_opens"]) > 0 {
		delete(f, "definition") // we added a part: do they still count as unchanged?
	}
	// 名单有效期几年 asks for the period of a clause, and not for its document's.
	is("status", r.has("status") && !(ok && best.rule.Formula.Shape == "deadline" && best.subject >= 0.8))
	_, doing := t.doing()
	is("department", r.has("department") && !doing)
	is("doing", doing)
	is("ceiling_beside", r.has("ceiling") && t.asksBeside())
	is("single", r.has("ceiling") && (r.has("single") || r.has("in_all") && len(t.granting(r.topic)) == 0 && !t.hasInput()))
	is("own_subject", len(t.granting(t.reading.topic)) > 0 || t.hasInput())
	is("original", r.has("original") && t.follows)
	is("document", r.has("deadline") && t.aboutDocument())
	is("places", len(t.scope.places) > 1 || r.has("compare") && r.has("cities") && len(t.before.Places) > 0)
	is("documents", len(t.scope.compared) > 1)
	is("contrast", f["compare"] > 0 && (len(t.scope.places) > 1 || len(t.scope.compared) > 1))
	is("step_timed", t.asksWhen())
	is("several", len(t.several(p)) > 1)
	is("carries", t.follows && len(t.before.Claims) > 0 && !r.has("department", "materials", "procedure", "definition", "status") && !t.asksBeside())
	is("target", (r.has("target") || ok && best.rule.Formula.Shape == "targets" && r.has("counted")) && !t.meetsAll() && !t.seeksLeast())
	is("target_open", r.has("target") && best.filled < 1)
	if !ok {
		return f
	}
	shape := best.rule.Formula.Shape
	is("named", true)
	is("grants", best.rule.GrantsMoney())
	is("grants_asked", best.rule.GrantsMoney() && !t.asksBeside() && (t.asksMoney() || r.has("yesno", "suppose", "total", "add")) && !(r.has("deadline") && !r.has("howmuch") && best.told == 0 && best.fit == 0))
	is("silent", best.rule.Outcome == calculators.NoAmount)
	is("fits", best.fit > 0.3)
	is("filled", best.filled == 1 && !t.asksBeside())
	is("dated", best.filled == 1 && dated(best.rule) || best.days)
	is("told", best.told > 0 && !t.asksBeside())
	is("resumes", r.has("back") && slices.ContainsFunc(t.before.Earlier, func(c Claim) bool { return c.Rule == best.rule.ID }))
	is("looked_up", best.filled < 1 && (r.has("per_unit") || t.follows && !t.scope.named && t.before.Kind == Lookup && best.told == 0 && best.fit <= 0.3))
	is("targets", shape == "targets" && !r.has("department", "materials", "which_support"))
	is("list", shape == "checklist")
	is("where", shape == "scope" && len(r.places) > 0 && r.has("yesno") && !r.has("status", "there_is"))
	return f
}

// asksMoney reports whether a message asks what is granted: in so many words,
// by a figure it puts to be confirmed (给100万对吧), or for the most that a
// subject of its own brings (总部落户的封顶数).
func (t *turn) asksMoney() bool {
	return t.reading.has("amount") || t.reading.has("ceiling") && len(t.granting(t.reading.topic)) > 0 ||
		slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleClaim })
}

// dated reports whether a rule counts from a day that must be told.
func dated(r calculators.Rule) bool {
	return slices.ContainsFunc(r.Inputs, func(in calculators.Input) bool {
		return in.Type == calculators.DateInput && !in.Optional
	})
}

// tellsDays reports that a message gives a rule both the days it holds against
// each other: 4月10日出口，10月11日退回.
func (t *turn) tellsDays(r calculators.Rule) bool {
	days := 0
	for _, m := range t.reading.amounts {
		if m.Kind == quantity.Day && m.role == roleInput {
			days++
		}
	}
	asked := 0
	for _, in := range r.Inputs {
		if in.Type == calculators.DateInput {
			asked++
		}
	}
	return days > 1 && asked > 1
}

// acts are all there are, by name: of two that weigh the same the first.
var acts = []act{
	actCeiling, actCompare, actDeadline, actDefinition, actDepartment, actEvaluate, actLookup, actMaterials, actOriginal,
	actProcedure, actStatus, actTarget,
}

// Acts are the names of all acts.
func Acts() []string {
	names := make([]string, len(acts))
	for i, a := range acts {
		names[i] = string(a)
	}
	return names
}

// strongest is the act with the highest score, a lookup where nothing speaks
// for any.
func strongest(score map[act]float64) act {
	best := actLookup
	for _, a := range acts {
		if score[a] > score[best] {
			best = a
		}
	}
	return best
}

// aboutDocument reports that a question speaks of a document as a whole
// rather than of something a clause gives. 施行 in 哪天开始施行 is part of the
// question.
func (t *turn) aboutDocument() bool {
	asks := slices.Concat(t.reading.cues["status"], t.reading.cues["deadline"])
	for _, term := range t.reading.topic {
		if !t.namesDocument(term) && slices.ContainsFunc(t.reading.terms, func(m retrieval.TermMention) bool {
			return m.Canonical == term && !slices.ContainsFunc(asks, func(h hit) bool { return h.start <= m.Start && m.End <= h.end })
		}) {
			return false
		}
	}
	return true
}

// remember writes what the next question may lean on.
func (t *turn) remember(a Answer) {
	if len(a.Quotes) > 0 {
		t.next.Clause = [2]string{a.Quotes[0].Document, a.Quotes[0].Clause}
		t.next.Documents = nil
		for _, q := range a.Quotes {
			if !slices.Contains(t.next.Documents, q.Document) {
				t.next.Documents = append(t.next.Documents, q.Document)
			}
		}
	} else {
		t.next.Clause, t.next.Documents = t.before.Clause, t.before.Documents
	}
	if len(t.next.Places) == 0 && len(t.next.Documents) == 1 {
		if d := t.document(t.next.Documents[0]); d.Jurisdiction != "" {
			t.next.Places = []string{d.Jurisdiction}
		}
	}
}
