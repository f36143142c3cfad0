package ingest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// PastAnswer is a stored answer and a clause that it quotes.
type PastAnswer struct {
	Conversation string    `json:"conversation"`
	Seq          int64     `json:"seq"` // of the turn in the conversation
	AskedAt      time.Time `json:"asked_at"`
	Question     string    `json:"question"`
	Answer       string    `json:"answer"` // its id
	Document     string    `json:"document"`
	Version      int       `json:"version"`
	Clause       string    `json:"clause"` // key in that version
	// Start and End are what is quoted: code points of that version's source,
	// end exclusive.
	Start int `json:"start"`
	End   int `json:"end"`
}

// Answers finds stored answers by what they quote.
type Answers interface {
	// AnswersOn yields the answers that quote one of the clauses, given by
	// key, of a version of a document: by time, conversation and turn, and
	// each quote once in the answer's own order. An error is the last thing
	// it yields. It reads every stored answer that names the document: a
	// question of an office, not of a chat.
	AnswersOn(ctx context.Context, document string, version int, keys []string) iter.Seq2[PastAnswer, error]
}

// AffectedAnswer is an answer given on a clause that has changed since, with
// what became of the clause.
type AffectedAnswer struct {
	PastAnswer
	Change Change `json:"change"`
}

// Affected yields the answers that rest on clauses of old which changed or
// went away in new: by document, then in the order of AnswersOn, each clause
// once for an answer. A clause that is only renumbered says the same and
// affects none.
//
// An answer may quote a clause together with the items under it: it is
// affected by a change of an item where what it quotes reaches there.
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
	return func(yield func(AffectedAnswer, error) bool) {
		for _, d := range old.Documents {
			changes := changed[d.ID]
			if len(changes) == 0 {
				continue
			}
			type listed struct {
				conversation string
				seq          int64
				clause       string
			}
			seen := map[listed]bool{}
			for a, err := range answers.AnswersOn(ctx, d.ID, d.Version, withAncestors(changes)) {
				if err != nil {
					yield(AffectedAnswer{}, err)
					return
				}
				for _, c := range restsOn(a, changes) {
					once := listed{a.Conversation, a.Seq, c.Old.Clause}
					if seen[once] {
						continue
					}
					seen[once] = true
					if !yield(AffectedAnswer{a, c}, nil) {
						return
					}
				}
			}
		}
	}
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
