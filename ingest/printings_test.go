package ingest

import (
	"cmp"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// printing is a way in which a statute may reach an office.
type printing struct {
	name  string
	file  string // how the file's name ends, .md where nothing is said
	shape func(string) string
	// number is how the number of an article stands in it, as published where
	// nothing is said.
	number func(string) string
}

var (
	printedArticle = regexp.MustCompile(`(?m)^(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十])?)([ 　]+)`)
	printedHeading = regexp.MustCompile(`(?m)^#+ *(第[一二三四五六七八九十百]+[编章节][^\n]*)$`)
)

// printings are forms that layout programs, converters and web sites give a
// text, beyond changed line ends, widths and scripts.
var printings = []printing{
	{name: "page numbers between lines", shape: everyLines(9, func(n int) string { return fmt.Sprintf("— %d —", n) })},
	{name: "page numbers in words", shape: everyLines(7, func(n int) string { return fmt.Sprintf("第 %d 页 共 99 页", n) })},
	{name: "bare page numbers", shape: everyLines(8, func(n int) string { return fmt.Sprintf("- %d -", n) })},
	{name: "lines broken for their width", shape: wrapped(34)},
	{name: "narrow lines", shape: wrapped(18)},
	{name: "narrow lines, indented paragraphs", shape: func(s string) string { return wrapped(20)(indented("　　")(s)) }},
	{name: "indented with tabs", shape: indented("\t")},
	{name: "a tab behind the number", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1\t") }},
	{name: "number on a line of its own", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1\n") }},
	{name: "number characters apart", shape: eachNumber(func(n string) string { return strings.Join(strings.Split(n, ""), " ") })},
	{name: "Arabic numbers apart", shape: func(s string) string {
		return regexp.MustCompile(`第(\d+)条`).ReplaceAllString(arabicArticles(s, '0'), "第 $1 条")
	}},
	{name: "〇 for 零", shape: func(s string) string { return strings.ReplaceAll(s, "百零", "百〇") }},
	{name: "a colon behind the number", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1：") }, number: same},
	{name: "a caption in brackets", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1【适用范围】") }, number: same},
	{name: "a caption in round brackets", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1（适用范围）") }, number: same},
	{name: "numbers in bold", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "**$1**　") }, number: same},
	{name: "articles as headings", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "### $1$2") }, number: same},
	{name: "articles as a list", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "- $1$2") }, number: same},
	{name: "quoted in a mail", shape: indented("> "), number: same},
	{name: "headings not marked", shape: func(s string) string { return strings.ReplaceAll(s, "#", "") }},
	{name: "a table of contents before the body", shape: func(s string) string { return withContents(s, "") }, number: same},
	{name: "a table of contents with page numbers", shape: func(s string) string { return withContents(s, "…………12") }, number: same},
	{name: "a table of contents on one line", shape: flatContents, number: same},
	{name: "contents without its title", shape: func(s string) string { return strings.Replace(withContents(s, ""), "目　　录\n", "", 1) }, number: same},
	{name: "a web page of paragraphs", file: ".html", shape: webPage("<p>", "</p>"), number: same},
	{name: "a web page of line ends", file: ".html", shape: webPage("", "<br/>"), number: same},
	{name: "a web page with indents", file: ".html", shape: webPage("<p style=\"text-indent:2em\">&emsp;&emsp;", "</p>"), number: same},
	{name: "a web page, rows of a table", file: ".html", shape: func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(webPage("<tr><td>", "</td></tr>")(s), "<body>", "<body><table>"), "</body>", "</table></body>")
	}, number: same},
	{name: "a web page with bold numbers", file: ".html", shape: func(s string) string {
		return regexp.MustCompile(`<p>(第[^ 　<]{1,9}条(?:之.)?)[ 　]+`).ReplaceAllString(webPage("<p>", "</p>")(s), "<p><strong>$1</strong>&nbsp;")
	}, number: same},
	{name: "a decision before the law", shape: func(s string) string { return decision + s }, number: same},
	{name: "a promulgation before the law", shape: func(s string) string { return promulgation + s }, number: same},
	{name: "no-break spaces", shape: func(s string) string { return strings.NewReplacer(" ", "\u00a0", "　", "\u00a0\u00a0").Replace(s) }, number: same},
	{name: "zero-width characters", shape: func(s string) string { return printedArticle.ReplaceAllString(s, "\u200b$1\u200b$2") }, number: same},
	{name: "headings among empty lines", shape: func(s string) string { return printedHeading.ReplaceAllString(s, "\n\n\n$1\n\n\n") }},
}

func same(s string) string { return s }

// everyLines puts a line of its own between lines.
func everyLines(n int, line func(int) string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for i, l := range strings.SplitAfter(s, "\n") {
			b.WriteString(l)
			if i%n == n-1 {
				b.WriteString(line(i/n+1) + "\n")
			}
		}
		return b.String()
	}
}

// wrapped breaks paragraphs into lines of n characters.
func wrapped(n int) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for l := range strings.Lines(s) {
			for i, r := range []rune(l) {
				if i > 0 && i%n == 0 && r != '\n' {
					b.WriteByte('\n')
				}
				b.WriteRune(r)
			}
		}
		return b.String()
	}
}

func indented(by string) func(string) string {
	return func(s string) string { return regexp.MustCompile(`(?m)^(.)`).ReplaceAllString(s, by+"$1") }
}

func eachNumber(as func(string) string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, "\n") {
			return as(s)
		}
		return printedArticle.ReplaceAllStringFunc(s, func(m string) string {
			return as(strings.TrimRight(m, " 　")) + "　"
		})
	}
}

func headings(s string) []string {
	var out []string
	for _, m := range printedHeading.FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	return out
}

// withContents puts the chapters before the text.
func withContents(s, behind string) string {
	list := headings(s)
	if len(list) == 0 {
		return s
	}
	title, rest, _ := strings.Cut(s, "\n")
	return title + "\n\n目　　录\n" + strings.Join(list, behind+"\n") + behind + "\n\n" + strings.ReplaceAll(rest, "#", "")
}

func flatContents(s string) string {
	list := headings(s)
	if len(list) == 0 {
		return s
	}
	title, rest, _ := strings.Cut(s, "\n")
	return title + "\n目录 " + strings.Join(list, " ") + "\n" + strings.ReplaceAll(rest, "#", "")
}

// webPage is the text as a page, a paragraph a line.
func webPage(before, after string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		b.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>文件</title></head><body>\n")
		for l := range strings.Lines(strings.ReplaceAll(s, "#", "")) {
			if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "<!--") {
				b.WriteString(before + html.EscapeString(l) + after + "\n")
			}
		}
		return b.String() + "</body></html>"
	}
}

const promulgation = `中华人民共和国主席令
第二十七号
《某某法》已由第十三届全国人民代表大会常务委员会第五次会议于2018年8月31日通过，现予公布，自2019年1月1日起施行。
主席　某某某
2018年8月31日

`

const decision = `关于修改《某某条例》的决定
（2019年3月1日某市人民代表大会常务委员会第九次会议通过）
某市人民代表大会常务委员会决定对《某某条例》作如下修改：
一、将第三条修改为：“第三条　县级以上人民政府应当加强领导。
“县级以上人民政府有关部门按照职责分工做好工作。”
二、增加一条，作为第五条：“第五条　任何单位和个人有权举报。”
三、删去第九条第二款。
四、第十二条改为第十三条，第一款修改为：“违反本条例第三条规定的，责令改正。”
本决定自公布之日起施行。
《某某条例》根据本决定作相应修改，重新公布。

`

// TestPrintings checks that articles come out complete and in order however a
// statute is printed. Each printing is tried on a third of the statutes, with
// -laws on all.
func TestPrintings(t *testing.T) {
	all := statutes(t)
	names := slices.Sorted(maps.Keys(all))
	for k, p := range printings {
		t.Run(p.name, func(t *testing.T) {
			for i, name := range names {
				if i%3 != k%3 && !*allLaws {
					continue
				}
				number := p.number
				if number == nil {
					number = p.shape
				}
				if difference := articlesDiffer(t, strings.TrimSuffix(name, ".md")+cmp.Or(p.file, ".md"), all[name], p.shape, number); difference != "" {
					t.Errorf("%s: %s", name, difference)
				}
			}
		})
	}
}

// TestPrintingsTogether does several of these things to a text at once: what
// stands before the body, how numbers are written, how lines are broken. The
// divisions of those that begin with a first one must come out too.
func TestPrintingsTogether(t *testing.T) {
	all := statutes(t)
	plain := func(s string) string { return strings.ReplaceAll(s, "#", "") }
	before := []func(string) string{
		same, plain, flatContents,
		func(s string) string { return withContents(s, "") },
		func(s string) string { return withContents(s, "\t12") },
		func(s string) string { return withContents(s, "（第三条—第九条）") },
		func(s string) string { return decision + s },
		func(s string) string { return promulgation + s },
		func(s string) string {
			return strings.Replace(s, "\n", "\n（2010年5月1日通过　根据2018年3月1日《关于修改〈某某条例〉第十五条、第二十条的决定》修正）\n", 1)
		},
	}
	numbers := []printing{
		{shape: same},
		{shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1") }, number: same},
		{shape: func(s string) string { return printedArticle.ReplaceAllString(s, "**$1** ") }, number: same},
		{shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1【适用范围】") }, number: same},
		{shape: func(s string) string { return printedArticle.ReplaceAllString(s, "$1\n") }, number: same},
		{shape: func(s string) string { return arabicArticles(s, '０') }},
		{shape: eachNumber(func(n string) string { return strings.Join(strings.Split(n, ""), " ") })},
	}
	lines := []func(string) string{
		same, wrapped(20), wrapped(38), indented("\t"), indented("> "),
		func(s string) string { return wrapped(38)(indented("　　")(s)) },
		func(s string) string { return strings.Join(strings.Fields(plain(s)), " ") },
		func(s string) string { return strings.ReplaceAll(plain(s), "\n", "") },
		everyLines(6, func(n int) string { return fmt.Sprintf("－%d－", n) }),
		everyLines(11, func(int) string { return "某某市人民代表大会常务委员会公报　2024年第3号" }),
	}
	texts, articles, divisions, divided := 0, 0, 0, 0
	for k, name := range slices.Sorted(maps.Keys(all)) {
		published := all[name]
		for n := range 4 {
			// Coprime steps, so that all sorts of things meet.
			at := k*4 + n
			b, c := at%len(before), (at/3)%len(lines)
			a := numbers[(at/2)%len(numbers)]
			number := a.number
			if number == nil {
				number = a.shape
			}
			shape := func(s string) string { return lines[c](a.shape(before[b](s))) }
			texts++
			if difference := articlesDiffer(t, name, published, shape, number); difference == "" {
				articles++
			} else {
				t.Logf("%s, %d %d %d: %s", name, b, (at/2)%len(numbers), c, difference)
			}
			want := divisionNumbers(t, name, published)
			if len(want) == 0 || !strings.HasPrefix(want[0], "第一") {
				continue
			}
			divided++
			if got := divisionNumbers(t, name, shape(published)); slices.Equal(want, got) {
				divisions++
			} else {
				t.Logf("%s, %d %d %d: want %v, got %v", name, b, (at/2)%len(numbers), c, want, got)
			}
		}
	}
	t.Logf("articles of %d of %d texts complete and in order, divisions of %d of %d", articles, texts, divisions, divided)
	if articles*1000 < texts*995 || divisions*1000 < divided*970 {
		t.Error("want at least 995 and 970 of 1000")
	}
}

// divisionNumbers are the numbers of the parts, chapters and sections, in order.
func divisionNumbers(t *testing.T, name, text string) []string {
	t.Helper()
	p, err := LoadFile(t.Context(), name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range p.Rows {
		if strings.HasPrefix(r.Number, "第") && strings.ContainsAny(r.Number, "编章节") {
			out = append(out, r.Number)
		}
	}
	return out
}
