package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// archive makes a zip archive of names and contents.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		header := &zip.FileHeader{Name: parts[i], Method: zip.Deflate}
		if parts[i+1] == "" {
			header.Method = zip.Store
		}
		w, err := z.CreateHeader(header)
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordNames = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`

// docx makes a Word document of a body, a numbering and a style part.
func docx(t testing.TB, body, numbering, styles string) []byte {
	t.Helper()
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	parts := []string{
		"[Content_Types].xml", "<Types/>",
		"_rels/.rels", relations + `<Relationship Id="r1" Type="` + kind + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/_rels/document.xml.rels", relations + `<Relationship Id="r1" Type="` + kind + `numbering" Target="numbering.xml"/><Relationship Id="r2" Type="` + kind + `styles" Target="/word/styles.xml"/><Relationship Id="r3" Type="` + kind + `footnotes" Target="footnotes.xml"/></Relationships>`,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document` + wordNames + `><w:body>` + body + `<w:sectPr/></w:body></w:document>`,
		"word/footnotes.xml", `<w:footnotes` + wordNames + `><w:footnote w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>脚注。</w:t></w:r></w:p></w:footnote></w:footnotes>`,
	}
	if numbering != "" {
		parts = append(parts, "word/numbering.xml", `<w:numbering`+wordNames+`>`+numbering+`</w:numbering>`)
	}
	if styles != "" {
		parts = append(parts, "word/styles.xml", `<w:styles`+wordNames+`>`+styles+`</w:styles>`)
	}
	return archive(t, parts...)
}

// par is a paragraph with properties and plain text.
func par(properties, text string) string {
	return `<w:p><w:pPr>` + properties + `</w:pPr><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func num(id, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr>`
}

func lvl(at, format, text, more string) string {
	return `<w:lvl w:ilvl="` + at + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/>` + more + `<w:lvlText w:val="` + text + `"/></w:lvl>`
}

const policyLists = `<w:abstractNum w:abstractNumId="0">`

// lists is a numbering part as policy documents have it: chapters, articles
// that run on through the chapters, items, and a second list.
func lists() string {
	return policyLists +
		lvl("0", "chineseCountingThousand", "第%1章", `<w:suff w:val="space"/>`) +
		lvl("1", "chineseCountingThousand", "第%2条", `<w:lvlRestart w:val="0"/><w:pStyle w:val="Article"/>`) +
		lvl("2", "chineseCounting", "（%3）", `<w:suff w:val="nothing"/>`) +
		lvl("3", "decimalEnclosedCircle", "%4", "") +
		`</w:abstractNum><w:abstractNum w:abstractNumId="1">` +
		lvl("0", "japaneseCounting", "%1、", "") + lvl("1", "decimal", "%2.", "") + lvl("2", "decimal", "%1.%2.%3", `<w:isLgl/>`) + lvl("3", "bullet", "\uf06c", "") +
		`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>`
}

func TestDOCX(t *testing.T) {
	cell := func(paragraphs string) string { return `<w:tc><w:tcPr/>` + paragraphs + `</w:tc>` }
	for name, tt := range map[string]struct {
		body, numbering, styles string
		want                    []string
	}{
		"runs": {
			body: `<w:p><w:r><w:t>第一条 给予</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>20万</w:t><w:t>元</w:t></w:r><w:proofErr/><w:hyperlink><w:r><w:t>补助</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/></w:r></w:p>`,
			want: []string{"第一条 给予20万元补助 甲", "乙-"},
		},
		"tracked changes": {
			body: `<w:p><w:r><w:t>补助</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins><w:r><w:t>20</w:t></w:r></w:ins><w:r><w:t>万元</w:t></w:r></w:p>` +
				`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半。</w:t></w:r></w:p>` +
				`<w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>`,
			want: []string{"补助20万元", "前半后半。", "新处"},
		},
		"fields and what is not shown": {
			body: `<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>zì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r></w:p>`,
			want: []string{"3明字□"},
		},
		"text boxes": {
			body: `<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><a:t>图</a:t><w:txbxContent><w:p><w:r><w:t>框内一</w:t></w:r></w:p><w:p><w:r><w:t>框内二</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内一</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>续</w:t></w:r></w:p>`,
			want: []string{"正文续", "框内一", "框内二"},
		},
		"tables": {
			body: `<w:tbl><w:tblGrid/><w:tr>` + cell(par("", "档次")) + cell(par("", "奖励")) + `</w:tr><w:tr>` + cell(par("", "一档")) + cell(par("", "20万元")+par("", "一次性")) + `</w:tr></w:tbl>` +
				`<w:tbl><w:tr>` + cell(par("", "第一条 甲。")+par("", "第二条 乙。")+`<w:tbl><w:tr>`+cell(par("", "内"))+cell(par("", "外"))+`</w:tr></w:tbl>`) + `</w:tr></w:tbl>`,
			want: []string{"档次\t奖励", "一档\t20万元 一次性", "第一条 甲。", "第二条 乙。", "内\t外"},
		},
		"articles run on": {
			numbering: lists(),
			body: par(num("1", "0"), "总则") + par(num("1", "1"), "甲。") + par(num("1", "1"), "乙：") + par(num("1", "2"), "丙；") + par(num("1", "2"), "丁。") +
				par(num("1", "0"), "分则") + par(num("1", "1"), "戊：") + par(num("1", "2"), "己。") + par(num("1", "3"), "庚"),
			want: []string{"第一章 总则", "第一条 甲。", "第二条 乙：", "（一）丙；", "（二）丁。", "第二章 分则", "第三条 戊：", "（一）己。", "① 庚"},
		},
		"a list begun anew, a legal one, bullets": {
			numbering: lists(),
			body: par(num("2", "0"), "甲") + par(num("2", "1"), "乙") + par(num("2", "1"), "丙") + par(num("2", "2"), "丁") + par(num("2", "0"), "戊") + par(num("2", "1"), "己") +
				par(num("2", "3"), "点") + par(num("3", "0"), "庚") + par(num("3", "0"), "辛") + par(num("0", "0"), "无") + par(num("9", "0"), "没有的"),
			want: []string{"一、甲", "1. 乙", "2. 丙", "1.2.1 丁", "二、戊", "1. 己", "点", "五、庚", "六、辛", "无", "没有的"},
		},
		"numbers of styles": {
			numbering: lists(),
			styles: `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/><w:style w:type="paragraph" w:styleId="Article"><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
				`<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style><w:style w:type="paragraph" w:styleId="Item"><w:basedOn w:val="Article"/><w:pPr><w:numPr><w:ilvl w:val="2"/></w:numPr></w:pPr></w:style>`,
			body: par(`<w:pStyle w:val="Article"/>`, "甲。") + par(`<w:pStyle w:val="Item"/>`, "乙。") + par(`<w:pStyle w:val="Article"/>`, "丙。") + par(`<w:pStyle w:val="Loop"/>`, "丁。") +
				par(`<w:pStyle w:val="Article"/>`+num("0", "0"), "戊。"),
			want: []string{"第一条 甲。", "（一）乙。", "第二条 丙。", "丁。", "戊。"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Read(t.Context(), "a.docx", docx(t, tt.body, tt.numbering, tt.styles))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(strings.TrimSuffix(s.Text, "\n"), "\n")
			if want := append(tt.want, "脚注。"); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestNumberText(t *testing.T) {
	for _, tt := range []struct {
		format string
		n      int
		want   string
	}{
		{"chineseCounting", 10, "十"},
		{"chineseCounting", 12, "十二"},
		{"chineseCountingThousand", 20, "二十"},
		{"chineseCountingThousand", 105, "一百零五"},
		{"chineseCountingThousand", 110, "一百一十"},
		{"chineseCountingThousand", 1010, "一千零一十"},
		{"chineseCountingThousand", 1005, "一千零五"},
		{"chineseCountingThousand", 20300, "二万零三百"},
		{"chineseLegalSimplified", 12, "壹拾贰"},
		{"ideographDigital", 102, "一〇二"},
		{"ideographTraditional", 11, "甲"},
		{"decimalEnclosedCircle", 20, "⑳"},
		{"decimalEnclosedCircle", 21, "㉑"},
		{"decimalEnclosedCircle", 51, "51"},
		{"decimalFullWidth", 10, "１０"},
		{"decimalZero", 7, "07"},
		{"lowerLetter", 28, "bb"},
		{"upperRoman", 1994, "MCMXCIV"},
		{"bullet", 3, ""},
		{"unheardOf", 3, "3"},
	} {
		if got := numberText(tt.format, tt.n); got != tt.want {
			t.Errorf("numberText(%s, %d) = %s, want %s", tt.format, tt.n, got, tt.want)
		}
	}
}

// TestBombs: what unpacks to more than any document does is refused, before
// it has been unpacked.
func TestBombs(t *testing.T) {
	blank := strings.Repeat(" ", 6<<20)
	random := make([]byte, 2*maxRun) // does not pack, so that no ratio gives it away
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(random); i++ {
		random[i] = 'a' + byte(r.Uint32N(26))
	}
	for name, data := range map[string][]byte{
		"ratio":   docx(t, `<w:p><w:r><w:t>甲</w:t></w:r></w:p>`+blank, "", ""),
		"run":     docx(t, "<w:p><w:r><w:t>"+string(random)+"</w:t></w:r></w:p>", "", ""),
		"nesting": docx(t, strings.Repeat("<w:sdt>", 5000), "", ""),
	} {
		if _, err := Read(t.Context(), "a.docx", data); !errors.Is(err, ErrBomb) {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := make([]string, 0, 2*maxParts+2)
	for range maxParts + 1 {
		many = append(many, "a", "")
	}
	if _, err := Read(t.Context(), "a.docx", archive(t, many...)); !errors.Is(err, ErrBomb) {
		t.Errorf("many parts: %v", err)
	}
}

// TestStops: a reader ends when it is told to.
func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, data := range map[string][]byte{
		"a.docx": docx(t, par("", "甲"), "", ""),
		"a.html": []byte("<html>甲"),
		"a.pdf":  []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"),
	} {
		if _, err := Read(ctx, name, data); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// check holds for every result of reading.
func check(t *testing.T, s Source, err error) {
	t.Helper()
	switch {
	case err != nil && !reflect.DeepEqual(s, Source{}):
		t.Fatalf("an error and a result: %v, %+v", err, s)
	case err == nil && (strings.TrimSpace(s.Text) == "" || !utf8.ValidString(s.Text) || strings.ContainsRune(s.Text, 0)):
		t.Fatalf("accepted as %q", s.Text)
	}
}

// FuzzDOCX: whatever stands in the parts of a document.
func FuzzDOCX(f *testing.F) {
	f.Add(par(num("1", "1"), "甲")+`<w:tbl><w:tr><w:tc>`+par("", "乙")+`</w:tc></w:tr></w:tbl>`, lists(), `<w:style w:type="paragraph" w:styleId="a"/>`)
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p><w:tbl></w:tbl><w:tc><w:p><w:p></w:p></w:p></w:tc>`, `<w:num w:numId="1"><w:lvlOverride/><w:lvl/></w:num>`, "")
	f.Fuzz(func(t *testing.T, body, numbering, styles string) {
		if len(body)+len(numbering)+len(styles) > 1<<16 {
			return
		}
		s, err := Read(t.Context(), "a.docx", docx(t, body, numbering, styles))
		check(t, s, err)
	})
}
