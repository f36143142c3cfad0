package quantity

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		kind       Kind
		unit, text string
		want       string // value and unit
		err        error
	}{
		{Money, "元", "85万", "850000 元", nil},
		{Money, "元", "850000.00", "850000 元", nil},
		{Money, "元", " 850,000元 ", "850000 元", nil},
		{Money, "元", "1 200 000", "1200000 元", nil},
		{Money, "元", "８５００００", "850000 元", nil},
		{Money, "万元", "85", "850000 元", nil},
		{Money, "元", "-1", "-1 元", nil},
		{Money, "元", "−1", "-1 元", nil},
		{Money, "元", "1e20", "100000000000000000000 元", nil},
		{Money, "元", "0", "0 元", nil},
		{Money, "元", "八十五万", "850000 元", nil},
		{Money, "元", "八十五", "85 元", nil},
		{Money, "元", "贰佰万元整", "2000000 元", nil},
		{Money, "元", "0.0085亿", "850000 元", nil},
		{Money, "元", "85w", "850000 元", nil},
		{Money, "元", "年交易额800万元人民币", "8000000 元", nil},
		{Money, "元", "2024年花了85万", "850000 元", nil},
		{Money, "", "85万", "850000 元", nil},
		{Money, "", "85", "", ErrNoUnit},
		{Money, "元", "10万美元", "100000 元", ErrCurrency},
		{Money, "元", "50多万", "500000 元", ErrVague},
		{Money, "元", "大约85万", "850000 元", ErrVague},
		{Money, "元", "80到90万", "800000 元", ErrVague},
		{Money, "元", "", "", ErrEmpty},
		{Money, "元", " \u3000", "", ErrEmpty},
		{Money, "元", "很多", "", ErrNotNumber},
		{Money, "元", "NaN", "", ErrNotNumber},
		{Money, "元", "Infinity", "", ErrNotNumber},
		{Money, "元", "1e99999", "", ErrNotNumber},
		{Money, "元", "12,34", "", ErrSeveral},
		{Money, "元", "30万和50万", "", ErrSeveral},
		{Money, "元", "60家", "", ErrUnit},
		{Money, "元", "800平方米", "", ErrUnit},
		{Count, "家", "60", "60 家", nil},
		{Count, "家", "60家企业", "60 家", nil},
		{Count, "家", "六十个", "60 家", nil},
		{Count, "家", "60元", "", ErrUnit},
		{Count, "家", "六十来家", "60 家", ErrVague},
		{Count, "单", "12万单", "120000 单", nil},
		{Count, "单", "12万", "120000 单", nil},
		{Count, "人", "60个人", "60 人", nil},
		{Count, "人", "50名", "50 人", nil},
		{Count, "个", "1.5", "1.5 个", nil},
		{Rate, "%", "5%", "5 %", nil},
		{Rate, "%", "5", "5 %", nil},
		{Rate, "%", "百分之五", "5 %", nil},
		{Rate, "%", "两成", "20 %", nil},
		{Area, "平方米", "800平", "800 平方米", nil},
		{Area, "平方米", "500.01", "500.01 平方米", nil},
		{Rank, "名", "3", "3 名", nil},
		{Rank, "名", "第三", "3 名", nil},
		{Rank, "名", "三", "3 名", nil},
		{Rank, "档", "第二档", "2 档", nil},
		{Rank, "档", "二档", "2 档", nil},
		{Rank, "档", "5", "5 档", nil},
		{Year, "", "2024", "2024 年", nil},
		{Year, "", "2024年", "2024 年", nil},
		{Year, "", "去年", "2025 年", nil},
		{Year, "", "2024-05-20", "2024 年", nil},
		{Year, "", "85", "", ErrDate},
		{Day, "", "2024-05-20", "20240520 日", nil},
		{Day, "", "20240520", "20240520 日", nil},
		{Day, "", "2024年5月20日", "20240520 日", nil},
		{Day, "", "2024-02-30", "", ErrDate},
		{Day, "", "昨天", "", ErrNotNumber},
		{Duration, "月", "6个月", "6 月", nil},
		{Duration, "月", "两年", "24 月", nil},
		{Duration, "月", "一年半", "18 月", nil},
		{Duration, "月", "7个半月", "7.5 月", nil},
		{Duration, "年", "18个月", "1.5 年", nil},
		{Duration, "年", "1.9", "1.9 年", nil},
		{Duration, "年", "7个月", "", ErrUnit},
		{Number, "", "85", "85 ", nil},
	} {
		m, err := Parse(c.kind, c.unit, c.text, Options{Today: today})
		got := ""
		if !m.Value.IsZero() || c.text == "0" {
			got = m.Value.String() + " " + m.Unit
		}
		if got != c.want || !errors.Is(err, c.err) || c.err == nil && m.Kind != c.kind {
			t.Errorf("Parse(%s, %q, %q) = %q, %v, want %q, %v", c.kind, c.unit, c.text, got, err, c.want, c.err)
		}
	}
}

func TestParseErrorsTellMore(t *testing.T) {
	_, err := Parse(Money, "元", "50多万", Options{})
	v, ok := errors.AsType[*VagueError](err)
	if !ok || !v.Low.Equal(decimal.NewFromInt(500_000)) || !v.High.Equal(decimal.NewFromInt(600_000)) {
		t.Errorf("50多万: %+v", err)
	}
	if want := "“50多万”大致在50万到60万之间，请给出准确的数"; err.Error() != want {
		t.Errorf("says %q, want %q", err, want)
	}
	_, err = Parse(Money, "元", "10万美元", Options{})
	if c, ok := errors.AsType[*CurrencyError](err); !ok || c.Currency != "USD" {
		t.Errorf("10万美元: %v", err)
	}
	_, err = Parse(Count, "家", "60元", Options{})
	if u, ok := errors.AsType[*UnitError](err); !ok || u.Got != "元" || u.Want != "家" {
		t.Errorf("60元: %v", err)
	}
}

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text, yuan, currency string
		err                  error
	}{
		{"85万", "850000", "CNY", nil},
		{"USD 1.5 million", "1500000", "USD", nil},
		{"850000", "0", "", ErrNoUnit},
		{"50多万", "500000", "CNY", ErrVague},
		{"", "0", "", ErrEmpty},
	} {
		d, currency, err := ParseMoney(c.text)
		if d.String() != c.yuan || currency != c.currency || !errors.Is(err, c.err) {
			t.Errorf("ParseMoney(%q) = %s, %q, %v", c.text, d, currency, err)
		}
	}
}
