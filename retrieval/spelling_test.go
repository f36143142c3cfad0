package retrieval

import (
	"strings"
	"testing"
)

// TestSpellings reads terms by their sound. None of these spellings is listed.
func TestSpellings(t *testing.T) {
	terms, err := ParseTerms("t", strings.Join([]string{
		"独立站 = 自建站", "海外仓", "跨境电商", "退运", "重点项目", "银行贷款", "出口信用保险", "绿色通道", "第一单", "出口新用宝仙",
	}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		// pinyin, in one word or by syllables, of every reading
		"haiwaicang怎么补":        "海外仓",
		"hai wai cang":         "海外仓",
		"zijianzhan":           "独立站",
		"du li zhan 补贴":        "独立站",
		"tuiyun":               "退运",
		"zhongdianxiangmu":     "重点项目",
		"chongdianxiangmu":     "重点项目",
		"yinhangdaikuan":       "银行贷款",
		"lvsetongdao":          "绿色通道",
		"apply haiwaicang":     "海外仓",
		"haiwaicangs":          "海外仓",
		"xhaiwaicang":          "",
		"chukouxinyongbaoxian": "",
		// initials, unless the text has words of a language
		"dlz多少钱":        "独立站",
		"kjds dlz":      "跨境电商 独立站",
		"what is dlz":   "",
		"dlz2":          "",
		"ty":            "",
		"HWC":           "海外仓",
		"the dlz grant": "",
		// other characters of the same sound, one at least being right
		"读立站补多少":   "独立站",
		"我的海外苍":    "海外仓",
		"跨镜电商":     "跨境电商",
		"跨境店商和海外舱": "跨境电商 海外仓",
		"独力占":      "", // two of three wrong
		"毒力占":      "",
		"推运":       "", // of two characters too many sound alike
		"海外仓":      "海外仓",
		// sounds that many don't keep apart
		"第一档": "", "海外昌": "", "跨近电伤": "", "跨境电桑": "跨境电商", "城点项目": "", "haiwaichang": "海外仓", "dulizan": "独立站",
		// slips of the hand
		"独站立能补吗": "独立站", "独立立站": "独立站", "出口信用险保": "出口信用保险", "出口信保险": "出口信用保险", "出口信咪保险": "出口信用保险",
		"haiwaicnag": "海外仓", "haiwicang": "海外仓", "kuajingdianshng": "跨境电商",
		"进口信用保险": "", "出口商用保险": "", "重点的项目": "",
	} {
		var got []string
		for _, m := range terms.Find(text) {
			got = append(got, m.Canonical)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is read as %v, want %s", text, got, want)
		}
	}
	if m := terms.Find("问下海外苍"); len(m) != 1 || !m[0].Typo || m[0].Text != "海外苍" || m[0].Start != 2 || m[0].End != 5 {
		t.Errorf("海外苍: %+v", m)
	}
	if m := terms.Find("hai wai cang"); len(m) != 1 || m[0].Typo || !m[0].Synonym || m[0].End != 12 {
		t.Errorf("hai wai cang: %+v", m)
	}
	if got := terms.Complete("haiw", 3); len(got) != 1 || got[0] != "海外仓" {
		t.Errorf("haiw begins %v", got)
	}
}

// TestListedWordIsNoHomophone leaves a word as it is that means something else.
func TestListedWordIsNoHomophone(t *testing.T) {
	terms, err := ParseTerms("t", "公积近\n")
	if err != nil {
		t.Fatal(err)
	}
	if m := terms.Find("公积金怎么提取"); len(m) > 0 {
		t.Errorf("公积金 is read as %s", m[0].Canonical)
	}
}
