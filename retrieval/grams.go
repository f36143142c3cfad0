package retrieval

import "unicode"

// gramKind says what an indexed feature of a text is.
type gramKind int

const (
	charGram gramKind = iota // a single Han character
	pairGram                 // two Han characters side by side
	wordGram                 // a run of letters and digits
)

// gram is one feature of a folded text. Characters and pairs are in key,
// words in word.
type gram struct {
	kind gramKind
	key  uint64
	word string
}

func char(r rune) gram    { return gram{kind: charGram, key: uint64(r)} }
func pair(a, b rune) gram { return gram{kind: pairGram, key: uint64(a)<<32 | uint64(b)} }

// grams calls yield for every gram of folded text in order: each Han
// character, each pair that touches, each word.
func grams(text string, yield func(gram)) {
	var last rune // the Han character just before, 0 where there is none
	word := -1    // where the word under way starts
	for i, r := range text {
		switch {
		case isHan(r):
			if word >= 0 {
				yield(gram{kind: wordGram, word: text[word:i]})
				word = -1
			}
			yield(char(r))
			if last != 0 {
				yield(pair(last, r))
			}
			last = r
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if word < 0 {
				word = i
			}
			last = 0
		default:
			if word >= 0 {
				yield(gram{kind: wordGram, word: text[word:i]})
				word = -1
			}
			last = 0
		}
	}
	if word >= 0 {
		yield(gram{kind: wordGram, word: text[word:]})
	}
}

// isHan reports whether r is a Han character; the common block first.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r > 0x2E80 && unicode.Is(unicode.Han, r)
}
