package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charset is a predefined CMap, ISO 32000-1 table 118: it names an encoding,
// so its codes are characters without any map.
type charset struct {
	encoding encoding.Encoding // nil for UTF-16
	spaces   []codespace
}

var (
	twoBytes = []codespace{{0, 0xffff, 2}}
	utf16s   = []codespace{{0xd800dc00, 0xdbffdfff, 4}, {0, 0xd7ff, 2}, {0xe000, 0xffff, 2}}
	gbk      = []codespace{{0, 0x80, 1}, {0x8140, 0xfefe, 2}}
	gb18030  = []codespace{{0, 0x80, 1}, {0x8140, 0xfefe, 2}, {0x81308130, 0xfe39fe39, 4}}
	kanji    = []codespace{{0, 0x80, 1}, {0xa0, 0xdf, 1}, {0x8140, 0x9ffc, 2}, {0xe040, 0xfcfc, 2}}
)

// predefined returns the encoding of a predefined CMap.
func predefined(n string) (charset, bool) {
	n = strings.TrimSuffix(strings.TrimSuffix(n, "-H"), "-V")
	switch {
	case strings.HasSuffix(n, "UCS2"), strings.HasSuffix(n, "UCS2-HW"):
		return charset{nil, twoBytes}, true
	case strings.HasSuffix(n, "UTF16"):
		return charset{nil, utf16s}, true
	}
	switch n {
	case "GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC":
		return charset{simplifiedchinese.GBK, gbk}, true
	case "GBK2K":
		return charset{simplifiedchinese.GB18030, gb18030}, true
	case "B5pc", "ETen-B5", "ETenms-B5", "HKscs-B5":
		return charset{traditionalchinese.Big5, gbk}, true
	case "90ms-RKSJ", "90msp-RKSJ", "90pv-RKSJ", "83pv-RKSJ", "Ext-RKSJ", "Add-RKSJ":
		return charset{japanese.ShiftJIS, kanji}, true
	case "KSC-EUC", "KSCms-UHC", "KSCms-UHC-HW", "KSCpc-EUC":
		return charset{korean.EUCKR, gbk}, true
	}
	return charset{}, false
}

// text is the character of a code, "" where the encoding has none.
func (c charset) text(k code) string {
	b := make([]byte, 0, 4)
	for i := k.bytes - 1; i >= 0; i-- {
		b = append(b, byte(k.value>>(8*i)))
	}
	if c.encoding == nil {
		if k.bytes == 4 {
			return string(utf16.DecodeRune(rune(k.value>>16), rune(k.value&0xffff)))
		}
		return utf16Text(b)
	}
	out, err := c.encoding.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(out) {
		return ""
	}
	return string(out)
}

// simpleText is the character of a one-byte code in a base encoding.
func simpleText(base name, c byte) string {
	m := charmap.Windows1252
	if base == "MacRomanEncoding" {
		m = charmap.Macintosh
	}
	r := m.DecodeByte(c)
	if r == utf8.RuneError {
		return ""
	}
	return string(r)
}

// glyphNames are the names of the Adobe glyph list that stand in the
// differences of fonts beside letters, which name themselves.
var glyphNames = map[name]string{
	"space": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&",
	"quotesingle": "'", "quoteright": "’", "quoteleft": "‘", "quotedblleft": "“", "quotedblright": "”", "parenleft": "(", "parenright": ")",
	"asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "minus": "−", "period": ".", "slash": "/", "zero": "0", "one": "1",
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "colon": ":",
	"semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`,
	"bracketright": "]", "asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}",
	"asciitilde": "~", "endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…", "periodcentered": "·", "degree": "°",
	"multiply": "×", "divide": "÷", "plusminus": "±", "lessequal": "≤", "greaterequal": "≥", "section": "§", "yen": "¥",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "nbspace": "\u00a0", "perthousand": "‰", "guillemotleft": "«", "guillemotright": "»",
}

// glyphText is the character that a glyph's name tells, "" where it tells none.
func glyphText(n name) string {
	if s, ok := glyphNames[n]; ok {
		return s
	}
	if len(n) == 1 && (n[0] >= 'A' && n[0] <= 'Z' || n[0] >= 'a' && n[0] <= 'z') {
		return string(n)
	}
	s, _, _ := strings.Cut(string(n), ".")
	for _, prefix := range []string{"uni", "u"} {
		hex, ok := strings.CutPrefix(s, prefix)
		if !ok || len(hex) < 4 || len(hex) > 6 {
			continue
		}
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && v <= utf8.MaxRune {
			return string(rune(v))
		}
	}
	return ""
}
