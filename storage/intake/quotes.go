package intake

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"clausewise/assistant"
)

// Grounds is what a stored answer rests on.
type Grounds struct {
	Quotes []Quoted    // in the answer's order
	Rules  []RuleAsked // by rule, document and version, each once
}

// Quoted is a quote of an answer.
type Quoted struct {
	Document string `json:"document"`
	Version  int    `json:"version"`
	Clause   string `json:"clause"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// RuleAsked is a rule that a result of an answer comes from, and a document
// version that the answer quotes: a rule stands in the pack of what it quotes.
type RuleAsked struct {
	Rule     string
	Document string
	Version  int
}

// GroundsOf reads what the answer of a turn rests on: nothing where it has
// none, or where it is of a shape that this program does not know.
func GroundsOf(t assistant.Turn) Grounds {
	var answer struct {
		Results []result `json:"results"`
		Quotes  []Quoted `json:"quotes"`
	}
	if len(t.Answer) == 0 || json.Unmarshal(t.Answer, &answer) != nil {
		return Grounds{}
	}
	var g Grounds
	for _, q := range answer.Quotes {
		if storable(q.Document) && storable(q.Clause) && counts(q.Version, q.Start, q.End) {
			g.Quotes = append(g.Quotes, q)
		}
	}
	var rules []string
	for _, r := range answer.Results {
		rules = r.rules(rules)
	}
	for _, rule := range rules {
		for _, q := range g.Quotes {
			if a := (RuleAsked{rule, q.Document, q.Version}); storable(rule) && !slices.Contains(g.Rules, a) {
				g.Rules = append(g.Rules, a)
			}
		}
	}
	slices.SortFunc(g.Rules, func(a, b RuleAsked) int {
		if c := strings.Compare(a.Rule, b.Rule); c != 0 {
			return c
		}
		if c := strings.Compare(a.Document, b.Document); c != 0 {
			return c
		}
		return a.Version - b.Version
	})
	return g
}

// storable reports whether a name may stand in a column of its own. A turn is
// stored whatever its answer holds.
func storable(name string) bool { return name != "" && text("", name) == nil }

// counts reports whether numbers fit their columns.
func counts(numbers ...int) bool {
	return !slices.ContainsFunc(numbers, func(n int) bool { return n < 0 || n > math.MaxInt32 })
}

type result struct {
	Rule  string   `json:"rule"`
	Cap   string   `json:"cap"`
	Parts []result `json:"parts"`
}

// rules adds the rules of a result and its parts.
func (r result) rules(to []string) []string {
	for _, rule := range []string{r.Rule, r.Cap} {
		if rule != "" && !slices.Contains(to, rule) {
			to = append(to, rule)
		}
	}
	for _, part := range r.Parts {
		to = part.rules(to)
	}
	return to
}
