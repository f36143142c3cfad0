package tool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// factTools are the tools over an enterprise's facts, and over one rule as an
// input of it varies.
func (b *toolbox) factTools() []Tool {
	return []Tool{
		define(b, Tool{
			Name:  "profile",
			Title: calculators.Text{Zh: "企业画像测算", En: "Profile an enterprise"},
			Description: calculators.Text{
				Zh: "一次给出企业的情况，列出哪些规则可以享受、可能享受（还缺什么）、不能享受（为什么），各多少金额，以及每份文件上限之下的最佳组合。facts 用 list_rules 里的 fact 编号，或“规则编号/输入编号”。只填用户说过的。",
				En: "Tells from an enterprise's facts which rules it meets, may meet (and what is missing) or fails (and why), with amounts and the best permitted combination under each document's caps. Facts are keyed by the fact ids in list_rules, or <rule>/<input>. Pass only what the user has told.",
			},
		}, b.profile, given("facts"), languages),
		define(b, Tool{
			Name:  "compare",
			Title: calculators.Text{Zh: "各城市对比", En: "Compare cities"},
			Description: calculators.Text{
				Zh: "同样的企业情况在各个城市能享受什么，逐项并列，注明状态、条件和上限的不同；某市没有的会明说没有。公式不跨城市套用。",
				En: "Puts side by side what the same facts give in each city, with what differs in status, conditions and caps; what a city does not offer is said. No formula crosses from one city to another.",
			},
		}, b.compare, languages),
		define(b, Tool{
			Name:  "what_if",
			Title: calculators.Text{Zh: "金额随输入怎样变", En: "What if"},
			Description: calculators.Text{
				Zh: "一条规则的金额随一个输入怎样变化，给出精确的分段点；给出 wish（想要的金额）时，另算这个输入最少要多少、够不到的原因。结果只说明条文怎样计算，不得据此劝用户为了补贴而花钱。",
				En: "How the amount of a rule runs as one input varies, as exact pieces; with wish (an amount), also the least of that input that gives it, or why it cannot be reached. It explains the clause; never use it to advise spending for the sake of support.",
			},
		}, b.whatIf, given("rule", "input"), wished, languages),
	}
}

// wished says that an amount may be text as a user wrote it.
func wished(s *jsonschema.Schema) {
	p := s.Properties["wish"]
	p.Type, p.Types = "", []string{"string", "number"}
}

type profileArguments struct {
	Facts    map[string]any `json:"facts,omitempty" jsonschema:"企业的情况，按 fact 编号填 / what is known of the enterprise, by fact id"`
	City     string         `json:"city,omitempty" jsonschema:"企业所在地，如 苏州市 / where the enterprise is"`
	All      bool           `json:"all,omitempty" jsonschema:"连没有用到这些情况的规则也列出 / also list rules that none of the facts touch"`
	AsOf     quantity.Date  `json:"as_of,omitzero" jsonschema:"按哪一天测算，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Language string         `json:"language,omitempty" jsonschema:"说明用什么语言；原文不翻译 / language of labels; quotes are never translated"`
}

func (b *toolbox) profile(ctx context.Context, in profileArguments) (calculators.Profile, error) {
	s, err := b.look(ctx, in.City, in.AsOf, in.Language)
	if err != nil {
		return calculators.Profile{}, err
	}
	facts := maps.Clone(in.Facts)
	if facts == nil {
		facts = map[string]any{}
	}
	if s.place != "" {
		facts[calculators.Place] = s.place
	}
	p, err := s.library.Rules.Profile(facts, calculators.ProfileOptions{Options: s.options(), Documents: s.profiled()})
	if err != nil {
		return p, ruleFault(err)
	}
	problems := p.Problems
	for i, d := range p.Documents {
		for _, r := range d.Rules {
			if r.Standing == calculators.BadFact && r.Result != nil {
				problems = append(problems, r.Result.Problems...)
			}
		}
		if !in.All {
			p.Documents[i].Rules = slices.DeleteFunc(d.Rules, func(r calculators.ProfileRule) bool { return !r.Touched })
		}
	}
	return p, s.unusable(problems)
}

// unusable says which facts must be mended first; nil where there are none.
func (s sight) unusable(problems []calculators.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	var shared []string
	for _, f := range s.library.Rules.Facts() {
		if f.Shared {
			shared = append(shared, f.ID+"（"+f.Label.In(s.language)+"）")
		}
	}
	e := wrongly(FaultInvalidInput, problems[0].Input,
		"有情况不能用，请改正后再调用。通用的编号有："+strings.Join(shared, "、")+"；其余用“规则编号/输入编号”，见 list_rules：",
		"some facts cannot be used; mend them and call again. Other facts are <rule>/<input>, see list_rules:")
	e.Problems = problems
	return e
}

// profiled are the documents in sight as the book wants to know them.
func (s sight) profiled() []calculators.Document {
	out := []calculators.Document{}
	for _, d := range s.library.Index.Documents() {
		// A place leaves out no document here: the profile says of each whether
		// it applies there.
		if (s.documents == nil || slices.Contains(s.documents, d.ID)) && len(s.library.Rules.ForDocument(d.ID)) > 0 {
			out = append(out, calculators.Document{
				ID: d.ID, Title: d.Title, Jurisdiction: d.Jurisdiction, Draft: d.Draft, Expires: d.Expires,
				Notes: assistant.StatusNotes(d, s.day, s.language),
			})
		}
	}
	return out
}

type compareArguments struct {
	Facts    map[string]any `json:"facts,omitempty" jsonschema:"企业的情况，按 fact 编号填；不填只比有没有、怎样规定 / what is known of the enterprise, by fact id; without it only the provisions are compared"`
	Cities   []string       `json:"cities,omitempty" jsonschema:"要比的城市，如 苏州市、株洲市；不填为全部 / the cities to compare; all when left out"`
	Subjects []string       `json:"subjects,omitempty" jsonschema:"要比的项目，如 独立站；不填为用得上的全部 / the subjects to compare"`
	AsOf     quantity.Date  `json:"as_of,omitzero" jsonschema:"按哪一天测算，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Language string         `json:"language,omitempty" jsonschema:"说明用什么语言；原文不翻译 / language of labels; quotes are never translated"`
}

func (b *toolbox) compare(ctx context.Context, in compareArguments) (calculators.Comparison, error) {
	s, err := b.look(ctx, "", in.AsOf, in.Language)
	if err != nil {
		return calculators.Comparison{}, err
	}
	if s.place != "" && len(in.Cities) == 0 {
		in.Cities = []string{s.place}
	}
	subjects, err := s.subjects(in.Subjects)
	if err != nil {
		return calculators.Comparison{}, err
	}
	c, err := s.library.Rules.Compare(in.Facts, calculators.CompareOptions{
		Options: s.options(), Documents: s.profiled(), Places: in.Cities, Subjects: subjects,
	})
	if err != nil {
		return c, ruleFault(err)
	}
	return c, s.unusable(c.Problems)
}

// subjects finds subjects by id, label or another word for them.
func (s sight) subjects(names []string) ([]string, error) {
	known := s.library.Rules.Subjects()
	var out []string
	for _, name := range names {
		want := plainKey(name)
		at := slices.IndexFunc(known, func(k calculators.Subject) bool {
			return slices.ContainsFunc(append([]string{k.ID, k.Label.Zh, k.Label.En}, k.Words...), func(w string) bool { return plainKey(w) == want })
		})
		if at < 0 {
			labels := make([]string, len(known))
			for i, k := range known {
				labels[i] = k.ID + "（" + k.Label.In(s.language) + "）"
			}
			list := strings.Join(labels, "、")
			return nil, wrongly(FaultBadArgument, "subjects",
				fmt.Sprintf("没有项目“%s”；可以比的有：%s", clipped(name), list),
				fmt.Sprintf("there is no subject %q; there are %s", clipped(name), list))
		}
		out = append(out, known[at].ID)
	}
	return out, nil
}

type whatIfArguments struct {
	Rule     string         `json:"rule,omitempty" jsonschema:"规则编号 / rule id"`
	Input    string         `json:"input,omitempty" jsonschema:"要变动的输入编号，如 expense_yuan / id of the input that varies"`
	Inputs   map[string]any `json:"inputs,omitempty" jsonschema:"其余输入和条件 / the other inputs and conditions"`
	Wish     any            `json:"wish,omitempty" jsonschema:"想要的金额，如 40万 或 400000（元）/ a wished amount; a bare number is in yuan"`
	AsOf     quantity.Date  `json:"as_of,omitzero" jsonschema:"按哪一天测算，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Language string         `json:"language,omitempty" jsonschema:"说明用什么语言；原文不翻译 / language of labels; quotes are never translated"`
}

// WhatIf is what what_if gives.
type WhatIf struct {
	Curve calculators.Curve `json:"curve" jsonschema:"金额随输入变化的精确分段 / the amount as the input varies, in exact pieces"`
	// Least is there where an amount was wished for.
	Least *calculators.Need `json:"least,omitempty" jsonschema:"得到 wish 的最少输入，或够不到的原因 / the least input for the wish, or why it is out of reach"`
}

func (b *toolbox) whatIf(ctx context.Context, in whatIfArguments) (WhatIf, error) {
	var out WhatIf
	s, err := b.look(ctx, "", in.AsOf, in.Language)
	if err != nil {
		return out, err
	}
	r, err := s.rule(in.Rule)
	if err != nil {
		return out, err
	}
	given, err := s.library.Rules.Evaluate(r.ID, in.Inputs, s.options())
	if err != nil {
		return out, ruleFault(err)
	}
	if err := s.refused(given); err != nil {
		return out, err
	}
	if out.Curve, err = s.library.Rules.WhatIf(r.ID, in.Input, in.Inputs, s.options()); err != nil {
		return out, s.noCurve(r, in.Input, err)
	}
	if in.Wish == nil {
		return out, nil
	}
	wish, err := wishOf(in.Wish)
	if err != nil {
		return out, err
	}
	least, err := s.library.Rules.Least(r.ID, in.Input, wish, in.Inputs, s.options())
	if err != nil {
		return out, s.noCurve(r, in.Input, err)
	}
	if least.Outcome == calculators.InvalidInput {
		e := wrongly(FaultInvalidInput, "wish", "有输入不能用，请改正后再调用：", "some inputs cannot be used; mend them and call again:")
		e.Problems = least.Problems
		return out, e
	}
	out.Least = &least
	return out, nil
}

func (s sight) noCurve(r calculators.Rule, input string, err error) error {
	if !errors.Is(err, calculators.ErrNoCurve) {
		return ruleFault(err)
	}
	var numeric []string
	for _, i := range r.Inputs {
		switch i.Type {
		case calculators.MoneyInput, calculators.IntInput, calculators.DecimalInput, calculators.RateInput, calculators.AreaInput:
			numeric = append(numeric, i.ID+"（"+i.Label.In(s.language)+"）")
		}
	}
	list := strings.Join(numeric, "、")
	if list == "" {
		list = "无 (none)"
	}
	return wrongly(FaultBadArgument, "input",
		fmt.Sprintf("规则 %s 的金额不随“%s”变化；它的数值输入有：%s", r.ID, clipped(input), list),
		fmt.Sprintf("the amount of rule %s does not vary with %q; its numeric inputs are %s", r.ID, clipped(input), list))
}

// wishOf reads a wished amount, a bare number as 元.
func wishOf(raw any) (decimal.Decimal, error) {
	wrong := wrongly(FaultBadArgument, "wish", "参数“wish”应是金额，如 400000（元）或 “40万”", `"wish" must be an amount, such as 400000 (yuan) or "40万"`)
	text := fmt.Sprint(raw)
	switch raw.(type) {
	case string, json.Number:
	default:
		return decimal.Zero, wrong
	}
	m, err := quantity.Parse(quantity.Money, "元", text, quantity.Options{})
	if err != nil {
		return decimal.Zero, wrong
	}
	return m.Value, nil
}
