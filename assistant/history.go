package assistant

import (
	"maps"
	"slices"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// Taking back and coming back: the last step undone, what was carried over
// left behind, an earlier rule taken up again.

// remembersSteps is how many steps can be undone, one after the other.
const remembersSteps = 3

// remembersClaims is how many rules that went out of play are kept: more than a
// clause with several kinds of firms brings in at once.
const remembersClaims = 8

// alone is the query without what the conversation carries, where the message
// asks for that. A message that says nothing else means the one before it.
func (a *Assistant) alone(q Query, read func(string) reading) Query {
	if len(a.lexicon.find("forget", []rune(hanzi.Fold(q.Text).Text))) == 0 {
		return q
	}
	r := read(q.Text)
	said := q.State.Said
	q.State = State{Language: q.State.Language, Back: q.State.Back}
	if said != "" && len(r.topic) == 0 && len(r.amounts) == 0 && utf8.RuneCountInString(q.Text) <= 16 {
		q.Text = said
	}
	return q
}

// undo goes back to before the last step and says what holds again.
func (t *turn) undo() (Answer, bool, error) {
	if !t.reading.has("undo") || len(t.reading.topic) > 0 || len(t.reading.amounts) > 0 {
		return Answer{}, false, nil
	}
	w := t.writer()
	if t.before.Back == nil {
		w.say(phrase{"前面没有可以撤回的内容。", "There is nothing to take back."})
		a := Answer{Kind: Chat}
		w.finish(&a)
		t.next = t.before
		return a, true, nil
	}
	back := *t.before.Back
	if len(back.Claims) == 0 {
		w.say(phrase{"已撤回上一句，请接着问。", "The last message is taken back. Please ask on."})
		a := Answer{Kind: Chat}
		w.finish(&a)
		t.next = back
		return a, true, nil
	}
	t.before, t.follows, t.next = back, true, back
	t.next.Pending = nil
	a, err := t.work(t.here(back.Claims))
	w.say(phrase{"已撤回上一句，回到前面的测算。", "The last message is taken back; this is where it stood."})
	a.Text, a.Short = w.String()+"\n"+a.Text, w.String()+a.Short
	t.next.Back = back.Back
	return a, true, err
}

// step keeps what the next message may undo or come back to.
func (t *turn) step(text string) {
	if t.undone {
		return
	}
	before := t.before
	trim(&before, remembersSteps-1)
	t.next.Back = &before
	t.next.Said = text
	t.next.Earlier = earlier(t.next.Claims, t.before.Claims, t.next.Earlier, t.before.Earlier)
}

// earlier are the rules of some lists, newest first, that are not in play.
func earlier(inPlay []Claim, lists ...[]Claim) []Claim {
	var list []Claim
	for _, c := range slices.Concat(lists...) {
		same := func(x Claim) bool { return x.Rule == c.Rule }
		if !slices.ContainsFunc(inPlay, same) && !slices.ContainsFunc(list, same) && len(list) < remembersClaims {
			list = append(list, c)
		}
	}
	return list
}

// trim cuts the chain of steps behind a state.
func trim(s *State, steps int) {
	if s.Back == nil || steps == 0 {
		s.Back = nil
		return
	}
	back := *s.Back
	trim(&back, steps-1)
	s.Back = &back
}

// cameBack is the place of the rule that a message comes back to without naming
// a place: that of an earlier rule it names, or of the last one out of play
// where it names nothing (回到转关那个, after another city).
func (t *turn) cameBack() (place.Place, bool) {
	if !t.reading.has("back") || len(t.reading.places) > 0 {
		return place.Place{}, false
	}
	subject := t.granting(t.reading.topic)
	for _, c := range slices.Concat(t.before.Claims, t.before.Earlier) {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if !ok || !slices.ContainsFunc(subject, func(term string) bool { return t.lib.subjects.about(rule.ID, term) }) {
			continue
		}
		return place.Lookup(t.document(rule.Document).Jurisdiction)
	}
	return place.Place{}, false
}

// resumed adds, where the message comes back to a rule (回到刚才的独立站), what
// was told of it then; what the message says itself counts first.
func (t *turn) resumed(c Claim) Claim {
	if !t.reading.has("back") {
		return c
	}
	return t.again(c)
}

// corrected puts the rule that went out of play last back in, where a message
// corrects a figure (不对，是2500万) and the rule takes it, but none in play does.
func (t *turn) corrected() {
	if !t.reading.has("correct") || len(t.reading.amounts) == 0 {
		return
	}
	takes := func(c Claim) bool {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		return ok && rule.GrantsMoney() && len(t.assign(rule, hit{0, len(t.reading.runes)})) > 0
	}
	if slices.ContainsFunc(t.before.Claims, takes) {
		return
	}
	if i := slices.IndexFunc(t.before.Earlier, takes); i >= 0 {
		t.before.Claims = []Claim{t.before.Earlier[i]}
	}
}

// again adds to a claim what was told of its rule earlier.
func (t *turn) again(c Claim) Claim {
	for _, e := range t.before.Earlier {
		if e.Rule != c.Rule {
			continue
		}
		inputs := maps.Clone(e.Inputs)
		if inputs == nil {
			inputs = make(map[string]any)
		}
		maps.Copy(inputs, c.Inputs)
		t.taken = append(t.taken, Claim{e.Rule, e.Inputs})
		return Claim{c.Rule, inputs}
	}
	return c
}
