package assistant

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// sentence is a stretch of a row: offsets in code points of the row's text.
type sentence struct {
	hit
	text string
}

// sentencesOf cuts a row at 。；！？ and line ends. Trailing marks stay with
// their sentence; white space around it does not.
func sentencesOf(text string) []sentence {
	runes := []rune(text)
	var list []sentence
	start := 0
	flush := func(end int) {
		s, e := start, end
		for s < e && unicode.IsSpace(runes[s]) {
			s++
		}
		for e > s && unicode.IsSpace(runes[e-1]) {
			e--
		}
		if e > s {
			list = append(list, sentence{hit{s, e}, string(runes[s:e])})
		}
		start = end
	}
	for i, r := range runes {
		if strings.ContainsRune("。；;！？\n", r) {
			flush(i + 1)
		}
	}
	flush(len(runes))
	return list
}

// wanted says what a good sentence should hold beside the question's words.
type wanted struct {
	kinds []quantity.Kind // a figure of one of these kinds
	words []string        // phrases such as 是指, 包括
	// letters of the question that are no small words: 免 and 税 of 能免哪几种税
	// find their sentence although no pair of letters does.
	letters []rune
	define  bool // what a term means is asked
	whole   int  // rows up to this length in code points are quoted whole
}

const letterWeight = 0.4

// bestSentences picks the stretch of a row that answers a question best: the
// sentence with most of the question's weight, and its neighbours where they
// hold nearly as much. Short rows are taken whole.
func (t *turn) bestSentences(row retrieval.Row, question string, w wanted) hit {
	list := sentencesOf(row.Text)
	whole := hit{0, utf8.RuneCountInString(row.Text)}
	if len(list) == 0 || whole.end <= wholeRow || whole.end <= w.whole {
		return whole
	}
	if named := list[0]; len(list) > 1 && isTitle(row, named.text) {
		if w.define && t.defines(named.text) {
			return whole // what the row says is what the term means
		}
		// The row's own title names the subject of all its sentences: it
		// answers nothing by itself.
		list = list[1:]
	}
	features := t.lib.subjects.features(t.content(question))
	if len(features) == 0 && len(w.kinds) > 0 {
		if h, ok := withFigures(list, w.kinds); ok {
			return h
		}
	}
	if len(features) == 0 {
		features = t.lib.subjects.features(question)
	}
	scores := make([]float64, len(list))
	best := 0
	for i, s := range list {
		scores[i] = t.sentenceScore(s.text, features, w)
		if scores[i] > scores[best] {
			best = i
		}
	}
	first, last := best, best
	for first > 0 && scores[first-1] > 0.75*scores[best] {
		first--
	}
	for last+1 < len(list) && scores[last+1] > 0.75*scores[best] {
		last++
	}
	return hit{list[first].start, list[last].end}
}

// wholeRow is the length in code points up to which a row is quoted whole.
const wholeRow = 90

// defines reports whether a row's title holds the term that is asked about:
// three letters of the message in a row.
func (t *turn) defines(title string) bool {
	title = hanzi.Fold(title).Text
	for _, word := range t.leftover() {
		letters := []rune(strings.Trim(word, "“”\""))
		for i := 0; i+3 <= len(letters); i++ {
			if strings.Contains(title, string(letters[i:i+3])) {
				return true
			}
		}
	}
	return false
}

// isTitle reports whether the first sentence of a row is its title: short, and
// without anything that a clause would say of its subject.
func isTitle(row retrieval.Row, first string) bool {
	first = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(first), row.Number))
	return utf8.RuneCountInString(first) <= 32 && strings.HasSuffix(first, "。") && !strings.ContainsAny(first, "，,；;0123456789")
}

// withFigures is the stretch from the first sentence with a figure of the
// kinds to the last: what a question without a subject of its own (目标是多少)
// wants of a clause.
func withFigures(list []sentence, kinds []quantity.Kind) (hit, bool) {
	var h hit
	for _, s := range list {
		if slices.ContainsFunc(quantity.Find(s.text, quantity.Options{}), func(m quantity.Mention) bool { return slices.Contains(kinds, m.Kind) }) {
			if h.end == 0 {
				h.start = s.start
			}
			h.end = s.end
		}
	}
	return h, h.end > 0
}

func (t *turn) sentenceScore(text string, features []string, w wanted) float64 {
	have := t.lib.subjects.features(text)
	score := 0.0
	for _, f := range unique(features) {
		if slices.Contains(have, f) {
			score += t.rarity(f)
		}
	}
	for _, r := range w.letters {
		if strings.ContainsRune(text, r) {
			score += letterWeight
		}
	}
	for _, m := range quantity.Find(text, quantity.Options{}) {
		if slices.Contains(w.kinds, m.Kind) {
			score++
			score *= 1.4
			break
		}
	}
	for _, p := range w.words {
		if strings.Contains(text, p) {
			score = 1.5*score + 1
			break
		}
	}
	return score
}

// rarity is the weight of a feature: canonical terms and pairs that few rules
// know tell most.
func (t *turn) rarity(feature string) float64 {
	weight := 1.0
	if idf, ok := t.lib.subjects.idf[feature]; ok {
		weight = idf
	}
	if strings.HasPrefix(feature, "=") {
		if t.lexicon.has("generic", feature[1:]) {
			return 0.3
		}
		return 2 * weight
	}
	return weight
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// quoteOf resolves a stretch of a row to a quote; the text is copied from the
// stored row, never written.
func (t *turn) quoteOf(row retrieval.Row, h hit) calculators.Quote { return t.lib.quote(row, h) }

// Quote is a whole row as a quote.
func (l *Library) Quote(row retrieval.Row) calculators.Quote {
	return l.quote(row, hit{0, utf8.RuneCountInString(row.Text)})
}

// quote leaves out the white space around.
func (l *Library) quote(row retrieval.Row, h hit) calculators.Quote {
	d, _ := l.Index.Document(row.Document)
	runes := []rune(row.Text)
	for h.start < h.end && unicode.IsSpace(runes[h.start]) {
		h.start++
	}
	for h.end > h.start && unicode.IsSpace(runes[h.end-1]) {
		h.end--
	}
	return calculators.Quote{
		Document: row.Document, Version: row.Version, Clause: row.Key, Number: row.Number, Path: row.Path,
		Title: d.Title, Text: string(runes[h.start:h.end]),
		Start: row.Start + h.start, End: row.Start + h.end,
	}
}

// quoteSpan resolves a span of a document's source, such as the evidence of a
// metadata value, to the sentences around it.
func (t *turn) quoteSpan(document string, span retrieval.Span) (calculators.Quote, bool) {
	for _, row := range t.lib.Index.Rows(document) {
		if span.Start < row.Start || span.Start >= row.End {
			continue
		}
		from, to := span.Start-row.Start, min(span.End, row.End)-row.Start
		h := hit{from, to}
		for _, s := range sentencesOf(row.Text) {
			if s.start < to && s.end > from {
				h = hit{min(h.start, s.start), max(h.end, s.end)}
			}
		}
		return t.quoteOf(row, h), true
	}
	return calculators.Quote{}, false
}

// addQuote puts a quote into an answer once and returns its id there.
func addQuote(a *Answer, q calculators.Quote) string {
	for _, have := range a.Quotes {
		if have.Document == q.Document && have.Start == q.Start && have.End == q.End {
			return have.ID
		}
	}
	q.ID = "q" + itoa(len(a.Quotes)+1)
	a.Quotes = append(a.Quotes, q)
	return q.ID
}

// addResult puts a result into an answer: its quotes move to the answer and
// what points at them is renumbered. Parts follow their sum.
func addResult(a *Answer, r calculators.Result) {
	ids := make(map[string]string, len(r.Quotes))
	for _, q := range r.Quotes {
		ids[q.ID] = addQuote(a, q)
	}
	r.Quotes = nil
	r.Steps = slices.Clone(r.Steps)
	for i := range r.Steps {
		r.Steps[i].Quote = ids[r.Steps[i].Quote]
	}
	r.Conditions = slices.Clone(r.Conditions)
	for i := range r.Conditions {
		r.Conditions[i].Quote = ids[r.Conditions[i].Quote]
	}
	parts := r.Parts
	r.Parts = nil
	a.Results = append(a.Results, r)
	for _, p := range parts {
		addResult(a, p)
	}
}
