package retrieval

import "testing"

func TestIsLaw(t *testing.T) {
	for title, want := range map[string]bool{
		"电子商务法": true, "中华人民共和国民法典": true, "宪法": true, "公司法": true, "立法法": true,
		"海关法(2021-04-29)": true, "增值税法（2024年通过）（试行）": true,
		"跨境电子商务零售进口商品管理办法": false, "网络交易监督管理办法（试行）": false, "先进经验做法": false,
		"电子商务法实施条例": false, "优化营商环境条例": false, "": false,
	} {
		if got := isLaw(Document{Title: title, Jurisdiction: "全国"}); got != want {
			t.Errorf("%q: %v, want %v", title, got, want)
		}
	}
	for name, d := range map[string]Document{
		"a draft":      {Title: "增值税法（征求意见稿）", Jurisdiction: "全国", Draft: true},
		"a city's":     {Title: "电子商务法", Jurisdiction: "苏州市"},
		"of no place":  {Title: "电子商务法"},
		"a commentary": {Title: "学习电子商务法的体会", Jurisdiction: "全国"},
	} {
		if isLaw(d) {
			t.Errorf("%s counts as a law of the land: %v", name, d)
		}
	}
}

// TestLawFirst puts the law before a measure that says the same, and behind one
// that says more of what is asked.
func TestLawFirst(t *testing.T) {
	documents := []Document{
		{ID: "a-measure", Title: "电商办法", Jurisdiction: "全国", End: 1},
		{ID: "b-law", Title: "电子商务法", Jurisdiction: "全国", End: 1},
	}
	rows := map[string][]Row{}
	for _, d := range documents {
		rows[d.ID] = []Row{{Document: d.ID, Key: "1", Kind: Clause, Text: "经营者应当公示营业执照信息。"}}
	}
	rows["a-measure"] = append(rows["a-measure"], Row{Document: "a-measure", Key: "2", Kind: Clause, Text: "直播营销的经营者应当保存直播视频。"})
	x := indexOf(t, documents, rows)
	if hits := search(t, x, Query{Text: "经营者公示营业执照"}); hits[0].Document.ID != "b-law" {
		t.Errorf("the measure stands before the law: %v", keys(hits))
	}
	if hits := search(t, x, Query{Text: "经营者保存直播视频"}); hits[0].Row.Key != "2" {
		t.Errorf("the law stands before the row that is about the matter: %v", keys(hits))
	}
}

func indexOf(t *testing.T, documents []Document, rows map[string][]Row) *Index {
	t.Helper()
	x, err := Build(t.Context(), newMemory(documents, rows), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}
