package pdf

import "strings"

// font tells the characters and widths of codes.
type font struct {
	spaces  []codespace // one byte each where empty
	unicode *cmap       // the font's own map, nil where it has none
	charset *charset    // a predefined encoding, nil for none
	glyphs  *cmap       // codes to glyph numbers, nil where they are the same
	simple  map[byte]string
	// widths by glyph number, in thousandths of the size; otherwise width.
	widths map[int]float64
	width  float64
	// scale is the width of a unit in text space: a thousandth, but for
	// fonts drawn by the file itself.
	scale    float64
	vertical bool
	named    string
}

// maxWidths bounds a font's table of widths.
const maxWidths = 1 << 17

func (f *file) font(d dict) *font {
	out := &font{scale: 0.001, width: 500}
	base, _ := f.get(d["BaseFont"]).(name)
	out.named = string(base)
	switch u := f.get(d["ToUnicode"]).(type) {
	case *stream:
		if data, err := f.decode(u); err == nil {
			out.unicode = readCMap(data)
		}
	case name:
		if strings.HasPrefix(string(u), "Identity") {
			out.charset = &charset{nil, twoBytes}
		}
	case nil:
		f.incomplete = f.incomplete || d["ToUnicode"] != nil
	}
	if f.get(d["Subtype"]) == name("Type0") {
		f.composite(out, d)
	} else {
		f.simple(out, d)
	}
	return out
}

// composite reads a font of many bytes a code, ISO 32000-1 §9.7.
func (f *file) composite(out *font, d dict) {
	out.spaces, out.width = twoBytes, 1000
	switch e := f.get(d["Encoding"]).(type) {
	case name:
		out.vertical = strings.HasSuffix(string(e), "-V")
		if c, ok := predefined(string(e)); ok {
			out.spaces, out.charset = c.spaces, &c
		}
	case *stream:
		if data, err := f.decode(e); err == nil {
			out.glyphs = readCMap(data)
			if len(out.glyphs.spaces) > 0 {
				out.spaces = out.glyphs.spaces
			}
		}
		out.vertical = number(f.get(e.dict["WMode"])) == 1
		if use, ok := f.get(e.dict["UseCMap"]).(name); ok {
			if c, ok := predefined(string(use)); ok {
				out.spaces, out.charset = c.spaces, &c
			}
		}
	}
	descendants := f.array(d["DescendantFonts"])
	if len(descendants) == 0 {
		return
	}
	under := f.dict(descendants[0])
	if w, ok := f.get(under["DW"]).(float64); ok {
		out.width = number(w)
	}
	out.widths = map[int]float64{}
	w := f.array(under["W"])
	done := 0
	for i := 0; i < len(w); {
		first := int(number(f.get(w[i])))
		if i+1 >= len(w) {
			break
		}
		if list, ok := f.get(w[i+1]).(array); ok {
			for k, x := range list {
				if done++; done < maxWidths {
					out.widths[first+k] = number(f.get(x))
				}
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last := int(number(f.get(w[i+1])))
		for k := first; k <= last && k-first < 65536 && done < maxWidths; k++ {
			done++
			out.widths[k] = number(f.get(w[i+2]))
		}
		i += 3
	}
}

// simple reads a font of one byte a code, §9.6.
func (f *file) simple(out *font, d dict) {
	out.simple = map[byte]string{}
	descriptor := f.dict(d["FontDescriptor"])
	symbolic := int(number(f.get(descriptor["Flags"])))&4 != 0
	base := name("")
	var differences array
	switch e := f.get(d["Encoding"]).(type) {
	case name:
		base = e
	case dict:
		base, _ = f.get(e["BaseEncoding"]).(name)
		differences = f.array(e["Differences"])
	}
	own := f.get(d["Subtype"]) == name("Type3")
	if base != "" || !symbolic && !own && out.named != "Symbol" && out.named != "ZapfDingbats" {
		for c := 32; c < 256; c++ {
			out.simple[byte(c)] = simpleText(base, byte(c))
		}
	}
	at := 0
	for _, o := range differences {
		switch o := f.get(o).(type) {
		case float64:
			at = int(number(o))
		case name:
			if at >= 0 && at < 256 {
				out.simple[byte(at)] = glyphText(o)
			}
			at++
		}
	}
	if own {
		m := f.array(d["FontMatrix"])
		if len(m) == 6 && number(f.get(m[0])) != 0 {
			out.scale = max(number(f.get(m[0])), -number(f.get(m[0])))
		}
		out.width = 0
	}
	out.widths = map[int]float64{}
	first := int(number(f.get(d["FirstChar"])))
	for i, w := range f.array(d["Widths"]) {
		if i > 255 {
			break
		}
		out.widths[first+i] = number(f.get(w))
	}
	if w, ok := f.get(descriptor["MissingWidth"]).(float64); ok {
		out.width = number(w)
	}
}

// next cuts the first code off s.
func (t *font) next(s string) code {
	if len(t.spaces) == 0 {
		return code{uint32(s[0]), 1}
	}
	return split(t.spaces, s)
}

// text is the character of a code, "" where the font doesn't tell.
func (t *font) text(c code) string {
	if t.unicode != nil {
		if s, ok := t.unicode.chars[c]; ok && readable(s) {
			return s
		}
		// Some programs write the map with codes of another length.
		for n := 1; n <= 2; n++ {
			if s, ok := t.unicode.chars[code{c.value, n}]; ok && readable(s) {
				return s
			}
		}
	}
	if t.charset != nil {
		return t.charset.text(c)
	}
	if t.simple != nil && c.bytes == 1 {
		return t.simple[byte(c.value)]
	}
	return ""
}

// advance is the width of a code in text space units of size one.
func (t *font) advance(c code) float64 {
	glyph := int(c.value)
	switch {
	case t.glyphs != nil:
		glyph = t.glyphs.cids[c]
	case t.charset != nil:
		// The numbers of the glyphs are unknown here: halves and wholes.
		if c.bytes == 1 || c.value < 0x100 {
			return 0.5
		}
		return 1
	}
	if w, ok := t.widths[glyph]; ok {
		return w * t.scale
	}
	return t.width * t.scale
}
