package ingest

import (
	"slices"
	"strconv"

	"clausewise/retrieval"
)

// tablesIn returns the tables of text[from:to], each with where it begins and
// ends: at least two lines in a row of cells parted by tabs or bars. A line
// that a tab begins goes on with a table whose first cell reaches into it.
func tablesIn(text []rune, from, to int) []region {
	if !slices.ContainsFunc(text[from:to], func(r rune) bool { return r == '\t' || r == '|' || r == '│' }) {
		return nil
	}
	var out []region
	pars := paragraphs(text, from, to)
	for k := 0; k < len(pars); {
		n := k
		for n < len(pars) && (cells(text[pars[n]:end(pars, n, to)]) || n > k && text[pars[n]-1] == '\t') {
			n++
		}
		if n-k >= 2 {
			out = append(out, region{pars[k], end(pars, n-1, to)})
		}
		k = max(n, k+1)
	}
	return out
}

// end is where the paragraph k ends.
func end(pars []int, k, to int) int {
	if k+1 < len(pars) {
		return pars[k+1]
	}
	return to
}

func cells(line []rune) bool {
	for len(line) > 0 && isSpace(line[0]) {
		line = line[1:]
	}
	for len(line) > 0 && isSpace(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	tabs, bars, thin := 0, 0, 0
	for _, r := range line {
		switch r {
		case '\t':
			tabs++
		case '|':
			bars++
		case '│':
			thin++
		}
	}
	return tabs > 0 || bars > 1 || thin > 1
}

// add writes a row; tables in a clause or item are rows of their own, and so
// is the text of the clause that goes on behind one.
func (b *rowBuilder) add(row retrieval.Row, start, end int) {
	var tables []region
	if row.Kind == retrieval.Clause || row.Kind == retrieval.Item {
		tables = tablesIn(b.text, start, end)
	}
	if len(tables) == 0 {
		b.one(row, start, end)
		return
	}
	clause := row
	if clause.Parent == "" {
		clause.Parent = row.Key
	}
	b.one(row, start, tables[0].start)
	if start == tables[0].start {
		clause.Parent = row.Parent
	}
	for i, t := range tables {
		next := end
		if i+1 < len(tables) {
			next = tables[i+1].start
		}
		if blank(b.text[t.end:next]) {
			t.end = next
		}
		b.one(retrieval.Row{
			Kind: retrieval.Table, Key: b.unique(row.Key + "/table-" + strconv.Itoa(i+1)), Path: row.Path, Parent: clause.Parent,
		}, t.start, t.end)
		b.one(retrieval.Row{
			Kind: retrieval.Item, Key: b.unique(row.Key + "/text-" + strconv.Itoa(i+2)), Path: row.Path, Parent: clause.Parent,
		}, t.end, next)
	}
}

// one writes a row that is not empty.
func (b *rowBuilder) one(row retrieval.Row, start, end int) {
	if start >= end {
		return
	}
	row.Start, row.End = b.base+start, b.base+end
	row.Text = string(b.text[start:end])
	b.rows = append(b.rows, row)
}
