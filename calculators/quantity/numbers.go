package quantity

import "github.com/shopspring/decimal"

// number records a number for Numbers, whatever it counts.
func (s *scanner) number(n numeral) int {
	if n.split > 0 {
		first := n
		first.bound, first.end = Exact, n.split
		s.one(first, n)
		second := n
		second.start, second.value, second.bound = n.split, n.second, Exact
		return s.one(second, second)
	}
	if end := s.date(n); end > 0 {
		return end
	}
	if end := s.suffixed(n); end > 0 {
		return end
	}
	if b, ok := s.scaledBy(n); ok {
		n.value = n.value.Shift(int32(b))
		return s.emit(Mention{Value: n.value}, n.start, n.end)
	}
	return s.one(n, n)
}

// scaledBy is the scale that the second number of 80到90万 lends the first.
func (s *scanner) scaledBy(a numeral) (int, bool) {
	k, ok := s.until(a.end)
	if !ok || a.scale > 0 || a.bound != Exact {
		return 0, false
	}
	b, ok := s.numeralAt(k)
	if !ok || b.scale == 0 || !a.value.Shift(int32(b.scale)).LessThan(b.value) {
		return 0, false
	}
	return b.scale, true
}

// one records the number n with the unit behind whole.
func (s *scanner) one(n, whole numeral) int {
	m := Mention{Value: n.value}
	start, end := n.start, n.end
	if s.negative(start) {
		start--
		m.Value = m.Value.Neg()
	}
	if e, half, ok := s.tenths(whole); ok {
		if half {
			m.Value = m.Value.Add(decimal.New(5, -1))
		}
		m.Kind, m.Unit, m.Value = Rate, "%", m.Value.Shift(1)
		if end == whole.end {
			end = e
		}
		return s.emit(m, start, end)
	}
	u, found := s.unitNear(whole.end)
	if !found && n.scale > 0 {
		u, found = s.unitAfterMany(&whole)
	}
	if currency, at := s.currencyBefore(n.start); currency != "" {
		m.Kind, m.Unit, m.Currency = Money, "元", currency
		start = min(start, at)
	} else if !found && n.scale > 0 {
		m.Kind, m.Unit, m.Currency, m.Implied = Money, "元", "CNY", true
	}
	if found && string(u.word) == "日" && !s.period(n.start, u.end) {
		m.Unit = "日"
		return s.emit(m, start, u.end)
	}
	if found {
		m.Kind, m.Unit, m.Currency, m.Implied = u.kind, u.unit, u.currency, false
		if !u.one {
			m.Value = m.Value.Mul(u.factor)
		}
		if end == whole.end {
			end = u.end
		}
		if u.kind == Money && n.end == whole.end {
			if small, e := s.change(n, u); e > 0 {
				m.Value, end = small, e
			}
		}
		if u.kind == Duration && u.unit == "年" && s.at(end) == '半' {
			m.Value, m.Unit = n.value.Add(decimal.New(5, -1)), "年"
			end++
		}
		return s.emit(m, start, end)
	}
	if c := s.at(end); runeIn(c, "月日号折级条款章岁") {
		m.Unit = string(c)
		return s.emit(m, start, end+1)
	}
	if n.hanzi && !n.places && n.digits < 2 && n.end == whole.end && !s.enumerates(n) {
		return n.end
	}
	return s.emit(m, start, end)
}

// enumerates reports whether a single Chinese digit heads a line: 一、总则.
func (s *scanner) enumerates(n numeral) bool {
	return s.lineStart(n.start) && runeIn(s.at(n.end), "、.")
}
