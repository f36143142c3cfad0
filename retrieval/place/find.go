package place

import (
	"slices"
	"strings"

	"clausewise/retrieval/hanzi"
)

// Mention is a place named in a text.
type Mention struct {
	Place   Place
	Start   int // code points of the text as given, end exclusive
	End     int
	Text    string
	Typo    bool // misspelt: 苏洲
	Generic bool // a name that many places share (高新区, 园区); Place is the likeliest
}

// Find reads the places of a text in order, the longest name at each point.
// Of several places of one name it takes the one that lies in a city named in
// the text; where none does the mention is Generic. A name shared by design
// (园区) is always Generic, and left out where it is part of another word
// (产业园区) or the text names other cities only.
func Find(text string) []Mention {
	f := hanzi.Fold(text)
	r := []rune(f.Text)
	for i, c := range r {
		if c == '’' {
			r[i] = '\''
		}
	}
	l := gazetteer()
	var found []candidate
	for i := 0; i < len(r); {
		names := l.at(r, i, found)
		if len(names) == 0 {
			i = next(r, i)
			continue
		}
		end := i + len(names[0].runes)
		found = append(found, candidate{names, i, end})
		i = end
	}
	if len(found) == 0 {
		return nil
	}
	source := r
	if f.Text != text || slices.Contains(r, '\'') {
		source = []rune(text)
	}
	out := make([]Mention, 0, len(found))
	for _, c := range found {
		m, ok := l.resolve(c, found)
		if !ok {
			continue
		}
		m.Start, m.End = f.Span(c.start, c.end)
		m.Text = string(source[m.Start:m.End])
		out = append(out, m)
	}
	return out
}

// candidate is the places that may be meant by what stands at start to end of
// the folded text.
type candidate struct {
	names      []name
	start, end int
}

// at finds the longest name at i, with all places that bear it.
func (l *list) at(r []rune, i int, before []candidate) []name {
	var out []name
	for _, n := range l.byFirst[r[i]] {
		end := i + len(n.runes)
		if out != nil && len(n.runes) < len(out[0].runes) {
			break
		}
		if end > len(r) || !slices.Equal(r[i:end], n.runes) || !fits(n, r, i, end, before) {
			continue
		}
		out = append(out, n)
	}
	return out
}

// fits reports whether a name stands there as a word of its own.
func fits(n name, r []rune, i, end int, before []candidate) bool {
	var prev, after rune
	if i > 0 {
		prev = r[i-1]
	}
	if end < len(r) {
		after = r[end]
	}
	if n.latin {
		if after == '\'' && end+1 < len(r) && r[end+1] == 's' && (end+2 == len(r) || !latin(r[end+2])) {
			return !latin(prev) // Zhuzhou's commerce bureau
		}
		return !latin(prev) && !latin(after)
	}
	if n.not != "" && strings.ContainsRune(n.not, prev) {
		return false
	}
	if n.short && road(r, end) {
		return false // 南京路, 北京西路
	}
	behindPlace := len(before) > 0 && before[len(before)-1].end == i
	if n.generic && han(prev) && !strings.ContainsRune("在从属于是到", prev) && !behindPlace {
		return false
	}
	if n.word && !behindPlace {
		return !han(prev) && !han(after) || strings.ContainsRune("在从到去往赴和与及", prev) ||
			strings.ContainsRune("的有呢跨综企公政吗", after)
	}
	return true
}

func road(r []rune, end int) bool {
	if end < len(r) && strings.ContainsRune("东南西北中", r[end]) {
		end++
	}
	return end < len(r) && (r[end] == '路' || r[end] == '街')
}

func han(r rune) bool { return r >= 0x3400 && r <= 0x9FFF }

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' }

// next steps over one character, or over the rest of a Latin word.
func next(r []rune, i int) int {
	if !latin(r[i]) {
		return i + 1
	}
	for i < len(r) && latin(r[i]) {
		i++
	}
	return i
}

// resolve picks the place of a candidate.
func (l *list) resolve(c candidate, all []candidate) (Mention, bool) {
	first := c.names[0]
	m := Mention{Place: l.places[first.place], Typo: first.typo, Generic: first.generic}
	if !first.generic && (len(c.names) == 1 || !shared(c.names)) {
		return m, true
	}
	others := false
	for _, o := range all {
		if o.start == c.start || o.names[0].generic || len(o.names) > 1 && shared(o.names) {
			continue
		}
		city := l.places[o.names[0].place]
		if city.Level >= City || city.Level == Province {
			others = true
		}
		for _, n := range c.names {
			if p := l.places[n.place]; Within(p, city) && city.Level >= City {
				m.Place = p
				return m, true
			}
		}
	}
	if first.generic {
		return m, !others
	}
	m.Generic = true
	return m, true
}

// shared reports whether the places of one name are of one level, so that the
// name alone does not tell which is meant. Of 吉林省 and 吉林市 the first is.
func shared(names []name) bool {
	return len(names) > 1 && gazetteer().places[names[0].place].Level == gazetteer().places[names[1].place].Level
}
