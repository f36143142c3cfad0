package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// grounded is the least share of a sentence's character pairs that must stand
// in what the sentence may rest on.
const grounded = 0.5

// proseCheck decides which sentences of a model may be sent beside an answer
// that was made without it. It is stricter than the gate, which knows only
// where numbers come from: a model may not move a true number to a place
// where it says something else. It lets pass what the answer says already, in
// other words, and what the clauses say, in their own.
type proseCheck struct {
	lexicon lexicon
	answer  Answer
	quotes  []compactText // the answer's quotes
	own     string        // the answer's own words, folded, its quotes left out
	all     string        // the answer's words with its quotes and the question, folded
	numbers []quantity.Mention
	granted bool // the answer grants something
	pairs   map[string]bool
	places  map[string]bool
}

// newProseCheck prepares the check for one answer; known are the documents'
// own names, which a sentence may use.
func newProseCheck(l lexicon, a Answer, known []string) *proseCheck {
	c := &proseCheck{lexicon: l, answer: a, pairs: map[string]bool{}, places: map[string]bool{}}
	own := a.Text
	all := []string{a.Text, a.Question}
	for _, q := range a.Quotes {
		c.quotes = append(c.quotes, compact(q.Text))
		own = strings.ReplaceAll(own, strings.TrimSpace(q.Text), "")
		all = append(all, q.Text, q.Title, q.Path)
	}
	for _, n := range a.Notices {
		own += "\n" + n.Text
		all = append(all, n.Text)
	}
	for _, q := range a.Questions {
		all = append(all, q.Text)
	}
	for _, r := range a.Results {
		own += "\n" + ownWords(r)
		all = append(all, ownWords(r))
		c.granted = c.granted || grants(r)
	}
	all = append(all, known...)
	c.own = hanzi.Fold(own).Text
	c.all = hanzi.Fold(strings.Join(all, "\n")).Text
	c.numbers = quantity.Numbers(c.own)
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

func (c *proseCheck) english() bool { return c.answer.Language == English }

// sentence returns a sentence as it may be sent, or why it may not.
func (c *proseCheck) sentence(s string) (out, why string) {
	s = unmarked(s)
	if r, bad := strange(s); bad {
		return "", "has a character that prose does not need: " + string(r)
	}
	out, rest, why := c.quotations(s)
	if why != "" {
		return "", why
	}
	folded := hanzi.Fold(rest).Text
	for _, check := range []func(rest string) string{c.figures, c.grants, c.words, c.somewhere, c.ground} {
		if why := check(folded); why != "" {
			return "", why
		}
	}
	return out, ""
}

// unmarked takes the marks of Markdown off that a model likes to put.
func unmarked(s string) string {
	s = strings.NewReplacer("**", "", "__", "", "`", "").Replace(s)
	s = strings.TrimLeft(s, "#>-*• \t")
	return strings.TrimSpace(s)
}

// strange finds a character that could hide something: controls, invisible
// and private ones, signs of arithmetic, tables, markup and addresses.
func strange(s string) (rune, bool) {
	for _, r := range s {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.So, unicode.Sk, unicode.Mn, unicode.Me) ||
			strings.ContainsRune("|<>{}=＝+＋×÷*/\\^~@#$￥¥→≈_", r) {
			return r, true
		}
	}
	if strings.Contains(strings.ToLower(s), "http") || strings.Contains(strings.ToLower(s), "www.") {
		return '/', true
	}
	return 0, false
}

// quotations puts the library's own text where the sentence quotes, and
// returns what stands outside the quotations as rest.
func (c *proseCheck) quotations(s string) (out, rest, why string) {
	var o, r strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		closing, opens := closingOf(runes[i])
		if !opens {
			if strings.ContainsRune("”」』》", runes[i]) {
				return "", "", "ends a quotation that was never begun"
			}
			o.WriteRune(runes[i])
			r.WriteRune(runes[i])
			i++
			continue
		}
		end := i + 1
		for end < len(runes) && runes[end] != closing {
			end++
		}
		if end == len(runes) {
			return "", "", "begins a quotation and does not end it"
		}
		text, ok := c.quoted(runes[i], string(runes[i+1:end]))
		if !ok {
			return "", "", "quotes what stands in no clause of the answer: " + string(runes[i+1:end])
		}
		o.WriteString(string(runes[i]) + text + string(closing))
		r.WriteString(" ")
		i = end + 1
	}
	return c.references(o.String(), r.String())
}

func closingOf(r rune) (closing rune, opens bool) {
	switch r {
	case '“':
		return '”', true
	case '「':
		return '」', true
	case '『':
		return '』', true
	case '《':
		return '》', true
	case '"':
		return '"', true
	}
	return 0, false
}

// quoted finds what is quoted in the answer's quotes and returns it as
// published. A title must be one of the answer's documents; a word of the
// user's own may be quoted back where it holds no number.
func (c *proseCheck) quoted(mark rune, text string) (string, bool) {
	if mark == '《' {
		for _, q := range c.answer.Quotes {
			if strings.Contains(q.Title, text) && len(text) > 0 {
				return text, true
			}
		}
		return text, strings.Contains(c.own, hanzi.Fold("《"+text+"》").Text)
	}
	for _, q := range c.quotes {
		if original, ok := q.find(text); ok {
			return original, true
		}
	}
	word := hanzi.Fold(text).Text
	return text, len([]rune(text)) <= 12 && strings.TrimSpace(word) != "" && len(quantity.Numbers(text)) == 0 &&
		(strings.Contains(c.own, word) || strings.Contains(hanzi.Fold(c.answer.Question).Text, word))
}

// references turns [q1] into the clause it stands for.
func (c *proseCheck) references(out, rest string) (string, string, string) {
	for {
		from := strings.IndexAny(out, "[［【")
		if from < 0 {
			break
		}
		to := strings.IndexAny(out[from:], "]］】")
		if to < 0 {
			return "", "", "begins a reference and does not end it"
		}
		end := from + to + len("]")
		if !strings.HasPrefix(out[from+to:], "]") {
			end = from + to + len("］")
		}
		mark := out[from:end]
		id := strings.Trim(mark, "[]［］【】 ")
		i := slices.IndexFunc(c.answer.Quotes, func(q calculators.Quote) bool { return q.ID == id })
		if i < 0 {
			return "", "", "refers to a quote that is not there: " + mark
		}
		q := c.answer.Quotes[i]
		w := writer{language: c.answer.Language}
		name := w.in(phrase{"（%s）", " (%s)"}, clauseName(q.Number, q.Clause))
		out = out[:from] + name + out[end:]
		rest = strings.Replace(rest, mark, " ", 1)
	}
	return out, rest, ""
}

// figures lets a number outside quotations pass only where the answer says it
// too, in its own words, as the same kind of thing.
func (c *proseCheck) figures(rest string) string {
	mentions := quantity.Numbers(rest)
	covered := make([]bool, len([]rune(rest)))
	for _, m := range mentions {
		for i := m.Start; i < m.End; i++ {
			covered[i] = true
		}
		if m.Kind == quantity.Money && m.Currency != "CNY" {
			return "has another currency: " + m.Text
		}
		if !c.says(m) {
			return "has a number that the answer does not say: " + m.Text
		}
	}
	for i, r := range []rune(rest) {
		if !covered[i] && (unicode.IsNumber(r) || strings.ContainsRune("廿卅卌〇", r)) {
			return "has a numeral that cannot be read: " + string(r)
		}
	}
	if w, ok := c.first("prose_number", rest); ok {
		return "spells a number out in letters: " + w
	}
	return ""
}

// says reports whether the answer's own words hold the same number: the same
// value, kind and unit.
func (c *proseCheck) says(m quantity.Mention) bool {
	for _, o := range c.numbers {
		if o.Kind == m.Kind && o.Unit == m.Unit && o.Value.Equal(m.Value) && o.Date == m.Date {
			return true
		}
	}
	return false
}

// grants holds a sentence that gives somebody something to what the answer
// gives: nothing where it grants nothing, and no other sum.
func (c *proseCheck) grants(rest string) string {
	word, ok := c.first("prose_grant", rest)
	if !ok {
		return ""
	}
	if !c.granted {
		return "grants what the answer does not grant: " + word
	}
	for _, m := range quantity.Numbers(rest) {
		if m.Kind != quantity.Money && m.Kind != quantity.Rate {
			continue
		}
		if !slices.ContainsFunc(c.answer.Results, func(r calculators.Result) bool {
			return r.Amount != nil && grants(r) && quantity.FormatPlain(m.Value) == r.Amount.Yuan
		}) {
			return "grants another amount than the answer: " + m.Text
		}
	}
	return ""
}

// words holds back promises, words of status and instructions, and lets words
// that turn a meaning round stand only where the answer or a clause turns it
// the same way.
func (c *proseCheck) words(rest string) string {
	for _, cue := range []cue{"prose_promise", "prose_status", "prose_forbidden"} {
		for _, w := range c.allOf(cue, rest) {
			if !strings.Contains(c.own, w) || cue == "prose_forbidden" {
				return "says what only the office may say: " + w
			}
		}
	}
	text := []rune(rest)
	for _, h := range c.lexicon.find("prose_turn", text) {
		if c.lexicon.matchAt("prose_harmless", text, h.start) > 0 || c.harmlessAround(text, h) {
			continue
		}
		if !c.turned(text, h) {
			return "turns a meaning round that the clauses do not: " + string(text[h.start:min(len(text), h.end+2)])
		}
	}
	return ""
}

// harmlessAround reports whether a harmless word covers the hit.
func (c *proseCheck) harmlessAround(text []rune, h hit) bool {
	for start := max(0, h.start-3); start < h.start; start++ {
		if n := c.lexicon.matchAt("prose_harmless", text, start); start+n >= h.end {
			return true
		}
	}
	return false
}

// turned reports whether the word at h, with the two characters behind it,
// stands so in what the answer rests on.
func (c *proseCheck) turned(text []rune, h hit) bool {
	end := h.end
	for n := 0; end < len(text) && n < 2; end++ {
		if unicode.Is(unicode.Han, text[end]) {
			n++
		} else if n > 0 || !unicode.IsSpace(text[end]) {
			break
		}
	}
	return strings.Contains(c.all, strings.TrimSpace(string(text[h.start:end])))
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

// ground asks that most of a sentence be about what the answer is about.
func (c *proseCheck) ground(rest string) string {
	pairs := pairsOf(rest)
	if len(pairs) < 4 {
		return ""
	}
	known := 0
	for _, p := range pairs {
		if c.pairs[p] || c.lexicon.has("prose_plain", p) {
			known++
		}
	}
	if float64(known) < grounded*float64(len(pairs)) {
		return "is not about the answer"
	}
	return ""
}

// first is the first phrase of a cue in text.
func (c *proseCheck) first(name cue, text string) (string, bool) {
	if all := c.allOf(name, text); len(all) > 0 {
		return all[0], true
	}
	return "", false
}

func (c *proseCheck) allOf(name cue, text string) []string {
	runes := []rune(text)
	var all []string
	for _, h := range c.lexicon.find(name, runes) {
		all = append(all, string(runes[h.start:h.end]))
	}
	return all
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
