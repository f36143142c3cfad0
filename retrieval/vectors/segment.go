package vectors

import "unicode"

// trie finds the longest word at a place. Nodes are numbered; 0 is the root.
type trie struct {
	next map[uint64]int32 // node<<32 | rune → node
	word []int32          // of a node, -1 where no word ends there
}

func newTrie(words []string) trie {
	t := trie{next: make(map[uint64]int32, 2*len(words)), word: []int32{-1}}
	for id, w := range words {
		node := int32(0)
		for _, r := range w {
			key := uint64(node)<<32 | uint64(r)
			to, ok := t.next[key]
			if !ok {
				to = int32(len(t.word))
				t.next[key] = to
				t.word = append(t.word, -1)
			}
			node = to
		}
		t.word[node] = int32(id)
	}
	return t
}

// Segment calls yield for every word of folded text in order, the longest at
// each place; what is in no word is passed over. A word of letters must end
// where the letters end.
func (t *Table) Segment(folded string, yield func(id int)) {
	skip := 0 // bytes that the last word has taken
	var before rune
	for i, r := range folded {
		if i < skip {
			before = r
			continue
		}
		if isLetter(r) && isLetter(before) {
			before = r
			continue
		}
		if id, end := t.trie.longest(folded, i); id >= 0 {
			yield(id)
			skip = end
		}
		before = r
	}
}

// longest returns the longest word that starts at a byte offset, and where it
// ends; -1 where there is none.
func (t *trie) longest(text string, start int) (id, end int) {
	id = -1
	node := int32(0)
	letters := false
	for i, r := range text[start:] {
		if id >= 0 && letters && end == start+i && isLetter(r) {
			id = -1 // the word goes on
		}
		to, ok := t.next[uint64(node)<<32|uint64(r)]
		if !ok {
			break
		}
		node, letters = to, isLetter(r)
		if w := t.word[node]; w >= 0 {
			id, end = int(w), start+i+len(string(r))
		}
	}
	return id, end
}

// isLetter reports whether r is a letter or digit of a script with spaces
// between words.
func isLetter(r rune) bool {
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
