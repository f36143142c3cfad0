package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// scope is where an answer may come from.
type scope struct {
	// places asked about, most general names dropped; empty means anywhere.
	places []place.Place
	// named says that this message names the place, rather than an earlier one.
	named bool
	// documents that may answer: those of the places, or all.
	documents []string
	// meant says that the message names one document as such.
	meant bool
	// compared are the documents that the message puts side by side, names the
	// stretches that name them; none where it names fewer than two.
	compared []string
	names    []hit
	// foreign are places asked about that no document of the library is from.
	foreign []place.Place
}

// place is the first place asked about, the zero Place where none is.
func (s scope) place() place.Place {
	if len(s.places) == 0 {
		return place.Place{}
	}
	return s.places[0]
}

// home reports whether the library can be asked here at all.
func (s scope) home() bool { return len(s.documents) > 0 && len(s.foreign) == 0 }

// scopeOf decides which documents can answer. A place limits it to documents
// that apply there; a city without a document of its own is foreign, and the
// documents above it (its province's, national ones) remain.
func (t *turn) scopeOf() scope {
	s := scope{places: placesIn(t.lentOut())}
	s.named = len(s.places) > 0
	if back, ok := t.cameBack(); ok {
		s.places = append(s.places, back)
	} else if !s.named && (t.follows || t.comparesOn() || t.staysThere()) {
		for _, name := range t.before.Places {
			if p, ok := place.Lookup(name); ok {
				s.places = append(s.places, p)
			}
		}
	}
	for _, d := range t.lib.Index.Documents() {
		if t.superseded(d.ID) {
			continue // never quoted as current
		}
		if len(s.places) == 0 || slices.ContainsFunc(s.places, func(p place.Place) bool { return covers(d.Jurisdiction, p) }) {
			s.documents = append(s.documents, d.ID)
		}
	}
	for _, p := range s.places {
		if !t.home(p) && !t.reachedFromTalk(p) {
			s.foreign = append(s.foreign, p)
		}
	}
	if len(s.foreign) > 0 && len(s.foreign) == len(s.places) {
		if p, ok := t.asksThere(); ok {
			s.places, s.foreign, s.documents = []place.Place{p}, nil, t.narrowed(p)
		} else if p, ok := t.seatAsked(); ok {
			s.places, s.foreign, s.documents, s.meant = []place.Place{p}, nil, t.before.Documents[:1], true
		}
	}
	if 0 < len(s.foreign) && len(s.foreign) < len(s.places) && !t.reading.has("compare") {
		// 株洲公司去深圳参展: the other place is where something happens.
		s.places = slices.DeleteFunc(s.places, func(p place.Place) bool { return slices.Contains(s.foreign, p) })
		s.foreign = nil
	}
	if t.comparesOn() {
		s.compared = t.before.Compared
	} else if t.reading.has("compare") {
		among := s.own(t)
		if len(s.places) > 1 {
			among = s.documents
		}
		s.compared, s.names = t.documentsMentioned(among)
	}
	if len(s.compared) > 1 {
		s.documents, s.meant = s.compared, true
	} else if d, ok := t.cited(); ok {
		s.documents, s.meant = []string{d}, true // one that was repealed too: the answer says so
	} else if d, ok := t.numbered(s.documents); ok {
		s.documents, s.meant = []string{d}, true
	} else if d, ok := t.documentNamed(s.own(t)); ok {
		s.documents, s.meant = []string{d}, true
	}
	return s
}

// reachedFromTalk reports that the document talked of holds at a place that has
// none of its own, and that nothing else is asked of it: 常州的企业也能报吗, after a
// norm of the province.
func (t *turn) reachedFromTalk(p place.Place) bool {
	if len(t.before.Documents) == 0 || len(t.granting(t.reading.topic)) > 0 {
		return false
	}
	d := t.document(t.before.Documents[0])
	return d.Jurisdiction != nationwide && place.Applies(d.Jurisdiction, p.Name)
}

// lentOut are the places of a message without one whose formula it would have
// used somewhere else: in 南通独立站花了85万，按苏州那套算 Suzhou's clause is not
// the one that applies.
func (t *turn) lentOut() []place.Mention {
	lent := func(m place.Mention) bool {
		_, by := t.lexicon.endsAt("borrowing", t.reading.runes, m.Start)
		return by && (t.hasInput() || t.reading.has("amount", "money")) && t.lexicon.matchAt("formula_of", t.reading.runes, m.End) > 0
	}
	var rest []place.Mention
	for _, m := range t.reading.places {
		if !lent(m) {
			rest = append(rest, m)
		}
	}
	if len(placesIn(rest)) == 0 {
		return t.reading.places
	}
	return rest
}

// own are the documents of the place that a message names, rather than those
// that apply there from above: 株洲……出口退税 means no national announcement.
func (s scope) own(t *turn) []string {
	if !s.named {
		return s.documents
	}
	var ids []string
	for _, id := range s.documents {
		if j := t.document(id).Jurisdiction; j != nationwide && local(j, s.place()) {
			ids = append(ids, id)
		}
	}
	return ids
}

// documentNamed is the one document that a message speaks of by its name,
// number or year, where it clearly means one.
func (t *turn) documentNamed(among []string) (string, bool) {
	question := unique(t.lib.subjects.features(t.without("target", "amount", "yesno")))
	best, second, rest, id := 0.0, 0.0, 0.0, ""
	for _, candidate := range among {
		d := t.document(candidate)
		s, most := t.lib.titles.weighed(d.ID, question)
		if t.yearNames(d) {
			s++
		}
		switch {
		case s > best:
			best, second, rest, id = s, best, s-most, candidate
		case s > second:
			second = s
		}
	}
	return id, best >= 1.5 && best-second >= 0.75 && rest >= 0.75 // one word is no name
}

// numbered is the document that a message names by its number alone: 4号公告.
func (t *turn) numbered(among []string) (string, bool) {
	if !t.reading.has("doctype") {
		return "", false
	}
	for i, r := range t.reading.runes {
		if r != '号' {
			continue
		}
		start := i
		for start > 0 && unicode.IsDigit(t.reading.runes[start-1]) {
			start--
		}
		for _, id := range among {
			d := t.document(id)
			if start < i && strings.Contains(d.Title+d.Number, "第"+t.reading.slice(hit{start, i})+"号") {
				return id, true
			}
		}
	}
	return "", false
}

// yearNames reports whether a message names a document by its year, as in
// 2016年方案. A year alone says when something was spent.
func (t *turn) yearNames(d retrieval.Document) bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		if m.Kind != quantity.Year || int(m.Value.IntPart()) != d.Issued.Year {
			return false
		}
		stretch := hit{m.End, min(m.End+14, t.reading.clauseOf(m.Start, m.End).end)}
		return len(t.lexicon.find("doctype", t.reading.runes[stretch.start:max(stretch.start, stretch.end)])) > 0
	})
}

// placesIn drops generic mentions (高新区 alone) and repeated ones.
func placesIn(mentions []place.Mention) []place.Place {
	var places []place.Place
	for _, m := range mentions {
		if m.Generic || slices.ContainsFunc(places, func(p place.Place) bool { return p.Name == m.Place.Name }) {
			continue
		}
		places = append(places, m.Place)
	}
	// A place inside another one that is named too adds nothing to the scope
	// but is the more exact of the two: 苏州昆山.
	return slices.DeleteFunc(places, func(p place.Place) bool {
		return slices.ContainsFunc(places, func(q place.Place) bool { return q.Name != p.Name && place.Within(q, p) })
	})
}

// covers reports whether a document of a jurisdiction speaks to an enterprise
// at p; asked about a province, the documents of its cities do too.
func covers(jurisdiction string, p place.Place) bool {
	if place.Applies(jurisdiction, p.Name) {
		return true
	}
	j, ok := place.Lookup(jurisdiction)
	return ok && place.Within(j, p)
}

// home reports whether the library holds a document of p itself, of a place
// in it, or of a place it is part of, national documents aside.
func (t *turn) home(p place.Place) bool {
	return slices.ContainsFunc(t.lib.Index.Documents(), func(d retrieval.Document) bool {
		return d.Jurisdiction != nationwide && local(d.Jurisdiction, p) && covers(d.Jurisdiction, p)
	})
}

const nationwide = "全国"

// local tells a city's own documents from those of its province: 无锡 has
// none of its own although a norm of 江苏省 applies there.
func local(jurisdiction string, p place.Place) bool {
	j, ok := place.Lookup(jurisdiction)
	if !ok {
		return false
	}
	return j.Level != place.Province || p.Level == place.Province
}

// narrowed keeps the documents of s that apply at p.
func (t *turn) narrowed(p place.Place) []string {
	var ids []string
	for _, d := range t.lib.Index.Documents() {
		if covers(d.Jurisdiction, p) && !t.superseded(d.ID) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// placeName is how a jurisdiction is called in a sentence: 苏州, not 苏州市.
func placeName(jurisdiction string) string {
	if p, ok := place.Lookup(jurisdiction); ok && p.Short != "" {
		return p.Short
	}
	return jurisdiction
}

// placeEnglish is the English name of a jurisdiction, "" where there is none.
func placeEnglish(jurisdiction string) string {
	if jurisdiction == nationwide {
		return "China"
	}
	p, _ := place.Lookup(jurisdiction)
	return p.English
}

// placeOf is how a jurisdiction is called in the writer's language.
func (w *writer) placeOf(jurisdiction string) string {
	if en := placeEnglish(jurisdiction); w.language == English && en != "" {
		return en
	}
	return placeName(jurisdiction)
}

// without is the message with the words of some cues blanked.
func (t *turn) without(cues ...cue) string {
	runes := slices.Clone(t.reading.runes)
	for _, c := range cues {
		for _, h := range t.reading.cues[c] {
			for i := h.start; i < h.end; i++ {
				runes[i] = ' '
			}
		}
	}
	return string(runes)
}
