package retrieval

import (
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/vectors"
)

// weighWords adds to the first candidates what share of a query's words they
// hold, and sorts them anew. Words are those of the built-in table, cut the
// same way in both, so that 人 is not found in 人民; a rare word weighs more than
// a common one, and saying it twice adds nothing.
func (x *Index) weighWords(first []candidate, query string, counts *counting) {
	table, err := vectors.Builtin()
	if err != nil {
		return // the table is embedded and tested
	}
	asked := map[int]bool{}
	var words []int // in order, so that sums are the same everywhere
	total := 0.0
	table.Segment(hanzi.Fold(query).Text, func(word int) {
		if !asked[word] {
			asked[word] = true
			words = append(words, word)
			total += table.Weight(word)
		}
	})
	if total == 0 {
		return
	}
	held := map[int]bool{}
	for i := range first {
		c := &first[i]
		clear(held)
		table.Segment(hanzi.Fold(x.entries[c.entry].row.Text).Text, func(word int) {
			if asked[word] {
				held[word] = true
			}
		})
		sum := 0.0
		for _, word := range words {
			if held[word] {
				sum += table.Weight(word)
			}
		}
		c.score += float64(wordWeight * sum / total * counts.factor(int32(c.entry)))
	}
	sortCandidates(first, x.rank)
}
