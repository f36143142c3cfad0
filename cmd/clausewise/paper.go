package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// writePaper prints a result as one would work it out on paper.
func writePaper(w io.Writer, book *calculators.Book, r calculators.Result) error {
	var b strings.Builder
	paper(&b, book, r, "")
	_, err := io.WriteString(w, b.String())
	return err
}

func paper(b *strings.Builder, book *calculators.Book, r calculators.Result, indent string) {
	line := func(format string, args ...any) {
		b.WriteString(indent)
		fmt.Fprintf(b, format, args...)
		b.WriteByte('\n')
	}
	line("%s（%s）", r.Title, r.Rule)
	line("结果  %s", conclusion(r))
	if len(r.Inputs) > 0 {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(r.Inputs)) {
			parts = append(parts, fmt.Sprintf("%s %s", inputLabel(book, r.Rule, name), inputValue(book, r.Rule, name, r.Inputs[name])))
		}
		line("输入  %s", strings.Join(parts, "；"))
	}
	for i, s := range r.Steps {
		if i == 0 {
			line("计算")
		}
		line("  %s%s", stepText(s), cited(s.Quote))
	}
	for i, c := range r.Conditions {
		if i == 0 {
			line("条件")
		}
		mark := map[calculators.State]string{calculators.Met: "符合", calculators.Failed: "不符合", calculators.Unconfirmed: "待确认"}[c.State]
		why := ""
		if c.Why != "" {
			why = "（" + c.Why + "）"
		}
		line("  %s  %s%s%s", mark, c.Label, why, cited(c.Quote))
	}
	for i, p := range r.Parts {
		if i == 0 {
			line("分项")
		}
		paper(b, book, p, indent+"  ")
	}
	for i, x := range r.Readings {
		if i == 0 {
			line("其他口径")
		}
		line("  %s：%s", x.Label, amountOr(x.Amount, outcomeWords[x.Outcome]))
	}
	if r.Cap != "" && r.Amount != nil && r.Outcome != calculators.NotEligible {
		line("封顶  %s（%s）", ruleTitle(book, r.Cap), map[bool]string{true: "已按封顶计算", false: "未超过"}[r.CapBound])
	}
	for _, p := range r.Problems {
		line("问题  %s：%s", inputLabel(book, r.Rule, p.Input), p.Text)
	}
	for _, n := range r.Needs {
		line("还需  %s", askFor(book, r.Rule, n))
	}
	for _, a := range r.Assumed {
		line("按    %s", a.Text)
	}
	if len(r.Ignored) > 0 {
		line("未用  %s（这条规则没有这些输入）", strings.Join(r.Ignored, "、"))
	}
	if n := r.Next; n != nil {
		line("下一档  %s", nextText(book, r.Rule, *n))
	}
	for _, n := range r.Notes {
		line("说明  %s", n.Text)
	}
	for i, q := range r.Quotes {
		if i == 0 {
			line("依据")
		}
		line("  [%s] 《%s》%s", q.ID, q.Title, q.Path)
		line("       “%s”", strings.Join(strings.Fields(q.Text), " "))
	}
}

// stepText is a line of arithmetic; an expression with an arrow says its value
// itself.
func stepText(s calculators.Step) string {
	text := s.Label
	if s.Expression != "" {
		text += "：" + s.Expression
	}
	if s.Value == "" || s.Value == s.Expression || strings.Contains(s.Expression, "→") {
		return text
	}
	value := s.Value + s.Unit
	if s.Unit == "元" {
		value = inWan(s.Value)
	}
	if s.Expression == "" {
		return text + "：" + value
	}
	return text + " = " + value
}

// inWan writes a figure in 元 with the 万元 beside it.
func inWan(plain string) string {
	d, err := decimal.NewFromString(plain)
	if err != nil {
		return plain + "元"
	}
	if short := quantity.FormatWan(d); short != plain+"元" {
		return plain + "元（" + short + "）"
	}
	return plain + "元"
}

// nextText says how far the next larger amount is, as what the clause counts
// and not as advice.
func nextText(book *calculators.Book, rule string, n calculators.Next) string {
	r, _ := book.Rule(rule)
	in, _ := r.Input(n.Input)
	figure := func(d decimal.Decimal) string { return in.Figure(d, calculators.Simplified) }
	return fmt.Sprintf("%s再增加%s，达到%s，可多得%s，共%s（只说明条文怎样计算，不是建议增加支出）",
		in.Label.Zh, figure(n.More), figure(n.At), wan(n.Gain.Yuan), wan(n.Amount.Yuan))
}

// wan is an amount in 万元 alone.
func wan(plain string) string {
	d, err := decimal.NewFromString(plain)
	if err != nil {
		return plain + "元"
	}
	return quantity.FormatWan(d)
}

// inputValue is an input's value as people say it.
func inputValue(book *calculators.Book, rule, name, plain string) string {
	r, _ := book.Rule(rule)
	in, _ := r.Input(name)
	switch in.Type {
	case calculators.BoolInput:
		return map[string]string{"true": "是", "false": "否"}[plain]
	case calculators.MoneyInput, calculators.IntInput, calculators.DecimalInput, calculators.AreaInput, calculators.RateInput:
		if d, err := decimal.NewFromString(plain); err == nil {
			return in.Figure(d, calculators.Simplified)
		}
	}
	return plain
}

// outcomeWords are the outcomes as people say them.
var outcomeWords = map[calculators.Outcome]string{
	calculators.Amount:       "补助",
	calculators.UpTo:         "最高",
	calculators.Eligible:     "符合条件",
	calculators.NotEligible:  "不符合条件",
	calculators.NeedsInput:   "资料不全，还不能测算",
	calculators.InvalidInput: "输入有误，不能测算",
	calculators.NoAmount:     "文件没有写金额",
}

func conclusion(r calculators.Result) string {
	switch r.Outcome {
	case calculators.DateOutcome:
		return r.Date.String()
	case calculators.ValueOutcome:
		if v := r.Value; v != nil {
			text := v.Operator + v.Number + v.Unit
			if v.Derived {
				text += "（推算，文件没有写）"
			}
			return text
		}
	case calculators.Amount, calculators.UpTo:
		return outcomeWords[r.Outcome] + " " + amountOr(r.Amount, "")
	case calculators.NotEligible:
		if r.Amount != nil {
			return outcomeWords[r.Outcome] + "，金额为 0"
		}
	}
	return outcomeWords[r.Outcome]
}

func amountOr(y *calculators.Yuan, otherwise string) string {
	if y == nil {
		return otherwise
	}
	return yuan(y.Yuan)
}

// yuan shows an amount in 万元 with the plain figure beside it.
func yuan(plain string) string {
	d, err := decimal.NewFromString(plain)
	if err != nil {
		return plain + "元"
	}
	short := quantity.FormatWan(d)
	if strings.TrimSuffix(short, "元") == strings.TrimSuffix(plain, ".00") {
		return short
	}
	return fmt.Sprintf("%s（%s元）", short, plain)
}

func cited(quote string) string {
	if quote == "" {
		return ""
	}
	return " [" + quote + "]"
}

// inputLabel is what people call an input or condition of a rule.
func inputLabel(book *calculators.Book, rule, name string) string {
	r, _ := book.Rule(rule)
	if in, ok := r.Input(name); ok && in.Label.Zh != "" {
		return in.Label.Zh
	}
	if c, ok := r.Condition(name); ok && c.Label.Zh != "" {
		return c.Label.Zh
	}
	return name
}

// askFor is how an input is asked for.
func askFor(book *calculators.Book, rule, name string) string {
	r, _ := book.Rule(rule)
	text := inputLabel(book, rule, name)
	if in, ok := r.Input(name); ok && in.Ask.Zh != "" {
		text = in.Ask.Zh
	} else if c, ok := r.Condition(name); ok && c.Ask.Zh != "" {
		text = c.Ask.Zh
	}
	return fmt.Sprintf("%s（%s=…）", text, name)
}

func ruleTitle(book *calculators.Book, rule string) string {
	if r, ok := book.Rule(rule); ok {
		return r.Title.Zh
	}
	return rule
}
