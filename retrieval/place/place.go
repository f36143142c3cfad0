package place

import "iter"

// Level is the rank of a place.
type Level int

// The levels, from the outside in. A zone (开发区, 工业园区) is no division of
// its own: it lies in a city or a district.
const (
	Country Level = iota + 1
	Province
	City
	District
	Zone
)

var levelNames = [...]string{"", "country", "province", "city", "district", "zone"}

// String is the level as places.txt writes it.
func (l Level) String() string {
	if l < Country || l > Zone {
		return ""
	}
	return levelNames[l]
}

// Place is a place of the list. Places compare with ==; the zero Place is
// none.
type Place struct {
	Name    string // 苏州市
	Short   string // 苏州
	English string // Suzhou
	Level   Level
	Parent  string // 江苏省; "" for the country

	id int // one more than its index in the list
}

// IsZero reports whether p is no place.
func (p Place) IsZero() bool { return p.id == 0 }

// Lookup finds a place by any of its names, whole: 苏州, 苏州市, 蘇州, Suzhou.
// Names that many places share (高新区) find nothing; of several places of one
// name (鼓楼区) the first of the list is taken.
func Lookup(name string) (Place, bool) {
	g := gazetteer()
	for _, e := range g.byName[key(name)] {
		if !e.generic {
			return g.places[e.place], true
		}
	}
	return Place{}, false
}

// Ancestors yields the places p lies in, the nearest first: 昆山市 gives 苏州市,
// 江苏省, 中国.
func Ancestors(p Place) iter.Seq[Place] {
	return func(yield func(Place) bool) {
		g := gazetteer()
		for id := p.id; id > 0; {
			id = g.parents[id-1]
			if id == 0 || !yield(g.places[id-1]) {
				return
			}
		}
	}
}

// Within reports whether child is parent or lies in it.
func Within(child, parent Place) bool {
	if child.IsZero() || parent.IsZero() {
		return false
	}
	if child == parent {
		return true
	}
	for a := range Ancestors(child) {
		if a == parent {
			return true
		}
	}
	return false
}

// Applies reports whether a document of a jurisdiction (全国, 江苏省, 苏州市)
// applies to somebody in a place: one of 苏州市 does in 昆山, one of 江苏省 does
// in 苏州, but one of 苏州市 does neither in 南京 nor in 江苏省 as a whole. Both
// may be written in any way that Lookup or Find knows (江苏省苏州市). What is
// known to neither applies nowhere, except that 全国 applies everywhere.
func Applies(jurisdiction, place string) bool {
	j, ok := locate(jurisdiction)
	if !ok {
		return false
	}
	if j.Level == Country {
		return true
	}
	p, ok := locate(place)
	return ok && Within(p, j)
}

// locate is Lookup, and for an address (江苏省苏州市昆山市) the innermost place of
// a chain in which each lies in the one before.
func locate(name string) (Place, bool) {
	if p, ok := Lookup(name); ok {
		return p, true
	}
	var in Place
	for _, m := range Find(name) {
		switch {
		case m.Generic:
		case in.IsZero() || Within(m.Place, in):
			in = m.Place
		case !Within(in, m.Place):
			return Place{}, false // two places side by side
		}
	}
	return in, !in.IsZero()
}
