package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// A facet is a side of support that people ask about without a figure of their
// own: whether it is paid once, for how many years, to whom, when, at which
// rate. The words that ask for it are the cue facet_<name> of the lexicon, the
// words of a clause that state it clause_<name>, those of a rule's notes on it
// note_<name>.
type facet struct {
	name    string
	missing phrase // what the text does not say, after 没有写明 and "does not state"; none where that is no answer
	figures bool   // the calculation itself says it too, where it can be made
	noted   bool   // what a clause states leaves it open: its notes are said too
}

var facets = []facet{
	{"once", phrase{"是一次性给还是每年给", "whether it is paid once or every year"}, false, false},
	{"years", phrase{"可以享受几年", "for how many years it is paid"}, false, false},
	{"whom", phrase{"给谁", "to whom it is paid"}, false, false},
	{"covers", phrase{}, false, true},
	{"payout", phrase{"什么时候拨付", "when it is paid out"}, false, false},
	{"rate", phrase{"按什么比例计算", "a rate"}, true, false},
	{"cap", phrase{"封顶数", "a ceiling"}, true, false},
}

// general answers a question about a rule itself, from its clause and from what
// its notes say of it, and asks afterwards for what a calculation would need.
// It is none where the message gives something to work out, or asks for
// nothing but the amount; working says that else the rule is worked out.
func (t *turn) general(rule calculators.Rule, c Claim, working bool) (Answer, bool) {
	if !t.aboutRule(rule) || rule.Outcome == calculators.NoAmount || len(t.scope.places) > 1 || len(t.scope.compared) > 1 {
		return Answer{}, false
	}
	if _, doing := t.doing(); doing {
		return Answer{}, false
	}
	if _, sum := rule.SumInput(); sum || rule.Formula.Shape == "checklist" || rule.Formula.Shape == "targets" {
		return Answer{}, false
	}
	r, err := t.run(Claim{rule.ID, t.kept(c).Inputs})
	worked := working && r.Outcome != calculators.NeedsInput
	if err != nil || worked && (t.reading.has("howmuch") || r.Outcome == calculators.NotEligible) {
		return Answer{}, false
	}
	asked := t.facetsAsked(rule, worked)
	notes := t.notesOn(rule)
	if len(asked) == 0 && (len(notes) == 0 || len(c.Inputs) > 0) {
		return Answer{}, false
	}
	a := Answer{Kind: Lookup}
	w := t.writer()
	var rest []string // the other notes of the rule
	t.quoteRule(&a, rule)
	if len(a.Quotes) == 0 {
		return Answer{}, false
	}
	figures := slices.ContainsFunc(asked, func(f facet) bool { return f.figures })
	sayNotes := func() {
		for _, note := range notes {
			w.raw(note)
		}
	}
	if !figures {
		sayNotes()
	}
	for i, note := range slices.Concat(rule.Warn, rule.Open) {
		if text := note.In(w.language); !slices.Contains(notes, text) {
			rest = append(rest, t.bearing(&a, r, remark{note.Zh, text, i >= len(rule.Warn)})...)
		}
	}
	if stated := t.sayFacets(w, rule, a.Quotes[0], asked, len(notes) == 0); !stated && len(notes) == 0 {
		return Answer{}, false
	}
	if figures {
		sayNotes()
	}
	if figures && len(r.Needs) > 0 {
		w.say(phrase{"要算出金额，还需要知道：%s。", "To work out the amount I still need: %s."}, strings.Join(t.labels(rule, r.Needs), w.in(phrase{"、", ", "})))
	}
	rest = slices.DeleteFunc(rest, func(note string) bool { return strings.Contains(w.String(), note) })
	if rule.GrantsMoney() {
		beside := slices.DeleteFunc(slices.Clone(r.Notes), func(n calculators.Note) bool { return n.Kind == "warn" || n.Kind == "open" })
		a.Results = []calculators.Result{{Rule: rule.ID, Title: rule.Title.In(w.language), Outcome: rule.Outcome, Cap: r.Cap, Notes: beside}}
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a, rest...)
	t.writeDepartments(w, a)
	w.finish(&a)
	t.next.Claims = []Claim{t.kept(c)}
	if r.Outcome == calculators.NeedsInput && rule.GrantsMoney() {
		a.Questions = t.questions(rule, r)
		for _, q := range a.Questions {
			t.next.Pending = append(t.next.Pending, q.Input)
		}
	}
	a.Suggestions = []string{w.in(phrase{"由哪个部门负责？", "Which department is in charge?"})}
	return a, true
}

// aboutRule reports that a message gives a rule no figure of its own and puts
// none to be confirmed. A year says when, 前三名 is the clause's own.
func (t *turn) aboutRule(rule calculators.Rule) bool {
	return !slices.ContainsFunc(t.reading.amounts, func(m amount) bool {
		takes := func(in calculators.Input) bool { return t.suitability(m.Mention, in) > 0 }
		if t.asksOf(m, rule) {
			return false
		}
		return m.role == roleClaim || m.role == roleInput && m.Kind != quantity.Year && m.Kind != quantity.Rank && slices.ContainsFunc(rule.Inputs, takes)
	}) && !t.reading.has("suppose", "correct", "add", "target", "rework", "takes")
}

// asksOf reports that a message asks of a figure of the rule how it is meant:
// 这20万是一年一次还是一个仓一次.
func (t *turn) asksOf(m amount, rule calculators.Rule) bool {
	if m.End >= len(t.reading.runes) || t.reading.runes[m.End] != '是' || !t.reading.has("facet_once", "facet_years", "facet_whom") {
		return false
	}
	return len(equalTo(t.statedParts(rule, partGrant, partLimit), m)) > 0
}

// facetsAsked are the facets that a message asks for of a rule. What is a figure
// is left to the calculation where nothing is missing for it.
func (t *turn) facetsAsked(rule calculators.Rule, worked bool) []facet {
	if !rule.GrantsMoney() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(facets), func(f facet) bool {
		return !t.reading.has(cue("facet_"+f.name)) || f.figures && worked ||
			f.name == "cap" && rule.Chooses() != "" && t.stating(rule, "clause_cap").len() == 0 // the highest grade is no ceiling
	})
}

// notesOn are the notes of a rule that speak of what a message asks beside the
// rule's own subject: 头程运费, 转租, 合在一起排.
func (t *turn) notesOn(rule calculators.Rule) []string {
	words := t.besides(rule)
	var list []string
	for _, note := range slices.Concat(rule.Warn, rule.Open) {
		text := note.In(t.reading.language)
		held := t.lib.subjects.features(text)
		if slices.ContainsFunc(words, func(word []string) bool {
			n := 0
			for _, x := range word {
				if slices.Contains(held, x) {
					n++
				}
			}
			return 2*n >= len(word)
		}) {
			list = append(list, text)
		}
	}
	return list
}

// besides are the words of a message that are no names of the rule and no small
// words, each as its features.
func (t *turn) besides(rule calculators.Rule) [][]string {
	words := t.leftover()
	for _, m := range t.reading.terms {
		if !t.lexicon.has("generic", m.Canonical) && !t.lib.subjects.about(rule.ID, m.Canonical) {
			words = append(words, t.reading.slice(hit{m.Start, m.End}))
		}
	}
	var list [][]string
	names := t.lib.subjects.features(strings.Join(t.lib.subjects.names[rule.ID], " "))
	for _, word := range words {
		features := slices.DeleteFunc(unique(t.lib.subjects.features(word)), func(x string) bool {
			return strings.HasPrefix(x, "=") || slices.Contains(names, x) || t.small(x)
		})
		if len(features) > 0 {
			list = append(list, features)
		}
	}
	return list
}

// small reports that a pair of letters is made of small words alone.
func (t *turn) small(pair string) bool {
	for _, r := range pair {
		if !unicode.Is(unicode.Han, r) || !t.lexicon.has("function", string(r)) {
			return t.lexicon.has("function", pair)
		}
	}
	return true
}

// sayFacets says what the clause of a rule states of each facet, what the
// rule's notes say where it states nothing, or else that it does not say. It
// reports whether anything was said; denials are left out where denies is
// false.
func (t *turn) sayFacets(w *writer, rule calculators.Rule, q calculators.Quote, asked []facet, denies bool) bool {
	runes := []rune(rule.Quote)
	var stated hit
	var silent []facet
	for _, f := range asked {
		h := t.stating(rule, cue("clause_"+f.name))
		if f.name == "rate" {
			h = t.upTo(rule, h) // 20%补贴，最高不超过20万元
		}
		switch {
		case h.len() == 0:
			silent = append(silent, f)
		case stated.len() == 0:
			stated = h
		default:
			stated = hit{min(stated.start, h.start), max(stated.end, h.end)}
		}
	}
	said := false
	switch {
	case 5*stated.len() > 4*len(runes):
		w.announce(phrase{"%s的规定如下。", "%s says:"}, w.documentShort(t.document(rule.Document)))
		said = true
	case stated.len() > 0:
		words := strings.Trim(string(runes[stated.start:stated.end]), "，,；;。")
		w.say(phrase{"%s写的是：“%s”。", "%s says: “%s”."}, w.cite(w.documentShort(t.document(rule.Document)), q), verbatim(words))
		said = true
	}
	for _, f := range asked {
		if !slices.Contains(silent, f) && !f.noted {
			continue
		}
		if !denies {
			continue // the notes that answer have been said
		}
		noted := false
		for _, note := range slices.Concat(rule.Warn, rule.Open) {
			if len(t.lexicon.find(cue("note_"+f.name), []rune(note.Zh))) > 0 {
				w.raw(note.In(w.language))
				said, noted = true, true
			}
		}
		if !noted && slices.Contains(silent, f) && f.missing != (phrase{}) {
			w.say(phrase{"%s没有写明%s。", "%s does not state %s."}, w.cite(w.documentShort(t.document(rule.Document)), q), w.in(f.missing))
			said = true
		}
	}
	return said
}

// stating is the stretch of a rule's clause whose parts all hold words of a cue:
// of several the one with most of them, the first of those.
func (t *turn) stating(rule calculators.Rule, c cue) hit {
	runes := []rune(rule.Quote)
	var best, stretch hit
	most, n := 0, 0
	for _, p := range partsOf(rule.Quote) {
		hits := len(t.lexicon.find(c, runes[p.start:p.end]))
		switch {
		case hits == 0:
			n = 0
			continue
		case n == 0:
			stretch.start = p.start
		}
		stretch.end = p.end
		if n += hits; n > most {
			best, most = stretch, n
		}
	}
	return best
}

// upTo is a stretch of a rule's clause with the ceiling that follows it.
func (t *turn) upTo(rule calculators.Rule, stretch hit) hit {
	runes := []rune(rule.Quote)
	for _, p := range partsOf(rule.Quote) {
		if stretch.len() > 0 && p.start == stretch.end && !p.opens && len(t.lexicon.find("clause_cap", runes[p.start:p.end])) > 0 {
			stretch.end = p.end
		}
	}
	return stretch
}
