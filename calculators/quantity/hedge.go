package quantity

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// hedges are the words before and after a number that say how near it is. Where
// a word begins with another the longer one comes first.
var (
	hedgesBefore = []struct {
		word  string
		bound Bound
		near  bool // close below: 近百万 is 90万 to 100万
	}{
		{"≥", Over, false},
		{">", Over, false},
		{"≤", Under, false},
		{"<", Under, false},
		{"不低于", Over, false},
		{"不少于", Over, false},
		{"不止", Over, false},
		{"刚超过", Over, false},
		{"刚刚过", Over, false},
		{"刚过", Over, false},
		{"不超过", Under, false},
		{"不高于", Under, false},
		{"不多于", Under, false},
		{"未超过", Under, false},
		{"没超过", Under, false},
		{"超过了", Over, false},
		{"超过", Over, false},
		{"多于", Over, false},
		{"大于", Over, false},
		{"高于", Over, false},
		{"突破", Over, false},
		{"至少", Over, false},
		{"最少", Over, false},
		{"起码", Over, false},
		{"no more than ", Under, false},
		{"not more than ", Under, false},
		{"no less than ", Over, false},
		{"not less than ", Over, false},
		{"in excess of ", Over, false},
		{"more than ", Over, false},
		{"over ", Over, false},
		{"at least ", Over, false},
		{"不到", Under, false},
		{"不足", Under, false},
		{"不满", Under, false},
		{"没到", Under, false},
		{"未达", Under, false},
		{"未到", Under, false},
		{"少于", Under, false},
		{"低于", Under, false},
		{"小于", Under, false},
		{"至多", Under, false},
		{"less than ", Under, false},
		{"under ", Under, false},
		{"up to ", Under, false},
		{"at most ", Under, false},
		{"below ", Under, false},
		{"close to ", Under, true},
		{"nearly ", Under, true},
		{"almost ", Under, true},
		{"将近", Under, true},
		{"接近", Under, true},
		{"快到", Under, true},
		{"大约", Around, false},
		{"大概", Around, false},
		{"差不多", Around, false},
		{"approximately ", Around, false},
		{"approx. ", Around, false},
		{"approx ", Around, false},
		{"about ", Around, false},
		{"around ", Around, false},
		{"roughly ", Around, false},
		{"约", Around, false},
		{"超", Over, false},
		{"上", Over, false},
		{"近", Under, true},
		{"快", Under, true},
		{"小", Under, true},
	}
	hedgesAfter = []struct {
		word  string
		bound Bound
	}{
		{"左右", Around},
		{"上下", Around},
		{"以上", Over},
		{"出头", Over},
		{"以下", Under},
		{"以内", Under},
		{"都不到", Under},
		{"还不到", Under},
		{"不到", Under},
		{"起", Over},
		{"+", Over},
	}
)

// hedge sets how the words around the number at start to end, a mention m,
// hedge it, and widens the stretch by those words. n is the number itself.
func (s *scanner) hedge(m *Mention, n numeral, start, end int) (int, int) {
	if n.bound != Exact {
		m.Bound, m.Low, m.High = n.bound, n.low, n.high
		return start, end
	}
	if runeIn(s.at(end), "多余来") && s.at(end+1) != '少' && n.scale > 0 && m.Kind != Duration {
		// 85万元多: rare, but the 多 still says more
		m.Bound, m.Low = Over, n.value
		return start, end + 1
	}
	for _, h := range hedgesBefore {
		size := s.endsWith(start, h.word)
		if size == 0 || !s.hedgeFits(h.word, start-size, n) {
			continue
		}
		if before := start - size; h.word == "about " && (s.endsWith(before, "what ") > 0 || s.endsWith(before, "how ") > 0) {
			continue // what about 1.2 million: as exact as any
		}
		m.Bound = h.bound
		switch {
		case h.bound == Over:
			m.Low = n.value
		case h.near:
			m.Low, m.High = n.value.Sub(n.value.Shift(-1)), n.value
		case h.bound == Under:
			m.High = n.value
		}
		return start - size, end
	}
	at := end
	if s.has(at, "(含)") {
		at += 3
	} else if s.has(at, "及以") {
		at++
	}
	for _, h := range hedgesAfter {
		if !s.has(at, h.word) || strings.HasSuffix(h.word, "不到") && m.Kind != Money {
			continue
		}
		if (h.word == "起" || h.word == "+") && (m.Kind == Number || !s.ends(at+1) || digit(s.at(s.space(at+1)))) {
			continue // 50万起步, 20万+3万
		}
		m.Bound = h.bound
		size := at - end + runes(h.word)
		switch {
		case h.word == "出头":
			m.Low, m.High = n.value, n.value.Add(n.width)
		case h.bound == Over:
			m.Low = n.value
		case h.bound == Under:
			m.High = n.value
		}
		return start, end + size
	}
	return start, end
}

// hedgeFits keeps one-character hedges from being read out of other words:
// 最近85万, 线上85万, 条约85万.
func (s *scanner) hedgeFits(word string, at int, n numeral) bool {
	var before rune
	if at > 0 {
		before = s.r[at-1]
	}
	if word[0] < utf8.RuneSelf && latin(rune(word[0])) && latin(before) {
		return false // turnover 850,000 is not over anything
	}
	switch word {
	case "近":
		return !runeIn(before, "最附临邻靠远贴亲")
	case "上":
		return (n.hanzi && n.places) && !runeIn(before, "线网以加马早晚地路身手会市省台桌")
	case "约":
		return !runeIn(before, "条合节预签契履违特")
	case "小":
		return n.scale > 0 && !runeIn(before, "大中最较微很")
	case "快":
		return !runeIn(before, "尽赶很加")
	case "超":
		return !runeIn(before, "高赶反")
	}
	return true
}

// scale multiplies what a mention says of its number by a factor of its unit.
func (m *Mention) scale(factor decimal.Decimal) {
	m.Value, m.Low, m.High = m.Value.Mul(factor), m.Low.Mul(factor), m.High.Mul(factor)
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' }
