package retrieval

import (
	"slices"
	"strings"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// How much a term's names count beside the user's own words, which count 1.
const (
	canonicalWeight = 0.6 // the name documents use
	otherWeight     = 0.3 // another name, used by some documents of the library
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
	add := func(text string, weight float64) {
		grams(text, func(g gram) {
			if n, ok := position[g]; ok {
				// The user's own repetitions count; a name found through
				// several terms does not pile up.
				if weight == 1 {
					q.grams[n].weight++
				}
				return
			}
			position[g] = len(q.grams)
			q.grams = append(q.grams, weighted{g, weight})
		})
	}
	add(written, 1)
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
