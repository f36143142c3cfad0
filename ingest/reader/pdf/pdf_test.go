package pdf

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// build makes a file of objects, the first being number 1, the catalogue. It
// has no cross-reference table: none is read.
func build(objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<</Root 1 0 R>>\n%%EOF\n")
	return []byte(b.String())
}

// object numbers of what pageOf makes.
const (
	catalog   = "<</Type/Catalog/Pages 2 0 R>>"
	onePage   = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
	firstPage = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
	// gbFont has no map and needs none: its encoding is GBK.
	gbFont = "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>]>>"
)

func streamOf(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// pageOf is a file of one page with a content and a font.
func pageOf(content, font string) []byte {
	return build(catalog, onePage, firstPage, streamOf("", content), font)
}

func gbkHex(t testing.TB, s string) string {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("<%x>", b)
}

// block paints lines of 12 point, the first at 760, 20 apart.
func block(t testing.TB, left float64, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT /F 12 Tf 20 TL %v 780 Td\n", left)
	for _, l := range lines {
		indent := 0.0
		for strings.HasPrefix(l, "　") {
			l, indent = strings.TrimPrefix(l, "　"), indent+12
		}
		fmt.Fprintf(&b, "T* %v 0 Td %s Tj %v 0 Td\n", indent, gbkHex(t, l), -indent)
	}
	b.WriteString("ET\n")
	return b.String()
}

func read(t testing.TB, data []byte) (string, error) {
	t.Helper()
	r, err := Read(t.Context(), data, 1<<20)
	return r.Text, err
}

func TestParagraphs(t *testing.T) {
	text, err := read(t, pageOf(block(t, 90,
		"　　第一条　为了支持商贸企业数字化改造，按照有",
		"关规定制定本办法，本办法由市商务局和市财政局一",
		"同解释。",
		"　　第二条　单个企业每年最高不超过50万元，同一",
		"项目不重复享受。",
		"　　（一）甲；",
		"　　（二）乙。",
	), gbFont))
	const want = "第一条 为了支持商贸企业数字化改造，按照有关规定制定本办法，本办法由市商务局和市财政局一同解释。\n" +
		"第二条 单个企业每年最高不超过50万元，同一项目不重复享受。\n（一）甲；\n（二）乙。\n"
	if err != nil || text != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, text, want)
	}
}

// TestPages: a clause goes on over the page, past its number and a running
// head; words that pages happen to begin with alike stay.
func TestPages(t *testing.T) {
	objects := []string{catalog, "<</Type/Pages/Kids[3 0 R 5 0 R 7 0 R]/MediaBox[0 0 595 842]/Resources<</Font<</F 9 0 R>>>>>>"}
	for i := range 3 {
		content := block(t, 90, "政府公报", "", "", "补助。",
			fmt.Sprintf("　　第%d条　企业当年改造投入超过三十万元的", i+1),
			"按照实际投入的百分之二十给予补助，单个企业最高",
			"五十万元，同一企业同一年度不得重复申请。",
			fmt.Sprintf("　　第%d条　单个项目按照实际投入的百分之十给", i+4)) +
			fmt.Sprintf("BT /F 12 Tf 280 60 Td (- %d -) Tj ET", i+1)
		objects = append(objects, fmt.Sprintf("<</Type/Page/Contents %d 0 R>>", 4+2*i), streamOf("", content))
	}
	text, err := read(t, build(append(objects, gbFont)...))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(text, "政府公报") != 1 || strings.Contains(text, "- ") || strings.Count(text, "补助。") != 3 ||
		!strings.Contains(text, "第4条 单个项目按照实际投入的百分之十给补助。\n第2条") {
		t.Errorf("got\n%s", text)
	}
}

func TestTableAndOrder(t *testing.T) {
	at := func(x, y int, s string) string {
		return fmt.Sprintf("BT /F 12 Tf 1 0 0 1 %d %d Tm %s Tj ET\n", x, y, gbkHex(t, s))
	}
	// Painted out of order, a word twice for bold, a watermark across.
	content := at(250, 680, "20万元") + at(90, 700, "档次") + at(250, 700, "奖励") + at(90, 680, "一档") + at(90, 740, "附表") + at(90, 740, "附表") +
		"BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 300 Tm " + gbkHex(t, "样稿") + " Tj ET\n"
	text, err := read(t, pageOf(content, gbFont))
	if want := "附表\n档次\t奖励\n一档\t20万元\n"; err != nil || text != want {
		t.Errorf("%v\ngot  %q\nwant %q", err, text, want)
	}
	// The same page turned is the same text.
	turned := strings.Replace(firstPage, "/Type/Page", "/Type/Page/Rotate 90", 1)
	var b strings.Builder
	b.WriteString("0 1 -1 0 0 0 cm\n")
	b.WriteString(content)
	text, err = read(t, build(catalog, onePage, turned, streamOf("", b.String()), gbFont))
	if err != nil || !strings.HasPrefix(text, "附表\n档次\t奖励\n") {
		t.Errorf("turned: %v %q", err, text)
	}
}

// TestWrappedCells: cells of several lines stay cells, and a list's number is
// no cell.
func TestWrappedCells(t *testing.T) {
	cell := func(x, y int, lines ...string) string {
		var out strings.Builder
		for i, l := range lines {
			out.WriteString(fmt.Sprintf("BT /F 12 Tf 1 0 0 1 %d %d Tm %s Tj ET\n", x, y-16*i, gbkHex(t, l)))
		}
		return out.String()
	}
	content := cell(90, 752, "档次") + cell(150, 760, "年交易额达到", "的标准") + cell(250, 752, "奖励") +
		cell(90, 712, "一档") + cell(150, 720, "一亿元以上的", "本地企业") + cell(250, 720, "二十万元一", "次性拨付", "到账") +
		cell(90, 640, "1.") + cell(114, 640, "申请企业应当提交改造合同和发票以及", "付款凭证，复印件应当加盖公章并且由", "法定代表人签字。") + cell(90, 590, "2.") + cell(114, 590, "完。")
	text, err := read(t, pageOf(content, gbFont))
	const want = "档次\t年交易额达到的标准\t奖励\n一档\t一亿元以上的本地企业\t二十万元一次性拨付到账\n" +
		"1. 申请企业应当提交改造合同和发票以及付款凭证，复印件应当加盖公章并且由法定代表人签字。\n2. 完。\n"
	if err != nil || text != want {
		t.Errorf("%v\ngot  %q\nwant %q", err, text, want)
	}
}

// TestFonts: what each kind of font tells of its characters.
func TestFonts(t *testing.T) {
	const toUnicode = "1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <7532> <0002> <2ED40029> endbfchar 2 beginbfrange <0010> <0012> <4e00> <0020> <0021> [<4e59> <d840dc00>] endbfrange"
	identity := func(more string) string {
		return "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 1000>>]" + more + ">>"
	}
	show := func(s string) string { return "BT /F 12 Tf 90 700 Td " + s + " Tj ET" }
	for name, tt := range map[string]struct {
		content, font, want string
		err                 error
	}{
		"gbk":       {show("<b5dad2bbccf541>"), gbFont, "第一条A", nil},
		"ucs-2":     {show("<7b2c4e006761>"), strings.Replace(gbFont, "GBK-EUC-H", "UniGB-UCS2-H", 1), "第一条", nil},
		"utf-16":    {show("<7b2cd840dc00>"), strings.Replace(gbFont, "GBK-EUC-H", "UniGB-UTF16-H", 1), "第\U00020000", nil},
		"map":       {show("<00010002001100200021>"), identity("/ToUnicode 6 0 R"), "甲门)丁乙\U00020000", nil},
		"no map":    {show("<000100020003000400050006>"), identity(""), "", ErrNoUnicode},
		"latin":     {show("(1. a\\050b\\051)"), "<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding/WinAnsiEncoding/Widths[]>>", "1. a(b)", nil},
		"names":     {show("(abcd)"), "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[97/one/percent/uni7532/g77]>>>>", "", ErrNoUnicode},
		"all names": {show("(abc)"), "<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<</Differences[97/one/percent/uni7532]>>>>", "1%甲", nil},
		"symbols":   {show("(abcdef)"), "<</Type/Font/Subtype/TrueType/BaseFont/Wingdings/FontDescriptor<</Flags 4>>>>", "", ErrNoUnicode},
		"no font":   {"BT /G 12 Tf 90 700 Td (abc) Tj ET", gbFont, "", ErrBroken},
		"no text":   {"0 0 m 100 100 l S", gbFont, "", ErrNoText},
		"a scan":    {"q 595 0 0 842 0 0 cm BI /W 1 /H 1 ID \x00EI \xff EI Q BT /F 9 Tf 9 9 Td (1) Tj ET", gbFont, "", ErrNoText},
	} {
		got, err := read(t, build(catalog, onePage, firstPage, streamOf("", tt.content), tt.font, streamOf("", toUnicode)))
		if !errors.Is(err, tt.err) || strings.TrimSuffix(got, "\n") != tt.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func zip(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	return b.String()
}

func TestFilters(t *testing.T) {
	content := "BT /F 12 Tf 90 700 Td <b5dad2bbccf5> Tj ET"
	var up strings.Builder
	for i := 0; i < len(content)+4; i += 4 {
		row := (content + "    ")[i:min(i+4, len(content)+4)]
		row += strings.Repeat(" ", 4-len(row))
		before := "\x00\x00\x00\x00"
		if i > 0 {
			before = (content + "        ")[i-4 : i]
		}
		up.WriteString("\x02")
		for k := range 4 {
			up.WriteString(string([]byte{row[k] - before[k]}))
		}
	}
	var packed bytes.Buffer
	w := lzw.NewWriter(&packed, lzw.MSB, 8)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	for name, s := range map[string]string{
		"flate":           streamOf("/Filter/FlateDecode", zip(content)),
		"no checksum":     streamOf("/Filter[/FlateDecode]", strings.TrimSuffix(zip(content), zip(content)[len(zip(content))-4:])),
		"hex over flate":  streamOf("/Filter[/AHx/Fl]", fmt.Sprintf("%x>", zip(content))),
		"predictor":       streamOf("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>", zip(up.String())),
		"lzw":             streamOf("/Filter/LZWDecode", packed.String()),
		"run length":      streamOf("/Filter/RunLengthDecode", string(rune(len(content)-1))+content+"\x80"),
		"wrong length":    strings.Replace(streamOf("", content), fmt.Sprintf("/Length %d", len(content)), "/Length 3", 1),
		"length elswhere": strings.Replace(streamOf("", content), fmt.Sprintf("/Length %d", len(content)), "/Length 9 0 R", 1),
	} {
		got, err := read(t, build(catalog, onePage, firstPage, s, gbFont))
		if err != nil || got != "第一条\n" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestHostile: files made to exhaust or to confuse end with an error or with
// what can be read.
func TestHostile(t *testing.T) {
	bomb := zip(strings.Repeat(" ", maxStream+1))
	twice := streamOf("", "BT /F 12 Tf 90 700 Td <b5da> Tj ET")
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":          {[]byte("%PDF-1.7"), ErrBroken},
		"no pages":         {build("<</Type/Catalog>>"), ErrBroken},
		"bomb":             {build(catalog, onePage, firstPage, streamOf("/Filter/FlateDecode", bomb), gbFont), ErrTooLarge},
		"object bomb":      {build(catalog, onePage, firstPage, twice, gbFont, streamOf("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb)), ErrTooLarge},
		"broken stream":    {build(catalog, onePage, firstPage, streamOf("/Filter/FlateDecode", "xxxx"), gbFont), ErrBroken},
		"missing content":  {build(catalog, onePage, strings.Replace(firstPage, "4 0 R", "40 0 R", 1), twice, gbFont), ErrBroken},
		"missing page":     {build(catalog, strings.Replace(onePage, "[3 0 R", "[3 0 R 30 0 R", 1), firstPage, twice, gbFont), ErrBroken},
		"unknown crypt":    {append(build(catalog, onePage, firstPage, twice, gbFont), "trailer <</Encrypt<</Filter/Other>>>>"...), ErrEncrypted},
		"objects overlap":  {build(catalog, onePage, firstPage, twice, gbFont, streamOf("/Type/ObjStm/N 900/First 4000", strings.Repeat("9 0 ", 1000)+"["+strings.Repeat("1 ", 1000)+"]")), ErrTooLarge},
		"unclosed strings": {build(catalog, onePage, firstPage, twice, gbFont, strings.Repeat("trailer (", 1<<18)), nil},
		"ranges repeated":  {build(catalog, onePage, firstPage, twice, strings.Replace(gbFont, "/Type/Font/Subtype/CID", "/W["+strings.Repeat("0 65535 9 ", 20000)+"]/Type/Font/Subtype/CID", 1), "null"), nil},
		"mappings again":   {build(catalog, onePage, firstPage, twice, strings.Replace(gbFont, "/Subtype/Type0", "/Subtype/Type0/ToUnicode 6 0 R", 1), streamOf("", strings.Repeat("1 beginbfrange <0000> <ffff> <4e00> endbfrange ", 20000))), nil},
		"pages in a ring":  {build(catalog, "<</Kids[2 0 R 3 0 R]>>", firstPage, twice, gbFont), nil},
		"deep arrays":      {build(catalog, onePage, firstPage, twice, gbFont, strings.Repeat("[", 1<<20)), nil},
		"deep dicts":       {build(catalog, onePage, firstPage, twice, gbFont, strings.Repeat("<</A", 1<<20)), nil},
		"references round": {build(catalog, onePage, firstPage, twice, gbFont, "7 0 R", "6 0 R"), nil},
	} {
		_, err := read(t, tt.data)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMultiplied: drawings that call each other end, for their operators are
// counted together.
func TestMultiplied(t *testing.T) {
	calls := strings.Repeat("/A Do ", 40)
	data := build(catalog, onePage, strings.Replace(firstPage, "/Font", "/XObject<</A 6 0 R>>/Font", 1), streamOf("", calls), gbFont,
		streamOf("/Type/XObject/Subtype/Form/Resources<</XObject<</A 6 0 R>>>>", calls))
	if _, err := readFile(t.Context(), data, 1<<20, 100_000); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

// TestCut: a file that breaks off anywhere gives its whole text or an error.
func TestCut(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "testdata", "measures.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := read(t, data)
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for i := range 60 {
		got, err := read(t, data[:len(data)*i/60])
		if err == nil && got != want {
			t.Errorf("cut at %d/60: %q", i, got)
		}
		if err == nil {
			whole++
		}
	}
	if whole > 2 {
		t.Errorf("%d cuts lost nothing", whole)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, pageOf(block(t, 90, "甲"), gbFont), 1<<20); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// FuzzRead: whatever the bytes, there is text or an error.
func FuzzRead(f *testing.F) {
	f.Add(pageOf(block(f, 90, "　　第一条　甲", "乙"), gbFont))
	f.Add(build(catalog, onePage, firstPage, streamOf("/Filter/LZWDecode", "\x80\x0b\x60\x50"), gbFont))
	f.Add([]byte("0 0 obj<</Type/Page/Contents 4 0 R/Resources<</Font<</F 0 0 R>>>>obj 4 0 obj<<>>stream/F 0 Tf <7>Tj 0"))
	f.Add(build(catalog, onePage, streamOf("/Type/ObjStm/N 2/First 8", "3 0 5 9 <</A 1>> <</B 2>>"), "<</Encrypt<</Filter/Standard/V 4/R 4/O(x)/U(y)>>>>"))
	f.Add(build(catalog, onePage, firstPage, streamOf("", "q BT /F 1 Tf 1 0 0 1 1e38 -1 Tm [(a) -1e9 (b)] TJ ' \" BI ID EI Q Q"), "<</Subtype/Type3/FontMatrix[0 0 0 0 0 0]/Encoding<</Differences[-1/a 300/b]>>/Widths[1]>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		r, err := Read(t.Context(), data, 1<<20)
		if err == nil && (!utf8.ValidString(r.Text) || strings.TrimSpace(r.Text) == "") {
			t.Fatalf("accepted as %q", r.Text)
		}
	})
}

// FuzzCMap: the maps of fonts come from the file too.
func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <00> <ffff> endcodespacerange 1 beginbfrange <0000> <ffffffff> <41> endbfrange"), "abc")
	f.Add([]byte("1 begincidrange <00> <ffffffff> 5 endcidrange 1 beginbfrange <05> <01> [<41>] endbfrange"), "\xff")
	f.Fuzz(func(t *testing.T, data []byte, s string) {
		m := readCMap(data)
		for len(s) > 0 {
			c := split(m.spaces, s)
			if c.bytes < 1 || c.bytes > len(s) {
				t.Fatalf("%d bytes of %q", c.bytes, s)
			}
			s = s[c.bytes:]
		}
	})
}
