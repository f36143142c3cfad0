package quantity

import (
	"strings"
	"time"
)

var months = func() map[string]int {
	t := map[string]int{"sept": 9}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		t[name], t[name[:3]] = int(m), int(m)
	}
	return t
}()

// englishMonth reads May 20, 2024, May 20th and May 2024. A day without a year
// is of the year that 5月20日 would be of; a month without one is passed over,
// as may, march and the like are words besides.
func (s *scanner) englishMonth(i, next, month int) int {
	if y, ok := s.yearBehind(next); ok {
		return s.emit(monthMention(y, month), i, next+4)
	}
	day, ok := s.digits(next, 1, 2)
	if !ok || s.at(next+s.run(next)) == '.' && digit(s.at(next+s.run(next)+1)) {
		return next
	}
	end := s.ordinalEnd(next + s.run(next))
	if letter(s.at(end)) || s.at(end) == '%' || end == next+s.run(next) && s.at(s.space(end)) != ',' && !s.endsPhrase(end) {
		return next // we may 20 times
	}
	return s.englishDate(i, end, month, day, next)
}

// englishDay reads 20 May 2024, 20th of May, 2024 and 20 May.
func (s *scanner) englishDay(n numeral) int {
	if n.hanzi || n.digits == 0 || n.digits > 2 {
		return 0
	}
	k := s.space(s.ordinalEnd(n.end))
	if s.has(k, "of ") {
		k = s.space(k + 3)
	}
	if runeIn(s.at(k), "-/") && letter(s.at(k+1)) { // 20-May-2024
		k++
	}
	word, end := s.wordAt(k)
	month, ok := months[word]
	if !ok || end-k < 3 {
		return 0
	}
	if s.at(end) == '.' {
		end++
	}
	return s.englishDate(n.start, end, month, int(n.value.IntPart()), 0)
}

// englishDate records the day that begins at start and whose month and day end
// at end, with the year behind it where there is one; otherwise is where to go
// on when it is no date.
func (s *scanner) englishDate(start, end, month, day, otherwise int) int {
	at := end
	if runeIn(s.at(at), ",-/") {
		at++
	}
	at = s.space(at)
	y, ok := s.yearBehind(at)
	if ok {
		end = at + 4
	} else if y = s.nearYear(start); y == 0 {
		return otherwise
	}
	d := Date{y, time.Month(month), day}
	if before := s.lastDay(); !ok && !s.greedy && before.Year == y && d.valid() && d.Before(before) {
		d.Year++ // told in order: exported 10 November 2023, back on 5 March
	}
	if !d.valid() {
		return otherwise
	}
	return s.emit(dayMention(d), start, end)
}

// yearBehind is the year written at i.
func (s *scanner) yearBehind(i int) (int, bool) {
	y, ok := s.digits(i, 4, 4)
	return y, ok && y >= firstYear && y <= lastYear
}

// ordinalEnd is where the st, nd, rd or th of a day at i ends, i where there
// is none.
func (s *scanner) ordinalEnd(i int) int {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if s.has(i, suffix) && !letter(s.at(i+2)) {
			return i + 2
		}
	}
	return i
}

// englishYears are words for a year seen from today.
var englishYears = []struct {
	words string
	add   int
}{
	{"the year before last", -2},
	{"this year", 0},
	{"the current year", 0},
	{"current year", 0},
	{"last year", -1},
	{"previous year", -1},
	{"next year", 1},
	{"two years ago", -2},
	{"three years ago", -3},
}

// englishYear reads this year, last year and the like, which need
// Options.Today; 0 where none begins at i.
func (s *scanner) englishYear(i int) int {
	if i > 0 && letter(s.at(i-1)) || s.greedy || s.o.Today.IsZero() {
		return 0
	}
	for _, w := range englishYears {
		if end := i + len(w.words); s.has(i, w.words) && !letter(s.at(end)) {
			return s.emit(yearMention(s.o.Today.Year+w.add), i, end)
		}
	}
	return 0
}
