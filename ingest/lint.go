package ingest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
)

// Lint looks through the documents of a pack for what a policy text should
// not leave open or get wrong. Findings are in the order of the source. It
// knows only what stands in the text, and in the documents of the library that
// it names (nil: only those of the pack): that nothing is found is no approval.
func Lint(p Pack, library Library) []Finding {
	own := PackLibrary{p}
	both := Library(own)
	if library != nil {
		both = libraries{own, library}
	}
	c := newCatalogue(both)
	out := leftOut(p)
	for _, d := range p.Documents {
		out = append(out, lintDocument(p, d, both, c)...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

func lintDocument(p Pack, d retrieval.Document, library Library, c *catalogue) []Finding {
	s := &subject{doc: d, library: library, catalogue: c}
	for _, r := range p.rowsOf(d.ID) {
		s.all = append(s.all, r)
		if r.Quotable() {
			s.rows = append(s.rows, newPassage(r))
		}
	}
	for _, q := range s.rows {
		s.funding = s.funding || q.gives() && slices.ContainsFunc(q.figures, func(f retrieval.Figure) bool {
			return f.Kind == retrieval.AmountFigure && (f.Role == retrieval.GrantRole || f.Role == retrieval.CapRole)
		})
	}
	s.definitions = Definitions(s.all)
	s.relations = relationsOf(d, s.all, c)
	for _, check := range []func(*subject){
		placeholderDates, impossibleDates, missingExpiry, relativeStarts,
		idleCaps, capPeriods, capScopes, thresholdPeriods, validityEnds, missingRecipients, looseModifiers,
		tiers, tierCriteria, boundConflicts, stackedGrants, siblingGrants, rankingGroups,
		partialSteps, rateScopes, missingRates, unitBases, thresholdLists, precedence, softConditions, averages, currencies,
		undefinedTerms, unusedDefinitions, unnamedCriteria, unnamedAuthorities, openLists,
		differingProofs, wholeCaps, rateBases, doubleClaims, recurringAwards, openMinimums, laterConditions, mixedCurrencies, addedSteps, severalThings, subLetSpace,
		eventDays, citedTitles, unmetPromises,
		numbering, restartedNumbers, markerForms, runTogether, danglingReferences,
		cutEnding, doubledSentences, lostCharacters, cutPhrases, wrongCharacters, convertedScript, unbalancedMarks, mixedPunctuation, straySpaces, spacedWords,
	} {
		check(s)
	}
	return s.findings
}

// subject is a document under the eyes of the linter.
type subject struct {
	doc         retrieval.Document
	all         []retrieval.Row
	rows        []*passage // the quotable ones
	definitions []Definition
	library     Library
	catalogue   *catalogue
	relations   []ProposedRelation
	funding     bool // some clause gives money
	findings    []Finding
}

// passage is a row with what the checks ask of it again and again.
type passage struct {
	retrieval.Row
	source  []rune
	body    int    // code points before its words: white space and number
	text    []rune // plain
	plain   string
	figures []retrieval.Figure
	where   places
}

func newPassage(r retrieval.Row) *passage {
	p := plain(r.Text)
	return &passage{
		Row: r, source: []rune(r.Text), body: utf8.RuneCountInString(p[:wordsAt(p, r)]),
		text: []rune(p), plain: p, figures: r.Figures, where: places{text: p},
	}
}

// around is a stretch of the row with some code points before and behind it,
// of the same line: a finding of one mark is found by what stands about it.
func (q *passage) around(from, to, some int) (int, int) {
	for n := 0; n < some && from > q.body && !isNewline(q.text[from-1]); n++ {
		from--
	}
	for n := 0; n < some && to < len(q.text) && !isNewline(q.text[to]); n++ {
		to++
	}
	return from, to
}

// opening is where the first words of a row end: its heading, or what stands
// before the first mark.
func (q *passage) opening() int {
	const most = 40
	to := q.body
	for to < min(len(q.text), q.body+most) && !endsSentence(q.text[to]) && !strings.ContainsRune("，,：:、", q.text[to]) {
		to++
	}
	return max(to, min(q.body+1, len(q.text)))
}

// name is what people call a clause: 第11条, 第十一条, （四）.
func (q *passage) name() string {
	switch marker := strings.TrimRight(q.Number, ".．、 "); {
	case strings.HasPrefix(marker, "第"), strings.ContainsAny(marker, "()（）"):
		return marker
	default:
		return "第" + marker + "条"
	}
}

// gives reports whether a row grants money.
func (q *passage) gives() bool {
	return slices.ContainsFunc(q.figures, func(f retrieval.Figure) bool {
		return f.Kind == retrieval.AmountFigure && (f.Role == retrieval.GrantRole || f.Role == retrieval.CapRole) || f.Kind == retrieval.RateFigure && f.Role == retrieval.RateRole
	}) && containsAny(q.plain, givesWord...)
}

// slice is the plain text between two code points of the row.
func (q *passage) slice(from, to int) string { return string(q.text[from:max(from, to)]) }

// at is the code point of the row where a byte of its plain text stands.
func (q *passage) at(i int) int { return q.where.of(i) }

// sentences yields the sentences of a row as code points, 。 and line ends
// between them; with parts, ； ends one too. What is longer than a sentence can
// be is no sentence and left out.
func (q *passage) sentences(parts bool) [][2]int {
	var out [][2]int
	from := 0
	for i, r := range q.text {
		if r == '。' || isNewline(r) || parts && (r == '；' || r == ';') {
			if strings.TrimSpace(q.slice(from, i)) != "" {
				out = append(out, [2]int{from, i})
			}
			from = i + 1
		}
	}
	if strings.TrimSpace(q.slice(from, len(q.text))) != "" {
		out = append(out, [2]int{from, len(q.text)})
	}
	out = slices.DeleteFunc(out, func(at [2]int) bool { return at[1]-at[0] > 2*longestSentence })
	for k := range out {
		for out[k][0] < out[k][1] && isSpace(q.text[out[k][0]]) {
			out[k][0]++
		}
	}
	return out
}

// figuresIn are the figures of a stretch of the row.
func (q *passage) figuresIn(at [2]int) []retrieval.Figure {
	from, _ := slices.BinarySearchFunc(q.figures, q.Start+at[0], func(f retrieval.Figure, want int) int { return f.Start - want })
	to := from
	for to < len(q.figures) && q.figures[to].End <= q.Start+at[1] {
		to++
	}
	return slices.Clone(q.figures[from:to])
}

// sentenceTo is the sentence that a code point of the row stands in, up to it.
func (q *passage) sentenceTo(at int) string {
	from, _ := sentenceOf(q.text, at, at)
	words := q.slice(from, at)
	if q.Number != "" && from == 0 {
		words = strings.Replace(words, plain(q.Number), "", 1)
	}
	return words
}

// report adds a finding on the code points from and to of a row.
func (s *subject) report(rule string, severity Severity, q *passage, from, to int, message, advice string) {
	if from < q.body && q.body < to {
		from = q.body
	}
	s.findings = append(s.findings, Finding{
		Rule: rule, Severity: severity, Document: s.doc.ID, Clause: q.Key,
		Start: q.Start + from, End: q.Start + to, Quote: string(q.source[from:to]), Message: message, Advice: advice,
	})
}

// row is the passage that a code point of the source stands in.
func (s *subject) row(at int) (*passage, bool) {
	for _, q := range s.rows {
		if at >= q.Start && at < q.End {
			return q, true
		}
	}
	return nil, false
}

// words are the words of a figure with what bounds it, in the plain form.
func (q *passage) words(f retrieval.Figure) string { return q.slice(f.Start-q.Start, f.End-q.Start) }
