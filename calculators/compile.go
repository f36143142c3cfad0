package calculators

import (
	"fmt"
	"slices"
	"strconv"
)

// topicQuote is a passage that a shape cites by a name of its own: the topics
// of a rule without amounts, the items of a list.
type topicQuote struct {
	id     string
	clause string
	quote  string // the passage, verbatim
	ref    string // its id among the rule's quotes
}

// citing is a shape with passages beside its parameters.
type citing interface {
	citations() []topicQuote
}

// quoter collects the quotes of a rule. A passage inside one that is already
// there is not quoted twice.
type quoter struct {
	spans  []span
	quotes []Quote
}

// add gives the id of the quote that holds a span.
func (q *quoter) add(s span) string {
	for i, have := range q.spans {
		if have.contains(s) {
			return quoteID(i)
		}
	}
	q.spans = append(q.spans, s)
	q.quotes = append(q.quotes, Quote{
		ID: quoteID(len(q.quotes)), Document: s.clause.Document, Version: s.clause.Version,
		Clause: s.clause.Key, Number: s.clause.Number, Path: s.clause.Path, Title: s.clause.Title,
		Text: s.text(), Start: s.start, End: s.end,
	})
	return quoteID(len(q.quotes) - 1)
}

// quoteID is the id of the quote at an index: q1, q2, …
func quoteID(i int) string { return "q" + strconv.Itoa(i+1) }

// resolve ties every quote of the rule to its place in the text and checks
// every parameter against its quote.
func (c *compiled) resolve(loc *locator) error {
	var q quoter
	own := func(key string) string {
		if key == "" {
			return c.Clause
		}
		return key
	}
	clause, err := loc.clause(c.Clause)
	if err != nil {
		return err
	}
	c.clause = clause
	passages := slices.Clone(c.See)
	if c.Quote != "" {
		passages = slices.Insert(passages, 0, Citation{Quote: c.Quote})
	}
	for _, p := range passages {
		s, err := loc.quote(own(p.Clause), p.Quote)
		if err != nil {
			return err
		}
		q.add(s)
	}
	if err := c.resolveParameters(loc, &q); err != nil {
		return err
	}
	c.holds = map[string]string{}
	for _, cond := range c.Conditions {
		if cond.Quote == "" {
			continue
		}
		s, err := loc.quote(own(cond.Clause), cond.Quote)
		if err != nil {
			return fmt.Errorf("条件 %s：%w", cond.ID, err)
		}
		c.holds[cond.ID] = q.add(s)
	}
	if body, ok := c.Formula.body.(citing); ok {
		for _, t := range body.citations() {
			s, err := loc.quote(own(t.clause), t.quote)
			if err != nil {
				return fmt.Errorf("%s：%w", t.id, err)
			}
			t.clause, t.ref = own(t.clause), q.add(s)
			c.topics = append(c.topics, t)
		}
	}
	if len(q.quotes) == 0 {
		return fmt.Errorf("规则没有引文，写上 quote")
	}
	c.quotes = q.quotes
	return nil
}

// resolveParameters checks the figures and keeps where each stands.
func (c *compiled) resolveParameters(loc *locator, q *quoter) error {
	c.refs, c.days = map[*Number]string{}, map[*Day]string{}
	for _, p := range c.parameters() {
		s, err := loc.stated(p, c.Clause)
		if err != nil {
			return err
		}
		ref := q.add(s)
		shown := Parameter{Name: p.name, Label: p.label, Clause: s.clause.Key, Start: s.start, End: s.end, Unit: p.unit()}
		if p.day != nil {
			c.days[p.day] = ref
			shown.Value, shown.Quote = p.day.Value.String(), p.day.Quote
		} else {
			c.refs[p.number] = ref
			shown.Value, shown.Quote = p.number.Value.String(), p.number.Quote
		}
		c.shown = append(c.shown, shown)
	}
	c.openChoices = c.weighedChoices()
	c.derive()
	for i := range c.gates {
		// A gate is a copy of a parameter; its figure is quoted where that one is.
		gate := &c.gates[i].Number
		for n, ref := range c.refs {
			if n.Quote == gate.Quote && n.Clause == gate.Clause && n.Value.Equal(gate.Value) {
				c.refs[gate] = ref
				break
			}
		}
	}
	for _, r := range c.requirements() {
		for leaf := range r.leaves() {
			if leaf.numeric() || leaf.Quote == "" {
				continue
			}
			key := leaf.Clause
			if key == "" {
				key = c.Clause
			}
			s, err := loc.quote(key, leaf.Quote)
			if err != nil {
				return err
			}
			if err := listed(leaf.Values, leaf.Quote); err != nil {
				return err
			}
			c.refs[&leaf.Number] = q.add(s)
		}
	}
	return nil
}

// parameters are all figures of the rule: the formula's and those it requires.
func (c *compiled) parameters() []parameter {
	out := c.Formula.body.parameters(c.Rule)
	for _, r := range c.requirements() {
		out = append(out, r.parameters(c.Rule)...)
	}
	return out
}

// derive takes from the formula what evaluation keeps at hand.
func (c *compiled) derive() {
	c.gates, c.uses, c.modes = c.Formula.body.gates(), c.Formula.body.uses(), c.Formula.body.modes()
}

// weighedChoices are the optional yes-or-no and choice inputs of the rule's own
// requirements that have a question of their own.
func (c *compiled) weighedChoices() []Input {
	var out []Input
	if c.Requires == nil {
		return nil
	}
	for leaf := range c.Requires.leaves() {
		in, ok := c.Input(leaf.Input)
		if ok && in.Optional && !in.Ask.IsZero() && (in.Type == BoolInput || in.Type == EnumInput) &&
			!slices.ContainsFunc(out, func(o Input) bool { return o.ID == in.ID }) {
			out = append(out, in)
		}
	}
	return out
}

// requirements are all trees of the rule: its own and those of its readings.
func (c *compiled) requirements() []*Requirement {
	var out []*Requirement
	if c.Requires != nil {
		out = append(out, c.Requires)
	}
	for i := range c.Readings {
		if c.Readings[i].Requires != nil {
			out = append(out, c.Readings[i].Requires)
		}
	}
	for i := range c.Conditions {
		if c.Conditions[i].Where != nil {
			out = append(out, c.Conditions[i].Where)
		}
	}
	return out
}

// quoteLinked adds the sentences of the caps and the period, which every
// answer on the rule has to show.
func (c *compiled) quoteLinked() {
	add := func(from *compiled) {
		quote := from.quotes[0]
		if !slices.ContainsFunc(c.quotes, func(q Quote) bool {
			return q.Document == quote.Document && q.Start <= quote.Start && quote.End <= q.End
		}) {
			quote.ID = quoteID(len(c.quotes))
			c.quotes = append(c.quotes, quote)
		}
	}
	for _, cap := range c.caps {
		add(cap)
	}
	if c.period != nil {
		add(c.period)
	}
}

// quoteOf is the id under which the rule quotes another rule's sentence.
func (c *compiled) quoteOf(o *compiled) string {
	want := o.quotes[0]
	for _, q := range c.quotes {
		if q.Document == want.Document && q.Start <= want.Start && want.End <= q.End {
			return q.ID
		}
	}
	return ""
}

// unit is the unit a parameter is counted in, where its measure fixes it.
func (p parameter) unit() string {
	switch p.measure {
	case yuan:
		return unitOfMoney(p.currency)
	case percent:
		return "%"
	}
	return ""
}

// unitOfMoney is how amounts of a currency are written in Chinese.
func unitOfMoney(currency string) string {
	switch orCNY(currency) {
	case "CNY":
		return "元"
	case "USD":
		return "美元"
	case "EUR":
		return "欧元"
	case "HKD":
		return "港元"
	case "JPY":
		return "日元"
	case "GBP":
		return "英镑"
	}
	return currency
}
