package hanzi

import "sync"

// Simplify rewrites traditional characters as simplified ones and leaves the
// rest (width, case, spaces) alone. The number of code points stays the same.
func Simplify(text string) string { return rewrite(simplified(), text) }

// ToTraditional rewrites simplified characters as traditional ones, by
// phrases first (里程 stays 里程, 里面 becomes 裏面). It serves answers to
// people who write traditional characters; quotes are never rewritten.
func ToTraditional(text string) string { return rewrite(traditional(), text) }

func rewrite(c *converter, text string) string {
	for i, r := range text {
		if c.changes(r, text[i:]) {
			runes := []rune(text)
			if !c.convert(runes) {
				return text
			}
			return string(runes)
		}
	}
	return text
}

// repertoire holds the characters that belong to one script only.
type repertoire struct{ traditional, simplified map[rune]bool }

var scripts = sync.OnceValue(func() repertoire {
	t, s := simplified(), traditional()
	only := repertoire{map[rune]bool{}, map[rune]bool{}}
	// A character that both conversions change, such as 后, belongs to both.
	for from := range all(t) {
		if s.one(from) == from {
			only.traditional[from] = true
		}
	}
	for from := range all(s) {
		if t.one(from) == from {
			only.simplified[from] = true
		}
	}
	for _, r := range both() {
		delete(only.traditional, r)
		delete(only.simplified, r)
	}
	return only
})

func all(c *converter) func(yield func(rune) bool) {
	return func(yield func(rune) bool) {
		for r, to := range c.plane {
			if to != 0 && !yield(rune(r)) {
				return
			}
		}
		for r := range c.rest {
			if !yield(r) {
				return
			}
		}
	}
}

// Traditional reports whether the text is written in traditional characters:
// it has characters that exist only there, and more of them than characters
// that exist only in simplified writing. 台 or 里 alone decide nothing.
func Traditional(text string) bool {
	var t, s int
	for _, r := range text {
		if r < 0x3400 {
			continue
		}
		if only := scripts(); only.traditional[r] {
			t++
		} else if only.simplified[r] {
			s++
		}
	}
	return t > s
}
