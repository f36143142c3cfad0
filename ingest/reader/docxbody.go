package reader

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// docxBody makes text of a document's body.
type docxBody struct {
	styles    docxStyles
	numbering *docxNumbering

	out        []byte // the lines written, of the document or of the open cell
	tables     []docxTable
	paragraphs []docxParagraph // open ones: a text box stands in a paragraph
	outer      int             // bytes set aside in the open tables
}

// docxTable is an open table.
type docxTable struct {
	cells []string
	saved []byte
	open  bool
	// spanned says that a cell of a row above reaches into the open row.
	spanned bool
}

// docxParagraph is an open paragraph.
type docxParagraph struct {
	text   []byte
	style  string
	num    docxNum
	merged bool   // its end is a tracked deletion: the next one continues it
	boxes  []byte // what its text boxes hold
	marked bool   // its number has been written
	hidden bool   // the run being read is not shown
}

// wordSpaces are the namespaces of a document's own elements.
func wordSpace(space string) bool {
	return strings.HasSuffix(space, "/wordprocessingml/2006/main") || strings.HasSuffix(space, "/wordprocessingml/main") || strings.HasSuffix(space, "/officeDocument/2006/math")
}

// docxSkipped are elements whose content is no text of the document: tracked
// deletions and their old places, field codes, the second half of an
// alternative, the reading aid over a character, drawings apart from their
// text boxes.
var docxSkipped = set("del", "moveFrom", "delText", "delInstrText", "instrText", "Fallback", "rt", "pPrChange", "rPrChange", "sectPr", "numberingChange", "tblGrid", "binData", "annotationRef")

func (b *docxBody) read(d *xml.Decoder) error { return b.walk(d, "body") }

// readNotes adds footnotes at the end, a line each.
func (b *docxBody) readNotes(d *xml.Decoder) error { return b.walk(d, "") }

// walk reads the content of the elements called root, or the whole part.
func (b *docxBody) walk(d *xml.Decoder, root string) error {
	inside := root == ""
	var stack []string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			for len(b.paragraphs) > 0 {
				b.endParagraph()
			}
			return nil
		}
		if err != nil {
			return err
		}
		if len(b.out)+b.outer > MaxText {
			return tooMuchText()
		}
		switch t := t.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if len(stack) >= maxNesting {
				return bomb()
			}
			if inside && b.skips(t, stack) {
				if err := d.Skip(); err != nil {
					return err
				}
				continue
			}
			stack = append(stack, name)
			if name == root {
				inside = true
			}
			if inside {
				b.start(t, stack)
			}
		case xml.EndElement:
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
			if inside {
				b.end(t.Name.Local)
			}
			if root != "" && t.Name.Local == root {
				inside = false
			}
		case xml.CharData:
			if inside && len(stack) > 0 && stack[len(stack)-1] == "t" {
				b.text(string(t))
			}
		}
	}
}

// skips decides whether an element is left out with all it holds.
func (b *docxBody) skips(e xml.StartElement, stack []string) bool {
	name := e.Name.Local
	parent := ""
	if len(stack) > 0 {
		parent = stack[len(stack)-1]
	}
	switch {
	case name == "del" && (parent == "rPr" || parent == "trPr"):
		// The paragraph's own end, or the row: see start.
		return false
	case name == "t":
		return !wordSpace(e.Name.Space)
	case name == "footnote" || name == "endnote":
		// The lines that part notes from the text.
		return attr(e, "type") != "" && attr(e, "type") != "normal"
	}
	return docxSkipped[name]
}

func (b *docxBody) start(e xml.StartElement, stack []string) {
	parent := ""
	if len(stack) > 1 {
		parent = stack[len(stack)-2]
	}
	var p *docxParagraph
	if len(b.paragraphs) > 0 {
		p = &b.paragraphs[len(b.paragraphs)-1]
	}
	switch e.Name.Local {
	case "p":
		if p != nil && p.merged && !p.inBox(stack) {
			// Continues the one before, with its own properties.
			p.merged = false
			return
		}
		b.paragraphs = append(b.paragraphs, docxParagraph{})
	case "tbl":
		b.flush()
		if len(b.tables) < maxTables {
			b.tables = append(b.tables, docxTable{})
		}
	case "tc":
		b.flush()
		if n := len(b.tables); n > 0 && !b.tables[n-1].open {
			t := &b.tables[n-1]
			t.saved, t.open, b.out = b.out, true, nil
			b.outer += len(t.saved)
		}
	case "vMerge":
		if n := len(b.tables); n > 0 && parent == "tcPr" && attr(e, "val") != "restart" {
			b.tables[n-1].spanned = true
		}
	}
	if p == nil {
		return
	}
	switch e.Name.Local {
	case "pStyle":
		p.style = attr(e, "val")
	case "numId":
		p.num.id, p.num.set = attr(e, "val"), true
	case "ilvl":
		p.num.level, p.num.leveled = level(attr(e, "val")), true
	case "del":
		if parent == "rPr" && len(stack) > 2 && stack[len(stack)-3] == "pPr" {
			p.merged = true
		}
	case "r":
		p.hidden = false
	case "vanish":
		if parent == "rPr" && (len(stack) < 3 || stack[len(stack)-3] != "pPr") {
			p.hidden = on(e)
		}
	case "tab":
		if parent == "r" {
			b.text(" ")
		}
	case "br", "cr":
		b.text("\n")
	case "noBreakHyphen":
		b.text("-")
	case "sym":
		b.text(symbol(attr(e, "char")))
	}
}

// inBox reports a paragraph inside a text box of p.
func (p *docxParagraph) inBox(stack []string) bool {
	for i := len(stack) - 2; i >= 0; i-- {
		switch stack[i] {
		case "txbxContent":
			return true
		case "p":
			return false
		}
	}
	return false
}

func (b *docxBody) end(name string) {
	switch name {
	case "p":
		if n := len(b.paragraphs); n > 0 && !b.paragraphs[n-1].merged {
			b.endParagraph()
		}
	case "r":
		if n := len(b.paragraphs); n > 0 {
			b.paragraphs[n-1].hidden = false
		}
	case "tc":
		b.flush()
		if n := len(b.tables); n > 0 && b.tables[n-1].open {
			t := &b.tables[n-1]
			t.cells = append(t.cells, string(b.out))
			b.outer += len(b.out) - len(t.saved)
			b.out, t.saved, t.open = t.saved, nil, false
		}
	case "tr":
		if n := len(b.tables); n > 0 && !b.tables[n-1].open {
			t := &b.tables[n-1]
			for _, c := range t.cells {
				b.outer -= len(c)
			}
			b.out = append(b.out, joinCells(t.cells, t.spanned)...)
			t.cells, t.spanned = nil, false
		}
	case "tbl":
		if n := len(b.tables); n > 0 {
			b.tables = b.tables[:n-1]
		}
	}
}

// flush ends a paragraph that waited for the next one to continue it, at a
// border it can't cross.
func (b *docxBody) flush() {
	if n := len(b.paragraphs); n > 0 && b.paragraphs[n-1].merged {
		b.endParagraph()
	}
}

// text adds characters to the open paragraph, its number first.
func (b *docxBody) text(s string) {
	n := len(b.paragraphs)
	if n == 0 || b.paragraphs[n-1].hidden {
		return
	}
	p := &b.paragraphs[n-1]
	b.mark(p)
	p.text = append(p.text, s...)
}

// mark writes the paragraph's automatic number. Word counts a paragraph of a
// list even where it is empty.
func (b *docxBody) mark(p *docxParagraph) {
	if p.marked {
		return
	}
	p.marked = true
	num := p.num
	style := b.styles.num(p.style)
	if !num.set {
		num.id, num.set = style.id, style.set
		if !num.leveled && style.leveled {
			num.level, num.leveled = style.level, true
		}
		if k, ok := b.numbering.styleLevel(num.id, p.style); ok && !p.num.leveled {
			num.level = k
		}
	}
	if num.set && num.id != "0" {
		p.text = append(p.text, b.numbering.next(num.id, num.level)...)
	}
}

func (b *docxBody) endParagraph() {
	n := len(b.paragraphs)
	p := &b.paragraphs[n-1]
	b.mark(p)
	b.paragraphs = b.paragraphs[:n-1]
	lines := append(p.text, '\n')
	if strings.TrimSpace(string(p.boxes)) != "" {
		lines = append(lines, p.boxes...)
	}
	if n > 1 {
		// A text box: after the paragraph that it stands in.
		outer := &b.paragraphs[n-2]
		outer.boxes = append(outer.boxes, lines...)
		return
	}
	b.out = append(b.out, lines...)
}

// symbol is a character of a symbol font. Those of Word's own fonts stand in
// the private area and mean nothing without the font: a box is what is seen.
func symbol(hex string) string {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || n > unicode.MaxRune || n < ' ' {
		return ""
	}
	if n >= 0xe000 && n <= 0xf8ff {
		return "□"
	}
	return string(rune(n))
}
