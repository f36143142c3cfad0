package retrieval

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/go-ego/gse"
)

//go:embed dictionary.txt
var dictionary string

// wordFrequency is given to every word of the dictionary alike: a longer word
// then always beats the shorter ones it is made of.
const wordFrequency = 100

// dictionaryTag marks a word as one of the dictionary's; gse tags what it
// does not know otherwise.
const dictionaryTag = "n"

// loadSegmenter loads our small dictionary on first use, and none of gse's
// own: they take seconds, and split 独立站, 海外仓 and 跨境电商.
var loadSegmenter = sync.OnceValues(func() (*gse.Segmenter, error) {
	var frequencies strings.Builder
	for line := range strings.Lines(dictionary) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			fmt.Fprintf(&frequencies, "%s %d %s\n", word, wordFrequency, dictionaryTag)
		}
	}
	s := &gse.Segmenter{NotLoadHMM: true, SkipLog: true}
	if err := s.LoadDictStr(frequencies.String()); err != nil {
		return nil, fmt.Errorf("load the dictionary: %w", err)
	}
	return s, nil
})
