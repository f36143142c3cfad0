package quantity

import (
	"testing"
	"time"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2023-06-10", 6, "2023-12-10"},
		{"2022-08-31", 6, "2023-02-28"},
		{"2023-08-31", 6, "2024-02-29"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2023-12-31", 12, "2024-12-31"},
		{"2024-05-20", 0, "2024-05-20"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2024-01-15", -13, "2022-12-15"},
	} {
		if got := day(t, c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
	if got := day(t, "2024-02-29").AddYears(1).String(); got != "2025-02-28" {
		t.Errorf("a year after 2024-02-29 is %s", got)
	}
	if got := (Date{}).AddMonths(6); !got.IsZero() {
		t.Errorf("six months after an unknown day are %s", got)
	}
}

func TestNextWorkday(t *testing.T) {
	holidays := Holidays{
		day(t, "2024-10-07"): true,  // Monday of the National Day week
		day(t, "2024-10-12"): false, // a Saturday that is worked
	}
	for from, want := range map[string]string{
		"2023-12-10": "2023-12-11", // Sunday
		"2024-05-20": "2024-05-20", // Monday
		"2024-10-05": "2024-10-08", // Saturday before a holiday
		"2024-10-12": "2024-10-12",
	} {
		if got := day(t, from).NextWorkday(holidays).String(); got != want {
			t.Errorf("the workday from %s on is %s, want %s", from, got, want)
		}
	}
	if got := (Date{}).NextWorkday(nil); !got.IsZero() {
		t.Errorf("the workday after an unknown day is %s", got)
	}
	if day(t, "2024-05-20").Weekday() != time.Monday {
		t.Error("2024-05-20 was a Monday")
	}
	if got := day(t, "2024-02-28").AddDays(2).String(); got != "2024-03-01" {
		t.Errorf("two days after 2024-02-28 is %s", got)
	}
}
