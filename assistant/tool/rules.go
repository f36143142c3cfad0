package tool

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

const (
	mostRules  = 200
	usualRules = 20
)

func (b *toolbox) ruleTools() []Tool {
	return []Tool{
		define(b, Tool{
			Name:  "list_rules",
			Title: calculators.Text{Zh: "列出规则", En: "List rules"},
			Description: calculators.Text{
				Zh: "列出可以测算或判断的规则：编号、要问用户的输入（含单位和选项）、条件和依据的原文。可按内容、城市、文件或编号筛选。",
				En: "Lists the rules that can be calculated or decided: id, the inputs to ask the user for (with units and choices), conditions, and the words they rest on. Filter by content, city, document or id.",
			},
		}, b.listRules, between("limit", 1, mostRules, usualRules), between("offset", 0, 1<<20, 0), languages),
		define(b, Tool{
			Name:  "calculate",
			Title: calculators.Text{Zh: "测算", En: "Calculate"},
			Description: calculators.Text{
				Zh: "按一条规则测算：金额、能否享受、日期或目标值，附逐步算式、引文、条件、其他口径、上限和必须告知的提示。金额可以照用户的原话写（“八十五万”），也可以写数字，单位是元。只填用户说过的；没有说的不要填，结果的 needs 会说还要问什么。金额只以本工具的结果为准。",
				En: "Works out one rule: an amount, an eligibility, a date or a target, with its arithmetic, quotes, conditions, other readings, caps and the notices that must be given. Money may be text as the user wrote it (八十五万) or a number in yuan. Pass only what the user has told; needs in the result says what to ask for. Amounts come from this tool alone.",
			},
		}, b.calculate, given("rule"), languages),
	}
}

type listRulesArguments struct {
	Query    string        `json:"query,omitempty" jsonschema:"规则是关于什么的，如 独立站 / what the rules are about"`
	Rule     string        `json:"rule,omitempty" jsonschema:"只要这一条，填规则编号 / only this one, by its id"`
	Document string        `json:"document,omitempty" jsonschema:"只要这份文件的 / only those of this document, by id"`
	City     string        `json:"city,omitempty" jsonschema:"只要适用于该地的，如 苏州市 / only those that apply there"`
	Detail   bool          `json:"detail,omitempty" jsonschema:"另附参数及其引文、口径、上限、提示 / also give figures with their quotes, readings, caps and warnings"`
	AsOf     quantity.Date `json:"as_of,omitzero" jsonschema:"按哪一天的资料库回答，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Limit    int           `json:"limit,omitempty" jsonschema:"最多几条 / how many at most"`
	Offset   int           `json:"offset,omitempty" jsonschema:"跳过前几条 / how many to skip"`
	Language string        `json:"language,omitempty" jsonschema:"名称和提示用什么语言 / language of labels"`
}

// ListedRules is what list_rules gives.
type ListedRules struct {
	AsOf      quantity.Date `json:"as_of"`
	Total     int           `json:"total" jsonschema:"符合条件的规则一共几条 / how many rules match"`
	Rules     []ListedRule  `json:"rules"`
	Documents []Document    `json:"documents,omitempty"`
}

// ListedRule is a rule as far as it must be known to call it.
type ListedRule struct {
	Rule
	Tool       string              `json:"tool" jsonschema:"单独提供时的工具名 / its name as a tool of its own"`
	Document   string              `json:"document"`
	Clause     string              `json:"clause,omitempty"`
	Outcome    calculators.Outcome `json:"outcome"`
	Quote      string              `json:"quote,omitempty" jsonschema:"依据的原文，逐字 / the words it rests on, verbatim"`
	Inputs     []ListedInput       `json:"inputs,omitempty"`
	Conditions []ListedCondition   `json:"conditions,omitempty"`

	Parameters  []calculators.Parameter `json:"parameters,omitempty" jsonschema:"规则中的数及写明它的原文 / its figures, and the words that state them"`
	Readings    []Rule                  `json:"readings,omitempty" jsonschema:"条文的不同口径 / ways to read the clause"`
	Caps        []string                `json:"caps,omitempty" jsonschema:"管着它的上限规则 / cap rules that bind over it"`
	Warn        []string                `json:"warn,omitempty" jsonschema:"要提醒用户的 / what to tell the user"`
	Open        []string                `json:"open,omitempty" jsonschema:"条文没有写明的 / what the text leaves open"`
	Departments []string                `json:"departments,omitempty" jsonschema:"条文中的负责部门 / departments the clause names"`
}

// ListedInput is something to ask the user for.
type ListedInput struct {
	ID       string                `json:"id"`
	Type     calculators.InputType `json:"type"`
	Unit     string                `json:"unit,omitempty" jsonschema:"单位；金额为元 / unit; money is in yuan"`
	Label    string                `json:"label"`
	Ask      string                `json:"ask,omitempty" jsonschema:"怎样问用户 / how to ask for it"`
	Fact     string                `json:"fact" jsonschema:"profile 和 compare 中的编号 / its id in profile and compare"`
	Optional bool                  `json:"optional,omitempty"`
	Options  []ListedOption        `json:"options,omitempty"`
}

// ListedOption is a value of an input with choices.
type ListedOption struct {
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
}

// ListedCondition is a yes or no the clause requires.
type ListedCondition struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Ask   string `json:"ask,omitempty"`
	Fact  string `json:"fact"`
	Quote string `json:"quote,omitempty"`
}

func (b *toolbox) listRules(ctx context.Context, in listRulesArguments) (ListedRules, error) {
	out := ListedRules{Rules: []ListedRule{}}
	s, err := b.look(ctx, in.City, in.AsOf, in.Language)
	if err != nil {
		return out, err
	}
	out.AsOf = s.day
	if in.Document != "" {
		if _, err := s.document(in.Document); err != nil {
			return out, err
		}
	}
	rules := s.library.Rules.Rules()
	switch {
	case in.Rule != "":
		r, err := s.rule(in.Rule)
		if err != nil {
			return out, err
		}
		rules = []calculators.Rule{r}
	case strings.TrimSpace(in.Query) != "":
		if utf8.RuneCountInString(in.Query) > assistant.MaxQuestion {
			return out, wrongly(FaultBadArgument, "query", fmt.Sprintf("参数“query”最多 %d 字", assistant.MaxQuestion), fmt.Sprintf(`"query" may have at most %d characters`, assistant.MaxQuestion))
		}
		if rules, err = s.rulesAbout(ctx, in.Query); err != nil {
			return out, err
		}
	}
	rules = slices.DeleteFunc(rules, func(r calculators.Rule) bool {
		d, _ := s.library.Index.Document(r.Document)
		return !s.sees(d) || in.Document != "" && r.Document != in.Document
	})
	out.Total = len(rules)
	limit := in.Limit
	if limit == 0 {
		limit = usualRules
	}
	rules = rules[min(in.Offset, len(rules)):]
	for _, r := range rules[:min(limit, len(rules))] {
		out.Rules = append(out.Rules, s.listed(r, in.Detail))
		d, _ := s.library.Index.Document(r.Document)
		out.Documents = s.addDocument(out.Documents, d)
	}
	return out, nil
}

// rulesAbout are the rules whose names share a word with a query, most of it
// first, and then those of the clauses a search finds.
func (s sight) rulesAbout(ctx context.Context, query string) ([]calculators.Rule, error) {
	folded := hanzi.Fold(query).Text
	type named struct {
		rule  calculators.Rule
		share int
	}
	var byName []named
	for _, r := range s.library.Rules.Rules() {
		share := 0
		for _, w := range append([]string{r.ID, r.Title.Zh, r.Title.En}, r.Words...) {
			w = hanzi.Fold(w).Text
			if n := utf8.RuneCountInString(w); n > 1 && strings.Contains(folded, w) {
				share = max(share, n)
			} else if m := utf8.RuneCountInString(folded); m > 1 && strings.Contains(w, folded) {
				share = max(share, m)
			}
		}
		if share > 0 {
			byName = append(byName, named{r, share})
		}
	}
	slices.SortStableFunc(byName, func(x, y named) int { return y.share - x.share })
	var out []calculators.Rule
	add := func(r calculators.Rule) {
		if !slices.ContainsFunc(out, func(have calculators.Rule) bool { return have.ID == r.ID }) {
			out = append(out, r)
		}
	}
	for _, n := range byName {
		add(n.rule)
	}
	hits, err := s.library.Index.Search(ctx, retrieval.Query{Text: query, Filter: retrieval.Filter{Place: s.place, Documents: s.documents}})
	for _, h := range hits {
		for _, r := range s.library.Rules.ForClause(h.Row.Document, h.Row.Key) {
			add(r)
		}
	}
	return out, err
}

func (s sight) listed(r calculators.Rule, detail bool) ListedRule {
	in := func(t calculators.Text) string { return t.In(s.language) }
	out := ListedRule{
		Rule: Rule{ID: r.ID, Title: in(r.Title)}, Tool: ruleToolName(r.ID), Document: r.Document, Clause: r.Clause,
		Outcome: r.Outcome, Quote: r.Quote,
	}
	for _, i := range r.Inputs {
		unit := i.Unit
		if i.Type == calculators.MoneyInput && unit == "" {
			unit = "元"
			if i.Currency != "" && i.Currency != "CNY" {
				unit = i.Currency
			}
		}
		listed := ListedInput{ID: i.ID, Type: i.Type, Unit: unit, Label: in(i.Label), Ask: in(i.Ask), Fact: factOf(r.ID, i.ID, i.Fact), Optional: i.Optional || i.Default != nil}
		for _, o := range i.Options {
			listed.Options = append(listed.Options, ListedOption{Value: o.Value, Label: in(o.Label)})
		}
		out.Inputs = append(out.Inputs, listed)
	}
	for _, c := range r.Conditions {
		out.Conditions = append(out.Conditions, ListedCondition{ID: c.ID, Label: in(c.Label), Ask: in(c.Ask), Fact: factOf(r.ID, c.ID, c.Fact), Quote: c.Quote})
	}
	if !detail {
		return out
	}
	out.Parameters = s.library.Rules.Parameters(r.ID)
	for _, x := range r.Readings {
		out.Readings = append(out.Readings, Rule{ID: x.ID, Title: in(x.Label)})
	}
	for _, t := range r.Warn {
		out.Warn = append(out.Warn, in(t))
	}
	for _, t := range r.Open {
		out.Open = append(out.Open, in(t))
	}
	out.Caps, out.Departments = r.Caps, r.Departments
	return out
}

// factOf is the id under which a fact fills an input or a condition.
func factOf(rule, input, shared string) string {
	if shared != "" {
		return shared
	}
	return rule + "/" + input
}

type calculateArguments struct {
	Rule     string         `json:"rule,omitempty" jsonschema:"规则编号，如 suzhou-measures/independent-site，由 list_rules 或 search_clauses 得到 / rule id, from list_rules or search_clauses"`
	Inputs   map[string]any `json:"inputs,omitempty" jsonschema:"输入和条件，按编号填，如 {\"expense_yuan\": \"85万\", \"has_record\": true} / inputs and conditions by id"`
	AsOf     quantity.Date  `json:"as_of,omitzero" jsonschema:"按哪一天测算，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Language string         `json:"language,omitempty" jsonschema:"说明用什么语言；原文不翻译 / language of labels; quotes are never translated"`
}

func (b *toolbox) calculate(ctx context.Context, in calculateArguments) (calculators.Result, error) {
	s, err := b.look(ctx, "", in.AsOf, in.Language)
	if err != nil {
		return calculators.Result{}, err
	}
	return s.calculate(in.Rule, in.Inputs)
}

// calculate works out a rule. What a model or a program passes beside the
// rule's own inputs is refused: it may have meant something by it.
func (s sight) calculate(rule string, inputs map[string]any) (calculators.Result, error) {
	if _, err := s.rule(rule); err != nil && rule != calculators.TargetLookup {
		return calculators.Result{}, err
	}
	r, err := s.library.Rules.Evaluate(rule, inputs, s.options())
	if err != nil {
		return r, ruleFault(err)
	}
	if err := s.refused(r); err != nil {
		return r, err
	}
	if known, ok := s.library.Rules.Rule(r.Rule); ok {
		d, _ := s.library.Index.Document(known.Document)
		r.Notes = append(assistant.StatusNotes(d, s.day, s.language), r.Notes...)
	}
	return r, nil
}

func (s sight) options() calculators.Options {
	return calculators.Options{AsOf: s.day, Language: s.language}
}

// rule finds a rule whose document is in sight.
func (s sight) rule(id string) (calculators.Rule, error) {
	r, ok := s.library.Rules.Rule(id)
	if !ok {
		_, err := s.library.Rules.Evaluate(id, nil, calculators.Options{AsOf: s.day})
		return r, ruleFault(err)
	}
	if d, _ := s.library.Index.Document(r.Document); !s.sees(d) {
		return r, s.beyond(d)
	}
	return r, nil
}

// refused says what of a result's inputs must be mended first.
func (s sight) refused(r calculators.Result) error {
	if len(r.Ignored) > 0 {
		known, _ := s.library.Rules.Rule(r.Rule)
		var names []string
		for _, i := range known.Inputs {
			names = append(names, i.ID+"（"+i.Label.In(s.language)+"）")
		}
		for _, c := range known.Conditions {
			names = append(names, c.ID+"（"+c.Label.In(s.language)+"）")
		}
		list := strings.Join(names, "、")
		return wrongly(FaultUnknownInput, r.Ignored[0],
			fmt.Sprintf("规则 %s 没有输入“%s”，请去掉或改名；它的输入和条件有：%s", r.Rule, clipped(strings.Join(r.Ignored, "、")), list),
			fmt.Sprintf("rule %s has no input %q; its inputs and conditions are %s", r.Rule, clipped(strings.Join(r.Ignored, ", ")), list))
	}
	if r.Outcome == calculators.InvalidInput {
		e := wrongly(FaultInvalidInput, "", "有输入不能用，请按下面的说明改正后再测算：", "some inputs cannot be used; mend them as follows and call again:")
		e.Problems = r.Problems
		if len(r.Problems) > 0 {
			e.Argument = r.Problems[0].Input
		}
		return e
	}
	for _, p := range r.Parts {
		if err := s.refused(p); err != nil {
			return err
		}
	}
	return nil
}
