package ingest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"clausewise/retrieval"
)

var (
	cutHere    = regexp.MustCompile(`(?:\[\s*(?:…+|\.{3,})\s*\]|【\s*(?:…+|\.{3,})\s*】)\s*$`)
	tierTypo   = regexp.MustCompile(`(?:分[一二三四五六七八九两0-9]|第[一二三四五六七八九0-9])(挡)`)
	doubledDe  = regexp.MustCompile(`[^目标的]的的[^确士]`)
	inFigure   = regexp.MustCompile(`[0-9]\s+[万亿元个家%]`)
	innerSpace = regexp.MustCompile(`\p{Han}( +|　+)(?:\p{Han}|[0-9])`)
	spacedUnit = regexp.MustCompile(`^[0-9.]+\s+[万亿元个家%]`)
	halfComma  = regexp.MustCompile(`\p{Han}[”》）)]?[,;:]\p{Han}`)
	wholeComma = regexp.MustCompile(`[，；：]`)
)

// cutEnding finds a text that breaks off.
func cutEnding(s *subject) {
	if len(s.rows) == 0 {
		return
	}
	const message, advice = "正文到这里断了，后面的内容不在文件里；按缺失部分作的判断不可靠。", "补上全文。"
	if at, ok := s.doc.Evidence["incomplete"]; ok && s.doc.Incomplete {
		if q, in := s.row(at.Start); in {
			s.report(RuleCutEnding, Defect, q, at.Start-q.Start, min(at.End, q.End)-q.Start, message, advice)
			return
		}
	}
	q := s.rows[len(s.rows)-1]
	if m := cutHere.FindStringIndex(q.plain); m != nil {
		s.report(RuleCutEnding, Defect, q, q.at(m[0]), q.at(m[0])+len([]rune(strings.TrimSpace(q.plain[m[0]:m[1]]))), message, advice)
	} else if t := strings.TrimRight(q.plain, " \n\r\t"); strings.HasSuffix(t, "；") || strings.HasSuffix(t, ";") {
		end := len([]rune(t))
		s.report(RuleCutEnding, Defect, q, end-1, end, "全文以分号结束，列举没有写完。", advice)
	}
}

// doubledSentences finds a stretch between marks that stands twice in a row.
func doubledSentences(s *subject) {
	for _, q := range s.rows {
		var before [2]int
		from := q.body
		for i := from; i <= len(q.text); i++ {
			if i < len(q.text) && !strings.ContainsRune("，,。；;", q.text[i]) && !isNewline(q.text[i]) {
				continue
			}
			at := [2]int{from, i}
			for at[0] < at[1] && isSpace(q.text[at[0]]) {
				at[0]++
			}
			words := q.slice(at[0], at[1])
			if hanCount(words) >= 6 && words == q.slice(before[0], before[1]) {
				s.report(RuleDoubled, Defect, q, before[0], at[1], "同一句话连写了两遍。", "删去一遍。")
			}
			before, from = at, i+1
		}
		for _, m := range doubledDe.FindAllStringIndex(q.plain, -1) {
			s.report(RuleDoubled, Defect, q, q.at(m[0]), q.at(m[1]), "“的”字重复。", "删去一个。")
		}
	}
}

func hanCount(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// frequent is how often a word must stand in a document before its mutilated
// form is taken for a slip.
const frequent = 20

// lostCharacters finds a common word of the document that stands once without
// its first character, right behind a word that can't belong to it: 对境电商
// where 跨境电商 stands everywhere else.
func lostCharacters(s *subject) {
	type use struct {
		whole, bare int
		first       rune // what stands before it wherever it is whole
		mixed       bool
		q           *passage
		at          int
	}
	uses := map[[3]rune]*use{}
	follow := map[[2]rune]map[rune]bool{} // what follows two characters
	for _, q := range s.rows {
		for i := 0; i+3 <= len(q.text); i++ {
			word := [3]rune(q.text[i : i+3])
			if !unicode.Is(unicode.Han, word[0]) || !unicode.Is(unicode.Han, word[1]) || !unicode.Is(unicode.Han, word[2]) {
				continue
			}
			pair := [2]rune{q.text[i], q.text[i+1]}
			if follow[pair] == nil {
				follow[pair] = map[rune]bool{}
			}
			follow[pair][q.text[i+2]] = true
			u := uses[word]
			if u == nil {
				u = &use{}
				uses[word] = u
			}
			var before rune
			if i > 0 {
				before = q.text[i-1]
			}
			switch {
			case strings.ContainsRune("对将把为与和及、，。；", before) && before != 0:
				u.bare++
				u.q, u.at = q, i
			case u.first == 0 || u.first == before:
				u.first = before
				u.whole++
			default:
				u.mixed = true
			}
		}
	}
	for word, u := range uses {
		if u.whole < frequent || u.bare != 1 || u.mixed || !unicode.Is(unicode.Han, u.first) {
			continue
		}
		// 跨境 is a word of its own, found before other words too; the end of
		// one word with the beginning of the next is none.
		if len(follow[[2]rune{u.first, word[0]}]) < 3 {
			continue
		}
		from := u.at - 1
		s.report(RuleLostCharacter, Defect, u.q, from, u.at+3,
			fmt.Sprintf("别处%d次都写作“%c%s”，这里可能漏了“%c”字。", u.whole, u.first, string(word[:]), u.first), "核对原文。")
	}
}

// wrongCharacters finds 挡 where 档 is meant: tiers of a scale are 档.
func wrongCharacters(s *subject) {
	for _, q := range s.rows {
		for _, m := range tierTypo.FindAllStringSubmatchIndex(q.plain, -1) {
			s.report(RuleWrongCharacter, Defect, q, q.at(m[0]), q.at(m[1]), "分档次应写作“档”，这里写成了“挡”。", "改为“档”。")
		}
	}
}

var (
	openers   = map[rune]rune{'(': ')', '“': '”', '《': '》', '〔': '〕', '「': '」', '『': '』', '【': '】'}
	markerEnd = regexp.MustCompile(`(?:^|[\s。；;:：，,、])[0-9一二三四五六七八九十a-zA-Z]{1,3}\)$`)
)

// unbalancedMarks finds brackets and quotation marks that have no partner in
// their row.
func unbalancedMarks(s *subject) {
	for _, q := range s.rows {
		type open struct {
			mark rune
			at   int
		}
		var stack []open
		lone := func(at int) {
			s.report(RuleUnbalanced, Remark, q, at, at+1, fmt.Sprintf("标点“%c”没有与它配对的另一半。", q.source[at]), "补上或删去。")
		}
		for i, r := range q.text {
			if _, ok := openers[r]; ok {
				stack = append(stack, open{r, i})
				continue
			}
			for begin, end := range openers {
				if r != end {
					continue
				}
				k := len(stack) - 1
				for k >= 0 && stack[k].mark != begin {
					k--
				}
				switch {
				case k >= 0:
					for _, o := range stack[k+1:] {
						lone(o.at)
					}
					stack = stack[:k]
				case r != ')' || !markerEnd.MatchString(string(q.text[max(0, i-5):i+1])):
					lone(i)
				}
			}
		}
		for _, o := range stack {
			lone(o.at)
		}
	}
}

// mixedPunctuation finds half-width commas between Chinese words: one finding
// for the whole text, with the first of them.
func mixedPunctuation(s *subject) {
	whole, half := 0, 0
	var q *passage
	var at []int
	for _, r := range s.rows {
		whole += len(wholeComma.FindAllStringIndex(r.Text, -1))
		found := halfComma.FindAllStringIndex(r.Text, -1)
		if len(found) > 0 && q == nil {
			q, at = r, found[0]
		}
		half += len(found)
	}
	if half == 0 {
		return
	}
	message := fmt.Sprintf("全文用全角标点，只有%d处用了半角。", half)
	switch {
	case whole == 0:
		message = fmt.Sprintf("全文的逗号、分号、冒号用的是半角（%d处）。", half)
	case half*20 > whole:
		message = fmt.Sprintf("半角和全角标点混用：半角%d处，全角%d处。", half, whole)
	}
	from, to := q.around(utf8.RuneCountInString(q.Row.Text[:at[0]]), utf8.RuneCountInString(q.Row.Text[:at[1]]), 4)
	s.report(RuleMixedPunctuation, Remark, q, from, to, message, "中文的标点统一为全角。")
}

// spacedWords finds spaces inside a sentence, between Chinese words or before
// a figure: one finding for the whole text, with the first of them. A text
// spaced throughout was set so.
func spacedWords(s *subject) {
	var q *passage
	var at []int
	n, runes := 0, 0
	for _, r := range s.rows {
		if r.Kind == retrieval.Preamble || r.Kind == retrieval.Ending || r.Kind == retrieval.Table {
			continue // titles and signatures are set with spaces
		}
		runes += len(r.text)
		for _, m := range innerSpace.FindAllStringIndex(r.plain, -1) {
			if r.at(m[0]) <= r.body+utf8.RuneCountInString(r.Heading) || spacedUnit.MatchString(r.plain[m[1]-1:]) {
				continue // behind a caption a line ended; a spaced unit is what straySpaces reports
			}
			if n++; q == nil {
				q, at = r, m
			}
		}
	}
	if n == 0 || n*100 > runes {
		return
	}
	message := "句中有多余的空格。"
	if n > 1 {
		message = fmt.Sprintf("句中有多余的空格，全文共%d处。", n)
	}
	from, to := q.around(q.at(at[0]), q.at(at[1]), 4)
	s.report(RuleStraySpace, Remark, q, from, to, message, "删去空格。")
}

// setPhrases are words cut before their last character: what follows makes no
// other word of them, as 件 in 典型案件 does.
var setPhrases = regexp.MustCompile(`(?:实践|典型|示范|优秀|创新|经典)案([^例件卷情由子]|$)`)

// cutPhrases finds such a word without it: 海外仓实践案的企业.
func cutPhrases(s *subject) {
	for _, q := range s.rows {
		for _, m := range setPhrases.FindAllStringSubmatchIndex(q.plain, -1) {
			s.report(RuleLostCharacter, Defect, q, q.at(m[0]), q.at(m[2]), "“案”后面可能漏了“例”字。", "核对原文。")
		}
	}
}

// halfConverted are traditional words with the simplified 于, which conversion
// by single characters leaves: 關于 for 關於.
var halfConverted = regexp.MustCompile(`關于|屬于|對于|處于|終于|過于`)

// convertedScript finds a traditional text that was converted from simplified
// without regard to words: one finding for the whole text.
func convertedScript(s *subject) {
	var q *passage
	at, n := [2]int{}, 0
	for _, r := range s.rows {
		for _, m := range halfConverted.FindAllStringIndex(r.Text, -1) {
			if n++; q == nil {
				q, at = r, [2]int{utf8.RuneCountInString(r.Text[:m[0]]), utf8.RuneCountInString(r.Text[:m[1]])}
			}
		}
	}
	if n > 0 {
		s.report(RuleScript, Remark, q, at[0], at[1], fmt.Sprintf("繁体字像是由简体逐字转换来的，用字不规范，全文至少%d处。", n), "以简体原文为准，或按词校对繁体。")
	}
}

// straySpaces finds spaces inside an amount: 20 万元.
func straySpaces(s *subject) {
	for _, q := range s.rows {
		for _, f := range q.figures {
			if inFigure.MatchString(q.words(f)) {
				s.report(RuleStraySpace, Remark, q, f.Start-q.Start, f.End-q.Start, "数字与单位之间有空格，检索和程序读取时容易漏掉。", "删去空格。")
			}
		}
	}
}
