package quantity

import (
	"unicode"

	"github.com/shopspring/decimal"
)

// finish adds what is left and settles the short forms 一百二, 五万八, 85万8.
func (r *reading) finish() (numeral, bool) {
	s := r.s
	if r.at == r.n.start {
		return numeral{}, false
	}
	if r.have && r.last > 0 && r.hedge == 0 && r.currentAt > r.n.start && !r.rest() {
		r.at = r.currentAt
		r.current = decimal.Decimal{}
		if hanZero(s.r[r.at-1]) {
			r.at--
		}
	}
	r.n.end = r.at
	r.n.value = r.sum.Add(r.section).Add(r.current)
	if r.hedge == 0 && r.have && !r.current.IsZero() && r.last == 0 {
		r.width = lastPlace(r.current)
	}
	r.n.width = r.width
	if !r.n.hanzi && r.hedge == 0 && r.n.scale == 0 {
		s.scaled(&r.n)
	}
	switch r.hedge {
	case 'x':
		r.n.bound, r.n.low, r.n.high = Between, r.n.value, r.n.value.Add(r.width)
		r.n.second = r.n.high
	case '多', '余', '几':
		r.n.bound, r.n.low, r.n.high = Over, r.n.value, r.n.value.Add(r.width)
	case '来':
		tenth := r.n.value.Shift(-1)
		r.n.bound, r.n.low, r.n.high = Around, r.n.value.Sub(tenth), r.n.value.Add(tenth)
	}
	return r.n, true
}

// rest settles the digits after the last place word and reports whether they
// belong to the number: not in 五万一年, which is five 万 for one year, nor in
// 60万一共, where 一 begins a word.
func (r *reading) rest() bool {
	s := r.s
	if r.han && !r.zero && s.begins(r.currentAt, digit(s.r[r.n.start])) {
		return false
	}
	if next := s.at(r.at); place(next) > 0 || runeIn(next, "万亿点") {
		return false
	}
	u, counted := s.unit(r.at)
	own := !counted || u.kind == Money || u.kind == Rate
	if r.han {
		if r.zero || r.last == 1 {
			return true
		}
		if !own {
			return false
		}
		r.current = r.current.Shift(int32(r.last - 1))
		return true
	}
	switch {
	case r.digits == 0 || r.digits > r.last || letter(s.at(r.at)):
		return false
	case r.digits == 1 && !r.zero && r.last > 1:
		if !own {
			return false
		}
		r.current = r.current.Shift(int32(r.last - 1))
		return true
	case counted && (u.kind == Duration || u.unit == "月" || u.unit == "号"):
		return false
	}
	return r.digits == r.last || r.zero || r.digits > 1
}

// begins reports whether the digit at i begins a word rather than ends a
// number: 一共, 一整年, 二期. Behind figures, where hardly anybody mixes the two
// scripts, so does 一 before any word that is no money.
func (s *scanner) begins(i int, figures bool) bool {
	next, one := s.at(i+1), s.r[i] == '一'
	if (one || figures) && s.idiom(i) > i || runeIn(next, "期季") || one && next == '整' {
		return true
	}
	u, counted := s.unit(i + 1)
	return one && figures && unicode.Is(unicode.Han, next) && (!counted || u.kind != Money)
}
