package assistant

import (
	"maps"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// leftAside asks whether a sum that found no place belongs to the one that was
// worked with, where that changes the result: a figure that is passed over may
// not decide silently what somebody is told to get.
func (t *turn) leftAside(rule calculators.Rule, c Claim, r calculators.Result) (Answer, bool, error) {
	if r.Outcome != calculators.Amount && r.Outcome != calculators.UpTo && r.Outcome != calculators.NotEligible {
		return Answer{}, false, nil
	}
	for i, m := range t.reading.amounts {
		if m.role != roleInput || m.used || m.Kind != quantity.Money || m.Currency != "CNY" || m.Bound != quantity.Exact || m.working != nil ||
			t.within(m.Mention) || t.partOf(m.Mention) || !t.spentBeside(i) {
			continue
		}
		for _, in := range rule.Inputs {
			had, err := decimal.NewFromString(text(c.Inputs[in.ID]))
			if err != nil || !in.Adds || in.Type != calculators.MoneyInput || currencyOf(in) != "CNY" || t.excluded(i, in) {
				continue
			}
			inputs := maps.Clone(c.Inputs)
			inputs[in.ID] = had.Add(m.Value).String()
			with, err := t.run(Claim{c.Rule, inputs})
			if err != nil {
				return Answer{}, false, err
			}
			if !sameGrant(r, with) {
				return t.askAside(rule, in, m, r), true, nil
			}
		}
	}
	return Answer{}, false, nil
}

// spentBeside reports that a figure is told as something spent beside another:
// neither supposed, nor another way to write it, nor another time.
func (t *turn) spentBeside(i int) bool {
	m := t.reading.amounts[i]
	stretch := t.reading.clauseOf(m.Start, m.End)
	from := stretch.start
	if i > 0 {
		from = min(from, t.reading.amounts[i-1].End)
	}
	front := t.reading.runes[from:m.Start]
	return !t.reading.confirms && !t.reading.has("compare", "takes") &&
		len(t.lexicon.find("spent_on", []rune(string(t.label(i))))) > 0 &&
		len(t.lexicon.find("instead_of", front)) == 0 && len(t.lexicon.find("suppose", front)) == 0
}

// sameGrant reports that two results come to the same.
func sameGrant(a, b calculators.Result) bool {
	if a.Amount == nil || b.Amount == nil {
		return a.Outcome == b.Outcome
	}
	return a.Amount.Yuan == b.Amount.Yuan
}

// askAside asks for the whole of an input, with the figure in doubt.
func (t *turn) askAside(rule calculators.Rule, in calculators.Input, m amount, r calculators.Result) Answer {
	a := Answer{Kind: Clarification}
	w := t.writer()
	r.Outcome, r.Amount, r.Needs, r.Steps, r.Readings, r.Next = calculators.NeedsInput, nil, []string{in.ID}, nil, nil, nil
	addResult(&a, r)
	w.say(phrase{"您提到的%s算不算%s？算进去和不算，结果不同。", "Does the %s you mention belong to the %s? The result depends on it."}, w.money(m.Value), in.Label.In(w.language))
	a.Questions = []Question{t.question(in)}
	t.next.Pending = []string{in.ID}
	t.writeQuotes(w, mainQuotes(a))
	t.writeNotices(w, &a)
	w.finish(&a)
	return a
}
