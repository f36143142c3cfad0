package assistant

import (
	"slices"
	"strings"

	"clausewise/retrieval"
)

// titles is a small index of the documents' names, made once for a library.
type titles struct {
	of    map[string][]string // by document id: features of title, short name and number
	holds map[string]int      // feature → documents whose name holds it
	// replaced are the documents that another one repeals or replaces.
	replaced map[string]replacement
	// numbers are the document numbers as compared, with the documents' ids.
	numbers map[string]string
}

// replacement is what took a document's place, and where it says so.
type replacement struct {
	by       retrieval.Document
	relation retrieval.Relation
}

func newTitles(documents []retrieval.Document, s *subjects) *titles {
	t := &titles{of: make(map[string][]string), holds: make(map[string]int), replaced: make(map[string]replacement), numbers: make(map[string]string)}
	for _, d := range documents {
		features := unique(s.features(d.Title + " " + d.ShortName + " " + d.Number))
		t.of[d.ID] = features
		for _, f := range features {
			t.holds[f]++
		}
		for _, r := range d.Relations {
			if (r.Kind == "repeals" || r.Kind == "replaces") && !d.Draft {
				t.replaced[r.To] = replacement{d, r}
			}
		}
		if key := retrieval.NumberKey(d.Number); strings.ContainsAny(key, "0123456789") {
			t.numbers[key] = d.ID
		}
	}
	return t
}

// share weighs the features of a question that stand in a document's name: a
// word that many names hold says little.
func (t *titles) share(document string, question []string) float64 {
	share, _ := t.weighed(document, question)
	return share
}

// weighed is the share, and how much of it the one word weighs that says most.
func (t *titles) weighed(document string, question []string) (share, most float64) {
	for _, f := range question {
		if _, ok := slices.BinarySearch(t.of[document], f); ok {
			w := 1 / float64(t.holds[f])
			share, most = share+w, max(most, w)
		}
	}
	return share, most
}

// superseded reports whether another document of the library, in force on the
// day of the question, takes a document's place. A draft replaces nothing.
func (t *turn) superseded(document string) bool {
	_, ok := t.replacementOf(document)
	return ok
}

func (t *turn) replacementOf(document string) (replacement, bool) {
	r, ok := t.lib.titles.replaced[document]
	return r, ok && (r.by.Effective.IsZero() || !t.asOf.Before(r.by.Effective))
}

// cited is the document that a message names by its whole number: 苏府〔2024〕3号.
func (t *turn) cited() (string, bool) {
	said := retrieval.NumberKey(t.reading.folded)
	found, longest := "", 0
	for key, id := range t.lib.titles.numbers {
		if len(key) > longest && strings.Contains(said, key) {
			found, longest = id, len(key)
		}
	}
	return found, found != ""
}
