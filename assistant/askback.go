package assistant

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// severalYears reports that a message gives the figures of more than one year
// for a rule that counts by the year: adding them up would grant too much.
func (t *turn) severalYears(c Claim, rule calculators.Rule) bool {
	years, sums := make(map[int]bool), 0
	for _, m := range t.reading.amounts {
		switch {
		case m.role != roleInput:
		case m.Kind == quantity.Year:
			years[int(m.Value.IntPart())] = true
		case m.Kind == quantity.Money:
			sums++
		}
	}
	byYear := slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool { return in.Type == calculators.YearInput })
	return byYear && len(years) > 1 && sums > 1 && c.Inputs != nil
}

// askYear asks for one year at a time.
func (t *turn) askYear(rule calculators.Rule) Answer {
	a := Answer{Kind: Clarification}
	w := t.writer()
	w.say(phrase{"按%s，“%s”按年度计算，几年的费用不能加在一起，请分年度问。", "Under %s “%s” is counted by the year; the costs of several years must not be added up. Please ask for one year at a time."},
		w.documentShort(t.document(rule.Document)), rule.Title.In(w.language))
	t.quoteRule(&a, rule)
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	a.Questions = []Question{{Input: "year", Text: w.in(phrase{"先算哪个年度，当年费用是多少？", "Which year first, and what was spent in it?"})}}
	return a
}

// askUnit asks what a bare number means before it reaches a rule.
func (t *turn) askUnit(c Claim) (Answer, bool, error) {
	rule, ok := t.lib.Rules.Rule(c.Rule)
	if !ok {
		return Answer{}, false, nil
	}
	for _, in := range rule.Inputs {
		number, isBare := c.Inputs[in.ID].(bare)
		if !isBare {
			continue
		}
		v := decimal.Decimal(number)
		if v.IsNegative() || t.reading.language == English && v.GreaterThanOrEqual(decimal.New(1, 4)) {
			c.Inputs[in.ID] = v.String() // wrong in any unit: the rule says so; 600k is no count of 万
			continue
		}
		r, err := t.run(Claim{c.Rule, withoutBare(c.Inputs)})
		if err != nil {
			return Answer{}, false, err
		}
		w := t.writer()
		w.say(phrase{"您说的%s没有单位，先确认一下：是%s，还是%s？", "You said %s without a unit: is it %s or %s?"},
			v.String(), w.money(v), w.money(v.Shift(4)))
		a := Answer{Kind: Clarification}
		w.finish(&a)
		r.Outcome, r.Amount, r.Needs = calculators.NeedsInput, nil, []string{in.ID}
		addResult(&a, r)
		a.Questions = []Question{{
			Input: in.ID, Text: w.in(phrase{"%s是多少？请带上单位（元或万元）。", "What is the %s? Please give the unit: yuan, or wan (万)."}, in.Label.In(t.reading.language)),
			Choices: []string{w.money(v), w.money(v.Shift(4))},
		}}
		t.next.Pending = []string{in.ID}
		if len(a.Quotes) > 0 {
			t.writeQuotes(w, a.Quotes[:1])
			t.writeNotices(w, &a)
			w.finish(&a)
		}
		return a, true, nil
	}
	return Answer{}, false, nil
}

func withoutBare(inputs map[string]any) map[string]any {
	inputs = maps.Clone(inputs)
	maps.DeleteFunc(inputs, func(_ string, v any) bool {
		_, isBare := v.(bare)
		return isBare
	})
	return inputs
}

// whichCity asks for the city where several cities' clauses answer equally
// well and none was named; it says what each of them grants meanwhile.
func (t *turn) whichCity(p topic) (Answer, bool) {
	best, ok := p.best()
	if !ok || len(t.scope.places) > 0 || t.follows || !best.rule.GrantsMoney() {
		return Answer{}, false
	}
	const asGood = 0.85
	contenders := []candidate{best}
	for _, c := range p.rules[1:] {
		d := t.document(c.rule.Document)
		if c.score < asGood*best.score || !c.rule.GrantsMoney() || !c.named() || t.historical(d.ID) {
			continue
		}
		if best.filled == 1 && best.fit > 0 && c.filled < 1 {
			continue // a place in an order is told, and only one of them orders
		}
		if !slices.ContainsFunc(contenders, func(x candidate) bool {
			return t.document(x.rule.Document).Jurisdiction == d.Jurisdiction
		}) {
			contenders = append(contenders, c)
		}
	}
	if len(contenders) < 2 {
		return Answer{}, false
	}
	return t.askCity(contenders), true
}
