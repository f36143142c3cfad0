package assistant

import (
	"fmt"
	"maps"
	"slices"
	"unicode"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// evaluate works out the rules a question is about.
func (t *turn) evaluate(p topic) (Answer, error) {
	if a, ok := t.together(p); ok {
		return a, nil
	}
	if a, ok, err := t.sideBySide(p); ok || err != nil {
		return a, err
	}
	if a, ok := t.whichCity(p); ok {
		return a, nil
	}
	if a, ok := t.least(p); ok {
		return a, nil
	}
	if a, ok, err := t.alternatives(p); ok || err != nil {
		return a, err
	}
	if a, ok, err := t.kinds(p); ok || err != nil {
		return a, err
	}
	claims := t.claims(p)
	if best, ok := p.best(); ok && (!t.follows || len(t.before.Claims) > 0 && !t.sameDocuments()) && t.scope.named && (t.absent(p, finding{row: retrieval.Row{Document: best.rule.Document}}) || t.otherCost(best.rule)) {
		return t.lookup(actLookup, p), nil // its clause names the subject in passing
	}
	if len(claims) == 0 {
		return t.lookup(actLookup, p), nil
	}
	rule, ok := t.lib.Rules.Rule(claims[0].Rule)
	if parts, sum := rule.SumInput(); sum && claims[0].Inputs[parts] == nil {
		return t.overall(p), nil
	}
	switch {
	case ok && rule.Outcome == calculators.NoAmount:
		return t.lookup(actLookup, p), nil
	case ok && rule.Outcome == calculators.Eligible && t.reading.has("money") && !t.follows && t.asksMoneyOnly(rule):
		return t.lookup(actLookup, p), nil
	case ok && rule.Outcome == calculators.Eligible && !t.follows && (t.reading.has("original") || t.reading.has("duty") && !t.reading.has("permitted")):
		return t.lookup(actLookup, p), nil // what must be done or is written, not whether somebody qualifies
	case ok && rule.Formula.Shape == "checklist":
		return t.checklist(rule), nil
	case ok && rule.Formula.Shape == "targets":
		return t.target(p), nil
	}
	if len(claims) == 1 && !t.follows {
		if list := t.instances(rule); len(list) > 1 {
			return t.claimAll(list)
		}
	}
	if a, ok := t.general(rule, claims[0], true); ok && len(claims) == 1 {
		return a, nil
	}
	if t.severalYears(claims[0], rule) {
		return t.askYear(rule), nil
	}
	return t.work(claims)
}

// asksMoneyOnly reports that a message asks what a rule that grants nothing
// pays, and tells nothing that it could be held against.
func (t *turn) asksMoneyOnly(rule calculators.Rule) bool {
	return !rule.GrantsMoney() && !t.grantsMoney(rule.Document) && len(t.told(rule)) == 0 && len(t.assign(rule, hit{0, len(t.reading.runes)})) == 0
}

// work evaluates claims and writes their answer.
func (t *turn) work(claims []Claim) (Answer, error) {
	t.observer.Stage("calculating")
	t.next.Claims = claims
	for i, c := range claims {
		if a, ok, err := t.askUnit(c); ok || err != nil {
			t.next.Claims[i].Inputs = withoutBare(c.Inputs)
			return a, err
		}
	}
	if len(claims) > 1 {
		return t.total(claims)
	}
	r, err := t.run(claims[0])
	if err != nil {
		return Answer{}, err
	}
	if rule, ok := t.lib.Rules.Rule(claims[0].Rule); ok {
		if r, err = t.one(rule, claims[0], r); err != nil {
			return Answer{}, err
		}
		if s, supposed, err := t.supposing(rule, claims[0], r); err != nil {
			return Answer{}, err
		} else if supposed {
			r = s
		} else if f, instead, err := t.fallsShort(rule, claims[0], r); err != nil {
			return Answer{}, err
		} else if len(instead) > 0 {
			t.instead = instead
			r = f
		}
		if a, ok, err := t.leftAside(rule, claims[0], r); ok || err != nil {
			return a, err
		}
		if err = t.shortfalls(rule, claims[0], r); err != nil {
			return Answer{}, err
		}
	}
	return t.calculation(r), nil
}

// supposing is the result of a yes or no where some of what the clause asks
// for has been told and holds, and the rest is a yes or no that nobody spoke
// of: it does not block, it is unconfirmed and asked for.
func (t *turn) supposing(rule calculators.Rule, c Claim, r calculators.Result) (calculators.Result, bool, error) {
	if r.Outcome != calculators.NeedsInput || rule.Outcome != calculators.Eligible || rule.Requires == nil || len(c.Inputs) == 0 {
		return r, false, nil
	}
	inputs := maps.Clone(c.Inputs)
	var open []string
	for _, id := range r.Needs {
		if in, ok := rule.Input(id); !ok || in.Type != calculators.BoolInput {
			return r, false, nil
		}
		if t.excepted(rule, c, id) {
			return r, false, nil // what was told fails, but for an exception
		}
		if holds, ok := rule.Requires.Wants(id); ok {
			inputs[id] = holds
			open = append(open, id)
		}
	}
	supposed, err := t.run(Claim{c.Rule, inputs})
	if err != nil || supposed.Outcome != calculators.Eligible {
		return r, false, err
	}
	for i, was := range r.Conditions {
		if was.State == calculators.Unconfirmed && i < len(supposed.Conditions) {
			supposed.Conditions[i].State = calculators.Unconfirmed
		}
	}
	for _, id := range open {
		delete(supposed.Inputs, id)
	}
	supposed.Needs = open
	return supposed, true, nil
}

// one is the result for a single thing where a number of things is all that is
// missing (几个仓): counts nobody gave are one, and the answer says so.
func (t *turn) one(rule calculators.Rule, c Claim, r calculators.Result) (calculators.Result, error) {
	if r.Outcome != calculators.NeedsInput || !rule.GrantsMoney() || len(r.Needs) != 1 || len(r.Problems) > 0 {
		return r, nil
	}
	in, ok := rule.Input(r.Needs[0])
	if !ok || in.Type != calculators.IntInput || in.Unit != "个" || in.Ordinal {
		return r, nil
	}
	inputs := maps.Clone(c.Inputs)
	if inputs == nil {
		inputs = make(map[string]any)
	}
	const one = "1"
	inputs[in.ID] = one
	with, err := t.run(Claim{c.Rule, inputs})
	if err != nil || with.Outcome == calculators.NeedsInput {
		return r, err
	}
	delete(with.Inputs, in.ID)
	with.Assumed = append(with.Assumed, calculators.Assumption{Input: in.ID, Value: one, Text: t.writer().in(phrase{
		"没有说%s，按%s个计", "the %s is not given: %s is taken",
	}, in.Label.In(t.reading.language), one)})
	return with, nil
}

// run evaluates one claim with the year of the question where one was named.
func (t *turn) run(c Claim) (calculators.Result, error) {
	return t.lib.Rules.Evaluate(c.Rule, c.Inputs, calculators.Options{AsOf: t.asOf, Language: t.reading.language})
}

// total adds several claims up under the cap of their document.
func (t *turn) total(claims []Claim) (Answer, error) {
	rule, _ := t.lib.Rules.Rule(claims[0].Rule)
	for _, r := range t.lib.Rules.ForDocument(rule.Document) {
		parts, ok := r.SumInput()
		if !ok {
			continue
		}
		var list []any
		for _, c := range claims {
			list = append(list, []any{c.Rule, c.Inputs})
		}
		result, err := t.run(Claim{r.ID, map[string]any{parts: list}})
		if err != nil {
			return Answer{}, err
		}
		return t.calculation(result), nil
	}
	// No cap joins the clauses of this document: each stands by itself.
	var results []calculators.Result
	for _, c := range claims {
		r, err := t.run(c)
		if err != nil {
			return Answer{}, err
		}
		results = append(results, r)
	}
	if t.reading.has("total") || len(t.sorts) > 0 {
		if a, ok := t.summed(results); ok {
			return a, nil
		}
	}
	return t.separately(results), nil
}

// carry notes, for people, which inputs were taken over from earlier turns.
func (t *turn) carry(a *Answer) {
	if t.last != nil {
		t.carryTold(a)
		return
	}
	before := slices.Clone(t.taken)
	if t.follows {
		before = append(before, t.before.Claims...)
	}
	for _, c := range t.next.Claims {
		i := slices.IndexFunc(before, func(b Claim) bool { return b.Rule == c.Rule })
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if i < 0 || !ok {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(c.Inputs)) {
			if was, had := before[i].Inputs[id]; had && was == c.Inputs[id] {
				a.Carried = append(a.Carried, t.inputText(rule, id, c.Inputs[id]))
			}
		}
	}
}

// carryTold notes, for people, which inputs stand in what was told before the
// last message rather than in it.
func (t *turn) carryTold(a *Answer) {
	all := hit{0, len(t.last.reading.runes)}
	for _, c := range t.next.Claims {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if !ok {
			continue
		}
		said := t.last.inputs(rule, all)
		for _, id := range slices.Sorted(maps.Keys(c.Inputs)) {
			if v, repeated := said[id]; !repeated || v != c.Inputs[id] {
				a.Carried = append(a.Carried, t.inputText(rule, id, c.Inputs[id]))
			}
		}
	}
}

// inputText is an input with its value for people: 费用支出 85万元.
func (t *turn) inputText(rule calculators.Rule, id string, value any) string {
	w := t.writer()
	if c, ok := rule.Condition(id); ok {
		if value == true {
			return c.Label.In(w.language)
		}
		return w.in(phrase{"不满足：%s", "not met: %s"}, c.Label.In(w.language))
	}
	in, _ := rule.Input(id)
	text := fmt.Sprint(value)
	if yes, ok := value.(bool); ok {
		text = w.in(phrase{"否", "no"})
		if yes {
			text = w.in(phrase{"是", "yes"})
		}
	}
	if v, err := decimal.NewFromString(text); err == nil && in.Type == calculators.MoneyInput {
		text = w.money(v)
	} else if err == nil && in.Type != calculators.YearInput {
		unit := in.Unit
		if in.Type == calculators.AreaInput {
			unit = "平方米"
		}
		text += unit
	}
	return in.Label.In(w.language) + " " + text
}

// quantities of a kind that a question asks for, by its question words.
func (t *turn) wants(what act) wanted {
	var w wanted
	r := t.reading
	if r.has("amount") {
		w.kinds = append(w.kinds, quantity.Money, quantity.Rate)
	}
	if r.has("deadline") {
		w.kinds = append(w.kinds, quantity.Duration, quantity.Day, quantity.Month)
	}
	if !r.has("money") {
		w.whole = 320 // what a clause says is asked, not a figure of it
	}
	switch what {
	case actTarget:
		w.whole = 0
		w.kinds = append(w.kinds, quantity.Count, quantity.Money, quantity.Rate)
	case actDefinition:
		w.words, w.define = t.lexicon.phrases("clause_defines"), true
	}
	if verb, ok := t.doing(); ok {
		w.words = append(w.words, verb)
	}
	w.letters = t.letters()
	return w
}

// letters are the Chinese letters of the message outside its places, figures
// and small words.
func (t *turn) letters() []rune {
	small := make([]bool, len(t.reading.runes))
	mark := func(h hit) {
		for i := h.start; i < h.end; i++ {
			small[i] = true
		}
	}
	for _, h := range t.reading.cues["function"] {
		mark(h)
	}
	for _, m := range t.reading.places {
		mark(hit{m.Start, m.End})
	}
	for _, m := range t.reading.amounts {
		mark(hit{m.Start, m.End})
	}
	var list []rune
	for i, r := range t.reading.runes {
		if !small[i] && unicode.Is(unicode.Han, r) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}
