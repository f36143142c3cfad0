package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// least answers how much it takes for a wished amount (想补到35万，要投多少; 想拿满，
// 店要多大): what the clause asks for, and no advice to spend. The other inputs
// are taken from the message.
func (t *turn) least(p topic) (Answer, bool) {
	best, ok := p.best()
	if !ok || !best.rule.GrantsMoney() || !t.seeksLeast() {
		return Answer{}, false
	}
	inputs := t.inputs(best.rule, hit{0, len(t.reading.runes)})
	in, ok := t.sought(best.rule, inputs)
	if !ok || t.leftOver() {
		return Answer{}, false
	}
	input, options := in.ID, calculators.Options{AsOf: t.asOf, Language: t.reading.language}
	wish, wished := t.wish()
	if !wished {
		curve, err := t.lib.Rules.WhatIf(best.rule.ID, input, inputs, options)
		if err != nil || curve.Most == nil {
			return Answer{}, false
		}
		wish.Value = decimal.RequireFromString(curve.Most.Yuan)
	}
	need, err := t.lib.Rules.Least(best.rule.ID, input, wish.Value, inputs, options)
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

// seeksLeast reports that a message asks how much of something it takes for an
// amount that it wishes.
func (t *turn) seeksLeast() bool {
	_, wished := t.wish()
	return t.reading.has("takes") && (wished || t.reading.has("to_the_full"))
}

// sought is the figure of a rule that is asked for: the one it still needs, of
// several the one that the message names.
func (t *turn) sought(rule calculators.Rule, inputs map[string]any) (calculators.Input, bool) {
	var needed, named []calculators.Input
	for _, in := range rule.Inputs {
		if inputs[in.ID] != nil || !in.Varies() {
			continue
		}
		if !in.Optional {
			needed = append(needed, in)
		}
		if slices.ContainsFunc(spokenWords(in), t.says) {
			named = append(named, in)
		}
	}
	switch {
	case len(needed) == 1:
		return needed[0], true
	case len(named) == 1 && len(needed) == 0:
		return named[0], true
	}
	return calculators.Input{}, false
}

// leftOver reports that a message tells a sum of its own that no input took.
func (t *turn) leftOver() bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput && m.Kind == quantity.Money && !m.used })
}

// concludeLeast says what the wish takes, and what must hold besides.
func (t *turn) concludeLeast(w *writer, rule calculators.Rule, need calculators.Need, a Answer) {
	in, _ := rule.Input(need.Input)
	label, document := in.Label.In(w.language), w.documentShort(t.document(rule.Document))
	amount := w.yuan(a.Results[0].Amount)
	if w.language != English {
		amount = t.grantVerb(a) + amount
		if a.Results[0].Outcome == calculators.UpTo {
			amount = "最高可" + amount
		} else {
			amount = "可" + amount
		}
	}
	switch {
	case !need.Reached:
		w.say(phrase{"您说的%[4]s达不到。按%[1]s，最多%[3]s，%[2]s达到%[5]s时已是最多。", "The %[4]s you mention is out of reach. Under %[1]s the most is %[3]s, from %[5]s of %[2]s on."},
			document, label, amount, w.yuan(&need.Wish), in.Figure(*need.MostAt, w.language))
	case need.After != nil:
		w.say(phrase{"按%s，%s超过%s，%s。", "Under %s, %s must exceed %s for %s."}, document, label, in.Figure(*need.After, w.language), amount)
	default:
		w.say(phrase{"按%s，%s达到%s，%s。", "Under %s, %s must reach %s for %s."}, document, label, in.Figure(*need.At, w.language), amount)
	}
	if open := unconfirmed(rule, a.Results[0]); len(open) > 0 {
		w.say(phrase{"前提是：%s。", "Provided that: %s."}, strings.Join(open, w.in(phrase{"；", "; "})))
	}
	w.say(phrase{"这是条文的要求，不是建议为补助多花钱。", "This is what the clause asks for; it is no advice to spend more."})
}

// wish is the one amount that a message wants to get.
func (t *turn) wish() (amount, bool) {
	var list []amount
	for _, m := range t.reading.amounts {
		switch {
		case m.Kind != quantity.Money || m.Currency != "CNY":
		case m.role == roleClaim:
			list = append(list, m)
		}
	}
	if len(list) != 1 {
		return amount{}, false
	}
	return list[0], true
}
