package main

import (
	"fmt"
	"strings"

	"clausewise/assistant"
	"clausewise/calculators"
)

type compareCmd struct {
	factFlags
	City    []string `name:"city" placeholder:"CITY" help:"要比的城市，可写多个；不写为全部有文件的城市"`
	Subject []string `name:"subject" placeholder:"SUBJECT" help:"要比的项目，如 独立站、海外仓；不写为这些情况用得上的"`
	Facts   []string `arg:"" optional:"" help:"企业的情况，如 site_expense=85万；可以填写的用 clausewise profile --facts 查看"`
}

// Help is printed below the command's usage.
func (*compareCmd) Help() string {
	return "同样的情况，在各个城市分别能享受什么，逐项并列。一个城市的公式不用于另一个城市；没有条款、没有写金额的，照实说明。"
}

func (c *compareCmd) Run(e *environment) error {
	return c.compute(e, c.Facts, func(lib *assistant.Library, facts map[string]any, o calculators.Options) (computed, error) {
		subjects, err := subjectIDs(lib.Rules, c.Subject)
		if err != nil {
			return computed{}, err
		}
		got, err := lib.Rules.Compare(facts, calculators.CompareOptions{Options: o, Documents: profiled(lib, o.AsOf), Places: c.City, Subjects: subjects})
		return computed{got, func() string { return comparisonText(got) }, got.Problems}, err
	})
}

// subjectIDs finds subjects by id or by what people call them.
func subjectIDs(book *calculators.Book, names []string) ([]string, error) {
	var out []string
	var known []string
	for _, s := range book.Subjects() {
		known = append(known, s.Label.Zh)
	}
	for _, name := range names {
		found := false
		for _, s := range book.Subjects() {
			if found = s.Named(name); found {
				out = append(out, s.ID)
				break
			}
		}
		if !found {
			return nil, fmt.Errorf("没有项目“%s”，可以比的有：%s", name, strings.Join(known, "、"))
		}
	}
	return out, nil
}

func comparisonText(c calculators.Comparison) string {
	var b strings.Builder
	for _, p := range c.Problems {
		fmt.Fprintf(&b, "问题  %s：%s\n", p.Input, p.Text)
	}
	for _, row := range c.Subjects {
		fmt.Fprintf(&b, "%s\n", row.Label)
		for _, cell := range row.Cells {
			fmt.Fprintf(&b, "  %s  %s\n", cell.Place, cell.Text)
			for _, p := range cell.Promises {
				fmt.Fprintf(&b, "    没有写金额：“%s”（%s）\n", p.Quote.Text, p.Quote.Path)
			}
		}
		for _, d := range row.Differs {
			fmt.Fprintf(&b, "  不同  %s\n", d)
		}
	}
	if len(c.Subjects) == 0 {
		b.WriteString("没有可以比的项目\n")
	}
	return b.String()
}
