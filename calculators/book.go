package calculators

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"clausewise/calculators/quantity"
)

// Errors of Evaluate.
var (
	ErrUnknownRule = errors.New("没有这条规则")
	ErrQuarantined = errors.New("规则待核对，暂不测算")
)

// Source is a rules.yaml or cases.yaml of a pack.
type Source struct {
	Pack string
	Name string // rules.yaml, for messages
	Data []byte
}

// Quarantine is a rule that was set aside, and why, in words for the office.
type Quarantine struct {
	Rule string `json:"rule"` // "" where the file itself cannot be read
	Pack string `json:"pack"`
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Why  string `json:"why"`
}

// Options are what a call brings beside the inputs.
type Options struct {
	AsOf     quantity.Date // the day of the question: resolves 去年
	Language string        // zh-Hans, zh-Hant, en: labels; quotes stay verbatim
	Strict   bool          // a model's call: unknown inputs and money without a unit are refused
	// Holidays are public holidays the office has entered: a last day on one
	// moves to the next working day (民法典第203条). Weekends need no entry.
	Holidays quantity.Holidays
}

// Book is a set of loaded rules. It is immutable and safe for concurrent use.
type Book struct {
	order       []*compiled
	rules       map[string]*compiled
	quarantined []Quarantine

	facts      []*Fact
	factIDs    map[string]*Fact
	shortFacts map[string][]*Fact // by the input id alone, of facts that are one rule's own
	subjects   []Subject
	apart      []Apart
}

// Rules are all rules in pack order, without the quarantined ones.
func (b *Book) Rules() []Rule {
	out := make([]Rule, len(b.order))
	for i, c := range b.order {
		out[i] = c.Rule
	}
	return out
}

// Rule finds a rule by id; a quarantined one is not found.
func (b *Book) Rule(id string) (Rule, bool) {
	c, ok := b.rules[id]
	if !ok {
		return Rule{}, false
	}
	return c.Rule, true
}

// ForClause lists the rules that rest on a clause, in pack order.
func (b *Book) ForClause(document, key string) []Rule {
	var out []Rule
	for _, c := range b.order {
		if c.Document == document && c.restsOn(key) {
			out = append(out, c.Rule)
		}
	}
	return out
}

// ForDocument lists the rules of a document, in pack order.
func (b *Book) ForDocument(document string) []Rule {
	var out []Rule
	for _, c := range b.order {
		if c.Document == document {
			out = append(out, c.Rule)
		}
	}
	return out
}

// Quarantined lists what was set aside at load.
func (b *Book) Quarantined() []Quarantine { return slices.Clone(b.quarantined) }

// Parameters lists the figures of a rule with the place of their quotes.
func (b *Book) Parameters(rule string) []Parameter {
	c, ok := b.rules[rule]
	if !ok {
		return nil
	}
	return slices.Clone(c.shown)
}

// find is the rule, or an error that says what to do.
func (b *Book) find(id string) (*compiled, error) {
	if c, ok := b.rules[id]; ok {
		return c, nil
	}
	for _, q := range b.quarantined {
		if q.Rule == id {
			return nil, fmt.Errorf("%w：%s（%s）", ErrQuarantined, id, q.Why)
		}
	}
	return nil, &UnknownRuleError{ID: id, Near: b.near(id)}
}

// UnknownRuleError is an ErrUnknownRule with the ids that may be meant.
type UnknownRuleError struct {
	ID   string
	Near []string // at most three
}

func (e *UnknownRuleError) Error() string {
	if len(e.Near) > 0 {
		return fmt.Sprintf("%v：%s。相近的有：%s", ErrUnknownRule, e.ID, strings.Join(e.Near, "、"))
	}
	return fmt.Sprintf("%v：%s。用 clausewise rules 查看全部规则", ErrUnknownRule, e.ID)
}

// Unwrap is ErrUnknownRule.
func (e *UnknownRuleError) Unwrap() error { return ErrUnknownRule }

// near lists up to three rule ids that share most letter pairs with id.
func (b *Book) near(id string) []string {
	type scored struct {
		id    string
		score int // thousandths
	}
	var all []scored
	want := pairs(id)
	for _, c := range b.order {
		have := pairs(c.ID)
		same := 0
		for p := range want {
			if have[p] {
				same++
			}
		}
		if s := 2000 * same / (len(want) + len(have) + 1); s > nearEnough {
			all = append(all, scored{c.ID, s})
		}
	}
	slices.SortStableFunc(all, func(x, y scored) int {
		switch {
		case x.score > y.score:
			return -1
		case x.score < y.score:
			return 1
		}
		return strings.Compare(x.id, y.id)
	})
	var out []string
	for _, s := range all[:min(3, len(all))] {
		out = append(out, s.id)
	}
	return out
}

// pairs are the neighbouring letters of a rule id.
func pairs(s string) map[string]bool {
	set := map[string]bool{}
	r := []rune(s)
	for i := 1; i < len(r); i++ {
		set[string(r[i-1:i+1])] = true
	}
	return set
}
