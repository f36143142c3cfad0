package reader

import (
	"strings"
	"unicode"
)

// isBlank is white space, and what is as invisible.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b'
}

// isControl is what no text holds: a database refuses some of them, a screen
// shows none.
func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// isWide reports the characters between which a line break of the markup is
// no space: Han, kana, and the punctuation that goes with them.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef || strings.ContainsRune("“”‘’…—·〇①②③④⑤⑥⑦⑧⑨⑩", r)
}

// tidy ends an extracted text: no control characters, no white space at the
// end of a line, at most one empty line in a row, one newline at the end.
// White space at the beginning of a line stays: it is how Chinese paragraphs
// begin.
func tidy(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 1)
	empty := 1 // no empty line at the beginning
	for line := range strings.Lines(text) {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			empty++
		} else {
			empty = 0
		}
		if empty > 1 {
			continue
		}
		for _, r := range line {
			if !isControl(r) {
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
