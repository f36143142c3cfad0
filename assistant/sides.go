package assistant

import (
	"slices"

	"clausewise/calculators"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// sideBySide answers what the sum told comes to in each of the places that a
// message puts side by side: worked out where a clause of the place takes it,
// in the clause's words where it grants by something else, and said so where
// nothing is granted. ok is false where no place has anything to work out.
func (t *turn) sideBySide(p topic) (Answer, bool, error) {
	places := t.scope.places
	asked := t.hasInput() && t.reading.has("compare", "which_place", "cities", "place_each", "suppose")
	goesOn := t.follows && t.before.Kind == Comparison && len(t.before.Claims) > 0 && (t.hasInput() || t.replies())
	if len(places) < 2 || len(t.scope.compared) > 1 || !asked && !goesOn {
		return Answer{}, false, nil
	}
	a := Answer{Kind: Comparison}
	w := t.writer()
	w.say(phrase{"按您给的数，各地分别是：", "With your figures, place by place:"})
	var claims []Claim
	var worked []calculators.Result
	var grounds []calculators.Quote
	for _, pl := range places {
		s := t.sideOf(w, pl)
		one := t.at(pl, s.documents)
		sub, err := one.find(s.documents, p.query, p.terms)
		if err != nil {
			return Answer{}, false, err
		}
		c, r, ok, err := one.grant(sub)
		if err != nil {
			return Answer{}, false, err
		}
		if !ok {
			one.ungranted(w, &a, s, sub)
			continue
		}
		rule, _ := t.lib.Rules.Rule(c.Rule)
		w.line()
		w.say(phrase{"%s：", "%s:"}, s.name)
		side := Answer{}
		addResult(&side, r)
		t.conclude(w, rule, side.Results[0], side, false)
		if len(side.Quotes) > 0 {
			grounds = append(grounds, mainQuotes(side)[0])
		}
		if len(a.Questions) == 0 {
			a.Questions = t.questions(rule, side.Results[0]) // one thing at a time
		}
		addResult(&a, r)
		claims, worked = append(claims, c), append(worked, r)
	}
	if len(worked) == 0 {
		return Answer{}, false, nil
	}
	t.observer.Stage("calculating")
	t.writeWorkings(w, &a)
	w.detail()
	t.writeQuotes(w, grounds)
	for _, r := range worked {
		t.writeSteps(w, []calculators.Result{r})
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Claims, t.next.Places = claims, nil
	for _, q := range a.Questions {
		t.next.Pending = append(t.next.Pending, q.Input)
	}
	for _, pl := range places {
		t.next.Places = append(t.next.Places, pl.Name)
	}
	return a, true, nil
}

// ungranted adds the line of a place where nothing is worked out.
func (t *turn) ungranted(w *writer, a *Answer, s side, p topic) {
	best, named := p.best()
	switch {
	case len(t.scope.foreign) > 0:
		w.line()
		w.say(phrase{"%s：资料库没有收录当地的政策文件。", "%s: the library holds no policy document of this place."}, s.name)
	case t.outside(p):
		w.line()
		w.say(phrase{"%s：资料库里没有找到相关条款。", "%s: no clause found in the library."}, s.name)
	case named && best.rule.GrantsMoney() && (t.absent(p, finding{row: retrieval.Row{Document: best.rule.Document}}) || t.otherCost(best.rule)):
		w.line()
		w.say(phrase{"%s：没有针对%s的补助，别的城市的算法也不能用在这里。", "%s: no support for %s as such, and another city's formula must not be used."},
			s.name, inMarks(t.asWritten(t.granting(p.terms))))
		t.quoteRule(a, best.rule)
		t.resultNone(a, best.rule.Document)
	default:
		t.compareOne(w, a, s, p)
	}
}

// at is the turn as if only one of its places had been asked about, with the
// claims that are in play there.
func (t *turn) at(pl place.Place, documents []string) *turn {
	one := *t
	one.scope.places, one.scope.documents, one.scope.named = []place.Place{pl}, documents, true
	one.before.Claims = slices.DeleteFunc(slices.Clone(t.before.Claims), func(c Claim) bool {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		return !ok || !slices.Contains(documents, rule.Document)
	})
	one.scope.foreign = nil
	if !t.home(pl) {
		one.scope.foreign = one.scope.places
	}
	return &one
}

// grant is what the message's sum comes to under the rule of one place that
// it is about; ok is false where there is none, or it does not take the sum.
func (t *turn) grant(p topic) (c Claim, r calculators.Result, ok bool, err error) {
	carries := t.follows && len(t.before.Claims) > 0
	best, named := p.best()
	if !carries && (!named || !best.rule.GrantsMoney() || best.fit == 0 ||
		t.absent(p, finding{row: retrieval.Row{Document: best.rule.Document}}) || t.otherCost(best.rule)) {
		return c, r, false, nil
	}
	claims := t.claims(p)
	if len(claims) != 1 || len(claims[0].Inputs) == 0 {
		return c, r, false, nil
	}
	c = claims[0]
	rule, _ := t.lib.Rules.Rule(c.Rule)
	if !carries && !t.aboutTopic(rule, p.terms) {
		return c, r, false, nil
	}
	if r, err = t.run(c); err != nil {
		return c, r, false, err
	}
	if r, err = t.one(rule, c, r); err != nil {
		return c, r, false, err
	}
	return c, r, r.Outcome != calculators.InvalidInput, nil
}

// aboutTopic reports that a rule is about one of the terms of a question, or
// that the question has none.
func (t *turn) aboutTopic(rule calculators.Rule, terms []string) bool {
	return len(t.granting(terms)) == 0 || slices.ContainsFunc(terms, func(term string) bool { return t.lib.subjects.about(rule.ID, term) })
}
