package retrieval

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// markerStyle is how a clause number is written.
type markerStyle int

const (
	anyStyle     markerStyle = iota
	articleStyle             // 第九条
	arabicStyle              // 9.
	parenStyle               // （九）
	listStyle                // 九、
)

// level is one step of a clause number: 六/(二) has two.
type level struct {
	style markerStyle
	value int
	sub   int // 第九条之一 is 9, 1
}

// reference is a clause or document number cited in a text.
type reference struct {
	levels []level
	under  string // a heading the clause stands under, such as 附则; "" for any
	within part   // the chapter or part it stands in: 第二部分第9条; zero for any

	// A document number: 苏商规〔2023〕2号 is prefix 苏商规, year 2023, number 2;
	// of 4号公告 the year is anyYear and the kind 公告.
	prefix, kind string
	bracketed    bool // 财税〔2023〕4号, which is no 公告2023年第4号
	year, number int

	start, end int // code points of the folded text
}

const (
	numeral = `[0-9零〇一二三四五六七八九十百两]+`

	// anyYear is the year of a document number that is said without one.
	anyYear = -1
)

// part is a chapter or part of a document by its number.
type part struct {
	number int
	unit   string // 章, 编, 节, or 、 for a part without a word for it
}

func readPart(numerals, unit string) (part, bool) {
	n, ok := chineseNumber(numerals)
	if unit == "部分" || unit == "大点" {
		unit = "、"
	}
	return part{n, unit}, ok && n > 0
}

// heading reads the number of a heading: 二、扶持政策, 第二章 创建标准.
var heading = regexp.MustCompile(`^\s*第?\s*(` + numeral + `)\s*(章|编|节|部分|、)`)

// holds reports whether a clause's folded path goes through the part.
func (p part) holds(path string) bool {
	for step := range strings.SplitSeq(path, ">") {
		if m := heading.FindStringSubmatch(step); m != nil {
			if of, ok := readPart(m[1], m[2]); ok && of == p {
				return true
			}
		}
	}
	return false
}

// citationForm is one way to cite; its pattern runs on folded text, where
// brackets are half-width.
type citationForm struct {
	pattern *regexp.Regexp
	read    func(groups []string) (reference, bool)
}

// The years documents are numbered by, in figures and in words: 2023, 二〇二三.
const (
	yearInFigures = `(?:19|20)[0-9]{2}`
	yearInWords   = `(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2}`
)

// documentNumber reads 苏商规〔2023〕2号, 公告2023年第4号, 2023年第4号公告,
// 苏商规〔二〇二三〕二号, 苏商规2023-2号.
var documentNumber = citationForm{
	regexp.MustCompile(`(\p{Han}{0,20}?)([〔\[(【]?)\s*(` + yearInFigures + `|` + yearInWords + `)\s*[〕\])】]?\s*[年-]?\s*第?\s*([0-9]{1,4}|[零〇一二三四五六七八九十百]{1,6})\s*号`),
	readDocumentNumber,
}

// numberCutShort reads 苏商规〔2023〕2 without 号, at the end of what is said.
var numberCutShort = citationForm{
	regexp.MustCompile(`(\p{Han}{2,20})([〔\[【])\s*(` + yearInFigures + `)\s*[〕\]】]\s*第?\s*([0-9]{1,4})\s*(?:$|[,;:?!。、])`),
	readDocumentNumber,
}

func readDocumentNumber(m []string) (reference, bool) {
	number, ok := chineseNumber(m[4])
	return reference{prefix: strings.TrimSuffix(m[1], "第"), bracketed: m[2] != "", year: readYear(m[3]), number: number}, ok
}

// readYear reads 2023 or 二〇二三.
func readYear(s string) int {
	n := 0
	for _, r := range s {
		digit := strings.IndexRune("0123456789", r)
		if digit < 0 {
			digit = max(0, strings.IndexRune("零一二三四五六七八九", r)/len("零")) // 〇 is 0 as well
		}
		n = 10*n + digit
	}
	return n
}

// numberWithoutYear reads 苏商规2号, 4号公告, 公告第4号, 4号文. Whatever else is
// numbered (地铁2号线) names no document of the library.
var numberWithoutYear = citationForm{
	regexp.MustCompile(`(\p{Han}{0,20}?)第?\s*([0-9]{1,4})\s*号\s*(公告|通告|令|文)?`),
	func(m []string) (reference, bool) {
		number, err := strconv.Atoi(m[2])
		return reference{prefix: m[1], kind: cmp.Or(m[3], kindOf(m[1])), year: anyYear, number: number}, err == nil
	},
}

// The ways clauses and documents are cited, tried in this order.
var citationForms = []citationForm{
	documentNumber,
	numberCutShort,
	numberWithoutYear,
	{
		// 附则二, 附则（二）, 附则第二条
		regexp.MustCompile(`附则(?:的|里的?|中的?)?\s*第?\s*[(]?\s*(` + numeral + `)\s*[)]?\s*[条项款点]?`),
		func(m []string) (reference, bool) {
			levels, ok := readLevels(anyStyle, m[1])
			return reference{levels: levels, under: "附则"}, ok
		},
	},
	{
		// 第九条, 第6条（一）, 第六条第一项, 第九条之一, 第二部分第9条
		regexp.MustCompile(`(?:第\s*(` + numeral + `)\s*(章|编|节|部分|大点)(?:的|里的?|中的?)?\s*)?第\s*(` + numeral + `)\s*条(?:之(` + numeral + `))?\s*(?:第?\s*[(]\s*(` + numeral + `)\s*[)]项?|第\s*(` + numeral + `)\s*[项点])?`),
		func(m []string) (reference, bool) {
			within, _ := readPart(m[1], m[2])
			m = m[2:]
			levels, ok := readLevels(articleStyle, m[1])
			if ok && m[2] != "" {
				levels[0].sub, ok = chineseNumber(m[2])
			}
			if item := m[3] + m[4]; ok && item != "" {
				var more []level
				more, ok = readLevels(parenStyle, item)
				levels = append(levels, more...)
			}
			return reference{levels: levels, within: within}, ok
		},
	},
	{
		// the keys of this library: 二/9, 六/(二), 三/(一)/3
		regexp.MustCompile(`([一二三四五六七八九十]+)/([(]?` + numeral + `[)]?)(?:/([(]?` + numeral + `[)]?))?`),
		func(m []string) (reference, bool) {
			var levels []level
			for _, s := range m[1:] {
				if s == "" {
					continue
				}
				l, ok := keyLevel(s)
				if !ok {
					return reference{}, false
				}
				levels = append(levels, l)
			}
			return reference{levels: levels}, true
		},
	},
	{
		// 二、9 and nothing else
		regexp.MustCompile(`^\s*([一二三四五六七八九十]{1,3})、\s*([0-9]{1,3})\s*[条.]?\s*$`),
		func(m []string) (reference, bool) {
			levels, ok := readLevels(listStyle, m[1])
			inner, ok2 := readLevels(arabicStyle, m[2])
			return reference{levels: append(levels, inner...)}, ok && ok2
		},
	},
	{
		// 三（一）3, 六（二）
		regexp.MustCompile(`([一二三四五六七八九十]+)、?[(](` + numeral + `)[)]([0-9]{1,3})?`),
		func(m []string) (reference, bool) {
			levels, ok := readLevels(listStyle, m[1])
			inner, ok2 := readLevels(parenStyle, m[2])
			levels = append(levels, inner...)
			if m[3] != "" {
				n, _ := strconv.Atoi(m[3])
				levels = append(levels, level{style: arabicStyle, value: n})
			}
			return reference{levels: levels}, ok && ok2
		},
	},
	{
		// （九） alone, 第九项, 第3点, 第二款
		regexp.MustCompile(`[(]([零〇一二三四五六七八九十百]+)[)]|第\s*(` + numeral + `)\s*[项点]`),
		func(m []string) (reference, bool) {
			levels, ok := readLevels(parenStyle, m[1]+m[2])
			return reference{levels: levels}, ok
		},
	},
	{
		// Article 9, clause 9, Art. 6(1)
		regexp.MustCompile(`\b(?:article|art\.?|clause|section)\s*([0-9]{1,3})(?:\s*[(]([0-9]{1,3})[)])?`),
		func(m []string) (reference, bool) {
			levels, ok := readLevels(articleStyle, m[1])
			if ok && m[2] != "" {
				var item []level
				item, ok = readLevels(parenStyle, m[2])
				levels = append(levels, item...)
			}
			return reference{levels: levels}, ok
		},
	},
}

// references finds the clause and document numbers cited in folded text. What
// one form has read no later form reads again.
func references(folded string) []reference {
	if !strings.ContainsAny(folded, "第则号/()、〕]】") && !strings.Contains(folded, "art") &&
		!strings.Contains(folded, "clause") && !strings.Contains(folded, "section") {
		return nil
	}
	return readForms(folded, citationForms)
}

// documentNumbers finds the document numbers in folded text.
func documentNumbers(folded string) []reference {
	if !strings.Contains(folded, "号") {
		return nil
	}
	return readForms(folded, []citationForm{documentNumber})
}

func readForms(folded string, forms []citationForm) []reference {
	var found []reference
	rest := []byte(folded)
	for _, form := range forms {
		for _, m := range form.pattern.FindAllSubmatchIndex(rest, -1) {
			groups := make([]string, len(m)/2)
			for i := range groups {
				if m[2*i] >= 0 {
					groups[i] = string(rest[m[2*i]:m[2*i+1]])
				}
			}
			r, ok := form.read(groups)
			if !ok {
				continue
			}
			r.start = utf8.RuneCountInString(folded[:m[0]])
			r.end = r.start + utf8.RuneCountInString(folded[m[0]:m[1]])
			found = append(found, r)
			for i := m[0]; i < m[1]; i++ {
				rest[i] = '\n'
			}
		}
	}
	return found
}

func readLevels(style markerStyle, numerals string) ([]level, bool) {
	n, ok := chineseNumber(numerals)
	return []level{{style: style, value: n}}, ok
}

// keyLevel reads one segment of a clause key: 第六条, 9, (二), 二.
func keyLevel(segment string) (level, bool) {
	s := segment
	l := level{style: listStyle}
	switch {
	case strings.HasPrefix(s, "第"):
		l.style = articleStyle
		number, sub, _ := strings.Cut(strings.TrimPrefix(s, "第"), "条")
		if sub, ok := strings.CutPrefix(sub, "之"); ok {
			l.sub, _ = chineseNumber(sub)
		}
		s = number
	case strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")"):
		l.style = parenStyle
		s = s[1 : len(s)-1]
	case s != "" && s[0] >= '0' && s[0] <= '9':
		l.style = arabicStyle
	}
	var ok bool
	l.value, ok = chineseNumber(s)
	return l, ok
}

// keyLevels reads a clause key; false where it has no number, as preamble.
func keyLevels(key string) ([]level, bool) {
	var levels []level
	for segment := range strings.SplitSeq(hanzi.Fold(key).Text, "/") {
		l, ok := keyLevel(segment)
		if !ok {
			return nil, false
		}
		levels = append(levels, l)
	}
	return levels, true
}

// chineseNumber reads 21, 二十一 or 一百零二, up to 9999.
func chineseNumber(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	if s[0] >= '0' && s[0] <= '9' {
		n, err := strconv.Atoi(s)
		return n, err == nil && n < 10000
	}
	total, digit := 0, -1
	for _, r := range s {
		switch r {
		case '十', '百':
			scale := 10
			if r == '百' {
				scale = 100
			}
			if digit < 0 {
				digit = 1
			}
			total += digit * scale
			digit = -1
		default:
			d := strings.IndexRune("零〇一二三四五六七八九两", r)
			if d < 0 {
				return 0, false
			}
			d /= len("零")
			switch {
			case d <= 1:
				d = 0
			case d == 11:
				d = 2
			default:
				d--
			}
			if digit > 0 {
				return 0, false // 二三: not a number
			}
			digit = d
		}
	}
	return total + max(digit, 0), true
}
