package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/policies"
	"clausewise/retrieval"
)

// numbers is prefix + first … prefix + last, counted from first.
func numbers(prefix string, first, last int) []string {
	var out []string
	for n := first; n <= last; n++ {
		out = append(out, prefix+fmt.Sprint(n))
	}
	return out
}

// inBrackets is prefix(一) … with Chinese numbers from first to last.
func inBrackets(prefix string, first, last int) []string {
	var out []string
	for n := first; n <= last; n++ {
		out = append(out, prefix+"("+hanNumber(n)+")")
	}
	return out
}

// TestClauseKeys says which clauses and items each built-in document has,
// written down from the documents, not from the parser.
func TestClauseKeys(t *testing.T) {
	want := map[string][]string{
		"suzhou-measures": slices.Concat(numbers("一/", 1, 5), numbers("二/", 6, 10), numbers("三/", 11, 15),
			[]string{"四/16", "五/17"}, inBrackets("六/", 1, 3)),
		"suzhou-action-plan": slices.Concat([]string{"一", "二"}, numbers("三/(一)/", 1, 5), numbers("三/(二)/", 6, 9),
			numbers("三/(三)/", 10, 15), numbers("三/(四)/", 16, 17), inBrackets("四/", 1, 3)),
		"huaian-action-plan": slices.Concat([]string{"一", "二"}, numbers("三/(一)/", 1, 2), numbers("三/(二)/", 3, 7),
			numbers("三/(三)/", 8, 12), numbers("三/(四)/", 13, 14), inBrackets("四/", 1, 3)),
		"nantong-action-plan": slices.Concat([]string{"一", "二"}, numbers("三/(一)/", 1, 4), numbers("三/(二)/", 5, 7),
			numbers("三/(三)/", 8, 10), numbers("三/(四)/", 11, 13), numbers("三/(五)/", 14, 16), inBrackets("四/", 1, 3)),
		"return-goods-2023-4": {"一", "二", "三", "四", "五"},
		"zhuzhou-opinions": slices.Concat(inBrackets("一/", 1, 2), inBrackets("二/", 3, 6), inBrackets("三/", 7, 8),
			inBrackets("四/", 9, 9), inBrackets("五/", 10, 11), inBrackets("六/", 12, 13), inBrackets("七/", 14, 15),
			inBrackets("八/", 16, 19), inBrackets("九/", 20, 21)),
		"jiangsu-demonstration-enterprise": slices.Concat([]string{"第一条", "第二条"}, inBrackets("第二条/", 1, 6),
			[]string{"第三条", "第四条", "第五条"}, inBrackets("第五条/", 1, 7), []string{"第六条"}, inBrackets("第六条/", 1, 5),
			[]string{"第七条"}, inBrackets("第七条/", 1, 4),
			[]string{"第八条", "第九条", "第十条", "第十一条", "第十二条", "第十三条", "第十四条", "第十五条", "第十六条", "第十七条", "第十七条/(一)"}),
		"suzhou-pilot-zone": slices.Concat([]string{"一/(一)"}, numbers("一/(二)/", 1, 6), []string{"一/(三)", "一/(四)", "二/(一)"},
			numbers("二/(二)/", 1, 4), inBrackets("二/", 3, 5), []string{"三/(一)"}, numbers("三/(一)/", 1, 9), inBrackets("三/", 2, 6),
			numbers("三/(六)/", 1, 6), []string{"三/(七)"}, numbers("三/(七)/", 1, 6), numbers("三/(八)/", 1, 5), inBrackets("四/", 1, 3)),
	}
	got := map[string][]string{}
	for _, name := range packNames {
		for _, r := range loadBuiltin(t, name).Rows {
			if r.Kind == retrieval.Clause || r.Kind == retrieval.Item {
				got[r.Document] = append(got[r.Document], r.Key)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSplitWithoutPolicy: the page of four documents is split by its own
// structure, as policy.yaml pins it, and its navigation belongs to none.
func TestSplitWithoutPolicy(t *testing.T) {
	data, err := policies.FS.ReadFile("jiangsu-platform-news/source.txt")
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadFile(t.Context(), "news.txt", data)
	if err != nil {
		t.Fatal(err)
	}
	pinned := loadBuiltin(t, "jiangsu-platform-news")
	if len(p.Documents) != 4 {
		t.Fatalf("%d documents, want 4", len(p.Documents))
	}
	for i, d := range p.Documents {
		w := pinned.Documents[i]
		if d.ID != fmt.Sprintf("news-%d", i+1) || d.Start != w.Start || d.End != w.End || d.Title != w.Title || d.Jurisdiction != w.Jurisdiction {
			t.Errorf("%s [%d,%d) %s of %s, pinned it is [%d,%d) %s of %s", d.ID, d.Start, d.End, d.Title, d.Jurisdiction, w.Start, w.End, w.Title, w.Jurisdiction)
		}
	}
	first := p.Rows[0]
	if first.Kind != retrieval.Navigation || first.Document != "" || !strings.Contains(first.Text, "4008212199-1-9") || first.Quotable() {
		t.Errorf("first row is %+v", first)
	}
}

// TestNavigationTrimmed: what a web page puts above and below one document is
// no part of it, but of the source.
func TestNavigationTrimmed(t *testing.T) {
	p, err := LoadFile(t.Context(), "page.txt", []byte("首页 > 政策文件\n当前位置：首页\n某市办法\n第一条 甲。\n第二条 乙。\n\n上一篇：无\n版权所有：某市商务局\n"))
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, p)
	var got []string
	for _, r := range p.Rows {
		got = append(got, string(r.Kind)+" "+strings.TrimSpace(strings.Split(r.Text, "\n")[0]))
	}
	want := []string{"navigation 首页 > 政策文件", "preamble 某市办法", "clause 第一条 甲。", "clause 第二条 乙。", "navigation 上一篇：无"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestMenusTrimmed: menus end with the breadcrumb, and addresses begin with the
// imprint; the table of facts above a text is the text's own.
func TestMenusTrimmed(t *testing.T) {
	p, err := LoadFile(t.Context(), "page.html", []byte(`<html><body><div>要闻</div><div>互动</div><div>热线：12345</div>
<div>您所在的位置：首页 &gt; 政策</div><table><tr><td>文号</td><td>某政发〔2024〕5号</td><td>发布日期</td><td>2024-05-06</td></tr></table>
<h1>某市办法</h1><p>第一条　甲。</p><p>第二条　本办法自2024年6月1日起施行，有效期3年。</p>
<div>版权所有：某市人民政府</div><div>地址：某路1号</div></body></html>`))
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, p)
	var got []string
	for _, r := range p.Rows {
		got = append(got, string(r.Kind)+" "+strings.Join(strings.Fields(r.Text), " "))
	}
	want := []string{
		"navigation 要闻 互动 热线：12345 您所在的位置：首页 > 政策",
		"preamble 文号 某政发〔2024〕5号 发布日期 2024-05-06 某市办法",
		"clause 第一条 甲。", "clause 第二条 本办法自2024年6月1日起施行，有效期3年。",
		"navigation 版权所有：某市人民政府 地址：某路1号",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d := p.Documents[0]
	if d.Title != "某市办法" || d.Number != "某政发〔2024〕5号" || d.Issued.String() != "2024-05-06" || d.Expires.String() != "2027-05-31" {
		t.Errorf("%+v", d)
	}
}
