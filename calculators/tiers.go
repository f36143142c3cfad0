package calculators

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// tiers gives an amount at each of several thresholds: 达到40万元以上，给予
// 20万元，达到60万元的，再给予10万元 (the levels add up: 再给予), or 达到1亿
// 元、10亿元，分别给予20万元、100万元 (the highest counts: highest_step, unless
// the reading adds them up: both_steps). Each level is inclusive or exclusive
// by its own wording (民法典第1259条).
type tiers struct {
	Of     string  `yaml:"of" json:"of"`
	Add    bool    `yaml:"add,omitempty" json:"add,omitempty"`
	Levels []level `yaml:"levels" json:"levels"`
}

// level is a threshold with what it gives.
type level struct {
	Over    *Number `yaml:"over,omitempty" json:"over,omitempty"`         // 超过
	AtLeast *Number `yaml:"at_least,omitempty" json:"at_least,omitempty"` // 达到, 以上
	Amount  Number  `yaml:"amount" json:"amount"`
}

const (
	highestStep = "highest_step"
	bothSteps   = "both_steps"
)

func (t *tiers) modes() []string {
	if t.Add {
		return []string{bothSteps, highestStep}
	}
	return []string{highestStep, bothSteps}
}

func (t *tiers) uses() []use {
	return []use{{input: t.Of, types: []InputType{MoneyInput, IntInput, DecimalInput, AreaInput}}}
}

// threshold is the figure of a level, with its comparison.
func (l *level) threshold() (*Number, Op) {
	if l.Over != nil {
		return l.Over, OpOver
	}
	return l.AtLeast, OpAtLeast
}

func (t *tiers) sound(Rule) error {
	if len(t.Levels) == 0 {
		return fmt.Errorf("tiers 没有写 levels")
	}
	var last decimal.Decimal
	for i := range t.Levels {
		l := &t.Levels[i]
		if (l.Over == nil) == (l.AtLeast == nil) {
			return fmt.Errorf("tiers 的每一档要有且只有 over（超过）或 at_least（达到）之一")
		}
		n, _ := l.threshold()
		if i > 0 && !n.Value.GreaterThan(last) {
			return fmt.Errorf("tiers 的各档应当从低到高排列")
		}
		last = n.Value
	}
	return nil
}

func (t *tiers) parameters(Rule) []parameter {
	out := make([]parameter, 0, 2*len(t.Levels))
	for i := range t.Levels {
		l := &t.Levels[i]
		n, op := l.threshold()
		level := Text{Zh: fmt.Sprintf("第%d档", i+1), En: fmt.Sprintf("level %d", i+1)}
		out = append(out,
			parameter{name: fmt.Sprintf("formula.levels.%d.%s", i+1, op), label: thresholdLabel(op).of(level), number: n, measure: yuan, op: op},
			parameter{name: fmt.Sprintf("formula.levels.%d.amount", i+1), label: Text{Zh: "金额", En: "amount"}.of(level), number: &l.Amount, measure: yuan},
		)
	}
	return out
}

func (t *tiers) gates() []Requirement {
	n, op := t.Levels[0].threshold()
	return []Requirement{{Input: t.Of, Op: op, Number: *n}}
}

func (t *tiers) compute(r *run) computed {
	got, ok := r.number(t.Of)
	if !ok {
		return computed{}
	}
	var reached []*level
	for i := range t.Levels {
		l := &t.Levels[i]
		if n, op := l.threshold(); op.holds(got.Cmp(n.Value)) {
			reached = append(reached, l)
		}
	}
	if len(reached) == 0 {
		return computed{outcome: NotEligible}
	}
	if r.mode() == highestStep {
		reached = reached[len(reached)-1:]
	}
	total, terms := decimal.Zero, make([]string, 0, len(reached))
	for _, l := range reached {
		n, op := l.threshold()
		sign := map[Op]string{OpOver: ">", OpAtLeast: "≥"}[op]
		r.step(Text{Zh: "达到的档次", En: "level reached"}, r.expr("%s %s %s", got, sign, n.Value), l.Amount.Value, r.cite(n))
		total = total.Add(l.Amount.Value)
		terms = append(terms, r.write(l.Amount.Value))
	}
	if len(terms) > 1 {
		r.step(Text{Zh: "合计", En: "total"}, strings.Join(terms, " + "), total, r.cite(&reached[len(reached)-1].Amount))
	}
	return computed{amount: total}
}

func (t *tiers) applicable(r *run) bool {
	if len(t.Levels) < 2 {
		return false
	}
	n, op := t.Levels[1].threshold()
	return op.holds(r.values[t.Of].number.Cmp(n.Value))
}

// jump is the threshold of the next level. One that is exclusive is reached
// a 分 above it.
func (t *tiers) jump(r *run) (string, decimal.Decimal, bool) {
	got := r.values[t.Of]
	for i := range t.Levels {
		n, op := t.Levels[i].threshold()
		if op.holds(got.number.Cmp(n.Value)) {
			continue
		}
		at := n.Value
		if op == OpOver {
			at = at.Add(got.grain())
		}
		return t.Of, at, true
	}
	return "", decimal.Decimal{}, false
}

func (t *tiers) bends(_ *run, input string) []bend {
	if input != t.Of {
		return nil
	}
	out := make([]bend, len(t.Levels))
	for i := range t.Levels {
		n, op := t.Levels[i].threshold()
		out[i] = bend{n.Value, op == OpOver}
	}
	return out
}
