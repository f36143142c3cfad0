package ingest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// segment is a line of a document's head, or, where line breaks are gone, a
// stretch between spaces. Offsets are code points of the source.
type segment struct {
	text       string
	start, end int
	kind       segmentKind
}

type segmentKind uint8

const (
	segmentSentence  segmentKind = iota // running text
	segmentTitle                        // could be a title or a part of one
	segmentNumber                       // 淮政办发〔2024〕3号
	segmentAddressee                    // 各县区人民政府，市各委办局：
	segmentOffice                       // 淮安市人民政府办公室
	segmentDate                         // 2024年2月26日
	segmentNote                         // （此件公开发布）, 附件1
	segmentPassed                       // 2021年8月26日 …会议通过
	segmentLabel                        // 发文字号：苏府〔2024〕3号
	segmentContents                     // 目录, 第一章 总则
)

var (
	numberSegment       = regexp.MustCompile(`^[（(]?[\p{Han}]{1,14}[〔\[（(【]\s*[0-9０-９]{4}\s*[〕\]）)】]\s*第?\s*[0-9０-９]+\s*[号號][）)]?$`)
	announcementSegment = regexp.MustCompile(`^(?:\p{Han}{2,16}\s+)*\p{Han}{2,16}\s*[0-9]{4}\s*年?\s*第\s*[0-9]+\s*[号號]$`)
	officeSegment       = regexp.MustCompile(`^\p{Han}{2,30}(?:政府|办公室|辦公室|办公厅|辦公廳|委员会|委員會|局|厅|廳|部|署|院|会|會|委|办|银行|中心)$`)
	noteSegment         = regexp.MustCompile(`^(?:[（(]?此件.{0,20}|附件\s*[0-9０-９一二三四五六七八九十]*\s*[：:]?|<!--.*|-{3,}|特急|急件|各)$`)
	passedSegment       = regexp.MustCompile(datePattern + `.*(?:会议|會議|通过|批准|修订|修正|修改|公布|发布|施行|实施|颁布|制定|令)`)
	addresseeSegment    = regexp.MustCompile(`^[^。；《》]{2,200}[：:]$`)
	addresseeWord       = regexp.MustCompile(`政府|局|部门|部門|单位|單位|厅|廳|委|公司|企业|企業|院|社|办|海关|海關|银行`)
	contentsSegment     = regexp.MustCompile(`^(?:目[\s　]*[录錄次]|第[一二三四五六七八九十百0-9]+(?:分?[编編]|部分|[章节節])(?:[\s　].*)?)$`)
	trailingNote        = regexp.MustCompile(`(?:\s*[（(〔【][^（()）]*[)）〕】])+$`)
	titleGlued          = regexp.MustCompile(`^(\p{Han}{4,50}?(?:条例|办法|规定|措施|意见|方案|计划|通知|公告|细则|辦法|規定|意見|計劃)(?:[（(](?:试行|暂行|征求意见稿|草案|試行|徵求意見稿)[)）])?)(?:为(?:了|加快|进一步|促进|规范|贯彻|推动|深入|支持|落实|加强|鼓励)|為(?:了|加快|進一步|促進|規範|貫徹|推動|深入|支持|落實|加強|鼓勵)|根据|根據|按照|依据|现将|第一[章条條]|总则)`)
	genre               = regexp.MustCompile(`(?:条例|條例|办法|辦法|规定|規定|规范|規範|措施|意见|意見|方案|计划|計劃|通知|公告|通告|细则|細則|决定|決定|规则|規則|纲要|綱要|标准|標準|指南|解释|解釋|法|批复|批覆|目录|目錄|制度|政策|准则|準則|决议|章程|规程|规划|規劃|要点|清单|指引|举措|舉措|复函|函|通报|令|修正案|须知|大纲|协定|公约|守则|定额|程序|答复|说明|罪名|安排|问题)$`)
)

// segments divides the head of a document. text is the head, base its offset
// in the source.
func segments(text []rune, base int) []segment {
	flat := true
	count := 0
	for i, n := range lines(text) {
		if !blank(text[i : i+n]) {
			if count++; count > 1 {
				flat = false
			}
		}
	}
	var out []segment
	put := func(from, to int) {
		for from < to && (isSpace(text[from]) || text[from] == '#' || text[from] == '*') {
			from++
		}
		for to > from && (isSpace(text[to-1]) || text[to-1] == '*') {
			to--
		}
		if from < to {
			s := segment{text: string(text[from:to]), start: base + from, end: base + to}
			s.kind = classify(s.text)
			out = append(out, s)
		}
	}
	for i, n := range lines(text) {
		if !flat {
			put(i, i+n)
			continue
		}
		from := i
		for j := i; j < i+n; j++ {
			if isBlank(text[j]) {
				put(from, j)
				from = j + 1
			}
		}
		put(from, i+n)
	}
	return out
}

func classify(s string) segmentKind {
	n := utf8.RuneCountInString(s)
	// A look at one or two characters says of most lines what they are not.
	numbered := n < 60 && containsAny(s, "号", "號")
	switch {
	case n < 200 && strings.ContainsAny(s, "：:\t") && labelled.MatchString(s):
		return segmentLabel
	case n < 80 && beginsWithin(s, "目第") && contentsSegment.MatchString(s):
		return segmentContents
	case numbered && (numberSegment.MatchString(s) || announcementSegment.MatchString(s)):
		return segmentNumber
	case n < 40 && theDay.MatchString(s):
		return segmentDate
	case beginsWithin(s, "（(此附<-特急各") && noteSegment.MatchString(s):
		return segmentNote
	case n < 300 && strings.Contains(s, "日") && passedSegment.MatchString(s):
		return segmentPassed
	case n < 210 && addresseeSegment.MatchString(s) && addresseeWord.MatchString(s) && !strings.Contains(s, "如下"):
		return segmentAddressee
	case officeSegment.MatchString(s) && !genre.MatchString(s):
		return segmentOffice
	case n <= 80 && !strings.ContainsAny(s, "。；，,：:;"):
		return segmentTitle
	}
	return segmentSentence
}

// endsAsTitle reports whether s ends in a word for a kind of document, notes
// in brackets after it aside: …行动计划（2024—2026年）.
func endsAsTitle(s string) bool {
	return genre.MatchString(strings.TrimSpace(trailingNote.ReplaceAllString(s, "")))
}

// titleOf joins the segments of the title: the last run of title segments
// that ends in a word for a kind of document, because a notice comes before
// what it issues; the first run where none does. A table of contents ends the
// search.
func titleOf(head []segment) (title string, start, end int) {
	for i := 0; i < len(head) && head[i].kind != segmentContents; {
		if head[i].kind != segmentTitle {
			i++
			continue
		}
		var b strings.Builder
		j := i
		for j < len(head) && head[j].kind == segmentTitle {
			b.WriteString(head[j].text)
			j++
		}
		if named := endsAsTitle(b.String()); named || title == "" {
			title, start, end = tidy(b.String()), head[i].start, head[j-1].end
		}
		i = j
	}
	if title == "" {
		return gluedTitle(head)
	}
	return title, start, end
}

// gluedTitle reads the title of a text that has lost the break behind it:
// 某市关于支持设计的若干措施为加快…，制定以下措施。
func gluedTitle(head []segment) (title string, start, end int) {
	for _, s := range head {
		if s.kind != segmentSentence {
			continue
		}
		if m := titleGlued.FindStringSubmatch(s.text); m != nil && !beginsWithin(s.text, "本为為根按") {
			return m[1], s.start, s.start + utf8.RuneCountInString(m[1])
		}
		return "", 0, 0
	}
	return "", 0, 0
}
