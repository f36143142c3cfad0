package calculators

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// sum adds portions that each have a rate and a ceiling of their own, under
// one over all: 推广费最高20万元；扣点费最高10万元；物流费最高20万元. A portion
// whose input is optional and not given counts as nothing, unless none is given.
type sum struct {
	Parts []portion `yaml:"parts" json:"parts"`
	Max   *Number   `yaml:"max,omitempty" json:"max,omitempty"`
}

func (s *sum) modes() []string {
	var out []string
	for _, p := range s.Parts {
		for _, id := range p.RateIn {
			out = addOnce(out, id)
		}
	}
	return out
}

func (s *sum) uses() []use {
	var out []use
	for i := range s.Parts {
		for _, u := range s.Parts[i].uses() {
			u.optional = true // compute asks, so that one of several is enough
			out = append(out, u)
		}
	}
	return out
}

func (s *sum) gates() []Requirement { return nil }

func (s *sum) parameters(r Rule) []parameter {
	var out []parameter
	for i := range s.Parts {
		out = append(out, s.Parts[i].parameters(r, fmt.Sprintf("formula.parts.%d", i+1))...)
	}
	if s.Max != nil {
		out = append(out, parameter{name: "formula.max", label: Text{Zh: "合计最高", En: "most in all"}, number: s.Max, measure: yuan, op: OpAtMost})
	}
	return out
}

func (s *sum) sound(Rule) error {
	if len(s.Parts) == 0 {
		return fmt.Errorf("sum 没有写 parts")
	}
	for i := range s.Parts {
		if err := s.Parts[i].sound(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sum) compute(r *run) computed {
	total, terms, given := decimal.Zero, []string(nil), false
	missing := []string(nil)
	for i := range s.Parts {
		amount, ok := s.Parts[i].compute(r)
		if !ok {
			missing = append(missing, r.missing...)
			r.missing = nil
			continue
		}
		given = true
		total = total.Add(amount)
		terms = append(terms, r.write(amount))
	}
	for _, id := range missing {
		in, _ := r.rule.Input(id)
		switch {
		case !given || !in.Optional:
			r.missing = addOnce(r.missing, id)
		case !r.silent:
			r.assumed = append(r.assumed, Assumption{Input: id, Value: "0", Text: r.word(Text{
				Zh: "没有给出" + in.Label.Zh + "，未计入", En: in.Label.In(English) + " not given: left out",
			})})
		}
	}
	if len(terms) > 1 {
		r.step(Text{Zh: "合计", En: "total"}, strings.Join(terms, " + "), total, "")
	}
	if s.Max != nil && total.GreaterThan(s.Max.Value) {
		r.step(Text{Zh: "超过合计的最高限额", En: "above the ceiling over all"},
			r.expr("%s > %s", total, s.Max.Value), s.Max.Value, r.cite(s.Max))
		total = s.Max.Value
	}
	return computed{amount: total}
}
