package retrieval

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// citations knows what each entry and document is called by number.
type citations struct {
	clauses  []numberedClause
	byNumber map[int][]int               // value of the last level → clauses
	numbers  map[[2]int][]numberedOrigin // year, number → who carries or names it
	titles   [][]title                   // by document
}

type numberedClause struct {
	entry    int
	document int
	levels   []level
	path     string
	item     bool
}

// numberedOrigin is a document that carries a number, or a row that names it.
type numberedOrigin struct {
	prefix   string
	document int // -1 for a row
	entry    int // -1 for a document
}

func newCitations() *citations {
	return &citations{byNumber: map[int][]int{}, numbers: map[[2]int][]numberedOrigin{}}
}

func (c *citations) addDocument(n int, d Document) {
	c.titles = append(c.titles, titlesOfDocument(d))
	// 财政部 海关总署公告 is one issuer's name as much as 苏商规.
	number := strings.Join(strings.Fields(hanzi.Fold(d.Number).Text), "")
	for _, text := range []string{number, hanzi.Fold(d.Title).Text} {
		c.addNumbers(text, n, -1)
	}
}

// addRow takes a row with its folded text.
func (c *citations) addRow(entry, document int, r Row, folded string) {
	c.addNumbers(folded, -1, entry)
	levels, ok := keyLevels(r.Key)
	if !ok {
		return
	}
	last := levels[len(levels)-1].value
	c.byNumber[last] = append(c.byNumber[last], len(c.clauses))
	c.clauses = append(c.clauses, numberedClause{entry, document, levels, hanzi.Fold(r.Path).Text, r.Kind == Item})
}

// join adds what others know, whose entries come later.
func (c *citations) join(others *citations) {
	before := len(c.clauses)
	c.clauses = append(c.clauses, others.clauses...)
	for number, clauses := range others.byNumber {
		for _, n := range clauses {
			c.byNumber[number] = append(c.byNumber[number], before+n)
		}
	}
	for number, origins := range others.numbers {
		c.numbers[number] = append(c.numbers[number], origins...)
	}
}

func (c *citations) addNumbers(folded string, document, entry int) {
	for _, r := range documentNumbers(folded) {
		k := [2]int{r.year, r.number}
		c.numbers[k] = append(c.numbers[k], numberedOrigin{r.prefix, document, entry})
	}
}

// resolved is what the references of a query point at.
type resolved struct {
	entries   []int // rows cited by their clause number, ascending
	named     []int // rows that print a document number cited
	documents []int // documents whose own number is cited
	// unknown says that a document is cited, by its number or by name with one
	// of its clauses, and nothing of what is cited is in the library.
	unknown bool
}

// resolve finds what folded text cites. A clause number belongs to the document
// named just before it, and to any where none is.
func (c *citations) resolve(folded string) resolved {
	var r resolved
	elsewhere := false
	refs := references(folded)
	if len(refs) == 0 {
		return r
	}
	slices.SortStableFunc(refs, func(a, b reference) int { return cmp.Compare(a.start, b.start) })
	runes := []rune(folded)
	var last bound
	end := 0
	for i, ref := range refs {
		if ref.year == anyYear {
			// Things of any kind are numbered: what is found counts, and no more.
			if documents := c.numberedInAnyYear(ref, &r); len(documents) > 0 {
				last, end = bound{named: true, documents: documents}, ref.end
			}
			continue
		}
		if ref.year != 0 {
			last = bound{named: true, documents: c.numbered(ref, &r)}
			elsewhere = elsewhere || len(last.documents) == 0
			end = ref.end
			continue
		}
		between := string(runes[min(end, ref.start):ref.start])
		if i == 0 || !joinsClauses.MatchString(between) && betweenNames.ReplaceAllString(between, "") != "" {
			last = c.bind(between, string(runes[ref.end:]))
		}
		end = ref.end
		elsewhere = elsewhere || last.nowhere()
		r.entries = append(r.entries, c.clausesOf(ref, last)...)
	}
	r.unknown = elsewhere && len(r.named)+len(r.documents)+len(r.entries) == 0
	for _, list := range []*[]int{&r.entries, &r.named, &r.documents} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return r
}

// numbered adds what a document number names, and returns the documents that
// carry it.
func (c *citations) numbered(ref reference, r *resolved) []int {
	documents := []int{}
	for _, o := range c.numbers[[2]int{ref.year, ref.number}] {
		if !sameIssuer(o.prefix, ref.prefix) || ref.bracketed && ref.prefix != "" && kindOf(o.prefix) != "" && kindOf(ref.prefix) == "" {
			continue
		}
		if o.document >= 0 {
			r.documents = append(r.documents, o.document)
			documents = append(documents, o.document)
		} else {
			r.named = append(r.named, o.entry)
		}
	}
	return documents
}

// numberedInAnyYear adds the documents that carry a number said without its
// year, and returns them: 苏商规2号 must say the whole of what is printed before
// it, 4号公告 its kind and no other issuer.
func (c *citations) numberedInAnyYear(ref reference, r *resolved) []int {
	var documents []int
	for at, origins := range c.numbers {
		if at[1] != ref.number {
			continue
		}
		for _, o := range origins {
			whole := utf8.RuneCountInString(o.prefix) >= 2 && strings.HasSuffix(ref.prefix, o.prefix)
			kind := ref.kind == "文" || ref.kind != "" && strings.HasSuffix(o.prefix, ref.kind)
			if o.document >= 0 && (whole || kind && sameIssuer(o.prefix, ref.prefix)) {
				documents = append(documents, o.document)
			}
		}
	}
	slices.Sort(documents)
	r.documents = append(r.documents, documents...)
	return documents
}

// numberKinds are what stands between the issuer and the number.
var numberKinds = []string{"公告", "通告", "令", "通知", "决定"}

// kindOf is the kind that what stands before a number ends in; "" where it is
// the code of an issuer.
func kindOf(prefix string) string {
	for _, kind := range numberKinds {
		if strings.HasSuffix(prefix, kind) {
			return kind
		}
	}
	return ""
}

// sameIssuer reports whether what is said before a document number fits what
// is printed there: 能按2023年第4号公告 and 财政部2023年第4号公告 both fit
// 财政部海关总署税务总局公告2023年第4号.
func sameIssuer(printed, said string) bool {
	if strings.HasSuffix(printed, said) || printed != "" && strings.HasSuffix(said, printed) {
		return true
	}
	for _, kind := range numberKinds {
		said = strings.TrimSuffix(said, kind)
	}
	runes := []rune(said)
	from := len(runes)
	for from > 0 && !fillerEnds(runes[:from]) {
		from--
	}
	return tail([]rune(printed), runes[from:]) == len(runes)-from
}

// clausesOf returns the entries a clause reference names: in each document the
// rows of that number in the style cited or, where the document has none of
// that style, in the one nearest to a clause of its own. People call clause
// "9." of a document 第九条 whatever its marker looks like.
func (c *citations) clausesOf(ref reference, of bound) []int {
	entries := c.clausesNumbered(ref, of)
	if outer := len(ref.levels) - 1; len(entries) == 0 && outer > 0 && ref.levels[0].style == articleStyle {
		// 第十二条第二项 of a clause that is not cut into items.
		ref.levels = ref.levels[:outer]
		entries = c.clausesNumbered(ref, of)
	}
	return entries
}

func (c *citations) clausesNumbered(ref reference, of bound) []int {
	best := map[int]int{} // document → least distance of style
	type match struct{ document, entry, distance int }
	var matches []match
	inPart := false // whether the part named has a clause of that number
	last := ref.levels[len(ref.levels)-1]
	for _, n := range c.byNumber[last.value] {
		clause := c.clauses[n]
		if !of.lets(clause.document) || !suits(ref, clause) {
			continue
		}
		if ref.within != (part{}) {
			in := ref.within.holds(clause.path)
			if inPart && !in {
				continue
			}
			if in && !inPart { // numbers that run through all parts give way
				inPart, matches, best = true, nil, map[int]int{}
			}
		}
		d := styleDistance(last.style, clause)
		if known, ok := best[clause.document]; !ok || d < known {
			best[clause.document] = d
		}
		matches = append(matches, match{clause.document, clause.entry, d})
	}
	slices.SortFunc(matches, func(a, b match) int { return cmp.Compare(a.entry, b.entry) })
	var entries []int
	for _, m := range matches {
		if m.distance == best[m.document] {
			entries = append(entries, m.entry)
		}
	}
	return entries
}

// suits reports whether the levels cited are the innermost ones of a clause.
func suits(ref reference, clause numberedClause) bool {
	if len(ref.levels) > len(clause.levels) {
		return false
	}
	inner := clause.levels[len(clause.levels)-len(ref.levels):]
	for i, l := range ref.levels {
		if l.value != inner[i].value || l.sub != inner[i].sub {
			return false
		}
		if outer := i < len(inner)-1; outer && !sameStep(l.style, inner[i].style) {
			return false
		}
	}
	if clause.item && len(ref.levels) == 1 && ref.levels[0].style == articleStyle {
		return false // 第一条 is never an item of another clause
	}
	under, _, _ := strings.Cut(clause.path, ">")
	return ref.under == "" || strings.Contains(under, ref.under)
}

// sameStep reports whether a step above the innermost may be the one cited:
// 第六条（一） is no part of heading 六、.
func sameStep(cited, printed markerStyle) bool {
	return cited == anyStyle || cited == printed || cited == articleStyle && printed == arabicStyle
}

// Cited returns the rows a text names by clause number, and the documents it
// names by document number, both by document and order in it. Where a text
// says 第九条 and nothing else, that is a row of every document that has one.
func (x *Index) Cited(text string) ([]Row, []Document) {
	cited := x.cited.resolve(hanzi.Fold(text).Text)
	var rows []Row
	for _, n := range cited.entries {
		rows = append(rows, x.entries[n].row)
	}
	var documents []Document
	for _, n := range cited.documents {
		documents = append(documents, x.documents[n])
	}
	return rows, documents
}

// styleDistance is 0 for the style cited, and grows the less a marker looks
// like that of a clause; items of clauses come last.
func styleDistance(cited markerStyle, clause numberedClause) int {
	d := int(clause.levels[len(clause.levels)-1].style)
	if d == int(cited) || cited == anyStyle {
		d = 0
	}
	if clause.item {
		d += 10
	}
	return d
}
