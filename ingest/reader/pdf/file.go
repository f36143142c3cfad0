package pdf

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
)

// What can be wrong with a file.
var (
	ErrBroken    = errors.New("pdf: not a readable PDF file")
	ErrEncrypted = errors.New("pdf: needs a password")
	ErrTooLarge  = errors.New("pdf: unpacks to more than is read")
	ErrNoText    = errors.New("pdf: pages without text")
	ErrNoUnicode = errors.New("pdf: a font does not tell its characters")
)

// The bounds of reading a file.
const (
	// maxStream is the largest unpacked stream. A page's content has
	// kilobytes, a font map at most some hundred.
	maxStream = 32 << 20
	// maxPacked bounds what all object streams unpack to, as their objects
	// stay in memory.
	maxPacked = 32 << 20
	// maxUnpacked bounds what all streams unpack to.
	maxUnpacked = 1 << 30
	// maxObjects is how many objects a file may have.
	maxObjects = 2_000_000
)

// file is the objects of a PDF file.
type file struct {
	ctx      context.Context
	objects  map[int]object
	trailer  dict
	crypt    *decrypter
	unpacked int
	// incomplete is set where a page or a font's map is named and isn't there.
	incomplete bool
}

// found is an object with its number, in the order of the file.
type found struct {
	id ref
	o  object
}

// open reads the objects of a file. Where a number stands twice the later
// object counts: files are changed by adding to their end.
func open(ctx context.Context, data []byte) (*file, error) {
	f := &file{ctx: ctx, objects: map[int]object{}, trailer: dict{}}
	all, err := f.scan(data)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		f.objects[x.id.num] = x.o
		if s, ok := x.o.(*stream); ok && s.dict["Type"] == name("XRef") {
			f.addTrailer(s.dict)
		}
	}
	if f.trailer["Root"] == nil {
		f.findRoot()
	}
	if e, ok := f.get(f.trailer["Encrypt"]).(dict); ok {
		if f.crypt, err = newDecrypter(f, e); err != nil {
			return nil, err
		}
	}
	packed := 0
	for _, x := range all {
		f.objects[x.id.num] = x.o
		s, ok := x.o.(*stream)
		if !ok || s.dict["Type"] != name("ObjStm") {
			continue
		}
		n, err := f.expand(s)
		if err != nil {
			return nil, err
		}
		if packed += n; packed > maxPacked || len(f.objects) > maxObjects {
			return nil, ErrTooLarge
		}
	}
	if f.trailer["Root"] == nil {
		f.findRoot()
	}
	if len(f.objects) == 0 {
		return nil, ErrBroken
	}
	return f, nil
}

func (f *file) addTrailer(d dict) {
	for _, k := range []name{"Root", "Encrypt", "ID"} {
		if d[k] != nil {
			f.trailer[k] = d[k]
		}
	}
}

// findRoot looks for the catalogue of a file that lost its trailer.
func (f *file) findRoot() {
	for _, num := range slices.Sorted(maps.Keys(f.objects)) {
		if d, ok := f.objects[num].(dict); ok && d["Type"] == name("Catalog") {
			f.trailer["Root"] = ref{num: num}
		}
	}
}

// scan finds the objects that stand in the file itself.
func (f *file) scan(data []byte) ([]found, error) {
	var out []found
	end := -1 // where the word obj stands next, behind at
	for at := 0; at < len(data); {
		if f.ctx.Err() != nil {
			return nil, f.ctx.Err()
		}
		if end < at {
			if end = len(data); at < end {
				if obj := bytes.Index(data[at:], []byte("obj")); obj >= 0 {
					end = at + obj
				}
			}
		}
		if t := bytes.Index(data[at:end], []byte("trailer")); t >= 0 {
			at += t + len("trailer")
			l := lexer{data: data, pos: at}
			l.skipSpace()
			if bytes.HasPrefix(data[l.pos:], []byte("<<")) {
				if d, ok := l.next(true); ok {
					f.addTrailer(d.(dict))
					at = l.pos
				}
			}
			continue
		}
		if end == len(data) {
			break
		}
		at = end + len("obj")
		id, ok := header(data[:end])
		if !ok {
			continue
		}
		l := lexer{data: data, pos: at}
		o, ok := l.next(true)
		if !ok {
			break
		}
		if stops(o) {
			continue
		}
		at = max(at, min(l.pos, len(data)))
		if d, ok := o.(dict); ok {
			if start, ok := streamStart(data, l.pos); ok {
				end := f.streamEnd(data, start, d)
				o = &stream{dict: d, raw: data[start:end], id: id}
				at = end
			}
		}
		if len(out) >= maxObjects {
			return nil, ErrTooLarge
		}
		out = append(out, found{id, o})
	}
	return out, nil
}

// header reads "12 0 " backwards from before the word obj.
func header(before []byte) (ref, bool) {
	rest := bytes.TrimRight(before, " \r\n\t\x00\f")
	if len(rest) == len(before) {
		return ref{}, false
	}
	gen, rest := lastDigits(rest)
	trimmed := bytes.TrimRight(rest, " \r\n\t\x00\f")
	if len(gen) == 0 || len(gen) > 5 || len(trimmed) == len(rest) {
		return ref{}, false
	}
	num, _ := lastDigits(trimmed)
	if len(num) == 0 || len(num) > 8 {
		return ref{}, false
	}
	n, _ := strconv.Atoi(string(num))
	g, _ := strconv.Atoi(string(gen))
	return ref{n, g}, true
}

// lastDigits cuts the digits off the end of b, at most ten of them.
func lastDigits(b []byte) (digits, rest []byte) {
	i := len(b)
	for i > 0 && len(b)-i <= 10 && b[i-1] >= '0' && b[i-1] <= '9' {
		i--
	}
	return b[i:], b[:i]
}

// streamStart finds where the bytes of a stream begin, behind its dictionary.
func streamStart(data []byte, pos int) (int, bool) {
	l := lexer{data: data, pos: pos}
	l.skipSpace()
	if !bytes.HasPrefix(data[l.pos:], []byte("stream")) {
		return 0, false
	}
	at := l.pos + len("stream")
	if at < len(data) && data[at] == '\r' {
		at++
	}
	if at < len(data) && data[at] == '\n' {
		at++
	}
	return at, true
}

// streamEnd trusts the length that a stream gives where the stream does end
// there, and looks for its end otherwise.
func (f *file) streamEnd(data []byte, start int, d dict) int {
	if n, ok := d["Length"].(float64); ok && n >= 0 && n <= float64(len(data)-start) {
		end := start + int(n)
		rest := bytes.TrimLeft(data[end:min(len(data), end+20)], " \r\n\t")
		if bytes.HasPrefix(rest, []byte("endstream")) {
			return end
		}
	}
	i := bytes.Index(data[start:], []byte("endstream"))
	if i < 0 {
		return len(data)
	}
	end := start + i
	if end > start && data[end-1] == '\n' {
		end--
	}
	if end > start && data[end-1] == '\r' {
		end--
	}
	return end
}

// expand adds the objects of an object stream and says how much it unpacked.
func (f *file) expand(s *stream) (int, error) {
	data, err := f.decode(s)
	if err != nil {
		if errors.Is(err, ErrTooLarge) || f.ctx.Err() != nil {
			return 0, err
		}
		return 0, nil // one broken stream of objects; the pages tell whether it matters
	}
	n, first := int(number(f.get(s.dict["N"]))), int(number(f.get(s.dict["First"])))
	if first < 0 || first > len(data) {
		return len(data), nil
	}
	l := lexer{data: data[:first]}
	spent := 0
	for range min(max(n, 0), len(data)) {
		num, ok1 := l.next(false)
		offset, ok2 := l.next(false)
		if !ok1 || !ok2 {
			break
		}
		at := first + int(number(offset))
		if at < first || at > len(data) || number(num) < 0 || number(num) > 1e8 {
			continue
		}
		inner := lexer{data: data, pos: at}
		if o, ok := inner.next(true); ok && !stops(o) {
			f.objects[int(number(num))] = o
		}
		// Objects don't overlap, unless they are there to multiply.
		if spent += inner.pos - at; spent > 2*len(data) {
			return 0, ErrTooLarge
		}
	}
	return len(data), nil
}

// get follows references. Where they go in a circle there is nothing.
func (f *file) get(o object) object {
	for range 20 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.objects[r.num]
	}
	return nil
}

func (f *file) dict(o object) dict {
	switch o := f.get(o).(type) {
	case dict:
		return o
	case *stream:
		return o.dict
	}
	return nil
}

func (f *file) array(o object) array {
	a, _ := f.get(o).(array)
	return a
}

// number reads a number that fits any use here, 0 for what is none.
func number(o object) float64 {
	n, ok := o.(float64)
	if !ok || n != n || n > 1e9 || n < -1e9 {
		return 0
	}
	return n
}
