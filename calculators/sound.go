package calculators

import (
	"errors"
	"fmt"
	"slices"
)

// sound checks what can be checked of a rule without its document.
func (c *compiled) sound() error {
	var errs []error
	fail := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	if c.ID == "" {
		fail("规则没有编号，写上 id")
	}
	if c.Document == "" {
		fail("规则没有写明文件，写上 document")
	}
	if c.Title.Zh == "" {
		fail("规则没有标题，写上 title")
	}
	if c.Formula.body == nil {
		return errors.Join(append(errs, errors.New("规则没有公式，写上 formula"))...)
	}
	outcomes := []Outcome{Amount, UpTo, Eligible, NoAmount, DateOutcome, ValueOutcome}
	if !slices.Contains(outcomes, c.Outcome) {
		fail("不认识的 outcome“%s”，可用的有 %v", c.Outcome, outcomes)
	}
	errs = append(errs, c.soundInputs()...)
	for _, u := range c.Formula.body.uses() {
		in, ok := c.Input(u.input)
		switch {
		case u.input == "":
			fail("公式没有写明用哪个输入")
		case !ok:
			fail("公式用到的输入“%s”没有定义", u.input)
		case !slices.Contains(u.types, in.Type):
			fail("公式用到的输入“%s”是 %s，应当是 %v", u.input, in.Type, u.types)
		}
	}
	for _, r := range c.requirements() {
		errs = append(errs, r.sound(c.Rule)...)
	}
	errs = append(errs, c.soundReadings()...)
	if body, ok := c.Formula.body.(interface{ sound(Rule) error }); ok {
		errs = append(errs, body.sound(c.Rule))
	}
	return errors.Join(errs...)
}

// soundInputs checks inputs and conditions: ids are unique, types are known.
func (c *compiled) soundInputs() []error {
	var errs []error
	seen := map[string]bool{}
	for _, in := range c.Inputs {
		if in.ID == "" || seen[in.ID] {
			errs = append(errs, fmt.Errorf("输入编号“%s”是空的或重复", in.ID))
		}
		seen[in.ID] = true
		switch in.Type {
		case MoneyInput, IntInput, DecimalInput, YearInput, DateInput, BoolInput, RateInput, AreaInput, TextInput, PartsInput:
		case EnumInput:
			if len(in.Options) == 0 {
				errs = append(errs, fmt.Errorf("输入“%s”没有选项，写上 options", in.ID))
			}
			if in.Other != "" && !slices.ContainsFunc(in.Options, func(o Option) bool { return o.Value == in.Other }) {
				errs = append(errs, fmt.Errorf("输入“%s”的 other“%s”不在选项里", in.ID, in.Other))
			}
		default:
			errs = append(errs, fmt.Errorf("输入“%s”的类型“%s”不认识", in.ID, in.Type))
		}
		if first, ok := c.Input(in.NotBefore); in.NotBefore != "" && (!ok || first.Type != DateInput || in.Type != DateInput) {
			errs = append(errs, fmt.Errorf("输入“%s”的 not_before“%s”不是日期输入", in.ID, in.NotBefore))
		}
		if in.Label.Zh == "" {
			errs = append(errs, fmt.Errorf("输入“%s”没有名称，写上 label", in.ID))
		}
	}
	for _, cond := range c.Conditions {
		if cond.ID == "" || seen[cond.ID] {
			errs = append(errs, fmt.Errorf("条件编号“%s”是空的或重复", cond.ID))
		}
		seen[cond.ID] = true
		if cond.Label.Zh == "" {
			errs = append(errs, fmt.Errorf("条件“%s”没有名称，写上 label", cond.ID))
		}
	}
	return errs
}

// soundReadings checks that there is one default and that each reading is
// known to the shape or brings its own requirements.
func (c *compiled) soundReadings() []error {
	var errs []error
	defaults := 0
	for _, r := range c.Readings {
		if r.Default {
			defaults++
		}
		if r.Requires == nil && !slices.Contains(c.Formula.body.modes(), r.ID) &&
			!(r.Default && c.Requires != nil) {
			errs = append(errs, fmt.Errorf("口径“%s”不是 %s 形状的口径 %v，也没有自己的 requires", r.ID, c.Formula.Shape, c.Formula.body.modes()))
		}
	}
	if len(c.Readings) > 0 && defaults != 1 {
		errs = append(errs, fmt.Errorf("口径里要有且只有一个 default"))
	}
	return errs
}
