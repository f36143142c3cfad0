package assistant

import (
	"slices"
	"strings"

	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// whichDocument answers which of several documents is the oldest or the
// newest, by the days they were issued, which of them are drafts, and which are
// in force. The documents are those of the places named or talked about, of the
// kind the message names, or all of the library.
func (t *turn) whichDocument() (Answer, bool) {
	r := t.reading
	oldest, newest := r.has("oldest"), r.has("newest")
	if r.has("which_document") && r.has("in_force") && len(r.topic) == 0 && !oldest && !newest {
		return t.inForce(), true
	}
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

// inForce says of each document until when it holds.
func (t *turn) inForce() Answer {
	a := Answer{Kind: Status}
	w := t.writer()
	for _, d := range t.documentsOfKind() {
		if t.superseded(d.ID) {
			continue
		}
		w.line()
		w.say(phrase{"%s：", "%s:"}, w.documentShort(d))
		before := len(a.Quotes)
		switch {
		case !d.Expires.IsZero() && t.asOf.After(d.Expires):
			w.say(phrase{"有效期至%s，截至%s已过期。", "valid until %s; expired as of %s."}, w.date(d.Expires), w.date(t.asOf))
		case !d.Expires.IsZero():
			w.say(phrase{"有效期至%s。", "valid until %s."}, w.date(d.Expires))
		case !d.PeriodEnd.IsZero() && t.asOf.After(d.PeriodEnd):
			w.say(phrase{"原文没有写明有效期；文件所定的期间到%s为止，已经结束。", "the text states no validity; its period ended on %s."}, w.date(d.PeriodEnd))
		case !d.PeriodEnd.IsZero():
			w.say(phrase{"原文没有写明有效期；文件所定的期间到%s为止。", "the text states no validity; its period runs until %s."}, w.date(d.PeriodEnd))
		default:
			w.say(phrase{"原文没有写明有效期。", "the text states no validity."})
		}
		for _, field := range []string{"expires", "period_end"} {
			t.quoteEvidence(&a, d, field)
		}
		if len(a.Quotes) == before {
			t.quoteEvidence(&a, d, "title")
		}
	}
	w.detail()
	return t.documentsSaid(w, a)
}

// whatDrafts says what a draft is worth and which documents are drafts, where
// that is all that is asked: 征求意见稿是什么意思, 能按征求意见稿申请吗.
func (t *turn) whatDrafts() (Answer, bool) {
	r := t.reading
	if t.follows || !r.has("draft") || !r.has("definition") && !(r.has("yesno") && r.has("charge_verb")) || len(r.topic) > 0 || len(r.amounts) > 0 || len(r.places) > 0 || r.has("money") {
		return Answer{}, false
	}
	a := Answer{Kind: Status}
	w := t.writer()
	var drafts []string
	for _, d := range t.documentsOfKind() {
		if d.Draft && !t.superseded(d.ID) {
			drafts = append(drafts, w.documentName(d))
			t.quoteEvidence(&a, d, "title")
		}
	}
	if len(drafts) == 0 {
		return Answer{}, false
	}
	w.say(phrase{
		"征求意见稿是公布出来征求意见的文稿，不是正式文件，不能据此认定能拿到什么，最终以正式文件和申报细则为准。资料库里是征求意见稿的有：%s。",
		"A draft for comment (征求意见稿) is published to be commented on and is no official document; nothing is granted by it until the final text and its rules. Drafts in the library: %s.",
	}, strings.Join(drafts, w.in(phrase{"、", "; "})))
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
