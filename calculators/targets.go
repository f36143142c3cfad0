package calculators

import (
	"fmt"
	"slices"
	"strings"

	"clausewise/retrieval/hanzi"
)

// targets is a table of what a plan sets out to reach: 跨境电商年交易额超100亿
// 元. A target is no result and no entitlement; its operator is the text's own
// (超 is >, 以上 is ≥).
type targets struct {
	Item  string   `yaml:"item" json:"item"` // the input: which one is asked for
	Items []target `yaml:"items" json:"items"`
}

// target is one line of the table.
type target struct {
	ID    string   `yaml:"id" json:"id"`
	Label Text     `yaml:"label" json:"label"`
	Words []string `yaml:"words,omitempty" json:"words,omitempty"`
	// Value is the figure in Unit: 150 with the unit 万平方米; Upper is the end
	// of a range (1~2个). Said stands for a target without digits (翻番以上).
	Value    *Number `yaml:"value,omitempty" json:"value,omitempty"`
	Upper    *Number `yaml:"upper,omitempty" json:"upper,omitempty"`
	Said     string  `yaml:"said,omitempty" json:"said,omitempty"`
	Unit     string  `yaml:"unit" json:"unit"`
	Operator string  `yaml:"operator" json:"operator"` // >, ≥, =
	Scope    string  `yaml:"scope" json:"scope"`       // 全市, 各县级市(区)
	By       string  `yaml:"by" json:"by"`             // 2026年底, 每年
	Clause   string  `yaml:"clause,omitempty" json:"clause,omitempty"`
	Quote    string  `yaml:"quote" json:"quote"`
}

func (t *targets) modes() []string { return nil }

func (t *targets) uses() []use { return []use{{input: t.Item, types: []InputType{TextInput}}} }

func (t *targets) gates() []Requirement { return nil }

func (t *targets) sound(Rule) error {
	for i := range t.Items {
		x := &t.Items[i]
		switch {
		case x.ID == "" || x.Label.Zh == "" || x.Quote == "":
			return fmt.Errorf("targets 的每一项要有 id、label 和 quote")
		case (x.Value == nil) == (x.Said == ""):
			return fmt.Errorf("targets 的“%s”要有且只有 value 或 said", x.ID)
		case x.Said != "" && !strings.Contains(x.Quote, x.Said):
			return fmt.Errorf("targets 的“%s”：引文里没有“%s”", x.ID, x.Said)
		case !slices.Contains([]string{">", "≥", "="}, x.Operator):
			return fmt.Errorf("targets 的“%s”：operator 应当是 >、≥ 或 =", x.ID)
		}
	}
	return nil
}

func (t *targets) parameters(Rule) []parameter {
	var out []parameter
	for i := range t.Items {
		x := &t.Items[i]
		for _, n := range []*Number{x.Value, x.Upper} {
			if n == nil {
				continue
			}
			if n.Clause == "" {
				n.Clause = x.Clause
			}
			p := parameter{name: "formula.items." + x.ID, label: x.Label, number: n, op: map[string]Op{">": OpOver, "≥": OpAtLeast}[x.Operator]}
			p.measure, p.currency, p.shift = measureOf(x.Unit)
			out = append(out, p)
		}
	}
	return out
}

// measureOf reads a unit as tables write it: 亿元, 万平方米, %, 家/年.
func measureOf(unit string) (m measure, currency string, shift int32) {
	rest := hanzi.Simplify(unit)
	for {
		switch {
		case strings.HasPrefix(rest, "亿"):
			rest, shift = strings.TrimPrefix(rest, "亿"), shift+8
		case strings.HasPrefix(rest, "万"):
			rest, shift = strings.TrimPrefix(rest, "万"), shift+4
		case rest == "美元":
			return yuan, "USD", shift
		case rest == "元":
			return yuan, "", shift
		case strings.HasPrefix(rest, "%"):
			return percent, "", shift
		default:
			return count, "", shift
		}
	}
}

func (t *targets) citations() []topicQuote {
	out := make([]topicQuote, len(t.Items))
	for i, x := range t.Items {
		out[i] = topicQuote{id: x.ID, clause: x.Clause, quote: x.Quote}
	}
	return out
}

func (t *targets) topicWords() []string {
	var words []string
	for _, x := range t.Items {
		words = append(append(words, x.Label.Zh, x.Label.En), x.Words...)
	}
	return words
}

func (t *targets) compute(r *run) computed {
	asked, ok := r.values[t.Item]
	if !ok {
		r.missing = addOnce(r.missing, t.Item)
		return computed{}
	}
	best, score := t.closest(asked.text)
	if score < nearEnough {
		r.missing = addOnce(r.missing, t.Item)
		labels := make([]string, len(t.Items))
		for i, x := range t.Items {
			labels[i] = x.Label.In(r.language)
		}
		r.again = append(r.again, Problem{Input: t.Item, Text: r.word(Text{
			Zh: "这份文件里没有找到“" + asked.text + "”，列有的目标是：" + strings.Join(labels, "、"),
			En: "no such target; the document lists: " + strings.Join(labels, ", "),
		})})
		return computed{}
	}
	x := t.Items[best]
	r.leading = r.rule.topics[best].ref
	v := Value{Unit: x.Unit, Operator: x.Operator, Number: x.Said}
	if x.Value != nil {
		v.Number = x.Value.Value.String()
	}
	if x.Upper != nil {
		v.Number += "-" + x.Upper.Value.String()
	}
	r.steps = append(r.steps, Step{
		Label: x.Label.In(r.language), Expression: x.Operator + " " + v.Number, Value: v.Number, Unit: x.Unit, Quote: r.leading,
	})
	r.notes = append(r.notes, Note{Kind: "warn", Text: r.word(Text{
		Zh: "这是规划目标（" + x.Scope + "，" + x.By + "），不是已达到的结果",
		En: "a target of the plan, not a result",
	})})
	return computed{outcome: ValueOutcome, value: &v}
}

// nearEnough is the share of letter pairs two names must have in common, in
// thousandths.
const nearEnough = 400

// closest is the item whose name or words come nearest to a text.
func (t *targets) closest(text string) (best, score int) {
	best = -1
	for i, x := range t.Items {
		for _, name := range append([]string{x.ID, x.Label.Zh, x.Label.En}, x.Words...) {
			if s := likeness(text, name); s > score {
				best, score = i, s
			}
		}
	}
	return best, score
}

// likeness is the share of letter pairs that two texts have in common, in
// thousandths. A name that stands whole in the text is like it too.
func likeness(a, b string) int {
	letters := func(s string) string {
		return strings.NewReplacer(" ", "", "、", "", "，", "", "“", "", "”", "").Replace(hanzi.Fold(s).Text)
	}
	a, b = letters(a), letters(b)
	if a == b {
		return 1000
	}
	if len(b) > 3 && strings.Contains(a, b) {
		return 900
	}
	pa, pb, same := pairs(a), pairs(b), 0
	for p := range pa {
		if pb[p] {
			same++
		}
	}
	return 2000 * same / (len(pa) + len(pb) + 1)
}

// TargetLookup is a rule over all tables of targets: inputs doc (optional) and
// item. It has no document of its own and is not among Rules.
const TargetLookup = "targets/lookup"

// Target looks an item up in the targets of one document, or of all where
// document is "": the rules <document>/targets.
func (b *Book) Target(document, item string, o Options) (Result, error) {
	var rule *compiled
	score := nearEnough
	for _, c := range b.order {
		body, ok := c.Formula.body.(*targets)
		if !ok || document != "" && c.Document != document {
			continue
		}
		if _, s := body.closest(item); s > score || rule == nil {
			rule, score = c, max(s, score)
		}
	}
	if rule == nil {
		return Result{}, fmt.Errorf("%w：文件“%s”没有目标表", ErrUnknownRule, document)
	}
	body := rule.Formula.body.(*targets)
	return b.Evaluate(rule.ID, map[string]any{body.Item: item}, o)
}
