package assistant

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// lookup says what the clauses say, in their own words.
func (t *turn) lookup(what act, p topic) Answer {
	a := Answer{Kind: kindOfAct(what)}
	w := t.writer()
	if a, ok := t.overview(what, p); ok {
		return a
	}
	asked := what == actLookup && (t.asksMoney() || t.follows && (t.before.Kind == Calculation || t.before.Kind == Lookup) && !t.moneyless())
	most := 2
	if asked && t.scope.named {
		most = 1
	}
	found := t.passages(p, t.wants(what), most)
	if len(found) > 0 && found[0].rule.Formula.Shape == "targets" && t.reading.has("which_support") {
		asked = true // a plan's target is no support
	}
	if f, ok := t.silent(p, found); ok && asked {
		found = []finding{f}
	}
	if len(found) == 0 {
		return t.noAnswer(p)
	}
	silent, all := false, found
	plain := !asked && !t.follows && what == actLookup && !t.reading.has("deadline", "target")
	if plain {
		found, silent = t.focused(found, p)
	}
	first := found[0]
	if _, often := t.howOften(); (what == actDeadline || often) && !t.saysDay() {
		if a, ok := t.undated(p, first); ok {
			return a
		}
	}
	if best, _ := p.best(); first.known && what == actLookup && best.clause > 0.85 {
		if a, ok := t.general(first.rule, Claim{Rule: first.rule.ID, Inputs: t.inputs(first.rule, hit{0, len(t.reading.runes)})}, false); ok {
			return a
		}
	}
	strange := asked && t.strange(p, first)
	if f, ok := t.mentioning(p, first); ok && strange {
		found, first = []finding{f}, f
	}
	absent := strange || asked && (t.absent(p, first) || first.known && t.otherCost(first.rule))
	if asked && t.follows && !absent && !hasFigure(first.quote.Text) {
		if paid := t.paying(p, first); len(paid) > 0 {
			found, first = paid, paid[0]
		}
	}
	switch {
	case absent:
		t.judgeWords(w, "")
	case t.granted(first):
		t.judge(w, first.rule, calculators.Result{})
	default:
		t.judgeWords(w, first.quote.Text)
	}
	document := w.documentShort(t.document(first.row.Document))
	counted := first.quote.Text
	var beside []finding
	switch {
	case absent:
		subject := inMarks(t.asWritten(t.granting(p.terms)))
		if len(t.granting(p.terms)) == 0 {
			subject = inMarks(slices.Concat(t.asWritten(t.reading.topic), t.leftover()))
		}
		w.announce(phrase{
			"%s没有针对%s的补助，别的城市的算法也不能用在这里。最接近的条款如下。",
			"%[1]s has no support for %[2]s as such, and another city's formula must not be used. The nearest clause follows.",
		}, document, subject)
		t.resultNone(&a, first.row.Document)
	case asked && !hasFigure(first.quote.Text) && (first.promises() || !t.grantsMoney(first.row.Document)):
		t.concludeSilent(w, document, first)
		t.resultNone(&a, first.row.Document)
	case asked && t.granted(first):
		w.announce(phrase{"%s的规定如下。", "%s says:"}, document)
		a.Results = []calculators.Result{{Rule: first.rule.ID, Title: first.rule.Title.In(w.language), Outcome: first.rule.Outcome}}
	case silent:
		w.announce(phrase{"%s没有专门写这一点。最接近的条款如下。", "%s says nothing of this in particular. The nearest clause follows."}, document)
	default:
		// What all passages say distinguishes none, those left out included.
		for _, f := range all {
			if !slices.ContainsFunc(found, func(kept finding) bool { return kept.quote == f.quote }) {
				beside = append(beside, f)
			}
		}
		counted = t.lead(w, found, beside, p, t.wants(what), plain)
	}
	for _, f := range found {
		addQuote(&a, f.quote)
		if !asked {
			t.listed(&a, f)
		}
	}
	t.writeQuotes(w, a.Quotes)
	if what == actDeadline && !t.saysDay() {
		t.openStart(w, first.row.Document, counted)
	}
	t.writeNotices(w, &a)
	w.finish(&a)
	if first.known {
		t.next.Claims = []Claim{t.kept(Claim{Rule: first.rule.ID, Inputs: t.inputs(first.rule, hit{0, len(t.reading.runes)})})}
	}
	a.Suggestions = []string{w.in(phrase{"由哪个部门负责？", "Which department is in charge?"})}
	return a
}

// kept is a claim with what was told of its rule while it was in play: looking
// its clause up forgets nothing.
func (t *turn) kept(c Claim) Claim {
	for _, b := range t.before.Claims {
		if b.Rule == c.Rule && len(b.Inputs) > 0 {
			inputs := maps.Clone(b.Inputs)
			maps.Copy(inputs, c.Inputs)
			c.Inputs = inputs
		}
	}
	return c
}

// moneyless reports that the conversation is about a rule that pays nothing and
// promises nothing, of a document that grants no money at all.
func (t *turn) moneyless() bool {
	if len(t.before.Claims) == 0 {
		return false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	return ok && rule.Outcome != calculators.NoAmount && !t.grantsMoney(rule.Document) && slices.Contains(t.scope.documents, rule.Document)
}

// paying are the clauses of a finding's document that grant money for what is
// asked about, where the finding itself only speaks of it.
func (t *turn) paying(p topic, f finding) []finding {
	var list []finding
	for _, rule := range t.grants(p, f) {
		var a Answer
		t.quoteRule(&a, rule)
		if row, ok := t.lib.Index.Row(rule.Document, rule.Clause); ok && len(a.Quotes) > 0 {
			list = append(list, finding{a.Quotes[0], row, rule, true})
		}
	}
	return list
}

// listed adds what stands under a row that only announces it: the kinds of
// firms, the cases in which a title is lost, the parts of a system.
func (t *turn) listed(a *Answer, f finding) {
	const most = 8
	end := strings.TrimRight(strings.TrimSpace(f.quote.Text), "。")
	list := t.lib.Index.Items(f.row.Document, f.row.Key)
	if len(list) == 0 || len(list) > most || f.quote.End < f.row.End-1 {
		return
	}
	if !strings.HasSuffix(end, ":") && !strings.HasSuffix(end, "：") && len([]rune(end)) > 40 && len(t.lexicon.find("clause_announces", []rune(end))) == 0 {
		return
	}
	for _, item := range list {
		addQuote(a, t.quoteOf(item, hit{0, len([]rune(item.Text))}))
	}
}

// promises reports that a finding is a promise of support without an amount.
func (f finding) promises() bool { return f.known && f.rule.Outcome == calculators.NoAmount }

// concludeSilent says that a document speaks of something without an amount.
func (t *turn) concludeSilent(w *writer, document string, f finding) {
	const short = 40 // code points that fit into a sentence
	if words := strings.TrimRight(f.quote.Text, "。；"); f.promises() && utf8.RuneCountInString(words) <= short {
		w.say(phrase{"%s只写了“%s”，没有写金额", "%s says only “%s” and states no amount"}, w.cite(document, f.quote), verbatim(words))
	} else if f.promises() {
		w.say(phrase{"%s对此只有原则性表述，没有写金额", "%s speaks of it without stating an amount"}, document)
	} else { // nothing is promised at all
		w.say(phrase{"%s没有写奖励或补助的金额", "%s states no reward or grant"}, document)
	}
	if at, ok := place.Lookup(t.document(f.row.Document).Jurisdiction); ok && at.Level == place.City {
		w.b.WriteString(w.in(phrase{"，别的城市的算法不能用在这里", "; another city's formula must not be used"}))
	}
	w.b.WriteString(w.in(phrase{"，可向%s确认。", ". Please ask %s."}, t.officeOf(w, f.row)))
}

// officeOf is whom to ask about a clause: the office that it names first, by
// its full name, else the one in charge.
func (t *turn) officeOf(w *writer, row retrieval.Row) string {
	own := t.document(row.Document).Jurisdiction
	if len(row.Departments) == 0 || w.language == English {
		return w.in(phrase{"主管部门", "the office in charge"})
	}
	office := row.Departments[0]
	if rest, ok := strings.CutPrefix(office, "市"); ok && strings.HasSuffix(own, "市") {
		office = own + rest
	}
	if len(row.Departments) > 1 {
		office += "等部门"
	}
	return office
}

// granting are the terms that some rule grants money for: the subject of a
// question, rather than its circumstances.
func (t *turn) granting(terms []string) []string {
	var list []string
	for _, term := range terms {
		if slices.ContainsFunc(t.lib.Rules.Rules(), func(r calculators.Rule) bool {
			_, sum := r.SumInput()
			return !sum && r.GrantsMoney() && t.lib.subjects.about(r.ID, term)
		}) {
			list = append(list, term)
		}
	}
	return list
}

func kindOfAct(what act) Kind {
	switch what {
	case actTarget:
		return Target
	case actDeadline:
		return Deadline
	case actDefinition:
		return Definition
	}
	return Lookup
}

// granted reports whether a finding belongs to a rule that grants money.
func (t *turn) granted(f finding) bool { return f.known && f.rule.GrantsMoney() }

// absent reports that no rule of the document is about what was asked,
// although a clause mentions it:株洲's clause on fees mentions 独立站 as a
// channel, and pays nothing for building one.
func (t *turn) absent(p topic, f finding) bool {
	rules := t.lib.Rules.ForDocument(f.row.Document)
	grants := slices.ContainsFunc(rules, calculators.Rule.GrantsMoney)
	if !grants {
		return false
	}
	subject := t.granting(p.terms)
	return len(subject) > 0 && !slices.ContainsFunc(subject, func(term string) bool {
		return slices.ContainsFunc(rules, func(r calculators.Rule) bool {
			return r.GrantsMoney() && t.lib.subjects.about(r.ID, term)
		})
	})
}

// strange reports that money is asked for something no rule is about, in words
// that the clause found does not have: 快递补贴, 退货仓补贴.
func (t *turn) strange(p topic, f finding) bool {
	best, named := p.best()
	if !slices.ContainsFunc(t.lib.Rules.ForDocument(f.row.Document), calculators.Rule.GrantsMoney) {
		return false
	}
	text := hanzi.Fold(f.row.Text).Text
	return !t.follows && !(named && best.rule.GrantsMoney()) && !slices.ContainsFunc(t.things(), func(word string) bool { return strings.Contains(text, word) }) &&
		len(t.things()) > 0
}

// mentioning is a clause of the same document that has the words of the asker,
// although it pays nothing for them.
func (t *turn) mentioning(p topic, f finding) (finding, bool) {
	for _, h := range p.hits {
		text := hanzi.Fold(h.Row.Text).Text
		if h.Row.Document == f.row.Document && slices.ContainsFunc(t.things(), func(word string) bool { return strings.Contains(text, word) }) {
			return finding{quote: t.quoteOf(h.Row, t.bestSentences(h.Row, p.query, wanted{})), row: h.Row}, true
		}
	}
	return finding{}, false
}

// things are what a message names, as its terms call it or in words of its own:
// none where those are a sentence rather than things.
func (t *turn) things() []string {
	const longest = 4
	words := t.leftover()
	if slices.ContainsFunc(words, func(word string) bool { return utf8.RuneCountInString(word) > longest }) {
		return nil
	}
	return slices.Concat(t.reading.topic, t.asWritten(t.reading.topic), words)
}

// otherCost reports that all a message names is a kind of cost that a rule
// does not take: 物流费用100万, where the clause speaks of 物流 and pays for
// vehicles.
func (t *turn) otherCost(rule calculators.Rule) bool {
	if !t.hasInput() {
		return false
	}
	own := append([]string{rule.Title.Zh}, rule.Words...)
	for _, in := range rule.Inputs {
		own = append(own, inputWords(in)...)
	}
	named := false
	for _, m := range t.reading.terms {
		if t.lexicon.has("generic", m.Canonical) || len(t.granting([]string{m.Canonical})) == 0 {
			continue
		}
		written := t.reading.slice(hit{m.Start, m.End})
		if t.lexicon.matchAt("cost", t.reading.runes, m.End) == 0 || slices.ContainsFunc(own, func(w string) bool {
			// 物流通道 is a word of the rule, and no 物流.
			return w == m.Canonical || w == written || !slices.Contains(rule.Words, w) && (strings.Contains(w, m.Canonical) || strings.Contains(w, written))
		}) {
			return false
		}
		named = true
	}
	return named
}

// asWritten are terms in the words that the message has for them, with what
// makes them a cost.
func (t *turn) asWritten(terms []string) []string {
	words := make([]string, len(terms))
	for i, term := range terms {
		words[i] = term
		for _, m := range t.reading.terms {
			if m.Canonical == term {
				words[i] = t.reading.slice(hit{m.Start, m.End + t.lexicon.matchAt("cost", t.reading.runes, m.End)})
			}
		}
	}
	return words
}

// resultNone records that the document states no amount, by its own rule for
// that where it has one.
func (t *turn) resultNone(a *Answer, document string) {
	var best calculators.Rule
	for _, r := range t.lib.Rules.ForDocument(document) {
		if r.Formula.Shape == "none" && len(r.Topics()) > len(best.Topics()) {
			best = r
		}
	}
	// A document without such a rule is silent by the quotes beside the result.
	a.Results = append(a.Results, calculators.Result{
		Rule: best.ID, Title: best.Title.In(t.reading.language), Outcome: calculators.NoAmount,
	})
}

// hasFigure reports whether a passage states money or a rate.
func hasFigure(text string) bool {
	return slices.ContainsFunc(quantity.Find(text, quantity.Options{}), func(m quantity.Mention) bool {
		return m.Kind == quantity.Money || m.Kind == quantity.Rate
	})
}

// saysDay reports whether the message itself names the day to count from.
func (t *turn) saysDay() bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.Kind == quantity.Day && m.role == roleInput })
}

// openStart says so where a period counts from a day that the source does not
// state: 自本公告印发之日起1年内, and no day of issue.
func (t *turn) openStart(w *writer, document, words string) {
	d := t.document(document)
	for _, from := range []struct {
		words cue
		known bool
	}{
		{"clause_since_issue", !d.Issued.IsZero()},
		{"clause_since_effect", !d.Effective.IsZero()},
	} {
		if !from.known && len(t.lexicon.find(from.words, []rune(words))) > 0 {
			w.line()
			w.say(phrase{
				"资料库所存的原文没有写明这个起算日，因此没有找到可以确认的截止日期，请向主管部门核实。",
				"The stored text does not state the day it counts from, so the last day is not found; please check with the office in charge.",
			})
			return
		}
	}
}
