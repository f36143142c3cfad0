package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clausewise/retrieval"
)

// TestFiguresOfBuiltins compares the figures of the built-in documents with
// files that were read against the source.
func TestFiguresOfBuiltins(t *testing.T) {
	for _, name := range packNames {
		t.Run(name, func(t *testing.T) {
			p := loadBuiltin(t, name)
			var b strings.Builder
			for _, r := range p.Rows {
				for _, f := range r.Figures {
					fmt.Fprintf(&b, "%s %s  %s\n", r.Document, r.Key, figureLine(r, f))
				}
			}
			golden(t, "figures/"+name+".txt", b.String())
		})
	}
}

// figureLine writes a figure for people to read.
func figureLine(r retrieval.Row, f retrieval.Figure) string {
	value := f.Value.String()
	switch {
	case f.Kind == retrieval.DateFigure || f.Kind == retrieval.MonthFigure:
		value = f.Date.String()
		if value == "" {
			value = "?"
		}
	case f.Bound == retrieval.FromUntil:
		value += ".." + f.High.String()
	default:
		value = string(f.Bound) + value
	}
	unit := f.Unit
	if f.Currency != "" && f.Currency != "CNY" {
		unit = f.Currency
	}
	return fmt.Sprintf("%-9s %-6s %s %s  %s", f.Role, f.Kind, value, unit, tidy(r.Verbatim(f.Start, f.End)))
}

func rowOf(text string) retrieval.Row {
	return retrieval.Row{Document: "d", Key: "1", Kind: retrieval.Clause, Text: text, End: len([]rune(text))}
}

func TestFigureWords(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"费用支出超过50万元的，给予20万元补助。", "threshold amount >500000 元  超过50万元|grant amount 200000 元  20万元"},
		{"车辆费用达到40万元以上，给予20万元补贴", "threshold amount >=400000 元  达到40万元以上|grant amount 200000 元  20万元"},
		{"员工总数不少于50人，不足30人的除外", "threshold count >=50 人  不少于50人|threshold count <30 人  不足30人"},
		{"营业收入500万元（不含）以上的", "threshold amount >5000000 元  500万元（不含）以上"},
		{"营业收入在500万元以下的，奖励1万元", "threshold amount <=5000000 元  500万元以下|grant amount 10000 元  1万元"},
		{"单个企业最高可享受800万元。", "cap amount <=8000000 元  800万元"},
		{"按不超过国际认证费用80%的比例", "rate rate <=80 %  80%"},
		{"分别给予最高100万元、500万元奖励", "cap amount <=1000000 元  最高100万元|cap amount <=5000000 元  500万元"},
		{"年度考评前三名的，每年给予100万元、60万元、30万元的奖励", "threshold rank <=3 名  前三名|grant amount 1000000 元  100万元|grant amount 600000 元  60万元|grant amount 300000 元  30万元"},
		{"每满10万元，再奖励１万元", "step amount 100000 元  每满10万元|grant amount 10000 元  １万元"},
		{"处一万元以上五万元以下的罚款", "other amount >=10000 元  一万元以上|other amount <=50000 元  五万元以下"},
		{"應當自收到之日起十五日內答復", "period period <=15 日  十五日內"},
		{"本文件自2024年*月1日起施行", "date date ?   2024年*月1日"},
		{"到2026年底，跨境電商年進出口額突破100億元", "date year 2026 年  2026年|target amount >10000000000 元  突破100億元"},
		{"出让金约300万元左右", "other amount ~3000000 元  约300万元左右"},
		{"培育特色产业带3-5个", "target count 3..5 个  3-5个"},
		{"增速超过100%的企业", "threshold rate >100 %  超过100%"},
		{"依照本法第三条规定", ""},
		{"对下列行为给予奖励：\n158．研发，每项给予5万元；", "grant amount 50000 元  5万元"},
		{"对营业收入不超过100万元的企业，按5%给予补助", "threshold amount <=1000000 元  不超过100万元|rate rate 5 %  5%"},
	} {
		var got []string
		r := rowOf(tt.text)
		for _, f := range Figures(r) {
			said := r.Verbatim(f.Start, f.End)
			head, words, _ := strings.Cut(figureLine(r, f), "  "+said)
			got = append(got, strings.Join(strings.Fields(head), " ")+pad(f)+"  "+said+words)
		}
		if line := strings.Join(got, "|"); line != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, line, tt.want)
		}
	}
}

// pad keeps the place of a unit that is not there.
func pad(f retrieval.Figure) string {
	if f.Unit == "" && f.Currency == "" {
		return " "
	}
	return ""
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func loadPath(t testing.TB, path string) Pack {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadFile(t.Context(), filepath.Base(path), data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
