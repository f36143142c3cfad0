package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/ingest"
)

// Needle is a string that every stored answer quoting a document holds, to
// look through few of them; "" where there is none to be sure of.
func Needle(document string) string {
	// JSON may escape other characters in more than one way.
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r)
	}
	if strings.ContainsFunc(document, func(r rune) bool { return !plain(r) }) {
		return ""
	}
	return document
}

// Quotes are the quotes of a turn's answer that are of one of the clauses, in
// the answer's order; none where the turn has no answer.
func Quotes(t assistant.Turn, document string, version int, keys []string) ([]ingest.PastAnswer, error) {
	if len(t.Answer) == 0 {
		return nil, nil
	}
	var answer struct {
		ID     string `json:"id"`
		Quotes []struct {
			Document string `json:"document"`
			Version  int    `json:"version"`
			Clause   string `json:"clause"`
			Start    int    `json:"start"`
			End      int    `json:"end"`
		} `json:"quotes"`
	}
	if err := json.Unmarshal(t.Answer, &answer); err != nil {
		return nil, fmt.Errorf("stored answer of turn %d in conversation %s: %w", t.Seq, t.Conversation, err)
	}
	var found []ingest.PastAnswer
	for _, q := range answer.Quotes {
		if q.Document == document && q.Version == version && slices.Contains(keys, q.Clause) {
			found = append(found, ingest.PastAnswer{
				Conversation: t.Conversation, Seq: t.Seq, AskedAt: t.AskedAt, Question: t.Question, Answer: answer.ID,
				Document: q.Document, Version: q.Version, Clause: q.Clause, Start: q.Start, End: q.End,
			})
		}
	}
	return found, nil
}
