package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// subjectless reports that a message asks for money or gives a figure, in a
// place or in none, and says not a word of what for: 85万, 昆山的企业能享受吗.
func (t *turn) subjectless() bool {
	if t.follows || t.own() || t.beyond() || t.reading.has("status", "compare", "target", "which_place", "original", "procedure", "materials", "ceiling", "deadline", "clause_details") {
		return false
	}
	if _, doing := t.doing(); doing {
		return false
	}
	return t.hasInput() || t.reading.has("money") || len(t.scope.places) > 0
}

// asksForAll reports that a message asks what there is for those who it says
// they are, and names none of it: 我是做亚马逊的，苏州有什么能申请.
func (t *turn) asksForAll() bool {
	return !t.follows && t.scope.named && t.reading.has("which_support") && len(t.reading.topic) == 0 && len(t.reading.amounts) == 0 &&
		!t.reading.has("compare", "target", "materials", "procedure", "deadline", "status")
}

// whichSubject asks what a message is about, with what the documents of its
// place grant as choices.
func (t *turn) whichSubject() Answer {
	const most = 8
	var titles []string
	for _, r := range t.lib.Rules.Rules() {
		if _, sum := r.SumInput(); sum || !r.GrantsMoney() || !slices.Contains(t.scope.documents, r.Document) {
			continue
		}
		title := r.Title.In(t.reading.language)
		if len(titles) < most && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	w := t.writer()
	if a, ok := t.promisesOnly(); ok && len(titles) == 0 {
		return a
	}
	if a, ok := t.allGrants(); ok {
		return a
	}
	if len(titles) == 0 {
		w.say(phrase{"请说明想问的是哪项政策。", "Please say which support you mean."})
	} else {
		w.say(phrase{"请说明问的是什么补贴，例如：%s。", "Please say which one you mean, for instance: %s."}, strings.Join(titles, w.in(phrase{"、", "; "})))
	}
	t.next.Open = t.reading.text
	a := Answer{
		Kind:      Clarification,
		Questions: []Question{{Input: "subject", Text: w.in(phrase{"您问的是什么补贴？", "Which one do you mean?"}), Choices: titles}},
	}
	w.finish(&a)
	return a
}

// allGrants lists every clause of the place's documents that pays money, where
// the message asks what there is, or whether there is any: 苏州有哪些补贴.
func (t *turn) allGrants() (Answer, bool) {
	if len(t.scope.places) == 0 || t.hasInput() || !t.reading.has("which_support", "listing", "there_is") {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	question := Question{Input: "subject", Text: w.in(phrase{"您想了解哪项补贴？", "Which one would you like to know about?"})}
	for _, id := range t.scope.own(t) {
		if t.historical(id) {
			continue
		}
		var lines []string
		for _, r := range t.lib.Rules.ForDocument(id) {
			row, ok := t.lib.Index.Row(id, r.Clause)
			if _, sum := r.SumInput(); sum || !r.GrantsMoney() || !ok {
				continue
			}
			title := r.Title.In(w.language)
			t.quoteRule(&a, r)
			lines = append(lines, w.in(phrase{"%s %s", "%s, %s"}, w.clause(row.Number, row.Key), title))
			question.Choices = append(question.Choices, title)
		}
		if len(lines) > 0 {
			w.say(phrase{"%s写有金额的补贴和奖励有：%s。", "%s states amounts for: %s."},
				w.documentShort(t.document(id)), strings.Join(lines, w.in(phrase{"；", "; "})))
		}
	}
	if len(a.Quotes) == 0 {
		return Answer{}, false
	}
	w.detail()
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	a.Questions = []Question{question}
	// What is chosen is asked of the place, and no longer what there is.
	t.next.Open = w.placeOf(t.scope.place().Name)
	return a, true
}

// promisesOnly answers what a place grants where its own documents promise
// support and state no amount for any: that can be said before the subject is
// known, and the kinds of support are the choices.
func (t *turn) promisesOnly() (Answer, bool) {
	if len(t.scope.places) == 0 {
		return Answer{}, false
	}
	const most = 8
	for _, id := range t.scope.own(t) {
		if t.historical(id) {
			continue
		}
		for _, r := range t.lib.Rules.ForDocument(id) {
			if r.Outcome != calculators.NoAmount || len(r.Promised()) == 0 {
				continue
			}
			result, err := t.run(Claim{Rule: r.ID})
			if err != nil || result.Outcome != calculators.NoAmount {
				continue
			}
			a := t.calculation(result)
			q := Question{Input: "subject", Text: t.writer().in(phrase{"您问的是哪方面的支持？", "Which kind of support do you mean?"})}
			for _, label := range r.Promised() {
				if len(q.Choices) < most {
					q.Choices = append(q.Choices, label.In(t.reading.language))
				}
			}
			a.Questions = []Question{q}
			t.next.Open, t.next.Pending = t.reading.text, nil
			return a, true
		}
	}
	return Answer{}, false
}

// abroad answers a firm from a place where a document does not apply: 我们是无锡
// 公司，独立站花了80万，苏州给补吗.
func (t *turn) abroad() (Answer, bool) {
	if t.follows || len(t.scope.places) == 0 {
		return Answer{}, false
	}
	for _, m := range t.reading.places {
		_, there := t.lexicon.endsAt("firm_at", t.reading.runes, m.Start)
		if m.Generic || !there && t.lexicon.matchAt("of_firm", t.reading.runes, m.End) == 0 || t.home(m.Place) {
			continue
		}
		for _, r := range t.lib.Rules.Rules() {
			d := t.document(r.Document)
			if r.Formula.Shape != "scope" || !slices.Contains(t.scope.documents, r.Document) || t.historical(r.Document) || !place.Applies(d.Jurisdiction, t.scope.place().Name) || t.namesAnother(d) {
				continue
			}
			inputs := make(map[string]any)
			for _, in := range r.Inputs {
				inputs[in.ID] = m.Place.Name
			}
			t.next.Claims = []Claim{{r.ID, inputs}}
			result, err := t.run(t.next.Claims[0])
			if err != nil || result.Outcome != calculators.NotEligible {
				return Answer{}, false
			}
			a := t.calculation(result)
			t.remember(a)
			return a, true
		}
	}
	return Answer{}, false
}

// forWhom answers whether a document applies where the firm is, for a message
// that names a place and a document and nothing it wants of it.
func (t *turn) forWhom() (Answer, bool) {
	if t.follows || !t.scope.named || !t.reading.has("yesno") || len(t.reading.years) > 0 || t.reading.has("status", "deadline", "compare", "ceiling", "howmuch") || len(t.reading.amounts) > 0 ||
		t.reading.has("there_is", "which_support") && !t.documentSaid() {
		return Answer{}, false
	}
	longest := 4
	if t.reading.language == English {
		longest = 24
	}
	if rest := utf8.RuneCountInString(strings.Join(t.leftover(), "")); rest > longest || rest > 0 && t.reading.has("money") {
		return Answer{}, false // 放货的仓有没有补 asks for money for something
	}
	for _, r := range t.lib.Rules.Rules() {
		if r.Formula.Shape != "scope" || t.historical(r.Document) || !slices.Contains(t.scope.documents, r.Document) {
			continue
		}
		if t.namesAnother(t.document(r.Document)) || slices.ContainsFunc(t.reading.topic, func(term string) bool {
			return !t.lib.subjects.about(r.ID, term) && !t.namesDocument(term)
		}) {
			continue
		}
		t.next.Claims = []Claim{{r.ID, t.inputs(r, hit{0, len(t.reading.runes)})}}
		result, err := t.run(t.next.Claims[0])
		if err != nil || result.Outcome == calculators.NeedsInput {
			return Answer{}, false
		}
		w := t.writer()
		for _, h := range t.reading.cues["firm_kind"] {
			// Where a firm is says nothing of what it is.
			result.Notes = append(result.Notes, calculators.Note{Kind: "warn", Text: w.in(phrase{
				"条文这里只写了适用的地区，没有按企业性质写明%s能否申请，可向主管部门确认。",
				"The clause states only where it applies; whether %s can apply is not stated, ask the department.",
			}, t.reading.slice(h))})
		}
		a := t.calculation(result)
		t.remember(a)
		return a, true
	}
	return Answer{}, false
}

// namesAnother reports that a term of the message is part of the name of other
// documents only: 示范企业 asks for the norm, wherever the firm is.
func (t *turn) namesAnother(d retrieval.Document) bool {
	return slices.ContainsFunc(t.reading.topic, func(term string) bool {
		return t.namesDocument(term) && !strings.Contains(d.Title, term) && !strings.Contains(d.ShortName, term)
	})
}
