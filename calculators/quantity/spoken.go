package quantity

import (
	"strings"

	"github.com/shopspring/decimal"
)

const spokenDigits = "零一二三四五六七八九"

// Spoken writes an amount in 元 the way it is read aloud: 二十九万元, 三元五角,
// 负一百元. Parts of a 分 are cut off; from 万亿 on digits are used.
func Spoken(d decimal.Decimal) string {
	var b strings.Builder
	if d.IsNegative() {
		b.WriteString("负")
		d = d.Abs()
	}
	d = d.Truncate(2)
	whole := d.Truncate(0)
	cents := d.Sub(whole).Shift(2).IntPart()
	if whole.IsPositive() || cents == 0 {
		b.WriteString(SpokenNumber(whole) + "元")
	}
	if jiao := cents / 10; jiao > 0 {
		b.WriteString(spokenDigit(jiao) + "角")
	} else if cents > 0 && whole.IsPositive() {
		b.WriteString("零")
	}
	if fen := cents % 10; fen > 0 {
		b.WriteString(spokenDigit(fen) + "分")
		if cents < 10 && !whole.IsPositive() {
			b.WriteString("钱")
		}
	}
	return b.String()
}

// SpokenNumber writes a whole number in Chinese numerals: 两万, 十万零一百. A
// number that is not whole, or of a 万亿 and more, comes back in digits.
func SpokenNumber(d decimal.Decimal) string {
	if !d.IsInteger() || d.Abs().GreaterThanOrEqual(decimal.New(1, 12)) {
		return d.String()
	}
	v := d.IntPart()
	var b strings.Builder
	if v < 0 {
		b.WriteString("负")
		v = -v
	}
	if v == 0 {
		return "零"
	}
	started, gap := false, false
	for _, group := range []struct {
		worth int64
		name  string
	}{{100_000_000, "亿"}, {10_000, "万"}, {1, ""}} {
		part := v / group.worth
		v %= group.worth
		if part == 0 {
			gap = gap || started
			continue
		}
		if started && (gap || part < 1000) {
			b.WriteString("零")
		}
		b.WriteString(spokenGroup(part, group.name != "", !started))
		b.WriteString(group.name)
		started, gap = true, false
	}
	return b.String()
}

// spokenGroup writes 1 to 9999. scaled groups stand before 万 or 亿; the first
// group of a number may begin with 十.
func spokenGroup(v int64, scaled, first bool) string {
	if scaled && v == 2 {
		return "两"
	}
	var b strings.Builder
	gap := false
	for _, p := range []struct {
		worth int64
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := v / p.worth
		v %= p.worth
		if d == 0 {
			gap = gap || b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		switch {
		case d == 1 && p.worth == 10 && b.Len() == 0 && first:
		case d == 2 && p.worth >= 100:
			b.WriteString("两")
		default:
			b.WriteString(spokenDigit(d))
		}
		b.WriteString(p.name)
	}
	return b.String()
}

func spokenDigit(d int64) string { return string([]rune(spokenDigits)[d]) }
