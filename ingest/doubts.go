package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Where line breaks and spaces are gone, nothing but its place in the sequence
// tells 第八条 from a reference to it. Such candidates are weak: they count
// where the sequence of the others has a gap without them.

// weigh decides whether the 第X条 or 第X章 read at c can be a marker at all,
// and whether it is a weak one.
func (c *candidate) weigh(text []rune) bool {
	if c.style.division() {
		if c.loose && c.boundary < boundarySpace || c.boundary == boundaryGlued {
			c.weak = true
			return !c.refers && (c.headed || c.value == 1 && c.boundary == boundaryGlued && !leadsTo(text, c.start, true))
		}
		return !c.refers
	}
	switch {
	case c.boundary == boundaryLine:
		// A line that begins so may be one broken inside a sentence.
		c.weak = c.refers && c.loose
		return true
	case c.boundary == boundaryGlued:
		spaced := !c.loose && c.end < len(text) && isBlank(text[c.end])
		c.weak = !spaced || c.refers
		return spaced && !c.refers || c.headed && !c.refers || !c.refers && !leadsTo(text, c.start, c.value == 1)
	case c.boundary == boundaryComma:
		if c.loose || c.refers {
			c.weak = true
			return !c.refers && strings.ContainsRune("”’）)】］]〕", text[c.start-1])
		}
		return true
	}
	c.weak = c.loose || c.refers
	return true
}

// leadsTo reports whether the words before i speak of an article rather than
// end before it: 依照|第三条, 行政处罚法|第八条. Where a title may stand before
// the first article, the name of a law is no such word.
func leadsTo(text []rune, i int, title bool) bool {
	if i == 0 {
		return false
	}
	if strings.ContainsRune("依照据據反按和或及与與至到由在对對将將除的是把以于於本该該同即指“‘「（(《〈之有犯从因凭如原并守", text[i-1]) {
		return true
	}
	for _, w := range speaking {
		if endsIn(text[:i], w) {
			return true
		}
	}
	return !title && slices.ContainsFunc(lawNouns, func(w string) bool { return endsIn(text[:i], w) })
}

var (
	// speaking are words before an article that is spoken of, where their last
	// character alone may also end a title: 适用|第三条, but 规划与利用|第七条.
	speaking = []string{"适用", "適用", "引用", "援用", "准用", "改为", "改為", "作为", "作為", "即为", "即為", "符合"}
	// lawNouns end the names of laws.
	lawNouns = []string{"法", "条例", "條例", "细则", "細則", "规则", "規則", "解释", "解釋", "公约", "公約"}
)

func endsIn(text []rune, word string) bool {
	n := utf8.RuneCountInString(word)
	return n <= len(text) && hasWord(text, len(text)-n, word)
}

// heading follows the title of a division while a text is scanned: where line
// breaks are gone it runs into the first article, 第二章规划第八条省人民政府….
type heading struct {
	begins int // where the title begins
	on     bool
}

const longestHeading = 50

func (h *heading) after(c candidate) { h.begins, h.on = c.end, c.style.division() }

// over ends the title at a mark that no title holds.
func (h *heading) over(r rune) {
	if h.on && strings.ContainsRune("。；：，,;:！？!?", r) {
		h.on = false
	}
}

func (h *heading) open(i int) bool { return h.on && i-h.begins <= longestHeading }
