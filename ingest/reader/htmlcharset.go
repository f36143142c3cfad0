package reader

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var charsetDeclared = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:-]+)`)

// Where a page may declare its encoding. The standard's 1024 bytes are too
// few for pages that begin with comments.
const charsetHead = 8192

// decodeHTML returns the text of a page's bytes. Pages lie about their
// encoding in two ways, converted on saving or declared by a template, so
// bytes that are UTF-8 are read as UTF-8 and a declared encoding that doesn't
// fit gives way to GB18030.
func decodeHTML(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || utf8.Valid(data) {
		return decodeBytes(data)
	}
	var tries []encoding.Encoding
	if m := charsetDeclared.FindSubmatch(data[:min(len(data), charsetHead)]); m != nil {
		label := strings.ToLower(string(m[1]))
		// The older names of the family mean what their largest member holds.
		if strings.HasPrefix(label, "gb") {
			tries = append(tries, simplifiedchinese.GB18030)
		} else if e, err := htmlindex.Get(label); err == nil && label != "utf-8" && label != "utf8" {
			tries = append(tries, e)
		}
	}
	tries = append(tries, simplifiedchinese.GB18030)
	for _, e := range tries {
		text, err := e.NewDecoder().String(string(data))
		if err == nil && !strings.ContainsRune(text, utf8.RuneError) && !privateUse(text) {
			return text, nil
		}
	}
	return "", fmt.Errorf("%w：网页不是 UTF-8、GB18030，也不是它自己声明的编码；请在浏览器里重新保存，或复制正文存为 .txt 后再导入", ErrUndecodable)
}
