package quantity

import (
	"testing"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

var seeds = []string{
	"", "85万", "独立站花了50多万，补20万元吗？", "2024年5月20日至2025年12月31日", "第一、二、三条", "附则",
	"〔2024〕3号", "RMB 1.2 million, 20 May 2024, top 3", "百分之", "三分之一", "八九十万", "½㎡ ⑩ 3.1.2.4",
	"1,234,567.89", "二〇二四年二月三十日", "０５１２－６８１２３４５６", "万万亿亿", "半个亿半年半", "零零七", "3块5毛2分", "-5%",
	"99999999999999999999999999e99999", "2024-13-45", "7×24", "5G", "一百二", "\xff1\xfe", "1 000 000", "八十到九十万",
}

// checkSpans keeps mentions in order, apart, inside the text and true to it.
func checkSpans(t *testing.T, text string, found []Mention) {
	t.Helper()
	source := []rune(text)
	last := 0
	for _, m := range found {
		if m.Start < last || m.End <= m.Start || m.End > len(source) {
			t.Fatalf("%q: %q at %d to %d after %d", text, m.Text, m.Start, m.End, last)
		}
		if m.Text != string(source[m.Start:m.End]) {
			t.Fatalf("%q: %q is not what stands at %d to %d", text, m.Text, m.Start, m.End)
		}
		if !m.Date.IsZero() && !m.Date.valid() {
			t.Fatalf("%q: no such day %s", text, m.Date)
		}
		if m.Bound == Between && m.Low.GreaterThan(m.High) {
			t.Fatalf("%q: from %s down to %s", text, m.Low, m.High)
		}
		last = m.End
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkSpans(t, s, Find(s, Options{Today: today}))
		checkSpans(t, s, Find(s, Options{}))
	})
}

// FuzzNumbers also holds that no digit escapes: each lies in a mention.
func FuzzNumbers(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found := Numbers(s)
		checkSpans(t, s, found)
		covered := make([]bool, utf8.RuneCountInString(s))
		for _, m := range found {
			for k := m.Start; k < m.End; k++ {
				covered[k] = true
			}
		}
		folded := hanzi.Fold(s)
		i := 0
		for _, r := range folded.Text {
			if from, to := folded.Span(i, i+1); digit(r) && !covered[from] && !covered[to-1] {
				t.Fatalf("%q: the %c at %d is in no mention: %v", s, r, from, found)
			}
			i++
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 1, "元")
	}
	f.Fuzz(func(t *testing.T, s string, kind int, unit string) {
		m, err := Parse(Kind(kind%10), unit, s, Options{Today: today})
		if err == nil && m.Bound != Exact && m.Kind != Rank {
			t.Fatalf("%q: a vague value without an error: %+v", s, m)
		}
		if err != nil && err.Error() == "" {
			t.Fatalf("%q: an error without words", s)
		}
	})
}

// FuzzSpoken reads back what Spoken writes.
func FuzzSpoken(f *testing.F) {
	for _, v := range []int64{0, 1, 10, 15, 200, 10_000_000, 20_000_001, 1_000_100_500, 230_000_05, 99_999_999_999, 11_000_000_000_000, 105, 110, 30, 35} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, fen int64) {
		if fen <= 0 || fen >= 1e14 {
			return
		}
		d := decimalOfFen(fen)
		m, err := Parse(Money, "", Spoken(d), Options{})
		if err != nil || !m.Value.Equal(d) {
			t.Fatalf("%s is read aloud %q, which reads as %s (%v)", d, Spoken(d), m.Value, err)
		}
	})
}
