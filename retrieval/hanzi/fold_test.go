package hanzi

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":         "",
		"独立站花了85万": "独立站花了85万",
		"独立站花了８５万，补多少？": "独立站花了85万,补多少?",
		"中國（蘇州）跨境電子商務":  "中国(苏州)跨境电子商务",
		"RMB 850,000":   "rmb 850,000",
		"８００㎡":          "800m2",
		"５％":            "5%",
		"㈠、①":           "(一)、1",
		"￥８５０":          "¥850",
		"½":             "1⁄2",
		"著重加強、隨著、著名":    "着重加强、随着、著名",
		"限於單位，關於單一窗口":   "限于单位,关于单一窗口",
		"乾隆年間的餅乾":       "乾隆年间的饼干",
		"建独立站花了８５萬":     "建独立站花了85万",
		"e\u0301t":      "\u00e9t",
		"か\u3099行":      "が行",
		"第⼀条":           "第一条",
		"〔2024〕３号":      "〔2024〕3号",
		"\u3000\u00a0x": "  x",
		"“跨境电商+产业带”——五个·点": "“跨境电商+产业带”——五个·点",
	} {
		if got := Fold(in).Text; got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestSpan finds folded words and quotes them from the text as given.
func TestSpan(t *testing.T) {
	for _, c := range []struct{ text, find, want string }{
		{"場地８００㎡以上", "800m2", "８００㎡"},
		{"場地８００㎡以上", "m", "㎡"},
		{"場地８００㎡以上", "2", "㎡"},
		{"場地８００㎡以上", "以上", "以上"},
		{"共½个", "1⁄2", "½"},
		{"ｅ…蘇州市", "苏州市", "蘇州市"},
		{"ｅ…蘇州市", "...", "…"},
		{"cafe\u0301蘇州", "苏州", "蘇州"},
		{"cafe\u0301蘇州", "\u00e9", "e\u0301"},
		{"abc", "bc", "bc"},
	} {
		f := Fold(c.text)
		at := strings.Index(f.Text, c.find)
		if at < 0 {
			t.Errorf("%q does not stand in %q", c.find, f.Text)
			continue
		}
		start := utf8.RuneCountInString(f.Text[:at])
		from, to := f.Span(start, start+utf8.RuneCountInString(c.find))
		if got := string([]rune(c.text)[from:to]); got != c.want {
			t.Errorf("Span of %q in %q is %q, want %q", c.find, c.text, got, c.want)
		}
	}
}

func TestSpanOutOfRange(t *testing.T) {
	for _, text := range []string{"", "苏州", "㎡", "Suzhou㎡"} {
		f := Fold(text)
		n := utf8.RuneCountInString(text)
		if f.Len() != n || f.Origin(-1) != 0 || f.Origin(1000) != n {
			t.Errorf("%q: Len %d, Origin(-1) %d, Origin(1000) %d", text, f.Len(), f.Origin(-1), f.Origin(1000))
		}
		if a, b := f.Span(0, 1000); a != 0 || b != n {
			t.Errorf("%q: Span(0, 1000) = %d, %d", text, a, b)
		}
		if a, b := f.Span(5, 2); a != b {
			t.Errorf("%q: an empty span became %d to %d", text, a, b)
		}
	}
}

func TestScripts(t *testing.T) {
	for trad, simple := range map[string]string{
		"高質量發展三年行動計劃": "高质量发展三年行动计划",
		"後面的皇后":       "后面的皇后",
		"幾個里程碑":       "几个里程碑",
		"頭髮與發展":       "头发与发展",
		"獨立網站補貼":      "独立网站补贴",
	} {
		if got := Simplify(trad); got != simple {
			t.Errorf("Simplify(%q) = %q, want %q", trad, got, simple)
		}
		if got := ToTraditional(simple); got != trad {
			t.Errorf("ToTraditional(%q) = %q, want %q", simple, got, trad)
		}
		if !Traditional(trad) || Traditional(simple) {
			t.Errorf("Traditional(%q) = %v, Traditional(%q) = %v", trad, Traditional(trad), simple, Traditional(simple))
		}
	}
	for _, neither := range []string{"", "abc 85", "里面", "皇后", "苏州", "台州", "于是", "中国（蘇州）综合试验区"} {
		if Traditional(neither) {
			t.Errorf("Traditional(%q)", neither)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "abc", "85万元㎡½", "中國（蘇州）", "e\u0301\u0323", "\xff\xfe蘇", "\u1100\u1161\u11a8", "가ㄱ", "ﷺ", "ｶﾞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		n, m := utf8.RuneCountInString(s), utf8.RuneCountInString(folded.Text)
		if folded.Len() != n || folded.Origin(m) != n {
			t.Fatalf("%q: length %d, end %d, want %d", s, folded.Len(), folded.Origin(m), n)
		}
		last, lastEnd := 0, 0
		for i := range m {
			o := folded.Origin(i)
			a, b := folded.Span(i, i+1)
			if o < last || o >= n || a != o || b <= a || b > n || b < lastEnd || a > lastEnd {
				t.Fatalf("%q: code point %d begins at %d, span %d to %d, before it %d to %d", s, i, o, a, b, last, lastEnd)
			}
			last, lastEnd = o, b
		}
		if lastEnd != n && m > 0 {
			t.Fatalf("%q: the spans end at %d of %d", s, lastEnd, n)
		}
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return
			}
		}
		if folded.Text != strings.ToLower(s) {
			t.Fatalf("%q folded to %q", s, folded.Text)
		}
		for i := range n {
			if folded.Origin(i) != i {
				t.Fatalf("%q: Origin(%d) = %d", s, i, folded.Origin(i))
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, text := range map[string]string{
		"pure":        "我们苏州公司做独立站、有询盘记录、投了85万能补多少",
		"width":       "我们苏州公司做独立站，有询盘记录，投了85万，能补多少？",
		"traditional": "我們蘇州公司做獨立站，有詢盤記錄，投了８５萬，能補多少？",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(text)
			}
		})
	}
}

func BenchmarkToTraditional(b *testing.B) {
	for b.Loop() {
		ToTraditional("按苏州的征求意见稿测算，可补助29万元。条文没有写明，以申报细则为准。")
	}
}
