package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

type whatIfCmd struct {
	factFlags
	Wish   string   `name:"wish" placeholder:"AMOUNT" help:"另外算出：要得到这个金额，这个输入最少是多少"`
	Rule   string   `arg:"" help:"规则编号，如 suzhou-measures/independent-site"`
	Input  string   `arg:"" help:"变化的输入，如 expense_yuan"`
	Inputs []string `arg:"" optional:"" help:"其余的输入，如 has_record=有；也可写变化的输入现在的值"`
}

// Help is printed below the command's usage.
func (*whatIfCmd) Help() string {
	return "一条规则的金额随一个输入怎样变化，列出精确的分段。只说明条文怎样计算，不是建议为了补助而增加支出。"
}

// whatIf is what the command prints as JSON.
type whatIf struct {
	Curve calculators.Curve `json:"curve"`
	Least *calculators.Need `json:"least,omitempty"`
}

func (c *whatIfCmd) Run(e *environment) error {
	return c.compute(e, c.Inputs, func(lib *assistant.Library, inputs map[string]any, o calculators.Options) (computed, error) {
		var out whatIf
		var err error
		if out.Curve, err = lib.Rules.WhatIf(c.Rule, c.Input, inputs, o); err != nil {
			return computed{}, err
		}
		if c.Wish != "" {
			wish, err := readAmount(c.Wish)
			if err != nil {
				return computed{}, err
			}
			least, err := lib.Rules.Least(c.Rule, c.Input, wish, inputs, o)
			if err != nil {
				return computed{}, err
			}
			out.Least = &least
			if len(out.Curve.Problems) == 0 && len(least.Problems) > 0 {
				return computed{}, &usageError{"--wish：" + least.Problems[0].Text}
			}
		}
		return computed{out, func() string { return out.text(lib.Rules) }, out.Curve.Problems}, nil
	})
}

// readAmount reads an amount in 元 as a user writes it: 50万, 500000.
func readAmount(s string) (decimal.Decimal, error) {
	if d, err := decimal.NewFromString(s); err == nil {
		return d, nil
	}
	m, err := quantity.Parse(quantity.Money, "元", s, quantity.Options{})
	if err != nil || m.Currency != "CNY" {
		return decimal.Decimal{}, &usageError{fmt.Sprintf("--wish “%s”不是人民币金额，例如 50万", s)}
	}
	return m.Value, nil
}

func (w whatIf) text(book *calculators.Book) string {
	c := w.Curve
	rule, _ := book.Rule(c.Rule)
	in, _ := rule.Input(c.Input)
	figure := func(d decimal.Decimal) string { return in.Figure(d, calculators.Simplified) }
	var b strings.Builder
	fmt.Fprintf(&b, "%s（%s）：金额随“%s”变化\n", c.Title, c.Rule, c.Label)
	for _, p := range c.Problems {
		fmt.Fprintf(&b, "问题  %s：%s\n", inputLabel(book, c.Rule, p.Input), p.Text)
	}
	for _, n := range c.Needs {
		fmt.Fprintf(&b, "还需  %s\n", askFor(book, c.Rule, n))
	}
	write := func(segments []calculators.Segment) {
		for i, s := range segments {
			fmt.Fprintf(&b, "  %s  %s\n", stretchText(segments, i, figure), segmentText(book, s, figure))
		}
	}
	write(c.Segments)
	for _, r := range c.Readings {
		fmt.Fprintf(&b, "其他口径  %s\n", r.Label)
		write(r.Segments)
	}
	if c.Most != nil && c.MostAt != nil && c.Most.Yuan != "0.00" {
		fmt.Fprintf(&b, "最多  %s，%s为%s时就已达到\n", yuan(c.Most.Yuan), c.Label, figure(*c.MostAt))
	}
	if c.Here != nil {
		fmt.Fprintf(&b, "现在  %s为%s，%s\n", c.Label, figure(c.Here.At), yuan(c.Here.Amount.Yuan))
		if c.Here.Next != nil {
			fmt.Fprintf(&b, "下一档  %s\n", nextText(book, c.Rule, *c.Here.Next))
		}
	}
	for _, k := range c.Conditions {
		if k.State == calculators.Unconfirmed {
			fmt.Fprintf(&b, "按符合计算  %s\n", k.Label)
		}
	}
	if w.Least != nil && w.Least.Text != "" {
		fmt.Fprintf(&b, "想要 %s：%s\n", wan(w.Least.Wish.Yuan), w.Least.Text)
	}
	for _, q := range c.Quotes {
		fmt.Fprintf(&b, "依据  《%s》%s\n       “%s”\n", q.Title, q.Path, strings.Join(strings.Fields(q.Text), " "))
	}
	return b.String()
}

// stretchText is where segment i lies. An end is told by whichever of the two
// values that meet there is the rounder: 不满2660万元, not up to 26599999.99元.
func stretchText(segments []calculators.Segment, i int, figure func(decimal.Decimal) string) string {
	s := segments[i]
	from, open := figure(s.From), "起"
	switch {
	case s.After != nil:
		from, open = "超过"+figure(*s.After), ""
	case i > 0 && segments[i-1].To != nil && rounder(*segments[i-1].To, s.From):
		from, open = "超过"+figure(*segments[i-1].To), ""
	}
	switch {
	case s.To == nil:
		return from + open
	case s.To.Equal(s.From):
		return figure(s.From)
	case i+1 < len(segments) && rounder(segments[i+1].From, *s.To):
		return from + " 到 不满" + figure(segments[i+1].From)
	}
	return from + " 到 " + figure(*s.To)
}

// rounder reports whether a takes fewer digits to write than b.
func rounder(a, b decimal.Decimal) bool {
	digits := func(d decimal.Decimal) int { return len(strings.TrimRight(d.Abs().Coefficient().String(), "0")) }
	return digits(a) < digits(b)
}

// segmentText is what a segment gives.
func segmentText(book *calculators.Book, s calculators.Segment, figure func(decimal.Decimal) string) string {
	amount := quantity.FormatWan(s.Amount.Truncate(2))
	switch s.Kind {
	case calculators.NothingSegment:
		return "没有（条文要求：" + s.Why + "）"
	case calculators.SlopeSegment:
		return fmt.Sprintf("%s起，每增加%s多%s元", amount, figure(decimal.New(1, 0)), s.Slope)
	case calculators.StepsSegment:
		return fmt.Sprintf("%s起，每满%s加%s", amount, figure(*s.Every), quantity.FormatWan(*s.Add))
	case calculators.FlatSegment:
		if s.Why != "" {
			return amount + "（" + ruleTitle(book, s.Why) + "）"
		}
	}
	return amount
}
