package ingest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// PastAnswer is a stored answer, and a clause that it quotes or a rule that it
// calculates by.
type PastAnswer struct {
	Conversation string    `json:"conversation"`
	Seq          int64     `json:"seq"` // of the turn in the conversation
	AskedAt      time.Time `json:"asked_at"`
	Question     string    `json:"question"`
	Answer       string    `json:"answer"` // its id
	Document     string    `json:"document"`
	Version      int       `json:"version"`
	Clause       string    `json:"clause,omitempty"` // key in that version
	Rule         string    `json:"rule,omitempty"`
	// Start and End are what is quoted: code points of that version's source,
	// end exclusive.
	Start int `json:"start,omitempty"`
	End   int `json:"end,omitempty"`
}

// Answers finds stored answers by what they quote.
type Answers interface {
	// AnswersOn yields the answers that quote one of the clauses, given by
	// key, of a version of a document: by time, conversation and turn, and
	// each quote once in the answer's own order. An error is the last thing
	// it yields.
	AnswersOn(ctx context.Context, document string, version int, keys []string) iter.Seq2[PastAnswer, error]

	// AnswersBy yields the answers with a result by one of the rules that
	// quote a version of a document: by time, conversation and turn, and each
	// rule once. An error is the last thing it yields.
	AnswersBy(ctx context.Context, document string, version int, rules []string) iter.Seq2[PastAnswer, error]
}

// AffectedAnswer is an answer given on a clause, or by a rule, that has changed
// since, with what became of it: one of the two is set.
type AffectedAnswer struct {
	PastAnswer
	Change Change     `json:"change,omitzero"`
	Rules  RuleChange `json:"rule_change,omitzero"`
}

// Affected yields the answers that rest on clauses of old which changed or
// went away in new, and those that calculate by rules which did: by document,
// clauses first, then in the order of the store, each clause and each rule
// once for an answer. A clause that is only renumbered says the same and
// affects none; nor does a rule that is only worded otherwise.
//
// An answer may quote a clause together with the items under it: it is
// affected by a change of an item where what it quotes reaches there. Where
// clause and rule have changed together, the answer is listed by the clause.
func Affected(ctx context.Context, answers Answers, old, new Pack) iter.Seq2[AffectedAnswer, error] {
	changed := map[string]map[string]Change{} // by document and clause of old
	for _, c := range Diff(old, new) {
		if c.Kind != ClauseRemoved && c.Kind != ClauseChanged {
			continue
		}
		if changed[c.Old.Document] == nil {
			changed[c.Old.Document] = map[string]Change{}
		}
		changed[c.Old.Document][c.Old.Clause] = c
	}
	rules := map[string]map[string]RuleChange{} // by document and rule
	for _, c := range RuleChanges(old, new) {
		if rules[c.Document] == nil {
			rules[c.Document] = map[string]RuleChange{}
		}
		rules[c.Document][c.Rule] = c
	}
	return func(yield func(AffectedAnswer, error) bool) {
		for _, d := range old.Documents {
			f := affectedFinder{answers: answers, document: d.ID, version: d.Version, listed: map[listedAnswer]bool{}}
			if !f.byClause(ctx, changed[d.ID], yield) || !f.byRule(ctx, rules[d.ID], yield) {
				return
			}
		}
	}
}

// affectedFinder lists the answers on one document version.
type affectedFinder struct {
	answers  Answers
	document string
	version  int
	listed   map[listedAnswer]bool
}

type listedAnswer struct {
	conversation string
	seq          int64
	what         string // clause or rule
}

// byClause reports whether to go on.
func (f *affectedFinder) byClause(ctx context.Context, changes map[string]Change, yield func(AffectedAnswer, error) bool) bool {
	if len(changes) == 0 {
		return true
	}
	for a, err := range f.answers.AnswersOn(ctx, f.document, f.version, withAncestors(changes)) {
		if err != nil {
			yield(AffectedAnswer{}, err)
			return false
		}
		for _, c := range restsOn(a, changes) {
			once := listedAnswer{a.Conversation, a.Seq, c.Old.Clause}
			if f.listed[once] {
				continue
			}
			f.listed[once] = true
			if !yield(AffectedAnswer{PastAnswer: a, Change: c}, nil) {
				return false
			}
		}
	}
	return true
}

// byRule reports whether to go on.
func (f *affectedFinder) byRule(ctx context.Context, changes map[string]RuleChange, yield func(AffectedAnswer, error) bool) bool {
	if len(changes) == 0 {
		return true
	}
	for a, err := range f.answers.AnswersBy(ctx, f.document, f.version, slices.Sorted(maps.Keys(changes))) {
		if err != nil {
			yield(AffectedAnswer{}, err)
			return false
		}
		c := changes[a.Rule]
		once := listedAnswer{a.Conversation, a.Seq, c.Rule}
		if f.listed[once] || f.listedByClause(a, c.Clause) {
			continue
		}
		f.listed[once] = true
		if !yield(AffectedAnswer{PastAnswer: a, Rules: c}, nil) {
			return false
		}
	}
	return true
}

// listedByClause reports whether an answer is listed for a change of the
// rule's clause, or of an item under it.
func (f *affectedFinder) listedByClause(a PastAnswer, clause string) bool {
	for l := range f.listed {
		if l.conversation == a.Conversation && l.seq == a.Seq && (l.what == clause || strings.HasPrefix(l.what, clause+"/")) {
			return true
		}
	}
	return false
}

// withAncestors are the keys of changed clauses and of those they stand
// under, in order.
func withAncestors(changes map[string]Change) []string {
	all := map[string]bool{}
	for key := range changes {
		all[key] = true
		for i := strings.LastIndexByte(key, '/'); i > 0; i = strings.LastIndexByte(key[:i], '/') {
			all[key[:i]] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// restsOn are the changes that an answer is affected by, in order of key.
func restsOn(a PastAnswer, changes map[string]Change) []Change {
	var out []Change
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		c := changes[key]
		under := strings.HasPrefix(key, a.Clause+"/") && a.Start < c.Old.End && c.Old.Start < a.End
		if key == a.Clause || under {
			out = append(out, c)
		}
	}
	return out
}
