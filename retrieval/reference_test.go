package retrieval

import (
	"slices"
	"testing"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

func TestChineseNumber(t *testing.T) {
	for s, want := range map[string]int{
		"9": 9, "021": 21, "九": 9, "十": 10, "十一": 11, "二十": 20, "二十一": 21, "一百零二": 102, "一百二十三": 123, "两": 2, "〇": 0,
	} {
		if got, ok := chineseNumber(s); !ok || got != want {
			t.Errorf("%s is %d, %v; want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "二三", "万", "99999", "9a"} {
		if got, ok := chineseNumber(s); ok {
			t.Errorf("%q reads as %d", s, got)
		}
	}
}

// TestCitations resolves citations against the library.
func TestCitations(t *testing.T) {
	x, err := Build(t.Context(), policies(t), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"第九条": {
			"huaian-action-plan 三/(三)/9", "jiangsu-demonstration-enterprise 第九条",
			"nantong-action-plan 三/(三)/9", "suzhou-action-plan 三/(二)/9", "suzhou-measures 二/9", "suzhou-pilot-zone 三/(一)/9", "zhuzhou-opinions 四/(九)",
		},
		"第 13 条":      {"huaian-action-plan 三/(四)/13", "jiangsu-demonstration-enterprise 第十三条", "nantong-action-plan 三/(四)/13", "suzhou-action-plan 三/(三)/13", "suzhou-measures 三/13", "zhuzhou-opinions 六/(十三)"},
		"附则二":         {"suzhou-measures 六/(二)"},
		"附则（三）":       {"suzhou-measures 六/(三)"},
		"附则的第三条":      {"suzhou-measures 六/(三)"},
		"第六条（二）":      {"jiangsu-demonstration-enterprise 第六条/(二)"},
		"第六條第三項":      {"jiangsu-demonstration-enterprise 第六条/(三)"},
		"第17条":        {"jiangsu-demonstration-enterprise 第十七条", "suzhou-action-plan 三/(四)/17", "suzhou-measures 五/17", "zhuzhou-opinions 八/(十七)"},
		"二/9":         {"suzhou-measures 二/9"},
		"三（一）3":       {"nantong-action-plan 三/(一)/3", "suzhou-action-plan 三/(一)/3", "suzhou-pilot-zone 三/(一)/3"},
		"（二十一）":       {"zhuzhou-opinions 九/(二十一)"},
		"第二十一条":       {"zhuzhou-opinions 九/(二十一)"},
		"Article 17":  {"jiangsu-demonstration-enterprise 第十七条", "suzhou-action-plan 三/(四)/17", "suzhou-measures 五/17", "zhuzhou-opinions 八/(十七)"},
		"clause 6(2)": {"jiangsu-demonstration-enterprise 第六条/(二)"},
		"第九十九条":       nil,
		"考评前三名":       nil,
		"第三名":         nil,
		"花了（30）万":     nil,
		"2024年5月20日":  nil,
	} {
		var got []string
		for _, n := range x.cited.resolve(hanzi.Fold(text).Text).entries {
			got = append(got, x.entries[n].row.Document+" "+x.entries[n].row.Key)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestDocumentNumbers(t *testing.T) {
	x, err := Build(t.Context(), policies(t), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"苏商规〔2023〕2号":           {"jiangsu-demonstration-enterprise"},
		"请问蘇商規[2023]2号是什么":      {"jiangsu-demonstration-enterprise"},
		"淮政办发2024 3号":           {"huaian-action-plan"},
		"淮政办发(2024)第3号":         {"huaian-action-plan"},
		"公告2023年第4号":            {"return-goods-2023-4"},
		"2023年第4号公告":            {"return-goods-2023-4"},
		"退回来能按2023年第4号公告免税吗":    {"return-goods-2023-4"},
		"财政部海关总署税务总局2023年第4号公告": {"return-goods-2023-4"},
		"请问财政部2023年第4号公告":       {"return-goods-2023-4"},
		"海关总署公告2023年第4号":        {"return-goods-2023-4"},
		"商务部公告2023年第4号":         nil,
		"苏商规〔2023〕3号":           nil,
		"沪商规〔2023〕2号":           nil,
	} {
		var got []string
		for _, n := range x.cited.resolve(hanzi.Fold(text).Text).documents {
			got = append(got, x.documents[n].ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	// A number that a row names belongs to no document of the library.
	got := x.cited.resolve("国办发〔2021〕24号")
	if len(got.documents) != 0 || len(got.named) != 1 || x.entries[got.named[0]].row.Document != "suzhou-action-plan" {
		t.Errorf("国办发〔2021〕24号 resolves to %+v", got)
	}
}

func FuzzReferences(f *testing.F) {
	for _, s := range []string{"苏商规〔2023〕2号第九条（一）", "附则二", "三(一)3", "第第条", "art. 9(", "第999999999999999999条", "2023年第99999号"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := hanzi.Fold(text).Text
		n := utf8.RuneCountInString(folded)
		for _, r := range references(folded) {
			if r.start < 0 || r.end <= r.start || r.end > n {
				t.Fatalf("%q: reference %+v of %d", folded, r, n)
			}
			if (r.year == 0) == (len(r.levels) == 0) {
				t.Fatalf("%q: reference %+v is neither clause nor document", folded, r)
			}
		}
	})
}
