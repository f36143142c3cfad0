package calculators

import (
	"maps"

	"github.com/shopspring/decimal"
)

// rising is a shape where a larger input gives more by jumps.
type rising interface {
	// jump is the nearest larger value of an input at which the amount grows.
	jump(r *run) (input string, at decimal.Decimal, ok bool)
}

// next is how much more reaches the next larger amount, where caps leave one.
func (r *run) next(amount decimal.Decimal) *Next {
	body, ok := r.rule.Formula.body.(rising)
	if !ok || amount.IsZero() {
		return nil
	}
	input, at, ok := body.jump(r)
	if !ok {
		return nil
	}
	then := r.fresh(r.reading)
	then.values = maps.Clone(r.values)
	v := then.values[input]
	more := at.Sub(v.number)
	v.number = at
	then.values[input] = v
	got := then.rule.Formula.body.compute(then)
	var scratch Result
	larger := then.capped(got.amount, &scratch).Truncate(2)
	if !larger.GreaterThan(amount) {
		return nil
	}
	return &Next{Input: input, More: more, At: at, Amount: Yuan{larger.StringFixed(2)}, Gain: Yuan{larger.Sub(amount).StringFixed(2)}}
}
