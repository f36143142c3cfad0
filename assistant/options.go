package assistant

import (
	"slices"

	"clausewise/calculators"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// option finds the option of an enum that the message names, the longest
// wording first.
func (t *turn) option(in calculators.Input) (string, bool) {
	value, _, ok := t.optionIn(in, hit{0, len(t.reading.runes)})
	return value, ok
}

// optionIn is option for a stretch of the message. elsewhere says that a
// wording stands there as the name of another place's (广东省商务厅), where it
// means none of the options.
func (t *turn) optionIn(in calculators.Input, within hit) (value string, elsewhere, ok bool) {
	best := 0
	for _, o := range in.Options {
		for _, w := range append([]string{o.Value, o.Label.Zh, o.Label.En}, o.Words...) {
			n := len([]rune(hanzi.Fold(w).Text))
			if n <= best {
				continue
			}
			for _, h := range occurrences(t.reading.runes[within.start:within.end], w) {
				h.start, h.end = h.start+within.start, h.end+within.start
				if t.ofAnotherPlace(o, h) {
					elsewhere = true
					continue
				}
				if t.deniesOther(in, w, h) {
					continue
				}
				best, value = n, o.Value
				break
			}
		}
	}
	return value, elsewhere && best == 0, best > 0
}

// deniesOther reports that an option's wording is a bare 没有, and what it
// denies or asks for is named behind it and is not the input: 做直播有没有补贴.
func (t *turn) deniesOther(in calculators.Input, word string, h hit) bool {
	behind := t.reading.runes[h.end:t.reading.clauseOf(h.start, h.end).end]
	return t.lexicon.has("negation", word) && len(behind) > 0 &&
		!slices.ContainsFunc(inputWords(in), func(w string) bool { return len(occurrences(behind, w)) > 0 })
}

// ofAnotherPlace reports that an option is of one place (湖南省商务厅), and the
// words at h continue the name of another.
func (t *turn) ofAnotherPlace(o calculators.Option, h hit) bool {
	own := place.Find(hanzi.Fold(o.Value).Text)
	return len(own) > 0 && slices.ContainsFunc(t.reading.places, func(p place.Mention) bool {
		return p.Start < h.start && p.End >= h.start && p.End < h.end && p.Place.Name != own[0].Place.Name
	})
}
