package assistant

import (
	"maps"
	"slices"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// shortfalls works out how far the figures of a refusal stay below the
// thresholds, where that is asked for: 还差多少, 再花多少就够.
func (t *turn) shortfalls(rule calculators.Rule, c Claim, r calculators.Result) error {
	if r.Outcome != calculators.NotEligible || !t.reading.has("short_of") {
		return nil
	}
	list, err := t.lib.Rules.Shortfalls(c.Rule, c.Inputs, calculators.Options{AsOf: t.asOf, Language: t.reading.language})
	if err != nil {
		return err
	}
	for _, s := range list {
		in, _ := rule.Input(s.Input)
		if slices.Contains(t.instead, s.Input) {
			continue
		}
		x := start(measureOf(in))
		x.Terms[0].Value, x.Value, x.beside = s.Threshold, s.Threshold, true
		x.then(Term{Op: OpMinus, Value: s.Have})
		t.short = append(t.short, s)
		t.worked = append(t.worked, *x)
	}
	return nil
}

// measureOf is a mention of what an input measures.
func measureOf(in calculators.Input) quantity.Mention {
	switch in.Type {
	case calculators.MoneyInput:
		return quantity.Mention{Kind: quantity.Money, Currency: currencyOf(in), Unit: "元"}
	case calculators.AreaInput:
		return quantity.Mention{Kind: quantity.Area, Unit: "平方米"}
	}
	return quantity.Mention{Kind: quantity.Count, Unit: in.Unit}
}

// fallsShort is the result of a yes or no where the alternative that was told
// fails and nobody spoke of the others: what was told does not qualify, and
// the inputs returned are those that would do instead.
func (t *turn) fallsShort(rule calculators.Rule, c Claim, r calculators.Result) (calculators.Result, []string, error) {
	if r.Outcome != calculators.NeedsInput || rule.Outcome != calculators.Eligible || rule.Requires == nil || len(r.Needs) == 0 || len(r.Problems) > 0 {
		return r, nil, nil
	}
	inputs := maps.Clone(c.Inputs)
	var instead []string
	for _, id := range r.Needs {
		in, ok := rule.Input(id)
		switch {
		case ok && in.Type == calculators.BoolInput && t.excepted(rule, c, id):
			holds, _ := rule.Requires.Wants(id)
			inputs[id] = !holds
			instead = append(instead, id)
		case ok && in.Type == calculators.BoolInput:
			// Nobody spoke of it: it does not matter where the rest fails.
		case ok && in.Optional && t.alternativeTold(rule, c, id) && (in.Type == calculators.MoneyInput || in.Type == calculators.RateInput):
			inputs[id] = "0"
			instead = append(instead, id)
		default:
			return r, nil, nil
		}
	}
	if len(instead) == 0 {
		return r, nil, nil
	}
	failed, err := t.run(Claim{c.Rule, inputs})
	if err != nil || failed.Outcome != calculators.NotEligible {
		return r, nil, err
	}
	for i, was := range r.Conditions {
		if was.State == calculators.Unconfirmed && i < len(failed.Conditions) {
			failed.Conditions[i].Why = "" // it would name the figure nobody told
		}
	}
	for _, id := range instead {
		delete(failed.Inputs, id)
	}
	return failed, instead, nil
}

// alternativeTold reports that another input that would do instead of this one
// has been told.
func (t *turn) alternativeTold(rule calculators.Rule, c Claim, id string) bool {
	return slices.ContainsFunc(rule.Requires.Instead(id), func(other string) bool { _, ok := c.Inputs[other]; return ok })
}

// excepted reports that a yes or no which nobody spoke of is the exception to
// another that was told and fails: 穿旧了 is no 原状, unless it was a trial.
func (t *turn) excepted(rule calculators.Rule, c Claim, id string) bool {
	return slices.ContainsFunc(rule.Requires.Instead(id), func(other string) bool {
		told, ok := c.Inputs[other].(bool)
		wants, known := rule.Requires.Wants(other)
		return ok && known && told != wants
	})
}
