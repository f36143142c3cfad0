package assistant

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// brief completes the short form of an answer: its conclusion, what its
// documents are, and the question asked back.
func (t *turn) brief(a *Answer) {
	if a.Short == "" {
		return
	}
	short := []string{a.Short}
	var documents []string
	for _, q := range a.Quotes {
		if !slices.Contains(documents, q.Document) {
			documents = append(documents, q.Document)
		}
	}
	w := t.writer()
	for _, id := range documents {
		d := t.document(id)
		name := w.in(phrase{"这份文件", "This document"})
		if len(documents) > 1 {
			name = w.in(phrase{"%s的文件", "%s's document"}, w.placeOf(d.Jurisdiction))
		}
		if s := statusShort(w, d, name, t.asOf); s != "" && !slices.Contains(short, s) && a.Kind != Status {
			short = append(short, s)
		}
	}
	if len(a.Questions) > 0 && !strings.Contains(a.Short, a.Questions[0].Text) {
		short = append(short, a.Questions[0].Text)
	}
	a.Short = strings.Join(short, "\n")
}

// statusShort says in one sentence what must be known of a document, "" where
// it is in force.
func statusShort(w *writer, d retrieval.Document, name string, asOf quantity.Date) string {
	expired := !d.Expires.IsZero() && asOf.After(d.Expires)
	switch {
	case d.Draft && expired:
		return w.in(phrase{"%s是征求意见稿，有效期到%s，已经过期，要以正式文件为准。", "%s is a draft for comment and expired on %s; the official document decides."}, name, w.date(d.Expires))
	case d.Draft:
		return w.in(phrase{"%s是征求意见稿，要以正式文件为准。", "%s is a draft for comment; the official document decides."}, name)
	case expired:
		return w.in(phrase{"%s有效期到%s，已经过期。", "%s expired on %s."}, name, w.date(d.Expires))
	case !d.Effective.IsZero() && asOf.Before(d.Effective):
		return w.in(phrase{"%s自%s起施行，还没有生效。", "%s takes effect on %s only."}, name, w.date(d.Effective))
	case !d.PeriodEnd.IsZero() && asOf.After(d.PeriodEnd):
		return w.in(phrase{"%s的规划期到%d年为止，已经结束。", "The period of %s ended with %d."}, name, d.PeriodEnd.Year)
	}
	return ""
}

// aloud writes a text as it is read on the telephone: 二十九万元, 百分之五,
// 二〇二五年十二月三十一日. English is left as it is, for a reader says RMB 290,000
// without help, but for the Chinese in brackets behind an English name.
func aloud(text, language string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if language == English {
		return chineseBeside.ReplaceAllString(text, "")
	}
	runes := []rune(text)
	var b strings.Builder
	at := 0
	for _, m := range quantity.Numbers(text) {
		if m.Start < at || !strings.ContainsFunc(m.Text, digitRune) {
			continue
		}
		b.WriteString(string(runes[at:m.Start]))
		b.WriteString(quantitySaid(m))
		at = m.End
	}
	b.WriteString(string(runes[at:]))
	out := b.String()
	if language != Traditional {
		return out
	}
	return hanzi.ToTraditional(out)
}

func digitRune(r rune) bool { return r >= '0' && r <= '9' }

// quantitySaid is a quantity in words.
func quantitySaid(m quantity.Mention) string {
	switch m.Kind {
	case quantity.Day:
		return spelt(strconv.Itoa(m.Date.Year)) + "年" + counted(int(m.Date.Month)) + "月" + counted(m.Date.Day) + "日"
	case quantity.Month:
		return spelt(strconv.Itoa(m.Date.Year)) + "年" + counted(int(m.Date.Month)) + "月"
	case quantity.Year:
		return spelt(m.Value.String()) + "年"
	case quantity.Money:
		if m.Currency == "CNY" && m.Bound == quantity.Exact && !strings.ContainsAny(m.Text, "美港欧日英") {
			spoken := quantity.Spoken(m.Value)
			if !strings.HasSuffix(m.Text, "元") {
				spoken = strings.TrimSuffix(spoken, "元")
			}
			return spoken
		}
	case quantity.Rate:
		if rate, ok := strings.CutSuffix(m.Text, "%"); ok {
			return "百分之" + digitsSaid(rate)
		}
	}
	return digitsSaid(m.Text)
}

func counted(n int) string { return quantity.SpokenNumber(decimal.NewFromInt(int64(n))) }

// digitsSaid turns each run of digits in a text into words. A run of four
// that no unit follows is a code and is spelt: 九六一〇.
func digitsSaid(text string) string {
	return digitRuns.ReplaceAllStringFunc(text, func(run string) string {
		if len(run) == 4 && strings.HasSuffix(text, run) && !strings.Contains(run, ".") {
			return spelt(run)
		}
		whole, fraction, point := strings.Cut(strings.ReplaceAll(run, ",", ""), ".")
		n, err := decimal.NewFromString(whole)
		if err != nil {
			return run
		}
		if point {
			return quantity.SpokenNumber(n) + "点" + spelt(fraction)
		}
		return quantity.SpokenNumber(n)
	})
}

// chineseBeside is a Chinese name in brackets: Commerce Bureau (市商务局).
var chineseBeside = regexp.MustCompile(` \(\p{Han}[\p{Han}（）、()]*\)`)

var digitRuns = regexp.MustCompile(`[0-9]+(,[0-9]{3})*(\.[0-9]+)?`)

// spelt says digits one by one, as years and codes are said.
func spelt(digits string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return []rune("〇一二三四五六七八九")[r-'0']
	}, digits)
}

// departments are the offices in charge of the clause an answer rests on.
func (t *turn) departments(a Answer) []string {
	var at [][2]string
	if len(a.Results) > 0 {
		if rule, ok := t.lib.Rules.Rule(a.Results[0].Rule); ok {
			at = append(at, [2]string{rule.Document, rule.Clause})
		}
	}
	if len(a.Quotes) > 0 {
		at = append(at, [2]string{a.Quotes[0].Document, a.Quotes[0].Clause})
	}
	for _, x := range at {
		row, _ := t.lib.Index.Row(x[0], x[1])
		for len(row.Departments) == 0 && row.Parent != "" {
			row, _ = t.lib.Index.Row(row.Document, row.Parent)
		}
		if len(row.Departments) > 0 {
			return row.Departments
		}
	}
	return nil
}
