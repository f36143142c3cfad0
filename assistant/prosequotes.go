package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// quotedSentence is a sentence with the library's own text where it quotes.
type quotedSentence struct {
	out  string             // as it may be sent
	rest string             // what stands outside the quotations
	sums []quantity.Mention // the numbers inside them
}

// quotations puts the library's own text where a sentence quotes, and the
// clause where it refers to one.
func (c *proseCheck) quotations(s string) (q quotedSentence, why string) {
	var out, rest strings.Builder
	runes := []rune(s)
	var from []int // the answer's quotes that the last quotation stands in
	cites, ended := false, -1
	for i := 0; i < len(runes); {
		r := runes[i]
		if strings.ContainsRune("[［【", r) {
			name, n, why := c.reference(runes[i:], from, ended == i)
			if why != "" {
				return q, why
			}
			out.WriteString(name)
			rest.WriteString(" ")
			i += n
			continue
		}
		closing, opens := closingOf(r)
		if !opens {
			if strings.ContainsRune("”」』》]］】", r) {
				return q, "ends a quotation or a reference that was never begun"
			}
			out.WriteRune(r)
			rest.WriteRune(r)
			i++
			continue
		}
		end := i + 1
		for end < len(runes) && runes[end] != closing {
			end++
		}
		if end == len(runes) {
			return q, "begins a quotation and does not end it"
		}
		inner := string(runes[i+1 : end])
		before := rest.String()
		if ended >= 0 && strings.TrimSpace(string(runes[ended:i])) == "" {
			return q, "puts quotations side by side, which could join their figures"
		}
		var text string
		if r == '《' {
			from = nil
			text, why = c.title(inner)
		} else {
			cites = cites || c.cites(before)
			text, from, why = c.quoted(inner, c.cites(before))
		}
		if why != "" {
			return q, why
		}
		q.sums = append(q.sums, quantity.Numbers(text)...)
		if why := c.numbered(before, from); why != "" {
			return q, why
		}
		out.WriteString(string(r) + text + string(closing))
		rest.WriteString(" ")
		i = end + 1
		ended = i
	}
	q.out, q.rest = out.String(), rest.String()
	return q, ""
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

// title lets only the answer's own documents be named.
func (c *proseCheck) title(text string) (string, string) {
	if strings.TrimSpace(text) != "" {
		for _, q := range c.answer.Quotes {
			if strings.Contains(q.Title, text) {
				return text, ""
			}
		}
		if strings.Contains(c.rests, hanzi.Fold("《"+text+"》").Text) {
			return text, ""
		}
	}
	return "", "names a document that the answer does not: " + text
}

// quoted finds what is quoted in the answer's quotes and returns it as
// published, with the quotes it stands in. Words of the answer itself may
// stand in marks too, where they are not said to be a clause's.
func (c *proseCheck) quoted(text string, cited bool) (string, []int, string) {
	numbers := len(quantity.Numbers(text)) > 0
	if numbers && !cited {
		return "", nil, "quotes a number without saying that it is a clause's: " + text
	}
	var original string
	var from []int
	for i, q := range c.quotes {
		for _, at := range q.findAll(text) {
			if numbers && !q.whole(at) || c.turnedBefore(q, at) {
				continue
			}
			original = q.original(at)
			from = append(from, i)
			break
		}
	}
	if len(from) > 0 {
		return original, from, ""
	}
	word := hanzi.Fold(text).Text
	if !cited && !numbers && len([]rune(text)) <= 12 && strings.TrimSpace(word) != "" && strings.Contains(c.own, word) {
		return text, nil, ""
	}
	return "", nil, "quotes what stands so in no clause of the answer: " + text
}

// turnedBefore reports whether a word that turns the meaning stands right
// before a stretch of a clause, so that the stretch alone says the opposite.
func (c *proseCheck) turnedBefore(q compactText, at hit) bool {
	for n := 1; n <= 3 && at.start-n >= 0; n++ {
		before := q.runes[at.start-n]
		if !unicode.Is(unicode.Han, before) {
			return false
		}
		if strings.ContainsRune("不未非无免没禁勿除", before) {
			return true
		}
	}
	return false
}

// cites reports whether the words before a quotation say that a clause
// follows.
func (c *proseCheck) cites(before string) bool {
	runes := []rune(hanzi.Fold(before).Text)
	runes = runes[max(0, len(runes)-16):]
	return len(c.lexicon.find("prose_cites", runes)) > 0
}

// numbered holds a quotation to the clause that the words before it name.
func (c *proseCheck) numbered(before string, from []int) string {
	if len(from) == 0 {
		return ""
	}
	folded := hanzi.Fold(before).Text
	named := false
	for i, q := range c.answer.Quotes {
		name := hanzi.Fold(clauseName(q.Number, q.Clause)).Text
		if name == "" || !strings.Contains(folded, name) {
			continue
		}
		if slices.Contains(from, i) {
			return ""
		}
		named = true
	}
	if named {
		return "puts the words of one clause under another's number"
	}
	return ""
}

// reference turns [q1] into the clause it stands for. Behind a quotation it
// must be the one that the quotation stands in.
func (c *proseCheck) reference(text []rune, from []int, behind bool) (name string, n int, why string) {
	end := slices.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("]］】", r) })
	if end < 0 {
		return "", 0, "begins a reference and does not end it"
	}
	id := strings.TrimSpace(string(text[1:end]))
	i := slices.IndexFunc(c.answer.Quotes, func(q calculators.Quote) bool { return q.ID == id })
	if i < 0 {
		return "", 0, "refers to a quote that is not there: " + id
	}
	if behind && len(from) > 0 && !slices.Contains(from, i) {
		return "", 0, "puts the words of one clause under another's number"
	}
	q := c.answer.Quotes[i]
	w := writer{language: c.answer.Language}
	if name := clauseName(q.Number, q.Clause); name != "" {
		return w.in(phrase{"（%s）", " (%s)"}, name), end + 1, ""
	}
	return "", end + 1, ""
}
