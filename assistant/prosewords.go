package assistant

import (
	"strings"
	"unicode"
)

// words holds back promises, words of status and time, and instructions, and
// keeps offices to those that the answer names.
func (c *proseCheck) words(rest string) string {
	text := []rune(rest)
	for _, name := range []cue{"prose_promise", "prose_status", "prose_time", "prose_forbidden"} {
		for _, h := range c.lexicon.find(name, text) {
			if name == "prose_forbidden" || !c.stands(text, h) {
				return "says what only the office may say: " + string(text[h.start:h.end])
			}
		}
	}
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

// turned reports whether the word at h, with what follows it, stands so in
// what the answer rests on: the two characters or the word behind it, and a
// number that comes next.
func (c *proseCheck) turned(text []rune, h hit) bool {
	return strings.Contains(c.rests, strings.TrimSpace(string(text[h.start:behind(text, h)])))
}

// stands reports whether the word at h stands in what the answer rests on with
// the same two characters, or word, before it and behind it.
func (c *proseCheck) stands(text []rune, h hit) bool {
	return strings.Contains(c.rests, strings.TrimSpace(string(text[before(text, h):h.end]))) && c.turned(text, h)
}

// behind is the end of the context of a hit.
func behind(text []rune, h hit) int {
	end := h.end
	for end < len(text) && unicode.IsSpace(text[end]) {
		end++
	}
	if end < len(text) && latinLetter(text[end]) {
		for end < len(text) && latinLetter(text[end]) {
			end++
		}
		return end
	}
	n := 0
	for ; end < len(text) && n < 2 && unicode.Is(unicode.Han, text[end]); n++ {
		end++
	}
	for end < len(text) && (unicode.IsDigit(text[end]) || strings.ContainsRune(".,", text[end]) && end+1 < len(text) && unicode.IsDigit(text[end+1])) {
		end++
	}
	return end
}

// before is the start of the context of a hit.
func before(text []rune, h hit) int {
	start := h.start
	for start > 0 && unicode.IsSpace(text[start-1]) {
		start--
	}
	if start > 0 && latinLetter(text[start-1]) {
		for start > 0 && latinLetter(text[start-1]) {
			start--
		}
		return start
	}
	for n := 0; start > 0 && n < 2 && unicode.Is(unicode.Han, text[start-1]); n++ {
		start--
	}
	return start
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
