package retrieval

import (
	"slices"

	"clausewise/retrieval/vectors"
)

// loneCharacters are those of folded text that stand in no word of two or more
// characters: none that has a vector, none of the generic ones.
func loneCharacters(runes []rune) []bool {
	lone := make([]bool, len(runes))
	for i := range lone {
		lone[i] = true
	}
	mark := func(start, end int) {
		for i := start; end > start+1 && i < end; i++ {
			lone[i] = false
		}
	}
	if generic, err := loadGeneric(); err == nil { // embedded and tested
		for _, m := range generic.match(string(runes)) {
			mark(m.start, m.end)
		}
	}
	for _, s := range listedWords(runes) {
		mark(s.start, s.end)
	}
	return lone
}

// listedWords are the words of folded text that have vectors.
func listedWords(runes []rune) (words []span) {
	table, err := vectors.Builtin()
	if err != nil {
		return nil // embedded and tested
	}
	i := 0
	table.Segment(string(runes), func(id int) {
		w := []rune(table.Word(id))
		for i < len(runes) && !slices.Equal(runes[i:min(i+len(w), len(runes))], w) {
			i++
		}
		words = append(words, span{i, min(i+len(w), len(runes))})
		i += len(w)
	})
	return words
}
