package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// One message may claim the same support several times: 省级1个、市级2个; 一家一档，
// 一家三档; 2024年64万，2025年91万. Each is worked out by itself with the words
// around it, and then they are added up.

// instance is one time that a support is claimed.
type instance struct {
	Claim
	label string
	times int // things of the same kind
}

// anchor is where a message names one of several things.
type anchor struct {
	at    hit
	value any
	label string
	count int // things that are named there; 0 where nothing says
	from  int // where words on it begin, for names that stand behind them
}

// instances are the times that a rule is claimed in a message, none where it
// is claimed once.
func (t *turn) instances(rule calculators.Rule) []instance {
	if !rule.GrantsMoney() {
		return nil
	}
	if list := t.byYear(rule); len(list) > 1 {
		return list
	}
	in, ok := rule.Input(rule.Chooses())
	if !ok || t.reading.has("compare") && !t.reading.has("total") {
		return nil
	}
	var anchors []anchor
	if in.Type == calculators.EnumInput {
		anchors = t.optionsNamed(in)
	} else {
		anchors = t.placesNamed(in)
	}
	years := unique(t.yearsSaid())
	each := !slices.ContainsFunc(anchors, func(a anchor) bool { return a.count == 0 })
	if len(anchors) < 2 || !each && !t.reading.has("total") && len(years) != len(anchors) {
		return nil
	}
	before := anchors[0].from < anchors[0].at.start ||
		len(years) == len(anchors) && slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.Kind == quantity.Year && m.End <= anchors[0].at.start })
	var list []instance
	for i, a := range anchors {
		within := t.around(anchors, i, before)
		inputs := t.inputs(rule, within)
		inputs[in.ID] = a.value
		x := instance{Claim: Claim{rule.ID, inputs}, label: a.label, times: max(1, a.count)}
		for _, other := range rule.Inputs {
			if other.Type != calculators.IntInput || other.ID == in.ID {
				continue
			}
			switch {
			case other.Unit == "年" && len(years) == len(anchors):
				inputs[other.ID] = "1"
			case other.Unit == "个" && a.count > 0:
				inputs[other.ID] = decimal.NewFromInt(int64(a.count)).String()
				x.times = 1 // the rule multiplies by itself
			}
		}
		list = append(list, x)
	}
	return list
}

// around is the stretch of a message that is about anchor i.
func (t *turn) around(anchors []anchor, i int, before bool) hit {
	h := hit{0, len(t.reading.runes)}
	if before {
		if i > 0 {
			h.start = anchors[i-1].at.end
		}
		if i+1 < len(anchors) {
			h.end = anchors[i].at.end
		}
		return h
	}
	if i > 0 {
		h.start = anchors[i].at.start
	}
	if i+1 < len(anchors) {
		h.end = anchors[i+1].at.start
	}
	return h
}

// optionsNamed are the options of an enum that a message names, each once,
// with how many things are said to be of it.
func (t *turn) optionsNamed(in calculators.Input) []anchor {
	var list []anchor
	for at := 0; at < len(t.reading.runes); {
		best := anchor{}
		for _, o := range in.Options {
			for _, w := range append([]string{o.Value, o.Label.Zh, o.Label.En}, o.Words...) {
				for _, h := range occurrences(t.reading.runes[at:min(len(t.reading.runes), at+24)], w) {
					if h.start == 0 && h.len() > 1 && h.len() > best.at.len() {
						best = anchor{at: hit{at, at + h.end}, value: o.Value, label: o.Value}
					}
				}
			}
		}
		if best.at.len() == 0 {
			at++
			continue
		}
		at = best.at.end
		best.from = best.at.start
		list = append(list, best)
	}
	for i := range list {
		list[i].count, list[i].from = t.countedAt(list, i)
	}
	// What is named again without a number is the same thing: 省级园…省级的.
	return slices.DeleteFunc(list, func(a anchor) bool {
		return a.count == 0 && slices.ContainsFunc(list, func(b anchor) bool {
			return b.value == a.value && b.at != a.at && (b.count > 0 || b.at.start < a.at.start)
		})
	})
}

// countedAt is how many things are said to be of the option named at anchor i,
// and where that begins: 一个省级, 省级产业带2个.
func (t *turn) countedAt(list []anchor, i int) (count, from int) {
	const near = 8 // letters that a thing's name takes between
	next := len(t.reading.runes)
	if i+1 < len(list) {
		next = list[i+1].at.start
	}
	whole := func(m amount) bool {
		return m.Kind == quantity.Count && m.Bound == quantity.Exact && m.Value.IsInteger() && m.Value.IsPositive() && m.Value.LessThan(decimal.NewFromInt(100))
	}
	for _, m := range t.reading.amounts {
		if whole(m) && t.touches(m, list[i]) && (i == 0 || m.Start >= list[i-1].at.end) {
			return int(m.Value.IntPart()), m.Start
		}
	}
	for _, m := range t.reading.amounts {
		if whole(m) && m.role != roleRule && m.Start >= list[i].at.end && m.Start-list[i].at.end <= near && m.End <= next &&
			(i+1 == len(list) || !t.touches(m, list[i+1])) {
			return int(m.Value.IntPart()), list[i].at.start
		}
	}
	return 0, list[i].at.start
}

// touches reports that a number stands right before the option named at a: of
// 一个省级 it counts that one.
func (t *turn) touches(m amount, a anchor) bool {
	gap := a.at.start - m.End
	return gap == 0 || gap == 1 && !t.reading.breaks(m.End)
}

// placesNamed are the places in an order that a message names: 一档, 第三名.
func (t *turn) placesNamed(in calculators.Input) []anchor {
	var list []anchor
	for _, m := range t.reading.amounts {
		if m.role != roleInput || !ranks(in) || m.Unit != in.Unit && m.Unit != anyPlace || t.suits(m.Mention, in) == "" || m.Bound != quantity.Exact {
			continue
		}
		h := hit{m.Start, m.End}
		list = append(list, anchor{at: h, from: h.start, value: t.value(assignment{input: in, amount: slices.IndexFunc(t.reading.amounts, func(o amount) bool { return o.Start == m.Start })}, nil), label: m.Text})
	}
	return list
}

// byYear are the years for which a message tells a sum each, for a rule that
// counts by the year.
func (t *turn) byYear(rule calculators.Rule) []instance {
	i := slices.IndexFunc(rule.Inputs, func(in calculators.Input) bool { return in.Type == calculators.YearInput })
	if i < 0 || !t.severalYears(Claim{rule.ID, map[string]any{}}, rule) {
		return nil
	}
	var anchors []anchor
	for _, m := range t.reading.amounts {
		if m.Kind != quantity.Year || m.role != roleInput || slices.ContainsFunc(anchors, func(a anchor) bool { return a.value == m.Value.String() }) {
			continue
		}
		h := hit{m.Start, m.End}
		anchors = append(anchors, anchor{at: h, from: h.start, value: m.Value.String(), label: m.Value.String() + "年"})
	}
	first := slices.IndexFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput && m.Kind == quantity.Money })
	if len(anchors) < 2 || first < 0 {
		return nil
	}
	before := t.reading.amounts[first].End <= anchors[0].at.start
	for i := range t.reading.amounts {
		t.reading.amounts[i].sum = nil // of all years together: nobody adds those up
	}
	var list []instance
	for k, a := range anchors {
		within := t.around(anchors, k, before)
		inputs := t.inputs(rule, within)
		sums := slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool { return in.Type == calculators.MoneyInput && inputs[in.ID] != nil })
		if !sums {
			return nil
		}
		inputs[rule.Inputs[i].ID] = a.value
		list = append(list, instance{Claim: Claim{rule.ID, inputs}, label: a.label, times: 1})
	}
	return list
}

// sort is one of the things for which a support is claimed several times.
type sort struct {
	label string
	count int // alike, each with the same result
}

// claimAll works several claims of one rule out and adds them up.
func (t *turn) claimAll(list []instance) (Answer, error) {
	t.observer.Stage("calculating")
	rule, _ := t.lib.Rules.Rule(list[0].Rule)
	_, joined := t.capOver(rule.Document)
	var claims []Claim
	for _, x := range list {
		if !joined { // each kind is worked out once
			claims = append(claims, x.Claim)
			t.sorts = append(t.sorts, sort{x.label, x.times})
			continue
		}
		for range x.times {
			claims = append(claims, x.Claim)
			t.sorts = append(t.sorts, sort{x.label, 1})
		}
	}
	t.next.Claims = []Claim{list[0].Claim}
	return t.total(claims)
}

// summed adds up the results of claims that no cap of their document joins.
// The sum is ours and belongs to no rule: each part stands for itself.
func (t *turn) summed(results []calculators.Result) (Answer, bool) {
	w := t.writer()
	unit := w.in(phrase{"元", "RMB"})
	sum := calculators.Result{Title: w.in(phrase{"合计", "total"}), Outcome: calculators.Amount}
	total := decimal.Zero
	var terms []string
	for i, r := range results {
		switch {
		case r.Outcome == calculators.NotEligible:
			continue
		case r.Amount == nil:
			return Answer{}, false
		case r.Outcome == calculators.UpTo:
			sum.Outcome = calculators.UpTo
		}
		v, err := decimal.NewFromString(r.Amount.Yuan)
		if err != nil {
			return Answer{}, false
		}
		if i < len(t.sorts) && t.sorts[i].count > 1 {
			n := decimal.NewFromInt(int64(t.sorts[i].count))
			sum.Steps = append(sum.Steps, calculators.Step{Label: t.sorts[i].label, Expression: v.String() + " × " + n.String(), Value: v.Mul(n).String(), Unit: unit})
			v = v.Mul(n)
		}
		total = total.Add(v)
		terms = append(terms, v.String())
	}
	if len(terms) == 0 {
		return Answer{}, false
	}
	sum.Amount = &calculators.Yuan{Yuan: total.StringFixed(2)}
	sum.Steps = append(sum.Steps, calculators.Step{Label: sum.Title, Expression: strings.Join(terms, " + "), Value: total.String(), Unit: unit})
	a := Answer{Kind: Calculation}
	a.Results = append(a.Results, sum)
	for _, r := range results {
		addResult(&a, r)
	}
	rule, _ := t.lib.Rules.Rule(results[0].Rule)
	t.concludeAmount(w, rule, sum, a)
	t.writeWorkings(w, &a)
	t.writeQuotes(w, mainQuotes(a))
	t.writeSteps(w, a.Results)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}
