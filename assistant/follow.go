package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Whether a message goes on with the conversation, and with what of it.

// leaning is the topic of a message that says nothing the library knows by
// itself, read as going on with the conversation: 7个月才运回来行吗. It must give
// the rule that the conversation is about a figure or a yes or no.
func (t *turn) leaning() (topic, bool, error) {
	if t.before.Question == "" || t.scope.named {
		return topic{}, false, nil
	}
	alone := t.scope
	t.follows = true
	t.scope = t.scopeOf()
	query, terms := t.query()
	p, err := t.find(t.scope.documents, query, terms)
	if best, ok := p.best(); err == nil && ok && (best.fit > 0 || best.told > 0) {
		return p, true, nil
	}
	t.follows, t.scope = false, alone
	return topic{}, false, err
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
	if _, ok := t.chosenKind(); ok {
		return true
	}
	if s.Clause != [2]string{} && len(t.reading.topic) == 0 && t.reading.has("original", "department", "materials", "procedure") {
		return true
	}
	if len(s.Pending) > 0 && len(t.reading.topic) == 0 && t.replies() || t.supplies() {
		return true
	}
	if len(s.Claims) > 0 && len(t.reading.topic) == 0 && t.reading.has("rework") {
		return true // 怎么算出来的, 还差多少到下一档: the calculation says both
	}
	return !t.own() || t.aboutClaim() || t.aboutPart() || t.corrects()
}

// corrects reports that a message puts right what was told of the rule in play:
// it says so, and repeats the figure told of it (不对，83万里有6万是展位费) or names
// the rule again (说错了，展位费不在里面，独立站就是83万).
func (t *turn) corrects() bool {
	if !t.reading.has("correct") || len(t.reading.places) > 0 || len(t.before.Claims) != 1 {
		return false
	}
	c := t.before.Claims[0]
	figures := func(repeats bool) bool {
		return slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
			if m.Kind != quantity.Money || m.role == roleClaim {
				return false
			}
			for _, v := range c.Inputs {
				if told, err := decimal.NewFromString(text(v)); repeats && err == nil && (told.Equal(m.Value) || m.working != nil && told.Equal(m.working.Terms[0].Value)) {
					return true
				}
			}
			return !repeats
		})
	}
	return figures(true) || figures(false) && slices.ContainsFunc(t.reading.topic, func(term string) bool { return t.lib.subjects.about(c.Rule, term) })
}

// aboutPart reports that a message changes or leaves out one of several rules
// that are added up, by its name: 那海外仓改成120万, 集货仓的先不算.
func (t *turn) aboutPart() bool {
	r := t.reading
	changes := r.has("correct", "suppose") && t.givesFigure() || t.drops()
	return len(t.before.Claims) > 1 && changes && len(r.places) == 0 &&
		!slices.ContainsFunc(t.granting(r.topic), func(term string) bool { return !t.inPlayAbout(term) })
}

// drops reports that a message leaves out something that is added up.
func (t *turn) drops() bool {
	return t.reading.has("drop") && len(t.before.Claims) > 1 && !t.givesFigure() &&
		slices.ContainsFunc(t.reading.topic, t.inPlayAbout)
}

// replies reports whether a message is nothing but an answer to what was
// asked back: yes, no, or a figure with a word or two around it.
func (t *turn) replies() bool {
	return (t.reading.has("yes", "no") || len(t.reading.amounts) > 0) && utf8.RuneCountInString(strings.Join(t.leftover(), "")) <= 2
}

// aboutClaim reports whether the terms of the message all belong to the rule
// in play (如果没有交易记录？), so that it needs no subject of its own.
func (t *turn) aboutClaim() bool {
	longest := 24
	if t.reading.language == English {
		longest = 60
	}
	if len(t.before.Claims) == 0 || utf8.RuneCountInString(t.reading.folded) > longest {
		return false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	if !ok {
		return false
	}
	told := t.told(rule)
	// Asked for one input, people give another of the same rule.
	states := len(t.before.Pending) > 0 && !t.reading.has("amount", "yesno", "money", "add")
	for _, in := range rule.Inputs {
		if _, ok := t.option(in); ok {
			told[in.ID] = true
		}
	}
	for _, a := range t.assign(rule, hit{0, len(t.reading.runes)}) {
		told[a.input.ID] = told[a.input.ID] || a.words && (slices.Contains(t.before.Pending, a.input.ID) || states || t.reading.has("suppose", "correct"))
		if !told[a.input.ID] {
			delete(told, a.input.ID)
		}
	}
	if len(told) == 0 {
		return false
	}
	return !slices.ContainsFunc(t.reading.topic, func(term string) bool {
		// Naming the subject again, or another one, opens a new question.
		if asksOf(rule, term, t) {
			return false // the word of an input is no subject
		}
		return t.lib.subjects.about(rule.ID, term) && !t.reading.has("suppose", "correct") || t.namesAnotherRule(term, rule)
	})
}

// asksOf reports whether a term stands for the word of one of a rule's inputs,
// where one was asked for, or of one of its conditions too, where something
// else is supposed: 员工换成48人呢, 如果没有实绩呢.
func asksOf(rule calculators.Rule, term string, t *turn) bool {
	supposed := t.reading.has("suppose", "correct")
	holds := func(w string) bool { return strings.Contains(w, term) }
	return (supposed || len(t.before.Pending) > 0) && slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool {
		return slices.ContainsFunc(inputWords(in), holds)
	}) || supposed && slices.ContainsFunc(rule.Conditions, func(c calculators.Condition) bool {
		return slices.ContainsFunc(append([]string{c.Label.Zh}, c.Words...), holds)
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

// asksBeside reports that a follow-up asks what the document is or where it caps,
// and gives nothing to calculate with: the calculation is not wanted again.
func (t *turn) asksBeside() bool {
	r := t.reading
	return t.follows && len(r.amounts) == 0 && !r.has("suppose", "correct", "undo") &&
		(r.has("status") || r.has("ceiling") && !r.has("add")) // 还有效吗 adds nothing, although it begins with 还有
}

// staysThere reports that a message names another subject and no place, so that
// it is still asked in the one place talked about: a firm in 昆山 that goes on to
// its 展位费 has not moved to 株洲. Only what no document there speaks of is
// looked for elsewhere.
func (t *turn) staysThere() bool {
	return !t.moved && len(t.before.Places) == 1 && (t.before.Placed || t.reading.has("suppose")) && len(t.reading.places) == 0 &&
		!t.reading.has("target", "compare", "cities", "which_place") && !(t.reading.has("ceiling") && len(t.granting(t.reading.topic)) == 0)
}

// stranded reports that what a message gives fits nothing that was found in the
// place talked about: a rank, where only another city ranks.
func (t *turn) stranded(p topic) bool {
	best, ok := p.best()
	return ok && best.fit == 0 && slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		return m.role == roleInput && m.Kind != quantity.Year && m.Kind != quantity.Day && m.Kind != quantity.Month
	})
}

// comparesOn reports that a message goes on with a comparison and only names
// another subject: 那独立站呢, after two cities or two documents.
func (t *turn) comparesOn() bool {
	r := t.reading
	return t.before.Kind == Comparison && len(r.places) == 0 && len(r.amounts) == 0 && r.has("suppose") &&
		!r.has("status", "deadline", "department", "materials", "procedure", "definition", "amount")
}
