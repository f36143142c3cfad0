package reader

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// advice says what to do with a format that can't be read.
const (
	adviseWord  = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再导入"
	advisePlain = "请把正文另存为 Word 文档（.docx）、PDF 或纯文本（.txt）后再导入"
	advisePage  = "请在浏览器里打开，另存为“网页，仅 HTML”后再导入"
	adviseOFD   = "请用 OFD 阅读器打开，另存或打印为 PDF，或复制正文存为 .txt 后再导入"
	adviseTable = "请把其中的政策正文另存为 Word 文档（.docx）或纯文本（.txt）后再导入"
	adviseScan  = "图片里的文字要先识别（OCR），存为 .docx 或 .txt 并核对后再导入"
	adviseZip   = "请先解压，再导入其中的文件"
)

func unsupported(kind, advice string) error {
	return fmt.Errorf("%w（%s）：%s", ErrFormat, kind, advice)
}

// foreign are formats that are known but not read, by how they begin.
var foreign = []struct{ prefix, kind, advice string }{
	{"{\\rtf", "RTF", adviseWord},
	{"Rar!\x1a\x07", "压缩包", adviseZip},
	{"7z\xbc\xaf\x27\x1c", "压缩包", adviseZip},
	{"\x1f\x8b", "压缩包", adviseZip},
	{"\x89PNG", "图片", adviseScan},
	{"\xff\xd8\xff", "图片", adviseScan},
	{"GIF8", "图片", adviseScan},
	{"II*\x00", "图片", adviseScan},
	{"MM\x00*", "图片", adviseScan},
	{"%!PS", "PostScript", advisePlain},
	{"\x7fELF", "程序", advisePlain},
	{"SQLite format 3\x00", "数据库", advisePlain},
}

// named are formats that only a file's name tells, where its content told
// nothing: kept apart from text because they would read as nonsense.
var named = map[string][2]string{
	".doc": {"旧版 Word", adviseWord}, ".wps": {"WPS 文字", adviseWord}, ".rtf": {"RTF", adviseWord},
	".ofd": {"OFD", adviseOFD}, ".xls": {"Excel", adviseTable}, ".xlsx": {"Excel", adviseTable}, ".et": {"WPS 表格", adviseTable},
	".ppt": {"PowerPoint", adviseTable}, ".pptx": {"PowerPoint", adviseTable}, ".dps": {"WPS 演示", adviseTable},
	".odt": {"OpenDocument", adviseWord}, ".ceb": {"CEB", advisePlain}, ".caj": {"CAJ", advisePlain}, ".gd": {"书生电子公文", advisePlain},
	".zip": {"压缩包", adviseZip}, ".rar": {"压缩包", adviseZip}, ".7z": {"压缩包", adviseZip},
	".png": {"图片", adviseScan}, ".jpg": {"图片", adviseScan}, ".jpeg": {"图片", adviseScan}, ".gif": {"图片", adviseScan},
	".bmp": {"图片", adviseScan}, ".tif": {"图片", adviseScan}, ".tiff": {"图片", adviseScan},
	".mht": {"单个文件网页", advisePage}, ".mhtml": {"单个文件网页", advisePage},
}

var (
	markupStart = regexp.MustCompile(`(?i)^(<\?xml[^>]*>\s*)?(<!--(?s:.*?)-->\s*)*<(!doctype\s+html|html|head|body|meta|title|table|div|p)[\s>/]`)
	// A Markdown file may begin with an element of HTML.
	htmlPage = regexp.MustCompile(`(?i)^(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)[\s>]`)
	mhtml    = regexp.MustCompile(`(?i)^(From|MIME-Version|Content-Type|Date|Subject|Snapshot-Content-Location):[^\n]*\n(?s:.*?)multipart/related`)
)

// Where a PDF's header may begin: the standard's readers look that far.
const pdfHeader = 1024

// detect tells the format of a file by its content, and by its name where the
// content doesn't say. A file whose name promises what its content isn't is
// broken rather than text.
func detect(name string, data []byte) (Format, error) {
	if len(data) == 0 {
		return "", fmt.Errorf("%w：没有任何内容；请检查文件是否完整", ErrEmpty)
	}
	ext := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
	head := data[:min(len(data), 8192)]
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		format, err := detectArchive(data)
		// What an archive that can't be opened holds only its name tells.
		if f, ok := named[ext]; ok && errors.Is(err, ErrBroken) {
			return "", unsupported(f[0], f[1])
		}
		return format, err
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", compound(ext, data)
	case bytes.Contains(head[:min(len(head), pdfHeader)], []byte("%PDF-")) && (ext == ".pdf" || bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \r\n\t"), []byte("%PDF-"))):
		return PDF, nil
	}
	for _, f := range foreign {
		if bytes.HasPrefix(data, []byte(f.prefix)) {
			return "", unsupported(f.kind, f.advice)
		}
	}
	text := bytes.TrimLeft(plainHead(head), " \r\n\t\x00")
	switch {
	case mhtml.Match(text):
		return "", unsupported("单个文件网页", advisePage)
	case markupStart.Match(text) && (ext != ".md" || htmlPage.Match(text)):
		return HTML, nil
	}
	if f, ok := named[ext]; ok {
		return "", unsupported(f[0], f[1])
	}
	switch ext {
	case ".docx", ".docm":
		return "", fmt.Errorf("%w：名为 %s，内容不是 Word 文档；请用 Word 或 WPS 重新保存后再导入", ErrBroken, ext)
	case ".pdf":
		return "", fmt.Errorf("%w：名为 .pdf，内容不是 PDF；请重新下载或另存后再导入", ErrBroken)
	case ".html", ".htm", ".shtml", ".xhtml":
		return HTML, nil
	case ".md", ".markdown":
		return Markdown, nil
	}
	return Plain, nil
}

// plainHead lets the ASCII of a file's beginning be compared, UTF-16 too.
func plainHead(head []byte) []byte {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bytes.ReplaceAll(head[2:], []byte{0}, nil)
	}
	return head
}

// compound names what an OLE compound file holds: the container of old Office
// documents, and of new ones with a password.
func compound(ext string, data []byte) error {
	has := func(stream string) bool {
		wide := make([]byte, 0, 2*len(stream))
		for _, c := range []byte(stream) {
			wide = append(wide, c, 0)
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case has("EncryptedPackage"):
		return fmt.Errorf("%w：打开它要密码；请用 Word 或 WPS 去掉密码，另存为 .docx 后再导入", ErrEncrypted)
	case has("Workbook"), has("PowerPoint Document"):
		return unsupported("旧版表格或演示文稿", adviseTable)
	case ext == ".wps":
		return unsupported("WPS 文字", adviseWord)
	}
	return unsupported("旧版 Word", adviseWord)
}
