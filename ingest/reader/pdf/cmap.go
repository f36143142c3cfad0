package pdf

import (
	"unicode/utf16"
	"unicode/utf8"
)

// maxMappings bounds a font's map: fonts have 65536 glyphs at most.
const maxMappings = 1 << 17

// code is a character code as a string shows it: its value and its bytes.
type code struct {
	value uint32
	bytes int
}

// cmap is what a CMap says, of characters (ToUnicode) or of the glyphs that
// codes select.
type cmap struct {
	spaces []codespace
	chars  map[code]string
	cids   map[code]int
	done   int // mappings read, those of one code twice counted twice
}

// codespace is a range of codes of one length.
type codespace struct {
	low, high uint32
	bytes     int
}

// readCMap reads a CMap stream, Adobe technical note 5014, as far as files
// use it: code spaces, and single and ranged mappings.
func readCMap(data []byte) *cmap {
	m := &cmap{chars: map[code]string{}, cids: map[code]int{}}
	l := lexer{data: data}
	var stack []object
	for {
		o, ok := l.next(false)
		if !ok {
			return m
		}
		op, isOp := o.(operator)
		if !isOp {
			if stack = append(stack, o); len(stack) > 4*maxMappings {
				return m
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for i := 0; i+1 < len(stack); i += 2 {
				low, n := codeOf(stack[i])
				high, _ := codeOf(stack[i+1])
				if n > 0 && len(m.spaces) < 100 {
					m.spaces = append(m.spaces, codespace{low, high, n})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				low, n := codeOf(stack[i])
				if s, ok := stack[i+1].(text); ok {
					m.char(code{low, n}, utf16Text([]byte(s)))
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				m.charRange(stack[i], stack[i+1], stack[i+2])
			}
		case "endcidchar":
			for i := 0; i+1 < len(stack); i += 2 {
				low, n := codeOf(stack[i])
				m.cid(code{low, n}, int(number(stack[i+1])))
			}
		case "endcidrange":
			for i := 0; i+2 < len(stack); i += 3 {
				low, n := codeOf(stack[i])
				high, _ := codeOf(stack[i+1])
				for v := low; v <= high && v-low < 65536 && m.done < maxMappings; v++ {
					m.cid(code{v, n}, int(number(stack[i+2]))+int(v-low))
				}
			}
		}
		stack = stack[:0]
	}
}

func (m *cmap) char(c code, s string) {
	if m.done++; c.bytes > 0 && m.done < maxMappings {
		m.chars[c] = s
	}
}

func (m *cmap) cid(c code, n int) {
	if m.done++; c.bytes > 0 && m.done < maxMappings {
		m.cids[c] = n
	}
}

func (m *cmap) charRange(from, to, target object) {
	low, n := codeOf(from)
	high, _ := codeOf(to)
	switch target := target.(type) {
	case text:
		last := []byte(target)
		for v := low; v <= high && v-low < 65536 && m.done < maxMappings; v++ {
			m.char(code{v, n}, utf16Text(last))
			last = increment(last)
		}
	case array:
		for i, o := range target {
			if s, ok := o.(text); ok && uint32(i) <= high-low {
				m.char(code{low + uint32(i), n}, utf16Text([]byte(s)))
			}
		}
	}
}

// increment counts the last code unit of a character up.
func increment(b []byte) []byte {
	out := append([]byte(nil), b...)
	for i := len(out) - 1; i >= 0 && i >= len(out)-2; i-- {
		if out[i]++; out[i] != 0 {
			break
		}
	}
	return out
}

func codeOf(o object) (value uint32, bytes int) {
	s, ok := o.(text)
	if !ok || len(s) > 4 {
		return 0, 0
	}
	for i := range len(s) {
		value = value<<8 | uint32(s[i])
	}
	return value, len(s)
}

// utf16Text reads the UTF-16 of a ToUnicode map; a single byte is Latin.
func utf16Text(b []byte) string {
	if len(b) == 1 {
		return string(rune(b[0]))
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

// split cuts the next code off s by the code spaces, shortest first; a byte
// outside all of them is a code of the shortest length.
func split(spaces []codespace, s string) code {
	var v uint32
	for n := 1; n <= 4 && n <= len(s); n++ {
		v = v<<8 | uint32(s[n-1])
		for _, sp := range spaces {
			if sp.bytes == n && within(v, sp) {
				return code{v, n}
			}
		}
	}
	shortest := 4
	for _, sp := range spaces {
		shortest = min(shortest, sp.bytes)
	}
	v = 0
	shortest = min(shortest, len(s))
	for i := range shortest {
		v = v<<8 | uint32(s[i])
	}
	return code{v, shortest}
}

// within compares byte by byte: code spaces are boxes, not intervals.
func within(v uint32, sp codespace) bool {
	for shift := 0; shift < 8*sp.bytes; shift += 8 {
		b := v >> shift & 0xff
		if b < sp.low>>shift&0xff || b > sp.high>>shift&0xff {
			return false
		}
	}
	return true
}

// readable reports characters that a person can read: no control characters,
// nothing private to a font, nothing that failed to decode.
func readable(s string) bool {
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r >= 0xe000 && r <= 0xf8ff || r >= 0xf0000 {
			return false
		}
	}
	return s != ""
}
