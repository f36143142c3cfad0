package hanzi

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed opencc.txt
var opencc string

// phrase is an entry of two characters or more.
type phrase struct {
	text     string
	from, to []rune
}

// converter maps characters, longest phrase first. It never changes after it
// is built.
type converter struct {
	// plane holds the basic plane: 0 where a character stays as it is.
	plane [1 << 16]uint16
	// rest holds what does not fit there, on either side; beyond marks its
	// keys of the basic plane, as asking the map of every character is slow.
	rest   map[rune]rune
	beyond bits
	// phrases by their first character, longest first.
	phrases map[rune][]phrase
	// starts marks the first characters of phrases, for the fast path.
	starts bits
}

// bits is a set of characters of the basic plane.
type bits [1 << 16 / 64]uint64

func (b *bits) add(r rune)      { b[r>>6] |= 1 << (r & 63) }
func (b *bits) has(r rune) bool { return b[r>>6]&(1<<(r&63)) != 0 }

var (
	simplified  = sync.OnceValue(func() *converter { return newConverter("simplified") })
	traditional = sync.OnceValue(func() *converter { return newConverter("traditional") })
)

// entries yields the lines of a section of opencc.txt.
func entries(section string) func(yield func(from, to string) bool) {
	_, body, _ := strings.Cut(opencc, "["+section+"]\n")
	body, _, _ = strings.Cut(body, "[")
	return func(yield func(from, to string) bool) {
		for line := range strings.Lines(body) {
			from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if ok && !yield(from, to) {
				return
			}
		}
	}
}

// both lists the characters that either script uses.
func both() string {
	_, body, _ := strings.Cut(opencc, "[both]\n")
	return strings.TrimSpace(body)
}

func newConverter(section string) *converter {
	c := &converter{rest: map[rune]rune{}, phrases: map[rune][]phrase{}}
	for from, to := range entries(section) {
		f, size := utf8.DecodeRuneInString(from)
		if size == len(from) {
			t, _ := utf8.DecodeRuneInString(to)
			c.set(f, t)
			continue
		}
		list := c.phrases[f]
		p := phrase{from, []rune(from), []rune(to)}
		at := len(list)
		for at > 0 && len(list[at-1].from) < len(p.from) {
			at--
		}
		list = append(list, phrase{})
		copy(list[at+1:], list[at:])
		list[at] = p
		c.phrases[f] = list
		if f < 1<<16 {
			c.starts.add(f)
		}
	}
	return c
}

func (c *converter) set(from, to rune) {
	if from < 1<<16 && to < 1<<16 {
		c.plane[from] = uint16(to)
		return
	}
	c.rest[from] = to
	if from < 1<<16 {
		c.beyond.add(from)
	}
}

// changes reports whether r, with which text begins, is converted, alone or
// in a phrase.
func (c *converter) changes(r rune, text string) bool {
	switch {
	case r < 0x3400:
		return false // no entry stands below the ideographs
	case r >= 1<<16:
		return true // rare enough to take the slow way
	case c.plane[r] != 0 || c.beyond.has(r):
		return true
	case !c.starts.has(r):
		return false
	}
	return slices.ContainsFunc(c.phrases[r], func(p phrase) bool { return strings.HasPrefix(text, p.text) })
}

// one converts a character that stands in no phrase.
func (c *converter) one(r rune) rune {
	if r < 1<<16 {
		if to := c.plane[r]; to != 0 {
			return rune(to)
		}
		if !c.beyond.has(r) {
			return r
		}
	}
	if to, ok := c.rest[r]; ok {
		return to
	}
	return r
}

// convert rewrites runes in place and reports whether any changed. Every
// entry keeps the number of characters.
func (c *converter) convert(runes []rune) bool {
	changed := false
	for i := 0; i < len(runes); {
		if runes[i] < 0x3400 { // no entry stands below the ideographs
			i++
			continue
		}
		if p, ok := c.match(runes[i:]); ok {
			for k, to := range p.to {
				changed = changed || runes[i+k] != to
				runes[i+k] = to
			}
			i += len(p.to)
			continue
		}
		if to := c.one(runes[i]); to != runes[i] {
			runes[i] = to
			changed = true
		}
		i++
	}
	return changed
}

func (c *converter) match(runes []rune) (phrase, bool) {
	r := runes[0]
	if r < 1<<16 && !c.starts.has(r) {
		return phrase{}, false
	}
next:
	for _, p := range c.phrases[r] {
		if len(p.from) > len(runes) {
			continue
		}
		for k, f := range p.from {
			if runes[k] != f {
				continue next
			}
		}
		return p, true
	}
	return phrase{}, false
}
