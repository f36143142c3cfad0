package quantity

import "github.com/shopspring/decimal"

// tenths reads 两成 and 三成半, tens of percent, and says where they end.
func (s *scanner) tenths(n numeral) (end int, half, ok bool) {
	if s.at(n.end) != '成' || n.scale > 0 || n.value.GreaterThan(decimal.NewFromInt(10)) {
		return 0, false, false
	}
	end = n.end + 1
	if s.at(end) == '半' {
		return end + 1, true, true
	}
	if runeIn(s.at(end), "为立交功本都果员品熟长分绩套型片形人就效") {
		return 0, false, false
	}
	return end, false, true
}

// fraction reads 三分之一: a rate where percent can say it exactly.
func (s *scanner) fraction(n numeral) int {
	if s.at(n.end) == '⁄' && n.digits > 0 { // the fold of ½
		if lower, ok := s.numeral(n.end + 1); ok && !lower.value.IsZero() && lower.digits > 0 {
			return s.emit(Mention{Value: n.value.DivRound(lower.value, 12)}, n.start, lower.end)
		}
	}
	if !s.has(n.end, "分之") || !n.hanzi {
		return 0
	}
	upper, ok := s.numeral(n.end + 2)
	if !ok || n.value.IsZero() {
		return 0
	}
	percent := upper.value.Shift(2).DivRound(n.value, 12)
	if percent.Mul(n.value).Equal(upper.value.Shift(2)) {
		return s.emit(Mention{Kind: Rate, Unit: "%", Value: percent}, n.start, upper.end)
	}
	if s.greedy {
		s.emit(Mention{Value: n.value}, n.start, n.end)
		return s.emit(Mention{Value: upper.value}, upper.start, upper.end)
	}
	return upper.end
}

// permille reads 百分之五, 千分之三, 百分百.
func (s *scanner) permille(i int) int {
	for _, whole := range []string{"百分百", "百分之百", "百分之一百"} {
		if s.has(i, whole) && place(s.at(i+runes(whole))) == 0 {
			return s.emit(Mention{Kind: Rate, Unit: "%", Value: decimal.NewFromInt(100)}, i, i+runes(whole))
		}
	}
	if !s.has(i+1, "分之") {
		return i
	}
	n, ok := s.numeral(s.space(i + 3))
	if !ok {
		return i
	}
	v := n.value
	switch s.r[i] {
	case '千':
		v = v.Shift(-1)
	case '万':
		v = v.Shift(-2)
	}
	return s.emit(Mention{Kind: Rate, Unit: "%", Value: v}, i, n.end)
}

// half reads 半年, 半个月 and, beside words of share, 一半.
func (s *scanner) half(i int) int {
	m := Mention{Kind: Duration, Unit: "月"}
	switch {
	case s.has(i, "半年"):
		m.Value = decimal.NewFromInt(6)
		return s.emit(m, i, i+2)
	case s.has(i, "半个月"):
		m.Value = decimal.New(5, -1)
		return s.emit(m, i, i+3)
	case s.has(i, "一半"):
		if s.at(i+2) == '的' || s.has(i+2, "比例") || runeIn(s.at(i-1), "补占给按奖报返的") || s.greedy {
			return s.emit(Mention{Kind: Rate, Unit: "%", Value: decimal.NewFromInt(50)}, i, i+2)
		}
		return i + 2
	}
	return i
}
