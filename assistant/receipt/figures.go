package receipt

import (
	"strconv"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// figuresOf is what a result says in figures.
func figuresOf(r calculators.Result) Figures {
	f := Figures{Outcome: r.Outcome, Cap: r.Cap, CapBound: r.CapBound}
	if r.Amount != nil {
		f.Yuan = r.Amount.Yuan
	}
	if !r.Date.IsZero() {
		f.Date = r.Date.String()
	}
	if r.Value != nil {
		f.Value = strings.Join([]string{r.Value.Operator, r.Value.Number, r.Value.Unit}, " ")
	}
	for _, s := range r.Steps {
		f.Steps = append(f.Steps, Step{s.Label, s.Expression, s.Value, s.Unit})
	}
	for _, c := range r.Conditions {
		f.Conditions = put(f.Conditions, c.ID, string(c.State))
	}
	for _, o := range r.Readings {
		value := string(o.Outcome)
		if o.Amount != nil {
			value = o.Amount.Yuan
		}
		f.Readings = put(f.Readings, o.ID, value)
	}
	return f
}

func put(m map[string]string, key, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[key] = value
	return m
}

// computed reports whether a result says anything to be kept. One without a
// rule says that a document is silent, which its quotes show.
func computed(r calculators.Result) bool {
	return r.Rule != "" && r.Outcome != calculators.NeedsInput && r.Outcome != calculators.InvalidInput
}

// resultOf is a result as a receipt keeps it; not ok where its rule is gone.
func resultOf(r calculators.Result, book *calculators.Book) (Result, bool) {
	rule, ok := book.Rule(r.Rule)
	clause, has := book.ClauseOf(r.Rule)
	if !ok || !has {
		return Result{}, false
	}
	out := Result{
		Rule: r.Rule, RuleHash: rule.Hash(), Pack: rule.Pack, PackVersion: strconv.Itoa(clause.Version),
		Document: rule.Document, Clause: rule.Clause, Figures: figuresOf(r),
	}
	// A number that nobody gave and that was taken to be one is what the figures
	// come from. What the rule itself assumes it will assume again.
	for _, a := range r.Assumed {
		if in, ok := rule.Input(a.Input); ok && in.Type == calculators.IntInput && !in.Optional {
			out.Inputs = put(out.Inputs, a.Input, a.Value)
		}
	}
	parts, _ := rule.SumInput()
	for id, v := range r.Inputs {
		if id != parts {
			out.Inputs = put(out.Inputs, id, v)
		}
	}
	for id, words := range r.Said {
		out.Inputs = put(out.Inputs, id, words)
	}
	// Conditions that are inputs of the rule were told; thresholds follow from
	// the other inputs.
	for _, c := range r.Conditions {
		if _, told := rule.Condition(c.ID); !told {
			continue
		}
		switch c.State {
		case calculators.Met:
			out.Inputs = put(out.Inputs, c.ID, "true")
		case calculators.Failed:
			out.Inputs = put(out.Inputs, c.ID, "false")
		}
	}
	for _, p := range r.Parts {
		part, ok := resultOf(p, book)
		if !ok {
			return Result{}, false
		}
		out.Parts = append(out.Parts, part)
	}
	return out, true
}

// recompute works a kept result out again by the rules of book.
func (r Result) recompute(book *calculators.Book, day quantity.Date, language string) (Result, error) {
	res, err := book.Evaluate(r.Rule, r.inputs(book), calculators.Options{AsOf: day, Language: language})
	if err != nil {
		return Result{}, err
	}
	again, ok := resultOf(res, book)
	if !ok {
		return Result{}, calculators.ErrUnknownRule
	}
	return again, nil
}

// inputs are the values as a rule takes them.
func (r Result) inputs(book *calculators.Book) map[string]any {
	out := make(map[string]any, len(r.Inputs)+1)
	rule, _ := book.Rule(r.Rule)
	for id, v := range r.Inputs {
		out[id] = v
		if _, isCondition := rule.Condition(id); isCondition {
			out[id] = v == "true"
		}
	}
	if len(r.Parts) == 0 {
		return out
	}
	var list []any
	for _, p := range r.Parts {
		list = append(list, []any{p.Rule, p.inputs(book)})
	}
	if id, ok := rule.SumInput(); ok {
		out[id] = list
	}
	return out
}
