package assistant

import (
	"slices"
	"strings"
	"unicode"
)

// compactText is a text without its white space that knows where each
// character stood, so that words copied without the source's line breaks are
// found and given back as published.
type compactText struct {
	text  []rune
	runes []rune // without white space
	at    []int  // place of each of runes in text
}

func compact(s string) compactText {
	c := compactText{text: []rune(s)}
	for i, r := range c.text {
		if !unicode.IsSpace(r) {
			c.runes = append(c.runes, r)
			c.at = append(c.at, i)
		}
	}
	return c
}

// findAll returns the stretches of runes that read as part, white space aside.
func (c compactText) findAll(part string) []hit {
	p := compact(part).runes
	var hits []hit
	for i := 0; len(p) > 0 && i+len(p) <= len(c.runes); i++ {
		if slices.Equal(c.runes[i:i+len(p)], p) {
			hits = append(hits, hit{i, i + len(p)})
		}
	}
	return hits
}

// original is a stretch as published.
func (c compactText) original(h hit) string {
	return string(c.text[c.at[h.start] : c.at[h.end-1]+1])
}

// whole reports whether a stretch is one or more whole members of its clause,
// from one mark of punctuation to another: no number in it is cut, and none
// stands without the words that belong to it.
func (c compactText) whole(h hit) bool {
	const marks = "，。；：、！？,;:（）()“”"
	begins := h.start == 0 || strings.ContainsRune(marks, c.runes[h.start-1]) || strings.ContainsRune("（(“", c.runes[h.start])
	last := c.runes[h.end-1]
	ends := h.end == len(c.runes) || strings.ContainsRune(marks, c.runes[h.end]) || strings.ContainsRune(marks, last)
	return begins && ends && h.len() >= 6
}
