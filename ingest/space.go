package ingest

import "unicode"

// isNewline reports the characters that end a line.
func isNewline(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\f' || r == '\v' || r == '\u0085'
}

// isBlank is white space inside a line.
func isBlank(r rune) bool {
	return r == ' ' || r == '　' || r == '\t' || r == '\u00a0' || r == '\u200b' || r == '\ufeff' ||
		r > 0x7f && unicode.IsSpace(r) && !isNewline(r)
}

func isSpace(r rune) bool { return isNewline(r) || isBlank(r) }

func skipSpaces(text []rune, i int) int {
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	return i
}

func skipBlanks(text []rune, i, most int) int {
	for n := 0; n < most && i < len(text) && isBlank(text[i]); n++ {
		i++
	}
	return i
}

// dropSpace is for strings.Map: it leaves out white space.
func dropSpace(r rune) rune {
	if isSpace(r) {
		return -1
	}
	return r
}

// blank reports whether text is white space only.
func blank(text []rune) bool {
	for _, r := range text {
		if !isSpace(r) {
			return false
		}
	}
	return true
}
