package quantity

import "github.com/shopspring/decimal"

// spelledUnits and spelledTens are the numerals of English below a hundred.
var (
	spelledUnits = map[string]int64{
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
		"eighteen": 18, "nineteen": 19,
	}
	spelledTens = map[string]int64{
		"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	spelledScales = map[string]int32{"hundred": 2, "thousand": 3, "million": 6, "billion": 9}
)

// spelling is the state while an English numeral in words is read: sum holds
// what stands before the last thousand, million or billion, group what is
// below a thousand behind it.
type spelling struct {
	s          *scanner
	at         int // behind the last word that was taken
	sum, group decimal.Decimal
	taken      bool  // a word was taken
	open       bool  // group ends in a number of tens: a unit may follow
	places     bool  // a scale or dozen was taken
	last       int32 // power of the last thousand, million or billion
	scale      int
}

// spelled reads a number in English words: five hundred and fifty thousand,
// half a million, a dozen, three quarters of a million, two and a half
// million. Ordinals are none.
func (s *scanner) spelled(i int) (numeral, bool) {
	if i > 0 && (letter(s.at(i-1)) || digit(s.at(i-1))) {
		return numeral{}, false
	}
	p := spelling{s: s, at: i, last: 12}
	if !p.part(i) {
		for p.word() {
		}
	}
	if !p.taken {
		return numeral{}, false
	}
	n := numeral{start: i, end: p.at, value: p.sum.Add(p.group), hanzi: true, places: p.places, scale: p.scale}
	n.width = lastPlace(n.value)
	if n.scale == 0 && p.last == 3 && s.endsPhrase(n.end) {
		n.scale = 3 // fifty-five thousand, of nothing that is named
	}
	return n, true
}

// wordAt is the word of letters at i and where it ends.
func (s *scanner) wordAt(i int) (string, int) {
	end := i
	for letter(s.at(end)) {
		end++
	}
	return string(s.r[min(i, len(s.r)):min(end, len(s.r))]), end
}

// part reads a share of a scale word: half a million, half a dozen, a quarter
// of a million, three quarters of a million.
func (p *spelling) part(i int) bool {
	for _, f := range []struct {
		words string
		share decimal.Decimal
	}{
		{"half a ", decimal.New(5, -1)},
		{"half an ", decimal.New(5, -1)},
		{"a quarter of a ", decimal.New(25, -2)},
		{"quarter of a ", decimal.New(25, -2)},
		{"three quarters of a ", decimal.New(75, -2)},
		{"three-quarters of a ", decimal.New(75, -2)},
	} {
		if !p.s.has(i, f.words) {
			continue
		}
		word, end := p.s.wordAt(i + len(f.words))
		power, ok := spelledScales[word]
		switch {
		case ok:
			p.group = f.share.Shift(power)
		case word == "dozen":
			p.group = f.share.Mul(decimal.NewFromInt(12))
		default:
			continue
		}
		if power >= 6 {
			p.scale = int(power)
		}
		p.at, p.taken, p.places = end, true, true
		return true
	}
	return false
}

// word takes the next word of the number and reports whether there was one.
func (p *spelling) word() bool {
	s, k, joined := p.s, p.at, false
	if p.taken {
		if k = s.space(p.at); k == p.at {
			if s.at(k) != '-' || !p.open && !p.places && !p.group.IsPositive() {
				return false
			}
			k, joined = k+1, true
		}
		if !joined && p.places && s.has(k, "and ") {
			k = s.space(k + 4)
		}
	}
	word, end := s.wordAt(k)
	if end == k || digit(s.at(end)) {
		return false
	}
	if p.taken && p.andHalf(k) {
		return true
	}
	unit, isUnit := spelledUnits[word]
	ten, isTen := spelledTens[word]
	power, isScale := spelledScales[word]
	switch {
	case (word == "a" || word == "an") && !p.taken:
		next, _ := s.wordAt(s.space(end))
		if _, scale := spelledScales[next]; !scale && next != "dozen" {
			return false
		}
		p.group, p.taken, p.at = decimal.NewFromInt(1), true, end
		return true
	case isUnit && p.free(unit):
		p.group, p.open = p.group.Add(decimal.NewFromInt(unit)), false
	case isTen && p.free(ten):
		p.group, p.open = p.group.Add(decimal.NewFromInt(ten)), true
	case word == "dozen" && p.taken && !p.places:
		p.group, p.places, p.open = p.group.Mul(decimal.NewFromInt(12)), true, false
	case isScale && p.taken && power == 2 && p.group.IsPositive() && p.group.LessThan(decimal.NewFromInt(100)):
		p.group, p.places, p.open = p.group.Shift(2), true, false
	case isScale && p.taken && power > 2 && power < p.last && p.group.IsPositive():
		p.sum = p.sum.Add(p.group.Shift(power))
		p.group, p.places, p.open, p.last = decimal.Decimal{}, true, false, power
		if power >= 6 {
			p.scale = max(p.scale, int(power))
		}
	default:
		return false
	}
	p.taken, p.at = true, end
	return true
}

// free reports whether v can be added to the group: five behind twenty or
// behind two hundred, and nothing behind three.
func (p *spelling) free(v int64) bool {
	below := p.group.Mod(decimal.NewFromInt(100))
	return below.IsZero() && !(p.group.IsZero() && p.taken && !p.places) || p.open && v < 10
}

// andHalf reads the rest of two and a half million.
func (p *spelling) andHalf(k int) bool {
	at := k
	if p.s.has(at, "and ") {
		at = p.s.space(at + 4)
	}
	if !p.s.has(at, "a half") || letter(p.s.at(at+6)) || p.places {
		return false
	}
	p.group, p.open = p.group.Add(decimal.New(5, -1)), false
	p.at = at + 6
	return true
}

// spelledTime reads a year and a half, half a year, a year and two months and
// a year, 0 where none begins at i.
func (s *scanner) spelledTime(i int) int {
	if i > 0 && letter(s.at(i-1)) || s.greedy {
		return 0
	}
	for _, w := range []struct {
		words  string
		months int64
	}{
		{"one year and a half", 18},
		{"a year and a half", 18},
		{"half a year", 6},
		{"half year", 6},
	} {
		if end := i + len(w.words); s.has(i, w.words) && !letter(s.at(end)) {
			return s.emit(Mention{Kind: Duration, Unit: "月", Value: decimal.NewFromInt(w.months)}, i, end)
		}
	}
	return 0
}

// oneOf reports that the number is the word one, which with a noun behind it
// is as often a pronoun as a count.
func (s *scanner) oneOf(n numeral) bool {
	return n.hanzi && letter(s.at(n.start)) && !n.places && n.value.Equal(decimal.NewFromInt(1))
}
