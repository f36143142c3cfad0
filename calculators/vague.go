package calculators

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// vague reports whether an input was given as a range or a rough figure.
func (r *run) vague() bool {
	for _, v := range r.values {
		if v.vague {
			return true
		}
	}
	return false
}

// ranged evaluates both ends of what vague inputs stand for. All shapes grow
// with their inputs, so equal ends mean equal results throughout; then the
// result is given and says so. Otherwise the exact figure is asked for.
func (r *run) ranged() Result {
	low, high := r.with(value.atLow), r.with(value.atHigh)
	first, last := low.evaluate(), high.evaluate()
	ids := r.vagueInputs()
	if first.Outcome == last.Outcome && sameAmount(first.Amount, last.Amount) {
		res := r.with(value.middle).evaluate()
		res.Next = nil
		res.Readings = slices.DeleteFunc(res.Readings, func(x ReadingResult) bool {
			return !hasReading(first.Readings, x) || !hasReading(last.Readings, x)
		})
		for _, id := range ids {
			v := r.values[id]
			res.Assumed = append(res.Assumed, Assumption{Input: id, Value: v.middle().plain(), Text: r.word(v.assumption())})
		}
		return res
	}
	res := r.blank(NeedsInput)
	res.Needs = ids
	for _, id := range ids {
		v := r.values[id]
		delete(res.Inputs, id)
		res.Problems = append(res.Problems, Problem{Input: id, Text: r.word(v.span(Text{Zh: "结果不同，请给出准确的数", En: "which gives different results; please give the exact figure"}))})
	}
	return res
}

// with is a run on the same inputs with the vague ones settled.
func (r *run) with(settle func(value) value) *run {
	settled := maps.Clone(r.values)
	for id, v := range settled {
		if v.vague {
			settled[id] = settle(v)
		}
	}
	n := *r
	n.values = settled
	return &n
}

// vagueInputs are the inputs concerned, in the rule's order.
func (r *run) vagueInputs() []string {
	var out []string
	for _, in := range r.rule.Inputs {
		if r.values[in.ID].vague {
			out = append(out, in.ID)
		}
	}
	return out
}

// grain is the smallest difference an input can show: a 分, or one of a count.
func (v value) grain() decimal.Decimal {
	if v.input.Type == IntInput || v.input.Type == YearInput {
		return decimal.New(1, 0)
	}
	return decimal.New(1, -2)
}

// rough reports whether the words give no range: 大约85万.
func (v value) rough() bool { return v.low.IsZero() && v.high.IsZero() }

// open reports whether the ends themselves are not meant: 50多万.
func (v value) open() bool { return v.bound == quantity.Over || v.bound == quantity.Under }

func (v value) atLow() value {
	if !v.rough() {
		v.number = v.low
		if v.open() {
			v.number = v.low.Add(v.grain())
		}
	}
	v.vague = false
	return v
}

func (v value) atHigh() value {
	if !v.rough() {
		v.number = v.high
		if v.open() {
			v.number = v.high.Sub(v.grain())
		}
	}
	v.vague = false
	return v
}

func (v value) middle() value {
	if !v.rough() {
		if v.high.GreaterThan(v.low.Mul(decimal.New(10, 0))) {
			return v.atLow() // no end in sight: the least it can be, not an invented middle
		}
		v.number = v.low.Add(v.high).Div(decimal.New(2, 0))
		if v.input.Type == IntInput {
			v.number = v.number.Floor()
		}
	}
	v.vague = false
	return v
}

// assumption says what a vague figure was taken for.
func (v value) assumption() Text {
	if v.rough() {
		return Text{
			Zh: fmt.Sprintf("“%s”按%s测算", v.phrase, v.number),
			En: fmt.Sprintf("%q is taken as %s", v.phrase, v.number),
		}
	}
	m := v.middle().number
	return v.span(Text{
		Zh: fmt.Sprintf("整个范围结果相同，算式以%s为例", v.shown(m)),
		En: fmt.Sprintf("the result is the same throughout; the arithmetic shows %s", m),
	})
}

// span says what range a vague figure stands for, and then more.
func (v value) span(then Text) Text {
	if v.high.GreaterThanOrEqual(absurd()) {
		return Text{
			Zh: fmt.Sprintf("“%s”只说了超过%s，%s", v.phrase, v.shown(v.low), then.Zh),
			En: fmt.Sprintf("%q says only over %s, %s", v.phrase, v.low, then.En),
		}
	}
	return Text{
		Zh: fmt.Sprintf("“%s”在%s至%s之间，%s", v.phrase, v.shown(v.low), v.shown(v.high), then.Zh),
		En: fmt.Sprintf("%q stands for %s to %s, %s", v.phrase, v.low, v.high, then.En),
	}
}

// shown is a figure of the value as people write it: 90万元.
func (v value) shown(d decimal.Decimal) string {
	if v.input.Type == MoneyInput && (v.input.Currency == "" || v.input.Currency == "CNY") {
		return quantity.FormatWan(d)
	}
	return d.String()
}

// settle completes the range of a hedge whose words leave an end open.
func (v value) settle() value {
	if v.rough() && v.bound == quantity.Around {
		return v
	}
	switch v.bound {
	case quantity.Over:
		if v.low.IsZero() {
			v.low = v.number
		}
		if v.high.IsZero() {
			v.high = absurd()
			if v.input.Max != nil {
				v.high = *v.input.Max
			}
		}
	case quantity.Under:
		if v.high.IsZero() {
			v.high = v.number
		}
	}
	return v
}

func sameAmount(a, b *Yuan) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func hasReading(list []ReadingResult, want ReadingResult) bool {
	return slices.ContainsFunc(list, func(x ReadingResult) bool {
		return x.ID == want.ID && x.Outcome == want.Outcome && sameAmount(x.Amount, want.Amount)
	})
}
