package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is the characters of a page that stand on one baseline.
type line struct {
	text        string
	left, right float64
	y, size     float64
	hang        float64 // where the text behind a list number begins, 0 for none
	first       float64 // width of what can't be parted from its beginning
	cells       bool    // text has tabs
	row         bool    // it is a row of cells, painted as such
}

// sheet is a page as lines, from top to bottom.
type sheet struct {
	lines       []line
	top, bottom float64
}

// Distances between characters, in sizes.
const (
	sameLine = 0.5  // baselines closer than this are one
	wordGap  = 0.18 // between Latin words
	wideGap  = 0.9  // between Chinese characters: a space that is meant
	cellGap  = 2.0  // between the cells of a row
)

// arrange makes lines of the characters of a page. Only those count that
// stand as most of the page does: what is turned is a stamp or a watermark.
func arrange(p page, glyphs []glyph) sheet {
	var count [4]int
	for _, g := range glyphs {
		if g.angle >= 0 && !g.blank() {
			count[g.angle]++
		}
	}
	main := 0
	for a, n := range count {
		if n > count[main] {
			main = a
		}
	}
	s := sheet{top: p.bottom + p.height, bottom: p.bottom}
	back := turned(main * 90)
	if p.rotate%180 != 0 || main%2 != 0 || p.rotate == 180 || main == 2 {
		s.top, s.bottom = 0, 0 // where the edges are is of no use then
	}
	var upright []glyph
	for _, g := range glyphs {
		if g.angle != main {
			continue
		}
		if main != 0 {
			m := matrix{1, 0, 0, 1, g.x, g.y}.times(back)
			g.x, g.y = m[4], m[5]
		}
		upright = append(upright, g)
	}
	var tables []line
	tables, upright = wrappedRows(upright)
	// A stable order makes equal places keep the order of painting.
	slices.SortStableFunc(upright, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	for len(upright) > 0 {
		n, size := 1, upright[0].size
		for n < len(upright) && upright[0].y-upright[n].y < sameLine*max(size, upright[n].size) {
			if !upright[n].blank() {
				size = max(size, upright[n].size)
			}
			n++
		}
		if l, ok := assemble(upright[:n]); ok {
			s.lines = append(s.lines, l)
		}
		upright = upright[n:]
	}
	if len(tables) > 0 {
		s.lines = append(s.lines, tables...)
		slices.SortStableFunc(s.lines, func(a, b line) int { return cmp.Compare(b.y, a.y) })
	}
	return s
}

// assemble puts the characters of a line in order, with spaces where there
// is room for them.
func assemble(glyphs []glyph) (line, bool) {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	var b strings.Builder
	var l line
	var before glyph
	space := false
	for _, g := range glyphs {
		if g.blank() {
			space = space || b.Len() > 0
			continue
		}
		if b.Len() == 0 {
			l.left, l.y, l.size = g.x, g.y, g.size
		} else {
			if g.text == before.text && g.x-before.x < 0.2*g.size && max(g.y-before.y, before.y-g.y) < 0.2*g.size {
				continue // bold by painting twice
			}
			between := gap(before, g, space)
			if between != "" && l.hang == 0 && listMark.MatchString(b.String()) {
				l.hang = g.x
			}
			b.WriteString(between)
		}
		space = false
		b.WriteString(g.text)
		before = g
		l.right = max(l.right, g.x+g.width)
		l.size = max(l.size, g.size)
	}
	l.text = b.String()
	l.cells = strings.Contains(l.text, "\t")
	l.first = firstWidth(l)
	return l, b.Len() > 0
}

// gap is what stands between two characters of a line; space says that the
// file holds a space there.
func gap(before, after glyph, space bool) string {
	room := (after.x - before.x - before.width) / max(after.size, before.size, 0.01)
	a, _ := utf8.DecodeLastRuneInString(before.text)
	b, _ := utf8.DecodeRuneInString(after.text)
	wide := isWide(a) || isWide(b)
	switch {
	case room >= cellGap:
		return "\t"
	case space && (!wide || room >= wordGap):
		return " "
	case wide && room >= wideGap, !wide && room >= wordGap:
		return " "
	}
	return ""
}

// isWide reports characters that stand in a square and between which lines
// break anywhere.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef ||
		strings.ContainsRune("“”‘’…—·〇①②③④⑤⑥⑦⑧⑨⑩", r)
}

// firstWidth estimates how much of a line moves to the line before or not at
// all: its first Chinese character or Latin word, with the punctuation that
// may not begin or end a line.
func firstWidth(l line) float64 {
	width := 0.0
	latin := false
	for i, r := range l.text {
		switch {
		case strings.ContainsRune("，。；：、！？）》」』】〕”’％%", r):
			width += 1
		case strings.ContainsRune("（《「『【〔“‘", r):
			width += 1
		case isWide(r):
			if i > 0 && (latin || width >= 1 && !opens(l.text[:i])) {
				return width * l.size
			}
			width += 1
		case r == ' ' || r == '\t':
			return width * l.size
		default:
			if i > 0 && !latin && !opens(l.text[:i]) {
				return width * l.size
			}
			latin = true
			width += 0.55
		}
	}
	return width * l.size
}

// opens reports text that ends with a bracket, which holds on to what follows.
func opens(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("（《「『【〔“‘", r)
}
