package ingest

import (
	"strings"
	"unicode/utf8"
)

// caption is how a unit's own text begins.
type caption struct {
	title string // "" where it has none
	// line says the title stands by itself (on its own line, or before a
	// space where line breaks are gone) rather than as a first sentence.
	line bool
	// body says that text follows beside the title.
	body bool
	// leadIn says the text ends in a colon: its parts complete the sentence.
	leadIn bool
}

// The longest titles, in code points: of a heading, of a bracketed caption.
const (
	longestTitle   = 45
	longestBracket = 20
	longestOwn     = 8 * longestTitle // with the first words behind it
)

// captionOf reads the caption of u's own text.
func captionOf(text []rune, u *unit) caption {
	from, to := u.end, u.own()
	for from < to && isSpace(text[from]) {
		from++
	}
	for from < to && isSpace(text[to-1]) {
		to--
	}
	if from == to {
		return caption{}
	}
	last := text[to-1]
	c := caption{leadIn: last == '：' || last == ':'}
	// No caption is longer: what follows only has to be there.
	own := string(text[from:min(to, from+longestOwn)])
	if title, rest, ok := bracketed(u, own); ok {
		c.title, c.body = title, rest != ""
		return c
	}
	line, rest, _ := cutLine(own)
	parts := len(u.parts) > 0
	switch {
	case u.style.division() || u.style <= styleSupplement:
		if utf8.RuneCountInString(line) <= 2*longestTitle && !strings.ContainsAny(line, "\t|") {
			c.title, c.line, c.body = tidy(line), true, rest != ""
		} else {
			c.body = true
		}
	case u.style == styleArticle:
		c.body = true
		if rest != "" && utf8.RuneCountInString(line) <= longestBracket && !strings.ContainsAny(line, "。，、；：,;:（(") {
			c.title, c.line = tidy(line), true
		}
	case (rest != "" || parts) && isTitle(line, parts):
		c.title, c.line, c.body = tidy(strings.TrimRight(line, "。．.：:")), true, rest != ""
		c.leadIn = c.leadIn && rest != ""
	default:
		c.body = true
		if title, ok := spacedTitle(u, line); ok {
			c.title, c.line = title, true
		} else if title, ok := sentenceTitle(own); ok && last != '；' && last != ';' { // not one of a list of conditions
			c.title = title
		}
	}
	return c
}

// bracketed reads 第三条【适用范围】… and 第三条（适用范围）…
func bracketed(u *unit, own string) (title, rest string, ok bool) {
	for _, b := range []struct{ open, end string }{{"【", "】"}, {"〔", "〕"}, {"（", "）"}, {"(", ")"}} {
		inner, found := strings.CutPrefix(own, b.open)
		if !found {
			continue
		}
		title, rest, found = strings.Cut(inner, b.end)
		if !found || utf8.RuneCountInString(title) > longestBracket || b.open != "【" && u.style != styleArticle {
			return "", "", false
		}
		return tidy(title), strings.TrimFunc(rest, isSpace), true
	}
	return "", "", false
}

// isTitle reports whether a line names what follows rather than saying it.
func isTitle(line string, parts bool) bool {
	if utf8.RuneCountInString(line) > longestTitle {
		return false
	}
	if strings.HasSuffix(line, "：") || strings.HasSuffix(line, ":") {
		// 基本原则： names; 符合下列条件的： begins a sentence.
		return utf8.RuneCountInString(line) <= 13 && !strings.ContainsAny(line, "，,、0123456789") && !containsAny(line, "下列", "以下", "如下", "包括", "应当", "應當")
	}
	body, full := strings.CutSuffix(line, "。")
	if strings.ContainsAny(body, "。；，：;:") || strings.Contains(body, ", ") {
		return false
	}
	return !full || parts
}

// spacedTitle reads 一、总体要求 以… where line breaks are gone: the words
// before the first space, where no sentence has begun.
func spacedTitle(u *unit, line string) (string, bool) {
	if u.style > styleHanParen {
		return "", false
	}
	i := strings.IndexFunc(line, isBlank)
	if i <= 0 || utf8.RuneCountInString(line[:i]) > longestTitle || strings.ContainsAny(line[:i], "。；，：;:,、“”《》") {
		return "", false
	}
	return line[:i], true
}

// sentenceTitle reads 支持企业“品牌出海”。鼓励…: a short first sentence
// without a comma that names the clause.
func sentenceTitle(own string) (string, bool) {
	title, rest, ok := strings.Cut(own, "。")
	if !ok || strings.TrimFunc(rest, isSpace) == "" || utf8.RuneCountInString(title) > longestTitle {
		return "", false
	}
	if strings.ContainsAny(title, "，,；;：:\n") || containsAny(title, "应当", "應當", "可以", "不得", "必须", "是指", "有权", "負責", "负责") {
		return "", false
	}
	return tidy(title), true
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func cutLine(s string) (line, rest string, more bool) {
	i := strings.IndexFunc(s, isNewline)
	if i < 0 {
		return s, "", false
	}
	return strings.TrimFunc(s[:i], isSpace), strings.TrimFunc(s[i:], isSpace), true
}

// tidy joins runs of white space to one space.
func tidy(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }
