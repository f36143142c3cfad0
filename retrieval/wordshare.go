package retrieval

import (
	"slices"
	"sync/atomic"

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
	for i := range first {
		c := &first[i]
		held := x.words.of(c.entry, func() []int32 { return distinctWords(table, x.entries[c.entry].row.Text) })
		sum := 0.0
		for _, word := range words {
			if _, holds := slices.BinarySearch(held, int32(word)); holds {
				sum += table.Weight(word)
			}
		}
		c.score += float64(wordWeight * sum / total * counts.factor(int32(c.entry)))
	}
	sortCandidates(first, x.rank)
}

// distinctWords are the words of a text, each once, ascending.
func distinctWords(table *vectors.Table, text string) []int32 {
	var words []int32
	table.Segment(hanzi.Fold(text).Text, func(word int) { words = append(words, int32(word)) })
	slices.Sort(words)
	return slices.Clip(slices.Compact(words))
}

// keptRows bounds what rowWords hold: some 300 bytes a row, 20 MB in all.
const keptRows = 1 << 16

// rowWords are the distinct words of rows. Cutting a row takes longer than all
// else that is done with it, so the words of the rows that were found first
// are kept.
type rowWords struct {
	rows []atomic.Pointer[[]int32] // by entry
	kept atomic.Int64
}

func newRowWords(entries int) *rowWords {
	return &rowWords{rows: make([]atomic.Pointer[[]int32], entries)}
}

// of are the words of an entry, cut where they are not kept.
func (w *rowWords) of(entry int, cut func() []int32) []int32 {
	if words := w.rows[entry].Load(); words != nil {
		return *words
	}
	words := cut()
	if w.kept.Add(1) <= keptRows {
		w.rows[entry].Store(&words)
	}
	return words
}
