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
	q.terms = slices.DeleteFunc(x.terms.read(q.folded), func(m termMatch) bool {
		_, entered := x.terms.forms[m.text]
		return m.form.typo && !entered && x.postings.together(m.text) // the library writes so itself
	})
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
