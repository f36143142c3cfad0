package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// least answers how much it takes for a wished amount (想补到35万，要投多少):
// what the clause asks for, and no advice to spend.
func (t *turn) least(p topic) (Answer, bool) {
	best, ok := p.best()
	wish, wished := t.wish()
	if !ok || !wished || !best.rule.GrantsMoney() || !t.reading.has("takes") {
		return Answer{}, false
	}
	i := slices.IndexFunc(best.rule.Inputs, func(in calculators.Input) bool {
		return in.Type == calculators.MoneyInput && !in.Optional
	})
	if i < 0 {
		return Answer{}, false
	}
	input := best.rule.Inputs[i].ID
	inputs := t.inputs(best.rule, hit{0, len(t.reading.runes)})
	delete(inputs, input)
	need, err := t.lib.Rules.Least(best.rule.ID, input, wish.Value, inputs, calculators.Options{AsOf: t.asOf, Language: t.reading.language})
	if err != nil || need.Text == "" {
		return Answer{}, false
	}
	result := need.Result
	if result == nil && need.MostAt != nil { // out of reach: the most there is
		inputs[input] = need.MostAt.String()
		r, err := t.run(Claim{best.rule.ID, inputs})
		delete(inputs, input)
		if err != nil || r.Amount == nil {
			return Answer{}, false
		}
		result = &r
	}
	if result == nil {
		return Answer{}, false
	}
	a := Answer{Kind: Calculation}
	addResult(&a, *result)
	w := t.writer()
	t.concludeLeast(w, best.rule, need, a)
	t.writeQuotes(w, mainQuotes(a))
	t.writeSteps(w, a.Results)
	t.writeReadings(w, a.Results[0])
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Claims = []Claim{{best.rule.ID, inputs}}
	return a, true
}

// concludeLeast says what the wish takes, and what must hold besides.
func (t *turn) concludeLeast(w *writer, rule calculators.Rule, need calculators.Need, a Answer) {
	in, _ := rule.Input(need.Input)
	label, document := in.Label.In(w.language), w.documentShort(t.document(rule.Document))
	amount := w.yuan(a.Results[0].Amount)
	if w.language != English {
		amount = grantVerb(a) + amount
	}
	switch {
	case !need.Reached:
		w.say(phrase{"您说的%[4]s达不到。按%[1]s，最多可%[3]s，%[2]s达到%[5]s时已是最多。", "The %[4]s you mention is out of reach. Under %[1]s the most is %[3]s, from %[5]s of %[2]s on."},
			document, label, amount, w.yuan(&need.Wish), w.money(*need.MostAt))
	case need.After != nil:
		w.say(phrase{"按%s，%s超过%s，可%s。", "Under %s, %s must exceed %s for %s."}, document, label, w.money(*need.After), amount)
	default:
		w.say(phrase{"按%s，%s达到%s，可%s。", "Under %s, %s must reach %s for %s."}, document, label, w.money(*need.At), amount)
	}
	if open := unconfirmed(rule, a.Results[0]); len(open) > 0 {
		w.say(phrase{"前提是：%s。", "Provided that: %s."}, strings.Join(open, w.in(phrase{"；", "; "})))
	}
	w.say(phrase{"这是条文的要求，不是建议为补助多花钱。", "This is what the clause asks for; it is no advice to spend more."})
}

// wish is the one amount that a message wants to get, where it tells no figure
// of its own.
func (t *turn) wish() (amount, bool) {
	var list []amount
	for _, m := range t.reading.amounts {
		switch {
		case m.Kind != quantity.Money || m.Currency != "CNY":
		case m.role == roleClaim:
			list = append(list, m)
		case m.role == roleInput:
			return amount{}, false
		}
	}
	if len(list) != 1 {
		return amount{}, false
	}
	return list[0], true
}
