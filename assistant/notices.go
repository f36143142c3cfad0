package assistant

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

func itoa(n int) string { return strconv.Itoa(n) }

// addNotices adds what must be said of every document an answer rests on:
// draft, expired, period over, cut source, and the notes of its results.
func (t *turn) addNotices(a *Answer) {
	w := &writer{language: t.reading.language}
	var documents []string
	for _, q := range a.Quotes {
		documents = append(documents, q.Document)
	}
	for _, r := range a.Results {
		if rule, ok := t.lib.Rules.Rule(r.Rule); ok {
			documents = append(documents, rule.Document)
		}
	}
	slices.Sort(documents)
	documents = slices.Compact(documents)
	for _, n := range t.draftNotices(w, documents) {
		addNotice(a, n)
	}
	for _, id := range documents {
		d := t.document(id)
		name := w.documentShort(d)
		if len(documents) == 1 {
			name = w.in(phrase{"这份文件", "this document"})
		}
		for _, n := range statusNotices(w, d, name, t.asOf) {
			if n.Kind != NoticeDraft {
				addNotice(a, n)
			}
		}
		if r, ok := t.replacementOf(id); ok {
			addNotice(a, Notice{NoticeExpired, w.in(phrase{
				"%s已由%s废止或代替，不再有效，不能作为现行政策的依据。",
				"%s has been repealed or replaced by %s; it is no longer in force and is no ground for anything today.",
			}, name, w.documentName(r.by))})
		}
	}
	for _, r := range a.Results {
		t.resultNotices(w, a, r)
	}
	if a.Kind == Calculation || a.Kind == Lookup || a.Kind == Clarification {
		t.localNotice(w, a, documents)
		t.provinceNotice(w, a, documents)
	}
}

// draftNotices say which documents are drafts: all in one sentence, each by its
// short name where the answer rests on several documents.
func (t *turn) draftNotices(w *writer, documents []string) []Notice {
	var drafts []retrieval.Document
	for _, id := range documents {
		if d := t.document(id); d.Draft {
			drafts = append(drafts, d)
		}
	}
	switch {
	case len(drafts) == 0:
		return nil
	case len(documents) == 1:
		return statusNotices(w, drafts[0], w.in(phrase{"这份文件", "this document"}), t.asOf)[:1]
	case len(drafts) == 1:
		return []Notice{{NoticeDraft, w.in(phrase{
			"%s不是正式文件，最终以正式文件和申报细则为准。",
			"%s is not an official document; the final text and its detailed rules decide.",
		}, w.documentShort(drafts[0]))}}
	}
	names := make([]string, len(drafts))
	for i, d := range drafts {
		names[i] = w.documentShort(d)
	}
	return []Notice{{NoticeDraft, w.in(phrase{
		"%s都不是正式文件，最终以正式文件和申报细则为准。",
		"%s are no official documents; the final texts and their detailed rules decide.",
	}, w.listed(names))}}
}

// listed joins names to a list within a sentence.
func (w *writer) listed(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], w.in(phrase{"、", ", "})) + w.in(phrase{"和", " and "}) + names[last]
}

// localNotice says, to somebody who names a district or county-level city,
// that it may have policies of its own beside the city's, where the city's
// document says so.
func (t *turn) localNotice(w *writer, a *Answer, documents []string) {
	for _, p := range t.scope.places {
		if p.Level != place.District && p.Level != place.Zone {
			continue
		}
		for _, id := range documents {
			city, ok := place.Lookup(t.document(id).Jurisdiction)
			if !ok || city.Level != place.City || !place.Within(p, city) {
				continue
			}
			q, ok := t.mention(id, t.lexicon.phrases("clause_local")...)
			if !ok {
				continue
			}
			addQuote(a, q)
			name := p.Short
			if w.language == English && p.English != "" {
				name = p.English
			}
			where := w.clause(q.Number, q.Clause)
			if where != "" { // a closing paragraph has no number
				where = w.in(phrase{"（%s）", " (%s)"}, where)
			}
			addNotice(a, Notice{NoticeOtherCity, w.in(phrase{
				"%s是否另有当地政策，资料库没有收录；市里的文件提到各地可以出台%s。",
				"The library holds no policy of %s's own; the city's document says there may be some%s.",
			}, name, where)})
			return
		}
	}
}

// provinceNotice says, to somebody who names a province, that the library holds
// no document of it, where the answer is one of its cities'.
func (t *turn) provinceNotice(w *writer, a *Answer, documents []string) {
	for _, p := range t.scope.places {
		if p.Level != place.Province || slices.ContainsFunc(t.lib.Index.Documents(), func(d retrieval.Document) bool { return d.Jurisdiction == p.Name }) {
			continue
		}
		for _, id := range documents {
			city, ok := place.Lookup(t.document(id).Jurisdiction)
			if !ok || city.Level != place.City || !place.Within(city, p) {
				continue
			}
			addNotice(a, Notice{NoticeOtherCity, w.in(phrase{
				"资料库没有收录%s的文件，这里答的是%s的。",
				"The library holds no document of %s itself; this is %s's.",
			}, w.placeOf(p.Name), w.placeOf(city.Name))})
			return
		}
	}
}

func addNotice(a *Answer, n Notice) {
	if !slices.Contains(a.Notices, n) {
		a.Notices = append(a.Notices, n)
	}
}

// statusNotices says what a document, called name, is on the day of the
// question.
func statusNotices(w *writer, d retrieval.Document, name string, asOf quantity.Date) []Notice {
	var list []Notice
	add := func(kind NoticeKind, p phrase, args ...any) { list = append(list, Notice{kind, w.in(p, args...)}) }
	if d.Draft {
		add(NoticeDraft, phrase{
			"%s是征求意见稿，不是正式文件，最终以正式文件和申报细则为准。",
			"%s is a draft for comment (征求意见稿), not an official document; the final text and its detailed rules decide.",
		}, name)
	}
	switch {
	case !d.Expires.IsZero() && asOf.After(d.Expires):
		add(NoticeExpired, phrase{
			"%s自定的有效期至%s，截至%s已过期。",
			"By its own terms %s was valid until %s; as of %s it has expired.",
		}, name, w.date(d.Expires), w.date(asOf))
	case !d.Effective.IsZero() && asOf.Before(d.Effective):
		add(NoticeNotYet, phrase{
			"%s自%s起施行，截至%s尚未生效。",
			"%s takes effect on %s; as of %s it is not yet in force.",
		}, name, w.date(d.Effective), w.date(asOf))
	case !d.PeriodEnd.IsZero() && asOf.After(d.PeriodEnd):
		add(NoticePeriod, phrase{
			"%s的规划期到%d年为止，已经结束。",
			"The period of %s ended with %d.",
		}, name, d.PeriodEnd.Year)
	}
	if d.Incomplete {
		add(NoticeIncomplete, phrase{
			"%s的来源网页没有登完全文，缺失的部分无法引用。",
			"The source of %s breaks off before the end; what is missing cannot be quoted.",
		}, name)
	}
	return list
}

// StatusNotes says what a rule's document is on a day (a draft, expired, cut)
// as notes of a result, for callers that get results without an answer.
func StatusNotes(d retrieval.Document, asOf quantity.Date, language string) []calculators.Note {
	w := &writer{language: language}
	var notes []calculators.Note
	for _, n := range statusNotices(w, d, w.documentName(d), asOf) {
		notes = append(notes, calculators.Note{Kind: string(n.Kind), Text: n.Text})
	}
	return notes
}

// writeNotices adds the notices of an answer and says them at the end of its
// text, so that who only reads the text knows them too.
func (t *turn) writeNotices(w *writer, a *Answer, more ...string) {
	t.addNotices(a)
	w.note(slices.Concat(noticeTexts(a.Notices), t.remarks(a), more))
}

// noticeTexts are notices as they are said, without those of the kinds that the
// conclusion has told already.
func noticeTexts(notices []Notice, told ...NoticeKind) []string {
	var texts []string
	for _, n := range notices {
		if !slices.Contains(told, n.Kind) {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

// note appends a paragraph of remarks, each once.
func (w *writer) note(notes []string) {
	said := make(map[string]bool)
	for _, n := range notes {
		n = strings.TrimRight(n, "。.")
		if n == "" || said[n] {
			continue
		}
		if len(said) == 0 {
			w.detail()
			w.line()
			w.b.WriteString(w.in(phrase{"请注意 ", "Note: "}))
		} else {
			w.b.WriteString(w.in(phrase{"", " "}))
		}
		said[n] = true
		end := w.in(phrase{"。", "."})
		if strings.HasSuffix(n, "”") && strings.Contains(n, "。") {
			end = ""
		}
		if w.language == English {
			first, size := utf8.DecodeRuneInString(n)
			n = string(unicode.ToUpper(first)) + n[size:]
		}
		w.b.WriteString(n + end)
	}
}

func (t *turn) resultNotices(w *writer, a *Answer, r calculators.Result) {
	if r.Outcome == calculators.NoAmount || r.Outcome == calculators.InvalidInput || r.Outcome == calculators.NeedsInput && len(r.Inputs) > 0 {
		return
	}
	if r.Outcome == calculators.NotEligible {
		return // nothing is granted that a cap or a period could bound
	}
	if c, ok := t.lib.Rules.Rule(r.Cap); ok && c.Quote != "" && r.Outcome != calculators.NeedsInput {
		addNotice(a, Notice{NoticeCap, w.in(phrase{"同一文件各条合计封顶：", "Cap over all clauses of the document: "}) + "“" + c.Quote + "”"})
	}
	for _, n := range r.Notes {
		switch n.Kind {
		case "period":
			addNotice(a, Notice{NoticePeriod, n.Text})
		case "unit":
			addNotice(a, Notice{NoticeUnit, n.Text})
		case "cap":
			addNotice(a, Notice{NoticeCap, n.Text})
		}
	}
}

// documentName is how a document is called in a sentence.
func (w *writer) documentName(d retrieval.Document) string {
	return hanziTitle(w.language, d.Title)
}

// documentShort is how a document is called in a conclusion: 苏州的征求意见稿.
func (w *writer) documentShort(d retrieval.Document) string {
	place := w.placeOf(d.Jurisdiction)
	switch {
	case d.Draft:
		return w.in(phrase{"%s的征求意见稿", "%s's draft (征求意见稿)"}, place)
	case d.ShortName != "" && w.language == English && d.Jurisdiction == nationwide:
		return w.in(phrase{"", "the national document “%s”"}, d.ShortName)
	case d.ShortName != "" && w.language == English:
		return w.in(phrase{"", "the %s document “%s”"}, place, d.ShortName)
	case d.ShortName != "":
		return w.in(phrase{"%s", ""}, d.ShortName)
	}
	return w.documentName(d)
}

// date writes a day in the user's language.
func (w *writer) date(d quantity.Date) string {
	if w.language == English {
		return d.English()
	}
	return strconv.Itoa(d.Year) + "年" + strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "日"
}
