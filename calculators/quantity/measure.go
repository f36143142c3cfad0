package quantity

import "github.com/shopspring/decimal"

// measured is a mention with the factor of its unit still to be applied.
type measured struct {
	Mention
	factor decimal.Decimal
}

// measure decides by the words behind it what a number counts. When it is
// nothing of ours ok is false and end says how far it reaches.
func (s *scanner) measure(n *numeral) (m measured, end int, ok bool) {
	m.Value = n.value
	if s.codeLike(n.end) {
		return m, s.word(n.end), false
	}
	if e, half, ok := s.tenths(*n); ok {
		m.Kind, m.Unit, m.factor = Rate, "%", decimal.NewFromInt(10)
		if half {
			n.value = n.value.Add(decimal.New(5, -1))
			m.Value = n.value
		}
		return m, e, true
	}
	u, found := s.unitNear(n.end)
	if n.scale > 0 && !found {
		u, found = s.unitAfterMany(n)
	}
	if found && n.scale > 0 && u.latin && u.kind == Count && digit(s.at(s.space(u.end))) {
		found = false // revenue 1500万 staff 60人
	}
	if !found {
		if u, ok := s.nounAhead(*n); ok {
			m.Kind, m.Unit = Count, u.unit
			return m, n.end, true
		}
		if e, skip := s.notOurs(*n); skip {
			return m, e, false
		}
		if n.scale > 0 {
			m.Kind, m.Unit, m.Currency, m.Implied = Money, "元", "CNY", true
		}
		if end = n.end; m.Implied && s.at(end) == '整' {
			end++
		}
		return m, end, true
	}
	if s.demonstrative(*n, u) {
		return m, u.end, false
	}
	if string(u.word) == "个" && s.has(u.end, "半月") { // 7个半月
		n.value = n.value.Add(decimal.New(5, -1))
		m.Kind, m.Unit, m.Value = Duration, "月", n.value
		return m, u.end + 2, true
	}
	m.Kind, m.Unit, m.Currency = u.kind, u.unit, u.currency
	end = u.end
	if !u.one {
		m.factor = u.factor
	}
	switch u.kind {
	case Money:
		if small, e := s.change(*n, u); e > 0 {
			n.value, m.Value = small, small
			m.factor = decimal.Decimal{}
			end = e
		}
		if s.at(end) == '整' || s.at(end) == '正' && n.hanzi {
			end++
		}
	case Duration:
		if u.unit == "小时" || u.unit == "分钟" || s.has(end, "行动计划") {
			return m, end, false
		}
		if u.unit == "日" && string(u.word) == "日" && !s.period(n.start, end) {
			return m, end, false // a day of a month nobody named
		}
		if s.at(end) == '半' && s.at(end+1) != '载' && u.unit == "年" && u.one {
			n.value = n.value.Mul(decimal.NewFromInt(12)).Add(decimal.NewFromInt(6))
			m.Value, m.Unit = n.value, "月"
			end++
		}
	case Count:
		if u.unit == "档" && s.isRank(*n) {
			m.Kind = Rank
		}
	}
	return m, end, true
}

// nounAhead finds what a number counts behind the adjectives of English: 45
// Suzhou sellers, two provincial public overseas warehouses. A sentence that
// goes on (see small) or a currency before the number rules it out.
func (s *scanner) nounAhead(n numeral) (unit, bool) {
	const most = 4
	if c, _ := s.currencyBefore(n.start); c != "" || n.scale > 0 || n.digits == 4 || s.oneOf(n) {
		return unit{}, false
	}
	k := s.space(n.end)
	for range most {
		word, end := s.wordAt(k)
		if end == k || small[word] || months[word] > 0 {
			return unit{}, false
		}
		for s.at(end) == '-' && letter(s.at(end+1)) {
			_, end = s.wordAt(end + 1)
		}
		next := s.space(end)
		if next == end {
			return unit{}, false
		}
		if u, ok := s.unit(next); ok && u.latin && u.one {
			return u, u.kind == Count
		}
		k = next
	}
	return unit{}, false
}

// unitAfterMany finds the unit of 3万多家, 85万余元, where the numeral reader
// has taken the 多.
func (s *scanner) unitAfterMany(n *numeral) (unit, bool) {
	if runeIn(s.at(n.end), "多余") {
		if u, ok := s.unit(n.end + 1); ok {
			return u, true
		}
	}
	return unit{}, false
}

// change reads what follows 元 and 块: 3块5, 3元5角2分, 3毛5.
func (s *scanner) change(n numeral, u unit) (decimal.Decimal, int) {
	if !n.value.Mod(decimal.NewFromInt(1)).IsZero() || n.bound != Exact {
		return decimal.Decimal{}, 0
	}
	total, end := n.value.Mul(u.factor), 0
	worth := u.factor
	k := u.end
	if next := s.at(k + 1); hanZero(s.at(k)) && s.at(k+2) == '分' && worth.Equal(decimal.NewFromInt(1)) {
		if d, ok := hanDigit(next); ok { // 一元零五分
			return total.Add(decimal.New(d, -2)), k + 3
		}
	}
	for range 2 {
		d, ok := hanDigit(s.at(k))
		if digit(s.at(k)) {
			d, ok = int64(s.at(k)-'0'), !digit(s.at(k+1)) && !runeIn(s.at(k+1), ".,%")
		}
		if !ok || !worth.GreaterThan(decimal.New(1, -2)) {
			break
		}
		worth = worth.Shift(-1)
		next := s.at(k + 1)
		named := runeIn(next, "毛角") && worth.Equal(decimal.New(1, -1)) || next == '分' && worth.Equal(decimal.New(1, -2)) && s.at(k+2) != '之'
		if !named {
			if _, counted := s.unit(k + 1); counted || place(next) > 0 || runeIn(next, "万亿点、./") || end > 0 || runeIn(u.word[0], "元圆") {
				break
			}
		}
		total = total.Add(worth.Mul(decimal.NewFromInt(d)))
		k++
		end = k
		if !named {
			break
		}
		k++
		end = k
	}
	return total, end
}

// period reports whether the days at start to end are a stretch of time (30日
// 内, 满30日) and no date.
func (s *scanner) period(start, end int) bool {
	return runeIn(s.at(end), "内") || s.has(end, "以内") || s.has(end, "之内") || runeIn(s.at(start-1), "满")
}

// isRank reports whether 二档 names a place rather than a number of places:
// 两档, 分四档, 共三档 count.
func (s *scanner) isRank(n numeral) bool {
	return !s.has(n.start, "两") && !runeIn(s.at(n.start-1), "分共有这那几了设为") && !n.places
}

// demonstrative reports whether the number only points: 那三个条件, 每一家,
// 两个都.
func (s *scanner) demonstrative(n numeral, u unit) bool {
	if !n.hanzi || n.places || u.kind != Count && u.kind != Duration {
		return false
	}
	before := s.at(n.start - 1)
	if runeIn(before, "这那哪每任另同某下统唯单逐") {
		return true
	}
	if s.has(n.start, "一") && runeIn(before, "上其之") {
		return true
	}
	return u.kind == Count && s.at(u.end) == '都'
}
