package retrieval

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed generic.txt
var genericWords string

//go:embed talk.txt
var talkWords string

// loadGeneric reads the words that say nothing of what a question is about:
// 政策, 补贴, 多少, 我们, and what people fill their sentences with.
var loadGeneric = sync.OnceValues(func() (*Terms, error) {
	return ParseTerms("generic.txt and talk.txt", genericWords+"\n"+talkWords)
})

// loadTalk reads those of them that are about who asks and of papers as such.
var loadTalk = sync.OnceValues(func() (*Terms, error) { return ParseTerms("talk.txt", talkWords) })

// unit is a piece of a query's content: a term in any of its names, or the
// grams of other words.
type unit struct {
	weight float64
	names  [][]gram // any one of them will do
}

// termPairs is how many pairs of characters a term weighs, however long its
// name: 独立站 has two.
const termPairs = 2

// content splits a query into what it is about. Generic words, places and
// bare numbers are left out; a term counts as one whatever it is called.
func (x *Index) content(q analysed) []unit {
	generic, err := loadGeneric()
	if err != nil {
		generic = &Terms{} // the file is embedded and tested
	}
	runes := withoutPlaces(q.folded, q.places)
	var units []unit
	start := 0
	rest := func(end int) {
		units = append(units, x.otherContent(generic, string(runes[start:end]))...)
	}
	counted := map[int]bool{} // groups: a thing named twice is one thing
	for _, m := range q.terms {
		if _, ok := generic.forms[m.text]; ok {
			continue
		}
		rest(m.start)
		start = m.end
		if counted[m.form.group] {
			continue
		}
		counted[m.form.group] = true
		g := x.terms.groups[m.form.group]
		name := nameGrams(g.foldedCanonical)
		u := unit{termPairs * x.meanWeight(name), [][]gram{name, nameGrams(m.text)}}
		for _, other := range g.foldedOthers {
			if x.known[other] {
				u.names = append(u.names, nameGrams(other))
			}
		}
		units = append(units, u)
	}
	rest(len(runes))
	return units
}

// otherContent makes one unit of every gram of text that is neither term nor
// generic. The dictionary's words are kept whole, so that 家 is not taken out
// of 家居.
func (x *Index) otherContent(generic *Terms, folded string) []unit {
	segmenter, err := loadSegmenter()
	if err != nil {
		return nil // the dictionary is embedded and tested
	}
	var units []unit
	add := func(text string) {
		for _, g := range contentGrams(text) {
			units = append(units, unit{x.postings.idf(g), [][]gram{{g}}})
		}
	}
	var between strings.Builder
	flush := func() {
		runes := []rune(between.String())
		start := 0
		for _, m := range generic.match(between.String()) {
			add(string(runes[start:m.start]))
			start = m.end
		}
		add(string(runes[start:]))
		between.Reset()
	}
	for _, segment := range segmenter.Segment([]byte(folded)) {
		token := segment.Token()
		if token.Pos() != dictionaryTag {
			between.WriteString(token.Text())
			continue
		}
		flush()
		if _, ok := generic.forms[token.Text()]; !ok {
			add(token.Text())
		}
	}
	flush()
	return units
}

// nameGrams are the pairs and words of text, and characters that stand alone.
func nameGrams(text string) []gram {
	var list []gram
	var lone rune // a character that has no neighbour so far
	var before rune
	for _, r := range text {
		switch {
		case !isHan(r) && lone != 0:
			list = append(list, char(lone))
			lone = 0
		case isHan(r) && !isHan(before):
			lone = r
		case isHan(r):
			lone = 0
		}
		before = r
	}
	if lone != 0 {
		list = append(list, char(lone))
	}
	grams(text, func(g gram) {
		if g.kind != charGram {
			list = append(list, g)
		}
	})
	return list
}

// contentGrams are nameGrams but for bare numbers: the user's own amount is in
// no clause.
func contentGrams(text string) []gram {
	return slices.DeleteFunc(nameGrams(text), func(g gram) bool {
		return g.kind == wordGram && isNumber(g.word)
	})
}

func isNumber(word string) bool {
	for _, r := range word {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

func (x *Index) meanWeight(list []gram) float64 {
	sum := 0.0
	for _, g := range list {
		sum += x.postings.idf(g)
	}
	return sum / float64(max(1, len(list)))
}

// Coverage is the share, 0 to 1, of a text's content found in rows taken
// together: for a question of several topics, which no row alone covers. A
// text of nothing but generic words, places and numbers covers nothing.
func (x *Index) Coverage(text string, rows []Row) float64 {
	var entries []int
	for _, r := range rows {
		if n, ok := x.entryN[rowKey{r.Document, r.Key}]; ok {
			entries = append(entries, n)
		}
	}
	return x.coverage(x.content(x.analyse(text)), entries...)
}

// coverage is the share of the content's weight found in entries.
func (x *Index) coverage(content []unit, entries ...int) float64 {
	total, found := 0.0, 0.0
	for _, u := range content {
		best := 0.0
		for _, e := range entries {
			for _, name := range u.names {
				best = max(best, x.share(name, e))
			}
		}
		total += u.weight
		found += float64(u.weight * best)
	}
	if total == 0 {
		return 0
	}
	return found / total
}

// share is how much of a name's weight an entry holds.
func (x *Index) share(name []gram, entry int) float64 {
	has, all := 0.0, 0.0
	for _, g := range name {
		w := x.postings.idf(g)
		all += w
		if x.postings.has(entry, g) {
			has += w
		}
	}
	if all == 0 {
		return 0
	}
	return has / all
}
