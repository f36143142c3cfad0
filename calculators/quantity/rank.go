package quantity

import "github.com/shopspring/decimal"

// ordinal reads what begins with 第: a rank, a year of several, or the number
// of a clause or document, which is no quantity.
func (s *scanner) ordinal(i int) int {
	n, ok := s.numeral(s.space(i + 1))
	if !ok || n.bound != Exact {
		return i + 1
	}
	k := s.space(n.end)
	c := s.at(k)
	if end := s.clauses(n); end > 0 {
		return end
	}
	rank := Mention{Kind: Rank, Value: n.value, Unit: "名"}
	switch {
	case runeIn(c, "名位"):
		return s.emit(rank, i, k+1)
	case runeIn(c, "档挡"), c == '级' && !s.greedy:
		rank.Unit = "档"
		return s.emit(rank, i, k+1)
	case c == '年':
		rank.Unit = "年"
		return s.emit(rank, i, k+1)
	case s.ends(n.end) || runeIn(c, "的呢有能可是吗怎会给补拿多就应该么"):
		return s.emit(rank, i, n.end)
	}
	if s.greedy {
		m := Mention{Value: n.value}
		if c > 0x2FFF {
			m.Unit = string(c)
		}
		return s.emit(m, i, n.end)
	}
	if c > 0x2FFF {
		return k + 1
	}
	return n.end
}

// clauses reads 第一、二、三条, of which n is the first.
func (s *scanner) clauses(n numeral) int {
	list := []numeral{n}
	k := n.end
	for runeIn(s.at(k), "、和至") {
		more, ok := s.numeralAt(k + 1)
		if !ok || more.scale > 0 || more.bound != Exact {
			return 0
		}
		list = append(list, more)
		k = more.end
	}
	if len(list) == 1 || !runeIn(s.at(k), "条款项章节") {
		return 0
	}
	if s.greedy {
		for _, n := range list {
			s.emit(Mention{Value: n.value, Unit: string(s.at(k))}, n.start, n.end)
		}
	}
	return k + 1
}

// ends reports whether no word goes on at i.
func (s *scanner) ends(i int) bool {
	c := s.at(i)
	return c == 0 || c < 0x3021 && !letter(c) && !digit(c)
}

// placing reads 前三名, 前3, 排名4, 排第四 (whose 第 it leaves to ordinal).
func (s *scanner) placing(i int) int {
	k := i + 1
	first := s.r[i] == '前'
	if !first && s.at(k) == '名' {
		k++
		for runeIn(s.at(k), "是为在:") {
			k++
		}
	}
	n, ok := s.numeral(s.space(k))
	if !ok || n.scale > 0 || n.bound != Exact {
		return i
	}
	end := n.end
	if runeIn(s.at(end), "名位") && !s.has(end, "名单") {
		end++
	} else if !s.ends(end) && !runeIn(s.at(end), "的有能可是吗给补都才就强") {
		return i
	}
	m := Mention{Kind: Rank, Value: n.value, Unit: "名"}
	if first {
		m.Bound, m.Low, m.High = Under, decimal.NewFromInt(1), n.value
		return s.emit(m, i, end)
	}
	return s.emit(m, n.start, end)
}
