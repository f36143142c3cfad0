package quantity

import (
	"strconv"

	"github.com/shopspring/decimal"
)

// latin reads what begins with letters: RMB 850,000, top 3, tier 2, third
// place, in 2025, May 20, 2024. Other words are passed over, with the digits
// that stick to them (B2B, ISO9001).
func (s *scanner) latin(i int) int {
	end := i
	for letter(s.at(end)) {
		end++
	}
	if end-i > 12 {
		return end
	}
	word := string(s.r[i:end])
	if at := s.englishYear(i); at > 0 {
		return at
	}
	if end := s.spelledTime(i); end > 0 {
		return end
	}
	if n, ok := s.spelled(i); ok && (n.places || !s.greedy) {
		return s.quantity(i)
	}
	if s.at(end) == '$' {
		return end + 1
	}
	next := s.space(end)
	if next == end && s.at(end) == '.' {
		next = s.space(end + 1)
	}
	for _, c := range currencies {
		if c.word == word {
			return end
		}
	}
	if rank, ok := ordinals[word]; ok {
		return s.englishPlace(i, end, rank)
	}
	if month, ok := months[word]; ok {
		return s.englishMonth(i, next, month)
	}
	if word == "year" && next > end {
		if k, ok := s.yearPlace(i, next); ok {
			return k
		}
	}
	switch word {
	case "top", "tier", "rank", "ranked", "ranking", "level", "no", "article", "clause", "section", "art", "paragraph", "chapter":
		return s.labelled(i, end, next, word)
	case "in", "by", "of", "during", "since", "for", "fy", "year", "until", "end", "and", "to":
		if y, ok := s.digits(next, 4, 4); ok && y >= firstYear && y <= lastYear && next > end && !s.countedAfter(next+4) {
			return s.emit(yearMention(y), next, next+4)
		}
	}
	if digit(s.at(end)) && !s.greedy {
		return s.word(end)
	}
	return end
}

func (s *scanner) countedAfter(i int) bool {
	if runeIn(s.at(i), ".,-/") && digit(s.at(i+1)) {
		return true
	}
	_, ok := s.unitNear(i)
	return ok || s.counted(i) || letter(s.at(i))
}

// labelled reads the number behind top, tier, rank, or the name of a part of
// a document.
func (s *scanner) labelled(i, end, next int, word string) int {
	if next >= len(s.r) || !digit(s.r[next]) && !letter(s.r[next]) || s.greedy && letter(s.r[next]) {
		return end
	}
	n, ok := s.numeral(next) // tier 3, tier three
	if !ok || n.digits == 0 && (n.places || letter(s.at(n.end)) || word == "no") {
		return end
	}
	m := Mention{Kind: Rank, Value: n.value, Unit: "名"}
	switch word {
	case "top":
		m.Bound, m.Low, m.High = Under, decimal.NewFromInt(1), n.value
	case "tier":
		m.Unit = "档"
	case "rank", "ranked", "ranking":
	default:
		if s.greedy {
			m = Mention{Kind: Number, Value: n.value}
			if word != "no" {
				m.Unit = "条"
			}
			return s.emit(m, n.start, n.end)
		}
		return n.end
	}
	return s.emit(m, i, n.end)
}

var ordinals = map[string]int64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
	"sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}

// englishPlace reads third place and second tier.
func (s *scanner) englishPlace(i, end int, rank int64) int {
	k := s.space(end)
	if s.at(k) == '-' {
		k++ // second-tier
	}
	m := Mention{Kind: Rank, Value: decimal.NewFromInt(rank), Unit: "名"}
	switch {
	case s.has(k, "place"):
		return s.emit(m, i, k+5)
	case s.has(k, "tier"):
		m.Unit = "档"
		return s.emit(m, i, k+4)
	case s.has(k, "year") && !s.has(k, "years"):
		m.Unit = "年"
		return s.emit(m, i, k+4)
	case s.endsWith(i, "ranked ") > 0, s.endsWith(i, "came ") > 0, s.endsWith(i, "rank ") > 0:
		return s.emit(m, i, end)
	}
	return end
}

// yearPlace reads year one and year 2, a year in the order of those of a support.
func (s *scanner) yearPlace(i, next int) (end int, ok bool) {
	for value, word := range []string{"one", "two", "three", "four", "five"} {
		for _, w := range []string{word, strconv.Itoa(value + 1)} {
			if k := next + len(w); s.has(next, w) && !letter(s.at(k)) && !digit(s.at(k)) && !runeIn(s.at(k), ".,-/%") {
				return s.emit(Mention{Kind: Rank, Value: decimal.NewFromInt(int64(value + 1)), Unit: "年"}, i, k), true
			}
		}
	}
	return 0, false
}

// suffixed reads 3rd place and 2nd.
func (s *scanner) suffixed(n numeral) int {
	end := s.ordinalEnd(n.end)
	if n.digits == 0 || end == n.end {
		return 0
	}
	k := s.space(end)
	if s.at(k) == '-' {
		k++
	}
	m := Mention{Kind: Rank, Value: n.value, Unit: "名"}
	switch {
	case s.has(k, "place"):
		end = k + 5
	case s.has(k, "tier"):
		m.Unit, end = "档", k+4
	case s.has(k, "year"):
		m.Unit, end = "年", k+4
	}
	return s.emit(m, n.start, end)
}

// englishScales stand behind digits. m is metres where no money is spoken of;
// wan is 万 as foreigners in China write it.
var englishScales = []struct {
	word  string
	power int
}{
	{"thousand", 3},
	{"million", 6},
	{"billion", 9},
	{"grand", 3},
	{"mill", 6},
	{"mln", 6},
	{"mil", 6},
	{"mio", 6},
	{"wan", 4},
	{"mn", 6},
	{"bn", 9},
	{"k", 3},
	{"m", 6},
}

// scaled multiplies a number by the English word behind it.
func (s *scanner) scaled(n *numeral) {
	k := s.space(n.end)
	if !letter(s.at(k)) {
		return
	}
	for _, e := range englishScales {
		end := k + len(e.word)
		if !s.has(k, e.word) || letter(s.at(end)) || digit(s.at(end)) {
			continue
		}
		if e.word == "m" && (k != n.end || !s.millions(*n, end)) {
			continue
		}
		n.value, n.width = n.value.Shift(int32(e.power)), n.width.Shift(int32(e.power))
		n.end, n.digits = end, 0
		if e.power >= 6 || e.word == "wan" || s.endsPhrase(end) {
			n.scale = e.power
		}
		return
	}
}

// millions reports whether the m behind n is millions and not metres: a
// currency is beside it, or it has decimals and no measure follows.
func (s *scanner) millions(n numeral, end int) bool {
	if c, _ := s.currencyBefore(n.start); c != "" {
		return true
	}
	if u, ok := s.unitNear(end); ok {
		return u.kind == Money
	}
	before := n.start
	for s.at(before-1) == ' ' {
		before--
	}
	if c := s.at(before - 1); c == '×' || c == '*' || c == 'x' && !letter(s.at(before-2)) || s.has(before-3, " by") {
		return false // 3m x 6m
	}
	word, _ := s.wordAt(s.space(end))
	switch word {
	case "x", "by", "wide", "long", "high", "deep", "tall", "from", "away":
		return false
	}
	return !runeIn(s.at(s.space(end)), "x×*²2")
}

// small are the words that go on with a sentence without naming what the
// number before them counts: 300k for servers, 80 thousand last year.
var small = map[string]bool{
	"for": true, "on": true, "in": true, "of": true, "and": true, "or": true, "at": true, "to": true, "into": true, "per": true,
	"a": true, "an": true, "the": true, "last": true, "this": true, "next": true, "from": true, "with": true, "by": true,
	"is": true, "are": true, "was": true, "were": true, "has": true, "have": true, "had": true, "will": true, "would": true,
	"we": true, "i": true, "it": true, "but": true, "so": true, "if": true, "what": true, "how": true, "do": true, "does": true,
	"can": true, "each": true, "every": true, "plus": true, "as": true, "than": true, "instead": true, "already": true,
	"only": true, "enough": true, "during": true, "since": true, "until": true, "before": true, "after": true,
	"spent": true, "invested": true, "paid": true, "total": true, "altogether": true, "please": true, "our": true, "my": true,
}

// endsPhrase reports that no noun follows at i that a number could count.
func (s *scanner) endsPhrase(i int) bool {
	if u, ok := s.unitNear(i); ok {
		return u.kind == Money
	}
	word, end := s.wordAt(s.space(i))
	return end == s.space(i) || small[word]
}
