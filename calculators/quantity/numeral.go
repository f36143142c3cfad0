package quantity

import (
	"strings"

	"github.com/shopspring/decimal"
)

// numeral is a number as written, before it is known what it counts. Indices
// are code points of the folded text.
type numeral struct {
	start, end int
	value      decimal.Decimal
	bound      Bound // hedged inside: 50多万, 十几, 八九十万
	low, high  decimal.Decimal
	width      decimal.Decimal // worth of the last place written: 10万 in 50万
	scale      int             // power of ten of the largest of 万 亿 w million written
	hanzi      bool            // begins with a Chinese numeral
	places     bool            // has a place word: 十 百 千 万 亿
	digits     int             // digits, where the number is nothing but digits
	split      int             // where the second number of 八九十万 begins; 0 elsewhere
	second     decimal.Decimal // that number
}

// reading is the state while a numeral is read: sum holds what stands before
// the last 万 or 亿, section the 千 百 十 after it, current the digits that
// wait for their place word.
type reading struct {
	s                     *scanner
	at                    int
	sum, section, current decimal.Decimal
	have, han, zero       bool // current: is there one, is it Chinese, does 零 precede it
	digits                int  // of current, where it is Arabic
	currentAt             int  // where current begins
	small, big, last      int  // powers of the last place words
	width                 decimal.Decimal
	hedge                 rune // 多 来 几 alt
	n                     numeral
}

// numeral reads the number that begins at i.
func (s *scanner) numeral(i int) (numeral, bool) {
	if i < 0 || i >= len(s.r) {
		return numeral{}, false
	}
	if letter(s.r[i]) {
		return s.spelled(i)
	}
	r := reading{s: s, at: i, small: 4, big: 16, n: numeral{start: i, end: i}}
	if !r.lead() {
		return numeral{}, false
	}
	for r.at < len(s.r) && r.step() {
	}
	return r.finish()
}

// lead handles what only the beginning of a number can be.
func (r *reading) lead() bool {
	s, i := r.s, r.at
	switch c := s.r[i]; {
	case c == '几' || c == '数':
		next := s.at(i + 1)
		if place(next) == 0 && next != '万' && next != '亿' && !s.has(i+1, "个亿") {
			return false // 几家, 几成: a question
		}
		r.current, r.width, r.have, r.han, r.hedge = decimal.NewFromInt(2), decimal.NewFromInt(8), true, true, 'x'
		r.n.hanzi = true
		r.at++
	case c == '半':
		if !s.has(i+1, "个亿") && !s.has(i+1, "亿") {
			return false
		}
		r.current, r.have, r.han, r.n.hanzi = decimal.New(5, -1), true, true, true
		r.width = decimal.New(1, -1)
		r.at++
	case place(c) > 1 || c == '万' || c == '亿':
		if !s.bare(i) {
			return false
		}
		r.current, r.have, r.han, r.n.hanzi = decimal.NewFromInt(1), true, true, true
	case digit(c):
	case place(c) == 1 || hanZero(c):
		r.n.hanzi = true
	default:
		if _, ok := hanDigit(c); !ok {
			return false
		}
		r.n.hanzi = true
	}
	return true
}

// bare reports whether a place word without a digit before it is a number:
// 百万, 上千家, 近万元; not 百货, 万元, 千万别.
func (s *scanner) bare(i int) bool {
	hedged := i > s.done && runeIn(s.r[i-1], "近上成")
	c, k := s.r[i], i+1
	if runeIn(s.at(k), "多余来") {
		k++
	}
	if place(c) > 1 && (s.at(k) == '万' || s.at(k) == '亿') {
		return hedged || !(runeIn(s.at(k+1), "别不要记注小富") || s.has(k+1, "可别"))
	}
	if !hedged {
		return false
	}
	_, ok := s.unit(k)
	return ok
}

// step takes one part of the number and reports whether to go on.
func (r *reading) step() bool {
	s, c := r.s, r.s.r[r.at]
	if r.hedge != 0 && r.hedge != 'x' && !runeIn(c, "万亿个w") && place(c) == 0 {
		return false
	}
	if d, ok := hanDigit(c); ok {
		return r.hanDigits(d)
	}
	switch {
	case digit(c):
		return r.arabic()
	case hanZero(c):
		return r.zeros()
	case place(c) > 0:
		return r.place(place(c))
	case c == '万', c == 'w' && !letter(s.at(r.at+1)):
		return r.wan()
	case c == '亿':
		return r.yi()
	case c == '个':
		// 1.2个亿, 半个亿, 3个多亿, 八十个w
		if (r.have || r.last > 0) && (s.at(r.at+1) == '亿' || s.has(r.at+1, "多亿") || s.at(r.at+1) == 'w' && !letter(s.at(r.at+2))) {
			r.at++
			return true
		}
	case runeIn(c, "多余来几"):
		return r.vague(c)
	case c == '点':
		return r.point()
	case c == ' ':
		if r.arabicJustRead() && runeIn(s.at(r.at+1), "万亿千百") && !s.has(r.at+1, "百分") {
			r.at++
			return true
		}
	}
	return false
}

func (r *reading) arabicJustRead() bool { return r.have && !r.han }

func (r *reading) arabic() bool {
	if r.have {
		return false
	}
	v, end, n := r.s.arabic(r.at)
	if r.last > 0 && n == 0 && r.big > 8 {
		return false // 3千2.5 is two numbers
	}
	r.current, r.have, r.han, r.digits, r.currentAt = v, true, false, n, r.at
	if r.at == r.n.start {
		r.n.digits = n
	}
	r.at = end
	return true
}

// hanDigits takes a digit, a string of digits (二〇二四), or two digits that
// stand for a range (八九十万, 十七八个).
func (r *reading) hanDigits(d int64) bool {
	s := r.s
	if r.have {
		return false
	}
	run := 1
	for {
		c := s.at(r.at + run)
		if _, ok := hanDigit(c); !ok && !hanZero(c) {
			break
		}
		run++
	}
	r.currentAt = r.at
	if run == 1 {
		r.current, r.have, r.han = decimal.NewFromInt(d), true, true
		r.at++
		return true
	}
	second, _ := hanDigit(s.r[r.at+1])
	if run == 2 && (second == d+1 || d == 3 && second == 5) && s.counted(r.at+2) {
		r.current, r.width, r.have, r.han, r.hedge = decimal.NewFromInt(d), decimal.NewFromInt(second-d), true, true, 'x'
		r.n.split = r.at + 1
		r.at += 2
		return true
	}
	if r.at == r.n.start && !hanZero(s.r[r.at+1]) || r.at == r.n.start && run > 2 {
		return r.hanString(run)
	}
	// 一百零五 has its 零 after the place word; here 二零 ends the number.
	r.current, r.have, r.han = decimal.NewFromInt(d), true, true
	r.at++
	return true
}

// hanString takes run digits by their position: 二〇二四 is 2024.
func (r *reading) hanString(run int) bool {
	if run > 18 {
		run = 18
	}
	var v int64
	for k := range run {
		d, _ := hanDigit(r.s.r[r.at+k])
		v = v*10 + d
	}
	r.current, r.have, r.han = decimal.NewFromInt(v), true, true
	r.n.digits = run
	r.at += run
	return true
}

func (r *reading) zeros() bool {
	if r.have {
		return false
	}
	if r.at == r.n.start {
		run := 1
		for {
			c := r.s.at(r.at + run)
			if _, ok := hanDigit(c); !ok && !hanZero(c) {
				break
			}
			run++
		}
		return r.hanString(run)
	}
	next := r.s.at(r.at + 1)
	_, ok := hanDigit(next)
	if !ok && !digit(next) && place(next) != 1 {
		return false
	}
	r.zero = true
	r.at++
	return true
}

func (r *reading) place(p int) bool {
	s := r.s
	if s.has(r.at+1, "分之") || p == 2 && s.has(r.at+1, "分点") {
		return false
	}
	if !r.have {
		if p != 1 {
			return false
		}
		r.current = decimal.NewFromInt(1)
	}
	if p >= r.small || r.have && !r.han && (p == 1 || runeIn(s.at(r.at+1), "克米瓦卡")) || r.n.digits > 1 && r.n.hanzi {
		return false
	}
	r.section = r.section.Add(r.current.Shift(int32(p)))
	if r.hedge == 0 {
		r.width = decimal.New(1, int32(p))
	} else {
		r.width = r.width.Shift(int32(p))
	}
	r.drop()
	r.small, r.last = p, p
	r.n.places, r.n.digits = true, 0
	r.at++
	return true
}

// drop forgets current, which has been added.
func (r *reading) drop() {
	r.current, r.have, r.zero, r.digits = decimal.Decimal{}, false, false, 0
}

func (r *reading) wan() bool {
	if r.big <= 4 || !r.have && r.section.IsZero() || r.s.has(r.at+1, "分之") {
		return false
	}
	r.widen()
	coefficient := r.section.Add(r.current)
	r.sum = r.sum.Add(coefficient.Shift(4))
	r.scaled(4)
	return true
}

func (r *reading) yi() bool {
	if r.big <= 8 && (r.big != 4 || r.have || !r.section.IsZero()) {
		return false
	}
	if !r.have && r.section.IsZero() && r.big != 4 {
		return false
	}
	r.widen()
	r.sum = r.sum.Add(r.section).Add(r.current).Shift(8)
	r.scaled(8)
	return true
}

// widen sets the worth of the last place of what is about to be scaled.
func (r *reading) widen() {
	if r.hedge != 0 || !r.have {
		return
	}
	r.width = lastPlace(r.current)
}

func (r *reading) scaled(power int) {
	r.width = r.width.Shift(int32(power))
	r.section = decimal.Decimal{}
	r.drop()
	r.small, r.big, r.last = 4, power, power
	r.n.scale = max(r.n.scale, power)
	r.n.places, r.n.digits = true, 0
	r.at++
}

// lastPlace is the worth of the last digit that is not zero: 10 for 50, 0.1
// for 1.2.
func lastPlace(d decimal.Decimal) decimal.Decimal {
	if d.IsZero() {
		return decimal.NewFromInt(1)
	}
	e := d.Exponent()
	if e < 0 {
		return decimal.New(1, e)
	}
	digits := d.Coefficient().String()
	return decimal.New(1, e+int32(len(digits)-len(strings.TrimRight(digits, "0"))))
}

// vague takes 多, 余, 来, 几 inside or after a number.
func (r *reading) vague(c rune) bool {
	s, next := r.s, r.s.at(r.at+1)
	if r.hedge != 0 || !r.have && r.last == 0 {
		return false
	}
	switch c {
	case '多':
		if next == '少' || next == '大' || next == '久' {
			return false
		}
	case '来', '余':
		if !s.counted(r.at + 1) {
			return false
		}
	case '几':
		if r.have && r.han || !s.counted(r.at+1) || r.last == 4 || r.last == 8 {
			return false
		}
	}
	if r.have {
		r.width = lastPlace(r.current)
	}
	r.hedge = c
	r.at++
	return true
}

// point takes the decimals of 三点五.
func (r *reading) point() bool {
	if !r.have || !r.han || r.hedge != 0 {
		return false
	}
	k := r.at + 1
	places := int32(0)
	v := r.current
	for places < 12 {
		d, ok := hanDigit(r.s.at(k))
		if !ok && !hanZero(r.s.at(k)) {
			break
		}
		places++
		v = v.Add(decimal.New(d, -places))
		k++
	}
	if places == 0 {
		return false
	}
	r.current, r.width, r.at = v, decimal.New(1, -places), k
	r.n.places, r.n.digits = true, 0
	r.small = 0 // no 十 百 千 after decimals
	if runeIn(r.s.at(k), "百千") {
		r.small = 4
	}
	return true
}
