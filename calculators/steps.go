package calculators

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// steps is a threshold with a base amount and more for each step above it:
// 超过50万元的，给予20万元，每增加10万元，再给予3万元. The threshold is
// exclusive where the text says 超过 and inclusive where it says 达到
// (民法典第1259条). Steps count from the threshold and only full ones count
// (full_steps), unless the reading takes them in proportion (pro_rata).
type steps struct {
	Of string `yaml:"of" json:"of"`
	// Over or From is the threshold: exclusive or inclusive.
	Over  *Number `yaml:"over,omitempty" json:"over,omitempty"`
	From  *Number `yaml:"from,omitempty" json:"from,omitempty"`
	Base  Number  `yaml:"base" json:"base"`
	Every Number  `yaml:"every" json:"every"`
	Add   Number  `yaml:"add" json:"add"`
}

// places is how far a quotient that does not end is carried. What follows is
// cut off and not rounded, so that no 分 is granted that was not earned.
const places = 16

const (
	fullSteps = "full_steps"
	proRata   = "pro_rata"
)

func (s *steps) modes() []string { return []string{fullSteps, proRata} }

func (s *steps) uses() []use { return []use{{input: s.Of, types: []InputType{MoneyInput}}} }

func (s *steps) sound(Rule) error {
	switch {
	case (s.Over == nil) == (s.From == nil):
		return fmt.Errorf("steps 要有且只有 over（超过）或 from（达到）之一")
	case !s.Every.Value.IsPositive():
		return fmt.Errorf("steps 的 every 应当大于零")
	}
	return nil
}

// threshold is the figure the steps count from, with its comparison.
func (s *steps) threshold() (*Number, Op) {
	if s.Over != nil {
		return s.Over, OpOver
	}
	return s.From, OpAtLeast
}

func (s *steps) parameters(r Rule) []parameter {
	n, op := s.threshold()
	in, _ := r.Input(s.Of)
	return []parameter{
		{name: "formula." + string(op), label: thresholdLabel(op).of(in.Label), number: n, measure: yuan, op: op},
		{name: "formula.base", label: Text{Zh: "起步金额", En: "base amount"}, number: &s.Base, measure: yuan},
		{name: "formula.every", label: Text{Zh: "每增加", En: "every"}, number: &s.Every, measure: yuan},
		{name: "formula.add", label: Text{Zh: "每档再加", En: "added a step"}, number: &s.Add, measure: yuan},
	}
}

func (s *steps) gates() []Requirement {
	n, op := s.threshold()
	return []Requirement{{Input: s.Of, Op: op, Number: *n}}
}

func (s *steps) compute(r *run) computed {
	spent, ok := r.number(s.Of)
	if !ok {
		return computed{}
	}
	n, _ := s.threshold()
	over := spent.Sub(n.Value)
	if r.mode() == proRata {
		part, _ := over.Mul(s.Add.Value).QuoRem(s.Every.Value, places)
		amount := s.Base.Value.Add(part)
		if !r.silent {
			s.showAbove(r, spent, over)
			r.step(Text{Zh: "按比例折算", En: "in proportion"},
				r.expr("%s + %s ÷ %s × %s", s.Base.Value, over, s.Every.Value, s.Add.Value), amount, r.cite(&s.Add))
		}
		return computed{amount: amount}
	}
	full := wholes(over, s.Every.Value)
	amount := s.Base.Value.Add(full.Mul(s.Add.Value))
	if !r.silent {
		s.showAbove(r, spent, over)
		s.showFull(r, over, full)
		r.step(Text{Zh: "按条文计算的金额", En: "amount under the clause"},
			r.expr("%s + %s × %s", s.Base.Value, full, s.Add.Value), amount, r.cite(&s.Add))
	}
	return computed{amount: amount}
}

// showAbove writes down how far the spend is above the threshold.
func (s *steps) showAbove(r *run, spent, over decimal.Decimal) {
	n, _ := s.threshold()
	r.step(Text{Zh: "超出部分", En: "above the threshold"}, r.expr("%s − %s", spent, n.Value), over, r.cite(n))
}

// showFull writes down how many full steps that makes and what is left over.
func (s *steps) showFull(r *run, over, full decimal.Decimal) {
	expression := r.expr("%s ÷ %s", over, s.Every.Value)
	if left := over.Sub(full.Mul(s.Every.Value)); !left.IsZero() {
		expression += r.word(Text{
			Zh: fmt.Sprintf(" → %s（余%s不计）", full, left),
			En: fmt.Sprintf(" → %s (remainder %s does not count)", full, left),
		})
	}
	every := r.figure(Input{Type: MoneyInput}, s.Every.Value)
	r.counted(Text{Zh: "满" + every + "的档数", En: "full steps of " + every},
		expression, full, Text{Zh: "档", En: "steps"}, r.cite(&s.Every))
}

// jump is the input at which one more step is full.
func (s *steps) jump(r *run) (string, decimal.Decimal, bool) {
	if r.mode() == proRata {
		return "", decimal.Decimal{}, false
	}
	n, _ := s.threshold()
	spent := r.values[s.Of].number
	full := wholes(spent.Sub(n.Value), s.Every.Value)
	return s.Of, n.Value.Add(full.Add(decimal.New(1, 0)).Mul(s.Every.Value)), true
}

func (s *steps) stair(r *run, input string) (stair, bool) {
	n, _ := s.threshold()
	return stair{origin: n.Value, every: s.Every.Value, add: s.Add.Value}, input == s.Of && r.mode() == fullSteps
}
