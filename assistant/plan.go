package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
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
	if a, ok := t.refuse(); ok {
		return a, nil
	}
	t.follows = t.leans()
	if a, ok := t.smallTalk(); ok {
		return a, nil
	}
	t.scope = t.scopeOf()
	for _, p := range t.scope.places {
		t.next.Places = append(t.next.Places, p.Name)
	}
	query, terms := t.query()
	p, err := t.find(t.scope.documents, query, terms)
	if err != nil {
		return Answer{}, err
	}
	if a, ok := t.forWhom(); ok {
		return a, nil
	}
	if t.scope.home() && t.subjectless() {
		t.explain(p, nil, "which subject")
		return t.whichSubject(), nil
	}
	if why, ok := t.elsewhere(); ok {
		t.explain(p, nil, "outside")
		t.next = t.before
		return t.notHere(why), nil
	}
	if t.outside(p) {
		t.explain(p, nil, "outside")
		t.next = t.before // a question outside leaves the conversation where it was
		return t.noAnswer(p), nil
	}
	t.next.Topic, t.next.Question, t.next.Words = terms, query, t.leftover()
	if t.follows {
		t.next.Question, t.next.Words = t.before.Question, t.before.Words
	}
	acts := t.weigh(p)
	chosen := strongest(acts)
	t.explain(p, acts, chosen)
	a, err := t.act(chosen, p)
	if err != nil {
		return Answer{}, err
	}
	t.remember(a)
	return a, nil
}

func (t *turn) act(what act, p topic) (Answer, error) {
	switch what {
	case actCompare:
		return t.compare(p)
	case actStatus:
		return t.status(p), nil
	case actDepartment:
		return t.department(p), nil
	case actMaterials, actProcedure:
		return t.procedure(what, p), nil
	case actOriginal:
		return t.original(p), nil
	case actCeiling:
		return t.overall(p), nil
	case actDefinition:
		if best, ok := p.best(); ok && best.rule.Formula.Shape == "checklist" && !t.reading.has("materials", "procedure") {
			return t.checklist(best.rule), nil
		}
	case actTarget:
		if t.scope.named || t.follows || t.reading.has("total") {
			return t.target(p), nil
		}
	case actEvaluate:
		return t.evaluate(p)
	}
	return t.lookup(what, p), nil
}

// leans reports whether a message continues the conversation rather than
// opening a subject of its own.
func (t *turn) leans() bool {
	s := t.before
	if len(s.Claims) == 0 && s.Question == "" {
		return false
	}
	if t.reading.has("target") && !t.reading.has("suppose") {
		return false // 2026年目标 is a subject of its own
	}
	if t.reading.has("add") && len(s.Claims) > 0 {
		return true
	}
	if s.Clause != [2]string{} && len(t.reading.topic) == 0 && t.reading.has("original", "department", "materials", "procedure") {
		return true
	}
	if len(s.Pending) > 0 && len(t.reading.topic) == 0 && t.replies() {
		return true
	}
	return !t.own() || t.aboutClaim()
}

// replies reports whether a message is nothing but an answer to what was
// asked back: yes, no, or a figure with a word or two around it.
func (t *turn) replies() bool {
	return (t.reading.has("yes", "no") || len(t.reading.amounts) > 0) && utf8.RuneCountInString(strings.Join(t.leftover(), "")) <= 2
}

// aboutClaim reports whether the terms of the message all belong to the rule
// in play (如果没有交易记录？), so that it needs no subject of its own.
func (t *turn) aboutClaim() bool {
	if len(t.before.Claims) == 0 || utf8.RuneCountInString(t.reading.folded) > 24 {
		return false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	if !ok {
		return false
	}
	told := t.told(rule)
	for _, in := range rule.Inputs {
		if _, ok := t.option(in); ok {
			told[in.ID] = true
		}
	}
	if len(told) == 0 {
		return false
	}
	return !slices.ContainsFunc(t.reading.topic, func(term string) bool {
		// Naming the subject again, or another one, opens a new question.
		return t.lib.subjects.about(rule.ID, term) && !t.reading.has("suppose", "correct") || t.namesAnotherRule(term, rule)
	})
}

func (t *turn) namesAnotherRule(term string, rule calculators.Rule) bool {
	if t.lib.subjects.about(rule.ID, term) {
		return false
	}
	return slices.ContainsFunc(t.lib.Rules.ForDocument(rule.Document), func(r calculators.Rule) bool {
		return r.ID != rule.ID && t.lib.subjects.about(r.ID, term)
	})
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
// department, as every clause ends with departments.
func (t *turn) searched() string {
	if _, doing := t.doing(); doing {
		return t.reading.folded
	}
	return t.without("department")
}

// weigh says how much speaks for each act. The weights say how sure a cue is:
// 哪个部门 can hardly mean anything else, 多少 can.
func (t *turn) weigh(p topic) map[act]float64 {
	r := t.reading
	score := map[act]float64{actLookup: 0.8}
	add := func(a act, when bool, w float64) {
		if when {
			score[a] += w
		}
	}
	_, doing := t.doing()
	add(actDepartment, r.has("department") && !doing, 3)
	add(actLookup, doing, 2.5)
	add(actMaterials, r.has("materials"), 2.6)
	add(actProcedure, r.has("procedure"), 2.6)
	add(actDefinition, r.has("definition"), 2.2)
	add(actOriginal, r.has("original") && t.follows, 3)
	add(actTarget, r.has("target") && !t.meetsAll(), 2.2)
	add(actCeiling, r.has("ceiling"), 1)
	add(actCeiling, r.has("ceiling") && r.has("single"), 1)
	add(actCeiling, len(t.granting(t.reading.topic)) > 0 || t.hasInput(), -3)
	add(actStatus, r.has("status"), 2)
	add(actStatus, r.has("deadline") && t.aboutDocument(), 1.6)
	add(actDeadline, r.has("deadline"), 1.9)
	add(actCompare, r.has("compare"), 1.8)
	add(actCompare, len(t.scope.places) > 1, 2)
	add(actEvaluate, len(t.several(p)) > 1, 2)

	add(actEvaluate, r.has("which_place"), -2)
	add(actEvaluate, r.has("amount"), 0.6)
	add(actEvaluate, r.has("yesno"), 0.3)
	best, ok := p.best()
	add(actEvaluate, r.has("target") && best.filled < 1, -1.5)
	if ok {
		add(actEvaluate, best.filled == 1 && dated(best.rule), 2.5)
		add(actEvaluate, best.filled < 1 && (r.has("per_unit") || t.follows && !t.scope.named && t.before.Kind == Lookup && best.told == 0), -3)
		add(actEvaluate, best.rule.GrantsMoney() && r.has("amount", "yesno", "suppose", "total", "add"), 1.1)
		add(actEvaluate, best.fit > 0.3, 1)
		add(actEvaluate, best.filled == 1, 1.6)
		add(actTarget, best.rule.Formula.Shape == "targets" && !r.has("department", "materials"), 1.5)
		add(actEvaluate, best.told > 0, 0.7)
		add(actEvaluate, best.rule.Formula.Shape == "scope" && len(r.places) > 0 && r.has("yesno"), 1)
	}
	add(actEvaluate, t.follows && len(t.before.Claims) > 0 && !r.has("department", "materials", "procedure", "definition"), 1.5)
	return score
}

// dated reports whether a rule counts from a day that must be told.
func dated(r calculators.Rule) bool {
	return slices.ContainsFunc(r.Inputs, func(in calculators.Input) bool {
		return in.Type == calculators.DateInput && !in.Optional
	})
}

// strongest is the act with the highest score, ties by name.
func strongest(score map[act]float64) act {
	best := actLookup
	for _, a := range []act{
		actCeiling, actCompare, actDeadline, actDefinition, actDepartment, actEvaluate, actMaterials, actOriginal,
		actProcedure, actStatus, actTarget,
	} {
		if score[a] > score[best] {
			best = a
		}
	}
	return best
}

// aboutDocument reports that a question speaks of a document as a whole
// rather than of something a clause gives.
func (t *turn) aboutDocument() bool {
	for _, term := range t.reading.topic {
		if !t.namesDocument(term) {
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
