package assistant

import (
	"slices"
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

// find returns the stretch of the text that reads as part, white space aside.
func (c compactText) find(part string) (string, bool) {
	p := compact(part).runes
	if len(p) == 0 {
		return "", false
	}
	for i := 0; i+len(p) <= len(c.runes); i++ {
		if slices.Equal(c.runes[i:i+len(p)], p) {
			return string(c.text[c.at[i] : c.at[i+len(p)-1]+1]), true
		}
	}
	return "", false
}
