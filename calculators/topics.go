package calculators

import "cmp"

// Topics are the words for the single subjects a rule lists beside its own
// title: the promises of a document without amounts, the items of a
// checklist. They help to find the rule that a question is about.
func (r Rule) Topics() []string {
	if t, ok := r.Formula.body.(interface{ topicWords() []string }); ok {
		return t.topicWords()
	}
	return nil
}

func (n *none) topicWords() []string {
	var words []string
	for _, t := range n.Topics {
		words = append(append(words, t.Label.Zh, t.Label.En), t.Words...)
	}
	return words
}

func (c *checklist) topicWords() []string {
	var words []string
	for _, i := range c.Items {
		words = append(words, i.Label.Zh, i.Label.En)
	}
	return words
}

// Promised are the kinds of support that a rule without amounts lists.
func (r Rule) Promised() []Text {
	n, ok := r.Formula.body.(*none)
	if !ok {
		return nil
	}
	labels := make([]Text, len(n.Topics))
	for i, t := range n.Topics {
		labels[i] = t.Label
	}
	return labels
}

// Thresholds are the inputs that a rule only compares with a figure of the
// clause: for those "达到" may be told instead of a value.
func (r Rule) Thresholds() []string {
	c := &compiled{Rule: r}
	var ids []string
	for _, in := range r.Inputs {
		if c.comparedOnly(in.ID) {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// TargetLine is a line of a plan's table of targets, as the plan words it.
type TargetLine struct {
	ID     string
	Label  Text
	Unit   string // 家, 个, 亿元
	Clause string // key of its clause
	Quote  string // verbatim
}

// Targets are the lines of a rule that is a table of targets, in the order of
// the table.
func (r Rule) Targets() []TargetLine {
	t, ok := r.Formula.body.(*targets)
	if !ok {
		return nil
	}
	lines := make([]TargetLine, len(t.Items))
	for i, x := range t.Items {
		lines[i] = TargetLine{x.ID, x.Label, x.Unit, cmp.Or(x.Clause, r.Clause), x.Quote}
	}
	return lines
}
