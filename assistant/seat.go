package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval/place"
)

// seats are the places where a message says that the firm sits: 注册在安徽,
// 南京的公司. Those where it says to be registered come first.
func (t *turn) seats() []place.Place {
	var registered, others []place.Place
	for _, m := range t.reading.places {
		if m.Generic {
			continue
		}
		end := m.Start
		for end > 0 && t.reading.runes[end-1] == ' ' {
			end-- // registered in Shanghai
		}
		start, there := t.lexicon.endsAt("firm_at", t.reading.runes, end)
		behind := t.lexicon.matchAt("of_firm", t.reading.runes, m.End)
		if !there && behind == 0 {
			continue
		}
		words := t.reading.slice(hit{m.End, m.End + behind})
		if there {
			words += t.reading.slice(hit{start, m.Start})
		}
		if len(t.lexicon.find("registered", []rune(words))) > 0 {
			registered = append(registered, m.Place)
		} else {
			others = append(others, m.Place)
		}
	}
	return slices.Concat(registered, others)
}

// settles reads a condition on where a firm is registered (在江苏省境内注册) off the
// place where the message says that it is. ok is false for other conditions,
// and where the message does not say.
func (t *turn) settles(c calculators.Condition) (holds, ok bool) {
	if !strings.Contains(c.Quote, "注册") {
		return false, false
	}
	areas, seats := place.Find(c.Quote), t.seats()
	if len(areas) == 0 || len(seats) == 0 {
		return false, false
	}
	return place.Within(seats[0], areas[0].Place), true
}

// seatAsked is the place of the document talked of, where a message tells nothing
// of places but where the firm is and a rule of that document asks for just this:
// 我们注册在上海，算不算, after whom a plan of 苏州 covers.
func (t *turn) seatAsked() (place.Place, bool) {
	elsewhere := func(m place.Mention) bool {
		return !m.Generic && !slices.Contains(t.seats(), m.Place)
	}
	if len(t.before.Documents) == 0 || len(t.granting(t.reading.topic)) > 0 || slices.ContainsFunc(t.reading.places, elsewhere) {
		return place.Place{}, false
	}
	asks := slices.ContainsFunc(t.lib.Rules.ForDocument(t.before.Documents[0]), func(r calculators.Rule) bool {
		return r.Formula.Shape == "scope" || slices.ContainsFunc(r.Conditions, func(c calculators.Condition) bool { _, ok := t.settles(c); return ok })
	})
	p, ok := place.Lookup(t.document(t.before.Documents[0]).Jurisdiction)
	return p, ok && asks
}

// asksThere is the jurisdiction of a document that a message names, where all
// places of its own are only those of the firm: 南京的公司能评江苏电商示范企业吗
// asks for the norm of 江苏, although 无锡 or 南京 have no document of their own.
func (t *turn) asksThere() (place.Place, bool) {
	for _, m := range t.reading.places {
		if m.Generic || !t.home(m.Place) {
			continue
		}
		var own []string
		for _, d := range t.lib.Index.Documents() {
			if j, ok := place.Lookup(d.Jurisdiction); ok && j == m.Place && !t.superseded(d.ID) {
				own = append(own, d.ID)
			}
		}
		if slices.ContainsFunc(own, func(id string) bool {
			d := t.document(id)
			return slices.ContainsFunc(t.reading.topic, func(term string) bool {
				return t.namesDocument(term) && (strings.Contains(d.Title, term) || strings.Contains(d.ShortName, term))
			})
		}) {
			return m.Place, true
		}
	}
	return place.Place{}, false
}
