package calculators

import (
	"cmp"
	"slices"
	"strings"

	"clausewise/retrieval/place"
)

// Place is the fact that says where the enterprise is: a city, a district or
// a zone. No rule has to declare it; it decides which documents apply.
const Place = "place"

// Fact is something one can know of an enterprise, told once for all rules
// that ask for it. Rules join a fact by naming it (`fact:` on an input or a
// condition of rules.yaml); an input or condition that names none is a fact of
// its own, <rule>/<input>, for expense_yuan of one rule is not that of another.
type Fact struct {
	ID       string    `yaml:"id" json:"id"`
	Type     InputType `yaml:"type" json:"type"` // bool for conditions
	Unit     string    `yaml:"unit,omitempty" json:"unit,omitempty"`
	Currency string    `yaml:"currency,omitempty" json:"currency,omitempty"`
	Label    Text      `yaml:"label" json:"label"`
	Ask      Text      `yaml:"ask,omitempty" json:"ask,omitzero"`
	Options  []Option  `yaml:"options,omitempty" json:"options,omitempty"`
	// Once says that the fact is a spend that can be claimed under one rule
	// only: the same booth fee is not paid twice.
	Once bool `yaml:"once,omitempty" json:"once,omitempty"`
	// Shared says that rules named the fact; it is then no rule's own.
	Shared bool `yaml:"-" json:"shared"`
	// Uses are the inputs and conditions the fact stands for, in pack order.
	Uses []FactUse `yaml:"-" json:"uses"`
}

// FactUse is an input or a condition of a rule that a fact fills.
type FactUse struct {
	Rule      string `json:"rule"`
	Document  string `json:"document"`
	Input     string `json:"input"` // or condition id
	Condition bool   `json:"condition,omitempty"`
	Optional  bool   `json:"optional,omitempty"`
}

// Facts lists everything that Profile and Compare can be told, for a form: the
// place first, then shared facts by how many rules they serve, then the
// others in pack order. Lists of claims (parts) and topics of a question are
// no facts.
func (b *Book) Facts() []Fact {
	out := make([]Fact, len(b.facts))
	for i, f := range b.facts {
		out[i] = *f
		out[i].Uses = slices.Clone(f.Uses)
	}
	return out
}

// placeFact is the one fact that belongs to no rule.
func placeFact() *Fact {
	return &Fact{
		ID: Place, Type: TextInput, Shared: true,
		Label: Text{Zh: "企业所在地", En: "where the firm is"},
		Ask:   Text{Zh: "企业在哪个市、区或县？", En: "In which city, district or county is the firm?"},
	}
}

// gatherFacts builds the vocabulary of facts from the rules.
func (b *Book) gatherFacts(declared []Fact) {
	b.factIDs = map[string]*Fact{}
	add := func(f *Fact) *Fact {
		if have, ok := b.factIDs[f.ID]; ok {
			return have
		}
		b.factIDs[f.ID] = f
		b.facts = append(b.facts, f)
		return f
	}
	add(placeFact())
	for i := range declared {
		f := declared[i]
		f.Shared = true
		add(&f)
	}
	for _, c := range b.order {
		if !c.profiled() {
			continue
		}
		for _, in := range c.Inputs {
			if in.Type == PartsInput {
				continue
			}
			f := add(&Fact{
				ID: factID(c.ID, in.ID, in.Fact), Type: in.Type, Unit: in.Unit, Currency: in.Currency,
				Label: in.Label, Ask: in.Ask, Options: in.Options, Shared: in.Fact != "",
			})
			f.Uses = append(f.Uses, FactUse{Rule: c.ID, Document: c.Document, Input: in.ID, Optional: in.Optional})
		}
		for _, cond := range c.Conditions {
			f := add(&Fact{
				ID: factID(c.ID, cond.ID, cond.Fact), Type: BoolInput, Label: cond.Label, Ask: cond.Ask, Shared: cond.Fact != "",
			})
			f.Uses = append(f.Uses, FactUse{Rule: c.ID, Document: c.Document, Input: cond.ID, Condition: true, Optional: cond.Ask.IsZero()})
		}
	}
	b.facts = slices.DeleteFunc(b.facts, func(f *Fact) bool { return len(f.Uses) == 0 && f.ID != Place })
	slices.SortStableFunc(b.facts, func(x, y *Fact) int {
		rank := func(f *Fact) int {
			switch {
			case f.ID == Place:
				return 0
			case f.Shared:
				return 1
			}
			return 2
		}
		if d := cmp.Compare(rank(x), rank(y)); d != 0 || !x.Shared {
			return d
		}
		return cmp.Compare(len(y.Uses), len(x.Uses))
	})
	b.shortFacts = map[string][]*Fact{}
	for _, f := range b.facts {
		if !f.Shared {
			short := f.ID[strings.LastIndexByte(f.ID, '/')+1:]
			b.shortFacts[short] = append(b.shortFacts[short], f)
		}
	}
}

// factID is the fact that an input or a condition of a rule is filled by.
func factID(rule, input, fact string) string {
	if fact != "" {
		return fact
	}
	return rule + "/" + input
}

// profiled reports whether a rule takes part in profiles: it decides about an
// enterprise, and is neither a cap, a table, a period nor a list.
func (c *compiled) profiled() bool {
	switch c.Formula.Shape {
	case "cap", "checklist", "none", "targets", "growth", "total", "scope", "validity", "deadline":
		return false
	}
	return c.GrantsMoney() || c.Outcome == Eligible
}

// told is what Profile was told, by fact id, with what it could not take.
type told struct {
	values  map[string]any
	place   string
	unknown []Problem
}

// tell sorts facts by their ids. A short id (expense_yuan) is taken where only
// one rule has such an input.
func (b *Book) tell(facts map[string]any, language string) told {
	t := told{values: make(map[string]any, len(facts))}
	problem := func(id string, text Text) {
		t.unknown = append(t.unknown, Problem{Input: id, Text: text.In(language)})
	}
	for id, v := range facts {
		if id == Place {
			t.place = strings.TrimSpace(textOf(v))
			continue
		}
		if _, ok := b.factIDs[id]; ok {
			t.values[id] = v
			continue
		}
		if rule, input, ok := b.qualified(id); ok {
			t.values[rule+"/"+input] = v
			continue
		}
		switch near := b.shortFacts[id]; len(near) {
		case 1:
			t.values[near[0].ID] = v
		case 0:
			problem(id, Text{
				Zh: "没有规则用到“" + id + "”，用 clausewise profile --facts 查看可以填写的事实",
				En: "no rule asks for " + id + "; `clausewise profile --facts` lists what can be told",
			})
		default:
			ids := make([]string, len(near))
			for i, f := range near {
				ids[i] = f.ID
			}
			problem(id, Text{
				Zh: "“" + id + "”在几条规则里意思不同，请写全：" + strings.Join(ids, "、"),
				En: id + " means different things; write one of: " + strings.Join(ids, ", "),
			})
		}
	}
	slices.SortFunc(t.unknown, func(x, y Problem) int { return strings.Compare(x.Input, y.Input) })
	return t
}

// qualified takes <rule>/<input> apart where the rule has such an input.
func (b *Book) qualified(id string) (rule, input string, ok bool) {
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return "", "", false
	}
	c, known := b.rules[id[:i]]
	if !known {
		return "", "", false
	}
	_, isInput := c.Input(id[i+1:])
	_, isCondition := c.Condition(id[i+1:])
	return id[:i], id[i+1:], isInput || isCondition
}

// inputs are what a rule is given of the facts. A fact told for the rule
// itself goes before a shared one.
func (t told) inputs(c *compiled) map[string]any {
	out := map[string]any{}
	take := func(id, fact string) {
		if v, ok := t.values[c.ID+"/"+id]; ok {
			out[id] = v
		} else if v, ok := t.values[fact]; ok && fact != "" {
			out[id] = v
		}
	}
	for _, in := range c.Inputs {
		take(in.ID, in.Fact)
	}
	for _, cond := range c.Conditions {
		take(cond.ID, cond.Fact)
	}
	return out
}

// placeNamed is the smallest place that a text names. A name that many places
// share (园区, 高新区) does not say which is meant.
func placeNamed(text string) (string, bool) {
	var best place.Mention
	for _, m := range place.Find(text) {
		if !m.Generic && (best.Text == "" || m.Place.Level > best.Place.Level) {
			best = m
		}
	}
	return best.Place.Name, best.Text != ""
}
