package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// undated answers a question for a time that the document does not state for
// the step asked about (公示几天, 几月份开始申报): it says so and quotes the
// nearest clause. It is none where some sentence on that step states a time.
func (t *turn) undated(p topic, f finding) (Answer, bool) {
	steps := t.steps()
	if len(steps) == 0 || t.follows {
		return Answer{}, false
	}
	times := []quantity.Kind{quantity.Duration, quantity.Day, quantity.Month, quantity.Year}
	var nearest retrieval.Row
	var stretch hit
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
			if slices.ContainsFunc(quantity.Find(s.text, quantity.Options{}), func(m quantity.Mention) bool { return slices.Contains(times, m.Kind) }) {
				return Answer{}, false
			}
			if row.Kind == retrieval.Clause && n > most {
				nearest, stretch, most = row, s.hit, n
			}
		}
	}
	if most == 0 {
		return Answer{}, false
	}
	a := Answer{Kind: Deadline}
	w := t.writer()
	w.announce(phrase{
		"%s没有写明%s的时间，请以主管部门的通知为准。最接近的条款如下。",
		"%s does not state the time of %s; see the notices of the office in charge. The nearest clause follows.",
	}, w.documentShort(t.document(f.row.Document)), inMarks(steps))
	addQuote(&a, t.quoteOf(nearest, stretch))
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	a.Suggestions = []string{w.in(phrase{"由哪个部门负责？", "Which department is in charge?"})}
	return a, true
}

// steps are the steps of a procedure that a message names: 申报, 公示, 受理.
func (t *turn) steps() []string {
	var list []string
	for _, h := range t.reading.cues["clause_procedure"] {
		if word := t.reading.slice(h); !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}
