package calculators

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// growth carries the user's own base forward at the yearly growth a plan sets
// out: 保持年均30%以上增速, 每年实现翻番以上. No document states a base, and the
// text's 以上 makes the figure a lower bound: it is derived by us.
type growth struct {
	Base  string `yaml:"base" json:"base"`   // the input: the figure of the year before
	Years string `yaml:"years" json:"years"` // the input
	// Rate is the yearly growth in percent; Doubling stands for 翻番.
	Rate     *Number `yaml:"rate,omitempty" json:"rate,omitempty"`
	Doubling string  `yaml:"doubling,omitempty" json:"doubling,omitempty"`
	// Times is a yes/no input: only how many times as much is asked for, which
	// takes no base.
	Times string `yaml:"times,omitempty" json:"times,omitempty"`
}

func (g *growth) modes() []string { return nil }

func (g *growth) uses() []use {
	uses := []use{{input: g.Base, types: []InputType{MoneyInput}, optional: true}, {input: g.Years, types: []InputType{IntInput}}}
	if g.Times != "" {
		uses = append(uses, use{input: g.Times, types: []InputType{BoolInput}, optional: true})
	}
	return uses
}

func (g *growth) gates() []Requirement { return nil }

func (g *growth) sound(r Rule) error {
	if (g.Rate == nil) == (g.Doubling == "") {
		return fmt.Errorf("growth 要有且只有 rate 或 doubling")
	}
	if in, ok := r.Input(g.Years); !ok || in.Max == nil || in.Max.GreaterThan(decimal.New(30, 0)) {
		return fmt.Errorf("growth 的年数要有不超过30的 max")
	}
	return nil
}

func (g *growth) parameters(Rule) []parameter {
	if g.Rate == nil {
		return nil
	}
	return []parameter{{name: "formula.rate", label: Text{Zh: "每年增长", En: "growth a year"}, number: g.Rate, measure: percent, op: OpAtLeast}}
}

func (g *growth) citations() []topicQuote {
	if g.Doubling == "" {
		return nil
	}
	return []topicQuote{{id: "doubling", quote: g.Doubling}}
}

func (g *growth) compute(r *run) computed {
	years, told := r.number(g.Years)
	if asked, given := r.values[g.Times]; given && asked.yes && told {
		return g.times(r, years)
	}
	base, ok := r.number(g.Base)
	if !ok || !told {
		return computed{}
	}
	factor, quote := g.factor(r)
	value := base.Mul(power(factor, years))
	r.step(Text{Zh: "按年均增速推算（我们的推算，文件没有写基数）", En: "carried forward by us; the document states no base"},
		r.expr("%s × %s^%s", base, factor, years), value, quote)
	return computed{outcome: ValueOutcome, value: &Value{Number: value.String(), Unit: "元", Operator: "≥", Derived: true}}
}

// factor is what a year multiplies by, with the quote that states it.
func (g *growth) factor(r *run) (decimal.Decimal, string) {
	if g.Rate != nil {
		return g.Rate.Value.Shift(-2).Add(decimal.New(1, 0)), r.cite(g.Rate)
	}
	return decimal.New(2, 0), r.rule.topics[0].ref
}

// times is how many times as much so many years come to.
func (g *growth) times(r *run, years decimal.Decimal) computed {
	factor, quote := g.factor(r)
	value := power(factor, years)
	r.counted(Text{Zh: "按年均增速推算（我们的推算）", En: "carried forward by us"},
		r.expr("%s^%s", factor, years), value, Text{Zh: "倍", En: "times"}, quote)
	return computed{outcome: ValueOutcome, value: &Value{Number: value.String(), Unit: "倍", Operator: "≥", Derived: true}}
}

// power is a factor multiplied by itself, n times.
func power(factor, n decimal.Decimal) decimal.Decimal {
	value := decimal.New(1, 0)
	for range n.IntPart() {
		value = value.Mul(factor)
	}
	return value
}
