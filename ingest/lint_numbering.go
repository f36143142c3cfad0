package ingest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"clausewise/retrieval"
)

// numbering finds numbers that are left out or come twice. A number may begin
// again under a new heading, or run on through headings.
func numbering(s *subject) {
	last := map[string]int{} // by style, over the whole document
	under := map[string]int{}
	sub := map[string]int{}
	for i, r := range s.all {
		if r.Number == "" || r.Kind == retrieval.Navigation {
			continue
		}
		parent, marker := "", r.Key
		if i := strings.LastIndexByte(r.Key, '/'); i >= 0 {
			parent, marker = r.Key[:i], r.Key[i+1:]
		}
		marker, _, _ = strings.Cut(marker, "~")
		kind, v, extra := markerOf(marker)
		if v == 0 {
			continue
		}
		here := parent + " " + kind
		before, known := under[here]
		running := last[kind]
		switch {
		case extra > 0:
			if running == v && (extra == sub[kind]+1 || extra == 1) {
				sub[kind] = extra
				continue
			}
		case !known && v == 1, known && v == before+1, v == running+1:
		case known && v == before:
			s.numberFinding(RuleNumberingRepeat, r, fmt.Sprintf("编号%s出现了两次，引用时分不清是哪一条。", r.Number), "重新编号。")
		case s.runsInside(i, kind, v-1): // the numbers before it stand inside a row
		case known && v > before+1:
			s.numberFinding(RuleNumberingGap, r, fmt.Sprintf("编号从%d跳到%d，中间缺了%d个。", before, v, v-before-1), "核对是漏了内容还是编号有误。")
		case !known && v > running+1 && !strings.Contains(s.doc.Title, "修正案"):
			s.numberFinding(RuleNumberingGap, r, fmt.Sprintf("这一组编号从%d开始，前面的编号没有。", v), "核对是漏了内容还是编号有误。")
		}
		under[here], last[kind], sub[kind] = v, v, 0
	}
}

// runsInside reports whether a marker stands inside the text of the rows right
// before a row, as in lists that run on in one line.
func (s *subject) runsInside(row int, kind string, v int) bool {
	marker := ""
	switch kind {
	case "1":
		marker = strconv.Itoa(v) + "."
	case "(1)":
		marker = "(" + strconv.Itoa(v) + ")"
	case "(一)":
		marker = "(" + hanNumber(v) + ")"
	case "一":
		marker = hanNumber(v) + "、"
	default:
		return false
	}
	for i := row - 1; i >= max(0, row-2); i-- {
		text := plain(s.all[i].Text)
		if at := strings.LastIndex(text, marker); at > 0 && digit([]rune(lastRunes(text[:at], 1))[0]) < 0 {
			return true
		}
	}
	return false
}

// markerOf is the style of a key's last part with its value, and the N of 之N.
func markerOf(marker string) (kind string, value, extra int) {
	if n, ok := articleNumber(marker); ok {
		_, m, _ := strings.Cut(n, "-")
		if _, err := fmt.Sscan(n, &value); err != nil {
			value = 0
		}
		return "条", value, ordinalOf(m)
	}
	for _, unit := range []string{"编", "章", "节"} {
		if n, ok := strings.CutPrefix(strings.TrimSuffix(marker, unit), "第"); ok && strings.HasSuffix(marker, unit) {
			return unit, ordinalOf(n), 0
		}
	}
	inner := strings.Trim(marker, "()")
	v := ordinalOf(inner)
	switch han := inner != "" && digit([]rune(inner)[0]) < 0; {
	case v == 0:
		return "", 0, 0
	case inner != marker && han:
		return "(一)", v, 0
	case inner != marker:
		return "(1)", v, 0
	case han:
		return "一", v, 0
	}
	return "1", v, 0
}

func (s *subject) numberFinding(rule string, r retrieval.Row, message, advice string) {
	text := []rune(r.Text)
	from := markerAt(text)
	to := min(from+len([]rune(r.Number)), len(text))
	s.findings = append(s.findings, Finding{
		Rule: rule, Severity: Defect, Document: s.doc.ID, Clause: r.Key,
		Start: r.Start + from, End: r.Start + to, Quote: string(text[from:to]), Message: message, Advice: advice,
	})
}

// otherLaw is another law with one of its articles, or right before one.
var otherLaw = regexp.MustCompile(`(?:[^本办]法|法典|[^本](?:条例|解释|规定|办法))[》〉]?(?:\([^()]{0,30}\))?(?:分则|总则)?(?:第[0-9零〇一二三四五六七八九十百]+[条章]|$)`)

// danglingReferences finds references to clauses of the document itself that
// it does not have.
func danglingReferences(s *subject) {
	if s.doc.Incomplete {
		return
	}
	for _, q := range s.rows {
		for _, ref := range q.Refers {
			// 刑法第二百二十一条规定的…罪，第二百七十八条规定的…: of that law too.
			if ref.Missing && ref.To == s.doc.ID && !otherLaw.MatchString(q.sentenceTo(ref.Start-q.Start)) {
				s.report(RuleDanglingReference, Defect, q, ref.Start-q.Start, ref.End-q.Start,
					fmt.Sprintf("引用了%s，本文件没有这一条。", ref.Articles), "核对条号，或写明是哪个文件的条文。")
			}
		}
	}
}
