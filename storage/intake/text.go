package intake

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrText is returned for text that no store can hold: not UTF-8, or with a
// U+0000 in it.
var ErrText = errors.New("text cannot be stored")

// text checks s; what says in Chinese which text it is.
func text(what, s string) error {
	if before, _, ok := strings.Cut(s, "\x00"); ok {
		return fmt.Errorf("%s的第 %d 个字符是空字符（U+0000），无法保存：请删去它，或把文件另存为纯文本再试: %w",
			what, utf8.RuneCountInString(before)+1, ErrText)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s不是有效的 UTF-8 文本，无法保存：请先转换编码: %w", what, ErrText)
	}
	return nil
}

// texts checks name and value pairs and reports the first bad one.
func texts(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := text(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
