package quantity

import (
	"time"

	"github.com/shopspring/decimal"
)

// The years a four-digit number may name.
const firstYear, lastYear = 1900, 2100

func yearMention(y int) Mention {
	return Mention{Kind: Year, Unit: "年", Value: decimal.NewFromInt(int64(y))}
}

// dayMention fills Value with 20240520, so that one day has one value however
// it is written.
func dayMention(d Date) Mention {
	v := int64(d.Year)*10000 + int64(d.Month)*100 + int64(d.Day)
	return Mention{Kind: Day, Unit: "日", Value: decimal.NewFromInt(v), Date: d}
}

func monthMention(y int, m int) Mention {
	return Mention{
		Kind: Month, Unit: "月", Value: decimal.NewFromInt(int64(y)*100 + int64(m)),
		Date: Date{y, time.Month(m), 1},
	}
}

func (d Date) valid() bool { return DateOf(d.Time()) == d }

// small is the value of a plain whole number between low and high.
func (n numeral) small(low, high int) (int, bool) {
	if n.bound != Exact || n.scale > 0 || !n.value.IsInteger() || n.value.GreaterThan(decimal.NewFromInt(9999)) {
		return 0, false
	}
	v := int(n.value.IntPart())
	return v, low <= v && v <= high
}

// date reads the calendar dates that begin with the number n.
func (s *scanner) date(n numeral) int {
	if end := s.compactDate(n); end > 0 {
		return end
	}
	if end := s.englishDay(n); end > 0 {
		return end
	}
	k := s.space(n.end)
	y, ok := s.year(n, k)
	if !ok {
		return s.monthDay(n, k)
	}
	if s.has(k, "财年") && n.digits == 4 {
		return s.emit(yearMention(y), n.start, k+2)
	}
	if s.at(k) != '年' {
		return s.yearRange(n, y)
	}
	k++
	if m, ok := s.numeralAt(k); ok && s.at(s.space(m.end)) == '月' {
		if month, ok := m.small(1, 12); ok {
			return s.dayOf(n.start, y, month, k, s.space(m.end)+1)
		}
	}
	if s.at(k) == '第' {
		if m, ok := s.numeralAt(k + 1); ok && runeIn(s.at(m.end), "号期") {
			if !s.greedy {
				return m.end + 1 // 公告2023年第4号
			}
		}
	}
	if s.at(k) == '度' {
		k++
	}
	return s.emit(yearMention(y), n.start, k)
}

func (s *scanner) numeralAt(i int) (numeral, bool) {
	i = s.space(i)
	if i >= len(s.r) {
		return numeral{}, false
	}
	return s.numeral(i)
}

// dayOf goes on after the month: k is behind 年, after is behind 月.
func (s *scanner) dayOf(start, y, month, k, after int) int {
	if d, ok := s.numeralAt(after); ok && runeIn(s.at(s.space(d.end)), "日号") {
		day, _ := d.small(1, 31)
		end := s.space(d.end) + 1
		if date := (Date{y, time.Month(month), day}); date.valid() {
			return s.emit(dayMention(date), start, end)
		}
		if !s.greedy {
			return end // 2月30日
		}
		return s.emit(yearMention(y), start, k)
	}
	if s.at(after) == '份' {
		after++
	}
	return s.emit(monthMention(y, month), start, after)
}

// year reports whether n names a year and not a number of years. k is where
// the next character stands.
func (s *scanner) year(n numeral, k int) (int, bool) {
	if n.digits == 4 || n.hanzi && n.places {
		y, ok := n.small(firstYear, lastYear)
		return y, ok
	}
	if n.digits != 2 || s.at(k) != '年' {
		return 0, false
	}
	v, ok := n.small(0, 99)
	if !ok {
		return 0, false
	}
	low, high := 20, 35
	if !s.o.Today.IsZero() {
		low, high = s.o.Today.Year%100-8, s.o.Today.Year%100+6
	}
	if m, ok := s.numeralAt(k + 1); ok && s.at(m.end) == '月' {
		low = 0
	} else if runeIn(s.at(k+1), "内间后来以期限") || runeIn(s.at(n.start-1), "近满共约干了过超") {
		return 0, false
	}
	return 2000 + v, low <= v && v <= high
}

// yearAt reports whether b is the year of a range that ends there.
func (s *scanner) yearAt(b numeral) bool {
	k := s.space(b.end)
	_, ok := s.year(b, k)
	return ok && s.at(k) == '年'
}

// yearRange reads the first year of 2024-2026年 and 2024年至2026年.
func (s *scanner) yearRange(n numeral, y int) int {
	k := s.space(n.end)
	if !runeIn(s.at(k), "到至-~–—―") || n.digits != 4 {
		return 0
	}
	for runeIn(s.at(k), "到至-~–—―") {
		k++
	}
	b, ok := s.numeralAt(k)
	if !ok || !s.yearAt(b) || b.digits != 4 {
		return 0
	}
	return s.emit(yearMention(y), n.start, n.end)
}

// separators stand between the ends of a stretch of time.
const separators = "到至-~–—―、 "

// nearYear is the year that a month at i without one belongs to: that of a
// date right before it (2024年1月至6月, 去年5月), in a question also that of an
// earlier day (2023年6月10日出口，12月10日退回), else that of Today, else 0.
func (s *scanner) nearYear(i int) int {
	if n := len(s.out); n > 0 {
		joined := true
		for _, c := range s.r[s.done:i] {
			joined = joined && runeIn(c, separators)
		}
		switch last := s.out[n-1]; {
		case !joined || i-s.done > 4:
		case last.Kind == Year:
			return int(last.Value.IntPart())
		case last.Kind == Month, last.Kind == Day:
			return last.Date.Year
		}
	}
	if s.greedy {
		return 0
	}
	if before := s.lastDay(); !before.IsZero() {
		return before.Year
	}
	return s.o.Today.Year
}

// lastDay is the last calendar day read so far, zero where there is none.
func (s *scanner) lastDay() Date {
	for i := len(s.out) - 1; i >= 0; i-- {
		if s.out[i].Kind == Day {
			return s.out[i].Date
		}
	}
	return Date{}
}

// monthDay reads 5月20日 and 5月. Where the year cannot be told they are left
// out, by Numbers taken to pieces.
func (s *scanner) monthDay(n numeral, k int) int {
	month, ok := n.small(1, 12)
	if !ok {
		return 0
	}
	year := s.nearYear(n.start)
	if s.at(k) != '月' {
		return s.monthRange(n, k, year)
	}
	end := k + 1
	d, ok := s.numeralAt(end)
	ok = ok && runeIn(s.at(s.space(d.end)), "日号")
	switch {
	case year == 0 && s.greedy:
		return 0
	case !ok && year == 0:
		return end
	case !ok:
		if s.at(end) == '份' {
			end++
		}
		return s.emit(monthMention(year, month), n.start, end)
	}
	end = s.space(d.end) + 1
	day, _ := d.small(1, 31)
	date := Date{year, time.Month(month), day}
	if before := s.lastDay(); !s.greedy && before.Year == year && date.valid() && date.Before(before) {
		date.Year++ // told in order: 2023年11月10日出口，3月5日退回
	}
	if year > 0 && date.valid() {
		return s.emit(dayMention(date), n.start, end)
	}
	if s.greedy {
		return 0
	}
	return end
}

// monthRange reads the first month of 2024年1-6月.
func (s *scanner) monthRange(n numeral, k, year int) int {
	if !runeIn(s.at(k), "-~–—至到") || n.digits == 0 || s.greedy && year == 0 {
		return 0
	}
	b, ok := s.numeralAt(k + 1)
	if _, month := b.small(1, 12); !ok || !month || s.at(s.space(b.end)) != '月' {
		return 0
	}
	if year == 0 {
		return n.end
	}
	month, _ := n.small(1, 12)
	return s.emit(monthMention(year, month), n.start, n.end)
}

// compactDate reads 20240520.
func (s *scanner) compactDate(n numeral) int {
	if n.digits != 8 || n.hanzi || s.counted(s.space(n.end)) {
		return 0
	}
	v := n.value.IntPart()
	d := Date{int(v / 10000), time.Month(v / 100 % 100), int(v % 100)}
	if d.Year < firstYear || d.Year > lastYear || !d.valid() {
		return 0
	}
	if _, start := s.currencyBefore(n.start); start != n.start {
		return 0
	}
	return s.emit(dayMention(d), n.start, n.end)
}

// isoDate reads 2024-05-20, 2024/5/20, 2024.5.20 and 2024-05.
func (s *scanner) isoDate(i int) int {
	y, ok := s.digits(i, 4, 4)
	sep := s.at(i + 4)
	if !ok || y < firstYear || y > lastYear || !runeIn(sep, "-/.") {
		return i
	}
	k := i + 5
	width := s.run(k)
	month, ok := s.digits(k, 1, 2)
	if !ok || month < 1 || month > 12 {
		return i
	}
	k += width
	if s.at(k) == sep {
		day, ok := s.digits(k+1, 1, 2)
		d := Date{y, time.Month(month), day}
		if !ok || !d.valid() {
			return i
		}
		return s.emit(dayMention(d), i, k+1+s.run(k+1))
	}
	if sep == '.' || width != 2 || s.counted(k) || s.at(k) == '.' {
		return i
	}
	return s.emit(monthMention(y, month), i, k)
}

// digits is the number of low to high digits at i that end there.
func (s *scanner) digits(i, low, high int) (int, bool) {
	n := s.run(i)
	if n < low || n > high {
		return 0, false
	}
	v := 0
	for _, d := range s.r[i : i+n] {
		v = v*10 + int(d-'0')
	}
	return v, true
}

// relativeYears are words for a year seen from today. Longer ones first.
var relativeYears = []struct {
	word string
	add  int
}{
	{"上一年度", -1},
	{"本年度", 0},
	{"上年度", -1},
	{"大前年", -3},
	{"上一年", -1},
	{"今年", 0},
	{"去年", -1},
	{"前年", -2},
	{"明年", 1},
	{"后年", 2},
	{"本年", 0},
	{"上年", -1},
}

// relativeYear reads 今年, 去年 and the like, which need Options.Today.
func (s *scanner) relativeYear(i int) int {
	for _, w := range relativeYears {
		if !s.has(i, w.word) {
			continue
		}
		end := i + runes(w.word)
		switch w.word {
		case "前年", "后年":
			if s.at(end) == '度' || runeIn(s.at(i-1), "今以之往目先此年月天周") {
				return i + 1
			}
		}
		if s.o.Today.IsZero() || s.greedy {
			return end
		}
		return s.emit(yearMention(s.o.Today.Year+w.add), i, end)
	}
	return i + 1
}
