package ingest

import (
	"strings"
	"unicode/utf8"
)

// style is a way of numbering.
type style uint8

// The styles from the outermost to the innermost, as Chinese documents
// usually nest them.
const (
	styleAnnex       style = iota // 附件1
	styleSupplement               // 附则 on a line of its own, without a number
	stylePart                     // 第一编, 第一部分
	styleSubpart                  // 第一分编
	styleChapter                  // 第一章
	styleSection                  // 第一节
	styleArticle                  // 第一条, 第一条之一
	styleHan                      // 一、
	styleHanParen                 // （一）
	styleArabic                   // 1. 1．1、
	styleDecimal                  // 1.1
	styleDecimalSub               // 1.1.1
	styleArabicHalf               // 1）
	styleArabicParen              // （1）
	styleCircled                  // ①
	styleCount
)

// division reports the styles that only group articles.
func (s style) division() bool { return s >= stylePart && s <= styleSection }

// boundary is what stands before a candidate, from weak to strong.
type boundary uint8

const (
	boundaryNone  boundary = iota
	boundaryGlued          // nothing: only 第X条 with a space after it stands that way
	boundaryComma          // a comma or closing bracket: continues lists only
	boundarySpace          // white space inside a line
	boundaryStop           // the end of a sentence, or a colon
	boundaryLine           // the beginning of a line
)

// candidate is a place where a marker could stand.
type candidate struct {
	style    style
	value    int // its ordinal number, from 1
	sub      int // 之一 → 1
	boundary boundary
	loose    bool // nothing separates the marker from the text after it
	weak     bool // counts only where the sequence has a gap without it, see doubts.go
	refers   bool // reads like a reference: 第五条规定…
	headed   bool // a division's title runs into it: 第一章总则第一条
	titled   bool // a division whose line is a heading by itself: # 第六章, 第六章 附则
	start    int  // where the row would begin: the marker, or Markdown signs before it
	number   int  // where the printed number begins
	numEnd   int  // its end, separators excluded
	end      int  // the end of the marker, separators and spaces included
}

// candidates finds every place in text where a marker could stand, in order.
func candidates(text []rune) []candidate {
	var out []candidate
	var h heading
	for i := 0; i < len(text); {
		if !opens(text[i]) {
			h.over(text[i])
			i++
			continue
		}
		c, ok := candidateAt(text, i, h.open(i))
		if !ok {
			h.over(text[i])
			i++
			continue
		}
		h.after(c)
		out = append(out, c)
		i = c.end
	}
	return out
}

// opens is a quick test whether a marker can begin with r.
func opens(r rune) bool {
	switch {
	case r == '第', r == '附', r == '（', r == '(', hanDigit(r) >= 0 || r == '十':
		return true
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		return true
	case r >= '①' && r <= '⒛', r >= '㈠' && r <= '㈩':
		return true
	}
	return false
}

// candidateAt reads the marker at i. headed says that the title of a division
// may run into it.
func candidateAt(text []rune, i int, headed bool) (candidate, bool) {
	b, start := boundaryBefore(text, i)
	if b == boundaryNone {
		if text[i] != '第' {
			return candidate{}, false
		}
		b = boundaryGlued
	}
	c := candidate{boundary: b, start: start, number: i, headed: headed}
	var ok bool
	switch r := text[i]; {
	case r == '第':
		ok = c.ordinal(text)
	case r == '附':
		ok = b == boundaryLine && (c.annex(text) || c.supplement(text))
	case r == '（' || r == '(':
		ok = c.parenthesised(text)
	case r >= '0' && r <= '9', r >= '０' && r <= '９':
		ok = c.arabic(text)
	case r >= '①' && r <= '⒛', r >= '㈠' && r <= '㈩':
		ok = c.enclosed(text)
	default:
		ok = c.han(text)
	}
	if !ok || text[i] == '第' && !c.weigh(text) {
		return candidate{}, false
	}
	c.titled = c.style.division() && b == boundaryLine && (text[start] == '#' || lastTitle(text, c.end))
	c.end = skipSpaces(text, c.end)
	return c, true
}

// boundaryBefore says what stands before text[i], and where a row that begins
// with the marker starts: Markdown signs before it belong to the row.
func boundaryBefore(text []rune, i int) (boundary, int) {
	j := i
	for j > 0 && isBlank(text[j-1]) {
		j--
	}
	if j == 0 || isNewline(text[j-1]) {
		return boundaryLine, i
	}
	spaces := i - j
	if m, ok := markdownBefore(text, j); ok {
		return boundaryLine, m
	}
	if j > 2 && text[j-1] == '*' && text[j-2] == '*' && text[j-3] != '*' {
		// Bold numbers inside a line: … 制定本法。**第二条** …
		b, start := boundaryBefore(text, j-2)
		if b == boundaryNone {
			return boundaryNone, i
		}
		return b, min(start, j-2)
	}
	switch p := text[j-1]; {
	case strings.ContainsRune("。；;：:！!？?…", p):
		return boundaryStop, i
	case strings.ContainsRune("”’）)】］]〕》", p):
		if spaces > 0 {
			return boundaryStop, i
		}
		return boundaryComma, i
	case strings.ContainsRune("，,、", p):
		return boundaryComma, i
	case spaces > 0:
		return boundarySpace, i
	}
	return boundaryNone, i
}

// markdownBefore reports whether text[:j] ends in the signs that begin a
// Markdown line (#, *, -, >), indented or not, and where they begin.
func markdownBefore(text []rune, j int) (int, bool) {
	k, first := j, j
	for k > 0 && j-k < 12 && (isBlank(text[k-1]) || strings.ContainsRune("#*>-_", text[k-1])) {
		k--
		if !isBlank(text[k]) {
			first = k
		}
	}
	if first < j && (k == 0 || isNewline(text[k-1])) {
		return first, true
	}
	return 0, false
}

// lastTitle reports a title that only the last divisions of a law have, up to the
// end of the line.
func lastTitle(text []rune, i int) bool {
	i = skipBlanks(text, i, 8)
	for _, w := range []string{"附则", "附則", "罚则", "罰則", "法律责任", "法律責任"} {
		if hasWord(text, i, w) {
			j := skipBlanks(text, i+utf8.RuneCountInString(w), 8)
			return j >= len(text) || isNewline(text[j])
		}
	}
	return false
}
