package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
)

const (
	articleNumeral = `[0-9零〇一二三四五六七八九十百]+`
	titleMarks     = `《((?:[^《》]|《[^《》]*》){2,120})》`
	numberMarks    = `\s*(?:\(\s*([^()]{0,12}[〔\[【]?(?:19|20)[0-9]{2}[〕\]】]?年?(?:第)?\s*[0-9]{1,4}\s*号)\s*\))?`
)

var (
	titleCited = regexp.MustCompile(titleMarks + numberMarks)
	// articleCited is a run of articles: 第三条, 第一、二条, 第二条至第五条.
	articleCited = regexp.MustCompile(`第(` + articleNumeral + `)((?:[、和至]` + articleNumeral + `)*)条(之` + articleNumeral + `)?((?:第` + articleNumeral + `款)?(?:第?\(?` + articleNumeral + `\)?(?:[、和至]第?\(?` + articleNumeral + `\)?)*项)?)`)
	itemCited    = regexp.MustCompile(`第?\(?(` + articleNumeral + `)\)?(?:[、和至].*)?项$`)
	moreNumbers  = regexp.MustCompile(`([、和至])(` + articleNumeral + `)`)
	// between joins articles of one citation: 第三条、第五条; 第三条至第五条.
	between = regexp.MustCompile(`^(?:规定)?(?:[、和及或至]|以及|或者)(?:本法|本条例|本办法)?$`)
	// lawBefore is a document named without title marks right before an
	// article, or the document itself.
	lawBefore  = regexp.MustCompile(`(本\p{Han}{1,8}|\p{Han}{1,24}(?:法|法典|条例|细则|解释|宪法|公约))(?:\([^()]{0,20}\))?(?:中|的)?$`)
	lawLeads   = regexp.MustCompile(`^.*(?:依照|依据|根据|违反|按照|适用|符合|参照|执行|属于|具有|违犯|涉及|除|对|以|有|和|或者|或|及|与|的|是|由|因|经|在|将|应当|可以|不得|认定为|超过|处分|具备)`)
	sameBefore = regexp.MustCompile(`(?:该法|同法|该条例|该办法|该规定|其)$`)
	relative   = regexp.MustCompile(`前(?:[一两二三四五])?条|本条(?:第` + articleNumeral + `款)?(?:第?\(?` + articleNumeral + `\)?项)?`)
)

// References lists what rows refer to: clauses of the same document, titles,
// and clauses of titles. Library resolves them; nil leaves other documents
// unresolved.
func References(rows []retrieval.Row, library Library) []Reference {
	if library == nil {
		library = PackLibrary(nil)
	}
	c := newCatalogue(library)
	own := map[string][]retrieval.Row{}
	for _, r := range rows {
		own[r.Document] = append(own[r.Document], r)
	}
	for id, rows := range own {
		// What is given may be a part of the document; the library knows it all.
		if all := library.Rows(id); len(all) > 0 {
			rows = all
		}
		c.articles[id] = articlesIn(rows)
	}
	var out []Reference
	for _, r := range rows {
		for _, ref := range c.refers(r) {
			out = append(out, Reference{From: r.Document, Clause: r.Key, Text: r.Verbatim(ref.Start, ref.End), Reference: ref})
		}
	}
	return out
}

// refer fills the Refers of all rows of a pack: what stands in it is resolved,
// other documents are named.
func refer(documents []retrieval.Document, rows []retrieval.Row) {
	c := newCatalogue(PackLibrary{{Documents: documents, Rows: rows}})
	for i := range rows {
		rows[i].Refers = c.refers(rows[i])
	}
}

// Linked returns rows of one version of a document with their references
// resolved in a library: what Refers says was read when the document came in,
// and other documents come and go. The rows themselves stay as they are.
func Linked(rows []retrieval.Row, library Library) []retrieval.Row {
	open := func(r retrieval.Row) bool {
		return slices.ContainsFunc(r.Refers, func(ref retrieval.Reference) bool { return ref.To == "" })
	}
	if !slices.ContainsFunc(rows, open) {
		return rows
	}
	c := newCatalogue(library)
	own := map[string][]retrieval.Row{}
	for _, r := range rows {
		own[r.Document] = append(own[r.Document], r)
	}
	for id, rows := range own {
		c.articles[id] = articlesIn(rows) // of this version, whichever is current
	}
	out := slices.Clone(rows)
	for i, r := range out {
		if open(r) {
			out[i].Refers = c.refers(r)
		}
	}
	return out
}

// refers finds what one row refers to.
func (c *catalogue) refers(r retrieval.Row) []retrieval.Reference {
	// An article's own number is no reference.
	if r.Document == "" || !r.Quotable() || !containsAny(strings.TrimPrefix(r.Text, r.Number), "《", "条", "條") {
		return nil
	}
	f := referenceFinder{row: r, text: plain(r.Text), source: []rune(r.Text), catalogue: c}
	f.at = places{text: f.text}
	return f.find()
}

type referenceFinder struct {
	row       retrieval.Row
	text      string
	source    []rune
	at        places
	catalogue *catalogue
	out       []retrieval.Reference
}

func (f *referenceFinder) find() []retrieval.Reference {
	var titles [][]int
	if strings.Contains(f.text, "《") {
		titles = titleCited.FindAllStringSubmatchIndex(f.text, -1)
	}
	for _, m := range titles {
		f.title(m)
	}
	if strings.Contains(f.text, "条") {
		if strings.Contains(f.text, "第") {
			f.articles(titles)
		}
		if containsAny(f.text, "前", "本条") {
			for _, m := range relative.FindAllStringIndex(f.text, -1) {
				f.relative(m)
			}
		}
	}
	slices.SortStableFunc(f.out, func(a, b retrieval.Reference) int { return a.Start - b.Start })
	return f.out
}

// add makes a reference of the bytes from and to.
func (f *referenceFinder) add(from, to int, r retrieval.Reference) {
	start, end := f.at.of(from), f.at.of(to)
	r.Start, r.End = f.row.Start+start, f.row.Start+end
	f.out = append(f.out, r)
}

func (f *referenceFinder) verbatim(from, to int) string {
	if from < 0 {
		return ""
	}
	return string(f.source[f.at.of(from):f.at.of(to)])
}

func (f *referenceFinder) title(m []int) {
	r := retrieval.Reference{Title: f.verbatim(m[2], m[3]), Number: strings.TrimSpace(f.verbatim(m[4], m[5]))}
	r.To = f.catalogue.document(r.Title, r.Number)
	f.add(m[0], m[1], r)
}

// articles finds the articles cited, each with the document it is of.
func (f *referenceFinder) articles(titles [][]int) {
	cites := articleCited.FindAllStringSubmatchIndex(f.text, -1)
	var last retrieval.Reference
	for i, m := range cites {
		if f.ownMarker(m[0]) {
			continue
		}
		var r retrieval.Reference
		start := m[0]
		// Only the words right before the article can name its law.
		near := lastRunes(f.text[:m[0]], 60)
		switch t, name := f.titleAt(titles, m[0]), lawBefore.FindStringSubmatchIndex(near); {
		case t != nil:
			r.Title, r.Number = f.verbatim(t[2], t[3]), strings.TrimSpace(f.verbatim(t[4], t[5]))
			r.To = f.catalogue.document(r.Title, r.Number)
			start = t[0]
		case i > 0 && cites[i-1][1] <= m[0] && between.MatchString(f.text[cites[i-1][1]:m[0]]) && !f.ownMarker(cites[i-1][0]):
			r.Title, r.Number, r.To = last.Title, last.Number, last.To
		case sameBefore.MatchString(near):
			r.Title, r.Number, r.To = last.Title, last.Number, last.To
			if r.To == f.row.Document {
				r.To = ""
			}
			if r.Title == "" {
				continue // nobody can tell which law
			}
		case name != nil:
			for i := range name {
				name[i] += m[0] - len(near)
			}
			word := f.text[name[2]:name[3]]
			cut := lawLeads.FindString(word)
			if strings.Contains(word, "本") && !strings.Contains(word, "日本") {
				r.To = f.row.Document
				break
			}
			from := name[2] + len(cut)
			if from >= name[3] || len([]rune(f.text[from:name[3]])) < 2 {
				r.To = f.row.Document
				break
			}
			r.Title = f.verbatim(from, name[3])
			r.To = f.catalogue.document(r.Title, "")
			start = from
		case len(f.catalogue.articlesOf(f.row.Document).byNumber) == 0:
			last = retrieval.Reference{}
			continue // no clause here is numbered so: it is another law's
		default:
			r.To = f.row.Document
		}
		if i > 0 && strings.ContainsAny(f.text[cites[i-1][1]:m[0]], "至到") && between.MatchString(f.text[cites[i-1][1]:m[0]]) {
			before := cites[i-1]
			f.through(ordinalOf(f.text[before[2]:before[3]]), ordinalOf(f.text[m[2]:m[3]]), before[0], m[1], r)
		}
		last = r
		f.cite(m, start, r)
	}
}

// cite adds a reference for each article of a citation.
func (f *referenceFinder) cite(m []int, start int, r retrieval.Reference) {
	type cited struct {
		number   string
		from, to int
	}
	n := ordinalOf(f.text[m[2]:m[3]])
	if n == 0 {
		return
	}
	list := []cited{{strconv.Itoa(n), start, m[1]}}
	if m[6] >= 0 {
		list[0].number += "-" + strconv.Itoa(ordinalOf(strings.TrimPrefix(f.text[m[6]:m[7]], "之")))
	}
	if m[5] > m[4] {
		list[0].to = m[3]
		for _, k := range moreNumbers.FindAllStringSubmatchIndex(f.text[m[4]:m[5]], -1) {
			v := ordinalOf(f.text[m[4]+k[4] : m[4]+k[5]])
			if v > 0 && f.text[m[4]+k[2]:m[4]+k[3]] == "至" {
				f.through(n, v, m[0], m[1], r)
			}
			if v > 0 {
				n = v
				list = append(list, cited{strconv.Itoa(v), m[4] + k[4], m[4] + k[5]})
			}
		}
		list[len(list)-1].to = m[1]
	}
	item := ""
	if k := itemCited.FindStringSubmatch(f.text[m[8]:m[9]]); k != nil {
		item = k[1]
		if _, after, ok := strings.Cut(f.text[m[8]:m[9]], "款"); ok {
			if k := itemCited.FindStringSubmatch(after); k != nil {
				item = k[1]
			}
		}
	}
	for _, one := range list {
		out := r
		out.Articles = f.verbatim(max(one.from, m[0]), one.to)
		if out.To != "" {
			if key, ok := f.catalogue.articlesOf(out.To).clause(one.number, item); ok {
				out.ToClause = key
			} else {
				out.Missing = true
			}
		}
		f.add(one.from, one.to, out)
	}
}

// through adds the articles that 第二条至第五条 means and does not name.
func (f *referenceFinder) through(first, last, from, to int, r retrieval.Reference) {
	const longest = 100
	if r.To == "" || first == 0 || last-first > longest {
		return
	}
	for n := first + 1; n < last; n++ {
		out := r
		out.Articles = f.verbatim(from, to)
		if key, ok := f.catalogue.articlesOf(r.To).clause(strconv.Itoa(n), ""); ok {
			out.ToClause = key
			f.add(from, to, out)
		}
	}
}

// ownMarker reports whether an article at a byte of the row is its own number.
func (f *referenceFinder) ownMarker(at int) bool {
	return strings.Trim(f.text[:at], " \n\r\t*#") == "" && strings.HasPrefix(plain(f.row.Number), "第")
}

// titleAt is the title that ends right before a byte of the row.
func (f *referenceFinder) titleAt(titles [][]int, at int) []int {
	k, _ := slices.BinarySearchFunc(titles, at+1, func(t []int, end int) int { return t[1] - end })
	if k > 0 && strings.Trim(f.text[titles[k-1][1]:at], " 的中") == "" {
		return titles[k-1]
	}
	return nil
}

// lastRunes is the end of a text, n code points of it at most.
func lastRunes(s string, n int) string {
	at := len(s)
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return s[at:]
}

// relative resolves 本条 and 前条 by the place of the row itself.
func (f *referenceFinder) relative(m []int) {
	word := f.text[m[0]:m[1]]
	if m[0] > 0 && strings.HasSuffix(f.text[:m[0]], "目") || strings.HasPrefix(f.text[m[1]:], "例") || strings.HasPrefix(f.text[m[1]:], "件") {
		return // 前条件, 本条例
	}
	a := f.catalogue.articlesOf(f.row.Document)
	key := a.own(f.row.Key)
	at := slices.Index(a.order, key)
	if key == "" || at < 0 {
		return
	}
	r := retrieval.Reference{Articles: word, To: f.row.Document, ToClause: key}
	if back, ok := strings.CutPrefix(word, "前"); ok {
		steps := max(1, ordinalOf(strings.NewReplacer("两", "二", "条", "").Replace(back)))
		if at-steps < 0 {
			r.ToClause, r.Missing = "", true
		} else {
			r.ToClause = a.order[at-1]
		}
	}
	f.add(m[0], m[1], r)
}
