package place

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"clausewise/retrieval/hanzi"
)

//go:embed places.txt
var placesFile string

// name is one way to write a place. Several places may share it.
type name struct {
	runes   []rune
	place   int // index of the place
	latin   bool
	short   bool // may stand inside another word
	word    bool // is another word as well
	generic bool // belongs to no place in particular
	typo    bool
	not     string // characters before which make it part of another word
}

// list is the places and the ways to find them. It never changes.
type list struct {
	places  []Place
	parents []int // id of the parent of each place, 0 for none
	byName  map[string][]name
	byFirst map[rune][]name // longest first
}

var gazetteer = sync.OnceValue(func() *list { return read(placesFile) })

// key is the form in which names are compared.
func key(s string) string {
	return strings.ReplaceAll(strings.TrimSpace(hanzi.Fold(s).Text), "’", "'")
}

func read(file string) *list {
	l := &list{byName: map[string][]name{}, byFirst: map[rune][]name{}}
	var open []int // ids of the places whose children may follow
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, " | ")
		level, full, _ := strings.Cut(fields[0], " ")
		p := Place{Name: full, Level: Level(slices.Index(levelNames[:], level)), id: len(l.places) + 1}
		p.Short = shortName(p)
		var extra []name
		var word bool
		var not string
		for _, f := range fields[1:] {
			what, value, _ := strings.Cut(f, " ")
			switch what {
			case "short":
				p.Short = value
			case "en":
				p.English = value
			case "word":
				word = true
			case "not":
				not = strings.TrimPrefix(value, "after ")
			case "alias", "typo", "generic":
				for _, w := range split(value) {
					extra = append(extra, name{runes: []rune(w), generic: what == "generic", typo: what == "typo", short: true})
				}
			}
		}
		// Zones and districts stand under the city: the parent is the nearest
		// place above of a higher level.
		for len(open) > 0 && l.places[open[len(open)-1]-1].Level >= min(p.Level, District) {
			open = open[:len(open)-1]
		}
		parent := 0
		if len(open) > 0 {
			parent = open[len(open)-1]
			p.Parent = l.places[parent-1].Name
		}
		open = append(open, p.id)
		l.places, l.parents = append(l.places, p), append(l.parents, parent)

		l.add(name{runes: []rune(p.Name), not: not}, p)
		if p.Short != p.Name {
			l.add(name{runes: []rune(p.Short), short: true, word: word, not: not}, p)
		}
		l.add(name{runes: []rune(p.English)}, p)
		if plain := strings.ReplaceAll(p.English, "'", ""); plain != p.English {
			l.add(name{runes: []rune(plain)}, p)
		}
		for _, e := range extra {
			e.not = not
			l.add(e, p)
		}
	}
	for _, names := range l.byFirst {
		slices.SortStableFunc(names, func(a, b name) int { return len(b.runes) - len(a.runes) })
	}
	return l
}

// split cuts Chinese names at spaces; a name in Latin letters is one.
func split(value string) []string {
	if value[0] < 0x80 {
		return []string{value}
	}
	return strings.Fields(value)
}

// shortName drops 省 and, from places of city level and county-level cities,
// 市. A county keeps its 县: many short names of counties are common words.
func shortName(p Place) string {
	short := p.Name
	switch p.Level {
	case Province:
		short = strings.TrimSuffix(strings.TrimSuffix(p.Name, "省"), "市")
	case City, District:
		short = strings.TrimSuffix(p.Name, "市")
	}
	if len([]rune(short)) < 2 {
		return p.Name
	}
	return short
}

func (l *list) add(n name, p Place) {
	k := key(string(n.runes))
	n.runes, n.place = []rune(k), p.id-1
	n.latin = n.runes[0] < 0x80
	for _, other := range l.byName[k] {
		if other.place == n.place {
			return
		}
	}
	l.byName[k] = append(l.byName[k], n)
	l.byFirst[n.runes[0]] = append(l.byFirst[n.runes[0]], n)
}
