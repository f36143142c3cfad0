package assistant

import (
	"maps"
	"slices"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// claims decides which rules a question is about and what it gives for each.
func (t *turn) claims(p topic) []Claim {
	before := t.before.Claims
	t.before.Claims = t.here(before)
	defer func() { t.before.Claims = before }()
	all := hit{0, len(t.reading.runes)}
	if c, ok := t.chosenKind(); ok && t.follows {
		rule, _ := t.lib.Rules.Rule(c.Rule)
		inputs := maps.Clone(c.Inputs)
		maps.Copy(inputs, t.inputs(rule, all))
		return []Claim{{c.Rule, inputs}}
	}
	if t.follows && len(t.before.Claims) > 0 && t.sameDocuments() {
		return t.continued(p, all)
	}
	if several := t.several(p); len(several) > 1 {
		return several
	}
	best, ok := p.best()
	if !ok {
		return nil
	}
	return []Claim{t.resumed(Claim{Rule: best.rule.ID, Inputs: t.inputs(best.rule, all)})}
}

// here are the claims in play that a message can go on with: after several
// places side by side, those of the place it names now, and of one document,
// since nothing adds up over two.
func (t *turn) here(claims []Claim) []Claim {
	var list []Claim
	document := ""
	for _, c := range claims {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if !ok || !slices.Contains(t.scope.documents, rule.Document) || document != "" && rule.Document != document {
			continue
		}
		document = rule.Document
		list = append(list, c)
	}
	if len(list) == 0 {
		return claims
	}
	return list
}

// sameDocuments reports whether the rules in play are still within the scope:
// another city named means another document, and its formula stays behind.
func (t *turn) sameDocuments() bool {
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	return ok && slices.Contains(t.scope.documents, rule.Document)
}

// continued carries the claims of the conversation on: more of them (再加上…),
// or other inputs for the one this message speaks of.
func (t *turn) continued(p topic, all hit) []Claim {
	claims := make([]Claim, 0, len(t.before.Claims)+1)
	for _, c := range t.before.Claims {
		claims = append(claims, Claim{c.Rule, maps.Clone(c.Inputs)})
	}
	if added, ok := t.added(p); ok {
		if i := slices.IndexFunc(claims, func(c Claim) bool { return c.Rule == added.ID }); i < 0 {
			for i, c := range claims {
				t.heed(&claims[i], c.Rule)
			}
			return append(claims, t.again(Claim{added.ID, t.inputs(added, all)}))
		}
	}
	i := t.meant(claims)
	if t.drops() {
		return slices.Delete(claims, i, i+1)
	}
	rule, ok := t.lib.Rules.Rule(claims[i].Rule)
	if !ok {
		return claims
	}
	given := t.inputs(rule, all)
	t.reply(rule, given)
	t.changed(rule, &claims[i], given)
	t.putRight(rule, claims[i], given)
	t.answersOf(rule, claims[i], given)
	if t.reading.has("another") {
		claims, i = []Claim{{Rule: claims[i].Rule}}, 0 // another firm or batch: nothing told of the first is of it
	}
	if claims[i].Inputs == nil {
		claims[i].Inputs = make(map[string]any)
	}
	maps.Copy(claims[i].Inputs, given)
	t.everyYear(rule, claims[i].Inputs)
	for _, in := range rule.Inputs {
		// 三年加起来呢, after 首年多少: no single year is asked for any more.
		if _, one := given[in.ID]; !one && in.Ordinal && slices.ContainsFunc(rule.Inputs, func(span calculators.Input) bool {
			_, all := given[span.ID]
			return all && !span.Ordinal && span.Unit == in.Unit
		}) {
			delete(claims[i].Inputs, in.ID)
		}
		// 第二年呢, after 第一年呢: that year counts again.
		if in.Year != 0 && in.Year == t.yearAsked() && claims[i].Inputs[in.ID] == noMonths {
			delete(claims[i].Inputs, in.ID)
		}
	}
	return claims
}

// everyYear forgets that the years a rule pays for were left out, where a
// question after one it does not pay for (第三年呢) had left out all of them.
func (t *turn) everyYear(rule calculators.Rule, inputs map[string]any) {
	paid := func(in calculators.Input) bool { return in.Year != 0 && inputs[in.ID] != noMonths }
	if t.yearAsked() != 0 || slices.ContainsFunc(rule.Inputs, paid) {
		return
	}
	for _, in := range rule.Inputs {
		if in.Year != 0 {
			delete(inputs, in.ID)
		}
	}
}

// heed adds what a message says of a rule's conditions to a claim.
func (t *turn) heed(c *Claim, id string) {
	rule, ok := t.lib.Rules.Rule(id)
	if !ok {
		return
	}
	for condition, state := range t.told(rule) {
		if c.Inputs == nil {
			c.Inputs = make(map[string]any)
		}
		c.Inputs[condition] = state
	}
}

// added is a rule that the message brings in beside those in play: it says so
// and names it by its own words.
func (t *turn) added(p topic) (calculators.Rule, bool) {
	if !t.reading.has("add") {
		return calculators.Rule{}, false
	}
	own := t.lib.subjects.match(t.content(t.reading.folded))
	var best calculators.Rule
	score := 0.3 // as much as named() asks of a question
	for _, c := range p.rules {
		if c.rule.GrantsMoney() && own[c.rule.ID] > score {
			best, score = c.rule, own[c.rule.ID]
		}
	}
	if best.ID != "" && !t.inClaims(best.ID) {
		return best, true
	}
	// Other words may outweigh its name: 有交易记录的话，再加上这个海外仓呢.
	for _, c := range p.rules {
		if c.rule.GrantsMoney() && !t.inClaims(c.rule.ID) && c.rule.Document == t.documentInPlay() &&
			slices.ContainsFunc(t.reading.topic, func(term string) bool { return t.lib.subjects.about(c.rule.ID, term) && !t.inPlayAbout(term) }) {
			return c.rule, true
		}
	}
	return best, best.ID != ""
}

func (t *turn) inClaims(rule string) bool {
	return slices.ContainsFunc(t.before.Claims, func(c Claim) bool { return c.Rule == rule })
}

// inPlayAbout reports whether a term names a rule in play.
func (t *turn) inPlayAbout(term string) bool {
	return slices.ContainsFunc(t.before.Claims, func(c Claim) bool { return t.lib.subjects.about(c.Rule, term) })
}

func (t *turn) documentInPlay() string {
	rule, _ := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	return rule.Document
}

// meant is the claim that a follow-up speaks of: the one whose inputs suit
// its quantities and words best, the last one where nothing tells.
func (t *turn) meant(claims []Claim) int {
	best, score := len(claims)-1, 0.0
	for i, c := range claims {
		rule, ok := t.lib.Rules.Rule(c.Rule)
		if !ok {
			continue
		}
		s := t.lib.subjects.match(t.content(t.reading.folded))[rule.ID] + t.fit(rule)*0.5 + float64(len(t.told(rule)))*0.5
		if s > score {
			best, score = i, s
		}
	}
	return best
}

// reply reads a short answer to what was asked back: 有, 没有, 85.
func (t *turn) reply(rule calculators.Rule, given map[string]any) {
	if len(t.before.Pending) == 0 {
		return
	}
	pending := t.before.Pending[0]
	if _, done := given[pending]; done {
		return
	}
	if _, ok := rule.Condition(pending); ok || boolean(rule, pending) {
		if yes, told := t.repliesWith(); told {
			given[pending] = yes
		}
		return
	}
	in, ok := rule.Input(pending)
	if !ok || len(t.reading.amounts) != 1 {
		return
	}
	m := t.reading.amounts[0]
	if in.Type != calculators.MoneyInput && m.Kind == quantity.Number {
		given[pending] = m.Value.String()
	}
}

func boolean(rule calculators.Rule, id string) bool {
	in, ok := rule.Input(id)
	return ok && in.Type == calculators.BoolInput
}

// several reads a message that asks for more than one rule of a document:
// each rule is anchored at a term of its own, and takes the quantities between
// its anchor and the next.
func (t *turn) several(p topic) []Claim {
	type anchor struct {
		rule calculators.Rule
		at   hit
	}
	first := slices.IndexFunc(p.rules, func(c candidate) bool { return c.rule.GrantsMoney() })
	if first < 0 {
		return nil
	}
	document := p.rules[first].rule.Document
	var anchors []anchor
	best := p.rules[first].rule.ID
	for _, m := range t.reading.terms {
		if t.lexicon.has("generic", m.Canonical) {
			continue
		}
		if slices.Contains(t.lib.subjects.takes[best], m.Canonical) && !t.lib.subjects.about(best, m.Canonical) {
			continue // 集货仓的仓储费: what the best rule asks for names no other
		}
		for _, c := range p.rules {
			if !c.rule.GrantsMoney() || c.rule.Document != document || !t.lib.subjects.about(c.rule.ID, m.Canonical) {
				continue
			}
			if !slices.ContainsFunc(anchors, func(a anchor) bool { return a.rule.ID == c.rule.ID }) {
				anchors = append(anchors, anchor{rule: c.rule, at: hit{m.Start, m.End}})
			}
			break
		}
	}
	var claims []Claim
	figures := 0
	suits := make(map[int]float64) // how well a figure suits the rule beside whose name it stands
	ahead := len(anchors) > 0 && t.figuresAhead(len(anchors), anchors[0].at.start, anchors[len(anchors)-1].at.end)
	for i, a := range anchors {
		within := hit{a.at.start, len(t.reading.runes)}
		if i == 0 {
			within.start = 0
		}
		if i+1 < len(anchors) {
			within.end = anchors[i+1].at.start
		}
		if ahead {
			within = hit{0, a.at.end}
			if i > 0 {
				within.start = anchors[i-1].at.end
			}
		}
		assigned := t.assign(a.rule, within)
		for _, x := range assigned {
			suits[x.amount] = x.score
		}
		taken := len(assigned)
		if taken == 0 || slices.ContainsFunc(anchors[:i], func(b anchor) bool { return b.rule.Clause == a.rule.Clause }) {
			continue
		}
		figures += taken
		claims = append(claims, Claim{a.rule.ID, t.inputs(a.rule, within)})
	}
	// One rule that takes as many figures is the simpler reading.
	for _, c := range p.rules {
		if !c.named() {
			continue
		}
		i := slices.IndexFunc(anchors, func(a anchor) bool { return a.rule.ID == c.rule.ID })
		taken := 0
		for _, x := range t.assign(c.rule, hit{0, len(t.reading.runes)}) {
			if x.input.Optional && !x.words {
				continue // it would take any sum
			}
			if i < 0 || x.score >= suits[x.amount] {
				taken++
			}
		}
		if taken >= figures {
			return nil
		}
	}
	return claims
}

// figuresAhead reports that sums stand before the names of what they are for:
// RMB 680,000 on our own site, plus RMB 350,000 storage fees.
func (t *turn) figuresAhead(names, first, last int) bool {
	sums := 0
	for _, m := range t.reading.amounts {
		if m.Kind != quantity.Money || m.role != roleInput {
			continue
		}
		if sums == 0 && m.End > first || m.Start >= last {
			return false
		}
		sums++
	}
	return sums == names
}
