package assistant

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// target answers what a plan sets out to reach: the line of its table that
// the question is about, in the document's own words. A target is no result
// and nobody's entitlement.
func (t *turn) target(p topic) Answer {
	a := Answer{Kind: Target}
	w := t.writer()
	for _, id := range t.byRank(p) {
		if a, ok := t.severalTargets(id); ok {
			return a
		}
		r, ok := t.targetOf(id)
		if !ok {
			continue
		}
		addResult(&a, r)
		document := w.documentShort(t.document(id))
		t.judgeWords(w, a.Quotes[0].Text)
		if r.Value.Derived {
			w.say(phrase{"按%s所列各项相加，合计%s%s%s；这是推算，文件没有写合计。", "Adding up what %s lists gives %s%s %s; this sum is ours, the document does not state it."},
				document, operatorWord(r.Value.Operator, w.language), r.Value.Number, w.unit(r.Value.Unit))
			t.writeSteps(w, a.Results[:1])
		} else {
			w.say(phrase{"%s写的目标是：“%s”。", "The target in %s reads: “%s”."}, w.cite(document, a.Quotes[0]), verbatim(strings.TrimRight(a.Quotes[0].Text, "。；")))
		}
		t.writeQuotes(w, a.Quotes[:1])
		t.writeNotices(w, &a)
		w.finish(&a)
		return a
	}
	if a, ok := t.targetTable(p); ok {
		return a
	}
	return t.lookup(actTarget, p)
}

// severalTargets answers a message that asks for more than one line of a
// document's table, each in a stretch of its own: 知名品牌多少个，省级品牌又是几个.
func (t *turn) severalTargets(document string) (Answer, bool) {
	asked := t.reading.cues["counted"]
	each := slices.ContainsFunc(asked, func(h hit) bool { _, ok := t.lexicon.endsAt("each", t.reading.runes, h.start); return ok })
	if len(asked) < 2 && !each || t.reading.has("total", "compare") && !each {
		return Answer{}, false
	}
	a := Answer{Kind: Target}
	var lines []calculators.Quote // of each result the first is the line itself
	for _, rule := range t.lib.Rules.ForDocument(document) {
		if rule.Formula.Shape != "targets" || len(rule.Inputs) == 0 {
			continue
		}
		for at := 0; at < len(t.reading.runes); {
			stretch := t.reading.clauseOf(at, at)
			at = max(stretch.end, at) + 1
			r, err := t.run(Claim{rule.ID, map[string]any{rule.Inputs[0].ID: t.reading.slice(stretch)}})
			if err != nil || r.Outcome != calculators.ValueOutcome || len(r.Quotes) == 0 {
				continue
			}
			line := r.Quotes[0]
			if !slices.ContainsFunc(lines, func(q calculators.Quote) bool { return q.Clause == line.Clause && q.Text == line.Text }) {
				addResult(&a, r)
				lines = append(lines, line)
			}
		}
	}
	if len(lines) < 2 {
		return Answer{}, false
	}
	w := t.writer()
	said := make([]string, len(lines))
	for i, q := range lines {
		said[i] = "“" + strings.TrimRight(q.Text, "。；") + "”"
	}
	w.say(phrase{"%s写的目标是：%s。", "The targets in %s read: %s."}, w.documentShort(t.document(document)), verbatim(strings.Join(said, w.in(phrase{"；", "; "}))))
	t.writeQuotes(w, lines)
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// targetTable lists what a plan sets out to reach, where its targets are asked
// for and none by name.
func (t *turn) targetTable(p topic) (Answer, bool) {
	d, ok := t.planMeant(p)
	named := !t.aboutDocument() || len(t.leftover()) > 0
	if !ok || t.reading.has("total") || named && !t.strays(d, p) && !t.tabled(d, p) {
		return Answer{}, false
	}
	quotes, rule := t.targetLines(d.ID)
	if len(quotes) == 0 {
		return Answer{}, false
	}
	a := Answer{Kind: Target}
	w := t.writer()
	said := make([]string, 0, len(quotes))
	for _, q := range quotes {
		addQuote(&a, q)
		said = append(said, "“"+q.Text+"”")
	}
	if named {
		w.say(phrase{"%s里没有找到与此对应的目标。", "No such target is found in %s."}, w.documentShort(d))
	}
	separator := w.in(phrase{"；", "; "})
	if len(said) < len(rule.Targets()) {
		w.say(phrase{"%s写的目标有：%s，其余见原文。", "The targets in %s include: %s; the text has more."}, w.documentShort(d), strings.Join(said, separator))
	} else {
		w.say(phrase{"%s写的目标是：%s。", "The targets in %s read: %s."}, w.documentShort(d), strings.Join(said, separator))
	}
	w.detail()
	t.next.Claims = []Claim{{Rule: rule.ID}}
	t.writeNotices(w, &a)
	w.finish(&a)
	return a, true
}

// targetLines are the first lines of a document's table of targets, with the
// rule that holds it.
func (t *turn) targetLines(document string) ([]calculators.Quote, calculators.Rule) {
	const most = 8
	for _, rule := range t.lib.Rules.ForDocument(document) {
		lines := rule.Targets()
		var quotes []calculators.Quote
		for _, line := range lines[:min(most, len(lines))] {
			if row, ok := t.lib.Index.Row(document, line.Clause); ok {
				if h, ok := stretchOf(row, line.Quote); ok {
					quotes = append(quotes, t.quoteOf(row, h))
				}
			}
		}
		if len(quotes) > 0 {
			return quotes, rule
		}
	}
	return nil, calculators.Rule{}
}

// planMeant is the document with targets that a question can mean: the one it
// names, else the place's own that is not over.
func (t *turn) planMeant(p topic) (retrieval.Document, bool) {
	plans := func(id string) bool {
		return slices.ContainsFunc(t.lib.Rules.ForDocument(id), func(r calculators.Rule) bool { return len(r.Targets()) > 0 })
	}
	if d, ok := t.documentMeant(p); ok && plans(d.ID) {
		return d, true
	}
	for _, id := range t.byRank(p) {
		if d := t.document(id); plans(id) && d.Jurisdiction == t.scope.place().Name {
			return d, true
		}
	}
	return retrieval.Document{}, false
}

// tabled reports that the target of a subject was asked for and nothing else,
// and that what was found is of the table, all of which was looked at, and does
// not name the subject.
func (t *turn) tabled(d retrieval.Document, p topic) bool {
	found := t.passages(p, t.wants(actTarget), 1)
	words := t.asWritten(t.reading.topic)
	quotes, _ := t.targetLines(d.ID)
	return len(found) > 0 && len(words) > 0 && len(t.leftover()) == 0 && t.reading.has("goal") && !t.reading.has("counted") && slices.ContainsFunc(quotes, func(q calculators.Quote) bool {
		return q.Document == found[0].row.Document && q.Clause == found[0].row.Key
	}) && !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(hanzi.Fold(found[0].quote.Text).Text, word) })
}

// strays reports that what was found on a target of a place is not from the
// place's own documents.
func (t *turn) strays(d retrieval.Document, p topic) bool {
	found := t.passages(p, t.wants(actTarget), 1)
	return t.scope.named && (len(found) == 0 || t.document(found[0].row.Document).Jurisdiction != d.Jurisdiction)
}

// targetOf works out the targets of a document that a question is about, or
// their sum where it asks for one.
func (t *turn) targetOf(document string) (calculators.Result, bool) {
	shape := "targets"
	if t.reading.has("total") {
		shape = "total"
	}
	rules := t.lib.Rules.ForDocument(document)
	if i := slices.IndexFunc(rules, func(r calculators.Rule) bool { return r.Formula.Shape == shape }); shape == "total" && i >= 0 && len(t.reading.topic) > 0 &&
		!slices.ContainsFunc(t.reading.topic, func(term string) bool { return t.lib.subjects.about(rules[i].ID, term) }) {
		shape = "targets" // how large the warehouses are in total is one line of the table
	}
	for _, rule := range rules {
		if rule.Formula.Shape != shape {
			continue
		}
		inputs := make(map[string]any)
		for _, in := range rule.Inputs {
			if in.Type == calculators.TextInput {
				// The terms say it in Chinese where the user writes English.
				inputs[in.ID] = t.reading.folded + " " + strings.Join(t.reading.topic, " ")
			}
		}
		r, err := t.run(Claim{rule.ID, inputs})
		if line, ok := t.countedLine(rule); ok && err == nil && r.Outcome != calculators.ValueOutcome {
			for id := range inputs {
				inputs[id] = line.ID
			}
			r, err = t.run(Claim{rule.ID, inputs})
		}
		if err == nil && r.Outcome == calculators.ValueOutcome && len(r.Quotes) > 0 {
			return r, true
		}
	}
	return calculators.Result{}, false
}

// countedLine is the line of a table of targets that counts what the question
// counts, in the same unit: 多少家跨境企业 is the line 跨境电商企业, 家. Of
// several it is the one with the fewest words, the whole and not a part of it.
// There is none where a subject of the library is named beside it.
func (t *turn) countedLine(rule calculators.Rule) (best calculators.TargetLine, found bool) {
	if len(t.reading.topic) > 0 {
		return best, false
	}
	for _, h := range t.reading.cues["counted"] {
		unit := string(t.reading.runes[h.end-1])
		thing := t.reading.slice(hit{h.end, t.reading.clauseOf(h.start, h.end).end})
		if utf8.RuneCountInString(thing) < 2 {
			continue
		}
		asked := t.englishWords(thing)
		for _, line := range rule.Targets() {
			label := hanzi.Fold(line.Label.Zh).Text
			if words := t.englishWords(line.Label.En); t.reading.language == English && len(words) > 0 &&
				!slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(asked, w) }) &&
				(!found || len(words) > len(t.englishWords(best.Label.En))) {
				best, found = line, true
			}
			if line.Unit == unit && inOrder(thing, label) && (!found || utf8.RuneCountInString(label) < utf8.RuneCountInString(best.Label.Zh)) {
				best, found = line, true
			}
		}
	}
	return best, found
}

// englishWords are the words of an English text that say something, each in the
// singular and firms by one name.
func (t *turn) englishWords(text string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		switch {
		case t.lexicon.has("function", w):
			continue
		case t.lexicon.has("firms", w):
			w = "firm"
		}
		list = append(list, strings.TrimSuffix(w, "s"))
	}
	return list
}

// inOrder reports whether the characters of part stand in whole in their order.
func inOrder(part, whole string) bool {
	for _, r := range part {
		i := strings.IndexRune(whole, r)
		if i < 0 {
			return false
		}
		whole = whole[i+utf8.RuneLen(r):]
	}
	return true
}

// byRank are the documents of the scope in the order in which their best
// clauses were found, plans that are over last.
func (t *turn) byRank(p topic) []string {
	var ids []string
	for _, h := range t.ordered(p.hits, wanted{}) {
		if !slices.Contains(ids, h.Row.Document) {
			ids = append(ids, h.Row.Document)
		}
	}
	for _, id := range t.scope.documents {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		x, y := t.historical(a), t.historical(b)
		switch {
		case x == y:
			return 0
		case x:
			return 1
		}
		return -1
	})
	return ids
}

// operatorWord says a bound the way documents do.
func operatorWord(operator, language string) string {
	words := map[string]phrase{">": {"超过", "over "}, "≥": {"不少于", "at least "}}
	p, ok := words[operator]
	if !ok {
		return ""
	}
	return (&writer{language: language}).in(p)
}
