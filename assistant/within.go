package assistant

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/retrieval"
)

// Retrieval within what the conversation is about. A message like 公示几天 or
// 客户家数怎么数 names nothing that the library knows by itself; what it asks of is
// the document talked of, and there its own words find the clause.

// inConversation is the topic of a message looked for in the documents of the
// conversation alone, by its own words, where that is what it asks of: it names
// no place and no other document, brings no figure, and the documents talked of
// hold its words as well as any other does.
func (t *turn) inConversation() (topic, bool, error) {
	if !t.asksWithin() {
		return topic{}, false, nil
	}
	documents := slices.DeleteFunc(slices.Clone(t.before.Documents), func(id string) bool { return !slices.Contains(t.scope.documents, id) })
	if len(documents) == 0 {
		return topic{}, false, nil
	}
	if kind, ok := t.kindTalkedOf(documents); ok {
		t.scope.documents = documents
		row, _ := t.lib.Index.Row(kind.Document, kind.Clause)
		return topic{
			query: t.searched(), terms: t.reading.topic, hits: []retrieval.Hit{{Row: row, Score: 1, Coverage: 1}},
			rules: []candidate{{rule: kind, subject: 1, clause: 1, phrase: 1, features: map[string]float64{}}},
		}, true, nil
	}
	query := t.searched()
	if verb, doing := t.doing(); doing {
		query = verb // 拍板 is 确定 there
	}
	follows := t.follows
	t.follows = false // its own words, without those of the question before
	defer func() { t.follows = follows }()
	own, err := t.find(documents, query, t.reading.topic)
	if err != nil {
		return topic{}, false, err
	}
	all, err := t.find(t.scope.documents, query, t.reading.topic)
	if err != nil {
		return topic{}, false, err
	}
	const enough = 0.5 // of the message in one clause
	if own.coverage() < enough || !t.pointsBack() && !own.rivals(all, len(t.reading.topic) > 0) {
		return topic{}, false, nil
	}
	t.scope.documents = documents
	return own, true, nil
}

// kindTalkedOf is the kind of firm that a message names, 服务类的要求是什么, of those
// that a clause of the documents talked of tells apart.
func (t *turn) kindTalkedOf(documents []string) (calculators.Rule, bool) {
	const most = 4 // letters beside small words: 服务类
	if len(t.reading.topic) > 0 || utf8.RuneCountInString(strings.Join(t.leftover(), "")) > most {
		return calculators.Rule{}, false
	}
	for _, id := range documents {
		for _, r := range t.lib.Rules.ForDocument(id) {
			if r.Outcome != calculators.Eligible {
				continue
			}
			list := t.siblings(r)
			if len(list) < 2 || !t.firms(list) {
				continue
			}
			if named, ok := t.namedOf(list); ok {
				return t.lib.Rules.Rule(named)
			}
		}
	}
	return calculators.Rule{}, false
}

// firms reports that sibling rules are kinds of one thing: their titles end
// alike.
func (t *turn) firms(list []calculators.Rule) bool {
	end := func(r calculators.Rule) string {
		title := []rune(r.Title.Zh)
		return string(title[max(0, len(title)-2):])
	}
	return !slices.ContainsFunc(list, func(r calculators.Rule) bool { return end(r) != end(list[0]) })
}

// notRequired answers whether the kind of firm talked of must have so many of
// something that only its siblings ask for: 有人数要求吗, of the kind without one.
func (t *turn) notRequired() (Answer, bool) {
	if len(t.before.Claims) != 1 || !t.reading.has("required") || t.givesFigure() || t.scope.named || t.scope.meant {
		return Answer{}, false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	if !ok || rule.Outcome != calculators.Eligible {
		return Answer{}, false
	}
	list := t.siblings(rule)
	if id, named := t.namedOf(list); len(list) < 2 || !t.firms(list) || named && id != rule.ID {
		return Answer{}, false
	}
	asks := func(r calculators.Rule, id string) bool {
		return slices.ContainsFunc(t.lib.Rules.Parameters(r.ID), func(p calculators.Parameter) bool { return p.Name == "requires."+id })
	}
	for _, r := range list {
		for _, in := range r.Inputs {
			if asks(rule, in.ID) || !asks(r, in.ID) || !slices.ContainsFunc(inputWords(in), t.says) {
				continue
			}
			a := Answer{Kind: Lookup}
			w := t.writer()
			t.quoteRule(&a, rule)
			if len(a.Quotes) == 0 {
				return Answer{}, false
			}
			w.say(phrase{"%s没有写%s方面的要求。", "%s states no requirement on the %s."}, w.cite(w.documentShort(t.document(rule.Document)), a.Quotes[0]), in.Label.In(w.language))
			return t.interject(w, a), true
		}
	}
	return Answer{}, false
}

// noted answers a message without a subject or figure of its own that asks of
// what the rule in play notes: 客户家数怎么数, 建仓的呢.
func (t *turn) noted() (Answer, bool) {
	r := t.reading
	if len(t.before.Claims) != 1 || t.scope.named || t.scope.meant || t.givesFigure() || len(t.granting(r.topic)) > 0 || len(t.leftover()) == 0 ||
		r.has("correct", "add", "back", "compare", "cities", "which_place", "target", "status", "original", "department", "materials", "procedure", "definition", "deadline", "yes", "rework") && !t.bothAsked() {
		return Answer{}, false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	if !ok || !rule.GrantsMoney() {
		return Answer{}, false
	}
	if slices.ContainsFunc(rule.Inputs, func(in calculators.Input) bool { _, told := t.option(in); return told }) {
		return Answer{}, false // it answers what was asked back
	}
	notes := t.notesOn(rule)
	a := Answer{Kind: Lookup}
	w := t.writer()
	t.quoteRule(&a, rule)
	if len(notes) == 0 || len(a.Quotes) == 0 {
		return Answer{}, false
	}
	for _, note := range notes {
		w.raw(note)
	}
	return t.interject(w, a), true
}

// interject finishes an answer that is given beside what is being worked out: what
// follows goes on with that.
func (t *turn) interject(w *writer, a Answer) Answer {
	t.next.Claims, t.next.Question, t.next.Topic, t.next.Words = t.before.Claims, t.before.Question, t.before.Topic, t.before.Words
	t.writeQuotes(w, a.Quotes)
	t.writeNotices(w, &a)
	w.finish(&a)
	t.remember(a)
	return a
}

// rivals reports that a topic found in some documents was found there about as
// well as in all; where a message names a subject that the library knows, that
// no other document has it better.
func (p topic) rivals(all topic, named bool) bool {
	const near = 0.7
	if len(p.hits) == 0 || len(all.hits) == 0 {
		return false
	}
	if best, ok := all.best(); ok && best.phrase >= 0.5 && best.rule.Document != p.hits[0].Row.Document {
		return false // another document calls something by just these words
	}
	if best, ok := p.best(); ok && best.phrase >= 0.5 {
		return true // this one does
	}
	if named {
		first := all.hits[0].Row
		return first.Document == p.hits[0].Row.Document && first.Key == p.hits[0].Row.Key
	}
	return p.coverage() >= 0.75*all.coverage() && p.hits[0].Score >= near*all.hits[0].Score
}

// asksWithin reports that a message may be a question on what was talked of.
func (t *turn) asksWithin() bool {
	r := t.reading
	_, doing := t.doing()
	return len(t.before.Documents) > 0 && !t.scope.named && !t.scope.meant && (t.own() || doing) && !t.givesFigure() &&
		!r.has("suppose", "correct", "add", "back", "compare", "cities", "which_place", "target", "rework", "status", "original")
}

// pointsBack reports that a message points at the document talked of.
func (t *turn) pointsBack() bool { return t.reading.has("that_document", "inside") }

// givesFigure reports whether a message gives a quantity of the user's own.
func (t *turn) givesFigure() bool {
	return slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.role == roleInput })
}
