package calculators

import (
	"fmt"
	"iter"
	"slices"
)

// Op compares an input with a parameter. 民法典第1259条: 以上, 以下, 以内
// include the number; 不满, 超过, 以外 exclude it.
type Op string

// The comparisons.
const (
	OpOver    Op = "over"     // 超过, 突破, 大于: >
	OpAtLeast Op = "at_least" // 达到, 以上, 不少于, (含): ≥
	OpAtMost  Op = "at_most"  // 以下, 不超过, 以内: ≤
	OpUnder   Op = "under"    // 不满, 不足, 低于: <
	OpIn      Op = "in"       // one of the listed values
	OpIs      Op = "is"       // a yes or no as the clause wants it
	OpSome    Op = "positive" // 有进出口额: more than nothing, no figure in the text
	OpWithin  Op = "within"   // a day within a span that starts on another day
)

// Requirement is a tree of what must hold. A node is either All, Any, or a
// leaf: an input compared with a parameter, or a condition of the rule.
type Requirement struct {
	All []Requirement `yaml:"all,omitempty" json:"all,omitempty"`
	Any []Requirement `yaml:"any,omitempty" json:"any,omitempty"`

	ID        string `yaml:"id,omitempty" json:"id,omitempty"`
	Label     Text   `yaml:"label,omitempty" json:"label,omitzero"`
	Condition string `yaml:"condition,omitempty" json:"condition,omitempty"`
	Input     string `yaml:"input,omitempty" json:"input,omitempty"`
	Op        Op     `yaml:"op,omitempty" json:"op,omitempty"`
	Number    `yaml:",inline"`

	// Values must stand in the quote; Implied follow from its wording (省级
	// from 市级以上); Unclear may or may not be meant (等) and is asked about.
	Values  []string `yaml:"values,omitempty" json:"values,omitempty"`
	Implied []string `yaml:"implied,omitempty" json:"implied,omitempty"`
	Unclear []string `yaml:"unclear,omitempty" json:"unclear,omitempty"`

	Is *bool `yaml:"is,omitempty" json:"is,omitempty"` // for op is

	// From is the input a span starts on, Unit its unit (年, 月, 日): op within.
	From string `yaml:"from,omitempty" json:"from,omitempty"`
	Unit string `yaml:"unit,omitempty" json:"unit,omitempty"`
}

// leaves yields the leaves of a tree with stable addresses.
func (q *Requirement) leaves() iter.Seq[*Requirement] {
	return func(yield func(*Requirement) bool) { q.walk(yield) }
}

func (q *Requirement) walk(yield func(*Requirement) bool) bool {
	if len(q.All) == 0 && len(q.Any) == 0 {
		return yield(q)
	}
	for _, group := range [][]Requirement{q.All, q.Any} {
		for i := range group {
			if !group[i].walk(yield) {
				return false
			}
		}
	}
	return true
}

// Wants is the answer to a yes/no input that meets the requirement.
func (q *Requirement) Wants(input string) (holds, ok bool) {
	for leaf := range q.leaves() {
		if leaf.Input == input && leaf.Op == OpIs && leaf.Is != nil {
			return *leaf.Is, true
		}
	}
	return false, false
}

// Instead are the inputs that may do instead of one: the others of the
// smallest group of alternatives that it stands in.
func (q *Requirement) Instead(input string) []string {
	for _, group := range [][]Requirement{q.All, q.Any} {
		for i := range group {
			if ids := group[i].Instead(input); ids != nil {
				return ids
			}
		}
	}
	stands := false
	var ids []string
	for i := range q.Any {
		for leaf := range q.Any[i].leaves() {
			if leaf.Input == input {
				stands = true
			} else if leaf.Input != "" {
				ids = append(ids, leaf.Input)
			}
		}
	}
	if !stands {
		return nil
	}
	return ids
}

// Among are the values of an enum input that meet the requirement; none where
// it asks nothing of the input.
func (q *Requirement) Among(input string) []string {
	for leaf := range q.leaves() {
		if leaf.Input == input && leaf.Op == OpIn {
			return slices.Concat(leaf.Values, leaf.Implied)
		}
	}
	return nil
}

// numeric reports whether the leaf compares with a figure.
func (q *Requirement) numeric() bool {
	switch q.Op {
	case OpOver, OpAtLeast, OpAtMost, OpUnder, OpWithin:
		return true
	}
	return false
}

// parameters are the figures of a tree.
func (q *Requirement) parameters(r Rule) []parameter {
	var out []parameter
	for leaf := range q.leaves() {
		if !leaf.numeric() {
			continue
		}
		in, _ := r.Input(leaf.Input)
		p := parameter{name: "requires." + leaf.Input, label: thresholdLabel(leaf.Op).of(in.Label), number: &leaf.Number, measure: count, op: leaf.Op}
		switch in.Type {
		case MoneyInput:
			p.measure, p.currency = yuan, in.Currency
		case RateInput:
			p.measure = percent
		case DateInput:
			p.op = OpAtMost
		}
		out = append(out, p)
	}
	return out
}

// sound checks that the leaves name inputs and conditions the rule has.
func (q *Requirement) sound(r Rule) []error {
	var errs []error
	for leaf := range q.leaves() {
		if leaf.Condition != "" {
			if _, ok := r.Condition(leaf.Condition); !ok {
				errs = append(errs, fmt.Errorf("requires 用到的条件“%s”没有定义", leaf.Condition))
			}
			continue
		}
		in, ok := r.Input(leaf.Input)
		if !ok {
			errs = append(errs, fmt.Errorf("requires 用到的输入“%s”没有定义", leaf.Input))
			continue
		}
		if !leaf.Op.suits(in.Type) {
			errs = append(errs, fmt.Errorf("requires 里“%s”是 %s，不能用 %s 比较", leaf.Input, in.Type, leaf.Op))
		}
		if leaf.Op == OpIs && leaf.Is == nil {
			errs = append(errs, fmt.Errorf("requires 里“%s”没有写 is: true 还是 is: false", leaf.Input))
		}
		if leaf.Op == OpIn && len(leaf.Values)+len(leaf.Implied) == 0 {
			errs = append(errs, fmt.Errorf("requires 里“%s”没有写 values", leaf.Input))
		}
		if leaf.Op == OpWithin {
			if from, ok := r.Input(leaf.From); !ok || from.Type != DateInput {
				errs = append(errs, fmt.Errorf("requires 里“%s”的起算日 from“%s”不是日期输入", leaf.Input, leaf.From))
			}
			if !spanUnit(leaf.Unit) {
				errs = append(errs, fmt.Errorf("requires 里“%s”的 unit“%s”应当是年、月或日", leaf.Input, leaf.Unit))
			}
		}
	}
	return errs
}

// suits reports whether values of a type can be compared in this way.
func (o Op) suits(t InputType) bool {
	switch o {
	case OpOver, OpAtLeast, OpAtMost, OpUnder:
		switch t {
		case MoneyInput, IntInput, DecimalInput, RateInput, AreaInput:
			return true
		}
	case OpSome:
		return t == MoneyInput || t == IntInput || t == DecimalInput || t == AreaInput
	case OpIn:
		return t == EnumInput || t == TextInput || t == IntInput
	case OpIs:
		return t == BoolInput
	case OpWithin:
		return t == DateInput
	}
	return false
}

// spanUnit reports whether a span of time can be counted in a unit.
func spanUnit(unit string) bool { return unit == "年" || unit == "月" || unit == "日" }

// comparedOnly reports whether an input is only compared with thresholds, and not
// computed with: for those 已达到 is answer enough.
func (c *compiled) comparedOnly(input string) bool {
	for _, u := range c.Formula.body.uses() {
		if u.input == input {
			return false
		}
	}
	trees := []*Requirement{c.Requires}
	for _, r := range c.Readings {
		trees = append(trees, r.Requires)
	}
	for _, tree := range trees {
		if tree == nil {
			continue
		}
		for q := range tree.leaves() {
			if q.Input == input && q.numeric() {
				return true
			}
		}
	}
	return false
}
