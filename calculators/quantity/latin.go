package quantity

import (
	"strings"
	"time"

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
	if next >= len(s.r) || !digit(s.r[next]) {
		return end
	}
	n, ok := s.numeral(next)
	if !ok || n.digits == 0 {
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

// suffixed reads 3rd place and 2nd.
func (s *scanner) suffixed(n numeral) int {
	if n.digits == 0 {
		return 0
	}
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if !s.has(n.end, suffix) || letter(s.at(n.end+2)) {
			continue
		}
		end := n.end + 2
		k := s.space(end)
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
	return 0
}

var months = func() map[string]int {
	t := map[string]int{"sept": 9}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		t[name], t[name[:3]] = int(m), int(m)
	}
	return t
}()

// englishMonth reads May 20, 2024 and May 2024. A month without a year is
// passed over.
func (s *scanner) englishMonth(i, next, month int) int {
	if y, ok := s.digits(next, 4, 4); ok && y >= firstYear && y <= lastYear {
		return s.emit(monthMention(y, month), i, next+4)
	}
	day, ok := s.digits(next, 1, 2)
	if !ok {
		return next
	}
	k := next + s.run(next)
	if s.at(k) == ',' {
		k++
	}
	k = s.space(k)
	y, ok := s.digits(k, 4, 4)
	d := Date{y, time.Month(month), day}
	if !ok || y < firstYear || y > lastYear || !d.valid() {
		return next
	}
	return s.emit(dayMention(d), i, k+4)
}

// englishDay reads 20 May 2024.
func (s *scanner) englishDay(n numeral) int {
	if n.hanzi || n.digits == 0 || n.digits > 2 {
		return 0
	}
	k := s.space(n.end)
	end := k
	for letter(s.at(end)) {
		end++
	}
	if end-k < 3 || end-k > 9 {
		return 0
	}
	month, ok := months[string(s.r[k:end])]
	if !ok {
		return 0
	}
	at := s.space(end)
	y, ok := s.digits(at, 4, 4)
	d := Date{y, time.Month(month), int(n.value.IntPart())}
	if !ok || y < firstYear || y > lastYear || !d.valid() {
		return 0
	}
	return s.emit(dayMention(d), n.start, at+4)
}

// englishScales stand behind digits. m needs a currency before the number, as
// it is metres elsewhere.
var englishScales = []struct {
	word  string
	power int
}{
	{"thousand", 3},
	{"million", 6},
	{"billion", 9},
	{"mln", 6},
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
		if e.word == "m" {
			if c, _ := s.currencyBefore(n.start); c == "" || k != n.end {
				continue
			}
		}
		n.value, n.width = n.value.Shift(int32(e.power)), n.width.Shift(int32(e.power))
		n.end, n.digits = end, 0
		if e.power >= 6 {
			n.scale = e.power
		}
		return
	}
}
