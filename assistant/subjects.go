package assistant

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// subjects is a small index of what each rule is about: its title and the
// words people use for it weigh full, the words of its inputs and conditions
// half, those of its notes a little less. Features are character pairs and the library's canonical terms, so a
// word that no dictionary holds still counts.
type subjects struct {
	index *retrieval.Index
	rules []calculators.Rule
	of    []map[string]float64 // by rule: feature → 1 or ½
	idf   map[string]float64
	terms []map[string]bool   // by rule: canonical terms of title and words
	takes map[string][]string // by rule id: canonical terms of what its inputs are called by
	title map[string][]string // by rule id: features of the Chinese title
	names map[string][]string // by rule id: its title and words, folded
	pairs map[string]bool     // letter pairs that stand in the library's rows
}

func newSubjects(book *calculators.Book, index *retrieval.Index) *subjects {
	s := &subjects{index: index, rules: book.Rules(), idf: make(map[string]float64), takes: make(map[string][]string), title: make(map[string][]string), names: make(map[string][]string), pairs: make(map[string]bool)}
	for _, d := range index.Documents() {
		for _, row := range index.Rows(d.ID) {
			letters := []rune(hanzi.Fold(row.Text).Text)
			for i := 0; i+1 < len(letters); i++ {
				if unicode.Is(unicode.Han, letters[i]) && unicode.Is(unicode.Han, letters[i+1]) {
					s.pairs[string(letters[i:i+2])] = true
				}
			}
		}
	}
	for _, r := range s.rules {
		f := make(map[string]float64)
		s.title[r.ID] = unique(s.features(r.Title.Zh))
		full := slices.Concat([]string{r.Title.Zh, r.Title.En}, r.Words, r.Topics())
		for _, w := range append([]string{r.Title.Zh}, r.Words...) {
			s.names[r.ID] = append(s.names[r.ID], hanzi.Fold(w).Text)
		}
		var half []string
		for _, in := range r.Inputs {
			half = append(append(half, in.Label.Zh), in.Words...)
			for _, w := range in.Words {
				for _, m := range index.FindTerms(hanzi.Fold(w).Text) {
					s.takes[r.ID] = append(s.takes[r.ID], m.Canonical)
				}
			}
			for _, o := range in.Options {
				half = append(half, o.Words...)
			}
		}
		for _, c := range r.Conditions {
			half = append(append(half, c.Label.Zh), c.Words...)
		}
		for _, w := range half {
			for _, x := range s.features(w) {
				f[x] = 0.5
			}
		}
		for _, note := range slices.Concat(r.Warn, r.Open) {
			for _, x := range s.features(note.Zh) {
				f[x] = max(f[x], 0.3)
			}
		}
		terms := make(map[string]bool)
		for _, w := range full {
			for _, x := range s.features(w) {
				f[x] = 1
			}
			for _, m := range index.FindTerms(hanzi.Fold(w).Text) {
				terms[m.Canonical] = true
			}
		}
		s.of = append(s.of, f)
		s.terms = append(s.terms, terms)
		for x, share := range f {
			if share >= 0.5 {
				s.idf[x]++ // what only notes say is nobody's name
			}
		}
	}
	for x, n := range s.idf {
		s.idf[x] = math.Log(1 + float64(len(s.rules))/n)
	}
	return s
}

// features are the character pairs of the Han stretches, the Latin words and
// numbers, and the canonical terms of a folded text.
func (s *subjects) features(text string) []string {
	text = hanzi.Fold(text).Text
	var fs []string
	var han []rune
	flush := func() {
		for i := 0; i+1 < len(han); i++ {
			fs = append(fs, string(han[i:i+2]))
		}
		han = han[:0]
	}
	var word strings.Builder
	flushWord := func() {
		if word.Len() > 1 {
			fs = append(fs, word.String())
		}
		word.Reset()
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			flushWord()
			han = append(han, r)
			continue
		case isWord(r):
			word.WriteRune(r)
		default:
			flushWord()
		}
		flush()
	}
	flush()
	flushWord()
	for _, m := range s.index.FindTerms(text) {
		fs = append(fs, "="+m.Canonical)
	}
	return fs
}

// match is how much of the weight of what a question is about each rule's
// subject holds, 0 to 1, by rule id. A term that no rule knows weighs most of
// all: a question about it is about none of them. Letter pairs that no rule
// knows weigh little, as most are pieces of other words.
func (s *subjects) match(content string) map[string]float64 {
	total := 0.0
	got := make([]float64, len(s.rules))
	for _, x := range unique(s.features(content)) {
		w, known := s.idf[x]
		switch {
		case known:
		case strings.HasPrefix(x, "="):
			w = math.Log(1 + float64(len(s.rules)))
		default:
			w = 0.5
		}
		total += w
		for i, f := range s.of {
			got[i] += w * f[x]
		}
	}
	scores := make(map[string]float64, len(s.rules))
	for i, r := range s.rules {
		if total > 0 {
			scores[r.ID] = got[i] / total
		}
	}
	return scores
}

// titled is the share of a rule's title that stands in a question: of rules
// that name the same subject, the one the question calls by its title is meant.
func (s *subjects) titled(rule string, question []string) float64 {
	title := s.title[rule]
	if len(title) == 0 {
		return 0
	}
	n := 0
	for _, f := range title {
		if slices.Contains(question, f) {
			n++
		}
	}
	return float64(n) / float64(len(title))
}

// phrase is the length of the longest of a rule's words that stands in a
// question as it is, in eighths of eight letters; words of three letters and
// more count.
func (s *subjects) phrase(rule, question string) float64 {
	best := 0
	for _, w := range s.names[rule] {
		if n := len([]rune(w)); n > best && n >= 3 && strings.Contains(question, w) {
			best = n
		}
	}
	return min(1, float64(best)/8)
}

// about reports whether a rule's title or words name the term.
func (s *subjects) about(rule, term string) bool {
	for i, r := range s.rules {
		if r.ID == rule {
			return s.terms[i][term]
		}
	}
	return false
}
