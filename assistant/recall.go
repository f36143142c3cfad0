package assistant

import (
	"context"
	"maps"
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/retrieval/place"
)

// What was told before it was asked about. A message that tells something and
// asks nothing (没有交易记录, 我们在苏州, 去年投了85万) is kept until a question takes
// it up. Then both are read as if they had been said in one message, so that
// what is told over several messages comes to what it comes to in one.

const (
	// keepsStatements is how many messages are read with a question at most.
	keepsStatements = 8
	// passesQuestions is how many questions may leave a statement aside before
	// it is forgotten.
	passesQuestions = 3
)

// recall answers a message together with what was told before it, where that
// makes a difference to what it is about; alone is the answer without. The
// state that follows keeps what is still to be taken up.
func (a *Assistant) recall(ctx context.Context, lib *Library, q Query, alone reply, observer Observer) (reply, error) {
	own := &turn{Assistant: a, lib: lib, asOf: q.AsOf, reading: a.read(q.Text, q.Language, q.AsOf, lib.Index), before: q.State}
	if own.steers() {
		return alone, nil // undone, forgotten, put right: the claims hold what counts
	}
	states := own.states()
	chosen := alone
	taken := false
	if told := own.joinable(q.State.Told); len(told) > 0 && (!own.onlyReplies() || own.fillsIn()) {
		since := q
		since.State = own.since()
		if q.Explain != nil {
			since.Explain = &Explanation{}
		}
		together, err := a.replyBeside(ctx, lib, since, strings.Join(append(told, q.Text), "，"), own, observer)
		if err != nil {
			return reply{}, err
		}
		if own.takesUp(alone, together) {
			chosen, taken = together, true
			if q.Explain != nil {
				*q.Explain = *since.Explain
			}
			next := &chosen.turn.next
			before := q.State
			trim(&before, remembersSteps-1)
			next.Back, next.Said = &before, q.Text
			next.Earlier = earlier(next.Claims, q.State.Claims, next.Earlier, q.State.Earlier)
		}
	}
	own.keep(&chosen.turn.next, states, taken)
	return chosen, nil
}

// steers reports that a message is about the conversation itself, or puts right
// what is being worked out.
func (t *turn) steers() bool {
	return t.reading.has("undo", "reset", "forget", "back") || t.reading.has("correct") && len(t.before.Claims) > 0
}

// states reports that a message tells something and asks nothing.
func (t *turn) states() bool {
	r := t.reading
	text := strings.TrimRight(r.folded, " 。.!！~")
	if r.has("asks", "yesno", "compare") || strings.ContainsAny(text, "？?") || text == "" {
		return false
	}
	runes := []rune(text)
	_, asked := t.lexicon.endsAt("asks_end", runes, len(runes))
	return !asked && (r.language != English || len(r.cues["yesno"]) == 0)
}

// onlyReplies reports that a message answers what was asked back with a figure,
// a yes or a no, and says nothing that could be understood without the question.
func (t *turn) onlyReplies() bool {
	return len(t.before.Pending) > 0 && len(t.before.Claims) > 0 && len(t.reading.terms) == 0 && len(t.leftover()) == 0 && (t.reading.has("yes", "no") || len(t.reading.amounts) > 0)
}

// fillsIn reports that a message answers with a figure of which nothing was told
// yet: behind what was told before it, it means the same.
func (t *turn) fillsIn() bool {
	_, told := t.before.Claims[0].Inputs[t.before.Pending[0]]
	return !told && len(t.reading.amounts) > 0 && !t.reading.has("no")
}

// since is the state of the conversation before the statements that are kept.
func (t *turn) since() State {
	s := t.before
	if s.Since != nil {
		s = *s.Since
	}
	s.Told, s.Since, s.Back, s.Open, s.Pending = nil, nil, nil, "", nil
	return s
}

// joinable are the statements that may belong to what a message is about: none
// of another place, and none said of another support than it names.
func (t *turn) joinable(told []Statement) []string {
	if t.reading.has("add", "another", "compare") && len(t.before.Claims) > 0 {
		return nil // goes on with what is worked out
	}
	subject := t.granting(t.reading.topic)
	var list []string
	for _, s := range told {
		if t.elsewhereThan(place.Find(s.Text)) {
			return nil
		}
		if len(subject) > 0 && len(s.Of) > 0 && !t.sameSupport(subject, s.Of) {
			continue
		}
		list = append(list, s.Text)
	}
	return list
}

// elsewhereThan reports that a message names a place, and none of some others.
func (t *turn) elsewhereThan(others []place.Mention) bool {
	mine, theirs := placesIn(t.reading.places), placesIn(others)
	return len(mine) > 0 && len(theirs) > 0 && !slices.ContainsFunc(mine, func(p place.Place) bool {
		return slices.ContainsFunc(theirs, func(q place.Place) bool { return p.Name == q.Name || place.Within(p, q) || place.Within(q, p) })
	})
}

// sameSupport reports that a rule is about a term of one of two lists, and a term
// of the other one has a part in it.
func (t *turn) sameSupport(a, b []string) bool {
	return slices.ContainsFunc(t.lib.Rules.Rules(), func(r calculators.Rule) bool {
		about := func(term string) bool { return t.lib.subjects.about(r.ID, term) }
		part := func(term string) bool { return t.takesPart(r, term) }
		return r.GrantsMoney() && (slices.ContainsFunc(a, about) && slices.ContainsFunc(b, part) || slices.ContainsFunc(b, about) && slices.ContainsFunc(a, part))
	})
}

// takesPart reports that a rule is about a term, or asks for something called by
// it: 推广费 has a part in the support for the costs of a seller.
func (t *turn) takesPart(r calculators.Rule, term string) bool {
	return t.lib.subjects.about(r.ID, term) || slices.ContainsFunc(r.Inputs, func(in calculators.Input) bool {
		return slices.ContainsFunc(inputWords(in), func(w string) bool { return strings.Contains(w, term) })
	})
}

// takesUp reports that the answer with what was told before is the one to give:
// it works out something, other than the message does by itself, and of what the
// message names where it names a subject.
func (t *turn) takesUp(alone, together reply) bool {
	if len(together.answer.Results) == 0 || together.answer.Kind == Comparison {
		return false
	}
	switch alone.answer.Kind {
	case Status, Procedure, Definition, Target, Comparison, Refusal, Chat:
		return false
	}
	one, claims := alone.turn, together.turn.next.Claims
	if one.declined || one.follows && t.reading.has("suppose") {
		return false // no matter of these documents, or it takes the place of what was told
	}
	if one.follows && one.asksBeside() && t.before.Kind == Calculation && (t.reading.has("single", "status") || !t.reading.has("money", "total")) {
		return false // what was told is worked out already, and something is asked beside it
	}
	if len(alone.answer.Results) == 0 && !t.states() && !t.reading.has("amount", "money", "yesno", "total", "deadline", "ceiling") {
		return false // nothing is to be worked out
	}
	subject := t.granting(t.reading.topic)
	about := func(c Claim) bool {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		return ok && slices.ContainsFunc(subject, func(term string) bool { return t.takesPart(rule, term) })
	}
	if len(subject) > 0 && !slices.ContainsFunc(claims, about) {
		return false
	}
	if len(alone.answer.Results) == 0 {
		return true
	}
	if slices.EqualFunc(claims, one.next.Claims, func(a, b Claim) bool { return a.Rule == b.Rule && maps.Equal(a.Inputs, b.Inputs) }) &&
		sameAmount(alone.answer.Results[0].Amount, together.answer.Results[0].Amount) {
		return false // nothing told before has a part in it
	}
	told, most := 0, 0
	for _, c := range claims {
		told += len(c.Inputs)
	}
	for _, c := range one.next.Claims {
		most = max(most, len(c.Inputs)) // several of them may be kinds of firms, of which one is meant
	}
	return told >= most && !t.overruled(claims)
}

func sameAmount(a, b *calculators.Yuan) bool { return a == b || a != nil && b != nil && *a == *b }

// overruled reports that claims keep what was told of an input before, where the
// message says otherwise: 目前26家 and then 年底能到31家.
func (t *turn) overruled(claims []Claim) bool {
	for _, c := range claims {
		i := slices.IndexFunc(t.before.Claims, func(b Claim) bool { return b.Rule == c.Rule })
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if i < 0 || !ok {
			continue
		}
		for id, said := range t.inputs(rule, hit{0, len(t.reading.runes)}) {
			if was, had := t.before.Claims[i].Inputs[id]; had && c.Inputs[id] == was && was != said {
				return true
			}
		}
	}
	return false
}

// keep writes into the next state what was told and still waits for a question.
func (t *turn) keep(next *State, states, taken bool) {
	next.Told, next.Since = nil, nil
	told := t.before.Told
	switch {
	case t.onlyReplies() && !t.fillsIn():
		return // it is told of the rule in play, and the claims hold it
	case states:
		of := t.granting(t.reading.topic)
		if len(of) == 0 && len(told) > 0 {
			of = told[len(told)-1].Of
		}
		if len(of) == 0 && len(told) == 0 {
			of = t.termsInPlay()
		}
		since := t.since()
		told = append(slices.Clone(told), Statement{Text: t.reading.text, Of: of})
		next.Told, next.Since = told[max(0, len(told)-keepsStatements):], &since
	case !taken:
		for _, s := range told {
			if s.Passed++; len(s.Of) == 0 && s.Passed < passesQuestions {
				next.Told = append(next.Told, s)
			}
		}
	}
}

// termsInPlay are the terms of what is being worked out.
func (t *turn) termsInPlay() []string {
	if len(t.before.Claims) == 0 {
		return nil
	}
	return t.before.Topic
}
