package calculators

import (
	"fmt"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// step adds a line of arithmetic.
func (r *run) step(label Text, expression string, v decimal.Decimal, quote string) {
	if r.silent {
		return
	}
	r.steps = append(r.steps, Step{
		Label: label.In(r.language), Expression: expression, Value: v.String(), Unit: r.word(Text{Zh: "元", En: "RMB"}), Quote: quote,
	})
}

// counted adds a line whose value is a count and not money.
func (r *run) counted(label Text, expression string, v decimal.Decimal, unit Text, quote string) {
	if r.silent {
		return
	}
	r.step(label, expression, v, quote)
	r.steps[len(r.steps)-1].Unit = unit.In(r.language)
}

// expr writes an expression, unless nobody will read it.
func (r *run) expr(format string, args ...any) string {
	if r.silent {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

// cite is the quote that states a parameter.
func (r *run) cite(n *Number) string { return r.rule.refs[n] }

// number is an input's figure; where it is not given it is noted as missing.
func (r *run) number(input string) (decimal.Decimal, bool) {
	v, ok := r.values[input]
	if !ok {
		r.missing = addOnce(r.missing, input)
	}
	return v.number, ok
}

// label is an input's name.
func (r *run) label(input string) Text {
	in, _ := r.rule.Input(input)
	return in.Label
}

// comparison words a threshold: 当年度费用支出超过50万元.
func (r *run) comparison(in Input, q *Requirement) string {
	if r.silent {
		return ""
	}
	label := in.Label.In(r.language)
	amount := r.figure(in, q.Value)
	if r.language == English {
		return label + map[Op]string{OpOver: " > ", OpAtLeast: " ≥ ", OpAtMost: " ≤ ", OpUnder: " < "}[q.Op] + amount
	}
	switch q.Op {
	case OpOver:
		return r.word(Text{Zh: in.Label.Zh + "超过" + amount})
	case OpAtLeast:
		return r.word(Text{Zh: in.Label.Zh + "达到" + amount})
	case OpAtMost:
		return r.word(Text{Zh: in.Label.Zh + "不超过" + amount})
	case OpUnder:
		return r.word(Text{Zh: in.Label.Zh + "低于" + amount})
	}
	return label
}

// failure says what made a comparison fail: 500000 不超过 500000.
func (r *run) failure(in Input, q *Requirement, got value) string {
	word := map[Op]Text{
		OpOver:    {Zh: "不超过", En: "is not over"},
		OpAtLeast: {Zh: "未达到", En: "is below"},
		OpAtMost:  {Zh: "超过", En: "is over"},
		OpUnder:   {Zh: "不低于", En: "is not below"},
	}[q.Op]
	return r.word(Text{
		Zh: got.number.String() + " " + word.Zh + " " + q.Value.String(),
		En: got.number.String() + " " + word.En + " " + q.Value.String(),
	})
}

// figure is a number with the unit of an input, for labels.
func (r *run) figure(in Input, d decimal.Decimal) string {
	if r.silent {
		return ""
	}
	switch in.Type {
	case MoneyInput:
		switch {
		case orCNY(in.Currency) != "CNY":
			return d.String() + unitOfMoney(in.Currency)
		case r.language == English:
			return quantity.FormatEnglish(d)
		}
		return quantity.FormatWan(d)
	case RateInput:
		return d.String() + "%"
	case AreaInput:
		return d.String() + r.word(Text{Zh: "平方米", En: " m²"})
	}
	if r.language == English {
		return d.String()
	}
	return d.String() + counter(in.Unit)
}

// counter is a unit as it follows a figure: 12个月, for 12月 is December.
func counter(unit string) string {
	if unit == "月" {
		return "个月"
	}
	return unit
}
