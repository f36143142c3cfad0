package calculators

import (
	"fmt"
	"maps"

	"github.com/shopspring/decimal"
)

// Need is the least of an input for a wished amount.
type Need struct {
	Rule  string `json:"rule"`
	Title string `json:"title"`
	Input string `json:"input"`
	Label string `json:"label"`
	Unit  string `json:"unit,omitempty"`
	Wish  Yuan   `json:"wish"`
	// Reached says that some input gives the wished amount: At is the least one,
	// After the threshold where it is not included, Amount what it gives.
	Reached bool             `json:"reached"`
	At      *decimal.Decimal `json:"at,omitempty"`
	After   *decimal.Decimal `json:"after,omitempty"`
	Amount  *Yuan            `json:"amount,omitempty"`
	// Most is the largest amount there is, and MostAt the least input for it,
	// where the wish is beyond it; Binds is the cap.
	Most   *Yuan            `json:"most,omitempty"`
	MostAt *decimal.Decimal `json:"most_at,omitempty"`
	Binds  string           `json:"binds,omitempty"`
	Text   string           `json:"text"` // the answer in a sentence
	// Outcome is that of the curve: amount or up_to; needs_input and
	// invalid_input say that Needs or Problems come first.
	Outcome  Outcome   `json:"outcome"`
	Needs    []string  `json:"needs,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	// Result is the rule worked out at At, with its arithmetic and quotes.
	Result *Result `json:"result,omitempty"`
}

// Least finds the least of an input for which a rule grants at least the wish
// (元), the other inputs as given, under the rule's caps. It says what the
// clause asks for and never advises to spend in order to qualify.
func (b *Book) Least(rule, input string, wish decimal.Decimal, inputs map[string]any, o Options) (Need, error) {
	c, err := b.WhatIf(rule, input, inputs, o)
	if err != nil {
		return Need{}, err
	}
	n := Need{
		Rule: c.Rule, Title: c.Title, Input: c.Input, Label: c.Label, Unit: c.Unit, Wish: Yuan{wish.StringFixed(2)},
		Outcome: c.Outcome, Needs: c.Needs, Problems: c.Problems,
	}
	if !wish.IsPositive() || wish.GreaterThan(absurd()) {
		n.Outcome = InvalidInput
		n.Problems = append(n.Problems, Problem{Input: "wish", Text: Text{
			Zh: "想要的金额应当大于0元、不超过10万亿元", En: "the wished amount must be above zero and below ten trillion",
		}.In(o.Language)})
	}
	if n.Outcome == InvalidInput || n.Outcome == NeedsInput {
		return n, nil
	}
	for _, s := range c.Segments {
		if s.Kind == NothingSegment || s.peak(wish).LessThan(wish) {
			continue
		}
		at := s.first(wish)
		n.Reached, n.At = true, &at
		if at.Equal(s.From) {
			n.After = s.After
		}
		break
	}
	if !n.Reached {
		n.Most, n.MostAt = c.Most, c.MostAt
		if last := c.Segments[len(c.Segments)-1]; last.Kind == FlatSegment {
			n.Binds = last.Why
		}
		n.Text = b.outOfReach(n, c, o)
		return n, nil
	}
	amount, _ := c.At(*n.At)
	n.Amount = &amount
	given := map[string]any{}
	maps.Copy(given, inputs)
	given[input] = *n.At
	o.Strict = false
	res, err := b.Evaluate(rule, given, o)
	if err != nil {
		return Need{}, err
	}
	n.Result = &res
	n.Text = b.reached(n, o)
	return n, nil
}

// peak is the largest amount on a segment, or the wish where it has no end.
func (s Segment) peak(wish decimal.Decimal) decimal.Decimal {
	if s.Kind == FlatSegment || s.Kind == NothingSegment {
		return s.Amount.Truncate(2)
	}
	if s.To == nil {
		return decimal.Max(wish, s.Amount)
	}
	return s.at(*s.To).Truncate(2)
}

// first is the least value on the segment that gives an amount, which the
// segment reaches.
func (s Segment) first(amount decimal.Decimal) decimal.Decimal {
	if s.at(s.From).Truncate(2).GreaterThanOrEqual(amount) {
		return s.From
	}
	switch s.Kind {
	case SlopeSegment:
		n, rest := amount.Sub(s.Amount).QuoRem(s.Slope.Mul(s.grain), 0)
		if rest.IsPositive() {
			n = n.Add(decimal.New(1, 0))
		}
		return s.From.Add(n.Mul(s.grain))
	case StepsSegment:
		n, rest := amount.Sub(s.Amount).QuoRem(*s.Add, 0)
		if rest.IsPositive() {
			n = n.Add(decimal.New(1, 0))
		}
		return s.Origin.Add(n.Mul(*s.Every))
	}
	return s.From
}

// outOfReach says why no input gives the wish.
func (b *Book) outOfReach(n Need, c Curve, o Options) string {
	in, _ := b.rules[n.Rule].Input(n.Input)
	r := &run{language: o.Language}
	if n.Most.Yuan == "0.00" {
		why := ""
		for _, s := range c.Segments {
			if why = s.Why; why != "" {
				break
			}
		}
		return Text{
			Zh: "按所给的情况，无论" + n.Label + "多少都不能享受：" + why,
			En: "as things stand nothing is granted, whatever the figure: " + why,
		}.In(o.Language)
	}
	most := r.figure(Input{Type: MoneyInput}, decimal.RequireFromString(n.Most.Yuan))
	at := r.figure(in, *n.MostAt)
	cap := ""
	if capping, ok := b.rules[n.Binds]; ok {
		cap = Text{Zh: "，受“" + capping.Title.Zh + "”限制", En: ", by " + capping.Title.In(English)}.In(o.Language)
	}
	return Text{
		Zh: fmt.Sprintf("达不到：按条文最多%s（%s为%s时已是最多%s），再多也不增加", most, n.Label, at, cap),
		En: fmt.Sprintf("out of reach: the clause gives at most %s, from %s on%s", most, at, cap),
	}.In(o.Language)
}

// reached says what the wish takes, as a statement of the clause.
func (b *Book) reached(n Need, o Options) string {
	in, _ := b.rules[n.Rule].Input(n.Input)
	r := &run{language: o.Language}
	wish, amount := r.figure(Input{Type: MoneyInput}, decimal.RequireFromString(n.Wish.Yuan)), r.figure(Input{Type: MoneyInput}, decimal.RequireFromString(n.Amount.Yuan))
	zh, en := "达到"+r.figure(in, *n.At), "at least "+r.figure(in, *n.At)
	if n.After != nil {
		zh, en = "超过"+r.figure(in, *n.After), "over "+r.figure(in, *n.After)
	}
	return Text{
		Zh: fmt.Sprintf("按条文，%s%s时可得%s（不少于%s）。这里说的是条文的要求，不是建议为了补助而增加支出", n.Label, zh, amount, wish),
		En: fmt.Sprintf("under the clause, %s %s gives %s (at least %s). This states what the clause asks for; it is no advice to spend in order to qualify", n.Label, en, amount, wish),
	}.In(o.Language)
}
