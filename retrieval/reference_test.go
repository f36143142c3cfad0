package retrieval

import (
	"slices"
	"strings"
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
		// an item that the clause is not cut into, a part, a chapter
		"第十二条第二项":    {"huaian-action-plan 三/(三)/12", "jiangsu-demonstration-enterprise 第十二条", "nantong-action-plan 三/(四)/12", "suzhou-action-plan 三/(三)/12", "suzhou-measures 三/12", "zhuzhou-opinions 六/(十二)"},
		"第六条第2点":     {"jiangsu-demonstration-enterprise 第六条/(二)"},
		"第二部分第9条":    {"suzhou-measures 二/9"},
		"二、9":        {"suzhou-measures 二/9"},
		"一、2家，二、9家":  nil,
		"第十二条之二":     nil,
		"第九十九条":      nil,
		"考评前三名":      nil,
		"第三名":        nil,
		"花了（30）万":    nil,
		"2024年5月20日": nil,
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
		"苏商规〔二〇二三〕二号":           {"jiangsu-demonstration-enterprise"},
		"苏商规二零二三年第二号":           {"jiangsu-demonstration-enterprise"},
		"苏商规2023-2号":            {"jiangsu-demonstration-enterprise"},
		"苏商规[2023]2":            {"jiangsu-demonstration-enterprise"},
		"苏商规【2023】2，讲什么":        {"jiangsu-demonstration-enterprise"},
		"苏商规2号":                 {"jiangsu-demonstration-enterprise"},
		"请问苏商规2号文":              {"jiangsu-demonstration-enterprise"},
		"能按4号公告免税吗":             {"return-goods-2023-4"},
		"财政部第4号公告":              {"return-goods-2023-4"},
		"公告第4号":                 {"return-goods-2023-4"},
		"商务部4号公告":               nil,
		"沪商规2号":                 nil,
		"2号仓库":                  nil,
		"苏州地铁2号线":               nil,
		"补助[2024]10万元":          nil,
		"商务部公告2023年第4号":         nil,
		"财税〔2023〕4号":            nil,
		"公告〔2023〕4号":            {"return-goods-2023-4"},
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

// TestClausesOfPlaces puts the clause of the place's own document before those
// of others that merely apply there.
func TestClausesOfPlaces(t *testing.T) {
	x, err := Build(t.Context(), policies(t), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"株洲第九条": "zhuzhou-opinions", "南通 第九条": "nantong-action-plan", "江苏第九条": "jiangsu-demonstration-enterprise",
		"昆山第17条": "suzhou-", "苏州第九条": "suzhou-", "杭州第九条": "", "第九条": "",
	} {
		hits := search(t, x, Query{Text: text, Limit: 1})
		if !hits[0].Cited || !strings.HasPrefix(hits[0].Row.Document, want) {
			t.Errorf("%s finds %v", text, keys(hits))
		}
	}
}

// TestPartsOfDocuments tells clauses of one number apart by the chapter or part
// they are said to stand in.
func TestPartsOfDocuments(t *testing.T) {
	paths := map[string][]string{
		"law":  {"第一章 总则 > 第一条", "第二章 税率 > 第二条", "第二章 税率 > 第三条"},
		"plan": {"一、目标 > 1", "二、任务 > (一)人才 > 1", "二、任务 > (一)人才 > 2", "三、保障 > 2"},
	}
	keys := map[string][]string{"law": {"第一条", "第二条", "第三条"}, "plan": {"一/1", "二/(一)/1", "二/(一)/2", "三/2"}}
	var documents []Document
	rows := map[string][]Row{}
	for _, id := range []string{"law", "plan"} {
		documents = append(documents, Document{ID: id, Pack: "p", Version: 1, Title: id, Jurisdiction: "全国", End: 10})
		for n, key := range keys[id] {
			rows[id] = append(rows[id], Row{Document: id, Version: 1, Key: key, Ordinal: n, Kind: Clause, Path: paths[id][n], Text: key, Start: n, End: n + 1})
		}
	}
	x, err := Build(t.Context(), newMemory(documents, rows), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"第2条":      "law 第二条, plan 二/(一)/2, plan 三/2",
		"第二章第二条":   "law 第二条",
		"第二章的第2条":  "law 第二条",
		"第二部分第2条":  "plan 二/(一)/2",
		"第三大点第二条":  "plan 三/2",
		"二、2":      "",
		"第一章第三条":   "law 第三条", // numbers run through the chapters
		"第九部分第2条":  "law 第二条, plan 二/(一)/2, plan 三/2",
		"第二部分的第9条": "",
	} {
		var got []string
		for _, n := range x.cited.resolve(hanzi.Fold(text).Text).entries {
			got = append(got, x.entries[n].row.Document+" "+x.entries[n].row.Key)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzReferences(f *testing.F) {
	for _, s := range []string{"苏商规〔2023〕2号第九条（一）", "附则二", "三(一)3", "第第条", "art. 9(", "第999999999999999999条", "财政部4号公告", "二、9", "苏商规〔二〇二三〕二号", "2023年第99999号"} {
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
