package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/assistant/gate"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// grounded is the least share of a sentence's Han characters that must stand
// in what the sentence may rest on.
const grounded = 0.5

// proseCheck decides which sentences of a model may be sent beside an answer
// that was made without it. It is stricter than the gate, which knows only
// where numbers come from: a model may not move a true number to a place
// where it says something else. It lets pass what the answer says already, in
// other words, and what the clauses say, in their own.
//
// A sentence passes, in this order, the script it is written in (here), its
// quotations (prosequotes.go), its figures and the company they keep
// (prosefigures.go), the words that promise, decide or turn a meaning
// (prosewords.go), the places and offices it names, and last the gate.
type proseCheck struct {
	lexicon lexicon
	answer  Answer
	quotes  []compactText // the answer's quotes
	own     string        // the answer's own words, folded, its quotes left out
	rests   string        // own and the quotes, folded: what a sentence may rest on
	all     string        // rests with the question, folded: what it may speak of
	numbers []quantity.Mention
	facts   []fact
	gate    gate.Figures
	granted bool // the answer grants something
	open    bool // conditions of it are not confirmed
	pairs   map[string]bool
	places  map[string]bool
}

// newProseCheck prepares the check for one answer over a library; known are
// the documents' own names, which a sentence may use.
func newProseCheck(l lexicon, lib *Library, asOf quantity.Date, a Answer, known []string) *proseCheck {
	c := &proseCheck{lexicon: l, answer: a, pairs: map[string]bool{}, places: map[string]bool{}}
	own := a.Text
	var quoted []string
	for _, q := range a.Quotes {
		c.quotes = append(c.quotes, compact(q.Text))
		own = strings.ReplaceAll(own, strings.TrimSpace(q.Text), "")
		quoted = append(quoted, q.Text, q.Title, q.Path)
	}
	for _, n := range a.Notices {
		own += "\n" + n.Text
	}
	for _, q := range a.Questions {
		quoted = append(quoted, q.Text)
	}
	var told []string
	for _, r := range a.Results {
		own += "\n" + ownWords(r)
		told = append(told, tellings(r, lib.Rules)...)
		c.granted = c.granted || grants(r)
		c.open = c.open || openIn(r)
	}
	c.own = hanzi.Fold(own).Text
	c.rests = hanzi.Fold(strings.Join(append(append(quoted, known...), own), "\n")).Text
	c.all = c.rests + "\n" + hanzi.Fold(a.Question).Text
	tales := hanzi.Fold(strings.Join(told, "\n")).Text
	c.numbers = quantity.Numbers(c.own + "\n" + tales)
	c.facts = factsOf(c.rests + "\n" + tales)
	c.gate = gate.Gate{Index: lib.Index, Rules: lib.Rules, AsOf: asOf}.Figures(judged(a))
	for _, p := range pairsOf(c.all) {
		c.pairs[p] = true
	}
	for _, m := range place.Find(a.Text + "\n" + strings.Join(known, "\n")) {
		for p := range place.Ancestors(m.Place) {
			c.places[p.Name] = true
		}
		c.places[m.Place.Name] = true
	}
	return c
}

// ownWords are a result's words that a sentence may repeat.
func ownWords(r calculators.Result) string {
	words := []string{r.Title}
	for _, s := range r.Steps {
		words = append(words, s.Label)
	}
	for _, x := range r.Conditions {
		words = append(words, x.Label)
	}
	for _, p := range r.Parts {
		words = append(words, ownWords(p))
	}
	return strings.Join(words, "\n")
}

// grants reports whether a result gives somebody something.
func grants(r calculators.Result) bool {
	switch r.Outcome {
	case calculators.Eligible:
		return true
	case calculators.Amount, calculators.UpTo:
		return r.Amount != nil && r.Amount.Yuan != "0.00"
	}
	return false
}

// openIn reports whether a result rests on conditions that nobody confirmed.
func openIn(r calculators.Result) bool {
	for _, c := range r.Conditions {
		if c.State == calculators.Unconfirmed {
			return true
		}
	}
	return slices.ContainsFunc(r.Parts, openIn)
}

func (c *proseCheck) english() bool { return c.answer.Language == English }

// sentence returns a sentence as it may be sent, or why it may not.
func (c *proseCheck) sentence(s string) (out, why string) {
	s = unmarked(s)
	if r, bad := strange(s); bad {
		return "", "has a character that prose does not need: " + string(r)
	}
	q, why := c.quotations(s)
	if why != "" {
		return "", why
	}
	folded := hanzi.Fold(q.rest).Text
	for _, check := range []func(rest string) string{c.figures, c.company, c.words, c.turns, c.script, c.somewhere} {
		if why := check(folded); why != "" {
			return "", why
		}
	}
	// A sentence that quotes is about what it quotes.
	if why := c.ground(hanzi.Fold(q.out).Text); why != "" {
		return "", why
	}
	if why := c.grants(folded, q.sums); why != "" {
		return "", why
	}
	if m, bad := c.gate.Untraced(q.out); bad {
		return "", "has a number that nothing accounts for: " + m
	}
	return q.out, ""
}

// unmarked takes the marks of Markdown off that a model likes to put.
func unmarked(s string) string {
	s = strings.NewReplacer("**", "", "__", "", "`", "").Replace(s)
	s = strings.TrimLeft(s, "#>-*• \t")
	return strings.TrimSpace(s)
}

// strange finds a character that could hide something: controls, invisible
// and private ones, signs of arithmetic, tables, markup and addresses, and
// letters of scripts that no answer is written in.
func strange(s string) (rune, bool) {
	for _, r := range s {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.So, unicode.Sk, unicode.Mn, unicode.Me, unicode.Lm) ||
			strings.ContainsRune("|<>{}=＝+＋×÷*/\\^~@#$￥¥→≈_", r) ||
			unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) && !latinLetter(r) {
			return r, true
		}
	}
	if strings.Contains(strings.ToLower(s), "http") || strings.Contains(strings.ToLower(s), "www.") {
		return '/', true
	}
	return 0, false
}

func latinLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'ａ' && r <= 'ｚ' || r >= 'Ａ' && r <= 'Ｚ'
}

// script keeps a Chinese sentence from words in letters, and an English one
// from words in Han characters and from English beyond the plainest, that the
// answer and the question do not use: a number, a promise or a condition can
// be written in any language.
func (c *proseCheck) script(rest string) string {
	words := strings.FieldsFunc(rest, func(r rune) bool { return !latinLetter(r) })
	if c.english() {
		words = append(words, strings.FieldsFunc(rest, func(r rune) bool { return !unicode.Is(unicode.Han, r) })...)
	}
	for _, word := range words {
		if !c.speaks(word) && !(c.english() && c.lexicon.has("prose_english", word)) {
			return "uses a word that the answer does not: " + word
		}
	}
	return ""
}

// speaks reports whether a word stands in what a sentence may speak of, whole
// where it is in letters.
func (c *proseCheck) speaks(word string) bool {
	return len(occurrences([]rune(c.all), word)) > 0
}

// somewhere keeps a sentence from speaking of a place the answer is not about.
func (c *proseCheck) somewhere(rest string) string {
	for _, m := range place.Find(rest) {
		if !c.places[m.Place.Name] {
			return "speaks of another place: " + m.Place.Name
		}
	}
	return ""
}

// ground asks that most of a sentence be about what the answer is about: a
// character counts where it stands in a pair that the answer has too.
func (c *proseCheck) ground(rest string) string {
	runes := []rune(rest)
	for _, m := range quantity.Numbers(rest) {
		for i := m.Start; i < m.End; i++ {
			runes[i] = ' '
		}
	}
	all, known := 0, 0
	for i, r := range runes {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		all++
		if i > 0 && c.grounds(runes[i-1:i+1]) || i+1 < len(runes) && c.grounds(runes[i:i+2]) {
			known++
		}
	}
	if all > 4 && float64(known) < grounded*float64(all) {
		return "is not about the answer"
	}
	return ""
}

func (c *proseCheck) grounds(pair []rune) bool {
	return c.pairs[string(pair)] || c.lexicon.has("prose_plain", string(pair))
}

// pairsOf are the neighbouring pairs of Han characters of a text, and its
// words in letters.
func pairsOf(text string) []string {
	var list []string
	var word strings.Builder
	var last rune
	flush := func() {
		if word.Len() > 3 {
			list = append(list, word.String())
		}
		word.Reset()
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			if last != 0 {
				list = append(list, string([]rune{last, r}))
			}
			last = r
			continue
		case unicode.IsLetter(r):
			word.WriteRune(r)
		default:
			flush()
		}
		last = 0
	}
	flush()
	return list
}
