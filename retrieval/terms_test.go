package retrieval

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

func builtin(t testing.TB) *Terms {
	t.Helper()
	terms, err := BuiltinTerms()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func TestTermsFind(t *testing.T) {
	for text, want := range map[string][]TermMention{
		"建独立站花了85万":           {{Canonical: "独立站", Text: "独立站", Start: 1, End: 4}},
		"我们自建站花了85万":          {{Canonical: "独立站", Text: "自建站", Start: 2, End: 5, Synonym: true}},
		"蘇州毒立站":               {{Canonical: "独立站", Text: "毒立站", Start: 2, End: 5, Synonym: true, Typo: true}},
		"獨立網站":                {{Canonical: "独立站", Text: "獨立網站", Start: 0, End: 4, Synonym: true}},
		"our own ＷＥＢＳＩＴＥ ok":  {{Canonical: "独立站", Text: "own ＷＥＢＳＩＴＥ", Start: 4, End: 15, Synonym: true}},
		"overseas warehouses": {{Canonical: "海外仓", Text: "overseas warehouses", Start: 0, End: 19, Synonym: true}},
		"warehousesx rental":  nil,                                                                                                                    // no word of its own
		"省级公共海外仓":             {{Canonical: "公共海外仓", Text: "省级公共海外仓", Start: 0, End: 7, Synonym: true}},                                               // the longest form
		"海外仓和国外仓库":            {{Canonical: "海外仓", Text: "海外仓", Start: 0, End: 3}, {Canonical: "海外仓", Text: "国外仓库", Start: 4, End: 8, Synonym: true}}, // both, in order
		"":                    nil,
		"今天天气":                nil,
	} {
		if got := builtin(t).Find(text); !slices.Equal(got, want) {
			t.Errorf("%q:\n got %+v\nwant %+v", text, got, want)
		}
	}
}

func TestParseTermsRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"甲 = 乙\n丙 = 乙":   "乙",
		"甲, 乙 = 丙":       "第 1 行",
		"# ok\n\n = 丙":   "第 3 行",
		"甲 = 丙 ~ 丁\n丁 =": "丁",
	} {
		if _, err := ParseTerms("own.txt", text); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "own.txt") {
			t.Errorf("%q: error %v, want one that names own.txt and %q", text, err, says)
		}
	}
}

func TestMerge(t *testing.T) {
	base, err := ParseTerms("base", "独立站 = 官网, 自建站 ~ 毒立站\n海外仓 = 国外仓\n官方网站")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"own.txt": {Data: []byte("独立站 = 品牌站\n门户 = 官网\n境外仓库 = 海外仓")}}
	own, err := LoadTerms(fsys, "own.txt")
	if err != nil {
		t.Fatal(err)
	}
	merged, err := base.Merge(own)
	if err != nil {
		t.Fatal(err)
	}
	for form, want := range map[string]string{
		"自建站": "独立站", "毒立站": "独立站", "品牌站": "独立站", "官网": "门户",
		"海外仓": "境外仓库", "国外仓": "境外仓库", "官方网站": "官方网站",
	} {
		got := merged.Find(form)
		if len(got) != 1 || got[0].Canonical != want {
			t.Errorf("%s is %+v, want %s", form, got, want)
		}
	}
	if got := base.Find("官网"); got[0].Canonical != "独立站" {
		t.Error("merging changed the terms merged into")
	}
	if _, err := LoadTerms(fsys, "none.txt"); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestForms(t *testing.T) {
	if got := builtin(t).Forms("独立站"); !slices.Contains(got, "自建站") || slices.Contains(got, "毒立站") {
		t.Errorf("forms of 独立站: %v", got)
	}
	if got := builtin(t).Forms("没有的词"); got != nil {
		t.Errorf("forms of an unknown name: %v", got)
	}
}

func FuzzTermsFind(f *testing.F) {
	for _, s := range []string{"自建站花了85万", "獨立網站 DTC sites", "㎡㈠﷽ﬁ own website", "e\u0301\u0301\xff毒立站"} {
		f.Add(s)
	}
	terms := builtin(f)
	f.Fuzz(func(t *testing.T, text string) {
		n, last := utf8.RuneCountInString(text), 0
		given := []rune(text)
		for _, m := range terms.Find(text) {
			if m.Start < last || m.End <= m.Start || m.End > n {
				t.Fatalf("%q: mention %+v after %d, of %d", text, m, last, n)
			}
			if string(given[m.Start:m.End]) != m.Text || m.Canonical == "" {
				t.Fatalf("%q: mention %+v is not what stands there", text, m)
			}
			last = m.End
		}
	})
}

func TestComplete(t *testing.T) {
	terms, err := ParseTerms("t", "独立站 = dulizhan, dlz\n独立核算 = dulihesuan\n海外仓 = haiwaicang ~ haiwaichang")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"duli": {"独立站", "独立核算"}, "苏州 DuliZ": {"独立站"}, "dulizhan": nil, "du": nil, "duli ": {"独立站", "独立核算"},
		"haiwaicha": nil, "独立": nil, "": nil, "xduli": nil,
	} {
		if got := terms.Complete(text, 2); !slices.Equal(got, want) {
			t.Errorf("Complete(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestSlipsInEnglish mends words in letters, and leaves alone what is one.
func TestSlipsInEnglish(t *testing.T) {
	terms := builtin(t)
	for text, want := range map[string]string{
		"overseas warehosue fee": "海外仓", "oversea warehouses": "海外仓", "independant website": "独立站", "genral trade": "一般贸易",
		"evoked": "", "the posting": "", "a warehoused": "",
	} {
		var got []string
		for _, m := range terms.Find(text) {
			got = append(got, m.Canonical)
			if r := []rune(text); m.Text != string(r[m.Start:m.End]) {
				t.Errorf("%s: %q does not stand at %d to %d", text, m.Text, m.Start, m.End)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is read as %v, want %s", text, got, want)
		}
	}
	if m := terms.Find("overseas warehosues in Japan"); len(m) != 1 || !m[0].Typo || m[0].Text != "overseas warehosues" {
		t.Errorf("overseas warehosues: %+v", m)
	}
	if m := terms.Find("overseas warehouses exihbition"); len(m) != 2 || m[0].Typo || !m[1].Typo {
		t.Errorf("a slip beside none: %+v", m)
	}
}
