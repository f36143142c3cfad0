package main

import (
	"fmt"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

type profileCmd struct {
	factFlags
	Place     string   `name:"place" placeholder:"PLACE" help:"企业所在地，如 苏州、昆山；不写就不按地方筛选"`
	ListFacts bool     `name:"facts" help:"列出可以填写的情况"`
	All       bool     `name:"all" help:"连没有用到这些情况的规则也列出"`
	Facts     []string `arg:"" optional:"" help:"企业的情况，如 site_expense=85万 site_has_record=有；也可写 规则编号/输入=值"`
}

// Help is printed below the command's usage.
func (*profileCmd) Help() string {
	return "一次写明企业的情况，逐条规则说明可以享受、可能享受（还缺什么）还是不符合（为什么），金额多少，以及每份文件在封顶和不重复享受之下最多能合计多少。"
}

func (c *profileCmd) Run(e *environment) error {
	if len(c.Facts) == 0 && !c.ListFacts && !c.All {
		return &usageError{"请写明企业的情况，例如：clausewise profile --place 苏州 site_expense=85万；可以填写的用 clausewise profile --facts 查看"}
	}
	return c.compute(e, c.Facts, func(lib *assistant.Library, facts map[string]any, o calculators.Options) (computed, error) {
		if c.ListFacts {
			known := lib.Rules.Facts()
			return computed{known, func() string { return factsText(known) }, nil}, nil
		}
		if c.Place != "" {
			facts[calculators.Place] = c.Place
		}
		p, err := lib.Rules.Profile(facts, calculators.ProfileOptions{Options: o, Documents: profiled(lib, o.AsOf)})
		return computed{p, func() string { return profileText(p, c.All) }, p.Problems}, err
	})
}

// profiled are the documents with rules, and where and how each applies.
func profiled(lib *assistant.Library, day quantity.Date) []calculators.Document {
	var out []calculators.Document
	for _, d := range lib.Index.Documents() {
		if len(lib.Rules.ForDocument(d.ID)) > 0 {
			out = append(out, calculators.Document{
				ID: d.ID, Title: d.Title, Jurisdiction: d.Jurisdiction, Draft: d.Draft, Expires: d.Expires,
				Notes: assistant.StatusNotes(d, day, calculators.Simplified),
			})
		}
	}
	return out
}

// factsText lists what can be told, shared facts first.
func factsText(facts []calculators.Fact) string {
	var b strings.Builder
	for _, f := range facts {
		kind := inputTypes[f.Type]
		if f.Unit != "" {
			kind += "，" + f.Unit
		}
		var options []string
		for _, o := range f.Options {
			options = append(options, o.Value)
		}
		if len(options) > 0 {
			kind += "：" + strings.Join(options, "、")
		}
		fmt.Fprintf(&b, "%s  %s（%s）", f.ID, f.Label.Zh, kind)
		if len(f.Uses) > 1 {
			fmt.Fprintf(&b, "，%d 处用到", len(f.Uses))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// standings are the groups of a profile, in the order they are told.
var standings = []struct {
	standing calculators.Standing
	heading  string
}{
	{calculators.Applies, "符合"},
	{calculators.OnTerms, "确认以下条件后即符合"},
	{calculators.MayApply, "可能符合，还缺资料"},
	{calculators.Fails, "不符合"},
	{calculators.BadFact, "所填的情况用不上"},
}

func profileText(p calculators.Profile, all bool) string {
	var b strings.Builder
	for _, x := range p.Problems {
		fmt.Fprintf(&b, "问题  %s：%s\n", x.Input, x.Text)
	}
	if p.Place != "" {
		fmt.Fprintf(&b, "企业所在地  %s\n", p.Place)
	}
	elsewhere := []string{}
	for _, d := range p.Documents {
		if !d.Here {
			elsewhere = append(elsewhere, "《"+d.Title+"》")
			continue
		}
		documentText(&b, d, all)
	}
	if len(elsewhere) > 0 {
		fmt.Fprintf(&b, "不适用于%s：%s\n", p.Place, strings.Join(elsewhere, ""))
	}
	for i, n := range p.Asks {
		if i == 0 {
			b.WriteString("补充以下情况可以进一步判断：\n")
		}
		fmt.Fprintf(&b, "  %s  %s\n", n.Fact, orElse(n.Ask, n.Label))
	}
	if b.Len() == 0 {
		return "没有规则用到这些情况；可以填写的用 clausewise profile --facts 查看\n"
	}
	return b.String()
}

// documentText tells the rules of a document by how the firm stands to them,
// and what they add up to.
func documentText(b *strings.Builder, d calculators.ProfileDocument, all bool) {
	var body strings.Builder
	for _, group := range standings {
		heading := false
		for _, r := range d.Rules {
			if r.Standing != group.standing || !all && !r.Touched {
				continue
			}
			if !heading {
				body.WriteString("  " + group.heading + "\n")
				heading = true
			}
			body.WriteString("    " + ruleStanding(r) + "\n")
		}
	}
	if body.Len() == 0 {
		return
	}
	fmt.Fprintf(b, "《%s》\n", d.Title)
	for _, n := range d.Notes {
		fmt.Fprintf(b, "  说明  %s\n", n.Text)
	}
	b.WriteString(body.String())
	if best := d.Best; best != nil {
		b.WriteString(combinationText(*best, d.Certain))
	}
}

// ruleStanding is a rule in a line.
func ruleStanding(r calculators.ProfileRule) string {
	var text strings.Builder
	text.WriteString(fmt.Sprintf("%s（%s）", r.Title, r.Rule))
	if res := r.Result; res != nil && res.Amount != nil && r.Standing != calculators.Fails {
		text.WriteString("  " + map[bool]string{true: "最高 "}[res.Outcome == calculators.UpTo] + wan(res.Amount.Yuan))
	}
	var missing []string
	for _, m := range r.Missing {
		missing = append(missing, m.Label)
	}
	if len(missing) > 0 {
		text.WriteString("  " + map[bool]string{true: "须确认：", false: "缺："}[r.Standing == calculators.OnTerms] + strings.Join(missing, "；"))
	}
	if terms := unaskedTerms(r); len(terms) > 0 {
		text.WriteString("  前提：" + strings.Join(terms, "；"))
	}
	if len(r.Why) > 0 {
		text.WriteString("  " + strings.Join(r.Why, "；"))
	}
	if r.Standing == calculators.BadFact && r.Result != nil {
		for _, p := range r.Result.Problems {
			text.WriteString("  " + p.Text)
		}
	}
	return text.String()
}

// unaskedTerms are conditions that nobody asks for, as the office decides on
// them: 经认定.
func unaskedTerms(r calculators.ProfileRule) []string {
	if r.Result == nil || r.Standing != calculators.Applies && r.Standing != calculators.OnTerms {
		return nil
	}
	var out []string
	for _, k := range r.Result.Conditions {
		asked := slices.ContainsFunc(r.Missing, func(m calculators.FactNeed) bool { return m.Label == k.Label })
		if k.State == calculators.Unconfirmed && !asked {
			out = append(out, k.Label)
		}
	}
	return out
}

// combinationText is the best permitted sum, with what holds it down.
func combinationText(best calculators.Combination, certain *calculators.Combination) string {
	var b strings.Builder
	var terms []string
	for _, c := range best.Rules {
		terms = append(terms, wan(c.Amount.Yuan))
	}
	fmt.Fprintf(&b, "  合计  %s%s", map[bool]string{true: "最高 "}[best.Outcome == calculators.UpTo], yuan(best.Total.Yuan))
	switch {
	case len(terms) > 1:
		fmt.Fprintf(&b, "：%s = %s", strings.Join(terms, " + "), wan(best.Sum.Yuan))
	case best.Sum != best.Total:
		fmt.Fprintf(&b, "：按条文 %s", wan(best.Sum.Yuan))
	}
	if certain != nil && certain.Total != best.Total {
		fmt.Fprintf(&b, "；其中条件都已确认的 %s", wan(certain.Total.Yuan))
	}
	b.WriteByte('\n')
	for _, x := range best.Binds {
		fmt.Fprintf(&b, "  限制  %s", x.Label)
		if x.Limit != nil {
			fmt.Fprintf(&b, "（%s）", wan(x.Limit.Yuan))
		}
		fmt.Fprintf(&b, "，少 %s\n", wan(x.Cut.Yuan))
	}
	for _, l := range best.Left {
		fmt.Fprintf(&b, "  未计  %s %s\n", l.Title, wan(l.Amount.Yuan))
	}
	if best.Note != "" {
		fmt.Fprintf(&b, "  说明  %s\n", best.Note)
	}
	if !best.Optimal {
		b.WriteString("  说明  组合太多，没有逐一试完，可能还有更多\n")
	}
	return b.String()
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
