package pdf

import (
	"bytes"
	"strconv"
)

// maxDepth is how deep arrays and dictionaries may nest.
const maxDepth = 100

// lexer reads objects from bytes. It never fails: what is no object is nil
// or an operator, and at the end there is none.
type lexer struct {
	data []byte
	pos  int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) {
		switch c := l.data[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			end := bytes.IndexAny(l.data[l.pos:], "\r\n")
			if end < 0 {
				l.pos = len(l.data)
				return
			}
			l.pos += end
		default:
			return
		}
	}
}

// next reads an object; ok is false at the end. Where refs is true "1 0 R" is
// a reference.
func (l *lexer) next(refs bool) (o object, ok bool) { return l.read(refs, 0) }

func (l *lexer) read(refs bool, depth int) (object, bool) {
	l.skipSpace()
	if l.pos >= len(l.data) {
		return nil, false
	}
	c := l.data[l.pos]
	switch {
	case c == '/':
		l.pos++
		return l.name(), true
	case c == '(':
		l.pos++
		return l.literal(), true
	case c == '<' && l.pos+1 < len(l.data) && l.data[l.pos+1] == '<':
		l.pos += 2
		return l.dict(refs, depth), true
	case c == '<':
		l.pos++
		return l.hex(), true
	case c == '[':
		l.pos++
		return l.array(refs, depth), true
	case c == '>' && l.pos+1 < len(l.data) && l.data[l.pos+1] == '>':
		l.pos += 2
		return operator(">>"), true
	case isDelimiter(c):
		l.pos++
		return operator(string(c)), true
	}
	word := l.word()
	if n, err := strconv.ParseFloat(string(word), 64); err == nil && (word[0] < 'A' || word[0] > 'z') {
		if refs && isDigits(word) {
			if r, ok := l.reference(int(n)); ok {
				return r, true
			}
		}
		return n, true
	}
	switch string(word) {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null":
		return nil, true
	}
	return operator(word), true
}

func (l *lexer) word() []byte {
	start := l.pos
	for l.pos < len(l.data) && !isSpace(l.data[l.pos]) && !isDelimiter(l.data[l.pos]) {
		l.pos++
	}
	return l.data[start:l.pos]
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 10
}

// reference reads the rest of "12 0 R" behind its first number.
func (l *lexer) reference(num int) (ref, bool) {
	back := l.pos
	l.skipSpace()
	gen := l.word()
	if isDigits(gen) && len(gen) <= 5 {
		l.skipSpace()
		if l.pos < len(l.data) && l.data[l.pos] == 'R' {
			l.pos++
			g, _ := strconv.Atoi(string(gen))
			return ref{num, g}, true
		}
	}
	l.pos = back
	return ref{}, false
}

func (l *lexer) name() name {
	word := l.word()
	if bytes.IndexByte(word, '#') < 0 {
		return name(word)
	}
	out := make([]byte, 0, len(word))
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) {
			if v, err := strconv.ParseUint(string(word[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(v))
				i += 2
				continue
			}
		}
		out = append(out, word[i])
	}
	return name(out)
}

func (l *lexer) literal() text {
	var out []byte
	depth := 1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		case '\r':
			if l.pos < len(l.data) && l.data[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return text(out)
}

func (l *lexer) escape(out []byte) []byte {
	if l.pos >= len(l.data) {
		return out
	}
	c := l.data[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.pos < len(l.data) && l.data[l.pos] == '\n' {
			l.pos++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for n := 0; n < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; n++ {
		v = v*8 + int(l.data[l.pos]-'0')
		l.pos++
	}
	return append(out, byte(v))
}

func (l *lexer) hex() text {
	var out []byte
	half, have := byte(0), false
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		d := unhex(c)
		if d > 15 {
			continue
		}
		if have {
			out = append(out, half<<4|d)
		}
		half, have = d, !have
	}
	if have {
		out = append(out, half<<4)
	}
	return text(out)
}

func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

// stops reports an operator that no array or dictionary can hold: the object
// was not closed.
func stops(o object) bool {
	op, ok := o.(operator)
	return ok && (op == "endobj" || op == "obj" || op == "stream" || op == "endstream" || op == "xref" || op == "trailer")
}

func (l *lexer) array(refs bool, depth int) array {
	out := array{}
	for depth < maxDepth {
		o, ok := l.read(refs, depth+1)
		if !ok || o == operator("]") || stops(o) {
			break
		}
		out = append(out, o)
	}
	return out
}

func (l *lexer) dict(refs bool, depth int) dict {
	out := dict{}
	for depth < maxDepth {
		key, ok := l.read(refs, depth+1)
		if !ok || key == operator(">>") || stops(key) {
			break
		}
		k, ok := key.(name)
		if !ok {
			continue
		}
		value, ok := l.read(refs, depth+1)
		if !ok || value == operator(">>") || stops(value) {
			break
		}
		out[k] = value
	}
	return out
}
