package assistant

import (
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/place"
)

// One spend may fall under one of several rules, by what it was spent on: the
// booth fee of a show that the province's department holds, or of another.
// Such rules share a fact that counts once. A message may tell several spends
// of the kind (省厅主办的展2.6万，又去深圳的展3.3万): each goes to its own rule by the
// words around it, and is asked about where they do not tell.

// alternative is a spend of such a fact and the rule it falls under.
type alternative struct {
	figures []int // told in one list: 1.35万和2.2万
	within  hit   // the words around it
	rule    calculators.Rule
	input   calculators.Input
	option  string // what the words choose of the rule's enum
	choice  string // the enum's input
	decided bool
}

// alternatives answers a message whose spends fall under different rules that
// share a fact, or under another than the one its words name first. ok is
// false where one rule takes all of them.
func (t *turn) alternatives(p topic) (Answer, bool, error) {
	best, ok := p.best()
	if !ok || t.follows {
		return Answer{}, false, nil
	}
	rules := t.sharers(best.rule)
	if len(rules) < 2 {
		return Answer{}, false, nil
	}
	list := t.spends(rules)
	for i := range list {
		t.decide(&list[i], rules)
	}
	decided := slices.ContainsFunc(list, func(a alternative) bool { return a.decided })
	other := slices.ContainsFunc(list, func(a alternative) bool { return !a.decided || a.rule.ID != best.rule.ID })
	if !decided || !other {
		return Answer{}, false, nil
	}
	if i := slices.IndexFunc(list, func(a alternative) bool { return !a.decided }); i >= 0 {
		return t.askAlternative(list[i], rules), true, nil
	}
	a, err := t.work(t.claimsOf(list))
	return a, true, err
}

// sharers are the rules of a clause that share a spend which counts once, rule
// among them; none where it has no such spend.
func (t *turn) sharers(rule calculators.Rule) []calculators.Rule {
	in, ok := t.sharedSpend(rule)
	if !ok || !rule.GrantsMoney() {
		return nil
	}
	var list []calculators.Rule
	for _, r := range t.lib.Rules.ForDocument(rule.Document) {
		if other, ok := t.sharedSpend(r); ok && r.GrantsMoney() && other.Fact == in.Fact {
			list = append(list, r)
		}
	}
	return list
}

// sharedSpend is the sum that a rule asks for and that counts under one rule
// only.
func (t *turn) sharedSpend(rule calculators.Rule) (calculators.Input, bool) {
	i := slices.IndexFunc(rule.Inputs, func(in calculators.Input) bool {
		return in.Type == calculators.MoneyInput && in.Fact != "" && slices.ContainsFunc(t.lib.Rules.Facts(), func(f calculators.Fact) bool { return f.ID == in.Fact && f.Once })
	})
	if i < 0 {
		return calculators.Input{}, false
	}
	return rule.Inputs[i], true
}

// spends are the sums of a message that the rules may take, each with the words
// around it: what is said since the one before.
func (t *turn) spends(rules []calculators.Rule) []alternative {
	var list []alternative
	for i, m := range t.reading.amounts {
		if m.role != roleInput || m.Kind != quantity.Money || m.Currency != "CNY" || m.Bound != quantity.Exact {
			continue
		}
		if n := len(list); n > 0 && t.enumerated(t.reading.amounts[list[n-1].figures[0]].Mention, m.Mention) && len(t.label(i)) <= 1 {
			list[n-1].figures = append(list[n-1].figures, i)
			continue
		}
		if t.spendNamed(i, rules) {
			list = append(list, alternative{figures: []int{i}})
		}
	}
	for i := range list {
		list[i].within = hit{0, t.reading.amounts[list[i].figures[len(list[i].figures)-1]].End}
		if i > 0 {
			before := list[i-1].figures
			list[i].within.start = t.reading.amounts[before[len(before)-1]].End
		}
		if i+1 == len(list) {
			list[i].within.end = len(t.reading.runes)
		}
	}
	return list
}

// spendNamed reports that the words right before figure i are those of the
// spend that the rules share.
func (t *turn) spendNamed(i int, rules []calculators.Rule) bool {
	m := t.reading.amounts[i]
	from := t.reading.clauseOf(m.Start, m.End).start
	if i > 0 {
		from = max(from, t.reading.amounts[i-1].End)
	}
	return slices.ContainsFunc(rules, func(r calculators.Rule) bool {
		in, _ := t.sharedSpend(r)
		return slices.ContainsFunc(spokenWords(in), func(w string) bool {
			return !t.lexicon.has("before_input", w) && len(occurrences(t.reading.runes[from:m.Start], w)) > 0 // 花了 is said of anything
		})
	})
}

// decide finds the rule that a spend falls under by the words around it: one
// whose choice they name, one they name by words of its own, or the one without
// a choice where they name another place.
func (t *turn) decide(a *alternative, rules []calculators.Rule) {
	around := t.reading.runes[a.within.start:a.within.end]
	elsewhere := slices.ContainsFunc(t.reading.places, func(p place.Mention) bool {
		return p.Start >= a.within.start && p.End <= a.within.end && !t.home(p.Place)
	}) || len(t.lexicon.find("country", around)) > 0
	var open []calculators.Rule // that leave nothing to choose
	for _, r := range rules {
		in, values, chooses := wantedOption(r)
		if !chooses {
			open = append(open, r)
			continue
		}
		option, foreign, ok := t.optionIn(in, a.within)
		elsewhere = elsewhere || foreign || ok && !slices.Contains(values, option)
		if ok && slices.Contains(values, option) {
			a.rule, a.choice, a.option, a.decided = r, in.ID, option, true
		}
	}
	if !a.decided && len(open) == 1 && (elsewhere || t.namesOnly(open[0], rules, around)) {
		a.rule, a.decided = open[0], true
	}
	if a.decided {
		a.input, _ = t.sharedSpend(a.rule)
	}
}

// namesOnly reports that words of one rule stand in a text which are none of
// the others': 云展会.
func (t *turn) namesOnly(rule calculators.Rule, rules []calculators.Rule, text []rune) bool {
	return slices.ContainsFunc(rule.Words, func(w string) bool {
		return len(occurrences(text, w)) > 0 && !slices.ContainsFunc(rules, func(r calculators.Rule) bool {
			return r.ID != rule.ID && slices.Contains(r.Words, w)
		})
	})
}

// wantedOption is the choice that a rule's requirement makes, and the options
// it takes.
func wantedOption(rule calculators.Rule) (calculators.Input, []string, bool) {
	if rule.Requires == nil {
		return calculators.Input{}, nil, false
	}
	for _, in := range rule.Inputs {
		if values := rule.Requires.Among(in.ID); in.Type == calculators.EnumInput && len(values) > 0 {
			return in, values, true
		}
	}
	return calculators.Input{}, nil, false
}

// claimsOf are the claims of the rules that the spends fall under, each with
// the sum of its spends.
func (t *turn) claimsOf(list []alternative) []Claim {
	var claims []Claim
	sums := make(map[string]*Working)
	first := make(map[string]int)
	for _, a := range list {
		for _, i := range a.figures {
			m := &t.reading.amounts[i]
			m.used = true
			n := t.times(assignment{input: a.input, amount: i}, *m) // 两场各2万
			sum, ok := sums[a.rule.ID]
			switch {
			case !ok:
				sum = start(m.Mention)
				sums[a.rule.ID], first[a.rule.ID] = sum, i
				if !n.Equal(decimal.NewFromInt(1)) {
					sum.then(Term{Op: OpTimes, Value: n})
				}
			case n.Equal(decimal.NewFromInt(1)):
				sum.then(Term{Op: OpPlus, Value: m.Value})
			default:
				for range n.IntPart() {
					sum.then(Term{Op: OpPlus, Value: m.Value})
				}
			}
		}
		if !slices.ContainsFunc(claims, func(c Claim) bool { return c.Rule == a.rule.ID }) {
			inputs := make(map[string]any)
			for id, state := range t.told(a.rule) {
				inputs[id] = state
			}
			if a.choice != "" {
				inputs[a.choice] = a.option
			}
			claims = append(claims, Claim{a.rule.ID, inputs})
		}
	}
	for _, c := range claims {
		sum := sums[c.Rule]
		i := slices.IndexFunc(list, func(a alternative) bool { return a.rule.ID == c.Rule })
		c.Inputs[list[i].input.ID] = sum.Value.String()
		if len(sum.Terms) > 1 {
			t.reading.amounts[first[c.Rule]].sum = sum
		}
	}
	return claims
}

// askAlternative asks what decides under which rule a spend falls.
func (t *turn) askAlternative(a alternative, rules []calculators.Rule) Answer {
	answer := Answer{Kind: Clarification}
	w := t.writer()
	w.say(phrase{"几笔费用适用的规定不同，要分开算。", "Different rules apply to these spends, so they are worked out one by one."})
	for _, r := range rules {
		in, _, chooses := wantedOption(r)
		if !chooses {
			continue
		}
		spend, _ := t.sharedSpend(r)
		w.say(phrase{"%s%s，%s", "%s of %s: %s"}, spend.Label.In(w.language), w.money(t.reading.amounts[a.figures[0]].Value), in.Ask.In(w.language))
		answer.Questions = []Question{t.question(in)}
		t.next.Claims = []Claim{{r.ID, map[string]any{spend.ID: t.reading.amounts[a.figures[0]].Value.String()}}}
		t.next.Pending = []string{in.ID}
		t.quoteRule(&answer, r)
		break
	}
	t.writeQuotes(w, answer.Quotes)
	t.writeNotices(w, &answer)
	w.finish(&answer)
	return answer
}
