package pdf

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Shares and distances that tell paragraphs, in sizes where not said.
const (
	edgeSlack   = 1.0  // lines that end or begin this close share an edge
	indentLeast = 1.3  // a first line stands in by two characters
	fullSlack   = 2.2  // a line this close to the edge is full
	pageMargin  = 0.13 // of the page's height: where its number stands
	looseGap    = 1.6  // of the usual distance of lines: a new paragraph
)

// compose makes the text of a file: lines that continue each other become
// one, across pages too; page numbers and running heads are left out.
func compose(sheets []sheet) string {
	dropPageNumbers(sheets)
	dropRunning(sheets)
	all := lineEdges(sheets, nil)
	body := bodySize(sheets)
	var b strings.Builder
	var before line
	var e edges
	have, samePage := false, false
	for i := range sheets {
		own := lineEdges(sheets[i:i+1], &all)
		settleCells(sheets[i].lines)
		samePage = false
		for _, l := range sheets[i].lines {
			switch {
			case !have:
			case continues(before, l, e, own, samePage, body):
				b.WriteString(joint(before.text, l.text))
				l.hang = before.hang
			default:
				b.WriteByte('\n')
			}
			b.WriteString(l.text)
			before, e, have, samePage = l, own, true, true
		}
	}
	if have {
		b.WriteByte('\n')
	}
	return b.String()
}

// edges are where the lines of the text begin and end, and how far apart
// they are.
type edges struct{ left, right, pitch float64 }

// lineEdges finds the edges that several lines share. A page with too few
// lines of its own takes those of the whole file.
func lineEdges(sheets []sheet, otherwise *edges) edges {
	var lefts, rights, pitches []float64
	size := 0.0
	for _, s := range sheets {
		for i, l := range s.lines {
			if l.cells {
				continue
			}
			lefts, rights = append(lefts, l.left), append(rights, l.right)
			size = max(size, l.size)
			if i > 0 && !s.lines[i-1].cells {
				pitches = append(pitches, s.lines[i-1].y-l.y)
			}
		}
	}
	if otherwise != nil && len(lefts) < 6 || len(lefts) == 0 {
		if otherwise != nil {
			return *otherwise
		}
		return edges{}
	}
	slices.Sort(lefts)
	slices.Sort(rights)
	slices.Reverse(rights)
	slices.Sort(pitches)
	e := edges{left: shared(lefts, size), right: shared(rights, size)}
	if len(pitches) > 0 {
		e.pitch = pitches[len(pitches)/2]
	}
	return e
}

// shared is the outermost place at which at least two lines in ten, or three,
// stand together; the first of places where none do.
func shared(places []float64, size float64) float64 {
	least := min(max(2, len(places)/20), 20)
	for i := range places {
		n := 1
		for n < least && i+n < len(places) && max(places[i+n]-places[i], places[i]-places[i+n]) <= edgeSlack*0.5*size {
			n++
		}
		if n >= least {
			return places[i]
		}
	}
	return places[0]
}

// bodySize is the size that most characters have.
func bodySize(sheets []sheet) float64 {
	count := map[int]int{}
	for _, s := range sheets {
		for _, l := range s.lines {
			count[int(l.size*4+0.5)] += utf8.RuneCountInString(l.text)
		}
	}
	best, most := 0, 0
	for size, n := range count {
		if n > most || n == most && size < best {
			best, most = size, n
		}
	}
	return float64(best) / 4
}

// begins is a line that opens a unit of a policy text, whatever its place.
var begins = regexp.MustCompile(`^(第[〇零一二三四五六七八九十百千0-9]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|附件|附则)`)

// continues decides whether l goes on where before broke off. Paragraphs of a
// Chinese text stand in at their first line; their other lines reach from
// edge to edge.
func continues(before, l line, e, own edges, samePage bool, body float64) bool {
	if before.cells || l.cells {
		return false
	}
	size := max(before.size, l.size)
	if samePage && max(before.size-l.size, l.size-before.size) > 0.25*size {
		return false
	}
	gap := before.y - l.y
	loose := samePage && own.pitch > 0 && gap > looseGap*max(own.pitch, 1.1*size)
	if title(before, e, body) && title(l, own, body) {
		return samePage && !loose && gap < 2.6*size && !strings.HasPrefix(l.text, "（") && !strings.HasPrefix(l.text, "〔")
	}
	if loose || begins.MatchString(l.text) && ended(before.text) {
		return false
	}
	hangs := before.hang > 0 && l.hang == 0 && max(l.left-before.hang, before.hang-l.left) < 0.6*size
	if l.left > own.left+indentLeast*size && !hangs {
		return false
	}
	room := e.right - before.right
	return room < fullSlack*size || room < l.first+0.3*size
}

// title is a line in large type that both edges are far from.
func title(l line, e edges, body float64) bool {
	return l.size > 1.15*body && l.left > e.left+l.size && l.right < e.right-0.5*l.size
}

// ended reports text that closes a sentence.
func ended(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。；：！？.;:!?）)》”", r)
}

// joint is what stands where a line broke: nothing beside a Chinese
// character, a space between words.
func joint(before, after string) string {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	if isWide(a) || isWide(b) || a == '-' {
		return ""
	}
	if digit(a) && digit(b) || a == '.' && digit(b) {
		return "" // a number that was parted
	}
	return " "
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// settleCells takes the tabs out of a line that no line of cells is next to:
// a title with its letters apart is no table.
func settleCells(lines []line) {
	for i := range lines {
		if !lines[i].cells || lines[i].row || i > 0 && lines[i-1].cells || i+1 < len(lines) && strings.Contains(lines[i+1].text, "\t") {
			continue
		}
		lines[i].text = strings.ReplaceAll(lines[i].text, "\t", "  ")
	}
}

var pageNumber = regexp.MustCompile(`^(?:[-—–－·.\s]*(\d{1,4})[-—–－·.\s]*|第\s*(\d{1,4})\s*页.{0,12}|(\d{1,4})\s*/\s*\d{1,4})$`)

// dropPageNumbers takes out the numbers of pages, which would part a clause
// in two. A line is one where it is alone at an edge of the page and counts
// with the pages.
func dropPageNumbers(sheets []sheet) {
	type place struct{ sheet, line, offset int }
	var found []place
	offsets := map[int]int{}
	for i, s := range sheets {
		height := s.top - s.bottom
		for _, k := range []int{0, len(s.lines) - 1} {
			if len(s.lines) == 0 || len(s.lines) == 1 && len(sheets) == 1 || height <= 0 {
				continue
			}
			l := s.lines[k]
			if l.y > s.bottom+pageMargin*height && l.y < s.top-pageMargin*height {
				continue
			}
			m := pageNumber.FindStringSubmatch(l.text)
			if m == nil {
				continue
			}
			n, err := strconv.Atoi(cmp.Or(m[1], m[2], m[3]))
			if err != nil {
				continue
			}
			found = append(found, place{i, k, n - i})
			offsets[n-i]++
			if k == len(s.lines)-1 {
				break
			}
		}
	}
	// From the last, so that the places before stay right.
	for _, p := range slices.Backward(found) {
		if offsets[p.offset] > 1 || p.offset == 1 && offsets[1] == len(found) {
			s := &sheets[p.sheet]
			s.lines = slices.Delete(s.lines, p.line, p.line+1)
		}
	}
}

// digits are what differs in a foot like "第 3 页 共 9 页".
var digits = regexp.MustCompile(`[0-9]+`)

// dropRunning takes out a head or foot that most pages repeat, set apart from
// the text; of the heads the first stays. Being repeated is not enough: any
// clause may end with the same words on top of a page.
func dropRunning(sheets []sheet) {
	const fewest = 3
	pitch := lineEdges(sheets, nil).pitch
	for _, foot := range []bool{false, true} {
		// at is where a page's head or foot would stand, -1 where it has none.
		at := func(s sheet) int {
			n := len(s.lines)
			k, next := 0, 1
			if foot {
				k, next = n-1, n-2
			}
			if n < 2 || s.lines[k].text == "" {
				return -1
			}
			apart := s.lines[k].y - s.lines[next].y
			if max(apart, -apart) < 1.3*pitch || ended(s.lines[k].text) {
				return -1
			}
			return k
		}
		key := func(l line) string { return digits.ReplaceAllString(l.text, "0") }
		count := map[string]int{}
		for _, s := range sheets {
			if k := at(s); k >= 0 {
				count[key(s.lines[k])]++
			}
		}
		seen := map[string]bool{}
		for i := range sheets {
			s := &sheets[i]
			k := at(*s)
			if k < 0 {
				continue
			}
			running := key(s.lines[k])
			if n := count[running]; n < fewest || 2*n < len(sheets) {
				continue
			}
			if seen[running] || foot {
				s.lines = slices.Delete(s.lines, k, k+1)
			}
			seen[running] = true
		}
	}
}
