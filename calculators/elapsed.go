package calculators

import (
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// elapsed is a day told by how long after another day it comes: 出口后7个月.
type elapsed struct {
	n     decimal.Decimal
	unit  string         // 年, 月, 日
	bound quantity.Bound // Exact, Over or Under
}

// readElapsed understands a span for a day that counts from another one.
func (in *Input) readElapsed(s string) (*elapsed, bool) {
	list := quantity.Find(s, quantity.Options{})
	if in.NotBefore == "" || len(list) != 1 {
		return nil, false
	}
	m := list[0]
	if m.Kind != quantity.Duration || !strings.Contains("年月日", m.Unit) || m.Value.IsNegative() {
		return nil, false
	}
	switch m.Bound {
	case quantity.Exact, quantity.Over, quantity.Under:
		return &elapsed{m.Value, m.Unit, m.Bound}, true
	}
	return nil, false
}

// text is the span for people: 7个月, 超过7个月.
func (e elapsed) text(language string) string {
	if language == English {
		return map[quantity.Bound]string{quantity.Over: "more than ", quantity.Under: "less than "}[e.bound] + e.n.String() + map[string]string{"年": " years", "月": " months", "日": " days"}[e.unit]
	}
	return map[quantity.Bound]string{quantity.Over: "超过", quantity.Under: "不到"}[e.bound] + e.n.String() + counter(e.unit)
}

// settle turns a span into the day it ends on, where the day it starts on is
// known and the span is of whole units.
func (r *run) settle(v *value) {
	first, ok := r.values[v.input.NotBefore]
	if v.elapsed == nil || !ok || first.elapsed != nil || v.elapsed.bound != quantity.Exact || !v.elapsed.n.IsInteger() {
		return
	}
	v.date, v.elapsed = spanEnd(first.date, v.elapsed.n, v.elapsed.unit), nil
}

// inside weighs a span that has passed against one that a clause allows. Days
// against months are clear only outside what a month may be.
func (e elapsed) inside(n decimal.Decimal, unit string) truth {
	limit := elapsed{n: n, unit: unit}
	least, most := e.days()
	allowedLeast, allowedMost := limit.days()
	if a, b, same := months(e, limit); same {
		least, most, allowedLeast, allowedMost = a, a, b, b
	}
	switch {
	case e.bound == quantity.Over && least.LessThan(allowedMost), e.bound == quantity.Under && most.GreaterThan(allowedLeast):
		return unknown
	case e.bound == quantity.Over:
		return no
	case most.LessThanOrEqual(allowedLeast):
		return yes
	case least.GreaterThan(allowedMost):
		return no
	}
	return unknown
}

// months are two spans in months, where both can be told so, or both in days.
func months(a, b elapsed) (x, y decimal.Decimal, same bool) {
	in := func(e elapsed) decimal.Decimal {
		if e.unit == "年" {
			return e.n.Mul(decimal.NewFromInt(12))
		}
		return e.n
	}
	return in(a), in(b), (a.unit == "日") == (b.unit == "日")
}

// days are the fewest and the most days that a span may be.
func (e elapsed) days() (least, most decimal.Decimal) {
	per := map[string][2]int64{"年": {365, 366}, "月": {28, 31}, "日": {1, 1}}[e.unit]
	return e.n.Mul(decimal.NewFromInt(per[0])), e.n.Mul(decimal.NewFromInt(per[1]))
}
