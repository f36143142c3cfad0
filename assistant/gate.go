package assistant

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// gate is the number firewall and the check of quotes: the last thing every
// answer passes. It shares nothing with the code that writes answers. It
// starts from the finished answer and asks of each number in each sentence
// where it comes from: a quote that really stands in the library, a
// calculation step, a document's metadata, the day of the question, or the
// wording of the rule itself.
type gate struct {
	index *retrieval.Index
	rules *calculators.Book
	asOf  quantity.Date
}

// breach is a sentence that may not be sent, and why.
type breach struct {
	sentence string
	what     string // the untraced number, or "quote"
}

// enforce returns a where all of it can be traced. Where a sentence of its
// text or a quote cannot, nothing that was written is trusted: the answer
// falls back to its true quotes alone. A notice, a question or a suggestion
// that cannot be traced is left out.
func (g gate) enforce(a Answer) (Answer, []breach) {
	var breaches []breach
	a.Quotes = slices.DeleteFunc(slices.Clone(a.Quotes), func(q calculators.Quote) bool {
		if g.stands(q) {
			return false
		}
		breaches = append(breaches, breach{q.Text, "quote"})
		return true
	})
	known := g.sources(a)
	vouched := sync.OnceValue(func() []string { return g.vouched(a) })
	for _, text := range []string{a.Text, a.Short} {
		breaches = append(breaches, g.check(text, a, known)...)
		breaches = append(breaches, g.words(text, a, vouched)...)
	}
	breaches = append(breaches, g.unsaid(a.Text, a)...)
	untrue := len(breaches) > 0
	a.Notices = slices.DeleteFunc(slices.Clone(a.Notices), func(n Notice) bool {
		return g.reject(n.Text, known, &breaches)
	})
	a.Questions = slices.DeleteFunc(slices.Clone(a.Questions), func(q Question) bool {
		return g.reject(strings.Join(append([]string{q.Text}, q.Choices...), "；"), known.asking(a), &breaches)
	})
	a.Suggestions = slices.DeleteFunc(slices.Clone(a.Suggestions), func(s string) bool {
		return g.reject(s, known, &breaches)
	})
	if untrue || strings.TrimSpace(a.Text) == "" {
		return g.quotesAlone(a), breaches
	}
	return a, breaches
}

// stands reports whether a quote is, to the letter, what the library holds at
// its span. A span may run over the rows of a clause and its items.
func (g gate) stands(q calculators.Quote) bool {
	if row, ok := g.index.Row(q.Document, q.Clause); q.Clause != "" && (!ok || row.Version != q.Version || q.Start < row.Start) {
		return false
	}
	var text []rune
	for _, row := range g.index.Rows(q.Document) {
		from, to := max(q.Start, row.Start), min(q.End, row.End)
		if from < to {
			text = append(text, []rune(row.Text)[from-row.Start:to-row.Start]...)
		}
	}
	return q.Text != "" && string(text) == q.Text
}

// sources gathers the numbers an answer may rest on.
func (g gate) sources(a Answer) figures {
	f := make(figures)
	f.date(g.asOf)
	for _, q := range a.Quotes {
		g.stated(f, q)
		f.text(q.Number + "\n第" + q.Number + "条\n" + (&writer{language: English}).clause(q.Number, q.Clause))
		f.text(q.Path)
		f.text(q.Clause)
	}
	for _, d := range g.index.Documents() {
		f.text(d.Title)
		f.text(d.Number)
		f.text(d.ShortName)
	}
	for _, id := range g.documentsOf(a) {
		d, _ := g.index.Document(id)
		for _, x := range []quantity.Date{d.Passed, d.Issued, d.Effective, d.Expires, d.PeriodStart, d.PeriodEnd} {
			f.date(x)
		}
		f.text(d.EffectiveText)
	}
	for _, r := range a.Results {
		g.result(f, r)
	}
	g.workings(f, a)
	return f
}

// stated adds the figures that were read in the stretch that q quotes when its
// document was ingested, with the kind they have in their clause: 3-5个 states
// 5 as well as 3. A row without any read is read here.
func (g gate) stated(f figures, q calculators.Quote) {
	read := false
	for _, row := range g.index.Rows(q.Document) {
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

func (g gate) documentsOf(a Answer) []string {
	var ids []string
	for _, q := range a.Quotes {
		ids = append(ids, q.Document)
	}
	for _, r := range a.Results {
		if rule, ok := g.rules.Rule(r.Rule); ok {
			ids = append(ids, rule.Document)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// result adds what a calculation says, and the wording of its rule. The
// loader ties the rule's figures to the clause; a test over the packs keeps
// the numbers in its labels and warnings to those of the document.
func (g gate) result(f figures, r calculators.Result) {
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

func (g gate) rule(f figures, id string) {
	rule, ok := g.rules.Rule(id)
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

// check gives the sentences of a text that hold a number nobody vouches for.
// Quotes were compared with the library already: only the words around them
// are looked at. The user's own numbers may stand in a question back and
// where they are denied.
func (g gate) check(text string, a Answer, f figures) (breaches []breach) {
	asking, denying := f.asking(a), f.denying(a)
	for _, s := range split(text, a.Quotes) {
		known := f
		switch end := strings.TrimSpace(s); {
		case strings.HasSuffix(end, "？") || strings.HasSuffix(end, "?"):
			known = asking
		case denies(s):
			known = denying
		}
		if m, bad := untraced(unquoted(s, a.Quotes), known); bad {
			breaches = append(breaches, breach{strings.TrimSpace(s), m})
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

func (g gate) reject(text string, f figures, breaches *[]breach) bool {
	m, bad := untraced(text, f)
	if bad {
		*breaches = append(*breaches, breach{text, m})
	}
	return bad
}

func untraced(s string, f figures) (string, bool) {
	for _, m := range quantity.Numbers(s) {
		if !f.traces(m) {
			return m.Text, true
		}
	}
	return "", false
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

// quotesAlone is what remains when the text cannot be trusted.
func (g gate) quotesAlone(a Answer) Answer {
	w := &writer{language: a.Language}
	if len(a.Quotes) == 0 {
		w.say(phrase{"这个问题现在答不了，请换个问法，或向主管部门咨询。", "This cannot be answered now. Please put it another way, or ask the office in charge."})
		a.Kind = NoAnswer
		a.Results, a.Notices, a.Questions, a.Suggestions = nil, nil, nil, nil
	} else {
		a.Results, a.Questions, a.Suggestions, a.Carried = nil, nil, nil, nil
		w.announce(phrase{"相关条款原文如下，请以原文为准。", "The clause reads as follows; the original text decides."})
		for _, q := range a.Quotes {
			w.quote("", q)
		}
		a.Kind = Lookup
		var notes []string
		for _, q := range a.Quotes {
			if d, ok := g.index.Document(q.Document); ok {
				for _, n := range statusNotices(w, d, w.documentName(d), g.asOf) {
					notes = append(notes, n.Text)
					addNotice(&a, n)
				}
			}
		}
		w.note(notes)
	}
	w.finish(&a)
	a.Departments = nil
	a.Contacts = contactsOf(g.index, a.Quotes)
	return a
}
