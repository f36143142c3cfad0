package pdf

import (
	"regexp"
	"strings"
)

// maxCellLines is how many lines a cell of a table has; more is a column of
// the page.
const maxCellLines = 8

// Distances inside tables, in sizes.
const (
	cellApart = 0.6 // between cells that stand on one baseline
	cellPitch = 2.2 // between the lines of a cell
)

// cell is a cell of a table as it is painted: its lines one after the other.
type cell struct {
	glyphs      [][]glyph
	left, right float64
	top, bottom float64
}

// wrappedRows takes out the rows of tables whose cells have several lines:
// read from edge to edge their cells would be mixed. Programs paint a table
// cell by cell, so a row is where painting goes on to the right and up again.
// What it doesn't take stays in rest, in its order.
func wrappedRows(glyphs []glyph) (rows []line, rest []glyph) {
	var row []cell
	flush := func() {
		if l, ok := rowLine(row); ok {
			rows = append(rows, l)
		} else {
			for _, c := range row {
				for _, g := range c.glyphs {
					rest = append(rest, g...)
				}
			}
		}
		row = row[:0]
	}
	for _, seg := range segments(glyphs) {
		s := measure(seg)
		size := seg[0].size
		if n := len(row); n > 0 {
			c := &row[n-1]
			top, bottom := extent(row)
			drop := c.bottom - s.bottom
			centred := max(s.left+s.right-c.left-c.right, c.left+c.right-s.left-s.right) < size
			switch {
			case drop > 0.5*size && drop < cellPitch*size && (centred || s.left > c.left-0.6*size && s.left < c.left+3*size && s.left < c.right):
				c.glyphs = append(c.glyphs, seg)
				c.left, c.right, c.bottom = min(c.left, s.left), max(c.right, s.right), s.bottom
				continue
			case s.left > c.right+0.3*size && s.bottom > bottom-1.5*size && s.bottom < top+float64(maxCellLines)*size:
				row = append(row, s)
				continue
			}
		}
		flush()
		row = append(row, s)
	}
	flush()
	return rows, rest
}

// segments cuts glyphs into runs on one baseline, in the order of painting.
func segments(glyphs []glyph) [][]glyph {
	var out [][]glyph
	for _, g := range glyphs {
		if n := len(out); n > 0 {
			run := out[n-1]
			before := run[len(run)-1]
			gap := g.x - before.x - before.width
			size := max(g.size, before.size)
			if max(g.y-before.y, before.y-g.y) < 0.3*size && gap > -0.5*size && gap < cellApart*size {
				out[n-1] = append(run, g)
				continue
			}
		}
		if !g.blank() {
			out = append(out, []glyph{g})
		}
	}
	return out
}

func measure(seg []glyph) cell {
	last := seg[len(seg)-1]
	return cell{glyphs: [][]glyph{seg}, left: seg[0].x, right: last.x + last.width, top: seg[0].y, bottom: seg[0].y}
}

func extent(row []cell) (top, bottom float64) {
	top, bottom = row[0].top, row[0].bottom
	for _, c := range row[1:] {
		top, bottom = max(top, c.top), min(bottom, c.bottom)
	}
	return top, bottom
}

// listMark is what stands alone before a hanging paragraph.
var listMark = regexp.MustCompile(`^(第.{1,6}条|[一二三四五六七八九十]+、|[（(].{1,4}[）)]|\d{1,3}[.．、)）]|[①-⑳•·●■□])$`)

// rowLine makes a line of a row that has several cells, one of which has
// several lines.
func rowLine(row []cell) (line, bool) {
	wrapped := false
	for _, c := range row {
		if len(c.glyphs) > maxCellLines {
			return line{}, false
		}
		wrapped = wrapped || len(c.glyphs) > 1
	}
	if len(row) < 2 || !wrapped {
		return line{}, false
	}
	var texts []string
	out := line{left: row[0].left, cells: true, row: true}
	out.y, _ = extent(row)
	for _, c := range row {
		text := ""
		for _, seg := range c.glyphs {
			l, ok := assemble(seg)
			if !ok {
				continue
			}
			if text != "" {
				text += joint(text, l.text)
			}
			text += strings.ReplaceAll(l.text, "\t", " ")
			out.size, out.right = max(out.size, l.size), max(out.right, l.right)
		}
		texts = append(texts, text)
	}
	if len(row) == 2 && len(row[0].glyphs) == 1 && listMark.MatchString(texts[0]) {
		// A paragraph that hangs behind its number: its lines are for the
		// rules of paragraphs.
		return line{}, false
	}
	out.text = strings.Join(texts, "\t")
	return out, true
}
