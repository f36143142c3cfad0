package assistant

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// content is what a question is about: its terms and the words nothing else
// explains. Places, quantities, question words and what every policy speaks of
// are left out. An earlier question that this one leans on is reduced to its
// terms already.
func (t *turn) content(query string) string {
	parts := t.leftover()
	for _, m := range t.reading.terms {
		if !t.lexicon.has("generic", m.Canonical) {
			parts = append(parts, string(t.reading.runes[m.Start:m.End]), m.Canonical)
		}
	}
	if t.follows && query != t.reading.folded {
		parts = append(parts, t.before.Topic...)
		parts = append(parts, t.before.Words...)
	}
	return strings.Join(parts, " ")
}

// own reports whether the message names a subject of its own: a term of the
// library, or any words that are not cues, places, quantities or small words.
func (t *turn) own() bool {
	if len(t.reading.topic) > 0 {
		return true
	}
	rest := utf8.RuneCountInString(strings.Join(t.leftover(), ""))
	if t.supposes() && (len(t.reading.amounts) > 0 || len(t.reading.changes) > 0 || len(t.reading.places) > 0) {
		return rest > 4 // 那刚好五十万呢: small talk around the figure
	}
	return rest > 0
}

// tells reports whether a cue is a telling one; so are the words of documents.
func (c cue) tells() bool {
	return telling[c] || strings.HasPrefix(string(c), "clause_") || slices.Contains(alikes, c) || strings.HasPrefix(string(c), "note_")
}

// leftover are the stretches of two or more letters that nothing explains.
func (t *turn) leftover() []string {
	known := make([]bool, len(t.reading.runes))
	mark := func(start, end int) {
		for i := start; i < end; i++ {
			known[i] = true
		}
	}
	for c, hits := range t.reading.cues {
		if c.tells() {
			continue
		}
		for _, h := range hits {
			if h.len() > 1 {
				mark(h.start, h.end)
			}
		}
	}
	for _, m := range t.reading.places {
		mark(m.Start, m.End)
	}
	for _, m := range t.reading.amounts {
		mark(m.Start, m.End)
	}
	for _, m := range t.reading.terms {
		mark(m.Start, m.End)
	}
	var list []string
	start := -1
	for i := 0; i <= len(known); i++ {
		word := i < len(known) && !known[i] && !isBreak(t.reading.runes[i]) && t.reading.runes[i] != ' '
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			if h := t.whole(t.trimmed(hit{start, i}), hit{start, i}); h.len() >= 2 {
				list = append(list, t.reading.slice(h))
			}
			start = -1
		}
	}
	return list
}

// whole gives back a letter that was trimmed off a word of two: 峰会 is one
// that the library knows, although 会 is a small word elsewhere.
func (t *turn) whole(h, from hit) hit {
	if h.len() != 1 {
		return h
	}
	for _, x := range []hit{{h.start, h.end + 1}, {h.start - 1, h.end}} {
		if x.start >= from.start && x.end <= from.end && t.known(t.reading.slice(x)) {
			return x
		}
	}
	return h
}

// known reports whether a word stands in the library.
func (t *turn) known(word string) bool { return t.lib.subjects.pairs[word] }

// trimmed takes small words off both ends of a stretch. Inside they may be
// part of a word: 才 in 人才.
func (t *turn) trimmed(h hit) hit {
	letter := func(i int) bool {
		return i >= h.start && i < h.end && t.reading.runes[i] < unicode.MaxASCII && unicode.IsLetter(t.reading.runes[i])
	}
	small := func(i int) bool {
		if letter(i) && (letter(i-1) || letter(i+1)) {
			return false // part of an English word
		}
		for _, c := range []cue{"function", "amount", "negation", "suppose", "only"} {
			if t.lexicon.has(c, string(t.reading.runes[i])) {
				return true
			}
		}
		return false
	}
	for h.start < h.end && small(h.start) {
		h.start++
	}
	for h.end > h.start && small(h.end-1) {
		h.end--
	}
	return h
}
