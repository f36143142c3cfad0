package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// refuse turns down what must not be done, whatever else the message says.
// A message that also asks a question with figures of its own is answered
// from the clauses instead: they cannot be talked into anything.
func (t *turn) refuse() (Answer, bool) {
	w := t.writer()
	switch {
	case (t.forging() || t.disguising()) && !t.reading.has("consequence"):
		w.say(phrase{"不能帮忙编造或伪造材料，用虚假材料申报属于违法行为。", "I cannot help to make up or forge papers; applying with false papers is unlawful."})
		w.say(phrase{"可以告诉您条款要求哪些真实的记录。", "I can tell you which real records a clause asks for."})
	case t.reading.has("reveal"):
		w.say(phrase{"这个不能提供。可以问政策条款、金额怎么算、有效期和责任部门。", "That cannot be given. You may ask about clauses, amounts, validity and departments."})
	case t.reading.has("promise"):
		w.say(phrase{
			"不能保证。这里只按条文和您给的数据测算，不构成承诺，能否拿到、拿多少以主管部门审核为准。",
			"No promise can be made. Amounts here are worked out from the text and your figures; the office in charge decides.",
		})
	case t.reading.has("override") && !t.hasInput():
		w.say(phrase{
			"补贴金额只按条文和您的数据计算，不能直接给。要测算，请告诉我是哪项政策、当年度的费用支出。",
			"Amounts are worked out from the clauses and your figures only. To work one out, tell me which policy and what you spent in the year.",
		})
	default:
		return Answer{}, false
	}
	a := Answer{Kind: Refusal}
	w.finish(&a)
	t.quoteInPlay(&a)
	t.addNotices(&a)
	t.next = t.before
	return a, true
}

// forging reports that a message speaks of false papers, and not of goods whose
// name only holds the word: 做假发的公司 makes wigs, 做假发票的 does not.
func (t *turn) forging() bool {
	return slices.ContainsFunc(t.reading.cues["forge"], func(f hit) bool {
		return !slices.ContainsFunc(t.reading.cues["honest"], func(h hit) bool {
			return h.start < f.end && f.end < h.end && t.lexicon.matchAt("forge", t.reading.runes, h.start) <= h.len()
		})
	})
}

// disguising reports that a message asks how to pass one thing off as another:
// 怎么把外地的费用混成苏州的.
func (t *turn) disguising() bool {
	for _, x := range t.reading.cues["coach"] {
		for _, y := range t.reading.cues["disguise"] {
			if clause := t.reading.clauseOf(x.start, x.end); x.end <= y.start && y.end <= clause.end {
				return true
			}
		}
	}
	return false
}

// hasInput reports whether the message gives a figure of the user's own.
func (t *turn) hasInput() bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput && m.Kind == quantity.Money })
}

// quoteInPlay adds the clause a refusal touches, where one is named or in
// play, so that the honest way is shown.
func (t *turn) quoteInPlay(a *Answer) {
	for _, c := range t.before.Claims {
		if rule, ok := t.lib.Rules.Rule(c.Rule); ok {
			t.quoteRule(a, rule)
			return
		}
	}
	if len(t.reading.topic) == 0 {
		// What the office grants is settled by detailed rules to come.
		for _, id := range t.allDocuments() {
			grants := slices.ContainsFunc(t.lib.Rules.ForDocument(id), calculators.Rule.GrantsMoney)
			if q, ok := t.mention(id, t.lexicon.phrases("clause_details")...); ok && grants && t.reading.has("promise") {
				addQuote(a, q)
				return
			}
		}
		return
	}
	p, err := t.find(t.allDocuments(), t.reading.folded, t.reading.topic)
	if err != nil {
		return
	}
	if best, ok := p.best(); ok {
		t.quoteRule(a, best.rule)
	}
}

func (t *turn) quoteRule(a *Answer, rule calculators.Rule) {
	row, ok := t.lib.Index.Row(rule.Document, rule.Clause)
	if !ok {
		return
	}
	h, ok := stretchOf(row, rule.Quote)
	if !ok {
		h = hit{0, utf8.RuneCountInString(row.Text)}
	}
	addQuote(a, t.quoteOf(row, h))
}

// stretchOf is where a passage stands in a row.
func stretchOf(row retrieval.Row, passage string) (hit, bool) {
	i := strings.Index(row.Text, passage)
	if passage == "" || i < 0 {
		return hit{}, false
	}
	start := utf8.RuneCountInString(row.Text[:i])
	return hit{start, start + utf8.RuneCountInString(passage)}, true
}

func (t *turn) allDocuments() []string {
	var ids []string
	for _, d := range t.lib.Index.Documents() {
		ids = append(ids, d.ID)
	}
	return ids
}

// smallTalk answers greetings, thanks and questions about the service, where
// the message asks nothing else.
func (t *turn) smallTalk() (Answer, bool) {
	r := t.reading
	if len(r.topic) > 0 || len(r.amounts) > 0 || len(r.places) > 0 || r.has("amount") && !r.has("identity") {
		return Answer{}, false
	}
	w := t.writer()
	a := Answer{Kind: Chat}
	alone := len(t.leftover()) == 0
	switch {
	case r.has("human"):
		w.say(phrase{"这里由程序按政策原文回答。要工作人员答复的，请把问题留在这里转给主管部门，或者直接联系主管部门。", "Answers here come from a program that reads the policy texts. For an answer by staff please leave the question for the office, or contact it directly."})
	case r.has("identity"):
		w.say(phrase{"这里按政策原文回答：引用条款，算出金额并列出算式，说明文件是否有效。", "Answers here come from the policy texts: the clause is quoted, the arithmetic shown, the document's status said."})
		w.say(phrase{"资料库现有：%s。", "The library holds: %s."}, t.holdings(w))
		a.Suggestions = t.openings(w)
	case r.has("thanks"):
		w.say(phrase{"不客气，还有问题可以接着问。", "You are welcome. Ask on whenever you like."})
	case r.has("greeting") && alone:
		w.say(phrase{"您好，请直接说想问的政策和您的情况：做了什么，花了多少钱，在哪个城市。", "Hello. Please say which policy you want to know about, and what your company did, spent, and where."})
		a.Suggestions = t.openings(w)
	case r.has("understood") && alone && len(t.before.Pending) == 0 && !t.denies():
		w.say(phrase{"好的，还有问题可以接着问。", "Good. Ask on whenever you like."})
	default:
		return Answer{}, false
	}
	t.next = t.before
	w.finish(&a)
	return a, true
}

// openings are questions to begin with, three at most: what the documents of
// the library pay out of what was spent, one of each document first.
func (t *turn) openings(w *writer) []string {
	const most = 3
	var rules []calculators.Rule
	add := func(fits func(calculators.Rule) bool) {
		for _, rule := range t.lib.Rules.Rules() {
			if len(rules) < most && fits(rule) && !slices.ContainsFunc(rules, func(r calculators.Rule) bool { return r.ID == rule.ID }) {
				rules = append(rules, rule)
			}
		}
	}
	spent := func(rule calculators.Rule) bool {
		return rule.GrantsMoney() && slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool { return in.Type == calculators.MoneyInput })
	}
	add(func(rule calculators.Rule) bool {
		return spent(rule) && !slices.ContainsFunc(rules, func(r calculators.Rule) bool { return r.Document == rule.Document })
	})
	add(spent)
	add(calculators.Rule.GrantsMoney)
	list := make([]string, len(rules))
	for i, rule := range rules {
		list[i] = w.in(phrase{"%s怎么算？", "How is this worked out: %s?"}, rule.Title.In(w.language))
	}
	return list
}

// restart forgets the conversation.
func (t *turn) restart() Answer {
	w := t.writer()
	w.say(phrase{"好的，之前说的都不再沿用，请重新提问。", "All right, nothing said before is carried over. Please ask anew."})
	a := Answer{Kind: Chat}
	w.finish(&a)
	return a
}

// outside reports that the library cannot answer: a place it holds nothing
// of, a year no document reaches, or words that no clause speaks of.
func (t *turn) outside(p topic) bool {
	if len(t.scope.documents) == 0 {
		return true
	}
	if len(p.hits) == 0 { // Is the policy still in force? names no clause
		return !t.scope.named || !t.reading.has("status", "deadline") || !t.aboutDocument()
	}
	if len(t.scope.foreign) > 0 && len(t.scope.foreign) == len(t.scope.places) {
		return !t.nationalTopic(p)
	}
	if t.beyond() && t.reading.has("target") && !t.hasInput() && t.targetsEnd() {
		return true
	}
	if t.beyond() && t.reading.has("amount") && !t.reading.has("target") && !t.hasInput() && (len(t.reading.topic) == 0 || !t.follows) {
		return true
	}
	if t.follows || t.reading.has("status", "procedure", "materials", "ceiling") && t.aboutDocument() && (t.scope.named || t.documentSaid()) {
		return false
	}
	if t.reading.has("target") && t.scope.named && len(t.scope.places) > 1 && t.aboutDocument() {
		return false // whose target is the higher, of whatever they have
	}
	if t.reading.has("target") && t.scope.named && slices.ContainsFunc(t.scope.documents, func(id string) bool {
		_, ok := t.targetOf(id)
		return ok
	}) {
		return false
	}
	return t.unknown(p)
}

// unknown reports that too little of what was asked stands in any clause.
func (t *turn) unknown(p topic) bool {
	if len(t.scope.compared) > 1 {
		return false // each of them says whether it speaks of the subject
	}
	if t.lib.Index.NamesAnother(t.reading.folded) {
		return true // 关税法第三条: another law's third article says nothing of it
	}
	if slices.ContainsFunc(p.hits, func(h retrieval.Hit) bool { return h.Cited }) {
		return false
	}
	if best, ok := p.best(); ok && (len(t.reading.topic) > 0 || t.scope.named) && best.subject >= 0.4 {
		return false
	}
	if best, ok := p.best(); ok && t.reading.language == English && t.scope.named && best.filled == 1 && best.clause == 1 && best.subject >= 0.3 {
		return false // an English message shares no words with the clause but the library's terms
	}
	if best, ok := p.best(); ok && (t.scope.named && best.filled == 1 && (best.fit == 1 || best.clause >= 0.85 && best.told > 0) || best.days || best.dates && best.filled == 1 && len(t.reading.topic) > 0) {
		return false // what it gives is just what the rule asks for, or all of that in a longer story
	}
	floor, strict := 0.34, 0.5
	if t.scope.named && len(t.scope.foreign) == 0 {
		floor, strict = 0.28, 0.4 // what a place with documents of its own does is a matter of policy
	}
	if len(t.reading.topic) == 0 && !t.scope.meant {
		floor = strict // not one word of the library's own
	}
	return p.coverage() < floor
}

// nationalTopic reports that a document which applies everywhere is about the
// question.
func (t *turn) nationalTopic(p topic) bool {
	best, ok := p.best()
	return ok && len(p.terms) > 0 && best.subject >= 0.5 && slices.ContainsFunc(p.terms, func(term string) bool {
		return t.lib.subjects.about(best.rule.ID, term)
	})
}

// beyond reports that the question is about a year after every document's
// validity and period.
func (t *turn) beyond() bool {
	last := 0
	for _, id := range t.scope.documents {
		d := t.document(id)
		last = max(last, d.Expires.Year, d.PeriodEnd.Year)
	}
	return last > 0 && slices.ContainsFunc(t.reading.years, func(y int) bool { return y > last })
}

// targetsEnd reports that a year asked about lies beyond every plan: what a
// figure would grow to until then is another question.
func (t *turn) targetsEnd() bool {
	return !slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		return m.Kind == quantity.Rate || m.Kind == quantity.Duration || m.Kind == quantity.Number
	})
}

// notHere says why a question is none for the library, and what it holds.
func (t *turn) notHere(why phrase) Answer {
	a := Answer{Kind: NoAnswer}
	w := t.writer()
	w.say(why)
	w.detail()
	w.line()
	w.say(phrase{"现有：%s。", "It holds: %s."}, t.holdings(w))
	w.finish(&a)
	return a
}

// noAnswer says what the library does not hold, and what it does.
func (t *turn) noAnswer(p topic) Answer {
	w := t.writer()
	a := Answer{Kind: NoAnswer}
	switch {
	case len(t.scope.foreign) > 0:
		var names []string
		for _, f := range t.scope.foreign {
			if w.language == English && f.English != "" {
				names = append(names, f.English)
			} else {
				names = append(names, f.Short)
			}
		}
		w.say(phrase{"资料库里没有%s的文件，答不了。", "The library holds no document of %s, so this cannot be answered."}, strings.Join(names, w.in(phrase{"、", ", "})))
		w.say(phrase{"现有：%s。", "It holds: %s."}, t.holdings(w))
	case t.lib.Index.NamesAnother(t.reading.folded):
		w.say(phrase{"您说的文件不在资料库里，答不了。", "The library does not hold the document you name, so this cannot be answered."})
		w.line()
		w.say(phrase{"现有：%s。", "It holds: %s."}, t.holdings(w))
	case t.beyond():
		if d, ok := t.planMeant(p); ok && t.reading.has("target") {
			w.say(phrase{"资料库里没有该年度的目标，答不了。", "The library holds no targets for that year, so this cannot be answered."})
			w.say(phrase{"%s的规划期到%d年。", "The plan period of %s ends with %d."}, w.documentShort(d), d.PeriodEnd.Year)
			break
		}
		w.say(phrase{"资料库里没有该年度的政策，答不了。", "The library holds no policy for that year, so this cannot be answered."})
		if best, ok := p.best(); ok && !t.follows && best.rule.GrantsMoney() {
			// The clause they ask about, weighed for that year: nothing.
			if r, err := t.run(Claim{best.rule.ID, t.inputs(best.rule, hit{0, len(t.reading.runes)})}); err == nil && r.Outcome == calculators.NotEligible {
				addResult(&a, r)
			}
		}
		if d, ok := t.documentMeant(p); ok {
			t.validity(w, d)
			if span, ok := d.Evidence["expires"]; ok {
				if q, ok := t.quoteSpan(d.ID, span); ok {
					addQuote(&a, q)
					t.writeQuotes(w, a.Quotes)
				}
			}
			t.addNotices(&a)
		}
	default:
		w.say(phrase{"这个问题在资料库里没有找到相应的条款，答不了。", "No clause in the library speaks of this, so it cannot be answered."})
		w.line()
		w.say(phrase{"现有：%s。", "It holds: %s."}, t.holdings(w))
	}
	w.finish(&a)
	return a
}

// holdings lists what the library has, by the short names of documents.
func (t *turn) holdings(w *writer) string {
	var list []string
	for _, d := range t.lib.Index.Documents() {
		if name := w.documentShort(d); !t.superseded(d.ID) && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return strings.Join(list, w.in(phrase{"、", ", "}))
}

// documentSaid reports whether the message speaks of a document: 方案, 公告.
func (t *turn) documentSaid() bool { return t.reading.has("doctype", "status") }
