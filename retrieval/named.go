package retrieval

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// Names that end in a word of laws are the titles of documents, whatever
// stands before it. The words of documents are said of anything else as well
// (根据上述意见), so a title must say leastTitle characters before one of them.
var (
	lawKinds      = []string{"法典", "条例", "法"}
	documentKinds = []string{
		"实施办法", "管理办法", "办法", "规定", "细则", "意见", "通知", "公告", "措施", "计划", "方案", "规范", "决定", "解释", "准则", "规程", "规则", "章程", "指引", "通则",
	}
)

const (
	leastTitle = 4
	// leastTail is how much of a law's name, counted from its end, must stand
	// in a title in order: 电商法 is 电子商务法.
	leastTail = 2
	// pointing are characters before which 法 or 条例 names nothing by itself.
	pointing = "的这那该本此个"
)

// title is what a document is called by name.
type title struct {
	key  string // TitleKey of title or short name, without what stands in brackets behind it
	stem []rune // of a law: what stands before kind, without its place
	kind string // of lawKinds, "" for other documents
}

func titlesOfDocument(d Document) []title {
	var titles []title
	for _, name := range []string{d.Title, d.ShortName} {
		for {
			cut := strings.TrimSpace(afterTitle.ReplaceAllString(strings.TrimSpace(name), ""))
			if cut == name {
				break
			}
			name = cut
		}
		key := TitleKey(name)
		if key == "" {
			continue
		}
		t := title{key: key}
		if stem, kind, ok := cutKind(key, lawKinds); ok {
			if m := place.Find(stem); len(m) > 0 && m[0].Start == 0 {
				stem = string([]rune(stem)[m[0].End:])
			}
			t.stem, t.kind = []rune(stem), kind
		}
		titles = append(titles, t)
	}
	return titles
}

func cutKind(name string, kinds []string) (stem, kind string, ok bool) {
	if slices.ContainsFunc(noLaws, func(word string) bool { return strings.HasSuffix(name, word) }) && kinds[0] == lawKinds[0] {
		return "", "", false
	}
	for _, kind := range kinds {
		if stem, ok := strings.CutSuffix(name, kind); ok {
			return stem, kind, true
		}
	}
	return "", "", false
}

// bound says which documents a clause number belongs to by what stands beside
// it: all where nothing does, none where a document is named that the library
// has not.
type bound struct {
	named     bool
	documents []int // ascending; nil where any will do
}

func (b bound) lets(document int) bool {
	if !b.named || b.documents == nil {
		return true
	}
	return slices.Contains(b.documents, document)
}

// nowhere says that a document is named and the library has none of that name.
func (b bound) nowhere() bool { return b.named && b.documents != nil && len(b.documents) == 0 }

var (
	// Between a name and a clause number: 的, 第二章, (2018年修正).
	betweenNames = regexp.MustCompile(`(?:\s|的|里面?|中|之|规定的|,|:|第[0-9零一二三四五六七八九十百]+[章节编]|\([^()]*\))+$`)
	// Between clause numbers that belong together: 第九条和第十条.
	joinsClauses = regexp.MustCompile(`^(?:\s|和|与|及|以及|或|至|到|、|,|-|~|第?[0-9零一二三四五六七八九十]+款?)*$`)
	inMarks      = regexp.MustCompile(`[《〈<「『“"]([^《》〈〉<>「」『』“”"]{2,80})[》〉>」』”"]$`)
	hanRun       = regexp.MustCompile(`\p{Han}{1,40}$`)
	englishLaw   = regexp.MustCompile(`\b(?:law|act|code)(?:'s|,)?\s*$`)
	ofEnglishLaw = regexp.MustCompile(`^\s*(?:of|in|under)\s+(?:the\s+|china's\s+)?(?:[a-z&-]+\s+){0,6}(?:law|act|code)\b`)
)

// bind says which documents a clause number belongs to. before and after are
// the folded text around it, back to the reference before.
func (c *citations) bind(before, after string) bound {
	before = betweenNames.ReplaceAllString(before, "")
	switch m := inMarks.FindStringSubmatch(before); {
	case m != nil:
		return c.titled(m[1])
	case englishLaw.MatchString(before) || ofEnglishLaw.MatchString(after):
		return c.lawInEnglish()
	}
	run := hanRun.FindString(before)
	if stem, kind, ok := cutKind(run, lawKinds); ok {
		return c.lawNamed(stem, kind)
	}
	if stem, kind, ok := cutKind(run, documentKinds); ok {
		return c.documentNamed(stem, kind)
	}
	return bound{}
}

// titled are the documents of a title in marks, which may be shortened.
func (c *citations) titled(name string) bound {
	b := bound{named: true, documents: []int{}}
	key := TitleKey(afterTitle.ReplaceAllString(strings.TrimSpace(name), ""))
	for d, titles := range c.titles {
		if slices.ContainsFunc(titles, func(t title) bool {
			return tail([]rune(t.key), []rune(key)) == len([]rune(key)) || strings.Contains(key, t.key)
		}) {
			b.documents = append(b.documents, d)
		}
	}
	return b
}

// lawNamed are the laws whose title ends as the stem does. Words before the
// name belong to the sentence where the title begins behind them; else they
// must be generic, for 个人所得税法 is not 企业所得税法.
func (c *citations) lawNamed(stem, kind string) bound {
	runes := []rune(strings.TrimSuffix(stem, "部")) // 这部条例
	if len(runes) == 0 || strings.ContainsRune(pointing, runes[len(runes)-1]) {
		return bound{} // 该法
	}
	b := bound{named: true, documents: []int{}}
	longest := 0
	for d, titles := range c.titles {
		for _, t := range titles {
			if t.kind != kind {
				continue
			}
			n := tail(t.stem, runes)
			rest := runes[:len(runes)-n]
			if n < min(leastTail, len(t.stem), len(runes)) || n == 0 || !startsAnew(rest) && (len(t.stem) == 0 || !beginsWith(t.stem, runes[len(runes)-n:])) {
				continue
			}
			if n > longest {
				longest, b.documents = n, b.documents[:0]
			}
			if n == longest && !slices.Contains(b.documents, d) {
				b.documents = append(b.documents, d)
			}
		}
	}
	return b
}

// documentNamed binds a clause to no document where a title is said that none
// of the library resembles.
func (c *citations) documentNamed(stem, kind string) bound {
	runes := []rune(stem)
	from := len(runes)
	for from > 0 && !startsAnew(runes[:from]) {
		from--
	}
	runes = runes[from:]
	if len(runes) < leastTitle {
		return bound{}
	}
	name := runes[len(runes)-leastTitle:]
	short := append(slices.Clone(runes[len(runes)-leastTail:]), []rune(kind)...)
	for _, titles := range c.titles {
		for _, t := range titles {
			if key := []rune(t.key); tail(key, name) == len(name) || tail(key, short) == len(short) {
				return bound{}
			}
		}
	}
	return bound{named: true, documents: []int{}}
}

// lawInEnglish binds to the laws, whose titles are in Chinese and can't be
// compared.
func (c *citations) lawInEnglish() bound {
	b := bound{named: true, documents: []int{}}
	for d, titles := range c.titles {
		if slices.ContainsFunc(titles, func(t title) bool { return t.kind != "" }) {
			b.documents = append(b.documents, d)
		}
	}
	return b
}

// tail is how many of the last runes of name stand in key in order.
func tail(key, name []rune) int {
	n := 0
	for at := len(key) - 1; n < len(name); n++ {
		for at >= 0 && key[at] != name[len(name)-1-n] {
			at--
		}
		if at < 0 {
			break
		}
		at--
	}
	return n
}

// beginsWith reports whether a name that stands in a title begins where it
// does.
func beginsWith(stem, name []rune) bool { return len(name) > 0 && stem[0] == name[0] }

// startsAnew reports whether a name may begin behind what is said before it.
func startsAnew(before []rune) bool {
	if len(before) == 0 || fillerEnds(before) {
		return true
	}
	places := place.Find(string(before))
	return len(places) > 0 && places[len(places)-1].End == len(before)
}

// fillerEnds reports whether a text ends in what belongs to a sentence and not
// to a name.
func fillerEnds(before []rune) bool {
	if len(before) == 0 || strings.ContainsRune(pointing+"项份按据照看问查和与及或在从对把将", before[len(before)-1]) {
		return true
	}
	generic, err := loadGeneric()
	if err != nil {
		return false // the file is embedded and tested
	}
	const longest = 6
	for n := 2; n <= min(longest, len(before)); n++ {
		if _, ok := generic.forms[string(before[len(before)-n:])]; ok {
			return true
		}
	}
	return false
}

// NamesAnother reports whether a text asks for a document that the library has
// not: by its number, or as the one a clause number is of (《关税法》第三条).
func (x *Index) NamesAnother(text string) bool {
	return x.cited.resolve(hanzi.Fold(text).Text).unknown
}
