package ingest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"clausewise/retrieval"
)

// TestReferencesOfBuiltins compares what the built-in documents define, refer
// to and say of their relations with files that were read against the source.
func TestReferencesOfBuiltins(t *testing.T) {
	var library PackLibrary
	for _, name := range packNames {
		library = append(library, loadBuiltin(t, name))
	}
	for _, p := range library {
		t.Run(p.ID, func(t *testing.T) {
			source := []rune(p.Source)
			holds := func(start, end int, text string) {
				if got := string(source[start:end]); got != text {
					t.Errorf("span holds %q, want %q", got, text)
				}
			}
			var b strings.Builder
			for _, d := range Definitions(p.Rows) {
				holds(d.Where.Start, d.Where.End, d.Term)
				fmt.Fprintf(&b, "defines %s %s “%s”", d.Document, d.Clause, d.Term)
				if !d.Abbreviation {
					fmt.Fprintf(&b, " = %s", tidy(d.Meaning))
				}
				b.WriteString("\n")
			}
			for _, r := range References(p.Rows, library) {
				holds(r.Start, r.End, r.Text)
				fmt.Fprintf(&b, "refers %s %s\n", r.From, referenceLine(r))
			}
			for _, d := range p.Documents {
				for _, r := range Relations(d, p.rowsOf(d.ID), library) {
					holds(r.Start, r.End, r.Text)
					fmt.Fprintf(&b, "%s %s %s %s known=%v\n", r.Kind, r.From, r.To, r.Number, r.Known)
				}
			}
			golden(t, "references/"+p.ID+".txt", b.String())
		})
	}
}

func referenceLine(r Reference) string {
	to := r.To
	if to == "" {
		to = "?"
	}
	line := fmt.Sprintf("%s “%s” → %s", r.Clause, r.Text, to)
	if r.ToClause != "" {
		line += " " + r.ToClause
	}
	if r.Missing {
		line += " missing"
	}
	return line
}

const statute = `某省样例条例

第一条 根据《中华人民共和国行政许可法》等法律，制定本条例。
第二条 申请人应当具备下列条件：
（一）有固定场所；
（二）有专门人员。
第三条 具备前条规定条件的，依照本条例第二条第一项办理。
第四条 违反第二条、第三条规定的，依照行政许可法第七十九条处理；违反第一条至第四条和第九条的，由省商务部门处理。
第五条 本条例自2024年1月1日起施行，《某省旧样例条例》（2001年省人民政府令第3号）同时废止。
`

func TestReferencesInStatute(t *testing.T) {
	p := loadText(t, statute)
	var got []string
	for _, r := range References(p.Rows, PackLibrary{p}) {
		got = append(got, referenceLine(r))
	}
	want := []string{
		"第一条 “《中华人民共和国行政许可法》” → ?",
		"第三条 “前条” → document 第二条",
		"第三条 “第二条第一项” → document 第二条/(一)",
		"第四条 “第二条” → document 第二条",
		"第四条 “第三条” → document 第三条",
		"第四条 “行政许可法第七十九条” → ?",
		"第四条 “第一条” → document 第一条",
		"第四条 “第一条至第四条” → document 第二条",
		"第四条 “第一条至第四条” → document 第三条",
		"第四条 “第四条” → document 第四条",
		"第四条 “第九条” → document missing",
		"第五条 “《某省旧样例条例》” → ?",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func TestReferenceResolvesByTitleAndNumber(t *testing.T) {
	library := PackLibrary{{Documents: []retrieval.Document{
		{ID: "plan", Title: "某市高质量发展三年行动计划（2024—2026年）", Number: "某政发〔2024〕3号"},
		{ID: "law", Title: "中华人民共和国样例法"},
		{ID: "twin-a", Title: "同名办法"},
		{ID: "twin-b", Title: "同名办法"},
	}}}
	for text, want := range map[string]string{
		"根据《某市高质量發展三年行動計劃(2024~2026年)》执行":          "plan",
		"根据《关于印发〈某市高质量发展三年行动计划（2024—2026年）〉的通知》执行": "plan",
		"根据《某市行动计划》（某政发[2024]3号）执行":                "plan",
		"依照《样例法》第三条处理":                             "law",
		"依照《同名办法》处理":                               "",
		"依照《没有的办法》处理":                              "",
	} {
		refs := References([]retrieval.Row{rowOf(text)}, library)
		if len(refs) == 0 || refs[0].To != want {
			t.Errorf("%s: %+v, want %q", text, refs, want)
		}
	}
}

func TestRelations(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string
	}{
		{statute, "implements 中华人民共和国行政许可法|repeals 某省旧样例条例"},
		{"某省人民代表大会关于修改《某省样例条例》的决定\n\n一、对《某省样例条例》作如下修改：第三条删去。\n二、本决定自公布之日起施行。\n", "amends 某省样例条例"},
		{"某省样例办法\n\n第一条 为了规范样例，制定本办法。\n第二条 《某省样例办法》（某政发〔2010〕8号）同时废止。\n", "repeals 某省样例办法"},
		{"某省样例办法\n\n第一条 鼓励企业落实《某省样例条例》的要求。\n第二条 本办法自2024年1月1日起施行。\n", "refers 某省样例条例"},
	} {
		p := loadText(t, tt.text)
		var got []string
		for _, r := range Relations(p.Documents[0], p.Rows, PackLibrary{p}) {
			got = append(got, r.Kind+" "+r.To)
		}
		if g := strings.Join(got, "|"); g != tt.want {
			t.Errorf("%.20s: %s, want %s", tt.text, g, tt.want)
		}
	}
}

func TestDefinitions(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"政策所述“跨境电商实绩”是指甲方式的进出口额，“建设投入”包括设备购置、信息系统开发等。", "跨境电商实绩=甲方式的进出口额|建设投入=设备购置、信息系统开发等"},
		{"本办法所称创新主体，是指在本市注册的单位；", "创新主体=在本市注册的单位"},
		{"（一）可再生能源，是指风能、太阳能。", "可再生能源=风能、太阳能"},
		{"电子商务示范企业(以下简称“示范企业”)的创建", "示范企业="},
		{"设立综合试验区（以下简称综试区）领导小组", "综试区="},
		{"指导企业用好政策，包括税收政策。", ""},
		{"推进“一带一路”建设，打造“三个中心”。", ""},
	} {
		var got []string
		for _, d := range Definitions([]retrieval.Row{rowOf(tt.text)}) {
			got = append(got, d.Term+"="+d.Meaning)
		}
		if g := strings.Join(got, "|"); g != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, g, tt.want)
		}
	}
}

// TestReferencesInStatutes: every article that a real statute refers to in
// itself is there.
func TestReferencesInStatutes(t *testing.T) {
	files, err := filepath.Glob("../../shared/statutes/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the statutes are not here")
	}
	all, own := 0, 0
	for _, file := range files {
		for _, r := range References(loadPath(t, file).Rows, nil) {
			all++
			if r.ToClause != "" {
				own++
			}
			if r.Missing {
				t.Errorf("%s %s: %q is not found", filepath.Base(file), r.Clause, r.Text)
			}
		}
	}
	t.Logf("%d references, %d to clauses of the same text", all, own)
}
