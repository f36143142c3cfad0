package hanzi

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Readings are the ways to read a character in pinyin without tones, the
// commonest first, ü written v: 重 is zhong, chong and tong. It is nil for what is no
// Chinese character. They are shared and must not be changed.
func Readings(r rune) []string {
	if known, ok := read.Load(r); ok {
		return known.([]string)
	}
	readings := readingsOf(r)
	if readings != nil {
		read.Store(r, readings)
	}
	return readings
}

// read are the readings worked out so far, by character: every search asks for
// those of its characters, which are the same few hundred.
var read sync.Map

func readingsOf(r rune) []string {
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

// syllables are all readings of all characters, and the letters of the longest.
var syllables = sync.OnceValue(func() (s struct {
	known   map[string]bool
	longest int
},
) {
	s.known = map[string]bool{}
	marked := map[string]bool{}
	for _, listed := range pinyin.PinyinDict {
		for reading := range strings.SplitSeq(listed, ",") {
			if marked[reading] {
				continue
			}
			marked[reading] = true
			// 嗯 and 呣 are read without a vowel; n and m begin too much else.
			if plain := withoutTone(reading); strings.ContainsAny(plain, "aeiouv") {
				s.known[plain] = true
				s.longest = max(s.longest, len(plain))
			}
		}
	}
	return s
})

// IsPinyin reports whether a word in small letters can be read as syllables of
// pinyin one after another: cailiao, but not shop.
func IsPinyin(word string) bool {
	s := syllables()
	reached := make([]bool, len(word)+1)
	reached[0] = true
	for to := 1; to <= len(word); to++ {
		for from := max(0, to-s.longest); from < to && !reached[to]; from++ {
			reached[to] = reached[from] && s.known[word[from:to]]
		}
	}
	return word != "" && reached[len(word)]
}

var (
	nearInitial = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s")
	nearFinal   = regexp.MustCompile(`ng([^aeiouv]|$)`) // the g of gong begins a syllable
)

// NearSound is pinyin as those write it who don't keep zh, ch, sh and ng from
// z, c, s and n: can for chang.
func NearSound(pinyin string) string {
	return nearFinal.ReplaceAllString(nearInitial.Replace(pinyin), "n$1")
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
