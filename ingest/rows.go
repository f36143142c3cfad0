package ingest

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"clausewise/retrieval"
)

// rowBuilder turns the units of one document into rows that tile its text.
type rowBuilder struct {
	text []rune
	base int // offset of text in the source
	rows []retrieval.Row
	keys map[string]int
}

// rowsOf returns the rows of a document whose text begins at base in the
// source. Joined in order they are text; keys are unique.
func rowsOf(id string, text []rune, base int) []retrieval.Row {
	b := &rowBuilder{text: text, base: base, keys: map[string]int{}}
	units, closed := nest(text)
	if len(units) == 0 {
		b.unnumbered()
	} else {
		b.numbered(units, closed)
	}
	for i := range b.rows {
		r := &b.rows[i]
		r.Document, r.Ordinal = id, i
		if r.Kind == retrieval.Clause || r.Kind == retrieval.Item {
			r.Departments = departments(r.Text)
		}
		r.Figures = Figures(*r)
	}
	return b.rows
}

func (b *rowBuilder) numbered(units []*unit, closed int) {
	last := len(units) - 1
	for last > 0 && units[last].style == styleAnnex {
		last--
	}
	ends := b.takeEndings(units[:last+1], closed)
	from := units[0].start
	if blank(b.text[:from]) {
		from = 0
		units[0].start = 0
	} else {
		b.add(retrieval.Row{Kind: retrieval.Preamble, Key: "preamble"}, 0, from)
	}
	for i, u := range units {
		b.unit(u, scope{})
		if i == last {
			b.endings(ends, u.stop, units, last)
		}
	}
}

// takeEndings cuts what follows the last clause off the last unit and returns
// where its paragraphs begin. closed is where nest saw them begin, if it did.
func (b *rowBuilder) takeEndings(units []*unit, closed int) []int {
	leaf := units[len(units)-1]
	for len(leaf.parts) > 0 {
		leaf = leaf.parts[len(leaf.parts)-1]
	}
	article := false
	for u := leaf; u != nil; u = u.parent {
		article = article || u.style == styleArticle
	}
	var ends []int
	if closed > leaf.start && closed < leaf.stop {
		ends = paragraphs(b.text, closed, leaf.stop)
	} else {
		pars := paragraphs(b.text, leaf.start, leaf.stop)
		structural := !article && len(pars) > 1 && ended(b.text[:pars[1]]) && onePerParagraph(b.text, units, leaf)
		ends = endings(b.text, leaf.start, leaf.stop, structural, article)
	}
	if !article {
		ends = b.leave(leaf, ends)
	}
	if len(ends) > 0 {
		for u := leaf; u != nil; u = u.parent {
			u.stop = ends[0]
		}
	}
	return ends
}

// leave takes off the endings what the last unit needs to say anything: under
// 三、附则 stands 本意见自…起施行. Where the unit before it is a title alone as
// well (a list of names), the last one needs no more.
func (b *rowBuilder) leave(leaf *unit, ends []int) []int {
	if len(ends) == 0 {
		return ends
	}
	switch title, _, _ := cutLine(strings.TrimFunc(string(b.text[leaf.end:ends[0]]), isSpace)); {
	case title == "附则" || title == "附則": // holds how the text is read and when it runs
	case !b.bare(leaf, ends[0]):
		return ends
	}
	if leaf.parent != nil {
		if k := slices.Index(leaf.parent.parts, leaf); k > 0 && b.bare(leaf.parent.parts[k-1], leaf.start) {
			return ends
		}
	}
	k := 0
	for k < len(ends) && !closing.MatchString(b.paragraph(ends, k, leaf.stop)) {
		k++
	}
	return ends[k:]
}

// paragraph is the kth of pars, the last of which ends at to.
func (b *rowBuilder) paragraph(pars []int, k, to int) string {
	if k+1 < len(pars) {
		to = pars[k+1]
	}
	return strings.TrimFunc(string(b.text[pars[k]:to]), isSpace)
}

// bare reports that u, up to stop, is a numbered title on a line of its own.
func (b *rowBuilder) bare(u *unit, stop int) bool {
	if len(u.parts) > 0 || stop-u.end > 2*longestTitle {
		return false
	}
	line, rest, _ := cutLine(strings.TrimFunc(string(b.text[u.end:stop]), isSpace))
	return line != "" && rest == "" && isTitle(line, false)
}

func (b *rowBuilder) endings(ends []int, from int, units []*unit, last int) {
	stop := len(b.text)
	if units != nil && last+1 < len(units) {
		stop = units[last+1].start
	}
	for k, start := range ends {
		if k == 0 {
			start = from
		}
		end := stop
		if k+1 < len(ends) {
			end = ends[k+1]
		}
		b.add(retrieval.Row{Kind: retrieval.Ending, Key: "ending-" + strconv.Itoa(k+1)}, start, end)
	}
}

// onePerParagraph reports that all other leaves of the leaf's style are one
// paragraph each, and that there are at least two.
func onePerParagraph(text []rune, units []*unit, leaf *unit) bool {
	seen := 0
	var walk func(us []*unit) bool
	walk = func(us []*unit) bool {
		for _, u := range us {
			if len(u.parts) > 0 {
				if !walk(u.parts) {
					return false
				}
				continue
			}
			if u == leaf || u.style != leaf.style {
				continue
			}
			if seen++; len(paragraphs(text, u.start, u.stop)) > 1 {
				return false
			}
		}
		return true
	}
	return walk(units) && seen >= 2
}

// scope is what a unit inherits: the key and path of what it stands under.
type scope struct {
	key    string
	annex  string // key of the annex it stands in
	path   string
	clause string // key of the clause whose items are being written
}

func join(a, sep, b string) string {
	if a == "" {
		return b
	}
	return a + sep + b
}

// unit writes the rows of a unit and of its parts.
func (b *rowBuilder) unit(u *unit, in scope) {
	c := captionOf(b.text, u)
	number := b.printed(u)
	segment := strings.Map(dropSpace, norm.NFKC.String(number))
	key := join(in.key, "/", segment)
	if u.style == styleArticle {
		// Articles are numbered through the whole law, whatever chapter they
		// stand in.
		key = join(in.annex, "/", segment)
	}
	key = b.unique(key)
	row := retrieval.Row{Key: key, Number: number, Heading: c.title, Parent: in.clause}
	label := number
	if c.title != "" && u.style != styleArticle {
		label = b.label(u, c.title)
	}
	row.Path = join(in.path, " > ", number)
	if c.line && u.style != styleArticle {
		row.Path = join(in.path, " > ", label)
	}
	under := scope{key: key, annex: in.annex, path: join(in.path, " > ", label)}
	if u.style == styleAnnex {
		under.annex = key
	}
	switch {
	case in.clause != "":
		row.Kind = retrieval.Item
		b.add(row, u.start, u.stop)
	case len(u.parts) == 0:
		row.Kind = retrieval.Clause
		if !c.body && (u.style.division() || u.style <= styleSupplement) {
			row.Kind = retrieval.Heading
		}
		b.leaf(row, u)
	case u.style == styleArticle || c.body && c.leadIn && u.style >= styleHan:
		row.Kind = retrieval.Clause
		b.add(row, u.start, u.own())
		under.clause = key
		b.items(u, under)
	default:
		row.Kind = retrieval.Heading
		if c.body {
			row.Kind = retrieval.Clause
		}
		b.add(row, u.start, u.own())
		for _, p := range u.parts {
			b.unit(p, under)
		}
	}
}

// items writes the items of a clause, and the paragraphs of the clause that
// follow a list of items, each a 款 of its own.
func (b *rowBuilder) items(u *unit, in scope) {
	clause := in
	par := 1
	for _, i := range paragraphs(b.text, u.start, u.own())[1:] {
		if ended(b.text[:i]) {
			par++
		}
	}
	for from := 0; from < len(u.parts); {
		to := from + 1
		for to < len(u.parts) && u.parts[to].value > 1 {
			to++
		}
		run := u.parts[from:to]
		tail := b.tail(run)
		lastStop := run[len(run)-1].stop
		if len(tail) > 0 {
			run[len(run)-1].stop = tail[0]
		}
		for _, p := range run {
			b.unit(p, in)
		}
		for k, start := range tail {
			end := lastStop
			if k+1 < len(tail) {
				end = tail[k+1]
			}
			par++
			number := "第" + hanNumber(par) + "款"
			in.key = b.unique(join(clause.key, "/", number))
			in.path = join(clause.path, " > ", number)
			b.add(retrieval.Row{Kind: retrieval.Item, Key: in.key, Parent: clause.clause, Path: in.path}, start, end)
		}
		from = to
	}
}

// tail returns where the paragraphs begin that follow the last item of a run
// and are not its own, the other items being one paragraph each.
func (b *rowBuilder) tail(run []*unit) []int {
	stops := true
	for _, p := range run[:len(run)-1] {
		stops = stops && ended(b.text[:p.stop])
	}
	for _, p := range run[:len(run)-1] {
		if len(b.loose(p, stops)) > 0 {
			return nil
		}
	}
	return b.loose(run[len(run)-1], stops)
}

// loose returns the paragraphs of an item after the one its last marker
// stands in. Where items end in stops, a line that begins inside a sentence
// is one broken for its length.
func (b *rowBuilder) loose(u *unit, stops bool) []int {
	at := u
	for len(at.parts) > 0 {
		at = at.parts[len(at.parts)-1]
	}
	pars := paragraphs(b.text, at.start, u.stop)
	if len(pars) < 2 {
		return nil
	}
	return slices.DeleteFunc(pars[1:], func(i int) bool { return stops && !ended(b.text[:i]) })
}

// ended reports whether text ends a sentence or a part of one.
func ended(text []rune) bool {
	for i := len(text) - 1; i >= 0; i-- {
		if !isSpace(text[i]) {
			return strings.ContainsRune("。；;：:！!？?…”’）)】］]〕", text[i])
		}
	}
	return true
}

// leaf writes a clause without parts. One that only names its table is a
// heading.
func (b *rowBuilder) leaf(row retrieval.Row, u *unit) {
	tables := tablesIn(b.text, u.start, u.stop)
	if len(tables) > 0 && tables[0].start > u.start && b.onlyNames(u, tables[0].start) {
		heading := row
		heading.Kind = retrieval.Heading
		b.one(heading, u.start, tables[0].start)
		row.Parent, row.Number, row.Heading = row.Key, "", ""
		b.add(row, tables[0].start, u.stop)
		return
	}
	b.add(row, u.start, u.stop)
}

// onlyNames reports whether what u says before its table is its title at most.
func (b *rowBuilder) onlyNames(u *unit, table int) bool {
	if u.style.division() || u.style <= styleSupplement {
		return len(paragraphs(b.text, u.start, table)) == 1
	}
	return blank(b.text[u.end:table])
}

// unnumbered writes a document without any marker, a row a paragraph; title
// lines and what precedes the first sentence are one.
func (b *rowBuilder) unnumbered() {
	pars := paragraphs(b.text, 0, len(b.text))
	start, n, body := 0, 0, 0
	if len(pars) > 0 {
		body = closingTail(b.text, pars, len(b.text), false)
	}
	for k := range body {
		end := len(b.text)
		if k+1 < len(pars) {
			end = pars[k+1]
		}
		if k+1 < body && n == 0 && !strings.ContainsAny(string(b.text[pars[k]:end]), "。；") {
			continue
		}
		n++
		key := "preamble"
		if n > 1 {
			key += "-" + strconv.Itoa(n)
		}
		b.add(retrieval.Row{Kind: retrieval.Preamble, Key: key}, start, end)
		start = end
	}
	b.endings(pars[body:], start, nil, 0)
	if len(pars) == 0 && len(b.text) > 0 {
		b.add(retrieval.Row{Kind: retrieval.Preamble, Key: "preamble"}, 0, len(b.text))
	}
}

// unique makes key unique in the document: a number that comes twice under
// one heading is a defect of the text, but both rows must be addressable.
func (b *rowBuilder) unique(key string) string {
	for {
		b.keys[key]++
		n := b.keys[key]
		if n == 1 {
			return key
		}
		key += "~" + strconv.Itoa(n)
	}
}

// printed is the number as printed, without the white space inside it.
func (b *rowBuilder) printed(u *unit) string {
	return strings.Map(dropSpace, string(b.text[u.number:u.numEnd]))
}

// label is the marker and the title as printed: 二、壮大市场主体, 第二章 创建标准.
func (b *rowBuilder) label(u *unit, title string) string {
	marker := string(b.text[u.number:u.end])
	if u.style == styleAnnex && u.end == u.numEnd {
		marker += " "
	}
	if trimmed := strings.TrimRightFunc(marker, isSpace); trimmed != marker {
		marker = trimmed + " "
	}
	return marker + title
}
