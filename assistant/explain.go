package assistant

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"clausewise/calculators"
)

// Explanation is how an answer came about: what was read off the message,
// what was found, and what spoke for each act. It is for staff and for those
// who tend the lexicon and the rules.
type Explanation struct {
	Follows    bool               `json:"follows,omitempty"` // leans on the conversation
	Places     []string           `json:"places,omitempty"`
	Terms      []string           `json:"terms,omitempty"`
	Words      []string           `json:"words,omitempty"` // that nothing explains
	Quantities []string           `json:"quantities,omitempty"`
	Cues       []string           `json:"cues,omitempty"`
	Documents  []string           `json:"documents,omitempty"` // in scope
	Rules      []WeighedRule      `json:"rules,omitempty"`     // best first
	Clauses    []WeighedClause    `json:"clauses,omitempty"`   // best first
	Acts       map[string]float64 `json:"acts,omitempty"`
	Act        string             `json:"act,omitempty"`
	// Features are what the acts were weighed by.
	Features map[string]float64 `json:"features,omitempty"`
	// Matchings are the ways to give the quantities to the inputs of a rule
	// that was worked out; the last one of a rule gives it none.
	Matchings []WeighedMatching `json:"matchings,omitempty"`
	Held      []string          `json:"held,omitempty"` // sentences the gate held back
	Model     *ModelRecord      `json:"model,omitempty"`
}

// WeighedRule is a rule that was considered, with what spoke for it.
type WeighedRule struct {
	Rule    string  `json:"rule"`
	Score   float64 `json:"score"`
	Subject float64 `json:"subject"` // share of the question in the rule's words
	Clause  float64 `json:"clause"`  // rank of its clause
	Fit     float64 `json:"fit"`     // quantities that suit its inputs
	Told    int     `json:"told"`    // conditions spoken of
	Filled  float64 `json:"filled"`  // required inputs given
	// Features are all it was weighed by.
	Features map[string]float64 `json:"features"`
}

// WeighedClause is a clause that was found.
type WeighedClause struct {
	Document string  `json:"document"`
	Clause   string  `json:"clause"`
	Score    float64 `json:"score"`
	Coverage float64 `json:"coverage"`
}

// Matching is one of the ways to give a question's quantities to the inputs
// of a rule, by its place among them, counted from 1.
type Matching struct {
	Rule string `json:"rule"`
	N    int    `json:"n"`
}

// WeighedMatching is a matching with what spoke for it.
type WeighedMatching struct {
	Matching
	Inputs   map[string]string  `json:"inputs,omitempty"` // the quantity as said, by input
	Score    float64            `json:"score"`
	Chosen   bool               `json:"chosen,omitempty"`
	Features map[string]float64 `json:"features,omitempty"`
}

const explained = 12 // rules and clauses an explanation lists

// explain fills an explanation from what the turn knows so far.
func (t *turn) explain(p topic, acts map[act]float64, chosen act) {
	e := t.explanation
	if e == nil {
		return
	}
	r := t.reading
	e.Follows, e.Terms, e.Words, e.Documents, e.Act = t.follows, r.topic, t.leftover(), t.scope.documents, string(chosen)
	for _, pl := range t.scope.places {
		e.Places = append(e.Places, pl.Name)
	}
	roles := map[role]string{roleInput: "input", roleClaim: "claim", roleRule: "rule"}
	for _, m := range r.amounts {
		e.Quantities = append(e.Quantities, fmt.Sprintf("%s = %s %s (%s)", m.Text, m.Value, m.Unit, roles[m.role]))
	}
	for _, c := range slices.Sorted(maps.Keys(r.cues)) {
		var said []string
		for _, h := range r.cues[c] {
			said = append(said, r.slice(h))
		}
		e.Cues = append(e.Cues, string(c)+": "+strings.Join(said, ", "))
	}
	for _, c := range p.rules[:min(explained, len(p.rules))] {
		e.Rules = append(e.Rules, WeighedRule{c.rule.ID, c.score, c.subject, c.clause, c.fit, c.told, c.filled, c.features})
	}
	for _, h := range p.hits[:min(explained, len(p.hits))] {
		e.Clauses = append(e.Clauses, WeighedClause{h.Row.Document, h.Row.Key, h.Score, h.Coverage})
	}
	e.Acts = make(map[string]float64, len(acts))
	for a, score := range acts {
		e.Acts[string(a)] = score
	}
}

// explainMatchings lists the matchings of a rule that is worked out, each
// rule's once. Of a message with very many figures the first ones are enough.
func (t *turn) explainMatchings(rule calculators.Rule, within hit, best []assignment) {
	const most = 64
	e := t.explanation
	if e == nil || slices.ContainsFunc(e.Matchings, func(m WeighedMatching) bool { return m.Rule == rule.ID }) {
		return
	}
	same := func(a, b assignment) bool { return a.input.ID == b.input.ID && a.amount == b.amount }
	n := 0
	t.matchings(rule, within, func(chosen []assignment, score float64) {
		if n++; n > most {
			return
		}
		m := WeighedMatching{
			Matching: Matching{rule.ID, n}, Score: score, Chosen: slices.EqualFunc(chosen, best, same),
			Inputs: make(map[string]string), Features: make(map[string]float64),
		}
		for _, a := range chosen {
			m.Inputs[a.input.ID] = t.reading.amounts[a.amount].Text
			for _, f := range a.features {
				m.Features[f.Feature] += f.Value
			}
		}
		e.Matchings = append(e.Matchings, m)
	})
}
