package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// documentMention is a stretch of a message that speaks of a document by what
// kind of document it is, and those of the library it may mean, best first.
type documentMention struct {
	hit
	means []string
}

// documentsMentioned are the documents that a message puts beside one another,
// each once, in its order, with the stretches that name them: 行动计划 and
// 征求意见稿, 2016年方案 and 2024年计划. Fewer than two are none.
func (t *turn) documentsMentioned(among []string) ([]string, []hit) {
	var mentions []documentMention
	for _, h := range t.kindWords() {
		if m := t.documentsMeant(h, among); len(m.means) > 0 {
			mentions = append(mentions, m)
		}
	}
	places := t.placesOf(mentions)
	var ids []string
	var names []hit
	for _, m := range mentions {
		if len(m.means) > 1 {
			// Several places have a plan: that of the place of the other one.
			m.means = slices.DeleteFunc(m.means, func(id string) bool { return !slices.Contains(places, t.document(id).Jurisdiction) })
		}
		if len(m.means) != 1 {
			continue
		}
		names = append(names, m.hit)
		if !slices.Contains(ids, m.means[0]) {
			ids = append(ids, m.means[0])
		}
	}
	if len(ids) < 2 {
		return nil, nil
	}
	return ids, names
}

// placesOf are the jurisdictions of the documents that are clearly meant; where
// none is, those that have a document of each kind spoken of.
func (t *turn) placesOf(mentions []documentMention) []string {
	var clear, common []string
	for i, m := range mentions {
		var places []string
		for _, id := range m.means {
			places = append(places, t.document(id).Jurisdiction)
		}
		if len(places) == 1 {
			clear = append(clear, places[0])
		}
		if i == 0 {
			common = places
		} else {
			common = slices.DeleteFunc(common, func(p string) bool { return !slices.Contains(places, p) })
		}
	}
	if len(clear) > 0 {
		return clear
	}
	return common
}

// kindWords are the words of a message for a kind of document, in order:
// those of the lexicon, and the library's terms that documents are called by.
func (t *turn) kindWords() []hit {
	drafts := t.reading.cues["draft"]
	hits := slices.Clone(drafts)
	add := func(h hit) {
		if !slices.ContainsFunc(hits, func(o hit) bool { return o.start < h.end && h.start < o.end }) {
			hits = append(hits, h)
		}
	}
	for _, m := range t.reading.terms {
		if len(t.lexicon.find("doctype", []rune(m.Canonical))) > 0 && t.namesDocument(m.Canonical) {
			add(hit{m.Start, m.End})
		}
	}
	for _, h := range t.reading.cues["doctype"] {
		add(h)
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.start - b.start })
	return hits
}

// documentsMeant are the documents that a word for a kind may mean: of the
// place named before it and the year beside it, and among those the ones whose
// names hold most of the letters that lead up to it.
func (t *turn) documentsMeant(h hit, among []string) documentMention {
	m := documentMention{hit: h}
	word := t.reading.slice(h)
	for _, term := range t.reading.terms {
		if term.Start == h.start && term.End == h.end {
			word = hanzi.Fold(term.Canonical).Text
		}
	}
	draft := slices.Contains(t.reading.cues["draft"], h)
	year, dated := t.yearBefore(h)
	at, placed := t.placeBefore(h)
	longest := 0
	for _, id := range among {
		d := t.document(id)
		name := hanzi.Fold(d.Title + " " + d.ShortName).Text
		if draft && !d.Draft || !draft && !strings.Contains(name, word) ||
			dated && d.Issued.Year != year || placed && !local(d.Jurisdiction, at) || placed && !covers(d.Jurisdiction, at) {
			continue
		}
		shared := h.start
		for shared > 0 && strings.Contains(name, string(t.reading.runes[shared-1:h.start])+word) {
			shared--
		}
		switch n := h.end - shared; {
		case n > longest:
			longest, m.means, m.start = n, []string{id}, shared
		case n == longest:
			m.means = append(m.means, id)
		}
	}
	return m
}

// yearBefore is the year that stands right before a word: 2016年的方案.
func (t *turn) yearBefore(h hit) (int, bool) {
	const near = 3
	for _, a := range t.reading.amounts {
		if a.Kind == quantity.Year && a.End <= h.start && h.start-a.End <= near {
			return int(a.Value.IntPart()), true
		}
	}
	return 0, false
}

// placeBefore is the place named last before a word.
func (t *turn) placeBefore(h hit) (place.Place, bool) {
	var p place.Place
	found := false
	for _, m := range t.reading.places {
		if !m.Generic && m.End <= h.start {
			p, found = m.Place, true
		}
	}
	return p, found
}

// side is one of those that are put side by side.
type side struct {
	name      string
	documents []string
	alone     bool // one document rather than a place
}

// compareDocuments puts side by side what several documents say: those that
// the message names, or else those of one place that speak of its subject.
func (t *turn) compareDocuments(p topic) (Answer, bool, error) {
	const most = 4
	a := Answer{Kind: Comparison}
	w := t.writer()
	ids := t.scope.compared
	named := len(ids) > 1
	t.next.Compared = ids
	if named {
		p = t.unnamed(p)
	} else {
		ids = t.current(p)
	}
	lines := 0
	for _, id := range ids {
		sub, err := t.find([]string{id}, p.query, p.terms)
		if err != nil {
			return Answer{}, false, err
		}
		if found := t.passages(sub, t.wants(actLookup), 1); !named && (len(found) == 0 || !t.speaksOf(found[0].row, p)) {
			continue
		}
		t.compareOne(w, &a, side{w.documentShort(t.document(id)), []string{id}, true}, sub)
		if lines++; lines == most {
			break
		}
	}
	t.distinguish(w, a)
	t.addTables(w, &a)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, lines > 1, nil
}

// unnamed is the topic without the names of the documents compared: what they
// are called is not what they are asked about.
func (t *turn) unnamed(p topic) topic {
	for _, h := range t.scope.names {
		p.query = strings.ReplaceAll(p.query, t.reading.slice(h), " ")
	}
	p.terms = slices.DeleteFunc(slices.Clone(p.terms), func(term string) bool {
		return len(t.lexicon.find("doctype", []rune(term))) > 0 && t.namesDocument(term)
	})
	return p
}

// current are the documents in force of the place a message names, those that
// were found best first.
func (t *turn) current(p topic) []string {
	if !t.scope.named {
		return nil
	}
	return slices.DeleteFunc(t.byRank(p), func(id string) bool {
		d := t.document(id)
		return t.historical(id) || d.Jurisdiction == nationwide || !local(d.Jurisdiction, t.scope.place())
	})
}

// distinguish says what the rules that pay or promise in documents put side by
// side note of one another: remarks that name a clause quoted of another one.
func (t *turn) distinguish(w *writer, a Answer) {
	var said []string
	for _, r := range a.Results {
		rule, ok := t.lib.Rules.Rule(r.Rule)
		if !ok {
			continue
		}
		for _, remark := range rule.Warn {
			other := slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool {
				return q.Document != rule.Document && strings.Contains(remark.Zh, clauseName(q.Number, q.Clause))
			})
			if text := remark.In(w.language); other && !slices.Contains(said, text) {
				said = append(said, text)
			}
		}
	}
	for _, text := range said {
		w.line()
		w.raw(text)
	}
}
