package reader

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestMain(m *testing.M) {
	maxTime = time.Hour
	os.Exit(m.Run())
}

const sample = "第一条 为了促进发展，制定本办法。\r\n第二条 给予20万元补助。\n"

func utf16Bytes(order binary.ByteOrder, s string) []byte {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		_ = binary.Write(&b, order, u)
	}
	return b.Bytes()
}

func gb18030Bytes(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlainText(t *testing.T) {
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"utf-8":      {[]byte(sample), sample},
		"utf-8 bom":  {[]byte("\ufeff" + sample), sample},
		"gb18030":    {gb18030Bytes(t, sample+"㐀𠀀 繁體"), sample + "㐀𠀀 繁體"},
		"utf-16 le":  {utf16Bytes(binary.LittleEndian, sample), sample},
		"utf-16 be":  {utf16Bytes(binary.BigEndian, sample), sample},
		"inner bom":  {[]byte("一、\ufeff甲"), "一、\ufeff甲"},
		"form feeds": {[]byte("一、甲\f二、乙"), "一、甲\f二、乙"},
		"less than":  {[]byte("<20万元的不予补助。"), "<20万元的不予补助。"},
		"markup":     {[]byte("第一条 写成 <html> 的。"), "第一条 写成 <html> 的。"},
	} {
		got, err := Read(t.Context(), "a.txt", tt.data)
		if err != nil || got.Text != tt.want || got.Format != Plain {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestFormatsByContent(t *testing.T) {
	word := docx(t, `<w:p><w:r><w:t>一、甲</w:t></w:r></w:p>`, "", "")
	pdf, err := os.ReadFile("testdata/measures.pdf")
	if err != nil {
		t.Fatal(err)
	}
	page := []byte("<!DOCTYPE html><p>一、甲")
	for _, tt := range []struct {
		name string
		data []byte
		want Format
	}{
		{"a.docx", word, DOCX},
		{"a.txt", word, DOCX},
		{"a", word, DOCX},
		{"a.txt", pdf, PDF},
		{"a.pdf", append([]byte("junk\n"), pdf...), PDF},
		{"a.txt", page, HTML},
		{"a.md", page, HTML},
		{"a.txt", append([]byte("\ufeff\r\n<!-- saved from url -->\n"), []byte("<HTML><body>甲")...), HTML},
		{"a.txt", utf16Bytes(binary.LittleEndian, "<html><body>甲"), HTML},
		{"a.htm", []byte("甲<br>乙"), HTML},
		{"a.md", []byte("# 甲\n"), Markdown},
		{"a.md", []byte("<div>注</div>\n# 甲\n"), Markdown},
		{"a", []byte("甲"), Plain},
	} {
		got, err := Read(t.Context(), tt.name, tt.data)
		if err != nil || got.Format != tt.want {
			t.Errorf("%s %.20q: %s, %v; want %s", tt.name, tt.data, got.Format, err, tt.want)
		}
	}
}

// TestRefuses: each file that can't be read has its own error, which says in
// Chinese what to do.
func TestRefuses(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	locked, err := os.ReadFile(filepath.Join("testdata", "locked.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		file string
		data []byte
		want error
		says string
	}{
		"empty":          {"a.txt", nil, ErrEmpty, "完整"},
		"blank":          {"a.txt", []byte(" \n\t　"), ErrEmpty, "没有可读"},
		"only bom":       {"a.txt", []byte("\ufeff"), ErrEmpty, "没有可读"},
		"too large":      {"a.txt", make([]byte, MaxSource+1), ErrTooLarge, "32 MiB"},
		"200 MB":         {"a.pdf", make([]byte, 200<<20), ErrTooLarge, "200 MiB"},
		"zeros":          {"a.txt", []byte("一\x00二"), ErrBinary, "二进制"},
		"utf-16 zeros":   {"a.txt", []byte("\xff\xfe\x00\x4e\x00\x00\x01\x4e"), ErrBinary, "二进制"},
		"controls":       {"a.txt", []byte("\x01\x02\x03abc"), ErrBinary, "二进制"},
		"no encoding":    {"a.txt", []byte("\xff\xff\xff\xff甲"), ErrUndecodable, "UTF-8"},
		"odd utf-16":     {"a.txt", []byte("\xff\xfe\x00"), ErrUndecodable, "UTF-16"},
		"bad surrogate":  {"a.txt", []byte("\xff\xfe\x00\xd8\x00\x4e"), ErrUndecodable, "UTF-16"},
		"no pdf":         {"a.pdf", []byte("x"), ErrBroken, "重新下载"},
		"no docx":        {"a.DOCX", []byte("x"), ErrBroken, "重新保存"},
		"broken pdf":     {"a.txt", []byte("%PDF-1.7\n"), ErrBroken, "重新下载"},
		"broken zip":     {"a.txt", []byte("PK\x03\x04aaaa"), ErrBroken, "另存"},
		"doc":            {"a.doc", []byte(ole + strings.Repeat("x", 600)), ErrFormat, "docx"},
		"wps":            {"a.wps", []byte(ole + strings.Repeat("x", 600)), ErrFormat, "WPS"},
		"doc as text":    {"a.txt", []byte(ole), ErrFormat, "docx"},
		"xls":            {"a.doc", []byte(ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), ErrFormat, "表格"},
		"locked docx":    {"a.docx", utf16At(ole, "EncryptedPackage"), ErrEncrypted, "密码"},
		"locked pdf":     {"a.pdf", locked, ErrEncrypted, "密码"},
		"ofd":            {"a.txt", archive(t, "OFD.xml", "<x/>"), ErrFormat, "OFD"},
		"xlsx":           {"a.docx", archive(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), ErrFormat, "Excel"},
		"broken xlsx":    {"a.xlsx", []byte("PK\x03\x04aaaa"), ErrFormat, "Excel"},
		"odt":            {"a.odt", archive(t, "mimetype", "x", "content.xml", "<x/>"), ErrFormat, "docx"},
		"zip":            {"a.zip", archive(t, "a.txt", "甲"), ErrFormat, "解压"},
		"rtf":            {"a.doc", []byte(`{\rtf1 x}`), ErrFormat, "RTF"},
		"picture":        {"a.txt", []byte("\x89PNG\r\n\x1a\n"), ErrFormat, "OCR"},
		"mht":            {"a.html", []byte("MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"), ErrFormat, "仅 HTML"},
		"xls by name":    {"a.xls", []byte("甲\t乙"), ErrFormat, "Excel"},
		"empty page":     {"a.html", []byte("<html><script>x</script></html>"), ErrEmpty, "没有可读"},
		"no main part":   {"a.docx", archive(t, "[Content_Types].xml", "<x/>"), ErrBroken, "另存"},
		"cut xml":        {"a.docx", archive(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<document><body><p>"), ErrBroken, "另存"},
		"odd page bytes": {"a.html", []byte("<html><meta charset=utf-8>\xff\xff\xff"), ErrUndecodable, "浏览器"},
	} {
		_, err := Read(t.Context(), tt.file, tt.data)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func utf16At(before, s string) []byte {
	return append([]byte(before), utf16Bytes(binary.LittleEndian, s)[2:]...)
}

// TestMeasures: a page and its print are the same text.
func TestMeasures(t *testing.T) {
	texts := map[string]string{}
	for _, name := range []string{"measures.html", "measures.pdf", "measures-restricted.pdf"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Read(t.Context(), name, data)
		if err != nil {
			t.Fatal(name, err)
		}
		texts[name] = s.Text
	}
	want := strings.Replace(texts["measures.html"], "改造\n补助", "改造补助", 1) // the title, broken by hand
	for name, got := range texts {
		if strings.HasSuffix(name, ".pdf") && got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	if n := strings.Count(want, "\n"); n != 13 {
		t.Errorf("%d lines in\n%s", n, want)
	}
}

// FuzzRead: whatever the bytes, there is text or an error, soon.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"\xff\xfe\x00\x4e", "\xd2\xbb\xa1\xa2", "\xef\xbb\xbf一、", "<html><table><tr><td>甲<td>乙</table><ol><li>丙", "PK\x03\x04", "%PDF-1.4\n"} {
		f.Add("a.txt", []byte(s))
	}
	f.Add("a.docx", docx(f, `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, "", ""))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		s, err := Read(t.Context(), name, data)
		check(t, s, err)
	})
}
