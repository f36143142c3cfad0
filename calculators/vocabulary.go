package calculators

import (
	"fmt"
	"slices"
	"strings"
)

// Subject is what support is for, in words that rules of several cities
// share: 独立站, 海外仓. Cities are set side by side by subject.
type Subject struct {
	ID    string   `yaml:"id" json:"id"`
	Label Text     `yaml:"label" json:"label"`
	Words []string `yaml:"words,omitempty" json:"words,omitempty"`
}

// Apart are rules of which only one can be granted to an enterprise: 不重复享
// 受, 就高不重复. Without a quote it is a cautious reading of ours, and said so.
type Apart struct {
	ID       string   `yaml:"id" json:"id"`
	Document string   `yaml:"document" json:"document"`
	Rules    []string `yaml:"rules" json:"rules"`
	Label    Text     `yaml:"label" json:"label"`
	Clause   string   `yaml:"clause,omitempty" json:"clause,omitempty"`
	Quote    string   `yaml:"quote,omitempty" json:"quote,omitempty"`
}

// Subjects are the subjects rules are filed under, in pack order. One that a
// rule names and no file describes has its id as label.
func (b *Book) Subjects() []Subject { return slices.Clone(b.subjects) }

// vocabulary gathers what rules share: facts, subjects, and which of them keep
// apart.
func (l *loader) vocabulary() {
	types := map[string]Fact{}
	for _, f := range l.facts {
		if _, ok := types[f.ID]; !ok {
			types[f.ID] = f
		}
	}
	for _, c := range slices.Clone(l.book.order) {
		if err := sameKind(c, types); err != nil {
			l.book.order = slices.DeleteFunc(l.book.order, func(o *compiled) bool { return o == c })
			delete(l.book.rules, c.ID)
			l.aside(Source{Pack: c.Pack, Name: c.file}, c.ID, c.line, err)
		}
	}
	for _, c := range l.book.order {
		c.seal()
		c.wordThresholds()
		for _, id := range c.subjects() {
			l.subject(id)
		}
	}
	l.book.gatherFacts(l.facts)
	for _, a := range l.apart {
		if err := l.keepApart(a); err != nil {
			l.aside(Source{Name: "rules.yaml"}, a.ID, 0, err)
			continue
		}
		l.book.apart = append(l.book.apart, a)
	}
}

// sameKind refuses a rule whose input has another type, unit or currency than
// the fact it names.
func sameKind(c *compiled, types map[string]Fact) error {
	check := func(id, fact string, t InputType, currency string) error {
		if fact == "" {
			return nil
		}
		have, ok := types[fact]
		if !ok {
			types[fact] = Fact{ID: fact, Type: t, Currency: currency}
			return nil
		}
		if have.Type != t || orCNY(have.Currency) != orCNY(currency) {
			return fmt.Errorf("“%s”的 fact“%s”在别处是 %s %s，这里是 %s %s", id, fact, have.Type, have.Currency, t, currency)
		}
		return nil
	}
	for _, in := range c.Inputs {
		if err := check(in.ID, in.Fact, in.Type, in.Currency); err != nil {
			return err
		}
	}
	for _, cond := range c.Conditions {
		if err := check(cond.ID, cond.Fact, BoolInput, ""); err != nil {
			return err
		}
	}
	return nil
}

// subject makes sure a subject that is used is listed.
func (l *loader) subject(id string) {
	if !slices.ContainsFunc(l.book.subjects, func(s Subject) bool { return s.ID == id }) {
		l.book.subjects = append(l.book.subjects, Subject{ID: id, Label: Text{Zh: id}})
	}
}

// subjects are those of the rule and of its promises without figures.
func (c *compiled) subjects() []string {
	out := slices.Clone(c.Subjects)
	if body, ok := c.Formula.body.(*none); ok {
		for _, t := range body.Topics {
			for _, s := range t.Subjects {
				out = addOnce(out, s)
			}
		}
	}
	return out
}

// keepApart checks a group of rules of which one can be granted.
func (l *loader) keepApart(a Apart) error {
	if a.ID == "" || a.Label.Zh == "" || len(a.Rules) < 2 {
		return fmt.Errorf("apart 要有 id、label 和至少两条 rules")
	}
	for _, id := range a.Rules {
		known := l.book.rules[id] != nil ||
			slices.ContainsFunc(l.book.quarantined, func(q Quarantine) bool { return q.Rule == id })
		if !known {
			return fmt.Errorf("apart 里的“%s”不存在，核对编号", id)
		}
	}
	if a.Quote == "" {
		return nil
	}
	loc := &locator{clauses: l.clauses, document: a.Document}
	_, err := loc.quote(a.Clause, a.Quote)
	return err
}

// Named reports whether people call the subject so: its id, label or a word
// for it.
func (s Subject) Named(name string) bool {
	return name == s.ID || name == s.Label.Zh || strings.EqualFold(name, s.Label.En) || slices.Contains(s.Words, name)
}
