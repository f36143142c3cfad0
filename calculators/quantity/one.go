package quantity

import "github.com/shopspring/decimal"

// quantity reads the number at i with its unit and hedges and records it.
func (s *scanner) quantity(i int) int {
	n, ok := s.numeral(i)
	if !ok {
		return i + 1
	}
	if end := s.fraction(n); end > i {
		return end
	}
	if s.greedy {
		return s.number(n)
	}
	if end := s.date(n); end > i {
		return end
	}
	if end := s.suffixed(n); end > i {
		return end
	}
	if end := s.interval(n); end > i {
		return end
	}
	m, end, ok := s.measure(&n)
	if !ok || m.Kind == Count && s.oneOf(n) {
		return max(end, n.end)
	}
	start, currency := n.start, ""
	if m.Kind == Money || m.Kind == Number {
		if c, at := s.currencyBefore(start); c != "" {
			currency, start = c, at
			if m.Kind == Number || m.Implied || m.Currency == "CNY" {
				m.Kind, m.Unit, m.Currency, m.Implied = Money, "元", c, false
			}
		}
	}
	if s.negative(start) {
		start--
		m.Value = m.Value.Neg()
		if !m.factor.IsZero() {
			m.scale(m.factor)
		}
		return s.emit(m.Mention, start, end)
	}
	if e, ok := s.andMonths(m.Mention, n, end); ok {
		m.Value, m.Unit, end = n.value.Mul(decimal.NewFromInt(12)).Add(e.value), "月", e.end
	}
	if n.hanzi && m.Kind == Number && !n.places && currency == "" {
		return n.end // 三 alone says nothing
	}
	if s.at(n.end) == '点' && n.hanzi && m.Kind == Number {
		return n.end
	}
	factor := m.factor
	start, end = s.hedged(&m.Mention, n, start, end)
	if !factor.IsZero() {
		m.scale(factor)
	}
	return s.emit(m.Mention, start, end)
}

// andMonths reads the months behind a number of years m that ends at end: 1年10
// 个月, one year and ten months. Their numeral ends where their unit does.
func (s *scanner) andMonths(m Mention, n numeral, end int) (numeral, bool) {
	if m.Kind != Duration || m.Unit != "年" || n.bound != Exact || !n.value.IsInteger() || s.at(end-1) == '半' {
		return numeral{}, false
	}
	k := s.space(end)
	switch {
	case s.has(k, "and "):
		k = s.space(k + 4)
	case runeIn(s.at(k), "零又"):
		k++
	}
	months, ok := s.numeralAt(k)
	u, found := s.unitNear(months.end)
	if !ok || !found || u.kind != Duration || u.unit != "月" || !u.one || months.bound != Exact {
		return numeral{}, false
	}
	months.end = u.end
	return months, true
}

// hedged is hedge for the kinds that people hedge.
func (s *scanner) hedged(m *Mention, n numeral, start, end int) (int, int) {
	switch m.Kind {
	case Money, Number, Rate, Count, Area:
		return s.hedge(m, n, start, end)
	case Duration:
		if s.endsWith(start, "over ") > 0 && s.endsWith(start, "for over ")+s.endsWith(start, "been over ")+s.endsWith(start, "well over ") == 0 {
			return start, end // how much over three years: in the course of them
		}
		if !runeIn(s.at(start-1), "近上快") || n.bound != Exact {
			return s.hedge(m, n, start, end)
		}
	}
	return start, end
}

// negative reports whether a minus sign belongs to the number at i: nothing
// stands before it that it could subtract from or join to.
func (s *scanner) negative(i int) bool {
	if i == 0 || !runeIn(s.r[i-1], "-−负") || i-1 < s.done {
		return false
	}
	if s.r[i-1] == '负' {
		return !runeIn(s.at(i-2), "担背肩抱欺胜自减") // 花了负20万, but 背负20万
	}
	k := i - 2
	for k >= 0 && s.r[k] == ' ' {
		k--
	}
	return k < 0 || runeIn(s.r[k], "\n(:,、;。=为是负了")
}
