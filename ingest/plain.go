package ingest

import (
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// plain brings a text into the form that patterns of words run on: simplified
// characters, half-width letters, digits and brackets. Every code point keeps
// its place, so that what is found there is found in the source.
func plain(text string) string {
	text = hanzi.Simplify(text)
	var out []byte
	from := 0
	for i := 0; i < len(text); i++ {
		// Only these bytes begin what changes: U+00A0, U+3000, U+FF01 to U+FF5E.
		if b := text[i]; b != 0xC2 && b != 0xE3 && b != 0xEF {
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		to := byte(' ')
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			to = byte(r - 0xFEE0)
		case r != 0x3000 && r != 0xA0:
			continue
		}
		if out == nil {
			out = make([]byte, 0, len(text))
		}
		out = append(append(out, text[from:i]...), to)
		i += size - 1
		from = i + 1
	}
	if out == nil {
		return text
	}
	return string(append(out, text[from:]...))
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
