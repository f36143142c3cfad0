package quantity

// interval reads 80到90万, 80-90万, 80万~90万, 3到5家.
func (s *scanner) interval(a numeral) int {
	k := a.end
	var first measured
	if u, found := s.unitNear(k); found && u.kind != Duration {
		var ok bool
		if first, _, ok = s.peek(a); !ok {
			return 0
		}
		k = u.end
	}
	k, ok := s.until(k)
	if !ok {
		return 0
	}
	for _, c := range currencies {
		if s.has(k, c.word) {
			k = s.space(k + runes(c.word))
			break
		}
	}
	if k >= len(s.r) || !digit(s.r[k]) && !starts(s.r[k]) && !letter(s.r[k]) {
		return 0
	}
	b, ok := s.numeral(k)
	if !ok || a.bound != Exact || b.bound != Exact {
		return 0
	}
	if s.yearAt(b) || s.at(b.end) == '月' || s.codeLike(b.end) {
		return 0
	}
	m, end, ok := s.measure(&b)
	if !ok || m.Kind == Rank {
		return 0
	}
	if a.digits == 4 && b.digits == 4 && m.Kind == Number {
		return 0 // 2024-2026: years, or codes
	}
	low, high := a.value, b.value
	if a.scale == 0 && b.scale > 0 && first.Kind == Number {
		low = low.Shift(int32(b.scale))
	}
	if m.Kind == Number && s.r[a.start] == '0' {
		return 0 // 0512-12345
	}
	if first.Kind != Number && first.Kind != m.Kind || a.hanzi && !a.places && m.Kind == Number {
		return 0
	}
	if !low.LessThan(high) {
		return 0
	}
	start := a.start
	if m.Kind == Money || m.Kind == Number {
		if c, at := s.currencyBefore(start); c != "" {
			start = at
			m.Kind, m.Unit, m.Currency, m.Implied = Money, "元", c, false
		}
	}
	m.Bound, m.Value, m.Low, m.High = Between, low, low, high
	if !m.factor.IsZero() {
		m.scale(m.factor)
	}
	return s.emit(m.Mention, start, end)
}

// peek is measure without effect on n.
func (s *scanner) peek(n numeral) (measured, int, bool) {
	return s.measure(&n)
}

// until steps over the word or sign between the two ends of a range and the
// blanks around it.
func (s *scanner) until(i int) (int, bool) {
	k := s.space(i)
	switch {
	case runeIn(s.at(k), "到至"):
		k++
	case k > i && s.has(k, "to "):
		k += 2
	case runeIn(s.at(k), "-~–—―"):
		for runeIn(s.at(k), "-~–—―") {
			k++
		}
	default:
		return i, false
	}
	return s.space(k), true
}
