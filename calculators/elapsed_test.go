package calculators

import (
	"testing"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

func TestElapsedAgainstASpan(t *testing.T) {
	six := func(e elapsed) truth { return e.inside(decimal.NewFromInt(6), "月") }
	for _, c := range []struct {
		n, unit string
		want    truth
	}{
		{"4", "月", yes},
		{"6", "月", yes},
		{"6.5", "月", no},
		{"7", "月", no},
		{"0.5", "年", yes},
		{"1", "年", no},
		{"160", "日", yes},
		{"168", "日", yes},
		{"180", "日", unknown},
		{"187", "日", no},
	} {
		if got := six(elapsed{n: decimal.RequireFromString(c.n), unit: c.unit}); got != c.want {
			t.Errorf("%s%s in 6月: %d, want %d", c.n, c.unit, got, c.want)
		}
	}
}

func TestHedgedElapsed(t *testing.T) {
	six := decimal.NewFromInt(6)
	for _, c := range []struct {
		e    elapsed
		want truth
	}{
		{elapsed{decimal.NewFromInt(7), "月", quantity.Over}, no},
		{elapsed{six, "月", quantity.Over}, no},
		{elapsed{decimal.NewFromInt(5), "月", quantity.Over}, unknown},
		{elapsed{six, "月", quantity.Under}, yes},
		{elapsed{decimal.NewFromInt(7), "月", quantity.Under}, unknown},
	} {
		if got := c.e.inside(six, "月"); got != c.want {
			t.Errorf("%s: %d, want %d", c.e.text(Simplified), got, c.want)
		}
	}
}

func TestElapsedIsReadOnlyWhereADayCountsFromAnother(t *testing.T) {
	free, bound := Input{Type: DateInput}, Input{Type: DateInput, NotBefore: "export_date"}
	for said, want := range map[string]string{"7个月": "7个月", "半年": "6个月", "45天": "45日", "超过7个月": "超过7个月", "不到6个月": "不到6个月", "10日": ""} {
		v, ok := bound.readElapsed(said)
		if _, read := free.readElapsed(said); read {
			t.Errorf("%s is read as a day that counts from none", said)
		}
		if want == "" {
			continue
		}
		if !ok || v.text(Simplified) != want {
			t.Errorf("%s: %v %v", said, v, ok)
		}
	}
	for _, said := range []string{"大约7个月", "7", "2024年5月1日", "3个月到7个月"} {
		if v, ok := bound.readElapsed(said); ok {
			t.Errorf("%s was read as %v", said, v)
		}
	}
}
