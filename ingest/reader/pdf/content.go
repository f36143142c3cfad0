package pdf

import (
	"bytes"
	"math"
	"strings"
)

const (
	// maxForms is how deep drawings may stand in drawings.
	maxForms = 12
	// maxOperators bounds the operators of all pages together: drawings that
	// call each other multiply.
	maxOperators = 20_000_000
	// maxGlyphs bounds a page: a sheet of a newspaper has 20,000.
	maxGlyphs = 500_000
)

// matrix is [a b c d e f] of ISO 32000-1 §8.3.3.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times is m applied first, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// glyph is a character on a page: where it begins on its baseline, how wide
// and how large it is. The unit is the page's, upwards.
type glyph struct {
	x, y, width, size float64
	angle             int // of its baseline, a quarter turn is 1; -1 between
	text              string
	known             bool // text is what the font says
}

// state is the graphics state as far as text needs it.
type state struct {
	ctm                                              matrix
	font                                             *font
	size, charSpace, wordSpace, scale, leading, rise float64
}

// painter collects the glyphs of a page.
type painter struct {
	glyphs []glyph
	images int
	lost   int // strings whose font the file lacks

	state  state
	stack  []state
	tm, lm matrix
}

// paint reads what a page shows.
func (r *reader) paint(p page) (*painter, error) {
	data, err := r.f.content(p)
	if err != nil {
		return nil, err
	}
	w := &painter{}
	w.state = state{ctm: turned(p.rotate), scale: 1}
	return w, r.run(w, data, p.resources, 0)
}

// turned turns a page that is shown turned.
func turned(degrees int) matrix {
	switch degrees {
	case 90:
		return matrix{0, -1, 1, 0, 0, 0}
	case 180:
		return matrix{-1, 0, 0, -1, 0, 0}
	case 270:
		return matrix{0, 1, -1, 0, 0, 0}
	}
	return identity
}

// run interprets a content stream.
func (r *reader) run(w *painter, data []byte, resources dict, depth int) error {
	l := lexer{data: data}
	var args []object
	depthBefore := len(w.stack)
	for {
		o, ok := l.next(false)
		if !ok {
			break
		}
		op, isOp := o.(operator)
		if !isOp {
			if len(args) < 100 {
				args = append(args, o)
			}
			continue
		}
		if r.operators--; r.operators < 0 {
			return ErrTooLarge
		}
		if (op == "Tf" || op == "Do" || r.operators%1024 == 0) && r.f.ctx.Err() != nil {
			return r.f.ctx.Err()
		}
		switch op {
		case "BI":
			w.images++
			skipInline(&l)
		case "Do":
			if err := r.draw(w, args, resources, depth); err != nil {
				return err
			}
		case "Tf":
			if len(args) >= 2 {
				n, _ := args[0].(name)
				w.state.font = r.font(n, resources)
				w.state.size = number(args[1])
			}
		default:
			w.operate(string(op), args)
		}
		if len(w.glyphs) > maxGlyphs {
			return ErrTooLarge
		}
		args = args[:0]
	}
	if len(w.stack) > depthBefore {
		w.state, w.stack = w.stack[depthBefore], w.stack[:depthBefore]
	}
	return nil
}

// skipInline passes over a picture in the content: from BI to EI.
func skipInline(l *lexer) {
	at := bytes.Index(l.data[l.pos:], []byte("ID"))
	if at < 0 {
		l.pos = len(l.data)
		return
	}
	l.pos += at + 2
	for {
		at := bytes.Index(l.data[l.pos:], []byte("EI"))
		if at < 0 {
			l.pos = len(l.data)
			return
		}
		before, after := l.pos+at-1, l.pos+at+2
		l.pos = after
		if isSpace(l.data[before]) && (after >= len(l.data) || isSpace(l.data[after])) {
			return
		}
	}
}

// font returns a font of the resources, nil where there is none.
func (r *reader) font(n name, resources dict) *font {
	o := r.f.dict(resources["Font"])[n]
	if id, ok := o.(ref); ok {
		if t, ok := r.fonts[id.num]; ok {
			return t
		}
		d := r.f.dict(o)
		if d == nil {
			r.f.incomplete = true
			return nil
		}
		t := r.f.font(d)
		r.fonts[id.num] = t
		return t
	}
	if d := r.f.dict(o); d != nil {
		return r.f.font(d)
	}
	return nil
}

// draw paints a drawing that stands apart; pictures are counted.
func (r *reader) draw(w *painter, args []object, resources dict, depth int) error {
	if len(args) == 0 {
		return nil
	}
	n, _ := args[0].(name)
	s, ok := r.f.get(r.f.dict(resources["XObject"])[n]).(*stream)
	if !ok {
		return nil
	}
	if r.f.get(s.dict["Subtype"]) != name("Form") {
		w.images++
		return nil
	}
	if depth >= maxForms {
		return nil
	}
	data, err := r.f.decode(s)
	if err != nil {
		return err
	}
	saved := w.state
	if m := r.f.array(s.dict["Matrix"]); len(m) == 6 {
		w.state.ctm = matrixOf(r.f, m).times(w.state.ctm)
	}
	if own := r.f.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	tm, lm := w.tm, w.lm
	err = r.run(w, data, resources, depth+1)
	w.state, w.tm, w.lm = saved, tm, lm
	return err
}

func matrixOf(f *file, a array) matrix {
	var m matrix
	for i := range m {
		m[i] = number(f.get(a[i]))
	}
	return m
}

// operate carries out an operator of text or of the graphics state.
func (w *painter) operate(op string, args []object) {
	num := func(i int) float64 {
		if i < len(args) {
			return number(args[i])
		}
		return 0
	}
	s := &w.state
	switch op {
	case "q":
		if len(w.stack) < 1000 {
			w.stack = append(w.stack, *s)
		}
	case "Q":
		if n := len(w.stack); n > 0 {
			w.state, w.stack = w.stack[n-1], w.stack[:n-1]
		}
	case "cm":
		s.ctm = matrix{num(0), num(1), num(2), num(3), num(4), num(5)}.times(s.ctm)
	case "BT":
		w.tm, w.lm = identity, identity
	case "Tc":
		s.charSpace = num(0)
	case "Tw":
		s.wordSpace = num(0)
	case "Tz":
		s.scale = num(0) / 100
	case "TL":
		s.leading = num(0)
	case "Ts":
		s.rise = num(0)
	case "Td":
		w.move(num(0), num(1))
	case "TD":
		s.leading = -num(1)
		w.move(num(0), num(1))
	case "Tm":
		w.lm = matrix{num(0), num(1), num(2), num(3), num(4), num(5)}
		w.tm = w.lm
	case "T*":
		w.move(0, -s.leading)
	case "Tj":
		w.showAll(args)
	case "'":
		w.move(0, -s.leading)
		w.showAll(args)
	case `"`:
		s.wordSpace, s.charSpace = num(0), num(1)
		w.move(0, -s.leading)
		if len(args) > 2 {
			w.showAll(args[2:])
		}
	case "TJ":
		if len(args) > 0 {
			if list, ok := args[0].(array); ok {
				w.showAll(list)
			}
		}
	}
}

func (w *painter) move(x, y float64) {
	w.lm = matrix{1, 0, 0, 1, x, y}.times(w.lm)
	w.tm = w.lm
}

// showAll shows strings; numbers between them move back by thousandths.
func (w *painter) showAll(list []object) {
	for _, o := range list {
		switch o := o.(type) {
		case text:
			w.show(string(o))
		case float64:
			by := -number(o) / 1000 * w.state.size
			if w.state.font != nil && w.state.font.vertical {
				w.tm = matrix{1, 0, 0, 1, 0, by}.times(w.tm)
			} else {
				w.tm = matrix{1, 0, 0, 1, by * w.state.scale, 0}.times(w.tm)
			}
		}
	}
}

func (w *painter) show(str string) {
	s := &w.state
	if s.font == nil {
		w.lost++
		return
	}
	for len(str) > 0 {
		c := s.font.next(str)
		str = str[c.bytes:]
		advance := s.font.advance(c) * s.size
		at := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.times(w.tm).times(s.ctm)
		shown := unradical(s.font.text(c))
		known := shown != "" && readable(shown)
		if !known {
			shown = "\ufffd"
		}
		unit := math.Hypot(at[0], at[1])
		if len(w.glyphs) <= maxGlyphs {
			w.glyphs = append(w.glyphs, glyph{
				x: at[4], y: at[5], size: math.Hypot(at[2], at[3]), angle: quarter(at[0], at[1]),
				width: unit * s.font.advance(c), text: shown, known: known,
			})
		}
		if s.font.vertical {
			w.tm = matrix{1, 0, 0, 1, 0, -s.size + s.charSpace}.times(w.tm)
			continue
		}
		advance += s.charSpace
		if c.bytes == 1 && c.value == ' ' {
			advance += s.wordSpace
		}
		w.tm = matrix{1, 0, 0, 1, advance * s.scale, 0}.times(w.tm)
	}
}

// quarter is how many quarter turns a baseline is turned, -1 for in between.
func quarter(x, y float64) int {
	const slack = 0.1 // about six degrees, for pages that were scanned askew
	switch {
	case math.Abs(y) <= slack*math.Abs(x) && x > 0:
		return 0
	case math.Abs(x) <= slack*math.Abs(y) && y > 0:
		return 1
	case math.Abs(y) <= slack*math.Abs(x) && x < 0:
		return 2
	case math.Abs(x) <= slack*math.Abs(y) && y < 0:
		return 3
	}
	return -1
}

// blank reports a glyph that shows nothing.
func (g glyph) blank() bool { return strings.TrimSpace(g.text) == "" }
