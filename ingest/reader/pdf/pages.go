package pdf

import (
	"fmt"
	"maps"
	"slices"
)

// maxPages is how many pages are read; a yearbook has two thousand.
const maxPages = 20_000

// page is a page as the tree of pages describes it, with what it inherits.
type page struct {
	dict      dict
	resources dict
	rotate    int
	height    float64
	bottom    float64
	width     float64
}

// pages lists the pages in order. A file whose tree is broken gives the pages
// that it holds, by the number of their object.
func (f *file) pages() []page {
	var out []page
	seen := map[int]bool{}
	var walk func(o object, from page, depth int)
	walk = func(o object, from page, depth int) {
		if r, ok := o.(ref); ok {
			if seen[r.num] {
				return
			}
			seen[r.num] = true
		}
		d, ok := f.get(o).(dict)
		if !ok && depth > 0 {
			f.incomplete = true
		}
		if !ok || depth > maxDepth || len(out) >= maxPages {
			return
		}
		from.inherit(f, d)
		if kids := f.array(d["Kids"]); kids != nil {
			for _, k := range kids {
				walk(k, from, depth+1)
			}
			return
		}
		from.dict = d
		out = append(out, from)
	}
	root := f.dict(f.trailer["Root"])
	start := page{height: 842, width: 595}
	walk(root["Pages"], start, 0)
	if len(out) > 0 {
		return out
	}
	for _, num := range slices.Sorted(maps.Keys(f.objects)) {
		if d, ok := f.objects[num].(dict); ok && d["Type"] == name("Page") && len(out) < maxPages {
			p := start
			p.inherit(f, d)
			p.dict = d
			out = append(out, p)
		}
	}
	return out
}

func (p *page) inherit(f *file, d dict) {
	if r := f.dict(d["Resources"]); r != nil {
		p.resources = r
	}
	if r, ok := f.get(d["Rotate"]).(float64); ok {
		p.rotate = (int(number(r))%360 + 360) % 360
	}
	if box := f.array(d["MediaBox"]); len(box) == 4 {
		at := func(i int) float64 { return number(f.get(box[i])) }
		if w, h := at(2)-at(0), at(3)-at(1); w != 0 && h != 0 {
			p.width, p.height, p.bottom = max(w, -w), max(h, -h), min(at(1), at(3))
		}
	}
}

// content is what a page paints, its streams joined as they count as one.
func (f *file) content(p page) ([]byte, error) {
	var parts array
	switch o := f.get(p.dict["Contents"]).(type) {
	case *stream:
		parts = array{o}
	case array:
		parts = o
	default:
		if p.dict["Contents"] != nil {
			parts = array{nil}
		}
	}
	var out []byte
	for _, o := range parts {
		s, ok := f.get(o).(*stream)
		if !ok {
			return nil, fmt.Errorf("%w: a part of it is not in the file", ErrBroken)
		}
		data, err := f.decode(s)
		if err != nil {
			return nil, err
		}
		if out = append(append(out, data...), '\n'); len(out) > maxStream {
			return nil, ErrTooLarge
		}
	}
	return out, nil
}
