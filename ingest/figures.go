package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// openDate is a date with a part left out: 2024年*月1日, 20XX年X月X日.
var openDate = regexp.MustCompile(`(?:[0-9]{2,4}|[0-9*×xX_]{2,4})\s*年\s*(?:[*×xX_]+|[0-9]{1,2}|\s)\s*月\s*(?:[*×xX_]+|[0-9]{1,2}|\s)\s*日`)

// Figures reads what a clause says in figures, in order. A figure does not
// overlap another one. Numbers of clauses and documents are no figures.
func Figures(row retrieval.Row) []retrieval.Figure {
	if !row.Quotable() {
		return nil
	}
	found := quantity.Find(row.Text, quantity.Options{})
	dated := strings.Contains(row.Text, "年") && strings.Contains(row.Text, "月")
	if len(found) == 0 && !dated {
		return nil
	}
	text := indexText(plain(row.Text))
	var open []retrieval.Figure
	if dated {
		open = openDates(row, text.text)
	}
	out := slices.Clone(open)
	aim := containsAny(row.Path, "目标", "目標") || containsAny(row.Heading, "目标", "目標")
	var last *retrieval.Figure
	behind := false // whether the bound of the last one stands behind it
	for _, m := range found {
		if slices.ContainsFunc(open, func(f retrieval.Figure) bool { return row.Start+m.Start < f.End && f.Start < row.Start+m.End }) {
			continue
		}
		if m.Kind == quantity.Number && marksItem(text.runes, m.Start, m.End) {
			continue
		}
		f, tail := figure(row, text, m, last, behind, aim)
		out = append(out, f)
		last, behind = &f, tail
	}
	slices.SortStableFunc(out, func(a, b retrieval.Figure) int { return a.Start - b.Start })
	return out
}

// marksItem reports whether a number is the marker of a list inside the row:
// 158．绑架罪.
func marksItem(text []rune, start, end int) bool {
	opens := start == 0 || isSpace(text[start-1]) || endsSentence(text[start-1])
	return opens && end+1 < len(text) && (text[end] == '.' || text[end] == '、') && digit(text[end+1]) < 0
}

// figure reads a mention with the words around it. last is the figure before
// it in the row, lastBehind whether the words that bound that one stand
// behind it, as those of f do where behind is true.
func figure(row retrieval.Row, text indexed, m quantity.Mention, last *retrieval.Figure, lastBehind, aim bool) (f retrieval.Figure, behind bool) {
	f = retrieval.Figure{Kind: kindOf(m), Value: m.Value, Unit: m.Unit, Currency: m.Currency, Date: m.Date}
	if f.Kind == retrieval.DateFigure || f.Kind == retrieval.MonthFigure {
		f.Value, f.Unit = f.Value.Sub(f.Value), ""
	}
	start, end := m.Start, m.End
	// The number itself, without the words that bound it.
	core := text.slice(m.Start, m.End)
	if f.Kind != retrieval.RankFigure {
		if beginsWithin(core, beginHedge) {
			start += utf8.RuneCountInString(hedgeHead.FindString(core))
		}
		if endsWithin(core, endHedge) {
			end -= utf8.RuneCountInString(hedgeTail.FindString(core))
		}
	}
	from, to := sentenceOf(text.runes, start, end)
	at := surroundings{before: text.slice(from, start), after: text.slice(end, to), sentence: text.slice(from, to), aim: aim}
	at.near = text.slice(max(from, start-longestPhrase), start)
	var b bounded
	switch {
	case m.Bound == quantity.Between:
		f.Bound, f.High = retrieval.FromUntil, m.High
	case f.Kind == retrieval.RankFigure && m.Bound == quantity.Under:
		b.bound = retrieval.AtMost // 前三名
	case f.Kind == retrieval.DateFigure || f.Kind == retrieval.MonthFigure || f.Kind == retrieval.YearFigure || f.Kind == retrieval.NumberFigure:
	default:
		b = boundOf(at.near, at.after, f.Kind == retrieval.PeriodFigure)
	}
	if f.Bound == "" {
		f.Bound, behind = b.bound, b.behind
	}
	f.Role = roleOf(&f, b, at)
	if last != nil && listed(text.runes, last.End-row.Start, start) && last.Kind == f.Kind && !lastBehind && b.bound == "" && f.Bound == "" {
		// 最高100万元、500万元奖励: what is said of the first holds for all.
		f.Bound = last.Bound
		if f.Role != retrieval.StepRole {
			f.Role = last.Role
		}
	}
	start -= utf8.RuneCountInString(at.before[len(at.before)-b.head:])
	end += utf8.RuneCountInString(at.after[:b.tail])
	f.Start, f.End = row.Start+start, row.Start+end
	return f, behind
}

// listed reports whether nothing but a mark of enumeration stands between two
// figures.
func listed(text []rune, from, to int) bool {
	const longest = 16 // code points, white space included
	if from >= to || to-from > longest {
		return false
	}
	switch strings.TrimSpace(string(text[from:to])) {
	case "、", "和", "及", "或", "或者":
		return true
	}
	return false
}

// indexed is a text with the way from its code points to its bytes.
type indexed struct {
	text  string
	runes []rune
	bytes []int32 // where each code point begins, and the end
}

func indexText(text string) indexed {
	n := utf8.RuneCountInString(text)
	m := indexed{text: text, runes: make([]rune, 0, n), bytes: make([]int32, 0, n+1)}
	for i, r := range text {
		m.runes, m.bytes = append(m.runes, r), append(m.bytes, int32(i))
	}
	m.bytes = append(m.bytes, int32(len(text)))
	return m
}

// slice is the text between two code points.
func (m indexed) slice(from, to int) string { return m.text[m.bytes[from]:m.bytes[to]] }

// longestSentence is how far, in code points, the words on either side of a
// figure are read: no sentence is longer, but a text without marks may be.
const longestSentence = 600

// longestPhrase is how far, in code points, the words reach that touch a
// figure from before; no pattern of them is longer.
const longestPhrase = 40

// sentenceOf is the sentence around a stretch of a row.
func sentenceOf(text []rune, start, end int) (from, to int) {
	for from = start; from > max(0, start-longestSentence) && !endsSentence(text[from-1]); from-- {
	}
	for to = end; to < min(len(text), end+longestSentence) && !endsSentence(text[to]); to++ {
	}
	return from, to
}

func endsSentence(r rune) bool { return r == '。' || r == '；' || r == ';' || isNewline(r) }

// openDates finds the dates that the text leaves open: they are no day, and
// what there is of them is no figure of its own.
func openDates(row retrieval.Row, s string) []retrieval.Figure {
	at := places{text: s}
	var out []retrieval.Figure
	for _, m := range openDate.FindAllStringIndex(s, -1) {
		if theDay.MatchString(s[m[0]:m[1]]) {
			continue
		}
		start, end := at.of(m[0]), at.of(m[1])
		out = append(out, retrieval.Figure{
			Kind: retrieval.DateFigure, Role: retrieval.DateRole,
			Start: row.Start + start, End: row.Start + end,
		})
	}
	return out
}

// kindOf is the kind of a mention.
func kindOf(m quantity.Mention) retrieval.FigureKind {
	switch m.Kind {
	case quantity.Money:
		return retrieval.AmountFigure
	case quantity.Rate:
		return retrieval.RateFigure
	case quantity.Count:
		return retrieval.CountFigure
	case quantity.Area:
		return retrieval.AreaFigure
	case quantity.Rank:
		return retrieval.RankFigure
	case quantity.Year:
		return retrieval.YearFigure
	case quantity.Day:
		return retrieval.DateFigure
	case quantity.Month:
		return retrieval.MonthFigure
	case quantity.Duration:
		return retrieval.PeriodFigure
	}
	return retrieval.NumberFigure
}
