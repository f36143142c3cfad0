package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

// Definition is a term that a document explains or abbreviates.
type Definition struct {
	Document string `json:"document"`
	Clause   string `json:"clause"`
	Term     string `json:"term"` // as printed
	// Meaning is what the text says of it, verbatim; for an abbreviation the
	// words it stands for are not marked in the text, and Meaning is "".
	Meaning      string         `json:"meaning,omitempty"`
	Abbreviation bool           `json:"abbreviation,omitempty"` // （以下简称示范企业）
	Start        int            `json:"start"`                  // of the whole statement
	End          int            `json:"end"`
	Where        retrieval.Span `json:"where"` // of the term
}

const quoted = `["“「『']([^"“”「」『』'。；;]{1,30})["”」』']`

var (
	// The heads of a definition; its meaning runs to the end of the sentence
	// or to the next head: “X”是指…, 本办法所称X，是指…, （一）X，是指….
	meansQuoted = regexp.MustCompile(quoted + `\s*[,，]?\s*(?:是指|系指|指的是|包括|为|指)`)
	meansCalled = regexp.MustCompile(`(?:本\p{Han}{1,6}|前款|上述|第[一二三四五六七八九十百0-9]+条)(?:中)?(?:所称|所述|所指|规定)的?\s*([^,，。；;:："“”()]{2,30}?)(?:\([^()]*\))?\s*[,，]?\s*(?:是指|系指|指的是|[,，]指|包括)`)
	meansListed = regexp.MustCompile(`^\s*(?:\([一二三四五六七八九十]+\)|[0-9]+[.、])\s*["“]?([^,，。；;:："“”()]{2,20}?)["”]?(?:\([^()]*\))?\s*[,，:：]?\s*(?:是指|系指)`)
	ownWords    = regexp.MustCompile(`所称|所述|所指|定义|含义`)
	// （以下简称“示范企业”）, （以下简称综试区、以下统称…）
	shortFor = regexp.MustCompile(`\(\s*(?:以下|下同|后文)?\s*(?:简称|统称|合称|称)(?:为)?\s*[:：]?\s*["“「『']?([^"“”「」『』'()]{1,30}?)["”」』']?\s*(?:[,，;；][^()]*)?\)`)
)

// Definitions lists the terms that rows define, in the order of the text.
func Definitions(rows []retrieval.Row) []Definition {
	var out []Definition
	for _, r := range rows {
		if r.Quotable() {
			out = append(out, definitionsOf(r)...)
		}
	}
	return out
}

func definitionsOf(r retrieval.Row) []Definition {
	text := plain(r.Text)
	if !containsAny(text, "指", "包括", "称") {
		return nil
	}
	source := []rune(r.Text)
	at := places{text: text}
	var out []Definition
	add := func(m []int, end int) {
		term := strings.Trim(text[m[2]:m[3]], " 《》")
		if term == "" || strings.HasPrefix(term, "的") {
			return
		}
		termAt := m[2] + strings.Index(text[m[2]:m[3]], term)
		from, to := at.of(termAt), at.of(termAt+len(term))
		d := Definition{
			Document: r.Document, Clause: r.Key, Term: string(source[from:to]), Abbreviation: end == 0,
			Start: r.Start + at.of(m[0]), Where: retrieval.Span{Start: r.Start + from, End: r.Start + to},
		}
		if end == 0 {
			end = m[1]
		} else {
			d.Meaning = strings.TrimSpace(string(source[at.of(m[1]):at.of(end)]))
		}
		d.End = r.Start + at.of(end)
		if !slices.ContainsFunc(out, func(o Definition) bool { return o.Where.Start < d.Where.End && d.Where.Start < o.Where.End }) {
			out = append(out, d)
		}
	}
	for heads, i := definitionHeads(text), 0; i < len(heads); i++ {
		m := heads[i]
		end := len(text)
		if k := strings.IndexAny(text[m[1]:], "。；;\n"); k >= 0 {
			end = m[1] + k
		}
		if i+1 < len(heads) && heads[i+1][0] < end {
			end = m[1] + len(strings.TrimRight(text[m[1]:max(m[1], heads[i+1][0])], ",， "))
		}
		add(m, end)
	}
	for _, m := range shortFor.FindAllStringSubmatchIndex(text, -1) {
		add(m, 0)
	}
	slices.SortStableFunc(out, func(a, b Definition) int { return a.Start - b.Start })
	return out
}

// definitionHeads finds where definitions begin, in the order of the text.
func definitionHeads(text string) [][]int {
	heads := meansCalled.FindAllStringSubmatchIndex(text, -1)
	// “X”为 and “X”包括 define only where the document speaks of its own words.
	speaks := len(text)
	if m := ownWords.FindStringIndex(text); m != nil {
		speaks = m[0]
	}
	for _, m := range meansQuoted.FindAllStringSubmatchIndex(text, -1) {
		verb := text[m[3]:m[1]]
		if speaks < m[0] || containsAny(verb, "是指", "系指", "指的是") {
			heads = append(heads, m)
		}
	}
	if m := meansListed.FindStringSubmatchIndex(text); m != nil && !containsAny(text[m[2]:m[3]], "所称", "所述", "所指") {
		heads = append(heads, m)
	}
	slices.SortStableFunc(heads, func(a, b []int) int { return a[2] - b[2] })
	kept := heads[:0]
	for _, m := range heads {
		if len(kept) == 0 || m[0] >= kept[len(kept)-1][1] {
			kept = append(kept, m)
		}
	}
	return kept
}
