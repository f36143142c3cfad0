package main

import (
	"errors"
	"fmt"
	"strings"

	"clausewise/calculators"
	"clausewise/web"
)

type rulesCmd struct {
	outputFlags
	storeFlags
	Match string `arg:"" optional:"" help:"只列编号或名称中含有这段文字的规则"`
}

func (c *rulesCmd) Run(e *environment) (err error) {
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	book := a.library.Current().Rules
	views := []web.RuleView{}
	for _, v := range web.RuleViews(book) {
		if strings.Contains(v.ID, c.Match) || strings.Contains(v.Title.Zh, c.Match) {
			views = append(views, v)
		}
	}
	if c.JSON {
		return writeJSON(e.stdout, views)
	}
	for _, v := range views {
		if err := writeRule(e, v); err != nil {
			return err
		}
	}
	for _, q := range book.Quarantined() {
		if _, err := fmt.Fprintf(e.stdout, "待核对，未启用  %s（%s %s 第%d行）：%s\n", q.Rule, q.Pack, q.File, q.Line, q.Why); err != nil {
			return err
		}
	}
	if len(views) == 0 {
		return fmt.Errorf("没有编号或名称含“%s”的规则", c.Match)
	}
	return nil
}

func writeRule(e *environment, v web.RuleView) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", v.ID, v.Title.Zh)
	fmt.Fprintf(&b, "  条款  %s %s\n", v.Document, v.Clause)
	for _, in := range v.Inputs {
		var notes []string
		if in.Optional {
			notes = append(notes, "可不填")
		}
		for _, o := range in.Options {
			notes = append(notes, o.Value)
		}
		fmt.Fprintf(&b, "  输入  %s  %s（%s%s）%s\n", in.ID, in.Label.Zh, inputTypes[in.Type], in.Unit, strings.Join(notes, "、"))
	}
	for _, k := range v.Conditions {
		fmt.Fprintf(&b, "  条件  %s  %s\n", k.ID, k.Label.Zh)
	}
	for _, p := range v.Parameters {
		fmt.Fprintf(&b, "  参数  %s = %s%s  “%s”\n", p.Name, p.Value, p.Unit, p.Quote)
	}
	b.WriteByte('\n')
	_, err := e.stdout.Write([]byte(b.String()))
	return err
}

// inputTypes are the types of input as people say them.
var inputTypes = map[calculators.InputType]string{
	calculators.MoneyInput:   "金额",
	calculators.IntInput:     "整数",
	calculators.DecimalInput: "数字",
	calculators.YearInput:    "年份",
	calculators.DateInput:    "日期",
	calculators.BoolInput:    "是或否",
	calculators.EnumInput:    "选项",
	calculators.RateInput:    "百分比",
	calculators.AreaInput:    "面积",
	calculators.TextInput:    "文字",
	calculators.PartsInput:   "分项",
}
