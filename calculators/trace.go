package calculators

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// step adds a line of arithmetic.
func (r *run) step(label Text, expression string, v decimal.Decimal, quote string) {
	if r.silent {
		return
	}
	r.steps = append(r.steps, Step{
		Label: label.In(r.language), Expression: expression, Value: written(v), Unit: r.word(Text{Zh: "元", En: "RMB"}), Quote: quote,
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
	for i, a := range args {
		if d, ok := a.(decimal.Decimal); ok {
			args[i] = written(d)
		}
	}
	return fmt.Sprintf(format, args...)
}

// write writes a number, unless nobody will read it.
func (r *run) write(d decimal.Decimal) string {
	if r.silent {
		return ""
	}
	return written(d)
}

// written is a number in digits, as its String has it. Most numbers fit a
// machine word, and need no long division then.
func written(d decimal.Decimal) string {
	const fits = 18 // digits
	places := -int(d.Exponent())
	if places < 0 || places > fits || d.NumDigits() > fits {
		return d.String()
	}
	n := d.CoefficientInt64()
	if places == 0 {
		return strconv.FormatInt(n, 10)
	}
	var room [2*fits + 4]byte
	digits := strconv.AppendInt(room[:0], max(n, -n), 10)
	for len(digits) <= places {
		digits = slices.Insert(digits, 0, '0')
	}
	whole, part := digits[:len(digits)-places], digits[len(digits)-places:]
	for len(part) > 0 && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	s := string(whole)
	if len(part) > 0 {
		s += "." + string(part)
	}
	if n < 0 && (s != "0") {
		s = "-" + s
	}
	return s
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
func (r *run) comparison(q *Requirement) string {
	if t, ok := r.rule.worded[q]; ok {
		return r.word(t)
	}
	if r.silent {
		return ""
	}
	in, _ := r.rule.Input(q.Input)
	return r.word(comparison(in, q))
}

// comparison words a threshold in both languages.
func comparison(in Input, q *Requirement) Text {
	zh, en := in.Figure(q.Value, Simplified), in.Figure(q.Value, English)
	t := Text{Zh: in.Label.Zh, En: in.Label.In(English)}
	switch q.Op {
	case OpOver:
		return Text{Zh: t.Zh + "超过" + zh, En: t.En + " must be over " + en}
	case OpAtLeast:
		return Text{Zh: t.Zh + "达到" + zh, En: t.En + " must be at least " + en}
	case OpAtMost:
		return Text{Zh: t.Zh + "不超过" + zh, En: t.En + " must be at most " + en}
	case OpUnder:
		return Text{Zh: t.Zh + "低于" + zh, En: t.En + " must be under " + en}
	}
	return t
}

// wordThresholds keeps the wording of every threshold at hand.
func (c *compiled) wordThresholds() {
	c.worded = map[*Requirement]Text{}
	word := func(q *Requirement) {
		if in, ok := c.Input(q.Input); ok && q.Label.IsZero() {
			c.worded[q] = comparison(in, q)
		}
	}
	for i := range c.gates {
		word(&c.gates[i])
	}
	for _, tree := range c.requirements() {
		for leaf := range tree.leaves() {
			word(leaf)
		}
	}
}

// failure says what made a comparison fail: 40万元未达到50万元.
func (r *run) failure(q *Requirement, got value) string {
	if r.silent {
		return ""
	}
	word := map[Op]Text{
		OpOver:    {Zh: "不超过", En: " is not over "},
		OpAtLeast: {Zh: "未达到", En: " is below "},
		OpAtMost:  {Zh: "超过", En: " is over "},
		OpUnder:   {Zh: "不低于", En: " is not below "},
	}[q.Op]
	in := *r.rule.input(q.Input)
	return r.figure(in, got.number) + r.word(word) + r.figure(in, q.Value)
}

// figure is a number with the unit of an input, for labels.
func (r *run) figure(in Input, d decimal.Decimal) string {
	if r.silent {
		return ""
	}
	return in.Figure(d, r.language)
}

// Figure writes a value of the input as people say it: 85万元, 500平方米, 30家.
func (in Input) Figure(d decimal.Decimal, language string) string {
	switch in.Type {
	case MoneyInput:
		switch {
		case orCNY(in.Currency) != "CNY":
			return d.String() + unitOfMoney(in.Currency)
		case language == English:
			return quantity.FormatEnglish(d)
		}
		return quantity.FormatWan(d)
	case RateInput:
		return d.String() + "%"
	case AreaInput:
		return d.String() + Text{Zh: "平方米", En: " m²"}.In(language)
	}
	if in.Unit == "年" {
		if years, months, ok := yearsAndMonths(d); ok {
			return Text{Zh: fmt.Sprintf("%d年%d个月", years, months), En: fmt.Sprintf("%d years and %d months", years, months)}.In(language)
		}
	}
	if language == English {
		return d.String()
	}
	return d.String() + counter(in.Unit)
}

// yearsAndMonths takes a number of years apart that was told in months and is
// no short decimal: 22 months are kept as 1.8333….
func yearsAndMonths(d decimal.Decimal) (years, months int64, ok bool) {
	const short = 2 // decimals
	if d.IsNegative() || d.Equal(d.Round(short)) {
		return 0, 0, false
	}
	all := d.Mul(decimal.NewFromInt(12))
	if !all.Sub(all.Round(0)).Abs().LessThan(decimal.New(1, -3)) {
		return 0, 0, false
	}
	n := all.Round(0).IntPart()
	return n / 12, n % 12, true
}

// counter is a unit as it follows a figure: 12个月, for 12月 is December.
func counter(unit string) string {
	if unit == "月" {
		return "个月"
	}
	return unit
}
