package reader

import (
	"slices"
	"strings"
)

// maxCellLines is how many lines a cell of a table of facts has. A cell with
// more is a frame on the page, as older sites lay out their menus and text.
const maxCellLines = 8

// joinCells makes text of a table's row: one line with tabs between the
// cells. A row with one cell that isn't empty, and a row that only lays out
// the page, keeps its cells' own lines. spanned says that a cell of a row above
// reaches into this one, which then has an empty cell there: such a row is one
// of a table of facts, though one word may be all that stands in it.
func joinCells(cells []string, spanned bool) string {
	full := 0
	layout, lines := false, false
	for i, c := range cells {
		c = strings.Trim(c, "\n")
		cells[i] = c
		if c != "" {
			full++
		}
		lines = lines || strings.Contains(c, "\n")
		layout = layout || strings.Count(c, "\n") >= maxCellLines
	}
	if full == 0 {
		return ""
	}
	if full == 1 && (lines || !spanned) || layout {
		cells = slices.DeleteFunc(cells, func(c string) bool { return c == "" })
		return strings.Join(cells, "\n") + "\n"
	}
	for i, c := range cells {
		cells[i] = oneLine(c)
	}
	return strings.Join(cells, "\t") + "\n"
}

// oneLine joins the lines of a cell, which are paragraphs, with a space.
func oneLine(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimFunc(strings.ReplaceAll(line, "\t", " "), isBlank)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}
