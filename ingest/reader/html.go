package reader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Elements by what they mean to the text.
var (
	// htmlDropped hold nothing that a person reads as text. Their content is
	// left out; nobody nests them in themselves but <svg> and <object>.
	htmlDropped = set("script", "style", "noscript", "template", "svg", "math", "object", "iframe", "canvas", "select", "textarea", "audio", "video")
	// htmlBlocks begin and end a line.
	htmlBlocks = set("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
		"ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul")
	// htmlHideable may be hidden by an attribute. Elements whose end tag may
	// be left out are not among them: a page must not vanish behind one.
	htmlHideable = set("div", "span", "section", "article", "aside", "ul", "ol", "table", "nav", "a", "form", "footer", "header")
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// htmlReader makes text of a page's tokens. It keeps no tree: pages as saved
// have tags that don't match, and the cost stays linear.
type htmlReader struct {
	out     []byte // the lines written, of the page or of the open cell
	line    []byte // the line being written
	outer   int    // bytes set aside in the open tables
	space   bool   // white space is due before the next word
	newline bool   // and a line break of the markup is in it
	pre     int
	lists   []htmlList
	tables  []htmlTable
	skip    string // the element being left out
	depth   int    // how often it is open in itself
	title   []byte
	titled  bool
	keep    bool // leave nothing out
}

// htmlTable is an open <table>.
type htmlTable struct {
	cells []string // of the open row
	open  bool     // a cell is open
	saved []byte   // what was written before it
	// below counts the rows that a cell of each column still reaches into,
	// spanned says that one reaches into the open row.
	below   []int
	spanned bool
}

// No cell reaches further down, and none further right is followed.
const (
	maxSpan    = 1000
	maxColumns = 200
)

// cover puts an empty cell where one of a row above reaches into the open row.
func (t *htmlTable) cover() {
	for at := len(t.cells); at < len(t.below) && t.below[at] > 0; at++ {
		t.below[at]--
		t.cells = append(t.cells, "")
		t.spanned = true
	}
}

// reach notes how far down the cell reaches that is about to be opened.
func (t *htmlTable) reach(attrs map[string]string) {
	at := len(t.cells)
	rows, err := strconv.Atoi(strings.TrimSpace(attrs["rowspan"]))
	if err != nil || rows < 2 || at >= maxColumns {
		return
	}
	for len(t.below) <= at {
		t.below = append(t.below, 0)
	}
	t.below[at] = min(rows, maxSpan) - 1
}

// maxTables is how deep tables may nest; deeper ones are read as paragraphs.
const maxTables = 20

// readHTML extracts the text of a page: a line for each paragraph, list entry
// and table row, tabs between the cells of a row, numbers before the entries
// of ordered lists. Navigation stays: what is policy text is for the parser
// to say.
func readHTML(ctx context.Context, data []byte) (string, error) {
	page, err := decodeHTML(data)
	if err != nil {
		return "", err
	}
	r := &htmlReader{}
	if err := r.read(ctx, page); err != nil {
		return "", err
	}
	if r.skip != "" {
		// What should be left out never ended: rather too much than the rest
		// of the page lost.
		r = &htmlReader{keep: true}
		if err := r.read(ctx, page); err != nil {
			return "", err
		}
	}
	return tidy(r.withTitle()), nil
}

func (r *htmlReader) read(ctx context.Context, page string) error {
	z := html.NewTokenizer(strings.NewReader(page))
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return expired(ctx)
		}
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return fmt.Errorf("%w：网页读不完（%w）；请在浏览器里重新保存后再导入", ErrBroken, err)
			}
			for len(r.tables) > 0 {
				r.closeTable()
			}
			r.endLine()
			return nil
		case html.TextToken:
			r.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(string(name))
		}
		if len(r.out)+len(r.line)+r.outer > MaxText {
			return tooMuchText()
		}
	}
}

func (r *htmlReader) start(t html.Token) {
	tag := t.Data
	if r.skip != "" {
		if tag == r.skip && t.Type != html.SelfClosingTagToken {
			r.depth++
		}
		return
	}
	attrs := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		attrs[a.Key] = a.Val
	}
	if !r.keep && (htmlDropped[tag] || htmlHideable[tag] && hidden(attrs)) {
		if t.Type != html.SelfClosingTagToken {
			r.skip, r.depth = tag, 1
		}
		return
	}
	switch tag {
	case "title":
		r.titled = true
		return
	case "br":
		r.endLine()
		return
	case "ol", "ul":
		r.endLine()
		if len(r.lists) < maxNesting {
			r.lists = append(r.lists, openList(tag, attrs))
		}
		return
	case "li":
		r.endLine()
		if len(r.lists) > 0 {
			if m := r.lists[len(r.lists)-1].marker(attrs); m != "" {
				r.line = append(r.line, m...)
				r.space = true
			}
		}
		return
	case "table":
		r.endLine()
		if len(r.tables) < maxTables {
			r.tables = append(r.tables, htmlTable{})
		}
		return
	case "tr":
		r.closeRow()
	case "td", "th":
		r.openCell(attrs)
		return
	case "pre":
		r.pre++
	}
	if htmlBlocks[tag] {
		r.endLine()
	}
}

func (r *htmlReader) end(tag string) {
	if r.skip != "" {
		if tag == r.skip {
			if r.depth--; r.depth == 0 {
				r.skip = ""
			}
		}
		return
	}
	switch tag {
	case "title":
		r.titled = false
	case "ol", "ul":
		if len(r.lists) > 0 {
			r.lists = r.lists[:len(r.lists)-1]
		}
	case "td", "th":
		r.closeCell()
		return
	case "tr":
		r.closeRow()
	case "table":
		r.closeTable()
	case "pre":
		r.pre = max(0, r.pre-1)
	}
	if htmlBlocks[tag] {
		r.endLine()
	}
}

func (r *htmlReader) endLine() {
	r.space, r.newline = false, false
	if strings.TrimFunc(string(r.line), isBlank) != "" {
		r.out = append(append(r.out, r.line...), '\n')
	}
	r.line = r.line[:0]
}

func (r *htmlReader) openCell(attrs map[string]string) {
	if len(r.tables) == 0 {
		r.endLine()
		return
	}
	r.closeCell()
	t := &r.tables[len(r.tables)-1]
	r.endLine()
	t.cover()
	t.reach(attrs)
	t.open, t.saved, r.out = true, r.out, nil
	r.outer += len(t.saved)
}

func (r *htmlReader) closeCell() {
	r.endLine()
	if len(r.tables) == 0 || !r.tables[len(r.tables)-1].open {
		return
	}
	t := &r.tables[len(r.tables)-1]
	t.cells = append(t.cells, string(r.out))
	r.outer += len(r.out) - len(t.saved)
	t.open, r.out, t.saved = false, t.saved, nil
}

func (r *htmlReader) closeRow() {
	r.closeCell()
	if len(r.tables) == 0 {
		return
	}
	t := &r.tables[len(r.tables)-1]
	for _, c := range t.cells {
		r.outer -= len(c)
	}
	if len(t.cells) > 0 {
		t.cover()
	}
	r.out = append(r.out, joinCells(t.cells, t.spanned)...)
	t.cells, t.spanned = nil, false
}

func (r *htmlReader) closeTable() {
	r.closeRow()
	if len(r.tables) > 0 {
		r.tables = r.tables[:len(r.tables)-1]
	}
}

// text adds characters, white space collapsed as a browser does it. A line
// break between Chinese characters is no space: editors put it there.
func (r *htmlReader) text(text string) {
	if r.skip != "" {
		return
	}
	if r.titled {
		r.title = append(r.title, text...)
		return
	}
	if r.pre > 0 {
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				r.endLine()
			}
			r.line = append(r.line, line...)
		}
		return
	}
	for _, c := range text {
		switch c {
		case ' ', '\t', '\f':
			r.space = true
			continue
		case '\n', '\r':
			r.newline, r.space = true, true
			continue
		}
		if before := last(r.line); r.space && before != utf8.RuneError && !(r.newline && isWide(c) && isWide(before)) {
			r.line = append(r.line, ' ')
		}
		r.space, r.newline = false, false
		r.line = utf8.AppendRune(r.line, c)
	}
}

// last returns the last character of line, RuneError where it is empty.
func last(line []byte) rune {
	r, _ := utf8.DecodeLastRune(line)
	return r
}

// withTitle puts the page's title first where the text doesn't hold it. The
// site's name behind it is cut off: "…的通知_某市商务局".
func (r *htmlReader) withTitle() string {
	text := string(r.out)
	title := strings.Join(strings.Fields(string(r.title)), " ")
	if i := strings.IndexFunc(title, func(c rune) bool { return c == '_' || c == '|' || c == '—' || c == '-' || c == '–' }); i > 0 {
		title = strings.TrimSpace(title[:i])
	}
	if title == "" || strings.Contains(squeeze(text), squeeze(title)) {
		return text
	}
	return title + "\n" + text
}

// squeeze leaves out white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// hidden reports an element that no browser shows.
func hidden(attrs map[string]string) bool {
	if _, ok := attrs["hidden"]; ok {
		return true
	}
	style := strings.ToLower(strings.ReplaceAll(attrs["style"], " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}
