package calculators

import "github.com/shopspring/decimal"

// Shortfall is how far a figure that was given stays below a threshold. It is
// a fact, and no advice to spend in order to qualify.
type Shortfall struct {
	Input     string          // the input that stays below
	Have      decimal.Decimal // what was given
	Threshold decimal.Decimal
	Over      bool // the threshold itself is not enough (超过)
}

// Shortfalls are the thresholds of a rule's default reading that figures which
// were given do not reach, in the order of the rule. The errors are those of
// Evaluate.
func (b *Book) Shortfalls(rule string, inputs map[string]any, o Options) ([]Shortfall, error) {
	c, err := b.find(rule)
	if err != nil {
		return nil, err
	}
	r := &run{book: b, rule: c, options: o, language: o.Language}
	r.understand(inputs)
	r.reading = r.defaultReading()
	var out []Shortfall
	add := func(q *Requirement) {
		got, given := r.values[q.Input]
		if !given || got.vague || q.Op != OpOver && q.Op != OpAtLeast || q.Op.holds(got.number.Cmp(q.Value)) {
			return
		}
		out = append(out, Shortfall{Input: q.Input, Have: got.number, Threshold: q.Value, Over: q.Op == OpOver})
	}
	for i := range c.gates {
		add(&c.gates[i])
	}
	tree := c.Requires
	if r.reading != nil && r.reading.Requires != nil {
		tree = r.reading.Requires
	}
	if tree != nil {
		for leaf := range tree.leaves() {
			add(leaf)
		}
	}
	return out, nil
}
