package ingest

import (
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// plain brings a text into the form that patterns of words run on: simplified
// characters, half-width letters, digits and brackets. Every code point keeps
// its place, so that what is found there is found in the source.
func plain(text string) string {
	out := []rune(hanzi.Simplify(text))
	for i, r := range out {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			out[i] = r - 0xFEE0
		case r == 0x3000 || r == 0xA0:
			out[i] = ' '
		}
	}
	return string(out)
}

// places tells at which code point a byte of a text stands.
type places struct {
	text string
	base int // of the text in the source
	// The last answer: the next one costs the way from there.
	byteAt, runeAt int
}

func (p *places) of(at int) int {
	if at < p.byteAt {
		p.runeAt -= utf8.RuneCountInString(p.text[at:p.byteAt])
	} else {
		p.runeAt += utf8.RuneCountInString(p.text[p.byteAt:at])
	}
	p.byteAt = at
	return p.base + p.runeAt
}
