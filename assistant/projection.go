package assistant

import (
	"slices"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// A plan sets a yearly growth and no base. A message may bring a base of its
// own and ask what becomes of it (2023年如果是50亿，照年均30%增长，2026年是多少), or
// ask for how many times as much the years come to (三年下来是几倍).

// projection is the topic with the rule in front that carries a figure forward,
// where the message asks for that; ok is false elsewhere.
func (t *turn) projection(p topic) (topic, bool) {
	if !t.reading.has("compounding", "growth_rate", "target") || !t.reading.has("amount", "times_asked") {
		return p, false
	}
	var base []amount
	for _, m := range t.reading.amounts {
		if m.Kind == quantity.Money && m.role == roleInput {
			base = append(base, m)
		}
	}
	if len(base) > 1 || len(base) == 0 && !t.reading.has("times_asked") || !t.yearsPass() {
		return p, false
	}
	var rule calculators.Rule
	for _, id := range t.scope.documents {
		for _, r := range t.lib.Rules.ForDocument(id) {
			if r.Formula.Shape != "growth" || !t.growthSaid(r) {
				continue
			}
			if rule.ID != "" {
				return p, false // of which plan, the message does not say
			}
			rule = r
		}
	}
	if rule.ID == "" {
		return p, false
	}
	front := candidate{rule: rule, subject: 1, clause: 1, filled: 1, fit: 1}
	p.rules = slices.Insert(slices.DeleteFunc(slices.Clone(p.rules), func(c candidate) bool { return c.rule.ID == rule.ID }), 0, front)
	return p, true
}

// yearsPass reports that a message tells a span of years, or the years it runs
// from and to.
func (t *turn) yearsPass() bool {
	return len(unique(t.yearsSaid())) > 1 || slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		return m.Kind == quantity.Duration && m.Unit == "年" && m.Bound == quantity.Exact
	})
}

// growthSaid reports that the growth a message speaks of is the rule's: its
// yearly rate, or doubling.
func (t *turn) growthSaid(rule calculators.Rule) bool {
	stated := t.statedParts(rule, partRate)
	if len(stated) == 0 {
		return t.reading.has("times_2")
	}
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		return m.Kind == quantity.Rate && slices.ContainsFunc(stated, func(s statedFigure) bool { return s.Value.Equal(m.Value) })
	})
}
