package calculators

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// understand reads the inputs.
func (r *run) understand(inputs map[string]any) {
	r.values = make(map[string]value, len(inputs))
	r.states = map[string]State{}
	r.asserted = map[string]bool{}
	r.said = map[string]string{}
	known := 0
	for i := range r.rule.Inputs {
		in := &r.rule.Inputs[i]
		raw, given := inputs[in.ID]
		if given {
			known++
		}
		if s, isText := raw.(string); isText && asserts(s) && r.rule.comparedOnly(in.ID) {
			r.asserted[in.ID], r.said[in.ID] = true, s
			continue
		}
		v, ok, err := in.read(raw, r.options)
		if err == nil && ok {
			err = r.plausible(in, v)
		}
		switch {
		case err != nil:
			r.fault(in.ID, err)
		case ok:
			r.values[in.ID] = v
			if s, isText := raw.(string); isText && v.vague {
				r.said[in.ID] = s
			}
		case in.Default != nil:
			r.assume(in)
		}
	}
	r.inOrder()
	for _, cond := range r.rule.Conditions {
		raw, given := inputs[cond.ID]
		if !given {
			continue
		}
		known++
		state, err := readYesNo(raw, cond.Words, cond.Deny)
		if err != nil {
			r.fault(cond.ID, err)
		}
		r.states[cond.ID] = state
	}
	if known == len(inputs) {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(inputs)) {
		_, isInput := r.rule.Input(id)
		_, isCondition := r.rule.Condition(id)
		if isInput || isCondition {
			continue
		}
		r.ignored = append(r.ignored, id)
		if r.options.Strict {
			r.refused = append(r.refused, Problem{id, r.word(Text{Zh: "这条规则没有输入“" + id + "”", En: "this rule has no input " + id})})
		}
	}
}

// inOrder refuses days that stand in the wrong order.
func (r *run) inOrder() {
	for i := range r.rule.Inputs {
		in := &r.rule.Inputs[i]
		if in.NotBefore == "" {
			continue
		}
		day, ok := r.values[in.ID]
		first, both := r.values[in.NotBefore]
		if ok {
			r.settle(&day)
			r.values[in.ID] = day
		}
		if !ok || !both || day.elapsed != nil || first.elapsed != nil || !day.date.Before(first.date) {
			continue
		}
		r.fault(in.ID, refuse(
			fmt.Sprintf("%s（%s）早于%s（%s），请核对", in.Label.Zh, day.date, first.input.Label.Zh, first.date),
			fmt.Sprintf("%s (%s) is before %s (%s)", in.Label.In(English), day.date, first.input.Label.In(English), first.date)))
	}
}

// plausible refuses what contradicts the rule's period.
func (r *run) plausible(in *Input, v value) error {
	if !in.WithinPeriod || r.rule.period == nil {
		return nil
	}
	period, ok := r.rule.period.Formula.body.(*validity)
	if !ok || period.years() == 0 || !v.number.GreaterThan(decimal.NewFromInt(int64(period.years()))) {
		return nil
	}
	return refuse(fmt.Sprintf("项目期间只有%d年（%s至%s），%s不能是%s", period.years(), period.From.Value, period.To.Value, in.Label.Zh, v.number),
		fmt.Sprintf("the project period has only %d years (%s to %s)", period.years(), period.From.Value.English(), period.To.Value.English()))
}

// fault notes an input that cannot be used.
func (r *run) fault(input string, err error) {
	f := asFault(err)
	p := Problem{Input: input, Text: r.word(f.text)}
	if f.ask {
		r.again = append(r.again, p)
	} else {
		r.refused = append(r.refused, p)
	}
}

// assume takes the default of a count nobody has given, and says so.
func (r *run) assume(in *Input) {
	r.values[in.ID] = value{input: in, number: *in.Default}
	r.assumed = append(r.assumed, Assumption{Input: in.ID, Value: in.Default.String(), Text: r.word(Text{
		Zh: fmt.Sprintf("没有说明%s，按%s%s测算", in.Label.Zh, in.Default, counter(in.Unit)),
		En: fmt.Sprintf("%s not given: taken as %s", in.Label.In(English), in.Default),
	})})
}
