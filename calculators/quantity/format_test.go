package quantity

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ yuan, wan, plain, english, spoken string }{
		{"290000", "29万元", "290000.00", "RMB 290,000", "二十九万元"},
		{"305000", "30.5万元", "305000.00", "RMB 305,000", "三十万五千元"},
		{"0", "0元", "0.00", "RMB 0", "零元"},
		{"8000", "8000元", "8000.00", "RMB 8,000", "八千元"},
		{"10000", "1万元", "10000.00", "RMB 10,000", "一万元"},
		{"20000", "2万元", "20000.00", "RMB 20,000", "两万元"},
		{"29999.2", "29999.2元", "29999.20", "RMB 29,999.20", "两万九千九百九十九元二角"},
		{"299999.99", "299999.99元", "299999.99", "RMB 299,999.99", "二十九万九千九百九十九元九角九分"},
		{"123456", "12.3456万元", "123456.00", "RMB 123,456", "十二万三千四百五十六元"},
		{"8000000", "800万元", "8000000.00", "RMB 8,000,000", "八百万元"},
		{"100000000", "1亿元", "100000000.00", "RMB 100,000,000", "一亿元"},
		{"264490000", "26449万元", "264490000.00", "RMB 264,490,000", "两亿六千四百四十九万元"},
		{"150000000000", "1500亿元", "150000000000.00", "RMB 150,000,000,000", "一千五百亿元"},
		{"-300", "-300元", "-300.00", "RMB -300", "负三百元"},
		{"0.05", "0.05元", "0.05", "RMB 0.05", "五分钱"},
		{"1.05", "1.05元", "1.05", "RMB 1.05", "一元零五分"},
		{"100100", "10.01万元", "100100.00", "RMB 100,100", "十万零一百元"},
		{"110000", "11万元", "110000.00", "RMB 110,000", "十一万元"},
		{"215", "215元", "215.00", "RMB 215", "两百一十五元"},
		{"1.239", "1.239元", "1.23", "RMB 1.23", "一元二角三分"},
	} {
		d := decimal.RequireFromString(c.yuan)
		for what, pair := range map[string][2]string{
			"FormatWan":     {FormatWan(d), c.wan},
			"FormatPlain":   {FormatPlain(d), c.plain},
			"FormatEnglish": {FormatEnglish(d), c.english},
			"Spoken":        {Spoken(d), c.spoken},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s(%s) = %q, want %q", what, c.yuan, pair[0], pair[1])
			}
		}
	}
}

// TestFormatReadsBack holds that what is written is what is read.
func TestFormatReadsBack(t *testing.T) {
	for fen := int64(1); fen < 1e13; fen = fen*7 + 13 {
		d := decimalOfFen(fen)
		for _, text := range []string{FormatWan(d), FormatEnglish(d), Spoken(d)} {
			found := Numbers(text)
			if len(found) != 1 || !found[0].Value.Equal(d) {
				t.Errorf("%s is written %q and read as %v", d, text, found)
			}
		}
	}
}
