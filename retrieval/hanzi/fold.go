package hanzi

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folded is a folded text with the way back to the text it came from. All
// indices are code points.
type Folded struct {
	Text string
	// starts and ends of the source of each code point; nil where the fold
	// moved nothing. starts has one more entry, the length of the source.
	starts, ends []int32
	length       int // code points of the source
	runes        []rune
}

// Fold brings a text into the one form that is searched: compatibility forms
// normalised (NFKC: ８５％ to 85%, ㎡ to m2, （一） to (一)), ASCII letters in
// lower case, traditional characters simplified. Nothing is dropped.
func Fold(text string) Folded {
	c := simplified()
	length := 0
	for i := 0; i < len(text); length++ {
		b := text[i]
		if b < utf8.RuneSelf {
			if 'A' <= b && b <= 'Z' {
				return fold(c, text)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !stable(r) || c.changes(r, text[i:]) || size == 1 {
			return fold(c, text)
		}
		i += size
	}
	return Folded{Text: text, length: length}
}

// stable reports whether NFKC keeps r whatever stands beside it: the common
// ideographs and the punctuation of Chinese prose.
func stable(r rune) bool {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF:
		return true
	case r >= 0x3001 && r <= 0x3029, r == '—', r == '‘', r == '’', r == '“', r == '”', r == '·', r == '×':
		return true
	}
	return false
}

// narrow is the form of a character that NFKC maps to one character by
// itself, whatever stands beside it; false where that takes a closer look.
func narrow(r rune) (rune, bool) {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + ('a' - 'A'), true
	case r < utf8.RuneSelf || stable(r):
		return r, true
	case r == 0x3000:
		return ' ', true
	case r >= 0xFF21 && r <= 0xFF3A: // capital letters
		return r - 0xFEE0 + ('a' - 'A'), true
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0, true
	}
	return r, false
}

// FoldRunes is Fold for those who only walk over the code points: its Text is
// empty.
func FoldRunes(text string) Folded {
	n := utf8.RuneCountInString(text)
	if runes, ok := foldPlain(simplified(), text, n); ok {
		return Folded{length: n, runes: runes}
	}
	f := fold(simplified(), text)
	f.Text = ""
	return f
}

// foldPlain folds a text of such characters only, as most are; false for any
// other.
func foldPlain(c *converter, text string, n int) ([]rune, bool) {
	runes := make([]rune, n)
	k := 0
	for _, r := range text {
		to, ok := narrow(r)
		if !ok {
			return nil, false
		}
		runes[k] = to
		k++
	}
	c.convert(runes)
	return runes, true
}

func fold(c *converter, text string) Folded {
	n := utf8.RuneCountInString(text)
	if runes, ok := foldPlain(c, text, n); ok {
		return Folded{Text: string(runes), length: n, runes: runes}
	}
	runes := make([]rune, 0, n+8)
	var starts, ends []int32
	moved := func(source int) { // from here on the map is written out
		if starts != nil {
			return
		}
		starts, ends = make([]int32, 0, n+9), make([]int32, 0, n+8)
		for k := range source {
			starts, ends = append(starts, int32(k)), append(ends, int32(k+1))
		}
	}
	add := func(r rune, from, to int) {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		runes = append(runes, r)
		if starts != nil {
			starts, ends = append(starts, int32(from)), append(ends, int32(to))
		}
	}
	source := 0
	r, size := utf8.DecodeRuneInString(text)
	for i := 0; i < len(text); {
		next, width := utf8.DecodeRuneInString(text[i+size:])
		parted := parts(next) || alone(text[i+size:])
		switch {
		case parted && (r < utf8.RuneSelf || stable(r)):
			add(r, source, source+1)
		case parted && r >= 0xFF01 && r <= 0xFF5E:
			add(r-0xFEE0, source, source+1)
		default:
			size = segment(text[i:])
			part := text[i : i+size]
			before := utf8.RuneCountInString(part)
			after := norm.NFKC.String(part)
			if utf8.RuneCountInString(after) == before {
				at := source
				for _, f := range after {
					add(f, at, at+1)
					at++
				}
			} else {
				moved(source)
				for _, f := range after {
					add(f, source, source+before)
				}
			}
			source += before - 1
			next, width = utf8.DecodeRuneInString(text[i+size:])
		}
		source++
		i += size
		r, size = next, width
	}
	c.convert(runes)
	if starts != nil {
		starts = append(starts, int32(source))
	}
	return Folded{Text: string(runes), starts: starts, ends: ends, length: source, runes: runes}
}

// Runes are the code points of the folded text. Nobody may change them.
func (f Folded) Runes() []rune {
	if f.runes == nil {
		return []rune(f.Text)
	}
	return f.runes
}

// alone reports whether a text cannot join with what stands before it.
func alone(next string) bool {
	if next == "" {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(next); parts(r) {
		return true
	}
	return norm.NFKC.PropertiesString(next).BoundaryBefore()
}

// parts is a quick test for most of what cannot join with what stands before
// it.
func parts(r rune) bool {
	return r < utf8.RuneSelf || r != utf8.RuneError && (stable(r) || r >= 0xFF01 && r <= 0xFF5E)
}

// segment is the length in bytes of the first stretch of text that
// normalises on its own.
func segment(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	for size < len(text) && !alone(text[size:]) {
		_, n := utf8.DecodeRuneInString(text[size:])
		size += n
	}
	return size
}

// Origin maps an index of the folded text to the index of the source where
// that code point begins; the length of the folded text, and anything beyond,
// maps to the length of the source. It never decreases. Where one code point
// became several (㎡ to m2) each of them begins where it began: Span is the
// way to cut a piece out.
func (f Folded) Origin(i int) int {
	switch {
	case i <= 0:
		return 0
	case f.starts == nil:
		return min(i, f.length)
	default:
		return int(f.starts[min(i, len(f.starts)-1)])
	}
}

// Span is the stretch of the source that the folded code points start up to,
// not including, end came from. An empty stretch stays empty.
func (f Folded) Span(start, end int) (int, int) {
	from := f.Origin(start)
	if end <= start {
		return from, from
	}
	if f.starts == nil {
		return from, min(max(end, 0), f.length)
	}
	if end >= len(f.starts) {
		return from, f.length
	}
	return from, int(f.ends[end-1])
}

// Len is the number of code points of the source.
func (f Folded) Len() int { return f.length }
