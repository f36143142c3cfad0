package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/retrieval"
)

// doing is the verb of a question that asks who does something (由谁解释,
// 谁来共建), where it is not the department in charge that is asked for. The
// sentence that says who does it holds the verb.
func (t *turn) doing() (verb string, ok bool) {
	text := t.reading.runes
	between := "来去会要能 "
	if !t.reading.has("procedure") {
		between += "最终后" // 谁最后拍板; as the last of the steps it asks for all of them
	}
	for _, h := range t.reading.cues["who"] {
		end := t.reading.clauseOf(h.start, h.end).end
		at := h.end
		for at < end && strings.ContainsRune(between, text[at]) {
			at++
		}
		if n := t.lexicon.matchAt("charge_verb", text, at); n > 0 && at+n+2 <= end {
			at += n // 谁负责解释: the verb behind says what for
		} else if n > 0 {
			continue
		}
		for _, verb := range t.lexicon.verbs() {
			if t.lexicon.matchAt(cue(doesPrefix+verb), text, at) > 0 && t.holds(verb) {
				return verb, true // 由谁来定: the clause says 制定
			}
		}
		if at+2 > end || t.lexicon.matchAt("charge_verb", text, at) > 0 {
			continue
		}
		if word := text[at : at+2]; unicode.Is(unicode.Han, word[0]) && unicode.Is(unicode.Han, word[1]) {
			verb := string(word)
			if t.holds(verb) && t.lexicon.matchAt("function", text, at) == 0 && !t.named(hit{at, at + 2}) {
				return verb, true
			}
		}
	}
	return "", false
}

// doesPrefix begins the cues that say a verb of the documents in other words.
const doesPrefix = "does_"

// verbs are the verbs of the documents that have such a cue, in order.
func (l lexicon) verbs() []string {
	var list []string
	for c := range l {
		if verb, ok := strings.CutPrefix(string(c), doesPrefix); ok {
			list = append(list, verb)
		}
	}
	slices.Sort(list)
	return list
}

// named reports whether a stretch is part of a subject: in 谁负责产业园, 产业 is
// no verb.
func (t *turn) named(h hit) bool {
	return slices.ContainsFunc(t.reading.terms, func(m retrieval.TermMention) bool {
		return m.Start <= h.start && h.end < m.End
	})
}

// holds reports whether a word stands in a document that may answer.
func (t *turn) holds(word string) bool {
	return slices.ContainsFunc(t.scope.documents, func(id string) bool {
		return slices.ContainsFunc(t.lib.Index.Rows(id), func(r retrieval.Row) bool { return strings.Contains(r.Text, word) })
	})
}
