package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval"
)

// status says what a document is and until when it holds.
func (t *turn) status(p topic) Answer {
	d, ok := t.documentMeant(p)
	if !ok {
		return t.lookup(actDeadline, p)
	}
	a := Answer{Kind: Status}
	if t.reading.has("deadline") {
		a.Kind = Deadline
	}
	w := t.writer()
	t.leadDate(w, &a, d, p)
	t.force(w, &a, d)
	if q, ok := t.mention(d.ID, "上级政策", "另有规定", "为准"); ok && t.reading.has("status") {
		addQuote(&a, q)
	}
	if len(a.Quotes) == 0 {
		if span, ok := d.Evidence["title"]; ok {
			if q, ok := t.quoteSpan(d.ID, span); ok {
				addQuote(&a, q)
			}
		}
	}
	if t.asksBeside() && len(t.before.Claims) > 0 && t.sameDocuments() {
		t.next.Claims = t.before.Claims // it goes on with what was worked out
	}
	if best, ok := p.best(); ok && best.rule.Document == d.ID && len(t.reading.topic) > 0 {
		if row, ok := t.lib.Index.Row(d.ID, best.rule.Clause); ok {
			addQuote(&a, t.quoteOf(row, t.bestSentences(row, p.query, wanted{})))
			t.next.Claims = []Claim{t.kept(Claim{Rule: best.rule.ID})}
		}
	}
	t.writeQuotes(w, a.Quotes)
	t.addNotices(&a)
	// The text has said what the document is and until when it holds.
	w.note(noticeTexts(a.Notices, NoticeDraft, NoticeExpired, NoticeNotYet))
	w.finish(&a)
	return a
}

// force says what a document is, since when and until when it holds or what
// took its place, with the passages of its text that say so.
func (t *turn) force(w *writer, a *Answer, d retrieval.Document) {
	if d.Draft {
		w.say(phrase{
			"%s是征求意见稿，不是正式文件，最终以正式文件和申报细则为准。",
			"%s is a draft for comment (征求意见稿), not an official document; the final text and its detailed rules decide.",
		}, w.documentName(d))
	} else {
		w.say(phrase{"%s是正式印发的文件。", "%s is an issued document."}, w.documentName(d))
	}
	switch {
	case d.Number != "":
		w.say(phrase{"文号是%s。", "Its number is %s."}, d.Number)
	case t.reading.has("docnumber"):
		w.say(phrase{"原文没有写文号。", "The text states no document number."})
	}
	if !d.Draft && d.Issuer != "" {
		w.say(phrase{"由%s印发。", "It was issued by %s."}, d.Issuer)
	}
	if !d.Issued.IsZero() {
		w.say(phrase{"印发日期是%s。", "It was issued on %s."}, w.date(d.Issued))
	}
	t.effect(w, d)
	if r, ok := t.replacementOf(d.ID); ok {
		t.replacedBy(w, r)
		if r.relation.Evidence != nil {
			if q, ok := t.quoteSpan(r.by.ID, *r.relation.Evidence); ok {
				addQuote(a, q)
			}
		}
	} else {
		t.validity(w, d)
	}
	for _, field := range []string{"number", "issuer", "expires", "effective", "effective_text", "period_end", "issued"} {
		if span, ok := d.Evidence[field]; ok {
			if q, ok := t.quoteSpan(d.ID, span); ok {
				addQuote(a, q)
			}
		}
	}
}

// leadDate begins with the period that a clause of the document sets, where
// the question is about what that rule sets it for: 示范企业有效期几年 asks for
// the list's, not for the document's.
func (t *turn) leadDate(w *writer, a *Answer, d retrieval.Document, p topic) {
	i := slices.IndexFunc(p.rules, func(c candidate) bool {
		return c.rule.Document == d.ID && c.rule.Outcome == calculators.DateOutcome && c.named()
	})
	if i < 0 || !t.reading.has("deadline") || t.reading.has("effect", "came_out") || !d.Expires.IsZero() {
		return
	}
	rule := p.rules[i].rule
	if row, ok := t.lib.Index.Row(d.ID, rule.Clause); ok {
		if h, ok := stretchOf(row, rule.Quote); ok {
			q := t.quoteOf(row, h)
			addQuote(a, q)
			w.say(phrase{"%s写的是：“%s”", "%s says: “%s”"}, w.cite(w.documentShort(d), q), q.Text)
		}
	}
}

func (t *turn) effect(w *writer, d retrieval.Document) {
	switch {
	case !d.Effective.IsZero():
		w.say(phrase{"自%s起施行。", "It takes effect on %s."}, w.date(d.Effective))
	case strings.Contains(d.EffectiveText, "*"):
		w.say(phrase{"施行日期原文写作“%s”，月份空缺，没有写明是几月。", "The day of effect reads “%s”: the month is left blank and not stated."}, verbatim(d.EffectiveText))
	case d.EffectiveText != "":
		w.say(phrase{"施行日期原文只写“%s”，没有写明具体日期。", "Of its effect the text says only “%s”; the day is not stated."}, verbatim(d.EffectiveText))
	case t.reading.has("effect"):
		w.say(phrase{"原文没有写明施行日期。", "The text states no day of effect."})
	}
}

// replacedBy says what took a document's place.
func (t *turn) replacedBy(w *writer, r replacement) {
	name := w.documentName(r.by)
	switch replaces := r.relation.Kind == retrieval.Replaces; {
	case r.by.Effective.IsZero() && replaces:
		w.say(phrase{"它已由%s代替，不再有效。", "It has been replaced by %s and is no longer in force."}, name)
	case r.by.Effective.IsZero():
		w.say(phrase{"它已由%s废止，不再有效。", "It has been repealed by %s and is no longer in force."}, name)
	case replaces:
		w.say(phrase{"自%s起，它由%s代替，不再有效。", "As of %s it has been replaced by %s and is no longer in force."}, w.date(r.by.Effective), name)
	default:
		w.say(phrase{"自%s起，它由%s废止，不再有效。", "As of %s it has been repealed by %s and is no longer in force."}, w.date(r.by.Effective), name)
	}
}

func (t *turn) validity(w *writer, d retrieval.Document) {
	switch {
	case !d.Expires.IsZero() && t.asOf.After(d.Expires):
		w.say(phrase{
			"有效期至%s，截至%s已过期；资料库里没有接续它的新文件，不能按现行政策申请。",
			"It was valid until %s; as of %s it has expired, and the library holds no document that follows it.",
		}, w.date(d.Expires), w.date(t.asOf))
	case !d.Expires.IsZero():
		w.say(phrase{"有效期至%s。", "It is valid until %s."}, w.date(d.Expires))
	default:
		w.say(phrase{"原文没有写明有效期。", "The text does not state until when it is valid."})
	}
	if !d.PeriodEnd.IsZero() && d.PeriodStart != d.PeriodEnd {
		w.say(phrase{"文件所定的期间是%s至%s。", "Its period runs from %s to %s."}, w.date(d.PeriodStart), w.date(d.PeriodEnd))
	}
}

// namesDocument reports whether a term is only a part of a document's name.
func (t *turn) namesDocument(term string) bool {
	return slices.ContainsFunc(t.lib.Index.Documents(), func(d retrieval.Document) bool {
		return strings.Contains(d.Title, term) || strings.Contains(d.ShortName, term)
	})
}

// documentTalkedOf is the document of the conversation that a message speaks of
// as such: the one talked of last where it names none (这份文件生效了吗), or that
// of the place it names where it points back (苏州那份是哪天印发的).
func (t *turn) documentTalkedOf() (string, bool) {
	if t.scope.meant {
		return "", false
	}
	if !t.scope.named && len(t.before.Documents) > 0 {
		last := t.before.Documents[0]
		if t.follows || t.reading.has("that_document") || t.aboutDocument() && (!t.reading.has("draft") || t.document(last).Draft) {
			return last, true
		}
		return "", false
	}
	if !t.scope.named || !t.reading.has("that_document") {
		return "", false
	}
	own := t.scope.own(t)
	for s := &t.before; s != nil; s = s.Back {
		for _, id := range s.Documents {
			if slices.Contains(own, id) && !t.historical(id) {
				return id, true
			}
		}
	}
	return "", false
}

// documentMeant is the document a question about status speaks of: the one
// whose name it shares most with, the one talked about, or the place's own
// that grants something.
func (t *turn) documentMeant(p topic) (retrieval.Document, bool) {
	if id, ok := t.documentTalkedOf(); ok {
		return t.lib.Index.Document(id)
	}
	var best retrieval.Document
	score := 0.0
	question := unique(t.lib.subjects.features(t.reading.folded))
	for _, id := range t.scope.documents {
		d := t.document(id)
		s := t.lib.titles.share(id, question)
		if slices.ContainsFunc(t.lib.Rules.ForDocument(id), calculators.Rule.GrantsMoney) {
			s += 0.6
		}
		if t.yearNames(d) {
			s += 1.5
		}
		if t.historical(id) {
			s -= 0.5
		}
		if d.Jurisdiction == nationwide || !t.scope.named {
			s -= 0.3
		}
		for _, h := range p.hits {
			if h.Cited && h.Row.Document == id {
				s += 3
			}
		}
		if s > score {
			best, score = d, s
		}
	}
	return best, score > 0.25
}
