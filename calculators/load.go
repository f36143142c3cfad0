package calculators

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"clausewise/calculators/quantity"
)

// file is a rules.yaml: what holds for whole documents, and the rules. A bare
// list of rules is a file too.
type file struct {
	Documents []documentRules `yaml:"documents"`
	Facts     []Fact          `yaml:"facts"`
	Subjects  []Subject       `yaml:"subjects"`
	Apart     []Apart         `yaml:"apart"`
	Rules     []yaml.Node     `yaml:"rules"`
}

// documentRules is what all amount rules of a document share.
type documentRules struct {
	Document string `yaml:"document"`
	// Period is the rule of shape validity whose period the spend must fall in.
	Period string `yaml:"period,omitempty"`
	// Year is how the period is asked for; every amount rule then takes it.
	Year *Input `yaml:"year,omitempty"`
}

// compiled is a rule that has passed its checks, with its quotes resolved.
type compiled struct {
	Rule
	file string
	line int

	clause  ClauseText         // the rule's own, whole
	quotes  []Quote            // q1 is the rule's own sentence
	refs    map[*Number]string // which quote states a parameter
	days    map[*Day]string
	holds   map[string]string // which quote holds a condition, by its id
	shown   []Parameter
	gates   []Requirement // of the formula, as are uses and modes
	worded  map[*Requirement]Text
	uses    []use
	modes   []string
	topics  []topicQuote
	caps    []*compiled
	period  *compiled
	pending []string // caps and periods that are quarantined themselves
	year    *Input

	// openChoices are optional inputs that a requirement weighs and that carry a
	// question: they do not block, and are asked for.
	openChoices []Input
}

// input is an input by id; an empty one where there is none.
func (c *compiled) input(id string) *Input {
	for i := range c.Inputs {
		if c.Inputs[i].ID == id {
			return &c.Inputs[i]
		}
	}
	return &Input{}
}

// restsOn reports whether the rule's quotes stand in a clause.
func (c *compiled) restsOn(key string) bool {
	return c.Clause == key || slices.ContainsFunc(c.topics, func(t topicQuote) bool { return t.clause == key })
}

// Load reads rules and ties them to their clauses. What is wrong with a rule
// sets that rule aside and no other; the only error is a call without clauses.
func Load(sources []Source, clauses Clauses) (*Book, error) {
	if clauses == nil {
		return nil, errors.New("load rules: no clauses to check them against")
	}
	l := loader{
		clauses:  clauses,
		book:     &Book{rules: map[string]*compiled{}},
		locators: map[string]*locator{},
		defaults: map[string]documentRules{},
	}
	for _, s := range sources {
		l.read(s)
	}
	l.link()
	l.vocabulary()
	return l.book, nil
}

type loader struct {
	clauses  Clauses
	book     *Book
	locators map[string]*locator
	defaults map[string]documentRules
	facts    []Fact
	apart    []Apart
}

// aside quarantines.
func (l *loader) aside(s Source, rule string, line int, err error) {
	l.book.quarantined = append(l.book.quarantined, Quarantine{
		Rule: rule, Pack: s.Pack, File: s.Name, Line: line, Why: err.Error(),
	})
}

// read parses a file and compiles its rules.
func (l *loader) read(s Source) {
	var root yaml.Node
	if err := yaml.Unmarshal(s.Data, &root); err != nil {
		l.aside(s, "", 0, fmt.Errorf("文件不是有效的 YAML，整个文件未载入：%w", err))
		return
	}
	if len(root.Content) == 0 {
		return // an empty file has no rules
	}
	var f file
	switch top := root.Content[0]; top.Kind {
	case yaml.SequenceNode:
		for _, n := range top.Content {
			f.Rules = append(f.Rules, *n)
		}
	case yaml.MappingNode:
		if err := l.head(top, &f); err != nil {
			l.aside(s, "", top.Line, err)
		}
	default:
		l.aside(s, "", top.Line, errors.New("规则文件应当是规则的列表"))
		return
	}
	for _, d := range f.Documents {
		l.defaults[d.Document] = d
	}
	l.facts = append(l.facts, f.Facts...)
	l.book.subjects = append(l.book.subjects, f.Subjects...)
	l.apart = append(l.apart, f.Apart...)
	for i := range f.Rules {
		l.rule(s, &f.Rules[i])
	}
}

// head decodes the mapping form. The rules are kept even where the rest of
// the head is wrong.
func (l *loader) head(n *yaml.Node, f *file) error {
	var errs []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch key.Value {
		case "rules":
			errs = append(errs, value.Decode(&f.Rules))
		case "documents":
			errs = append(errs, decodeHead(value, &f.Documents))
		case "facts":
			errs = append(errs, decodeHead(value, &f.Facts))
		case "subjects":
			errs = append(errs, decodeHead(value, &f.Subjects))
		case "apart":
			errs = append(errs, decodeHead(value, &f.Apart))
		default:
			errs = append(errs, fmt.Errorf("第%d行：不认识的字段“%s”", key.Line, key.Value))
		}
	}
	return errors.Join(errs...)
}

// decodeHead decodes a list of the head and refuses fields it does not have.
func decodeHead[T any](n *yaml.Node, into *[]T) error {
	var err error
	if bad := unknownFields(n, reflect.TypeFor[[]T]()); len(bad) > 0 {
		err = errors.New(strings.Join(bad, "；"))
	}
	return errors.Join(err, n.Decode(into))
}

// rule decodes and compiles one rule, or sets it aside.
func (l *loader) rule(s Source, n *yaml.Node) {
	id := scalar(n, "id")
	if bad := unknownFields(n, reflect.TypeFor[Rule]()); len(bad) > 0 {
		l.aside(s, id, n.Line, errors.New(strings.Join(bad, "；")))
		return
	}
	c := &compiled{file: s.Name, line: n.Line}
	if err := n.Decode(&c.Rule); err != nil {
		l.aside(s, id, n.Line, fmt.Errorf("规则读不出来：%w", err))
		return
	}
	c.Pack = s.Pack
	if err := l.compile(c); err != nil {
		l.aside(s, id, n.Line, err)
		return
	}
	if _, ok := l.book.rules[c.ID]; ok {
		l.aside(s, id, n.Line, fmt.Errorf("规则编号“%s”已经有了，换一个编号", c.ID))
		return
	}
	l.book.rules[c.ID] = c
	l.book.order = append(l.book.order, c)
}

// scalar is the text of a mapping's field, "" where there is none.
func scalar(n *yaml.Node, field string) string {
	if n.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == field {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// compile checks a rule's structure and its quotes.
func (l *loader) compile(c *compiled) error {
	if err := c.sound(); err != nil {
		return err
	}
	loc, ok := l.locators[c.Document]
	if !ok {
		loc = &locator{clauses: l.clauses, document: c.Document, numbers: map[string][]quantity.Mention{}}
		l.locators[c.Document] = loc
	}
	return c.resolve(loc)
}

// link ties rules to the caps and periods they name. A cap that is
// quarantined leaves the rules under it working, with a note that says so.
func (l *loader) link() {
	for _, c := range slices.Clone(l.book.order) {
		if err := l.linkRule(c); err != nil {
			l.book.order = slices.DeleteFunc(l.book.order, func(o *compiled) bool { return o == c })
			delete(l.book.rules, c.ID)
			l.aside(Source{Pack: c.Pack, Name: c.file}, c.ID, c.line, err)
		}
	}
}

func (l *loader) linkRule(c *compiled) error {
	if err := l.linkCaps(c); err != nil {
		return err
	}
	if err := l.linkPeriod(c); err != nil {
		return err
	}
	c.quoteLinked()
	return nil
}

// linkCaps finds the caps a rule names.
func (l *loader) linkCaps(c *compiled) error {
	for _, id := range c.Caps {
		cap, err := l.linked(id, "cap")
		switch {
		case err != nil:
			return err
		case cap == nil:
			c.pending = append(c.pending, id)
		default:
			c.caps = append(c.caps, cap)
		}
	}
	return nil
}

// linkPeriod finds the period of a rule, or of its document.
func (l *loader) linkPeriod(c *compiled) error {
	if !c.GrantsMoney() || c.Period == "none" || c.Formula.Shape == "cap" {
		return nil
	}
	d := l.defaults[c.Document]
	if c.Period == "" {
		c.Period = d.Period
	}
	if c.Period == "" {
		return nil
	}
	period, err := l.linked(c.Period, "validity")
	if err != nil {
		return err
	}
	if period == nil {
		c.pending = append(c.pending, c.Period)
	}
	c.period = period
	if d.Year != nil {
		if _, ok := c.Input(d.Year.ID); !ok {
			c.Inputs = append(c.Inputs, *d.Year)
		}
		c.year = d.Year
	}
	return nil
}

// linked finds a rule of a shape that another rule names; nil where it is
// quarantined.
func (l *loader) linked(id, shape string) (*compiled, error) {
	if r, ok := l.book.rules[id]; ok {
		if r.Formula.Shape != shape {
			return nil, fmt.Errorf("“%s”不是 %s 形状的规则", id, shape)
		}
		return r, nil
	}
	if slices.ContainsFunc(l.book.quarantined, func(q Quarantine) bool { return q.Rule == id }) {
		return nil, nil
	}
	return nil, fmt.Errorf("规则引用的“%s”不存在，核对编号", id)
}
