package reader

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode returns the text of UTF-8, UTF-16 with a byte order mark, or GB18030.
// A byte order mark is removed, everything else is kept.
func decode(data []byte) (string, error) {
	text, err := decodeBytes(data)
	if err != nil {
		return "", err
	}
	return text, checkText(text)
}

func decodeBytes(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return decodeUTF16(data[2:], func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return decodeUTF16(data[2:], func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", fmt.Errorf("%w：含有空字节，像是二进制文件；请确认选对了文件", ErrBinary)
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	// GB18030 accepts almost any bytes, so the decoder reports what it could
	// not map and the result must still look like text.
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(data))
	if err != nil || strings.ContainsRune(text, utf8.RuneError) || privateUse(text) {
		return "", fmt.Errorf("%w：既不是 UTF-8 也不是 GB18030；请另存为 UTF-8 后再导入", ErrUndecodable)
	}
	return text, nil
}

// decodeUTF16 refuses unpaired surrogates: replacing them would lose text.
func decodeUTF16(data []byte, unit func([]byte) uint16) (string, error) {
	if len(data)%2 != 0 {
		return "", fmt.Errorf("%w：UTF-16 文件不完整；请重新保存后再导入", ErrUndecodable)
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i < len(data); i += 2 {
		units = append(units, unit(data[i:]))
	}
	runes := utf16.Decode(units)
	if slices.Contains(runes, utf8.RuneError) {
		return "", fmt.Errorf("%w：UTF-16 文件已损坏；请重新保存后再导入", ErrUndecodable)
	}
	return string(runes), nil
}

// checkText refuses what decodes but is no text: many control characters.
func checkText(text string) error {
	if strings.IndexByte(text, 0) >= 0 {
		return fmt.Errorf("%w：含有空字符，像是二进制文件；请确认选对了文件", ErrBinary)
	}
	control, total := 0, 0
	for _, r := range text {
		total++
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' {
			control++
		}
	}
	if control*50 > total {
		return fmt.Errorf("%w：控制字符太多，像是二进制文件；请确认选对了文件", ErrBinary)
	}
	return nil
}

// privateUse reports a decoding that fell into user-defined characters, the
// usual sign of bytes that are not GB18030.
func privateUse(text string) bool {
	odd, total := 0, 0
	for _, r := range text {
		total++
		if r >= 0xE000 && r <= 0xF8FF {
			odd++
		}
	}
	return odd*100 > total
}
