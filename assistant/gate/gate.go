// Package gate is the number firewall and the check of quotes: the last thing
// every answer passes. It shares nothing with the code that writes answers, and
// cannot: package assistant imports it. It starts from the finished answer and
// asks of each number in each sentence where it comes from: a quote that really
// stands in the library, a calculation step, a document's metadata, the day of
// the question, or the wording of the rule itself.
package gate

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// Gate checks the answers over one library, as of a day.
type Gate struct {
	Index *retrieval.Index
	Rules *calculators.Book
	AsOf  quantity.Date
}

// Answer is what the gate looks at of an answer.
type Answer struct {
	Question string
	// Grounded says that the answer speaks of what the library holds; one that
	// greets, refuses or finds nothing need not say what documents are.
	Grounded    bool
	Text, Short string
	Quotes      []calculators.Quote
	Results     []calculators.Result
	Notices     []string
	Questions   []string // what is asked back, each with its choices
	Suggestions []string
	Carried     []string // what was taken over from earlier turns
	Sums        []Sum    // by which figures of the message became those of the results
}

// Breach is something that may not be sent, and why.
type Breach struct {
	Sentence string
	What     string // the untraced number, or what is wrong: "quote", "draft", …
}

// Verdict is what the gate finds. Nothing it finds is put right here.
type Verdict struct {
	Breaches []Breach
	// Untrue says that a sentence of the text, or a quote, cannot be traced, so
	// that nothing that was written is to be trusted.
	Untrue bool
	// The places, in their lists, of what must be left out.
	Quotes, Notices, Questions, Suggestions []int
}

// Check looks at a finished answer.
func (g Gate) Check(a Answer) Verdict {
	var v Verdict
	var standing []calculators.Quote
	for i, q := range a.Quotes {
		if g.stands(q) {
			standing = append(standing, q)
			continue
		}
		v.Quotes = append(v.Quotes, i)
		v.Breaches = append(v.Breaches, Breach{q.Text, "quote"})
	}
	a.Quotes = standing
	known := g.Figures(a)
	vouched := sync.OnceValue(func() []string { return g.vouched(a) })
	for _, text := range []string{a.Text, a.Short} {
		v.Breaches = append(v.Breaches, g.numbers(text, a, known)...)
		v.Breaches = append(v.Breaches, g.words(text, a, vouched)...)
	}
	v.Breaches = append(v.Breaches, g.unsaid(a.Text, a)...)
	v.Untrue = len(v.Breaches) > 0
	v.Notices = v.untraced(a.Notices, known)
	v.Questions = v.untraced(a.Questions, known.asking(a))
	v.Suggestions = v.untraced(a.Suggestions, known)
	return v
}

// untraced gives the places of the texts that hold a number nobody vouches for.
func (v *Verdict) untraced(texts []string, known Figures) []int {
	var list []int
	for i, text := range texts {
		if m, bad := known.Untraced(text); bad {
			v.Breaches = append(v.Breaches, Breach{text, m})
			list = append(list, i)
		}
	}
	return list
}

// markers are the numbers in what a clause is called.
var markers = regexp.MustCompile(`[0-9]+|[〇零一二三四五六七八九十百]+`)

// stands reports whether a quote is, to the letter, what the library holds at
// its span. A span may run over the rows of a clause and its items.
func (g Gate) stands(q calculators.Quote) bool {
	if row, ok := g.Index.Row(q.Document, q.Clause); q.Clause != "" && (!ok || row.Version != q.Version || q.Start < row.Start) {
		return false
	}
	var text []rune
	for _, row := range g.Index.Rows(q.Document) {
		from, to := max(q.Start, row.Start), min(q.End, row.End)
		if from < to {
			text = append(text, []rune(row.Text)[from-row.Start:to-row.Start]...)
		}
	}
	return q.Text != "" && string(text) == q.Text
}

// Figures gathers the numbers an answer may rest on.
func (g Gate) Figures(a Answer) Figures {
	f := make(Figures)
	f.date(g.AsOf)
	for _, q := range a.Quotes {
		g.stated(f, q)
		for _, marker := range markers.FindAllString(q.Number+"\n"+q.Clause, -1) {
			f.text(marker + "\n第" + marker + "条")
		}
		f.text(q.Number)
		f.text(q.Path)
		f.text(q.Clause)
	}
	for _, d := range g.Index.Documents() {
		f.text(d.Title)
		f.text(d.Number)
		f.text(d.ShortName)
	}
	for _, id := range g.documentsOf(a) {
		d, _ := g.Index.Document(id)
		for _, x := range []quantity.Date{d.Passed, d.Issued, d.Effective, d.Expires, d.PeriodStart, d.PeriodEnd} {
			f.date(x)
		}
		f.text(d.EffectiveText)
	}
	for _, r := range a.Results {
		g.result(f, r)
	}
	for _, rule := range g.Rules.Rules() {
		// What a rule's notes say is said of its clause, calculated or not.
		if slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool { return q.Document == rule.Document && q.Text == rule.Quote }) {
			g.rule(f, rule.ID)
		}
	}
	g.sums(f, a)
	return f
}

// stated adds the figures that were read in the stretch that q quotes when its
// document was ingested, with the kind they have in their clause: 3-5个 states
// 5 as well as 3. A row without any read is read here.
func (g Gate) stated(f Figures, q calculators.Quote) {
	read := false
	for _, row := range g.Index.Rows(q.Document) {
		for _, x := range row.Figures {
			if x.Start < q.Start || x.End > q.End {
				continue
			}
			read = true
			f.date(x.Date)
			for _, v := range []decimal.Decimal{x.Value, x.High} {
				if !v.IsZero() {
					f.add(v, classOfFigure(x.Kind))
				}
			}
		}
	}
	if !read {
		f.text(q.Text)
	}
}

func (g Gate) documentsOf(a Answer) []string {
	var ids []string
	for _, q := range a.Quotes {
		ids = append(ids, q.Document)
	}
	for _, r := range a.Results {
		if rule, ok := g.Rules.Rule(r.Rule); ok {
			ids = append(ids, rule.Document)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// result adds what a calculation says, and the wording of its rule. The
// loader ties the rule's figures to the clause; a test over the packs keeps
// the numbers in its labels and warnings to those of the document.
func (g Gate) result(f Figures, r calculators.Result) {
	if r.Amount != nil {
		f.figure(r.Amount.Yuan)
	}
	if r.Value != nil {
		f.figure(r.Value.Number)
		f.text(r.Value.Number + r.Value.Unit)
	}
	f.date(r.Date)
	for _, v := range r.Inputs {
		f.figure(v)
		f.text(v)
		if d, err := quantity.ParseDate(v); err == nil {
			f.date(d)
		}
	}
	for _, s := range r.Steps {
		f.figure(s.Value)
		for _, m := range quantity.Numbers(s.Label + "\n" + s.Expression + "\n" + s.Value + s.Unit) {
			f.mention(m)
			if classOf(m) != rate {
				f.add(m.Value, anyClass)
			}
		}
	}
	for _, c := range r.Conditions {
		f.text(c.Label)
		f.text(c.Why)
	}
	for _, o := range r.Readings {
		f.text(o.Label)
		if o.Amount != nil {
			f.figure(o.Amount.Yuan)
		}
	}
	if r.Next != nil {
		f.add(r.Next.More, anyClass)
		f.add(r.Next.At, anyClass)
		f.figure(r.Next.Amount.Yuan)
	}
	for _, x := range r.Assumed {
		f.text(x.Value)
		f.text(x.Text)
	}
	for _, p := range r.Problems {
		f.text(p.Text)
	}
	for _, n := range r.Notes {
		f.text(n.Text)
	}
	g.rule(f, r.Rule)
	if r.Cap != "" {
		g.rule(f, r.Cap)
	}
	for _, p := range r.Parts {
		g.result(f, p)
	}
}

func (g Gate) rule(f Figures, id string) {
	rule, ok := g.Rules.Rule(id)
	if !ok {
		return
	}
	f.text(rule.Title.Zh + "\n" + rule.Title.En)
	f.text(rule.Quote)
	for _, t := range append(append([]calculators.Text(nil), rule.Warn...), rule.Open...) {
		f.text(t.Zh + "\n" + t.En)
	}
	for _, in := range rule.Inputs {
		f.text(in.Label.Zh + "\n" + in.Label.En + "\n" + in.Ask.Zh + "\n" + in.Ask.En)
		for _, o := range in.Options {
			f.text(o.Value + "\n" + o.Label.Zh + "\n" + o.Label.En)
		}
	}
	for _, c := range rule.Conditions {
		f.text(c.Label.Zh + "\n" + c.Label.En + "\n" + c.Ask.Zh + "\n" + c.Ask.En)
	}
}

// numbers gives the sentences of a text that hold a number nobody vouches for.
// Quotes were compared with the library already: only the words around them
// are looked at. The user's own numbers may stand in a question back and
// where they are denied.
func (g Gate) numbers(text string, a Answer, f Figures) (breaches []Breach) {
	asking, denying := f.asking(a), f.denying(a)
	for _, s := range split(text, a.Quotes) {
		known := f
		switch end := strings.TrimSpace(s); {
		case strings.HasSuffix(end, "？") || strings.HasSuffix(end, "?"):
			known = asking
		case denies(s):
			known = denying
		}
		if m, bad := known.Untraced(unquoted(s, a.Quotes)); bad {
			breaches = append(breaches, Breach{strings.TrimSpace(s), m})
		}
	}
	return breaches
}

// unquoted is a sentence without the quotes it holds to the letter, and
// without parts of them.
func unquoted(s string, quotes []calculators.Quote) string {
	for _, q := range quotes {
		if text := strings.TrimSpace(q.Text); text != "" {
			s = strings.ReplaceAll(s, "“"+text+"”", "“”")
		}
	}
	for _, part := range stretches(s) {
		if slices.ContainsFunc(quotes, func(q calculators.Quote) bool { return strings.Contains(q.Text, part) }) {
			s = strings.ReplaceAll(s, "“"+part+"”", "“”")
		}
	}
	return s
}

// denies reports whether a sentence holds the user's own figure only to deny
// it, in the wordings in which that is done.
func denies(s string) bool {
	s = strings.TrimSpace(s)
	for _, wording := range [][2]string{
		{"您提到的", "没有计入。"},
		{"您提到的", "沒有計入。"},
		{"不对，您说的", "与测算不符。"},
		{"不對，您說的", "與測算不符。"},
		{"不对，您说的", "与条文不符。"},
		{"不對，您說的", "與條文不符。"},
		{"不一定，您说的", "不是条文写的固定数。"},
		{"不一定，您說的", "不是條文寫的固定數。"},
		{"您说的", "达不到。"},
		{"您說的", "達不到。"},
		{"The ", "you mention is not counted."},
		{"No: the ", "you mention differs from this calculation."},
		{"No: the ", "you mention is not in the clause."},
		{"Not necessarily: the ", "you mention is no fixed sum of the clause."},
		{"The ", "you mention is out of reach."},
	} {
		if strings.HasPrefix(s, wording[0]) && strings.HasSuffix(s, wording[1]) {
			return true
		}
	}
	return false
}

// split cuts a text behind sentence ends, except inside a quotation that is
// one of the answer's quotes.
func split(text string, quotes []calculators.Quote) []string {
	var list []string
	start := 0
	for i := 0; i < len(text); {
		if n := quoteAt(text[i:], quotes); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if strings.ContainsRune("。！？；\n", r) || strings.ContainsRune(".?", r) && (i == len(text) || text[i] == ' ') {
			list = append(list, text[start:i])
			start = i
		}
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}

func quoteAt(text string, quotes []calculators.Quote) int {
	for _, q := range quotes {
		if s := strings.TrimSpace(q.Text); len(s) > 0 && strings.HasPrefix(text, s) {
			return len(s)
		}
	}
	return 0
}
