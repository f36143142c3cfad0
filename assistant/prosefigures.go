package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// figures lets a number outside quotations pass only where the answer says it
// too, in its own words, as the same kind of thing and no vaguer.
func (c *proseCheck) figures(rest string) string {
	text := []rune(rest)
	for _, m := range quantity.Numbers(rest) {
		if why := c.hedged(text, m); why != "" {
			return why
		}
		for i := m.Start; i < m.End; i++ {
			text[i] = ' '
		}
		if m.Kind == quantity.Money && m.Currency != "CNY" {
			return "has another currency: " + m.Text
		}
		if !c.says(m) {
			return "has a number that the answer does not say: " + m.Text
		}
	}
	for _, r := range text {
		if unicode.IsNumber(r) || strings.ContainsRune("廿卅卌〇元亿万倍%‰仨俩", r) {
			return "has a numeral that cannot be read: " + string(r)
		}
	}
	if hits := c.lexicon.find("prose_number", text); len(hits) > 0 {
		return "spells a number out in letters: " + string(text[hits[0].start:hits[0].end])
	}
	return ""
}

// hedged lets a number be more, less or about only where it is so in what the
// answer rests on.
func (c *proseCheck) hedged(text []rune, m quantity.Mention) string {
	if strings.ContainsAny(m.Text, "多余来几数") {
		return "has a vague number: " + m.Text
	}
	from, to := m.Start, m.End
	if start, ok := c.lexicon.endsAt("prose_hedge", text, m.Start); ok {
		from = start
	}
	to += c.lexicon.matchAt("prose_hedge", text, m.End)
	if from == m.Start && to == m.End {
		return ""
	}
	if hedged := string(text[from:to]); !strings.Contains(c.rests, hedged) {
		return "makes a number vague: " + hedged
	}
	return ""
}

// says reports whether the answer's own words hold the same number: the same
// value, kind and unit, hedged the same way. A plain number may stand for one
// that is a bound there, whose words company looks after.
func (c *proseCheck) says(m quantity.Mention) bool {
	return slices.ContainsFunc(c.numbers, func(o quantity.Mention) bool {
		return sameNumber(m, o) && (o.Bound == m.Bound && o.Low.Equal(m.Low) && o.High.Equal(m.High) || m.Bound == quantity.Exact && o.Low.Equal(o.High))
	})
}

func sameNumber(m, o quantity.Mention) bool {
	return o.Kind == m.Kind && o.Unit == m.Unit && o.Currency == m.Currency && o.Value.Equal(m.Value) && o.Date == m.Date
}

// fact is a number with the words around it.
type fact struct {
	number quantity.Mention
	words  map[string]bool // pairs of characters, words in letters
}

// factsOf reads the numbers of a folded text with the words that belong to
// each: those of its member of the sentence, up to the next number.
func factsOf(text string) []fact {
	runes := []rune(text)
	mentions := quantity.Numbers(text)
	facts := make([]fact, len(mentions))
	for i, m := range mentions {
		from, to := m.Start, m.End
		for from > 0 && !strings.ContainsRune("，。；！？\n,;!?", runes[from-1]) && (i == 0 || from > mentions[i-1].End) {
			from--
		}
		for to < len(runes) && !strings.ContainsRune("，。；！？\n,;!?", runes[to]) && (i+1 == len(mentions) || to < mentions[i+1].Start) {
			to++
		}
		facts[i] = fact{m, map[string]bool{}}
		for _, p := range append(pairsOf(string(runes[from:m.Start])), pairsOf(string(runes[m.End:to]))...) {
			facts[i].words[p] = true
		}
	}
	return facts
}

// tellings say what the numbers of a result are, for company.
func tellings(r calculators.Result, book *calculators.Book) []string {
	var list []string
	say := func(label, value, unit string) { list = append(list, label+" "+value+unit+" "+label) }
	rule, known := book.Rule(r.Rule)
	for id, v := range r.Inputs {
		in, ok := rule.Input(id)
		if !known || !ok {
			continue
		}
		unit := in.Unit
		if in.Type == calculators.MoneyInput {
			unit = "元"
		}
		say(strings.Join(append([]string{in.Label.Zh, in.Label.En}, in.Words...), " "), v, unit)
	}
	for _, s := range r.Steps {
		say(s.Label, s.Value, s.Unit)
	}
	if r.Amount != nil {
		say(r.Title+" "+rule.Title.Zh+" "+rule.Title.En+" 补助金额 补贴金额 奖励金额 测算金额 amount grant comes", r.Amount.Yuan, "元")
	}
	for _, o := range r.Readings {
		if o.Amount != nil {
			say(o.Label, o.Amount.Yuan, "元")
		}
	}
	for _, p := range r.Parts {
		list = append(list, tellings(p, book)...)
	}
	return list
}

// company lets a number stand only among words that it has in the answer or a
// clause, and not among those that another number has there: 29万元 is what
// comes out, and neither a cap nor a threshold.
func (c *proseCheck) company(rest string) string {
	for _, f := range factsOf(rest) {
		own, others := 0, 0
		if c.given(f, rest) {
			own = 1
		}
		for _, o := range c.facts {
			shared := 0
			for p := range f.words {
				if o.words[p] && !c.lexicon.has("prose_plain", p) {
					shared++
				}
			}
			if sameNumber(f.number, o.number) {
				own = max(own, shared)
			} else {
				others = max(others, shared)
			}
		}
		if c.clauseNumber(f.number, rest) {
			continue
		}
		if own == 0 || others > own {
			return "puts a number where the answer does not have it: " + f.number.Text
		}
	}
	return ""
}

// given reports whether a number is a sum that the answer gives, in words that
// give it: 可以得到29万元.
func (c *proseCheck) given(f fact, rest string) bool {
	for _, member := range members(rest) {
		for _, m := range quantity.Numbers(member) {
			_, granting := c.first("prose_grant", member)
			if granting && sameNumber(m, f.number) && slices.ContainsFunc(c.answer.Results, func(r calculators.Result) bool { return gives(r, m) }) {
				return true
			}
		}
	}
	return false
}

// members are the parts of a sentence between its commas.
func members(s string) []string {
	var list []string
	runes := []rune(s)
	start := 0
	for i, r := range runes {
		inNumber := r == ',' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if strings.ContainsRune("，；,;", r) && !inNumber {
			list = append(list, string(runes[start:i]))
			start = i + 1
		}
	}
	return append(list, string(runes[start:]))
}

// clauseNumber reports whether a number is that of a clause the answer quotes.
func (c *proseCheck) clauseNumber(m quantity.Mention, rest string) bool {
	runes := []rune(rest)
	for _, q := range c.answer.Quotes {
		name := []rune(clauseName(q.Number, q.Clause))
		for start := max(0, m.Start-len(name)); len(name) > 0 && start <= m.Start; start++ {
			if end := start + len(name); end >= m.End && hasPrefix(runes[start:], name) {
				return true
			}
		}
	}
	return false
}

// grants holds a sentence that gives somebody something to what the answer
// gives: nothing where it grants nothing, nothing without its conditions, and
// no other sum, quoted ones included.
func (c *proseCheck) grants(rest string, quoted []quantity.Mention) string {
	word, ok := c.first("prose_grant", rest)
	if !ok {
		return ""
	}
	if !c.granted {
		return "grants what the answer does not grant: " + word
	}
	if _, hedged := c.first("prose_if", rest); c.open && !hedged {
		return "grants without the conditions: " + word
	}
	if len(quoted) > 0 {
		return "grants what it quotes: " + quoted[0].Text
	}
	for _, member := range members(rest) {
		word, ok := c.first("prose_grant", member)
		if !ok {
			continue
		}
		for _, m := range quantity.Numbers(member) {
			if m.Kind != quantity.Money && m.Kind != quantity.Rate {
				continue
			}
			if !slices.ContainsFunc(c.answer.Results, func(r calculators.Result) bool { return gives(r, m) }) {
				return "grants another amount than the answer (" + word + "): " + m.Text
			}
		}
	}
	return ""
}

// gives reports whether a result or a part of it gives a sum.
func gives(r calculators.Result, m quantity.Mention) bool {
	if r.Amount != nil && grants(r) && m.Bound == quantity.Exact && quantity.FormatPlain(m.Value) == r.Amount.Yuan {
		return true
	}
	return slices.ContainsFunc(r.Parts, func(p calculators.Result) bool { return gives(p, m) })
}
