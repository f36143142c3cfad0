package reader

import (
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const docxLevels = 9

// docxLevel is how a level of a list is numbered.
type docxLevel struct {
	start  int
	format string
	// text is the pattern, with %1 for the number of the first level.
	text    string
	suffix  string // what follows: tab, space or nothing
	restart int    // the level whose number starts this one again, -1 for any above
	legal   bool   // all numbers of the pattern in decimal
	style   string // the paragraph style tied to the level
}

// docxList is an abstract list, whose counters all its instances share.
type docxList struct {
	levels [docxLevels]docxLevel
	counts [docxLevels]int
	used   [docxLevels]bool
	link   string // the name of a list style that defines it
	named  string // the name it defines
}

// docxInstance is a list as paragraphs refer to it.
type docxInstance struct {
	list   string
	starts map[int]int // levels that begin anew at the instance's first use
	levels map[int]docxLevel
	begun  map[int]bool
}

// docxNumbering counts a document's automatic numbers, ECMA-376 part 1 §17.9.
type docxNumbering struct {
	lists     map[string]*docxList
	instances map[string]*docxInstance
}

func (p *docxParts) numbering(part string) (*docxNumbering, error) {
	n := &docxNumbering{lists: map[string]*docxList{}, instances: map[string]*docxInstance{}}
	var list *docxList
	var instance *docxInstance
	var current docxLevel
	at := -1
	// save keeps the level being read, as its elements come one by one.
	save := func() {
		switch {
		case at < 0:
		case instance != nil:
			if instance.levels == nil {
				instance.levels = map[int]docxLevel{}
			}
			instance.levels[at] = current
		case list != nil:
			list.levels[at] = current
		}
	}
	override := 0
	err := p.read(part, func(d *xml.Decoder) error {
		return elements(d, func(e xml.StartElement) error {
			value := attr(e, "val")
			switch e.Name.Local {
			case "abstractNum":
				list, instance, at = &docxList{}, nil, -1
				for i := range list.levels {
					list.levels[i] = docxLevel{start: 1, format: "none", restart: -1}
				}
				n.lists[attr(e, "abstractNumId")] = list
			case "num":
				list, at = nil, -1
				instance = &docxInstance{starts: map[int]int{}, begun: map[int]bool{}}
				n.instances[attr(e, "numId")] = instance
			case "abstractNumId":
				if instance != nil {
					instance.list = value
				}
			case "lvlOverride":
				override, at = level(attr(e, "ilvl")), -1
			case "startOverride":
				if instance != nil {
					instance.starts[override] = number(value, 1)
				}
			case "lvl":
				at, current = level(attr(e, "ilvl")), docxLevel{start: 1, format: "decimal", restart: -1}
			case "start":
				current.start = number(value, 1)
			case "numFmt":
				// The newer formats stand behind the older one in an
				// alternative; the first is what every program shows.
				if format := value; format != "custom" {
					current.format = format
				}
			case "lvlText":
				current.text = value
			case "suff":
				current.suffix = value
			case "lvlRestart":
				current.restart = number(value, -1)
			case "isLgl":
				current.legal = on(e)
			case "pStyle":
				current.style = value
			case "numStyleLink":
				if list != nil {
					list.link = value
				}
			case "styleLink":
				if list != nil {
					list.named = value
				}
			}
			save()
			return nil
		})
	})
	return n, err
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxNumber {
		return otherwise
	}
	return n
}

// list resolves the list of an instance, through a list style if need be.
func (n *docxNumbering) list(i *docxInstance) *docxList {
	l := n.lists[i.list]
	if l == nil || l.link == "" {
		return l
	}
	for _, id := range slices.Sorted(maps.Keys(n.lists)) {
		if n.lists[id].named == l.link {
			return n.lists[id]
		}
	}
	return l
}

// styleLevel is the level that a paragraph style is tied to in its list.
func (n *docxNumbering) styleLevel(id, style string) (int, bool) {
	i := n.instances[id]
	if i == nil || style == "" {
		return 0, false
	}
	l := n.list(i)
	if l == nil {
		return 0, false
	}
	for k, lvl := range l.levels {
		if lvl.style == style {
			return k, true
		}
	}
	return 0, false
}

// next counts a paragraph of the list and returns the number that Word writes
// before it, with the space that follows, "" where it writes none.
func (n *docxNumbering) next(id string, at int) string {
	i := n.instances[id]
	if i == nil {
		return ""
	}
	l := n.list(i)
	if l == nil {
		return ""
	}
	levels := l.levels
	for k, lvl := range i.levels {
		levels[k] = lvl
	}
	if start, ok := i.starts[at]; ok && !i.begun[at] {
		l.counts[at], l.used[at] = start-1, true
	}
	i.begun[at] = true
	if !l.used[at] {
		l.counts[at], l.used[at] = levels[at].start-1, true
	}
	l.counts[at]++
	for k := at + 1; k < docxLevels; k++ {
		// Restart 0 is never, k is at the level above only.
		if r := levels[k].restart; r < 0 || r > 0 && at < r {
			l.used[k] = false
		}
	}
	return levels[at].write(levels, l)
}

func (lvl docxLevel) write(levels [docxLevels]docxLevel, l *docxList) string {
	if lvl.format == "bullet" || lvl.text == "" {
		return ""
	}
	var b strings.Builder
	text := lvl.text
	for i := 0; i < len(text); i++ {
		if text[i] != '%' || i+1 >= len(text) || text[i+1] < '1' || text[i+1] > '9' {
			b.WriteByte(text[i])
			continue
		}
		i++
		k := int(text[i] - '1')
		count := l.counts[k]
		if !l.used[k] {
			// A level above that has not been used counts as begun.
			count = levels[k].start
		}
		format := levels[k].format
		if lvl.legal {
			format = "decimal"
		}
		b.WriteString(numberText(format, count))
	}
	mark := b.String()
	end, _ := utf8.DecodeLastRuneInString(mark)
	if mark == "" || lvl.suffix == "nothing" || strings.ContainsRune("、）)．：", end) {
		// The tab behind these is width on paper, not a word's end.
		return mark
	}
	return mark + " "
}
