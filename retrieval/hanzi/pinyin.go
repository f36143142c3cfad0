package hanzi

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Readings are the ways to read a character in pinyin without tones, the
// commonest first, ü written v: 重 is zhong, chong and tong. It is nil for what is no
// Chinese character.
func Readings(r rune) []string {
	listed, ok := pinyin.PinyinDict[int(r)]
	if !ok {
		return nil
	}
	var readings []string
	for marked := range strings.SplitSeq(listed, ",") {
		if plain := withoutTone(marked); !slices.Contains(readings, plain) {
			readings = append(readings, plain)
		}
	}
	return readings
}

// withoutTone takes the marks off a syllable: lǜ is lv.
func withoutTone(syllable string) string {
	const diaeresis = '\u0308'
	var plain []rune
	for _, r := range norm.NFD.String(syllable) {
		switch {
		case r == diaeresis && len(plain) > 0:
			plain[len(plain)-1] = 'v'
		case !unicode.Is(unicode.Mn, r):
			plain = append(plain, r)
		}
	}
	return string(plain)
}
