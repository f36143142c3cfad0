package assistant

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// procedure says what papers or steps a clause asks for, or that none was
// found, with what the document says of detailed rules to come.
func (t *turn) procedure(what act, p topic) Answer {
	words := t.lexicon.phrases("clause_materials")
	if what == actProcedure {
		words = t.lexicon.phrases("clause_procedure")
	}
	if row, ok := t.spokenOf(p, words); ok {
		return t.inTheWordsOf(row, t.bestSentences(row, p.query, wanted{words: words}))
	}
	if rule, ok := t.listAsked(p, words); ok {
		if papers, ok := t.listAsked(p, t.lexicon.phrases("clause_materials")); ok && what == actProcedure && papers.ID != rule.ID && t.asksPapersToo() {
			return t.checklist(papers, rule)
		}
		return t.checklist(rule)
	}
	stated := func(r retrieval.Row) bool {
		n := 0
		var text strings.Builder
		text.WriteString(r.Text)
		for _, item := range t.lib.Index.Items(r.Document, r.Key) {
			text.WriteString(item.Text)
		}
		for _, word := range words {
			if strings.Contains(text.String(), word) {
				n++
			}
		}
		return n >= 2 && slices.ContainsFunc(t.lexicon.phrases("clause_applying"), func(w string) bool { return strings.Contains(text.String(), w) })
	}
	row, ok := t.clauseInPlay(p, stated)
	if row, own := t.choosesItself(p); own && t.reading.has("selection") {
		return t.inTheWordsOf(row, t.bestSentences(row, p.query, wanted{words: t.lexicon.phrases("clause_selection")}))
	}
	if row, selects := t.clauseInPlay(p, t.selects); selects && t.reading.has("selection") {
		return t.inTheWordsOf(row, t.bestSentences(row, p.query, wanted{words: t.lexicon.phrases("clause_selection")}))
	}
	if ok {
		return t.inTheWordsOf(row)
	}
	a := Answer{Kind: Procedure}
	w := t.writer()
	row, ok = t.clauseInPlay(p, retrieval.Row.Quotable)
	if d, meant := t.documentMeant(p); meant && !t.follows && len(t.reading.topic) == 0 {
		row, ok = t.anywhere(d.ID, retrieval.Row.Quotable), true
		row.Departments = nil
	}
	if !ok {
		return t.noAnswer(p)
	}
	switch stated := t.anywhere(row.Document, stated); {
	case stated.Document != "":
		w.say(phrase{"%s没有在该条款里写申报流程和材料，文件里有关的规定如下。", "%s says nothing on applying under this clause; what it says on applying follows."}, w.documentShort(t.document(row.Document)))
		addQuote(&a, t.quoteOf(stated, t.bestSentences(stated, p.query, wanted{words: words})))
	default:
		w.say(phrase{"%s全文没有写申报流程和材料。", "%s nowhere says how to apply or which papers are needed."}, w.documentShort(t.document(row.Document)))
	}
	if q, ok := t.mention(row.Document, t.lexicon.phrases("clause_details")...); ok {
		addQuote(&a, q)
	}
	if len(row.Departments) > 0 {
		w.say(phrase{"%s由%s负责，可以直接询问。", "%s is the responsibility of %s."}, w.clause(row.Number, row.Key), w.offices(row.Departments))
		addQuote(&a, t.quoteOf(row, lastBracket(row.Text)))
	} else if len(a.Quotes) == 0 {
		addQuote(&a, t.quoteOf(row, t.bestSentences(row, p.query, wanted{})))
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.next.Claims = t.before.Claims
	return a
}

// inTheWordsOf answers in the words of a clause: some stretches of it, or all of it
// with what is listed under it.
func (t *turn) inTheWordsOf(row retrieval.Row, some ...hit) Answer {
	a := Answer{Kind: Procedure}
	w := t.writer()
	w.announce(phrase{"%s的规定如下。", "%s says:"}, w.documentShort(t.document(row.Document)))
	for _, h := range some {
		addQuote(&a, t.quoteOf(row, h))
	}
	if len(some) == 0 {
		for _, r := range append([]retrieval.Row{row}, t.lib.Index.Items(row.Document, row.Key)...) {
			addQuote(&a, t.quoteOf(r, hit{0, len([]rune(r.Text))}))
		}
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a
}

// spokenOf is the clause of a rule whose conditions the message speaks of, where
// that clause asks for a paper itself: 没退过税，还要开证明吗 is no question for
// the list of papers.
func (t *turn) spokenOf(p topic, words []string) (retrieval.Row, bool) {
	best, ok := p.best()
	if !ok || best.told == 0 || best.rule.Formula.Shape == "checklist" {
		return retrieval.Row{}, false
	}
	row, ok := t.lib.Index.Row(best.rule.Document, best.rule.Clause)
	return row, ok && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(row.Text, w) })
}

// selects reports whether a clause says how those who get something are chosen.
func (t *turn) selects(r retrieval.Row) bool { return t.selecting(r) >= 2 }

// selecting counts the words of a clause on how somebody is chosen.
func (t *turn) selecting(r retrieval.Row) int {
	n := 0
	for _, word := range t.lexicon.phrases("clause_selection") {
		if strings.Contains(r.Text, word) {
			n++
		}
	}
	return n
}

// choosesItself is the clause of the rule that a question names, where it says
// anything of how those who get something are chosen: it comes before another
// clause that says more of choosing others.
func (t *turn) choosesItself(p topic) (retrieval.Row, bool) {
	best, ok := p.best()
	if !ok || best.subject < 0.85 {
		return retrieval.Row{}, false
	}
	row, ok := t.lib.Index.Row(best.rule.Document, best.rule.Clause)
	return row, ok && t.selecting(row) > 0
}

// anywhere is the first clause of a document that a test suits, the zero Row
// where there is none: whether a document says how to apply is a property of
// the whole of it, not of the clauses that were found.
func (t *turn) anywhere(document string, suits func(retrieval.Row) bool) retrieval.Row {
	for _, row := range t.lib.Index.Rows(document) {
		if row.Quotable() && row.Kind == retrieval.Clause && suits(row) {
			return row
		}
	}
	return retrieval.Row{}
}

// listAsked is the list that a question asks for: of those nearly as good, the
// one that speaks of papers where papers are asked for, of steps where steps.
func (t *turn) listAsked(p topic, words []string) (calculators.Rule, bool) {
	best, ok := p.best()
	if !ok {
		return calculators.Rule{}, false
	}
	const nearly = 0.75
	var chosen calculators.Rule
	most := -1
	for _, c := range p.rules {
		if c.rule.Formula.Shape != "checklist" || c.rule.Document != best.rule.Document || !c.named() || c.score < nearly*best.score && c.phrase == 0 {
			continue
		}
		n := 0
		said := strings.Join(append([]string{c.rule.Title.Zh}, c.rule.Words...), " ")
		for _, w := range words {
			n += strings.Count(said, w)
		}
		if n == 0 && t.calledBy(c.rule) > 0 {
			n = len(words) * len(said) // 改名要报给谁: its subject is named, which is neither papers nor steps
		}
		if n > most {
			chosen, most = c.rule, n
		}
	}
	return chosen, most >= 0
}

// asksPapersToo reports that a message asks which papers it takes besides the
// steps: 要交什么材料，交到哪里. A paper that is only named goes somewhere.
func (t *turn) asksPapersToo() bool {
	return slices.ContainsFunc(t.reading.cues["materials"], func(m hit) bool {
		asks := len(t.lexicon.find("which_papers", t.reading.runes[m.start:m.end])) > 0
		return asks && slices.ContainsFunc(t.reading.cues["procedure"], func(h hit) bool { return h.end <= m.start || h.start >= m.end })
	})
}

// calledBy is the length of the longest of a rule's words that the message holds
// and that does not itself ask for papers or steps.
func (t *turn) calledBy(rule calculators.Rule) int {
	longest := 0
	for _, w := range rule.Words {
		word := []rune(hanzi.Fold(w).Text)
		asking := len(t.lexicon.find("materials", word))+len(t.lexicon.find("procedure", word)) > 0
		if !asking && len(word) > longest && len(t.said(string(word))) > 0 {
			longest = len(word)
		}
	}
	return longest
}

// mention finds the sentence of a document that holds one of the words.
func (t *turn) mention(document string, words ...string) (calculators.Quote, bool) {
	for _, word := range words {
		for _, row := range t.lib.Index.Rows(document) {
			if !row.Quotable() {
				continue
			}
			for _, s := range sentencesOf(row.Text) {
				if strings.Contains(hanzi.Fold(s.text).Text, word) {
					return t.quoteOf(row, s.hit), true
				}
			}
		}
	}
	return calculators.Quote{}, false
}

// checklist lists what one clause or several ask for, item by item.
func (t *turn) checklist(rules ...calculators.Rule) Answer {
	a := Answer{Kind: Procedure}
	if t.reading.has("definition", "listing") && !t.reading.has("materials", "procedure") {
		a.Kind = Definition
	}
	w := t.writer()
	for i, rule := range rules {
		r, err := t.run(Claim{rule.ID, t.inputs(rule, hit{0, len(t.reading.runes)})})
		if err != nil {
			continue
		}
		document := w.documentShort(t.document(rule.Document))
		switch items := t.items(w, rule, r); {
		case items != "" && i > 0 && rule.Document == rules[0].Document:
			w.say(phrase{"%s。", "%s."}, items)
		case items != "":
			w.say(phrase{"按%s，%s。", "Under %s, %s."}, document, w.within(items))
		default:
			w.say(phrase{"按%s，%s，看是哪种情况，条文如下。", "Under %s, %s: it depends on the case; the text reads:"}, document, w.within(rule.Title.In(w.language)))
		}
		for _, q := range r.Quotes {
			addQuote(&a, q)
		}
		for _, id := range r.Needs {
			if in, ok := rule.Input(id); ok {
				a.Questions = append(a.Questions, t.question(in))
			}
		}
		t.next.Claims = []Claim{{Rule: rule.ID, Inputs: map[string]any{}}}
	}
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a
}

// items lists the items of a checklist under its title. Items that are counted
// (两平台之一：线上“单一窗口”) are gathered under what they are parts of, and
// only those are listed that the message asks for by name, if it does.
func (t *turn) items(w *writer, rule calculators.Rule, r calculators.Result) string {
	type group struct {
		name  string
		items []string
	}
	var groups []group
	for _, c := range r.Conditions {
		name, item := rule.Title.In(w.language), c.Label
		if m := numbered.FindStringSubmatch(c.Label); m != nil {
			name, item = m[1], m[2]
		}
		if len(groups) == 0 || groups[len(groups)-1].name != name {
			groups = append(groups, group{name: name})
		}
		last := &groups[len(groups)-1]
		last.items = append(last.items, item)
	}
	if asked := slices.DeleteFunc(slices.Clone(groups), func(g group) bool { return !t.says(hanzi.Fold(g.name).Text) }); len(asked) > 0 {
		groups = asked
	}
	separator := w.in(phrase{"；", "; "})
	var said []string
	for _, g := range groups {
		between := separator
		if len(groups) > 1 {
			between = w.in(phrase{"、", ", "})
		}
		said = append(said, g.name+w.in(phrase{"：", ": "})+strings.Join(g.items, between))
	}
	return strings.Join(said, separator)
}

// numbered is an item's name that counts it as one of several: 四大中心之一：….
var numbered = regexp.MustCompile(`^(.+?)(?:之[一二三四五六七八九十]+|,? \d+)[：:] *(.+)$`)
