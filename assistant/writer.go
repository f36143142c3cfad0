package assistant

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// phrase is wording of ours in Chinese and English; %s, %d as in fmt.
type phrase struct{ zh, en string }

// writer builds the text of an answer in the user's language. Wording of ours
// is turned into traditional script where the user writes so; quotes never
// are.
type writer struct {
	language string
	b        strings.Builder
	lead     int  // bytes of the conclusion, 0 while it is still being written
	quotes   bool // the conclusion only announces the quote that follows
}

// announce is say for a sentence that the first quote belongs to: 原文如下.
func (w *writer) announce(p phrase, args ...any) {
	w.say(p, args...)
	w.quotes = true
}

// detail ends the conclusion: what follows is its grounds.
func (w *writer) detail() {
	if w.lead == 0 {
		w.lead = w.b.Len()
	}
}

// conclusion is the text up to its grounds, with the quote it announces.
func (w *writer) conclusion() string {
	w.detail()
	return strings.TrimSpace(w.b.String()[:w.lead])
}

// finish puts what was written into an answer.
func (w *writer) finish(a *Answer) {
	a.Text, a.Short = w.String(), w.conclusion()
}

// in gives a phrase in the writer's language.
func (w *writer) in(p phrase, args ...any) string {
	switch w.language {
	case English:
		return fmt.Sprintf(p.en, args...)
	case Traditional:
		ours := make([]any, len(args))
		for i, arg := range args {
			if text, ok := arg.(string); ok {
				arg = hanzi.ToTraditional(text)
			}
			ours[i] = arg
		}
		return fmt.Sprintf(hanzi.ToTraditional(p.zh), ours...)
	}
	return fmt.Sprintf(p.zh, args...)
}

// verbatim is text of a document, which no language or script changes.
type verbatim string

// say appends a sentence.
func (w *writer) say(p phrase, args ...any) {
	w.raw(w.in(p, args...))
}

// raw appends text that is in the user's language already.
func (w *writer) raw(text string) {
	w.join()
	if first, size := utf8.DecodeRuneInString(text); w.language == English && size > 0 && (w.b.Len() == 0 || strings.HasSuffix(w.b.String(), "\n")) {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	w.b.WriteString(text)
}

// within is a title as it stands inside an English sentence: its first letter
// small, unless it is a place's or that of letters such as O2O.
func (w *writer) within(title string) string {
	word, _, _ := strings.Cut(title, " ")
	first, size := utf8.DecodeRuneInString(title)
	if _, name := place.Lookup(strings.TrimSuffix(word, "'s")); w.language != English || name || len(word) <= size || !strings.ContainsFunc(word[size:], unicode.IsLower) {
		return title
	}
	return string(unicode.ToLower(first)) + title[size:]
}

// inMarks are the asker's words, each in quotation marks of its own, as each
// was said.
func inMarks(words []string) string {
	return "“" + strings.Join(words, "”“") + "”"
}

// join keeps English sentences apart.
func (w *writer) join() {
	if w.language == English && w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") {
		w.b.WriteByte(' ')
	}
}

// line begins a new line where there is text before.
func (w *writer) line() {
	if w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") {
		w.b.WriteByte('\n')
	}
}

// quote appends where a quote stands and its words, untouched. from names
// the document; it is left out where the sentence before has said it.
func (w *writer) quote(from string, q calculators.Quote) {
	if !w.quotes {
		w.detail()
	}
	w.line()
	w.b.WriteString(w.in(phrase{"依据 %s：“", "Source, %s: “"}, w.cite(from, q)))
	w.b.WriteString(strings.TrimSpace(q.Text))
	w.b.WriteString("”")
	w.detail()
}

// hasQuoted reports whether what was written so far gives a quote's words in
// full and says where they stand.
func (w *writer) hasQuoted(q calculators.Quote) bool {
	said := w.b.String()
	number := w.clause(q.Number, q.Clause)
	words := strings.TrimRight(withoutMarker(q.Text, q.Number), "。；;，,：: ")
	return number != "" && strings.Contains(said, number) && strings.Contains(said, "“"+words)
}

// cite names the place of a quote: document and clause.
func (w *writer) cite(from string, q calculators.Quote) string {
	number := w.clause(q.Number, q.Clause)
	if bare := w.language != English && q.Number != "" && strings.Trim(q.Number, "一二三四五六七八九十") == ""; bare && q.Clause == q.Number {
		// A numeral by itself reads as part of the title before it.
		number = "第" + q.Number + "部分"
		if q.Path == q.Number {
			number = "第" + q.Number + "条"
		}
	}
	switch {
	case number == "" && from == "":
		return w.in(phrase{"原文", "the text"})
	case w.language == English && from != "" && number != "":
		return from + ", " + number
	}
	return from + number
}

func hanziTitle(language, title string) string {
	if language == Traditional {
		title = hanzi.ToTraditional(title)
	}
	return "《" + title + "》"
}

// clauseName is how people call a clause: 第9条 for a bare number, else the
// marker as printed with what it stands under.
func clauseName(number, key string) string {
	switch {
	case number == "":
		return ""
	case strings.Trim(number, "0123456789") == "":
		return "第" + number + "条"
	}
	parent, _, nested := cutLast(key, "/")
	if nested && !strings.HasPrefix(number, "第") {
		if i := strings.LastIndex(parent, "/"); i >= 0 {
			parent = parent[i+1:]
		}
		return parent + number
	}
	return number
}

// clause is how a clause is called in the writer's language: 第9条, Article 9;
// 四（九）, Part 4 (9).
func (w *writer) clause(number, key string) string {
	name := clauseName(number, key)
	switch w.language {
	case Traditional:
		return hanzi.ToTraditional(name)
	case English:
		var numbers []string
		for _, marker := range markers.FindAllString(name, -1) {
			for _, m := range quantity.Numbers("第" + marker + "条") {
				numbers = append(numbers, m.Value.String())
			}
		}
		if len(numbers) == 0 {
			return name
		}
		kind := "Part "
		if strings.HasPrefix(name, "第") {
			kind = "Article "
		}
		for i := 1; i < len(numbers); i++ {
			numbers[i] = "(" + numbers[i] + ")"
		}
		return kind + strings.Join(numbers, " ")
	}
	return name
}

// markers are the numbers of a clause's name.
var markers = regexp.MustCompile(`[0-9]+|[一二三四五六七八九十百]+`)

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (w *writer) String() string { return w.b.String() }
