package reader

import (
	"encoding/xml"
	"strconv"
)

// docxStyle is what of a paragraph style bears on the text.
type docxStyle struct {
	basedOn string
	num     docxNum
	hidden  bool
}

// docxNum is a paragraph's place in a list. Where set is false nothing is
// said; id "0" says that there is no number.
type docxNum struct {
	id      string
	level   int
	set     bool
	leveled bool
}

// docxStyles are the paragraph styles by id, "" for the default one.
type docxStyles map[string]docxStyle

func (p *docxParts) styles(part string) (docxStyles, error) {
	out := docxStyles{}
	err := p.read(part, func(d *xml.Decoder) error {
		id, standard := "", false
		var s docxStyle
		return elements(d, func(e xml.StartElement) error {
			switch e.Name.Local {
			case "style":
				id, s = attr(e, "styleId"), docxStyle{}
				standard = attr(e, "type") == "paragraph" && truth(attr(e, "default"))
				if attr(e, "type") != "paragraph" {
					id = ""
				}
			case "basedOn":
				s.basedOn = attr(e, "val")
			case "numId":
				s.num.id, s.num.set = attr(e, "val"), true
			case "ilvl":
				s.num.level, s.num.leveled = level(attr(e, "val")), true
			case "vanish":
				s.hidden = on(e)
			}
			if id != "" {
				out[id] = s
				if standard {
					out[""] = s
				}
			}
			return nil
		})
	})
	return out, err
}

// truth reads a yes that is no unless it is said.
func truth(value string) bool { return value == "1" || value == "true" || value == "on" }

// level reads a list level; Word has nine.
func level(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 8 {
		return 0
	}
	return n
}

// num follows a style's ancestry to the list it is in.
func (s docxStyles) num(id string) docxNum {
	var out docxNum
	// A chain of styles is short; one that goes in a circle ends here.
	for range 20 {
		style, ok := s[id]
		if !ok {
			break
		}
		if style.num.leveled && !out.leveled {
			out.level, out.leveled = style.num.level, true
		}
		if style.num.set {
			out.id, out.set = style.num.id, true
			return out
		}
		if style.basedOn == "" {
			break
		}
		id = style.basedOn
	}
	return out
}
