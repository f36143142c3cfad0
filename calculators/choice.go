package calculators

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// choice gives the amount that belongs to a rank, a tier or a level: 分四档每
// 年分别给予150万元、100万元、50万元、20万元; 前三名…100万元、60万元、30万元.
// 分别 assigns the amounts in the order of the text. What is beyond the listed
// ranks gets nothing, or is refused where the text knows no such tier.
type choice struct {
	Of     string   `yaml:"of" json:"of"`
	Levels []choose `yaml:"levels" json:"levels"`
	// Count is how many the text says there are: 前三名, 分四档.
	Count *Number `yaml:"count,omitempty" json:"count,omitempty"`
	// Times are counts that multiply the amount: years, projects.
	Times   []string `yaml:"times,omitempty" json:"times,omitempty"`
	Outside outside  `yaml:"outside,omitempty" json:"outside,omitzero"`
}

// choose is one rank, tier or option with its amount; or, with Both, one that
// stands for several others at once: recognised in the province and nationally.
type choose struct {
	At     string   `yaml:"at" json:"at"`
	Amount *Number  `yaml:"amount,omitempty" json:"amount,omitempty"`
	Both   []string `yaml:"both,omitempty" json:"both,omitempty"`
}

// Chooses is the input by whose value a rule picks one of several amounts: the
// rank, the tier, the level. "" where a rule picks none.
func (r Rule) Chooses() string {
	if c, ok := r.Formula.body.(*choice); ok {
		return c.Of
	}
	return ""
}

// Where several levels are held at once and the text does not say whether
// they add up, the higher one counts (higher_level) unless the reading adds
// them (both_levels).
const (
	higherLevel = "higher_level"
	bothLevels  = "both_levels"
)

// outside says what a value beyond the list means: not_eligible or
// invalid_input, and why.
type outside struct {
	Outcome Outcome `yaml:"outcome,omitempty" json:"outcome,omitempty"`
	Text    Text    `yaml:"text,omitempty" json:"text,omitzero"`
}

func (c *choice) modes() []string {
	for _, l := range c.Levels {
		if len(l.Both) > 0 {
			return []string{higherLevel, bothLevels}
		}
	}
	return nil
}

func (c *choice) uses() []use {
	out := []use{{input: c.Of, types: []InputType{IntInput, EnumInput}}}
	for _, id := range c.Times {
		out = append(out, use{input: id, types: []InputType{IntInput}})
	}
	return out
}

func (c *choice) gates() []Requirement { return nil }

func (c *choice) sound(Rule) error {
	switch {
	case len(c.Levels) == 0:
		return fmt.Errorf("choice 没有写 levels")
	case c.Count != nil && !c.Count.Value.Equal(decimal.NewFromInt(int64(len(c.Levels)))):
		return fmt.Errorf("choice 写了%d档，count 是 %s", len(c.Levels), c.Count.Value)
	case c.Outside.Outcome != "" && c.Outside.Outcome != NotEligible && c.Outside.Outcome != InvalidInput:
		return fmt.Errorf("choice 的 outside 应当是 not_eligible 或 invalid_input")
	}
	for _, l := range c.Levels {
		if (l.Amount == nil) == (len(l.Both) == 0) {
			return fmt.Errorf("choice 的“%s”要有且只有 amount 或 both", l.At)
		}
		for _, at := range l.Both {
			if of := c.find(at); of == nil || of.Amount == nil {
				return fmt.Errorf("choice 的“%s”：both 里的“%s”没有自己的金额", l.At, at)
			}
		}
	}
	return nil
}

func (c *choice) parameters(r Rule) []parameter {
	var out []parameter
	if c.Count != nil {
		out = append(out, parameter{name: "formula.count", label: Text{Zh: "最多计算的个数", En: "most that count"}, number: c.Count, measure: count})
	}
	in, _ := r.Input(c.Of)
	for _, l := range c.Levels {
		if l.Amount != nil {
			out = append(out, parameter{name: "formula.levels." + l.At, label: Text{Zh: "金额", En: "amount"}.of(in.optionLabel(l.At)), number: l.Amount, measure: yuan})
		}
	}
	return out
}

func (c *choice) compute(r *run) computed {
	got, ok := r.values[c.Of]
	if !ok {
		r.missing = addOnce(r.missing, c.Of)
	}
	chosen := c.find(got.plain())
	if ok && chosen == nil {
		return c.beyond(r, got)
	}
	all := ok
	counts := make([]decimal.Decimal, len(c.Times))
	for i, id := range c.Times {
		n, ok := r.number(id)
		counts[i], all = n, all && ok
	}
	if !all {
		return computed{}
	}
	amount := c.granted(r, chosen, got)
	for i, n := range counts {
		if n.Equal(decimal.New(1, 0)) {
			continue
		}
		total := amount.Mul(n)
		label := r.label(c.Times[i])
		r.step(Text{Zh: "× " + label.Zh, En: "× " + label.In(English)}, r.expr("%s × %s", amount, n), total, "")
		amount = total
	}
	return computed{amount: amount}
}

// granted is the amount of an entry.
func (c *choice) granted(r *run, chosen *choose, got value) decimal.Decimal {
	in := r.label(c.Of)
	show := func(l *choose, zh, en string) {
		r.step(Text{Zh: in.Zh + " " + zh + " 对应的金额", En: "amount where the " + in.In(English) + " is " + en},
			r.expr("%s → %s", r.word(Text{Zh: l.At, En: en}), l.Amount.Value), l.Amount.Value, r.cite(l.Amount))
	}
	if chosen.Amount != nil {
		show(chosen, got.said(Simplified), got.said(English))
		return chosen.Amount.Value
	}
	most, all, terms := decimal.Zero, decimal.Zero, []string(nil)
	for _, at := range chosen.Both {
		l := c.find(at)
		show(l, at, at)
		most, all = decimal.Max(most, l.Amount.Value), all.Add(l.Amount.Value)
		terms = append(terms, r.write(l.Amount.Value))
	}
	if r.mode() == bothLevels {
		r.step(Text{Zh: "合计", En: "total"}, strings.Join(terms, " + "), all, "")
		return all
	}
	r.step(Text{Zh: "按高的一级", En: "the higher level"}, "max("+strings.Join(terms, ", ")+")", most, "")
	return most
}

func (c *choice) applicable(r *run) bool {
	chosen := c.find(r.values[c.Of].plain())
	return chosen != nil && len(chosen.Both) > 0
}

// find is the entry for a value.
func (c *choice) find(at string) *choose {
	for i := range c.Levels {
		if c.Levels[i].At == at {
			return &c.Levels[i]
		}
	}
	return nil
}

// beyond ends the evaluation for a value the text gives nothing for.
func (c *choice) beyond(r *run, got value) computed {
	text := c.Outside.Text
	if text.IsZero() {
		n := strconv.Itoa(len(c.Levels))
		text = Text{Zh: "条文只列了" + n + "种情形", En: "the clause lists " + n + " cases only"}
	}
	if c.Outside.Outcome == InvalidInput {
		r.refused = append(r.refused, Problem{Input: c.Of, Text: r.word(text)})
		return computed{}
	}
	v := verdict{truth: no, id: c.Of, label: r.word(text), why: got.said(r.language)}
	if c.Count != nil {
		v.quote = r.cite(c.Count)
	} else {
		v.quote = r.rule.quotes[0].ID
	}
	r.ended = &v
	return computed{outcome: NotEligible}
}

func (c *choice) bends(_ *run, input string) []bend {
	if input != c.Of {
		return nil
	}
	var out []bend
	for _, l := range c.Levels {
		if at, err := decimal.NewFromString(l.At); err == nil {
			out = append(out, bend{at, false}, bend{at, true})
		}
	}
	return out
}

func (c *choice) refuses(input string) bool {
	return input == c.Of && c.Outside.Outcome == InvalidInput
}
