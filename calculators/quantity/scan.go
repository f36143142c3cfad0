package quantity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// scanner walks once over the folded text.
type scanner struct {
	r      []rune // folded
	fold   hanzi.Folded
	source []rune // the text as given
	o      Options
	greedy bool // Numbers: every number counts, hedges don't
	done   int  // nothing before this index may be taken again
	out    []Mention
}

func scan(text string, o Options, greedy bool) []Mention {
	if !mayHold(text) {
		return nil
	}
	s := newScanner(text, o, greedy)
	for i := 0; i < len(s.r); {
		next := s.take(i)
		if next <= i {
			next = i + 1
		}
		i = next
	}
	return s.out
}

func newScanner(text string, o Options, greedy bool) *scanner {
	f := hanzi.FoldRunes(text)
	return &scanner{r: f.Runes(), source: []rune(text), fold: f, o: o, greedy: greedy}
}

// mayHold is a cheap look for anything that can begin a number.
func mayHold(text string) bool {
	for _, r := range text {
		if r < utf8.RuneSelf {
			if digit(r) || letter(r) {
				return true
			}
			continue
		}
		if r < 0x3400 || r > 0x9FFF || starts(r) {
			return true // width forms and signs: let the fold decide
		}
		if hanzi.Simplify(string(r)) != string(r) {
			return true
		}
	}
	return false
}

// starts reports whether a character can begin what take reads.
func starts(r rune) bool {
	return r < 1<<16 && beginnings[r>>6]&(1<<(r&63)) != 0
}

// beginnings is the set of those characters: most of a text is none of them.
var beginnings = func() (set [1 << 10]uint64) {
	for r := range rune(1 << 16) {
		if _, ok := hanDigit(r); ok || place(r) > 0 || hanZero(r) || runeIn(r, "万亿半几数第前排今去明后大本上附") {
			set[r>>6] |= 1 << (r & 63)
		}
	}
	return set
}()

// take reads what begins at i and says where to go on.
func (s *scanner) take(i int) int {
	c := s.r[i]
	if c > 0x2FFF && !starts(c) && c != '〔' {
		return i + 1
	}
	if end := s.idiom(i); end > i {
		return end
	}
	switch {
	case letter(c):
		return s.latin(i)
	case digit(c):
		if end := s.isoDate(i); end > i {
			return end
		}
		if end := s.opaque(i); end > i {
			return end
		}
		return s.quantity(i)
	case c == '(' || c == '[' || c == '〔':
		return s.bracket(i)
	case c == '第':
		return s.ordinal(i)
	case c == '前' || c == '排':
		if end := s.placing(i); end > i {
			return end
		}
		return s.relativeYear(i)
	case c == '附':
		return s.annex(i)
	case runeIn(c, "今去明后大本上"):
		return s.relativeYear(i)
	case runeIn(c, "百千万") && s.has(i+1, "分"):
		if end := s.permille(i); end > i {
			return end
		}
	case c == '一' || c == '半':
		if end := s.half(i); end > i {
			return end
		}
	}
	if starts(c) {
		return s.quantity(i)
	}
	return i + 1
}

// emit records a mention between folded indices.
func (s *scanner) emit(m Mention, start, end int) int {
	m.Start, m.End = s.fold.Span(start, end)
	// A sign of several folded characters (½) may be cut by a mention; the
	// next one then begins behind it.
	if n := len(s.out); n > 0 && m.Start < s.out[n-1].End {
		m.Start = s.out[n-1].End
		m.End = max(m.End, m.Start)
	}
	if m.Start >= m.End {
		s.done = max(s.done, end)
		return end
	}
	m.Text = string(s.source[m.Start:m.End])
	s.out = append(s.out, m)
	s.done = end
	return end
}

// at is the folded character at i, 0 outside the text.
func (s *scanner) at(i int) rune {
	if i < 0 || i >= len(s.r) {
		return 0
	}
	return s.r[i]
}

// original is the character of the source that folded index i came from.
func (s *scanner) original(i int) rune {
	if o := s.fold.Origin(i); i < len(s.r) && o < len(s.source) {
		return s.source[o]
	}
	return 0
}

// has reports whether word stands at i.
func (s *scanner) has(i int, word string) bool {
	if i < 0 {
		return false
	}
	for _, w := range word {
		if i >= len(s.r) || s.r[i] != w {
			return false
		}
		i++
	}
	return true
}

func (s *scanner) hasRunes(i int, word []rune) bool {
	return i+len(word) <= len(s.r) && slices.Equal(s.r[i:i+len(word)], word)
}

// endsWith is the length of word if it ends right before i and begins no
// earlier than what has been taken, else 0.
func (s *scanner) endsWith(i int, word string) int {
	n := runes(word)
	if i-n < s.done || !s.has(i-n, word) {
		return 0
	}
	return n
}

// space skips blanks.
func (s *scanner) space(i int) int {
	for s.at(i) == ' ' || s.at(i) == '\u2009' || s.at(i) == '\u202f' {
		i++
	}
	return i
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func runeIn(r rune, set string) bool { return r != 0 && strings.ContainsRune(set, r) }
