package retrieval

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"clausewise/calculators/quantity"
)

// The library's eight documents, read by a few lines that know these files:
// enough to rank on, without package ingest, which stands above this one.
var policyFiles = []struct {
	document Document
	file     string
	line     string // how the document's line begins, where it is but one line
}{
	{Document{
		ID: "suzhou-measures", Title: "苏州市关于推动跨境电子商务高质量发展的若干政策措施（征求意见稿）", Jurisdiction: "苏州市", Draft: true,
		Expires: quantity.Date{Year: 2025, Month: time.December, Day: 31},
	}, "suzhou-measures", ""},
	{Document{ID: "suzhou-action-plan", Title: "中國(蘇州)跨境電子商務綜合試驗區高質量發展三年行動計劃(2024~2026年)", Jurisdiction: "苏州市", Issued: quantity.Date{Year: 2024, Month: time.April, Day: 8}}, "suzhou-action-plan", ""},
	{Document{ID: "suzhou-pilot-zone", Title: "中国（苏州）跨境电子商务综合试验区实施方案", Jurisdiction: "苏州市", Issued: quantity.Date{Year: 2016, Month: time.April, Day: 8}}, "suzhou-pilot-zone", ""},
	{Document{ID: "zhuzhou-opinions", Title: "关于加快推进跨境电商高质量发展的实施意见（征求意见稿）", ShortName: "株洲市实施意见", Jurisdiction: "株洲市", Draft: true}, "zhuzhou-opinions", ""},
	{Document{ID: "huaian-action-plan", Title: "淮安市推进跨境电商高质量发展行动计划(2024-2026年)", Number: "淮政办发〔2024〕3号", Jurisdiction: "淮安市"}, "jiangsu-platform-news", "淮政办发"},
	{Document{ID: "jiangsu-demonstration-enterprise", Title: "江苏省电子商务示范企业创建规范", Number: "苏商规〔2023〕2号", Jurisdiction: "江苏省"}, "jiangsu-platform-news", "苏商规"},
	{Document{ID: "return-goods-2023-4", Title: "关于跨境电子商务出口退运商品税收政策的公告", Number: "财政部 海关总署 税务总局公告2023年第4号", Jurisdiction: "全国"}, "jiangsu-platform-news", "财政部"},
	{Document{ID: "nantong-action-plan", Title: "南通市推进跨境电商高质量发展行动计划(2024—2026年)", Jurisdiction: "南通市"}, "jiangsu-platform-news", "各县(市、区)人民政府"},
}

var marker = regexp.MustCompile(`(?:^|[\s。;；:：)）\]］〕])(?:([一二三四五六七八九十]+)、|[(（]([一二三四五六七八九十]+)[)）]|([0-9]{1,2})[.．]|第([一二三四五六七八九十]+)条)`)

// policies returns a store with the eight documents and no vectors.
func policies(t testing.TB) *memory {
	t.Helper()
	var documents []Document
	rows := map[string][]Row{}
	for _, p := range policyFiles {
		data, err := os.ReadFile(filepath.Join("..", "policies", p.file, "source.txt"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if p.line != "" {
			for line := range strings.Lines(text) {
				if strings.HasPrefix(line, p.line) {
					text = line
				}
			}
		}
		d := p.document
		d.Pack, d.Version, d.End = p.file, 1, utf8.RuneCountInString(text)
		documents = append(documents, d)
		rows[d.ID] = policyRows(d, text)
	}
	slices.SortFunc(documents, func(a, b Document) int { return strings.Compare(a.ID, b.ID) })
	return newMemory(documents, rows)
}

// policyRows cuts a document at the markers that continue a numbering.
func policyRows(d Document, text string) []Row {
	type cut struct {
		at, depth int
		number    string
	}
	cuts := []cut{{0, 0, ""}}
	articles := strings.Contains(text, "第二条 ")
	var last [5]int
	for _, m := range marker.FindAllStringSubmatchIndex(text, -1) {
		for depth := 1; depth <= 4; depth++ {
			from, to := m[2*depth], m[2*depth+1]
			if from < 0 || articles && depth != 4 && depth != 2 {
				continue
			}
			n, _ := chineseNumber(text[from:to])
			restart := n == 1 && (depth > 1 || last[1] == 0)
			if n != last[depth]+1 && !restart || articles && depth == 2 && last[4] == 0 {
				continue
			}
			last[depth] = n
			number := text[from:to]
			begin := from
			switch depth {
			case 2:
				number = "(" + number + ")"
				begin -= strings.Count(text[from-3:from], "（")*2 + 1
			case 4:
				number = "第" + number + "条"
				begin -= len("第")
				last[2] = 0
			}
			if articles { // 第六条 over （一）
				depth = map[int]int{4: 1, 2: 2}[depth]
			}
			cuts = append(cuts, cut{begin, depth, number})
			break
		}
	}
	var rows []Row
	var keys, path [5]string
	for i, c := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1].at
		}
		body := text[c.at:end]
		row := Row{Document: d.ID, Version: d.Version, Ordinal: i, Kind: Clause, Number: c.number, Text: body}
		row.Start = utf8.RuneCountInString(text[:c.at])
		row.End = row.Start + utf8.RuneCountInString(body)
		if i == 0 {
			row.Key, row.Kind = "preamble", Preamble
			rows = append(rows, row)
			continue
		}
		keys[c.depth], path[c.depth] = c.number, strings.TrimSpace(body)
		for deeper := c.depth + 1; deeper < len(keys); deeper++ {
			keys[deeper], path[deeper] = "", ""
		}
		row.Key = strings.Join(slices.DeleteFunc(slices.Clone(keys[:]), func(s string) bool { return s == "" }), "/")
		var up []string
		for _, p := range path[1:c.depth] {
			if p != "" && !articles {
				up = append(up, p)
			}
		}
		row.Path = strings.Join(append(up, c.number), " > ")
		deeper := i+1 < len(cuts) && cuts[i+1].depth > c.depth
		switch {
		case articles && c.depth == 2:
			row.Kind, row.Parent = Item, keys[1]
		case deeper && !articles:
			row.Kind = Heading
		}
		if before, after, ok := strings.Cut(body, "\n本意见自"); ok {
			row.Text = before + "\n"
			row.End = row.Start + utf8.RuneCountInString(row.Text)
			ending := Row{Document: d.ID, Version: d.Version, Ordinal: i + 1, Kind: Ending, Key: "ending-1", Text: "本意见自" + after, Start: row.End}
			ending.End = ending.Start + utf8.RuneCountInString(ending.Text)
			rows = append(rows, row, ending)
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// TestPolicies checks the reading above, so that a wrong ranking is not a
// wrong reading.
func TestPolicies(t *testing.T) {
	m := policies(t)
	for document, want := range map[string][]string{
		"suzhou-measures":                  {"preamble", "一/1", "二/9", "五/17", "六/(三)"},
		"suzhou-action-plan":               {"二", "三/(一)/5", "三/(四)/17", "四/(三)"},
		"suzhou-pilot-zone":                {"一/(三)", "一/(二)/6", "三/(七)/6", "四/(三)"},
		"zhuzhou-opinions":                 {"一/(一)", "九/(二十一)", "ending-1"},
		"huaian-action-plan":               {"二", "三/(四)/14", "四/(三)"},
		"jiangsu-demonstration-enterprise": {"第六条", "第六条/(五)", "第七条/(四)", "第十七条/(一)"},
		"return-goods-2023-4":              {"一", "五"},
		"nantong-action-plan":              {"二", "三/(一)/3", "三/(五)/16", "四/(三)"},
	} {
		keys := map[string]bool{}
		joined := 0
		for _, r := range m.rows[document] {
			if keys[r.Key] {
				t.Errorf("%s: key %s stands twice", document, r.Key)
			}
			keys[r.Key] = true
			joined += utf8.RuneCountInString(r.Text)
		}
		for _, key := range want {
			if !keys[key] {
				t.Errorf("%s: no row %s among %v", document, key, m.rows[document])
			}
		}
	}
}
