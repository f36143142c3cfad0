package quantity

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed idioms.txt
var idiomsFile string

// idioms by their first character, longest first; read once, never changed.
var idioms = readIdioms()

func readIdioms() map[rune][][]rune {
	t := map[rune][][]rune{}
	for line := range strings.Lines(idiomsFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			r := []rune(w)
			t[r[0]] = append(t[r[0]], r)
		}
	}
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b []rune) int { return len(b) - len(a) })
	}
	return t
}

// idiom is where a word ends that begins at i and holds a numeral that counts
// nothing: 一样, 万一, 五险一金. It is i where there is none.
func (s *scanner) idiom(i int) int {
	c := s.r[i]
	if c < 0x2FFF {
		return i
	}
	before := s.at(i - 1)
	if _, ok := hanDigit(c); ok || place(c) == 1 {
		next := s.at(i + 1)
		_, digits := hanDigit(next)
		alone := !digits && place(next) == 0 && next != '万' && next != '亿'
		switch {
		case c == '一' && alone && runeIn(before, "统唯专归划合如逐任"):
			return i + 1
		case alone && (runeIn(before, "周") || s.has(i-2, "星期") || s.has(i-2, "礼拜")):
			return i + 1
		case c == '三' && next == '角' && s.at(i+2) != '钱' && !runeIn(before, "元块") && !s.smallMoney(i):
			return i + 2 // 长三角
		case c == '伍' && runeIn(before, "队退入军行"), c == '陆' && runeIn(before, "大内着登水海离"):
			return i + 1
		case before == '双' && !s.greedy:
			return i + 2 // 双十一
		}
	}
	for _, w := range idioms[c] {
		if !s.hasRunes(i, w) {
			continue
		}
		end := i + len(w)
		// 近万元, 上百家, 数百年: here the word is a number after all
		if (place(c) > 1 || c == '万' || c == '亿') && runeIn(before, "近上成数几") {
			continue
		}
		// 一点五, 一次3万, 三级: only where the number does not go on
		if next := s.at(end); w[len(w)-1] == '点' {
			if _, ok := hanDigit(next); ok || hanZero(next) {
				continue
			}
		}
		return end
	}
	return i
}

// opaque skips digits that measure nothing: telephone numbers, list markers,
// 7×24, 3.1.2. Numbers reads them all.
func (s *scanner) opaque(i int) int {
	if s.greedy {
		return i
	}
	k := i
	for digit(s.at(k)) {
		k++
	}
	n := k - i
	next := s.at(k)
	switch {
	case n == 11 && s.r[i] == '1' && !s.counted(k) && next != '.',
		n == 10 && (s.has(i, "400") || s.has(i, "800")) && !s.counted(k):
		return k
	case (n == 3 || n == 4) && next == '-' && (s.run(k+1) >= 7 || s.r[i] == '0' && s.run(k+1) >= 5),
		n == 3 && (s.has(i, "400-") || s.has(i, "800-")) && s.run(k+1) == 3 && s.at(k+4) == '-':
		k += 1 + s.run(k+1)
		if next == '-' && s.at(k) == '-' {
			k += 1 + s.run(k+1)
		}
		return k
	case n == 5 && (s.has(k, "热线") || s.endsWith(i, "热线") > 0 || s.endsWith(i, "电话") > 0 || s.endsWith(i, "拨打") > 0 || s.endsWith(i, "打") > 0):
		return k
	case runeIn(next, "×*x") && digit(s.at(k+1)):
		e := k + 1 + s.run(k+1)
		if c := s.at(e); place(c) == 0 && !runeIn(c, "万亿.") {
			if s.has(e, "小时") {
				e += 2
			}
			return e
		}
	case next == '.' && digit(s.at(k+1)):
		e := k + 1 + s.run(k+1)
		if s.at(e) == '.' && digit(s.at(e+1)) {
			for s.at(e) == '.' && digit(s.at(e+1)) {
				e += 1 + s.run(e+1)
			}
			return e
		}
	}
	if n <= 2 && next == '.' && s.at(k+1) > 0x2FFF && (s.lineStart(i) || runeIn(s.at(i-1), " )〕")) {
		return k + 1 // …管委会) 2.加强园区建设
	}
	if n <= 2 && (s.lineStart(i) || next == '、' && s.at(i-1) == ' ') && (runeIn(next, "、)") || next == '.' && !digit(s.at(k+1))) {
		return k + 1
	}
	return i
}

// run is the number of digits at i.
func (s *scanner) run(i int) int {
	k := i
	for digit(s.at(k)) {
		k++
	}
	return k - i
}

func (s *scanner) lineStart(i int) bool {
	for i > 0 && s.r[i-1] == ' ' {
		i--
	}
	return i == 0 || runeIn(s.r[i-1], "\n\r。;")
}

// codeLike reports whether letters stick to the number: 5g, 4s. Units are no
// such letters.
func (s *scanner) codeLike(end int) bool {
	if !letter(s.at(end)) {
		return false
	}
	_, ok := s.unit(end)
	return !ok
}

// word is where the run of letters and digits at i ends.
func (s *scanner) word(i int) int {
	for letter(s.at(i)) || digit(s.at(i)) {
		i++
	}
	return i
}

// notOurs tells what follows a number and makes it nothing to calculate with:
// 八折, 5号, 3级.
func (s *scanner) notOurs(n numeral) (int, bool) {
	if n.scale > 0 {
		return n.end, false
	}
	c := s.at(n.end)
	if runeIn(c, "折号级线楼岁分星段代环村路秒届") || c == '月' || c == '年' {
		return n.end + 1, true
	}
	if s.at(n.start-1) == '双' && !n.hanzi {
		return n.end, true
	}
	if n.digits >= 5 { // 订单号20240520001, 邮编215000
		k := n.start
		for runeIn(s.at(k-1), ": 是为") {
			k--
		}
		return n.end, runeIn(s.at(k-1), "号码编话机信")
	}
	return n.end, false
}

// bracket skips the number of a clause, (一), or of a document, 〔2024〕3号.
func (s *scanner) bracket(i int) int {
	n, ok := s.numeral(s.space(i + 1))
	if !ok {
		return i + 1
	}
	k := s.space(n.end)
	if !runeIn(s.at(k), ")]〕") {
		return i + 1
	}
	k++
	if n.digits == 4 {
		at := s.space(k)
		if s.at(at) == '第' {
			at++
		}
		if m, ok := s.numeral(at); ok && s.at(s.space(m.end)) == '号' {
			if s.greedy {
				s.emit(Mention{Value: n.value}, n.start, n.end)
				s.emit(Mention{Value: m.value, Unit: "号"}, m.start, m.end)
			}
			return s.space(m.end) + 1
		}
	}
	if n.scale > 0 || n.digits > 2 || n.bound != Exact {
		return i + 1
	}
	if s.greedy {
		s.emit(Mention{Value: n.value}, n.start, n.end)
	}
	return k
}

// annex skips 附则二, 附件1.
func (s *scanner) annex(i int) int {
	if !runeIn(s.at(i+1), "则件表录注") {
		return i + 1
	}
	n, ok := s.numeral(s.space(i + 2))
	if !ok || n.scale > 0 {
		return i + 2
	}
	if s.greedy {
		s.emit(Mention{Value: n.value}, n.start, n.end)
	}
	return n.end
}

// smallMoney reports that 三角 at i is money: 三角五分, or nothing else is said.
func (s *scanner) smallMoney(i int) bool {
	_, digit := hanDigit(s.at(i + 2))
	return digit && s.at(i+3) == '分' && s.at(i+4) != '之' || len(s.r) == 2
}
