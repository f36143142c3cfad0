package assistant

import (
	"strings"
	"unicode"
)

// words holds back promises, words of status and time, and instructions, and
// keeps offices to those that the answer names.
func (c *proseCheck) words(rest string) string {
	for _, name := range []cue{"prose_promise", "prose_status", "prose_time", "prose_forbidden"} {
		for _, w := range c.allOf(name, rest) {
			if name == "prose_forbidden" || !strings.Contains(c.rests, w) {
				return "says what only the office may say: " + w
			}
		}
	}
	text := []rune(rest)
	for _, h := range c.lexicon.find("prose_office", text) {
		from := h.start
		for from > 0 && h.start-from < 2 && unicode.Is(unicode.Han, text[from-1]) {
			from--
		}
		if name := string(text[from:h.end]); !strings.Contains(c.rests, name) {
			return "names an office that the answer does not: " + name
		}
	}
	return ""
}

// turns lets words that turn a meaning round stand only where the answer or a
// clause turns it the same way.
func (c *proseCheck) turns(rest string) string {
	text := []rune(rest)
	for _, h := range c.lexicon.find("prose_turn", text) {
		if c.lexicon.matchAt("prose_harmless", text, h.start) > 0 || c.harmlessAround(text, h) {
			continue
		}
		if !c.turned(text, h) {
			return "turns a meaning round that the clauses do not: " + string(text[h.start:min(len(text), h.end+2)])
		}
	}
	return ""
}

// harmlessAround reports whether a harmless word covers the hit.
func (c *proseCheck) harmlessAround(text []rune, h hit) bool {
	for start := max(0, h.start-3); start < h.start; start++ {
		if n := c.lexicon.matchAt("prose_harmless", text, start); start+n >= h.end {
			return true
		}
	}
	return false
}

// turned reports whether the word at h, with the two characters or the word in
// letters behind it, stands so in what the answer rests on.
func (c *proseCheck) turned(text []rune, h hit) bool {
	end := h.end
	for end < len(text) && unicode.IsSpace(text[end]) {
		end++
	}
	switch {
	case end < len(text) && latinLetter(text[end]) && latinLetter(text[h.start]):
		for end < len(text) && latinLetter(text[end]) {
			end++
		}
	default:
		for n := 0; end < len(text) && n < 2 && unicode.Is(unicode.Han, text[end]); n++ {
			end++
		}
	}
	return strings.Contains(c.rests, strings.TrimSpace(string(text[h.start:end])))
}

// first is the first phrase of a cue in text.
func (c *proseCheck) first(name cue, text string) (string, bool) {
	if all := c.allOf(name, text); len(all) > 0 {
		return all[0], true
	}
	return "", false
}

func (c *proseCheck) allOf(name cue, text string) []string {
	runes := []rune(text)
	var all []string
	for _, h := range c.lexicon.find(name, runes) {
		all = append(all, string(runes[h.start:h.end]))
	}
	return all
}
