package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
)

// leftOut tells what of a source was taken for what a web page puts around a
// text, so that its office can see that it is no policy: one finding a source.
func leftOut(p Pack) []Finding {
	var first *retrieval.Row
	var parts []string
	for _, r := range p.Rows {
		n := utf8.RuneCountInString(strings.Map(dropSpace, r.Text))
		if r.Kind != retrieval.Navigation || n == 0 {
			continue
		}
		where := "两份文件之间"
		switch {
		case !slices.ContainsFunc(p.Documents, func(d retrieval.Document) bool { return d.Start < r.Start }):
			where = "开头"
		case !slices.ContainsFunc(p.Documents, func(d retrieval.Document) bool { return d.Start > r.Start }):
			where = "末尾"
		}
		parts = append(parts, fmt.Sprintf("%s%d个字", where, n))
		if first == nil {
			first = &r
		}
	}
	if first == nil || len(p.Documents) == 0 {
		return nil
	}
	// The document that follows it, or the last one.
	near := p.Documents[len(p.Documents)-1].ID
	if i := slices.IndexFunc(p.Documents, func(d retrieval.Document) bool { return d.Start > first.Start }); i >= 0 {
		near = p.Documents[i].ID
	}
	text := []rune(first.Text)
	from, to := 0, len(text)
	for from < to && isSpace(text[from]) {
		from++
	}
	for to > from && isSpace(text[to-1]) {
		to--
	}
	return []Finding{{
		Rule: RuleNavigation, Severity: Remark, Document: near, Clause: first.Key,
		Start: first.Start + from, End: first.Start + to, Quote: string(text[from:to]),
		Message: "原文" + strings.Join(parts, "、") + "是网页的菜单、页脚之类，不算政策正文，检索和引用都不用。",
		Advice:  "看一眼其中有没有正文；有的话，从原文中删去真正的菜单、页脚再读入，或在 policy.yaml 的 begins 中写明文件从哪些字开始。",
	}}
}

// written is a way of writing the markers of one level, as 1． or （一）.
type written struct {
	level string // depth and kind of marker
	mark  string // what stands behind the number, or around it
	n     int
	row   retrieval.Row // the first written so
	from  int           // its marker in code points of the row
	to    int
}

// form is the first marker written so, verbatim.
func (w *written) form() string { return string([]rune(w.row.Text)[w.from:w.to]) }

// markerForms finds markers of one level that are written in more than one
// way, or with a full-width dot: one finding a document.
func markerForms(s *subject) {
	var ways []*written
	for _, r := range s.all {
		w, ok := markerAsWritten(r)
		if !ok {
			continue
		}
		k := slices.IndexFunc(ways, func(o *written) bool { return o.level == w.level && o.mark == w.mark })
		if k < 0 {
			k = len(ways)
			ways = append(ways, &w)
		}
		ways[k].n++
	}
	for _, w := range ways {
		var same []*written
		for _, o := range ways {
			if o.level == w.level {
				same = append(same, o)
			}
		}
		if len(same) < 2 {
			continue
		}
		slices.SortStableFunc(same, func(a, b *written) int { return b.n - a.n })
		var counts []string
		for _, o := range same {
			counts = append(counts, fmt.Sprintf("“%s”一类%d处", o.form(), o.n))
		}
		s.reportMarker(same[len(same)-1], "同一层的编号有几种写法："+strings.Join(counts, "，")+"。", "统一为一种写法。")
		return
	}
	for _, w := range ways {
		if w.mark == "．" {
			s.reportMarker(w, fmt.Sprintf("编号用了全角的点（“%s”一类%d处）；公文的第三层写作“1.”，有的系统按“1.”检索会找不到。", w.form(), w.n), "改为半角的点。")
			return
		}
	}
}

// markerAsWritten reads how the marker of a clause is written; ok is false for
// articles, annexes and what has none.
func markerAsWritten(r retrieval.Row) (w written, ok bool) {
	if r.Number == "" || r.Kind == retrieval.Navigation || strings.HasPrefix(r.Key, "附") {
		return w, false
	}
	text, number := []rune(r.Text), []rune(r.Number)
	w.row, w.from = r, markerAt(text)
	w.to = w.from + len(number)
	if w.to >= len(text) || string(text[w.from:w.to]) != r.Number {
		return w, false
	}
	kind, _, _ := markerOf(plain(r.Number))
	switch kind {
	case "1", "一":
		w.mark = string(text[w.to])
		w.to++
		if !strings.Contains(".．、)）", w.mark) {
			return w, false
		}
	case "(1)", "(一)":
		w.mark = string(number[0]) + string(number[len(number)-1])
	default:
		return w, false
	}
	w.level = fmt.Sprint(strings.Count(r.Key, "/"), kind)
	return w, true
}

// markerAt is where the marker of a row begins: behind white space and the
// marks of Markdown.
func markerAt(text []rune) int {
	at := 0
	for at < len(text) && (text[at] == '#' || text[at] == '*' || isSpace(text[at])) {
		at++
	}
	return at
}

func (s *subject) reportMarker(w *written, message, advice string) {
	s.findings = append(s.findings, Finding{
		Rule: RuleMarkerForm, Severity: Remark, Document: s.doc.ID, Clause: w.row.Key,
		Start: w.row.Start + w.from, End: w.row.Start + w.to, Quote: w.form(), Message: message, Advice: advice,
	})
}
