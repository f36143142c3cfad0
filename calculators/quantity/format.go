package quantity

import (
	"strings"

	"github.com/shopspring/decimal"
)

var (
	tenThousand    = decimal.NewFromInt(10_000)
	hundredMillion = decimal.NewFromInt(100_000_000)
)

// FormatWan writes an amount in 元 as people say it: 29万元, 30.5万元, 1.2亿元,
// 8000元, 29999.2元. 万 is used from one 万 on for whole 元, 亿 from one 亿 on
// where two decimals are enough.
func FormatWan(d decimal.Decimal) string { return short(d) + "元" }

// short is FormatWan without the 元.
func short(d decimal.Decimal) string {
	size := d.Abs()
	switch {
	case size.GreaterThanOrEqual(hundredMillion) && size.Mod(decimal.NewFromInt(1_000_000)).IsZero():
		return d.Shift(-8).String() + "亿"
	case size.GreaterThanOrEqual(tenThousand) && size.IsInteger():
		return d.Shift(-4).String() + "万"
	}
	return d.String()
}

// FormatPlain writes an amount with two decimals, as the JSON of answers
// carries it: 290000.00. Parts of a 分 are cut off.
func FormatPlain(d decimal.Decimal) string { return d.Truncate(2).StringFixed(2) }

// FormatEnglish writes an amount in 元 for an English answer: RMB 290,000.
// Decimals are written only where there are any.
func FormatEnglish(d decimal.Decimal) string {
	text := d.Abs().String()
	if !d.IsInteger() {
		text = d.Abs().Truncate(2).StringFixed(2)
	}
	whole, fraction, ok := strings.Cut(text, ".")
	var b strings.Builder
	b.WriteString("RMB ")
	if d.IsNegative() {
		b.WriteByte('-')
	}
	b.WriteString(GroupThousands(whole))
	if ok {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// GroupThousands sets a run of digits apart in thousands: 1,200,000.
func GroupThousands(digits string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
