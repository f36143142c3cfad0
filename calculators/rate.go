package calculators

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// portion is one product with its own ceiling: 5% of a revenue, at most
// 100万元; 4元 a square metre a month.
type portion struct {
	Label Text `yaml:"label,omitempty" json:"label,omitzero"`
	// Of is the amount a rate applies to; with no rate it counts in full.
	Of string `yaml:"of,omitempty" json:"of,omitempty"`
	// Alone grants the ceiling where the amount is not given: 最高100万元/年
	// names no rate, and the amount only bounds it.
	Alone bool    `yaml:"alone,omitempty" json:"alone,omitempty"`
	Rate  *Number `yaml:"rate,omitempty" json:"rate,omitempty"` // percent
	// RateIn names the readings in which the rate applies; all where empty.
	RateIn []string `yaml:"rate_in,omitempty" json:"rate_in,omitempty"`
	// Each is granted for each unit of the inputs in Times, multiplied.
	Each  *Number  `yaml:"each,omitempty" json:"each,omitempty"`
	Times []string `yaml:"times,omitempty" json:"times,omitempty"`
	Max   *Number  `yaml:"max,omitempty" json:"max,omitempty"`
}

func (p *portion) sound() error {
	switch {
	case p.Of == "" && p.Each == nil:
		return fmt.Errorf("公式要写 of（按金额）或 each（按个数）")
	case p.Of != "" && p.Each != nil:
		return fmt.Errorf("公式里 of 与 each 只能写一个")
	case p.Alone && p.Max == nil:
		return fmt.Errorf("公式写了 alone 就要写 max")
	}
	return nil
}

func (p *portion) uses() []use {
	var out []use
	if p.Of != "" {
		out = append(out, use{input: p.Of, types: []InputType{MoneyInput}, optional: p.Alone})
	}
	for _, id := range p.Times {
		out = append(out, use{input: id, types: []InputType{IntInput, DecimalInput, AreaInput}})
	}
	return out
}

func (p *portion) parameters(r Rule, name string) []parameter {
	whole := p.Label
	if in, ok := r.Input(p.Of); ok && whole.IsZero() {
		whole = in.Label
	}
	var out []parameter
	if p.Rate != nil {
		out = append(out, parameter{name: name + ".rate", label: Text{Zh: "比例", En: "rate"}.of(whole), number: p.Rate, measure: percent})
	}
	if p.Each != nil {
		out = append(out, parameter{name: name + ".each", label: Text{Zh: "单位金额", En: "amount for one"}.of(whole), number: p.Each, measure: yuan})
	}
	if p.Max != nil {
		out = append(out, parameter{name: name + ".max", label: Text{Zh: "最高", En: "most"}.of(p.Label), number: p.Max, measure: yuan, op: OpAtMost})
	}
	return out
}

// compute gives the portion after its ceiling; not ok where inputs are missing.
func (p *portion) compute(r *run) (decimal.Decimal, bool) {
	amount, ok := p.product(r)
	if !ok {
		return amount, false
	}
	if p.Max != nil && amount.GreaterThan(p.Max.Value) {
		r.step(Text{Zh: "超过条文的最高限额", En: "above the ceiling of the clause"},
			r.expr("%s > %s", amount, p.Max.Value), p.Max.Value, r.cite(p.Max))
		amount = p.Max.Value
	}
	return amount, true
}

// product is the portion before its ceiling.
func (p *portion) product(r *run) (decimal.Decimal, bool) {
	if p.Each != nil {
		return p.each(r)
	}
	if _, given := r.values[p.Of]; !given && p.Alone {
		r.step(Text{Zh: "条文的最高限额", En: "the ceiling of the clause"}, r.write(p.Max.Value), p.Max.Value, r.cite(p.Max))
		return p.Max.Value, true
	}
	base, ok := r.number(p.Of)
	if !ok {
		return base, false
	}
	label := r.label(p.Of)
	if p.Rate == nil || !p.rated(r) {
		r.step(label, r.write(base), base, "")
		return base, true
	}
	amount := base.Mul(p.Rate.Value).Shift(-2)
	if !r.silent {
		r.step(Text{Zh: label.Zh + " × 比例", En: label.In(English) + " × rate"},
			r.expr("%s × %s%%", base, p.Rate.Value), amount, r.cite(p.Rate))
	}
	return amount, true
}

// rated reports whether the rate applies in the reading of this run.
func (p *portion) rated(r *run) bool {
	if len(p.RateIn) == 0 || r.reading == nil {
		return true
	}
	return slices.Contains(p.RateIn, r.reading.ID)
}

// each multiplies the amount for one by the counts.
func (p *portion) each(r *run) (decimal.Decimal, bool) {
	amount, all := p.Each.Value, true
	expression := r.write(p.Each.Value)
	for _, id := range p.Times {
		n, ok := r.number(id)
		all = all && ok
		amount = amount.Mul(n)
		expression = r.expr("%s × %s", expression, n)
	}
	if !all {
		return amount, false
	}
	label := p.Label
	if label.IsZero() {
		label = Text{Zh: "按条文计算的金额", En: "amount under the clause"}
	}
	r.step(label, expression, amount, r.cite(p.Each))
	return amount, true
}

// rate is a share of an amount with a ceiling: 按照当年度服务收入的5%给予
// 支持，最高不超过100万元. The ceiling itself can be granted (不超过 includes).
// Without a rate all of it is granted (全额).
type rate struct {
	portion `yaml:",inline"`
}

func (f *rate) modes() []string { return nil }

func (f *rate) uses() []use { return f.portion.uses() }

func (f *rate) gates() []Requirement { return nil }

func (f *rate) parameters(r Rule) []parameter { return f.portion.parameters(r, "formula") }

func (f *rate) sound(Rule) error {
	if f.Of == "" {
		return fmt.Errorf("rate 要写 of")
	}
	return f.portion.sound()
}

func (f *rate) compute(r *run) computed {
	amount, _ := f.portion.compute(r)
	return computed{amount: amount}
}
