package assistant

import (
	"slices"
	"strings"

	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// whichDocument answers which of several documents is the oldest or the
// newest, by the days they were issued, and which of them are drafts. The
// documents are those of the places named or talked about, of the kind the
// message names, or all of the library.
func (t *turn) whichDocument() (Answer, bool) {
	r := t.reading
	oldest, newest := r.has("oldest"), r.has("newest")
	if !r.has("which_document") || !oldest && !newest && !r.has("draft") || len(r.topic) > 0 && !t.aboutDocument() {
		return Answer{}, false
	}
	documents := t.documentsOfKind()
	a := Answer{Kind: Status}
	w := t.writer()
	var dated []retrieval.Document
	var undated, drafts []string
	for _, d := range documents {
		switch {
		case !d.Issued.IsZero():
			dated = append(dated, d)
		default:
			undated = append(undated, w.documentName(d))
		}
		if d.Draft {
			drafts = append(drafts, w.documentName(d))
		}
	}
	separator := w.in(phrase{"、", "; "})
	if !oldest && !newest {
		if len(drafts) == 0 {
			return Answer{}, false
		}
		w.say(phrase{"是征求意见稿的有：%s；其余是正式印发的文件。", "Drafts for comment (征求意见稿): %s; the others have been issued."}, strings.Join(drafts, separator))
		for _, d := range documents {
			if d.Draft {
				t.quoteEvidence(&a, d, "title")
			}
		}
		return t.documentsSaid(w, a), true
	}
	if len(dated) < 2 {
		return Answer{}, false
	}
	slices.SortStableFunc(dated, func(x, y retrieval.Document) int {
		switch {
		case x.Issued.After(y.Issued):
			return 1
		case y.Issued.After(x.Issued):
			return -1
		}
		return 0
	})
	first, last := dated[0], dated[len(dated)-1]
	if oldest {
		w.say(phrase{"最早的是%s，%s印发。", "The oldest is %s, issued on %s."}, w.documentName(first), w.date(first.Issued))
	}
	if newest {
		w.say(phrase{"最新的是%s，%s印发。", "The newest is %s, issued on %s."}, w.documentName(last), w.date(last.Issued))
	}
	w.detail()
	var others []string
	for _, d := range dated {
		t.quoteEvidence(&a, d, "issued")
		if !(oldest && d.ID == first.ID || newest && d.ID == last.ID) {
			others = append(others, w.in(phrase{"%s（%s）", "%s (%s)"}, w.documentName(d), w.date(d.Issued)))
		}
	}
	if len(others) > 0 {
		w.say(phrase{"其他的印发日期：%s。", "The others: %s."}, strings.Join(others, separator))
	}
	if len(undated) > 0 {
		w.say(phrase{"没有写印发日期、不能比较的：%s。", "Without a date of issue, and not compared: %s."}, strings.Join(undated, separator))
	}
	return t.documentsSaid(w, a), true
}

// documentsSaid ends an answer on several documents.
func (t *turn) documentsSaid(w *writer, a Answer) Answer {
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Places, t.next.Claims = t.before.Places, t.before.Claims
	return a
}

// quoteEvidence quotes where a document states one of its facts.
func (t *turn) quoteEvidence(a *Answer, d retrieval.Document, field string) {
	if span, ok := d.Evidence[field]; ok {
		if q, ok := t.quoteSpan(d.ID, span); ok {
			addQuote(a, q)
		}
	}
}

// documentsOfKind are the documents of the places that a message names, or that
// were talked about where it names none, of the kind it speaks of: 行动计划.
func (t *turn) documentsOfKind() []retrieval.Document {
	places := placesIn(t.reading.places)
	var own []retrieval.Document
	for _, d := range t.lib.Index.Documents() {
		if t.superseded(d.ID) || len(places) > 0 && (d.Jurisdiction == nationwide || !slices.ContainsFunc(places, func(p place.Place) bool { return local(d.Jurisdiction, p) && covers(d.Jurisdiction, p) })) {
			continue
		}
		own = append(own, d)
	}
	of := func(kind string) []retrieval.Document {
		return slices.DeleteFunc(slices.Clone(own), func(d retrieval.Document) bool { return !strings.Contains(hanzi.Fold(d.Title).Text, kind) })
	}
	kinds := slices.Clone(t.reading.topic)
	for _, h := range t.reading.cues["doctype"] {
		kinds = append(kinds, t.reading.slice(h))
	}
	for _, kind := range kinds {
		if list := of(kind); len(list) > 1 {
			return list
		}
	}
	return own
}
