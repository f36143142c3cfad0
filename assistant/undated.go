package assistant

import (
	"maps"
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// undated answers a question for a time that the document does not state for
// the step asked about (公示几天, 几月份开始申报, 什么时候到账): it says so and
// quotes the nearest clause, the one that leaves it to further rules before any
// other. It is none where some sentence on that step states a time.
func (t *turn) undated(p topic, f finding) (Answer, bool) {
	steps, said := t.steps()
	done, asksOften := t.howOften()
	if asksOften {
		said = []string{t.reading.slice(done)}
		steps = said
	}
	payout := len(steps) == 0 && t.reading.has("facet_payout") && t.grantsMoney(f.row.Document)
	if payout {
		steps = t.lexicon.phrases("clause_payout")
	}
	if t.follows {
		return Answer{}, false
	}
	var nearest retrieval.Row
	var stretch hit
	const announced = 10 // what says that rules on the step are to follow is nearest
	most := 0
	for _, row := range t.lib.Index.Rows(f.row.Document) {
		if !row.Quotable() {
			continue
		}
		for _, s := range sentencesOf(row.Text) {
			n := 0
			for _, step := range steps {
				n += strings.Count(s.text, step)
			}
			if n == 0 {
				continue
			}
			if timed(s.text) {
				return Answer{}, false
			}
			if row.Kind == retrieval.Clause && slices.ContainsFunc(t.lexicon.phrases("clause_details"), func(w string) bool { return strings.Contains(s.text, w) }) {
				n += announced
			}
			if row.Kind == retrieval.Clause && n > most {
				nearest, stretch, most = row, s.hit, n
			}
		}
	}
	a := Answer{Kind: Deadline}
	q := f.quote
	switch {
	case most > 0:
		q = t.quoteOf(nearest, stretch)
	case payout:
		if details, ok := t.mention(f.row.Document, t.lexicon.phrases("clause_details")...); ok {
			q = details
		}
	case len(steps) > 0 || !f.known || timed(f.row.Text) || dates(p, f.row.Document):
		return Answer{}, false
	}
	w := t.writer()
	what := phrase{
		"%s没有写明%s的时间，请以主管部门的通知为准。最接近的条款如下。",
		"%s states no time for this step (%s); see the notices of the office in charge. The nearest clause follows.",
	}
	step := inMarks(said)
	switch {
	case payout:
		step = w.in(phrase{"资金拨付", "payment"})
	case len(steps) == 0:
		step = w.in(phrase{"这件事", "what was asked"})
	case asksOften:
		what = phrase{
			"%s没有写明%s的周期，请以主管部门的通知为准。最接近的条款如下。",
			"%s does not state how often this is done (%s); see the notices of the office in charge. The nearest clause follows.",
		}
	}
	w.announce(what, w.documentShort(t.document(f.row.Document)), step)
	addQuote(&a, q)
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	a.Suggestions = []string{w.in(phrase{"由哪个部门负责？", "Which department is in charge?"})}
	return a, true
}

// dates reports that a rule among those found sets a day or a period in a
// document.
func dates(p topic, document string) bool {
	return slices.ContainsFunc(p.rules, func(c candidate) bool {
		return c.rule.Outcome == calculators.DateOutcome && c.rule.Document == document
	})
}

// timed reports that a text states a day, a month, a year or a period.
func timed(text string) bool {
	return slices.ContainsFunc(quantity.Find(text, quantity.Options{}), func(m quantity.Mention) bool {
		return slices.Contains([]quantity.Kind{quantity.Duration, quantity.Day, quantity.Month, quantity.Year}, m.Kind)
	})
}

// howOften finds what is asked to be done how often: 评 of 多久评一次.
func (t *turn) howOften() (done hit, found bool) {
	const longest = 4 // letters that say what is done
	for _, h := range t.reading.cues["how_often"] {
		for end := h.end + 1; end <= min(h.end+longest, len(t.reading.runes)); end++ {
			if _, ok := t.lexicon.startsAt("one_time", t.reading.runes, end); ok {
				return hit{h.end, end}, true
			}
		}
	}
	return hit{}, false
}

// stepPrefix begins the cues that hold other words for a step of a procedure.
const stepPrefix = "step_"

// steps are the steps of a procedure that a message names, as clauses call them
// (申报, 公示, 受理) and as the message does (apply).
func (t *turn) steps() (steps, said []string) {
	add := func(step, word string) {
		if !slices.Contains(steps, step) {
			steps, said = append(steps, step), append(said, word)
		}
	}
	for _, h := range t.reading.cues["clause_procedure"] {
		add(t.reading.slice(h), t.reading.slice(h))
	}
	for _, c := range slices.Sorted(maps.Keys(t.reading.cues)) {
		if step, ok := strings.CutPrefix(string(c), stepPrefix); ok {
			add(step, t.reading.slice(t.reading.cues[c][0]))
		}
	}
	return steps, said
}

// asksWhen reports that the time of a step is asked for, and nothing told that
// could be calculated with: 独立站补助的申请截止日是什么时候.
func (t *turn) asksWhen() bool {
	steps, _ := t.steps()
	return len(steps) > 0 && !t.follows && t.reading.has("deadline") && !t.reading.has("status") &&
		!slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput })
}
