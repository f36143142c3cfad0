package calculators

import "fmt"

// checklist is materials to hand in, steps to go through or duties to meet:
// there is nothing to compute, and each item is quoted. An item may belong to
// one answer only (reason = 退货).
type checklist struct {
	Of    string      `yaml:"of,omitempty" json:"of,omitempty"` // the input items depend on
	Items []checkItem `yaml:"items" json:"items"`
}

// checkItem is one line of the list.
type checkItem struct {
	ID     string `yaml:"id" json:"id"`
	Label  Text   `yaml:"label" json:"label"`
	Clause string `yaml:"clause,omitempty" json:"clause,omitempty"`
	Quote  string `yaml:"quote" json:"quote"`
	When   string `yaml:"when,omitempty" json:"when,omitempty"` // the answer it belongs to
}

func (c *checklist) modes() []string { return nil }

func (c *checklist) uses() []use {
	if c.Of == "" {
		return nil
	}
	return []use{{input: c.Of, types: []InputType{EnumInput, TextInput}}}
}

func (c *checklist) gates() []Requirement { return nil }

func (c *checklist) parameters(Rule) []parameter { return nil }

func (c *checklist) sound(Rule) error {
	if len(c.Items) == 0 {
		return fmt.Errorf("checklist 没有写 items")
	}
	return nil
}

func (c *checklist) citations() []topicQuote {
	out := make([]topicQuote, len(c.Items))
	for i, t := range c.Items {
		out[i] = topicQuote{id: t.ID, clause: t.Clause, quote: t.Quote}
	}
	return out
}

func (c *checklist) compute(r *run) computed {
	answer := r.values[c.Of].text
	for i, item := range c.Items {
		if item.When != "" && item.When != answer {
			continue
		}
		r.met = append(r.met, ConditionState{
			ID: item.ID, Label: r.word(item.Label), State: Unconfirmed, Quote: r.rule.topics[i].ref,
		})
	}
	return computed{outcome: r.rule.Outcome}
}
