package assistant

import (
	"maps"
	"slices"
	"strings"

	"clausewise/calculators"
)

// kinds answers a question on a clause that lists several kinds of firms, each
// with requirements of its own, where it names none of them: what falls short
// as one kind may do as another, and one kind's no is not the clause's.
func (t *turn) kinds(p topic) (Answer, bool, error) {
	best, ok := p.best()
	again := t.follows && slices.Contains(t.before.Pending, kindInput)
	if again {
		// 员工换成60人呢: it holds for all kinds.
		best.rule, ok = t.lib.Rules.Rule(t.before.Claims[0].Rule)
	}
	if !ok || t.follows && !again || best.rule.Outcome != calculators.Eligible {
		return Answer{}, false, nil
	}
	rules := t.siblings(best.rule)
	if _, named := t.namedOf(rules); named || len(rules) < 2 {
		return Answer{}, false, nil
	}
	var list []calculators.Result
	var claims []Claim
	told := 0
	for _, rule := range rules {
		c := Claim{rule.ID, t.inputs(rule, hit{0, len(t.reading.runes)})}
		if i := slices.IndexFunc(t.before.Claims, func(b Claim) bool { return b.Rule == rule.ID }); again && i >= 0 && len(t.before.Claims[i].Inputs) > 0 {
			inputs := maps.Clone(t.before.Claims[i].Inputs)
			maps.Copy(inputs, c.Inputs)
			c.Inputs = inputs
		}
		if len(c.Inputs) > 0 {
			told++
		}
		claims = append(claims, c)
		r, err := t.run(c)
		if err == nil && r.Outcome == calculators.InvalidInput {
			for _, problem := range r.Problems {
				delete(c.Inputs, problem.Input) // a figure that none of this kind has tells nothing of it
			}
			r, err = t.run(c)
		}
		if err != nil {
			return Answer{}, false, err
		}
		if s, supposed, err := t.supposing(rule, c, r); err != nil {
			return Answer{}, false, err
		} else if supposed {
			r = s
		}
		list = append(list, r)
	}
	if told < 2 || !slices.ContainsFunc(list, func(r calculators.Result) bool { return r.Outcome != calculators.NeedsInput }) {
		return Answer{}, false, nil
	}
	t.observer.Stage("calculating")
	t.next.Claims, t.next.Pending = claims, []string{kindInput}
	rank := []calculators.Outcome{calculators.Eligible, calculators.NotEligible, calculators.NeedsInput}
	slices.SortStableFunc(list, func(a, b calculators.Result) int {
		return slices.Index(rank, a.Outcome) - slices.Index(rank, b.Outcome)
	})
	return t.byKind(list), true, nil
}

// allKinds lists the kinds of firms that a clause tells apart, each in its own
// words: 示范企业分哪几类.
func (t *turn) allKinds(p topic) (Answer, bool) {
	best, ok := p.best()
	if !ok || !t.reading.has("which_kinds") || best.rule.Outcome != calculators.Eligible {
		return Answer{}, false
	}
	var kinds []calculators.Rule
	for _, rule := range append([]calculators.Rule{best.rule}, t.lib.Rules.ForDocument(best.rule.Document)...) {
		if kinds = t.siblings(rule); len(kinds) > 1 {
			break
		}
	}
	if len(kinds) < 2 {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	titles := make([]string, len(kinds))
	for i, rule := range kinds {
		titles[i] = rule.Title.In(w.language)
		t.quoteRule(&a, rule)
	}
	w.say(phrase{"%s分这几类：%s。", "%s tells these kinds apart: %s."}, w.documentShort(t.document(best.rule.Document)), strings.Join(titles, w.in(phrase{"、", "; "})))
	w.detail()
	t.next.Claims = []Claim{{Rule: best.rule.ID}}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// kindInput is what is asked back for: which of several kinds of firms.
const kindInput = "kind"

// chosenKind is the claim of the kind that a reply names, where that was asked
// back.
func (t *turn) chosenKind() (Claim, bool) {
	if !slices.Contains(t.before.Pending, kindInput) {
		return Claim{}, false
	}
	var rules []calculators.Rule
	for _, c := range t.before.Claims {
		if rule, ok := t.lib.Rules.Rule(c.Rule); ok {
			rules = append(rules, rule)
		}
	}
	if id, ok := t.namedOf(rules); ok {
		i := slices.IndexFunc(t.before.Claims, func(c Claim) bool { return c.Rule == id })
		return t.before.Claims[i], true
	}
	return Claim{}, false
}

// siblings are the rules of the clauses that stand beside a rule's clause
// under one heading, in the order of the document.
func (t *turn) siblings(rule calculators.Rule) []calculators.Rule {
	parent, _, nested := cutLast(rule.Clause, "/")
	if !nested {
		return nil
	}
	rules := slices.DeleteFunc(t.lib.Rules.ForDocument(rule.Document), func(r calculators.Rule) bool {
		above, _, nested := cutLast(r.Clause, "/")
		return r.Outcome != calculators.Eligible || !nested || above != parent
	})
	slices.SortStableFunc(rules, func(a, b calculators.Rule) int {
		x, _ := t.lib.Index.Row(a.Document, a.Clause)
		y, _ := t.lib.Index.Row(b.Document, b.Clause)
		return x.Start - y.Start
	})
	return rules
}

// namedOf is the rule that a message names by a letter pair that stands in the
// title of that one only: 创新型, 服务公司.
func (t *turn) namedOf(rules []calculators.Rule) (string, bool) {
	holders := make(map[string][]string)
	for _, r := range rules {
		for _, f := range t.lib.subjects.title[r.ID] {
			holders[f] = append(holders[f], r.ID)
		}
	}
	for _, f := range t.lib.subjects.features(t.reading.folded) {
		if len(holders[f]) == 1 {
			return holders[f][0], true
		}
	}
	return "", false
}

// byKind writes a line for each kind: what fails, what is still to be told.
func (t *turn) byKind(list []calculators.Result) Answer {
	a := Answer{Kind: Eligibility}
	w := t.writer()
	first, _ := t.lib.Rules.Rule(list[0].Rule)
	w.say(phrase{"按%s，要看是哪种企业，要求各不相同。按您说的情况：", "Under %s it depends on the kind of firm; on what you told:"}, w.documentShort(t.document(first.Document)))
	ask := Question{Input: kindInput, Text: w.in(phrase{"您是哪种企业？", "Which kind are you?"})}
	for _, r := range list {
		rule, _ := t.lib.Rules.Rule(r.Rule)
		t.quoteRule(&a, rule)
		w.line()
		w.say(phrase{"%s：%s。", "%s: %s."}, r.Title, t.standing(w, rule, r))
		if r.Outcome != calculators.NotEligible {
			ask.Choices = append(ask.Choices, r.Title)
		}
	}
	t.writeWorkings(w, &a)
	w.detail()
	t.writeQuotes(w, a.Quotes)
	for _, r := range list {
		r.Quotes = nil
		a.Results = append(a.Results, r)
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	if len(ask.Choices) > 0 {
		a.Questions = []Question{ask}
	}
	return a
}

// standing says in a few words how a firm stands with the requirements of one
// kind.
func (t *turn) standing(w *writer, rule calculators.Rule, r calculators.Result) string {
	separator := w.in(phrase{"；", "; "})
	var labels []string
	switch r.Outcome {
	case calculators.NotEligible:
		for _, c := range r.Conditions {
			if c.State == calculators.Failed {
				labels = append(labels, c.Label)
			}
		}
		return w.in(phrase{"不符合，要求%s", "not met: %s"}, strings.Join(labels, separator))
	case calculators.NeedsInput:
		for _, id := range r.Needs {
			if in, ok := rule.Input(id); ok {
				labels = append(labels, in.Label.In(w.language))
			}
		}
		return w.in(phrase{"还要看%s", "it also takes the %s"}, strings.Join(labels, w.in(phrase{"、", ", "})))
	}
	if open := unconfirmed(rule, r); len(open) > 0 {
		return w.in(phrase{"已说明的都符合，还要确认：%s", "what you told is met; still to be confirmed: %s"}, strings.Join(open, separator))
	}
	return w.in(phrase{"符合", "met"})
}
