package quantity

import "time"

// AddMonths is the last day of a period of n months that begins on d. The day
// itself is not counted (民法典第201条); the period ends on the day of the same
// number, or on the last day of the month where it has no such day (第202条).
// A negative n goes back.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// AddYears is AddMonths for years: 29 February ends on 28 February.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// AddDays is the day n days after d.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// Holidays are days that the calendar of weeks does not tell: true for a
// holiday, false for a Saturday or Sunday that is worked (调休). Without
// entries weekends alone count.
type Holidays map[Date]bool

// Off reports whether d is no working day.
func (h Holidays) Off(d Date) bool {
	if off, ok := h[d]; ok {
		return off
	}
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// NextWorkday is d, or where d is no working day the first working day after
// it: the end of a period that falls on a holiday moves behind it (民法典第203条).
func (d Date) NextWorkday(h Holidays) Date {
	if d.IsZero() {
		return d
	}
	// No run of holidays is longer than the entries themselves and a weekend.
	for range len(h) + 3 {
		if !h.Off(d) {
			break
		}
		d = d.AddDays(1)
	}
	return d
}
