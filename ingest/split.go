package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// region is the stretch of a source that one document takes.
type region struct{ start, end int }

// What a line must be to hold a whole document by itself: long, with this many
// units on its highest level.
const (
	flatLength = 300
	flatUnits  = 3
)

// regions finds the documents of a page by their own structure: lines that
// hold a whole document each, or lines that are a document number and nothing
// else with numbered text under each. Any other page is one document, without
// the navigation lines above and below it.
func regions(text []rune) []region {
	if out := flatRegions(text); len(out) > 1 {
		return out
	}
	if out := numberedRegions(text); len(out) > 1 {
		return out
	}
	return []region{trimNavigation(text)}
}

// flatRegions finds documents that stand on one line each, as pages do that
// have lost their line breaks.
func flatRegions(text []rune) []region {
	var out []region
	above, aboveLength := 0, 0 // the line before that is not blank
	for i, n := range lines(text) {
		line := text[i : i+n]
		if blank(line) {
			continue
		}
		if n >= flatLength && wholeDocument(line) {
			start := i
			if aboveLength > 0 && aboveLength < 80 && endsAsTitle(strings.TrimFunc(string(text[above:above+aboveLength]), isSpace)) {
				start = above
			}
			out = append(out, region{start, i + n})
			n = 0
		}
		above, aboveLength = i, n
	}
	return out
}

// wholeDocument reports whether a line opens as a document does, with words
// before its first number, and numbers its units from one on.
func wholeDocument(line []rune) bool {
	units, _ := nest(line)
	return len(units) > 0 && units[0].value == 1 && units[0].style <= styleHan && !blank(line[:units[0].start]) &&
		(len(units) >= flatUnits || units[0].style.division() && len(units[0].parts) > 1)
}

var numberLine = regexp.MustCompile(`^\p{Han}{1,12}[〔\[（(【]\s*[0-9]{4}\s*[〕\]）)】]\s*第?\s*[0-9]+\s*[号號]$`)

// numberedRegions splits where a document number stands alone on its line.
func numberedRegions(text []rune) []region {
	var at []int
	for i, n := range lines(text) {
		if n < 40 && numberLine.MatchString(strings.TrimFunc(string(text[i:i+n]), isSpace)) {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return nil
	}
	out := make([]region, len(at))
	for k, i := range at {
		end := len(text)
		if k+1 < len(at) {
			end = at[k+1]
		}
		out[k] = region{i, end}
		if units, _ := nest(text[i:end]); len(units) < 2 {
			return nil
		}
	}
	if !blank(text[:at[0]]) && strings.ContainsRune(string(text[:at[0]]), '。') {
		return nil // text of its own above: citations, not documents
	}
	return out
}

// navigationLine matches what web pages put around a text.
var navigationLine = regexp.MustCompile(`^(?:首页.*|.*当前位置.*|.*现在的位置.*|网站首页.*|登录.*|注册|无障碍.*|长者.*|繁體.*|设为首页.*|【?字[号体].*|.*打印本页.*|【?打印】?|.*关闭窗口.*|【?关闭】?|分享到.*|扫一扫.*|浏览次数.*|点击数.*|` +
	`上一篇.*|下一篇.*|相关链接.*|返回顶部.*|版权所有.*|.*ICP备.*|.*公网安备.*|网站地图.*|联系我们.*|网站标识码.*|技术支持.*|在线客服.*|Copyright.*)$`)

var (
	// breadcrumb ends what a page puts above its text, menus included.
	breadcrumb = regexp.MustCompile(`当前位置|现在的位置|您的位置|您所在的?位置|^(?:网站)?首页\s*[>＞»/]`)
	// imprint begins what a page puts below.
	imprint = regexp.MustCompile(`版权所有|ICP备|公网安备|网站标识码|^分享到|^【?打印本页|【?关闭窗口】?$|^相关(?:链接|文件|附件|解读|阅读|新闻)[：:]?$`)
)

// trimNavigation is the one document of a page without the navigation lines
// at its beginning and end.
func trimNavigation(text []rune) region {
	type span struct{ start, end int }
	var kept []span
	for i, n := range lines(text) {
		if !blank(text[i : i+n]) {
			kept = append(kept, span{i, i + n})
		}
	}
	isNavigation := func(s span) bool {
		return s.end-s.start < 80 && navigationLine.MatchString(strings.TrimFunc(string(text[s.start:s.end]), isSpace))
	}
	// Menus above a breadcrumb and addresses below an imprint are lines like any
	// other, but none of them is a sentence.
	const most, longest = 80, 120 // lines, code points
	fragment := func(s span) bool { return s.end-s.start < longest && !slices.Contains(text[s.start:s.end], '。') }
	lo, hi := 0, len(kept)
	for k := 0; k < min(most, len(kept)) && fragment(kept[k]); k++ {
		if breadcrumb.MatchString(strings.TrimFunc(string(text[kept[k].start:kept[k].end]), isSpace)) {
			lo = k + 1
		}
	}
	for k := len(kept) - 1; k >= max(lo, len(kept)-most) && fragment(kept[k]); k-- {
		if imprint.MatchString(strings.TrimFunc(string(text[kept[k].start:kept[k].end]), isSpace)) {
			hi = k
		}
	}
	for lo < hi && isNavigation(kept[lo]) {
		lo++
	}
	for hi > lo && isNavigation(kept[hi-1]) {
		hi--
	}
	if lo == hi {
		return region{0, len(text)}
	}
	r := region{0, len(text)}
	if lo > 0 {
		r.start = kept[lo].start
	}
	if hi < len(kept) {
		r.end = kept[hi].start
	}
	return r
}

// pinned places the documents that policy.yaml lists: each where its begins
// phrase stands, or, where none is given, in order.
func pinned(text []rune, found []region, documents []policyDocument) ([]region, error) {
	if len(documents) == 0 {
		return found, nil
	}
	if !slices.ContainsFunc(documents, func(d policyDocument) bool { return d.Begins != "" }) {
		if len(documents) == 1 {
			return []region{{found[0].start, found[len(found)-1].end}}, nil
		}
		if len(documents) != len(found) {
			return nil, fmt.Errorf("policy.yaml 列出 %d 份文件，正文里找到 %d 份；请为每份文件写 begins（它开头的一句原文）", len(documents), len(found))
		}
		return found, nil
	}
	whole := string(text)
	type pin struct{ index, at int }
	pins := make([]pin, len(documents))
	for k, d := range documents {
		i := strings.Index(whole, d.Begins)
		switch {
		case d.Begins == "":
			return nil, fmt.Errorf("policy.yaml：文件 %s 没有写 begins；一份写了，其余的也要写", d.ID)
		case i < 0:
			return nil, fmt.Errorf("policy.yaml：正文里找不到文件 %s 的 begins “%s”；请照原文抄写", d.ID, d.Begins)
		}
		pins[k] = pin{k, utf8.RuneCountInString(whole[:i])}
	}
	slices.SortStableFunc(pins, func(a, b pin) int { return a.at - b.at })
	out := make([]region, len(documents))
	for k, p := range pins {
		start, end := p.at, len(text)
		for _, r := range found {
			if r.start <= p.at && p.at < r.end {
				end = r.end
				// The first pin in a found document takes it from its beginning.
				if k == 0 || pins[k-1].at < r.start {
					start = r.start
				}
			}
		}
		if k+1 < len(pins) {
			end = min(end, pins[k+1].at)
		}
		if start >= end || k > 0 && p.at == pins[k-1].at {
			return nil, fmt.Errorf("policy.yaml：文件 %s 与另一份文件的 begins 在同一处；请写不同的原文", documents[p.index].ID)
		}
		out[p.index] = region{start, end}
	}
	return out, nil
}
