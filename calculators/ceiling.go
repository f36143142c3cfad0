package calculators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// ceiling is a cap over several clauses: 单个企业最高可享受800万元. The figure
// itself can be granted. Over one amount it is the smaller of the two; as a
// rule of its own it adds up claims (parts). The document does not say whether
// it binds for the whole period (whole_period) or each year (per_year).
type ceiling struct {
	Max   Number `yaml:"max" json:"max"`
	Parts string `yaml:"parts" json:"parts"`                     // the input: [[rule, inputs], …]
	Total string `yaml:"total,omitempty" json:"total,omitempty"` // or an amount added up already
}

const (
	wholePeriod = "whole_period"
	perYear     = "per_year"
)

func (c *ceiling) modes() []string { return []string{wholePeriod, perYear} }

func (c *ceiling) uses() []use {
	out := []use{{input: c.Parts, types: []InputType{PartsInput}, optional: true}}
	if c.Total != "" {
		out = append(out, use{input: c.Total, types: []InputType{MoneyInput}, optional: true})
	}
	return out
}

func (c *ceiling) gates() []Requirement { return nil }

func (c *ceiling) parameters(Rule) []parameter {
	return []parameter{{name: "formula.max", label: Text{Zh: "封顶", En: "cap"}, number: &c.Max, measure: yuan, op: OpAtMost}}
}

func (c *ceiling) compute(r *run) computed {
	parts, given := r.values[c.Parts]
	if !given {
		if total, ok := r.values[c.Total]; ok {
			return computed{amount: c.cut(r, total.number)}
		}
		r.missing = addOnce(r.missing, c.Parts)
		return computed{}
	}
	outcome := NotEligible
	for i, p := range parts.parts {
		res, ok := c.part(r, i, p)
		if !ok {
			continue
		}
		r.parts = append(r.parts, res)
		switch {
		case res.Outcome == UpTo:
			outcome = UpTo
		case res.Outcome == Amount && outcome != UpTo:
			outcome = Amount
		}
	}
	if len(r.missing) > 0 || len(r.refused) > 0 {
		return computed{}
	}
	if outcome == NotEligible {
		return computed{outcome: NotEligible}
	}
	return computed{outcome: outcome, amount: c.cut(r, c.total(r))}
}

// part evaluates one claim. What is wrong with it, or missing, is wrong with
// the whole.
func (c *ceiling) part(r *run, i int, p part) (Result, bool) {
	problem := func(text Text) {
		r.refused = append(r.refused, Problem{Input: c.Parts, Text: fmt.Sprintf("%d. %s", i+1, r.word(text))})
	}
	rule, err := r.book.find(p.rule)
	if err != nil {
		problem(Text{Zh: err.Error(), En: err.Error()})
		return Result{}, false
	}
	if !slices.Contains(rule.Rule.Caps, r.rule.ID) {
		problem(Text{Zh: "“" + rule.Title.Zh + "”不在这个封顶之内", En: rule.ID + " is not under this cap"})
		return Result{}, false
	}
	res, err := r.book.Evaluate(p.rule, p.inputs, r.options)
	switch {
	case err != nil:
		problem(Text{Zh: err.Error(), En: err.Error()})
		return res, false
	case res.Outcome == InvalidInput:
		for _, q := range res.Problems {
			problem(Text{Zh: rule.Title.Zh + "：" + q.Text, En: rule.Title.In(English) + ": " + q.Text})
		}
		return res, false
	case res.Outcome == NeedsInput:
		for _, id := range res.Needs {
			r.missing = addOnce(r.missing, rule.ID+"."+id)
			label := r.labelOf(rule, id)
			r.again = append(r.again, Problem{Input: rule.ID + "." + id, Text: r.word(Text{
				Zh: "“" + rule.Title.Zh + "”还缺：" + label.Zh, En: rule.Title.In(English) + " still needs " + label.In(English),
			})})
		}
	}
	return res, true
}

// labelOf is the name of an input of another rule.
func (r *run) labelOf(rule *compiled, id string) Text {
	if in, ok := rule.Input(id); ok {
		return in.Label
	}
	return Text{Zh: id, En: id}
}

// total adds up the parts, each year under the cap where the reading says so.
func (c *ceiling) total(r *run) decimal.Decimal {
	sums, years, terms := map[string]decimal.Decimal{}, []string(nil), []string(nil)
	for _, res := range r.parts {
		amount := decimal.RequireFromString(res.Amount.Yuan)
		year := ""
		if r.mode() == perYear {
			year = res.Inputs["year"]
		}
		if _, ok := sums[year]; !ok {
			years = append(years, year)
		}
		sums[year] = sums[year].Add(amount)
		terms = append(terms, r.write(amount))
	}
	total := decimal.Zero
	for _, y := range years {
		s := sums[y]
		if r.mode() == perYear {
			s = decimal.Min(s, c.Max.Value)
		}
		total = total.Add(s)
	}
	r.step(Text{Zh: "各项合计", En: "sum of the claims"}, strings.Join(terms, " + "), total, "")
	return total
}

// cut applies the cap, unless it was applied year by year.
func (c *ceiling) cut(r *run, total decimal.Decimal) decimal.Decimal {
	if r.mode() == perYear || !total.GreaterThan(c.Max.Value) {
		return total
	}
	r.bound = true
	r.step(r.rule.Title, r.expr("%s > %s", total, c.Max.Value), c.Max.Value, r.cite(&c.Max))
	return c.Max.Value
}
