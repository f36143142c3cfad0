package retrieval

import (
	"slices"
	"strings"
	"testing"

	"clausewise/retrieval/hanzi"
)

// TestClausesOfNamedDocuments binds clause numbers to the document named
// before them.
func TestClausesOfNamedDocuments(t *testing.T) {
	titles := []string{
		"中华人民共和国电子商务法(2018年8月31日通过)", "中华人民共和国劳动法", "中华人民共和国企业所得税法",
		"江苏省电子商务条例", "苏州市关于推动跨境电子商务高质量发展的若干政策措施（征求意见稿）", "江苏省电子商务示范企业创建规范",
	}
	var documents []Document
	rows := map[string][]Row{}
	for i, title := range titles {
		d := Document{ID: string(rune('a' + i)), Pack: "p", Version: 1, Title: title, Jurisdiction: "全国", End: 10}
		if i == 5 {
			d.Number = "苏商规〔2023〕2号"
		}
		documents = append(documents, d)
		for n, key := range []string{"第三条", "第九条"} {
			rows[d.ID] = append(rows[d.ID], Row{Document: d.ID, Version: 1, Key: key, Ordinal: n, Kind: Clause, Number: key, Text: key, Start: 5 * n, End: 5*n + 5})
		}
	}
	x, err := Build(t.Context(), newMemory(documents, rows), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const any, unknown = "abcdef", "unknown"
	for text, want := range map[string]string{
		"第九条": any, "请问第九条": any, "根据该法第九条": any, "这个意见第三条": any, "上述办法第九条": any, "政策措施第九条": any, "按此办法第九条": any,
		// laws by name, whole or shortened, wherever the sentence begins
		"电子商务法第九条": "a", "《中华人民共和国电子商务法》第九条": "a", "中华人民共和国电子商务法第二章第九条": "a",
		"《电子商务法》(2018)的第九条": "a", "电商法第九条": "a", "我想问一下电子商务法规定的第九条": "a", "電子商務法第九條": "a",
		"违反劳动法第九条": "b", "所得税法第三条": "c", "企业所得税法第三条": "c", "电子商务条例第九条": "d", "江苏电子商务条例第九条": "d",
		"违反电子商务条例第九条": "d", "《江苏省电子商务条例》第三条和第九条": "d", "电子商务法第三条、劳动法第九条": "ab",
		"苏州若干措施第九条": any, "创建规范第九条": any, "江苏省电子商务示范企业创建规范第九条": any, "《创建规范》第九条": "f",
		"苏商规〔2023〕2号第九条": "f", "苏商规〔2023〕2号里的第九条": "f",
		"Article 9": any, "Article 9 of the Suzhou measures": any, "Article 9 of the E-Commerce Law": "abcd",
		// what the library has not
		"关税法第三条": unknown, "《关税法》第三条": unknown, "请问关税法第三条怎么规定": unknown, "民法典第三条": unknown, "劳动合同法第九条": unknown,
		"个人所得税法第三条": unknown, "公司法第三条": unknown, "海关行政处罚实施条例第九条": unknown, "外商投资准入管理办法第九条": unknown,
		"《外贸办法》第九条": unknown, "苏政发〔1999〕1号第九条": unknown, "苏政发〔1999〕1号": unknown, "关税法第三条和第九条": unknown,
		// asked for beside what it has
		"关税法第三条和电子商务法第九条": "a",
	} {
		resolved := x.cited.resolve(hanzi.Fold(text).Text)
		var got []string
		for _, n := range resolved.entries {
			if id := x.entries[n].row.Document; !slices.Contains(got, id) {
				got = append(got, id)
			}
		}
		if resolved.unknown {
			got = append(got, unknown)
		}
		if strings.Join(got, "") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}
