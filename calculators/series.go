package calculators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// series is an amount for the first year and another for the years that
// follow: 首年最高60万元、后两年每年最高30万元, shown year by year. Where the
// number of years is not given, all that the clause fixes are counted.
type series struct {
	First Number `yaml:"first" json:"first"`
	Then  Number `yaml:"then" json:"then"`
	// Later is how many years follow the first: 后两年.
	Later Number `yaml:"later" json:"later"`
	Years string `yaml:"years" json:"years"` // the input: years counted
	// Only is an input: one year alone, from 1. It goes before Years.
	Only string `yaml:"only,omitempty" json:"only,omitempty"`
	// Count is an input that multiplies, in the readings TimesIn (all where
	// empty): warehouses.
	Count   string   `yaml:"count,omitempty" json:"count,omitempty"`
	TimesIn []string `yaml:"times_in,omitempty" json:"times_in,omitempty"`
	Max     *Number  `yaml:"max,omitempty" json:"max,omitempty"`
}

func (s *series) modes() []string { return s.TimesIn }

func (s *series) uses() []use {
	out := []use{{input: s.Years, types: []InputType{IntInput}, optional: true}}
	if s.Only != "" {
		out = append(out, use{input: s.Only, types: []InputType{IntInput}, optional: true})
	}
	if s.Count != "" {
		out = append(out, use{input: s.Count, types: []InputType{IntInput}})
	}
	return out
}

func (s *series) gates() []Requirement { return nil }

func (s *series) parameters(Rule) []parameter {
	out := []parameter{
		{name: "formula.first", label: Text{Zh: "第一年", En: "first year"}, number: &s.First, measure: yuan},
		{name: "formula.then", label: Text{Zh: "以后每年", En: "each later year"}, number: &s.Then, measure: yuan},
		{name: "formula.later", label: Text{Zh: "以后的年数", En: "number of later years"}, number: &s.Later, measure: count},
	}
	if s.Max != nil {
		out = append(out, parameter{name: "formula.max", label: Text{Zh: "累计最高", En: "most over all years"}, number: s.Max, measure: yuan, op: OpAtMost})
	}
	return out
}

func (s *series) compute(r *run) computed {
	units, ok := decimal.New(1, 0), true
	if s.Count != "" {
		units, ok = r.number(s.Count)
		if !s.multiplied(r) && units.IsPositive() {
			units = decimal.New(1, 0)
		}
	}
	if !ok {
		return computed{}
	}
	all := s.Later.Value.Add(decimal.New(1, 0))
	years := all
	only := -1
	if v, given := r.values[s.Only]; given {
		only, years = int(v.number.IntPart())-1, v.number
	} else if v, given := r.values[s.Years]; given {
		years = v.number
	} else if !r.silent {
		in := r.label(s.Years)
		r.assumed = append(r.assumed, Assumption{Input: s.Years, Value: all.String(), Text: r.word(Text{
			Zh: fmt.Sprintf("没有说明%s，按条文写的%s年逐年列出", in.Zh, all),
			En: fmt.Sprintf("%s not given: all %s years of the clause are shown", in.In(English), all),
		})})
	}
	if years.GreaterThan(all) || !years.IsPositive() {
		r.refused = append(r.refused, Problem{Input: s.Years, Text: r.word(Text{
			Zh: fmt.Sprintf("条文只写了%s年", all), En: fmt.Sprintf("the clause covers %s years only", all),
		})})
		return computed{}
	}
	total, terms := decimal.Zero, []string(nil)
	for y := range int(years.IntPart()) {
		if only >= 0 && y != only {
			continue
		}
		n := &s.Then
		if y == 0 {
			n = &s.First
		}
		amount := n.Value.Mul(units)
		r.step(Text{Zh: fmt.Sprintf("第%d年", y+1), En: fmt.Sprintf("year %d", y+1)},
			r.expr("%s × %s", n.Value, units), amount, r.cite(n))
		total, terms = total.Add(amount), append(terms, r.write(amount))
	}
	if len(terms) > 1 {
		r.step(Text{Zh: "合计", En: "total"}, strings.Join(terms, " + "), total, "")
	}
	if s.Max != nil && total.GreaterThan(s.Max.Value) {
		r.step(Text{Zh: "超过累计的最高限额", En: "above the ceiling over all years"},
			r.expr("%s > %s", total, s.Max.Value), s.Max.Value, r.cite(s.Max))
		total = s.Max.Value
	}
	return computed{amount: total}
}

// multiplied reports whether the count multiplies in this run's reading.
func (s *series) multiplied(r *run) bool {
	return len(s.TimesIn) == 0 || r.reading == nil || slices.Contains(s.TimesIn, r.reading.ID)
}

func (s *series) bends(_ *run, input string) []bend {
	if input != s.Years && input != s.Only {
		return nil
	}
	var out []bend
	for y := range int(s.Later.Value.IntPart()) + 2 {
		out = append(out, bend{decimal.NewFromInt(int64(y)), true})
	}
	return out
}

func (s *series) refuses(input string) bool { return input == s.Years || input == s.Only }
