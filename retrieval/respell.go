package retrieval

import (
	"strings"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// respelled is a stretch of folded text and what it stands for.
type respelled struct {
	span
	text string
}

// Respell writes out what a text abbreviates or spells of the library's own
// names: 苏州独立站 for szdlz. A text is left as it is that has a word in letters
// which is none of these, no term, no place and no pinyin: it is in another
// language.
func (x *Index) Respell(text string) string {
	folded := hanzi.Fold(text)
	stretches := x.respell(folded.Text)
	if len(stretches) == 0 {
		return text
	}
	given := []rune(text)
	var b strings.Builder
	done := 0
	for _, s := range stretches {
		start, end := folded.Span(s.start, s.end)
		b.WriteString(string(given[done:start]))
		b.WriteString(s.text)
		done = end
	}
	b.WriteString(string(given[done:]))
	return b.String()
}

func (x *Index) respell(folded string) []respelled {
	if !strings.ContainsFunc(folded, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
		return nil
	}
	runes := []rune(folded)
	taken := make([]bool, len(runes))
	for _, m := range x.terms.match(folded) {
		for i := m.start; i < m.end; i++ {
			taken[i] = true
		}
	}
	named := map[int]bool{} // ends of places in letters
	for _, m := range place.Find(folded) {
		named[m.End] = true
	}
	words := wordsIn(runes, taken)
	x.terms.spelling.Do(func() { x.terms.spelled = spell(x.terms) })
	var out []respelled
	for i := 0; i < len(words); {
		if _, n := x.terms.spelled.pinyinAt(runes, words[i:]); n > 0 {
			i += n
			continue
		}
		w := words[i]
		word := string(runes[w.start:w.end])
		if _, ok := x.terms.spelled.initials[word]; ok || word[0] <= '9' {
			i++
			continue
		}
		switch s, n := x.shorthandAt(runes, words[i:]); {
		case n > 0 && !(n == 1 && named[w.end]):
			out = append(out, s)
			i += n
		case named[w.end] || hanzi.IsPinyin(word):
			i++
		default:
			return nil
		}
	}
	return out
}

// shorthandAt reads the next word, or as many as a blank separates like the
// syllables of pinyin.
func (x *Index) shorthandAt(runes []rune, words []span) (out respelled, n int) {
	var whole strings.Builder
	for i, w := range words {
		if i > 0 && (w.start != words[i-1].end+1 || !strings.ContainsRune(" '", runes[w.start-1])) {
			break
		}
		whole.WriteString(string(runes[w.start:w.end]))
		text := ""
		if i == 0 {
			text = x.shorthand().read(whole.String())
		} else if whole.Len() <= mostShorthand {
			text = x.shorthand().together(whole.String())
		}
		if text != "" {
			out, n = respelled{span{words[0].start, w.end}, text}, i+1
		}
	}
	return out, n
}
