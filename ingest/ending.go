package ingest

import (
	"regexp"
	"strings"
)

// closing are paragraphs that end a document and belong to none of its
// clauses: signature, date, 特此公告, how it is made public, who gets copies.
var closing = regexp.MustCompile(`^(?:[（(]?此件.{0,20}[)）]?|特此(?:公告|通告|通知|通报|通報|函告|批复|批覆|函复|函覆)[。！]?|` +
	`《[^》]{2,60}》根据本[决決]定作.*|` +
	`(?:抄送|抄报|主题词|联系人|聯繫人|联系电话|聯繫電話|附件|附)[：:].*|` +
	`[0-9０-９〇零一二三四五六七八九十]{2,4}\s*年\s*[0-9０-９元一二三四五六七八九十]{1,3}\s*月\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日(?:印发|发布|公布)?|` +
	`\p{Han}{2,28}(?:政府|办公室|办公厅|委员会|局|厅|部|署|院|会|中心|处)(?:\s+\p{Han}{2,28}(?:政府|办公室|办公厅|委员会|局|厅|部|署|院|会|中心|处))*)$`)

// specially is the line that ends a notice or an announcement.
var specially = regexp.MustCompile(`^特此(?:公告|通告|通知|通报|通報|函告|批复|批覆|函复|函覆)[。！]?$`)

// inForce opens the paragraph by which an unnumbered document ends.
var inForce = regexp.MustCompile(`^(?:以上|上述|本)(?:意见|意見|决定|決定|通知|公告|措施|政策|政策措施|方案|规定|規定|细则|細則|办法|辦法|计划|計劃|文件|若干措施|若干意见)[^。]{0,40}(?:施行|实施|實施|执行|執行|有效)`)

// endings returns where the paragraphs begin that follow the last clause of a
// document, whose text is text[from:to]. structural says that every other
// clause of the document is one paragraph, so that a second one is not part
// of the last; article says that the clause is 第X条, whose paragraphs are
// its own.
func endings(text []rune, from, to int, structural, article bool) []int {
	pars := paragraphs(text, from, to)
	if len(pars) == 0 {
		return nil
	}
	keep := 1
	if !structural || article {
		keep = closingTail(text, pars, to, article)
	}
	out := append([]int(nil), pars[keep:]...)
	if len(out) > 0 {
		return out
	}
	return flatEnding(text, pars[len(pars)-1], to)
}

// closingTail returns how many paragraphs are left, at least one, without the
// closing ones at the end.
func closingTail(text []rune, pars []int, to int, article bool) int {
	keep := len(pars)
	for keep > 1 && closes(text, pars, keep-1, to, article) {
		keep--
	}
	return keep
}

func closes(text []rune, pars []int, k, to int, article bool) bool {
	end := to
	if k+1 < len(pars) {
		end = pars[k+1]
	}
	p := strings.TrimFunc(string(text[pars[k]:end]), isSpace)
	return closing.MatchString(p) || !article && inForce.MatchString(p)
}

// flatEnding finds the closing words at the end of a line that has lost its
// line breaks: 按照国家有关法律法规等规定处理。 特此公告。
func flatEnding(text []rune, from, to int) []int {
	const longest = 80 // of one closing phrase
	var out []int
	end := to
	for end > from && isSpace(text[end-1]) {
		end--
	}
	for {
		start := end
		for start > from && end-start < longest && !isBlank(text[start-1]) {
			start--
		}
		// What precedes must be separated by a space and end a sentence, or
		// itself be a closing phrase.
		if start <= from || !isBlank(text[start-1]) || !closing.MatchString(string(text[start:end])) {
			break
		}
		out = append([]int{start}, out...)
		end = start
		for end > from && isBlank(text[end-1]) {
			end--
		}
	}
	if len(out) > 0 && !strings.ContainsRune("。！；;)）〕］]", text[end-1]) {
		return nil
	}
	return out
}

// paragraphs returns where the non-blank lines of text[from:to] begin; the
// first one begins at from.
func paragraphs(text []rune, from, to int) []int {
	var out []int
	for i, n := range lines(text[from:to]) {
		j := skipSpaces(text, from+i)
		if j < from+i+n && j < to {
			out = append(out, j)
		}
	}
	if len(out) > 0 {
		out[0] = from
	}
	return out
}
