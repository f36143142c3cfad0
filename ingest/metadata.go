package ingest

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
)

// describer reads what a document's text says of the document.
type describer struct {
	doc  *retrieval.Document
	text []rune // the source
	rows []retrieval.Row
	head []segment
}

// describe fills doc from its text, each value with its evidence. What the
// text does not say stays zero.
func describe(doc *retrieval.Document, text []rune, rows []retrieval.Row) {
	d := &describer{doc: doc, text: text, rows: rows}
	doc.Evidence = map[string]retrieval.Span{}
	d.head = segments(d.headText())
	d.labels()
	d.title()
	d.number()
	d.addressee()
	d.issued()
	d.passed()
	d.force()
	d.period()
	d.incomplete()
	d.jurisdiction()
}

// The longest head that is looked at, in code points.
const longestHead = 4000

// headText is what stands before the first numbered unit.
func (d *describer) headText() ([]rune, int) {
	end := d.doc.Start
	for _, r := range d.rows {
		if r.Kind != retrieval.Preamble {
			break
		}
		end = r.End
	}
	return d.text[d.doc.Start:min(end, d.doc.Start+longestHead)], d.doc.Start
}

func (d *describer) prove(name string, start, end int) {
	d.doc.Evidence[name] = retrieval.Span{Start: start, End: end}
}

// proveIn is prove for a byte range of a row's text.
func (d *describer) proveIn(name string, r retrieval.Row, from, to int) {
	start := r.Start + utf8.RuneCountInString(r.Text[:from])
	d.prove(name, start, start+utf8.RuneCountInString(r.Text[from:to]))
}

var draftWord = regexp.MustCompile(`征求意见稿|徵求意見稿|征求意見稿|公开征求意见|送审稿|讨论稿|审议稿|草案|草稿`)

func (d *describer) title() {
	if title, start, end := titleOf(d.head); title != "" {
		d.doc.Title = title
		d.prove("title", start, end)
	}
	if draftWord.MatchString(d.doc.Title) {
		d.doc.Draft = true
		at := d.doc.Evidence["title"]
		d.prove("draft", at.Start, at.End)
	}
}

// announcement matches 财政部 海关总署 税务总局公告2023年第4号 at the beginning of
// a document: number, issuer and, where it has none of its own, title.
var announcement = regexp.MustCompile(`^\s*((?:\p{Han}{2,16}\s+)*?\p{Han}{2,16}?)\s*((?:公告|通告|令)\s*(?:[〔（(]?[0-9]{4}\s*年?[〕）)]?\s*)?第\s*[0-9]+\s*[号號])`)

func (d *describer) number() {
	text, base := d.headText()
	s := string(text)
	if m := announcement.FindStringSubmatchIndex(s); m != nil && !strings.Contains(s[m[2]:m[3]], "关于") {
		at := base + utf8.RuneCountInString(s[:m[2]])
		d.doc.Issuer = tidy(s[m[2]:m[3]])
		d.prove("issuer", at, at+utf8.RuneCountInString(s[m[2]:m[3]]))
		d.doc.Number = d.doc.Issuer + strings.Map(dropSpace, s[m[4]:m[5]])
		end := at + utf8.RuneCountInString(s[m[2]:m[1]])
		d.prove("number", at, end)
		if !endsAsTitle(d.doc.Title) {
			d.doc.Title = d.doc.Number
			d.prove("title", at, end)
		}
		return
	}
	for _, s := range d.head {
		if s.kind == segmentNumber && d.doc.Number == "" {
			d.doc.Number = strings.Trim(strings.Map(dropSpace, s.text), "（()）")
			d.prove("number", s.start, s.end)
			return
		}
		if s.kind == segmentSentence || s.kind == segmentAddressee {
			return // further on, numbers are those of other documents
		}
	}
}

func (d *describer) addressee() {
	for _, s := range d.head {
		if s.kind == segmentAddressee {
			d.doc.Addressee = strings.TrimRight(s.text, "：:")
			d.prove("addressee", s.start, s.end-1)
			return
		}
		if s.kind == segmentSentence {
			return
		}
	}
}

// issued reads the signature: offices, then the day.
func (d *describer) issued() {
	try := func(parts []segment) bool {
		for i, s := range parts {
			if s.kind != segmentDate {
				continue
			}
			first := i
			for first > 0 && parts[first-1].kind == segmentOffice {
				first--
			}
			if first == i {
				continue
			}
			date := readDate(s.text)
			if date.IsZero() {
				continue
			}
			if d.doc.Issued.IsZero() {
				d.doc.Issued = date
				d.prove("issued", s.start, s.end)
			}
			if d.doc.Issuer == "" {
				var names []string
				for _, o := range parts[first:i] {
					names = append(names, o.text)
				}
				d.doc.Issuer = strings.Join(names, " ")
				d.prove("issuer", parts[first].start, parts[i-1].end)
			}
			return true
		}
		return false
	}
	if try(d.head) {
		return
	}
	var signature []segment
	for _, r := range d.rows {
		if r.Kind == retrieval.Ending {
			signature = append(signature, segments([]rune(r.Text), r.Start)...)
		}
	}
	try(signature)
}

// adopted reads 2021年8月26日 三门峡市第七届人民代表大会常务委员会第三十三次会议通过.
var adopted = regexp.MustCompile(`(` + datePattern + `)\s*(\p{Han}*?)(?:第[一二三四五六七八九十百零〇0-9]+次)?(?:全体)?(?:会议|會議)?\s*(?:审议)?(?:通过|通過)`)

// dayOf reads 2022年1月1日 施行 in the lines under a title.
var dayOf = regexp.MustCompile(`(?:自)?(` + datePattern + `)\s*` + intoForce)

func (d *describer) passed() {
	for _, s := range d.head {
		if s.kind != segmentPassed {
			continue
		}
		if m := adopted.FindStringSubmatchIndex(s.text); m != nil && d.doc.Passed.IsZero() {
			if date := readDate(s.text[m[2]:m[3]]); !date.IsZero() {
				d.doc.Passed = date
				d.proveSegment("passed", s, m[2], m[3])
				if d.doc.Issuer == "" && m[5] > m[4] {
					d.doc.Issuer = s.text[m[4]:m[5]]
					d.proveSegment("issuer", s, m[4], m[5])
				}
			}
		}
		if m := dayOf.FindStringSubmatchIndex(s.text); m != nil && d.doc.Effective.IsZero() {
			if date := readDate(s.text[m[2]:m[3]]); !date.IsZero() {
				d.doc.Effective = date
				d.proveSegment("effective", s, m[2], m[3])
			}
		}
	}
}

func (d *describer) proveSegment(name string, s segment, from, to int) {
	start := s.start + utf8.RuneCountInString(s.text[:from])
	d.prove(name, start, start+utf8.RuneCountInString(s.text[from:to]))
}

var (
	cutMark = regexp.MustCompile(`(?:\[\s*(?:…+|\.{3,})\s*\]|【\s*(?:…+|\.{3,})\s*】|（未完待续）|（未完）|阅读全文|查看全文|查看更多|点击展开|展开全文)\s*$`)
	openEnd = regexp.MustCompile(`[，、,：:（(“《]\s*$`)
)

// incomplete notices a text that breaks off: a mark of omission at the end, or
// an end in the middle of a sentence.
func (d *describer) incomplete() {
	from := max(d.doc.Start, d.doc.End-200)
	tail := string(d.text[from:d.doc.End])
	var at []int
	// Most texts end in a mark that says they are whole.
	switch end := strings.TrimRightFunc(tail, isSpace); {
	case endsWithin(end, "]】）文部多击开"):
		at = cutMark.FindStringIndex(tail)
	case endsWithin(end, "，、,：:（(“《"):
		at = openEnd.FindStringIndex(tail)
	}
	if at == nil {
		return
	}
	d.doc.Incomplete = true
	start := from + utf8.RuneCountInString(tail[:at[0]])
	d.prove("incomplete", start, start+utf8.RuneCountInString(strings.TrimRightFunc(tail[at[0]:at[1]], isSpace)))
}
