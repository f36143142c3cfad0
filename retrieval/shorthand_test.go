package retrieval

import (
	"strings"
	"testing"
)

// TestShorthand writes out what stands for names of the built-in documents.
// None of it is listed anywhere.
func TestShorthand(t *testing.T) {
	x, err := Build(t.Context(), policies(t), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		// a place and a term, by initials or spelled out
		"szdlz": "苏州独立站", "SZDLZ补多少": "苏州独立站补多少", "szhwc 花了30万": "苏州海外仓 花了30万",
		"ntdlz": "南通独立站", "zzhwc": "株洲海外仓", "hasfqy": "淮安示范企业", "suzhoudulizhan": "苏州独立站",
		"su zhou du li zhan": "苏州独立站", "suzhoudlz": "苏州独立站", "suzhou dlz": "苏州独立站", "suzhou": "suzhou", "szdulizhan能补吗": "苏州独立站能补吗",
		// the words of a title, some left out
		"jssfqy": "江苏示范企业", "jssfqy cailiao": "江苏示范企业 cailiao", "jsssfqycjgf": "江苏省示范企业创建规范", "szxdjh": "苏州行动计划", "haxdjh": "淮安行动计划", "huaian xingdongjihua": "淮安行动计划",
		"ntxdjh": "南通行动计划", "zzssyj": "株洲实施意见", "chuangjianguifan": "创建规范", "chuang jian gui fan": "创建规范",
		"szssfa第九条": "苏州实施方案第九条",
		// read as terms and places already
		"dlz": "dlz", "haiwaicang": "haiwaicang", "cailiao": "cailiao",
		// other languages, and codes
		"What does Suzhou pay for szdlz": "", "9610 and B2B": "", "9610": "", "B2B": "", "DTC": "", "FOB": "", "CIF价": "", "RCEP": "",
		"shopify shop": "", "Amazon": "", "eBay": "", "SHEIN": "", "TikTok": "", "ERP系统": "", "model X7-szdlz": "", "bonded code": "",
		"xkzq": "", "overseas": "", "company": "", "change": "", "women": "", "stock": "", "export": "", "hello": "", "thanks": "",
		"szabcd": "", "sz": "", "xdjh": "", strings.Repeat("szdlz", 40): "",
	} {
		if want == "" {
			want = text
		}
		if got := x.Respell(text); got != want {
			t.Errorf("%s is written out as %s, want %s", text, got, want)
		}
	}
	for text, in := range map[string]string{
		"szdlz": "苏州独立站", "jssfqy cailiao": "江苏示范企业", "haxdjh": "淮安行动计划", "szssfa第九条": "苏州实施方案第九条",
	} {
		got, want := search(t, x, Query{Text: text, Limit: 1}), search(t, x, Query{Text: in, Limit: 1})
		if len(got) == 0 || got[0].Row.Document != want[0].Row.Document || got[0].Row.Key != want[0].Row.Key {
			t.Errorf("%s finds %+v, %s %+v", text, got, in, want)
		}
	}
}

// TestSharedShorthand reads nothing into letters that may be either of two
// places or titles.
func TestSharedShorthand(t *testing.T) {
	var documents []Document
	rows := map[string][]Row{}
	for id, d := range map[string][2]string{"a": {"苏州市开放办法", "苏州市"}, "b": {"深圳市开放办法", "深圳市"}, "c": {"宁波市口岸条例", "宁波市"}} {
		documents = append(documents, Document{ID: id, Pack: id, Version: 1, Title: d[0], Jurisdiction: d[1], End: 1})
		rows[id] = []Row{{Document: id, Version: 1, Key: "一", Kind: Clause, Text: "一", End: 1}}
	}
	x, err := Build(t.Context(), newMemory(documents, rows), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"szkfbf": "szkfbf", "szdlz": "szdlz", "nbkatl": "宁波口岸条例", "nbdlz": "宁波独立站", "ningbokouan": "宁波口岸"} {
		if got := x.Respell(text); got != want {
			t.Errorf("%s is written out as %s, want %s", text, got, want)
		}
	}
}
