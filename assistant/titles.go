package assistant

import (
	"slices"

	"clausewise/retrieval"
)

// titles is a small index of the documents' names, made once for a library.
type titles struct {
	of    map[string][]string // by document id: features of title, short name and number
	holds map[string]int      // feature → documents whose name holds it
	// replaced are the documents that another one repeals or replaces, with
	// the day from which it does.
	replaced map[string]retrieval.Document
}

func newTitles(documents []retrieval.Document, s *subjects) *titles {
	t := &titles{of: make(map[string][]string), holds: make(map[string]int), replaced: make(map[string]retrieval.Document)}
	for _, d := range documents {
		features := unique(s.features(d.Title + " " + d.ShortName + " " + d.Number))
		t.of[d.ID] = features
		for _, f := range features {
			t.holds[f]++
		}
		for _, r := range d.Relations {
			if (r.Kind == "repeals" || r.Kind == "replaces") && !d.Draft {
				t.replaced[r.To] = d
			}
		}
	}
	return t
}

// share weighs the features of a question that stand in a document's name: a
// word that many names hold says little.
func (t *titles) share(document string, question []string) float64 {
	share := 0.0
	for _, f := range question {
		if _, ok := slices.BinarySearch(t.of[document], f); ok {
			share += 1 / float64(t.holds[f])
		}
	}
	return share
}

// superseded reports whether another document of the library, in force on the
// day of the question, takes a document's place. A draft replaces nothing.
func (t *turn) superseded(document string) bool {
	by, ok := t.lib.titles.replaced[document]
	return ok && (by.Effective.IsZero() || !t.asOf.Before(by.Effective))
}
