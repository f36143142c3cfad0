package calculators

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
)

// Sample is what a worked case gives before and after its rule's figures
// change.
type Sample struct {
	Rule   string      `json:"rule"`
	Title  Text        `json:"title"`
	Line   int         `json:"line"`   // of the case in cases.yaml
	Inputs []SampleSet `json:"inputs"` // in the order of the rule
	Before SampleGives `json:"before"`
	After  SampleGives `json:"after"`
	// Changed says that the two differ; readings count.
	Changed bool `json:"changed"`
}

// SampleSet is an input or condition as the case sets it.
type SampleSet struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Value string `json:"value"` // as people say it: 85万元
}

// SampleGives is what a rule gives for the case.
type SampleGives struct {
	Outcome  Outcome         `json:"outcome"`
	Amount   *Yuan           `json:"amount,omitempty"`
	Date     string          `json:"date,omitempty"`
	Value    *Value          `json:"value,omitempty"`
	Readings []ReadingResult `json:"readings,omitempty"`
	// CapBound says that a cap holds the amount down.
	CapBound bool `json:"cap_bound,omitempty"`
}

// Samples runs worked cases under the rules as they are and with the figures
// that one of them has in the changed sources, whether or not its quotes state
// these figures: one sees what a change comes to before it can be saved. Cases
// of the rule itself and those of others that the change reaches (through a
// cap) are given, changed ones first. The error says why the figures cannot be
// tried: the rule is set aside, or its shape is another one.
func Samples(before, after, cases []Source, clauses Clauses, rule string) ([]Sample, error) {
	book, err := Load(before, clauses)
	if err != nil {
		return nil, err
	}
	c, err := book.find(rule)
	if err != nil {
		return nil, err
	}
	changed, err := decodeRule(after, rule)
	if err != nil {
		return nil, err
	}
	var list []Case
	for _, s := range cases {
		some, err := readCases(s)
		if err != nil {
			return nil, fmt.Errorf("%s：%w", s.Name, err)
		}
		list = append(list, some...)
	}
	was := make([]Result, len(list))
	for i, k := range list {
		was[i], _ = book.Evaluate(k.Rule, k.Inputs, Options{})
	}
	if err := c.adopt(changed); err != nil {
		return nil, err
	}
	var out []Sample
	for i, k := range list {
		now, err := book.Evaluate(k.Rule, k.Inputs, Options{})
		if err != nil {
			continue // the case is of a rule that is set aside
		}
		s := Sample{Rule: k.Rule, Title: book.rules[k.Rule].Title, Line: k.Line, Before: gives(was[i]), After: gives(now)}
		s.Changed = !s.Before.equal(s.After)
		if s.Changed || k.Rule == rule {
			s.Inputs = book.rules[k.Rule].sets(k.Inputs, now)
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(x, y Sample) int {
		switch {
		case x.Changed == y.Changed:
			return 0
		case x.Changed:
			return -1
		}
		return 1
	})
	return out, nil
}

// adopt takes over the figures of another version of the rule. The book must
// be nobody else's.
func (c *compiled) adopt(o Rule) error {
	next := &compiled{Rule: o}
	if err := next.sound(); err != nil {
		return err
	}
	mine, theirs := c.parameters(), next.parameters()
	if c.Formula.Shape != o.Formula.Shape || len(mine) != len(theirs) {
		return fmt.Errorf("规则“%s”的公式变了，不能逐数比较", c.ID)
	}
	for i := range mine {
		if mine[i].day != nil {
			mine[i].day.Value = theirs[i].day.Value
		} else {
			mine[i].number.Value = theirs[i].number.Value
		}
	}
	c.derive()
	return nil
}

// decodeRule reads one rule of rules.yaml files, its quotes unchecked.
func decodeRule(sources []Source, id string) (Rule, error) {
	for _, s := range sources {
		var root yaml.Node
		if err := yaml.Unmarshal(s.Data, &root); err != nil {
			return Rule{}, fmt.Errorf("%s 读不出来：%w", s.Name, err)
		}
		if len(root.Content) == 0 {
			continue
		}
		list := root.Content[0]
		for i := 0; list.Kind == yaml.MappingNode && i+1 < len(list.Content); i += 2 {
			if list.Content[i].Value == "rules" {
				list = list.Content[i+1]
			}
		}
		for _, n := range list.Content {
			if scalar(n, "id") != id {
				continue
			}
			var r Rule
			err := n.Decode(&r)
			return r, err
		}
	}
	return Rule{}, fmt.Errorf("%w：%s", ErrUnknownRule, id)
}

// sets are what a case tells, as people say it.
func (c *compiled) sets(inputs map[string]any, res Result) []SampleSet {
	yesNo := map[string]string{"true": "是", "false": "否"}
	var out []SampleSet
	for _, in := range c.Inputs {
		raw, given := inputs[in.ID]
		if !given {
			continue
		}
		value, ok := res.Inputs[in.ID]
		if !ok {
			value = textOf(raw)
		}
		switch in.Type {
		case MoneyInput, IntInput, DecimalInput, RateInput, AreaInput:
			if d, err := decimal.NewFromString(value); err == nil {
				value = in.Figure(d, Simplified)
			}
		case BoolInput:
			if said, ok := yesNo[value]; ok {
				value = said
			}
		case EnumInput:
			value = in.optionLabel(value).Zh
		}
		out = append(out, SampleSet{in.ID, in.Label, value})
	}
	for _, k := range c.Conditions {
		if raw, given := inputs[k.ID]; given {
			value := textOf(raw)
			if said, ok := yesNo[value]; ok {
				value = said
			}
			out = append(out, SampleSet{k.ID, k.Label, value})
		}
	}
	return out
}

// gives is the part of a result that a change of figures changes.
func gives(r Result) SampleGives {
	g := SampleGives{Outcome: r.Outcome, Amount: r.Amount, Value: r.Value, Readings: r.Readings, CapBound: r.CapBound}
	if !r.Date.IsZero() {
		g.Date = r.Date.String()
	}
	return g
}

func (g SampleGives) equal(o SampleGives) bool {
	same := func(x, y *Yuan) bool { return x == y || x != nil && y != nil && *x == *y }
	return g.Outcome == o.Outcome && same(g.Amount, o.Amount) && g.CapBound == o.CapBound && g.Date == o.Date &&
		(g.Value == nil) == (o.Value == nil) && (g.Value == nil || *g.Value == *o.Value) &&
		slices.EqualFunc(g.Readings, o.Readings, func(x, y ReadingResult) bool {
			return x.ID == y.ID && x.Outcome == y.Outcome && same(x.Amount, y.Amount)
		})
}
