package retrieval

import (
	"iter"
	"slices"
	"strings"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// How much a term's names count beside the user's own words, which count 1.
const (
	canonicalWeight = 0.6 // the name documents use
	otherWeight     = 0.3 // another name, used by some documents of the library

	// talkWeight is what words of talk.txt count.
	talkWeight = 0.5
)

// analysed is a query as the index understands it.
type analysed struct {
	folded string
	terms  []termMatch
	places []place.Mention // in folded
	grams  []weighted
	// meaning is the text the vector is made of: the query as written, and
	// the canonical names of what it calls otherwise.
	meaning string
}

func (x *Index) analyse(text string) analysed {
	written := hanzi.Fold(text).Text
	stretches := x.respell(written)
	if len(stretches) > 0 {
		text = x.Respell(text)
	}
	q := analysed{folded: hanzi.Fold(text).Text}
	q.terms = x.termsIn(q.folded)
	q.places = place.Find(q.folded)

	position := map[gram]int{}
	grams(written, func(g gram) { // the user's own repetitions count
		if n, ok := position[g]; ok {
			q.grams[n].weight++
			return
		}
		position[g] = len(q.grams)
		q.grams = append(q.grams, weighted{g, 1})
	})
	for text := range q.talk(written) {
		grams(text, func(g gram) {
			if n, ok := position[g]; ok { // not company of companys
				q.grams[n].weight -= 1 - talkWeight
			}
		})
	}
	add := func(text string, weight float64) {
		grams(text, func(g gram) {
			if _, ok := position[g]; !ok { // a name found through several terms does not pile up
				position[g] = len(q.grams)
				q.grams = append(q.grams, weighted{g, weight})
			}
		})
	}
	for _, s := range stretches {
		add(s.text, canonicalWeight)
	}
	names := []string{text}
	for _, m := range q.terms {
		canonical := x.terms.groups[m.form.group].foldedCanonical
		if canonical != m.text {
			add(canonical, canonicalWeight)
			names = append(names, canonical)
		}
	}
	for _, m := range q.terms {
		for _, other := range x.terms.groups[m.form.group].foldedOthers {
			if other != m.text && x.known[other] {
				add(other, otherWeight)
			}
		}
	}
	q.meaning = strings.Join(names, "\n")
	return q
}

// talk yields the words of talk.txt in the text as written, one for each time
// it stands there, but for those that belong to a term.
func (q *analysed) talk(written string) iter.Seq[string] {
	return func(yield func(string) bool) {
		talk, err := loadTalk()
		if err != nil {
			return // the file is embedded and tested
		}
		for _, m := range talk.match(written) {
			ofTerm := written == q.folded && slices.ContainsFunc(q.terms, func(t termMatch) bool { return t.start <= m.start && m.end <= t.end })
			if m.end-m.start > 1 && !ofTerm && !yield(m.text) {
				return
			}
		}
	}
}

// termsIn finds terms in folded text. What a document writes so itself is no slip.
func (x *Index) termsIn(folded string) []termMatch {
	return slices.DeleteFunc(x.terms.read(folded), func(m termMatch) bool {
		_, entered := x.terms.forms[m.text]
		return m.form.typo && !entered && x.postings.together(m.text)
	})
}

// FindTerms are the terms in a text, as Terms.Find has them, but for what the
// documents write otherwise themselves: 样板企业 is no slip for 样本企业 where
// one speaks of it.
func (x *Index) FindTerms(text string) []TermMention {
	folded := hanzi.Fold(text)
	return x.terms.mentions(text, folded, x.termsIn(folded.Text))
}

// knownForms are the other names of things that some row of the library may
// use: only those are worth searching for.
func (x *Index) knownForms() map[string]bool {
	known := map[string]bool{}
	for _, g := range x.terms.groups {
		for _, form := range g.foldedOthers {
			if x.postings.together(form) {
				known[form] = true
			}
		}
	}
	return known
}
