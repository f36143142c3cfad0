package ingest

import (
	"slices"
	"strings"
	"unicode"
)

// unit is a numbered part of a document: its marker, its own text up to its
// first part, and its parts.
type unit struct {
	candidate
	parent *unit
	parts  []*unit
	stop   int // end of the unit with all its parts, exclusive
}

// own is where the unit's own text ends: at its first part.
func (u *unit) own() int {
	if len(u.parts) > 0 {
		return u.parts[0].start
	}
	return u.stop
}

// nester builds the tree of units of one document.
type nester struct {
	text  []rune
	cands []candidate
	run   [styleCount]int // last number of each style, for numbering that runs on under the next heading
}

// nest returns the outermost units of text in order, and where the closing
// words of the document itself begin (特此通知, the list of annexes), 0 where
// there are none: what is numbered behind them is no clause.
func nest(text []rune) (units []*unit, closed int) {
	n := &nester{text: text, cands: candidates(text)}
	n.cands = n.dropContents(n.cands)
	n.cands = slices.DeleteFunc(n.cands, func(c candidate) bool { return c.style.division() && !n.title(c) })
	bounds := n.annexes()
	own := len(text)
	if len(bounds) > 0 {
		own = n.cands[bounds[0]].start
	}
	if closed = n.closing(own); closed > 0 {
		n.cands = slices.DeleteFunc(n.cands, func(c candidate) bool { return c.start >= closed && c.start < own })
		bounds = n.annexes()
	}
	var out []*unit
	lo, from := 0, 0
	for k := 0; k <= len(bounds); k++ {
		hi, to := len(n.cands), len(text)
		if k < len(bounds) {
			hi, to = bounds[k], n.cands[bounds[k]].start
		}
		n.run = [styleCount]int{}
		if k == 0 {
			out = append(out, n.section(nil, lo, hi, from, to)...)
		} else {
			annex := &unit{candidate: n.cands[bounds[k-1]], stop: to}
			annex.parts = n.section(annex, lo, hi, from, to)
			out = append(out, annex)
		}
		lo, from = hi+1, to
	}
	return out, closed
}

// closing finds the line 特此通知 or the list of annexes (附件：1.…) after which
// nothing of the document's own text, which ends at own, is numbered as its
// clauses are.
func (n *nester) closing(own int) int {
	end := own
	for i := 1; i < len(n.cands) && n.cands[i].start < own; i++ {
		if c := n.cands[i]; c.style == styleAnnex && n.lists(c, own) {
			end = c.start
			break
		}
	}
	const longest = 600 // what follows 特此通知: annexes named, signature, date, contacts
	from := max(1, own-longest)
	for i, length := range lines(n.text[min(from, own):own]) {
		at := from + i
		if at < end && length < 12 && isNewline(n.text[at-1]) && specially.MatchString(strings.TrimFunc(string(n.text[at:at+length]), isSpace)) {
			return at
		}
	}
	if end < own {
		return end
	}
	return 0
}

// annexes returns the candidates that open an annex: lines 附件1, 附表 after
// the document's own text has begun. A list of the names of annexes is none.
func (n *nester) annexes() []int {
	var out []int
	end := len(n.text)
	for i := len(n.cands) - 1; i > 0; i-- {
		c := n.cands[i]
		if c.style != styleAnnex {
			continue
		}
		if !n.lists(c, end) {
			out = append(out, i)
		}
		end = c.start
	}
	slices.Reverse(out)
	return out
}

// lists reports 附件：1.… in a notice, which names annexes: a few lines without
// a sentence, up to end.
func (n *nester) lists(c candidate, end int) bool {
	const longest = 300
	colon := slices.ContainsFunc(n.text[c.numEnd:c.end], func(r rune) bool { return r == '：' || r == ':' })
	return colon && end-c.start < longest && !slices.Contains(n.text[c.start:end], '。')
}

// section divides text[from:to], which holds cands[lo:hi], into units: first
// the articles, because their numbers run through everything, then the
// divisions that group them.
func (n *nester) section(parent *unit, lo, hi, from, to int) []*unit {
	articles, _ := completeSequence(n.cands, lo, hi, styleArticle, 0)
	if len(articles.items) == 1 && n.cands[articles.items[0]].boundary < boundaryLine {
		articles.items = nil
	}
	// 附则 without a number ends the outermost level there is.
	for i := hi - 1; i >= lo; i-- {
		if c := n.cands[i]; c.style == styleSupplement && i > lo {
			head := n.divide(parent, lo, i, c.start, stylePart, articles.items, 0)
			return append(head, n.units(parent, []int{i}, hi, to, stylePart, articles.items, 0)...)
		}
	}
	return n.divide(parent, lo, hi, to, stylePart, articles.items, 0)
}

// divide returns the units of cands[lo:hi], the last one ending at to.
// Divisions from the style level on are looked for; articles are the accepted
// ones in the range.
func (n *nester) divide(parent *unit, lo, hi, to int, level style, articles []int, used uint16) []*unit {
	if lo >= hi {
		return nil
	}
	articles = within(articles, lo, hi)
	for s := level; s <= styleSection; s++ {
		if q, ok := completeSequence(n.cands, lo, hi, s, n.run[s]+1); ok {
			head := n.divide(parent, lo, q.first(), n.cands[q.first()].start, s+1, articles, used)
			return append(head, n.units(parent, q.items, hi, to, s+1, articles, used)...)
		}
	}
	if len(articles) > 0 {
		var head []*unit
		if q, ok := topSequence(n.cands, lo, articles[0], used, func(style) int { return 0 }); ok && len(q.items) > 1 {
			head = n.units(parent, q.items, articles[0], n.cands[articles[0]].start, styleSection+1, nil, used|1<<q.style)
		}
		return append(head, n.units(parent, articles, hi, to, styleSection+1, nil, used)...)
	}
	next := func(s style) int {
		if n.runsOn(parent) {
			return n.run[s] + 1
		}
		return 0
	}
	q, ok := topSequence(n.cands, lo, hi, used, next)
	if !ok {
		return nil
	}
	return n.units(parent, q.items, hi, to, styleSection+1, nil, used|1<<q.style)
}

// units makes a unit of each candidate in items and divides it further.
func (n *nester) units(parent *unit, items []int, hi, to int, level style, articles []int, used uint16) []*unit {
	out := make([]*unit, 0, len(items))
	for k, i := range items {
		last, stop := hi, to
		if k+1 < len(items) {
			last, stop = items[k+1], n.cands[items[k+1]].start
		}
		u := &unit{candidate: n.cands[i], parent: parent, stop: stop}
		n.run[u.style] = u.value
		u.parts = n.divide(u, i+1, last, stop, level, articles, used)
		out = append(out, u)
	}
	return out
}

// runsOn reports whether numbering under this heading may go on from the
// heading before: never inside an article.
func (n *nester) runsOn(u *unit) bool {
	if u == nil || u.style < stylePart {
		return false
	}
	for p := u; p != nil; p = p.parent {
		if p.style == styleArticle || p.style > styleHanParen {
			return false
		}
	}
	return true
}

// title reports whether a division's marker is followed by a short title: the
// rest of its line, or what stands before the next division or article where
// line breaks are gone.
func (n *nester) title(c candidate) bool {
	const longest = 50
	for i := c.end; i < len(n.text) && i-c.end <= longest; i++ {
		switch r := n.text[i]; {
		case isNewline(r):
			return true
		case r == '。' || r == '；' || r == '，' && i-c.end > 30:
			return false
		case r == '第':
			next, ok := candidateAt(n.text, i, true)
			if ok && (next.style == styleArticle || next.style.division()) {
				return true
			}
		case i-c.end > 0 && isSpace(n.text[i-1]) && opens(r):
			if next, ok := candidateAt(n.text, i, false); ok && next.value == 1 {
				return true
			}
		}
	}
	return len(n.text)-c.end <= longest
}

// dropContents removes the candidates of a table of contents: the lines after
// 目录 up to the line where its first entry comes again, or, where no line says
// so, the divisions that are named without a sentence between them before the
// first of them comes again.
func (n *nester) dropContents(cands []candidate) []candidate {
	begin, end := contents(n.text)
	if end == 0 {
		begin, end = n.outline(cands)
	}
	if end == 0 {
		return cands
	}
	return slices.DeleteFunc(cands, func(c candidate) bool { return c.start >= begin && c.start < end })
}

// outline finds a table of contents by what it holds: the first division of
// the text, others, and no sentence up to the place where that division comes
// again under the same title. It returns 0, 0 where there is none.
func (n *nester) outline(cands []candidate) (begin, end int) {
	const longest = 6000
	k := slices.IndexFunc(cands, func(c candidate) bool { return c.style.division() })
	if k < 0 {
		return 0, 0
	}
	first := cands[k]
	others := 0
	for _, c := range cands[k+1:] {
		if c.start-first.start > longest {
			return 0, 0
		}
		if c.style.division() && (c.style != first.style || c.value != first.value) {
			others++
			continue
		}
		if c.style != first.style {
			continue
		}
		if others == 0 || slices.Contains(n.text[first.start:c.start], '。') || n.titleOf(first) != n.titleOf(c) {
			return 0, 0
		}
		return first.start, c.start
	}
	return 0, 0
}

// titleOf is what follows a division's marker up to the first mark, digit, 第
// or white space, without the white space inside a title of two characters: 总　则.
func (n *nester) titleOf(c candidate) string {
	const longest = 12
	var title []rune
	for i := c.end; i < len(n.text) && len(title) < longest && !isNewline(n.text[i]); i++ {
		switch r := n.text[i]; {
		case isBlank(r):
			if len(title) > 1 {
				return string(title)
			}
		case r == '第' && len(title) > 0, !unicode.Is(unicode.Han, r):
			return string(title)
		default:
			title = append(title, r)
		}
	}
	return string(title)
}

func within(items []int, lo, hi int) []int {
	a, _ := slices.BinarySearch(items, lo)
	b, _ := slices.BinarySearch(items, hi)
	return items[a:b]
}
