package assistant

import (
	"slices"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// What the message before told: a bare figure or a bare yes or no behind it puts
// that right, 跨境出口其实只有150万 and then 唔，是300万.

// latest are the inputs of a claim whose value the message before changed.
func (t *turn) latest(c Claim) []string {
	if t.before.Back == nil {
		return nil
	}
	var was map[string]any
	if i := slices.IndexFunc(t.before.Back.Claims, func(b Claim) bool { return b.Rule == c.Rule }); i >= 0 {
		was = t.before.Back.Claims[i].Inputs
	}
	var ids []string
	for id, v := range c.Inputs {
		if old, had := was[id]; !had || old != v {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// putRight gives a figure that no words place to the input that the message
// before told, where it told one such figure alone and several would do.
func (t *turn) putRight(rule calculators.Rule, c Claim, given map[string]any) {
	if len(given) > 0 || len(t.before.Pending) > 0 && !t.reading.has("correct") {
		return
	}
	at := -1
	for i, m := range t.reading.amounts {
		if m.role != roleInput {
			continue
		}
		if at >= 0 || m.Bound != quantity.Exact {
			return
		}
		at = i
	}
	if at < 0 || len(t.leftover()) > 0 {
		return
	}
	var told []calculators.Input
	for _, id := range t.latest(c) {
		if in, ok := rule.Input(id); ok && t.lexicon.suits(t.reading.amounts[at].Mention, in) == suitsUnit && rivals(rule, in) {
			told = append(told, in)
		}
	}
	if len(told) != 1 {
		return
	}
	given[told[0].ID] = t.value(assignment{input: told[0], amount: at}, nil)
	t.reading.amounts[at].used = true
}

// bareReply is what a message says that is no more than a yes or a no, with a
// small word or two: 有的, 嗯没有. A question (有补贴没有) replies to nothing.
func (t *turn) bareReply() (yes, ok bool) {
	r := t.reading
	if len(r.topic) > 0 || len(r.amounts) > 0 || len(r.places) > 0 || utf8.RuneCountInString(r.folded) > 12 || len(t.leftover()) > 0 || t.bothAsked() {
		return false, false
	}
	switch {
	case t.denies():
		return false, true
	case r.has("yes"):
		return true, true
	}
	return false, false
}

// repliesWith is the yes or no of a stretch of a message that says nothing else:
// 我们都有，去年花了42万. The 是 of 公告是2023年1月30日印发的 says neither.
func (t *turn) repliesWith() (yes, told bool) {
	if t.bothAsked() {
		return false, false
	}
	longest := 5
	if t.reading.language == English {
		longest = 24
	}
	alone := func(h hit) bool {
		stretch := t.reading.clauseOf(h.start, h.end)
		return stretch.len() <= longest && !slices.ContainsFunc(t.reading.amounts, func(m amount) bool { return m.Start < stretch.end && stretch.start < m.End })
	}
	if t.denies() && slices.ContainsFunc(t.reading.cues["no"], alone) {
		return false, true
	}
	return true, !t.denies() && slices.ContainsFunc(t.reading.cues["yes"], alone)
}

// denies reports a no that is no word of correcting: the 没有 of 哦不，没有, and of
// 有，刚才说错了 none.
func (t *turn) denies() bool {
	return slices.ContainsFunc(t.reading.cues["no"], func(h hit) bool {
		return !slices.ContainsFunc(slices.Concat(t.reading.cues["correct"], t.reading.cues["retract"]), func(c hit) bool {
			return c.start <= h.start && h.end <= c.end
		})
	})
}

// bothAsked reports that a message asks by saying yes and no together, 有补贴没有,
// or in so many words: it tells neither.
func (t *turn) bothAsked() bool {
	r := t.reading
	if r.has("yesno", "amount", "money") {
		return true
	}
	return slices.ContainsFunc(r.cues["no"], func(h hit) bool {
		stretch := r.clauseOf(h.start, h.end)
		return h.end == stretch.end && slices.ContainsFunc(r.cues["yes"], func(y hit) bool {
			return y.start >= stretch.start && y.end < h.start
		})
	})
}

// answersOf gives a bare yes or no to the condition that the message before
// told, where it told one such alone and nothing is asked back of the rule.
func (t *turn) answersOf(rule calculators.Rule, c Claim, given map[string]any) {
	yes, ok := t.bareReply()
	if !ok || len(given) > 0 || len(t.before.Pending) > 0 {
		return
	}
	var told []string
	for _, id := range t.latest(c) {
		if _, condition := rule.Condition(id); condition || boolean(rule, id) {
			told = append(told, id)
		}
	}
	if len(told) == 1 {
		given[told[0]] = yes
	}
}

// supplies reports that a message gives what the rule in play still lacks: two
// figures at least, each with the words of an input of it beside, and none that
// would be left over. 线上做了3000万，带动出口1200万 goes on, whatever else those
// words name.
func (t *turn) supplies() bool {
	if len(t.before.Pending) == 0 || len(t.before.Claims) != 1 {
		return false
	}
	rule, ok := t.lib.Rules.Rule(t.before.Claims[0].Rule)
	if !ok {
		return false
	}
	figures := 0
	for _, m := range t.reading.amounts {
		if m.role == roleInput && m.Kind != quantity.Year {
			figures++
		}
	}
	chosen := t.assign(rule, hit{0, len(t.reading.runes)})
	fills := 0
	for _, a := range chosen {
		if _, told := t.before.Claims[0].Inputs[a.input.ID]; a.words && !told {
			fills++
		}
	}
	return fills >= 2 && fills == figures
}

// likeInput is an input's value as a quantity that figures can be added to: its
// kind and unit, the zero Mention where there are none.
func likeInput(in calculators.Input, v decimal.Decimal) quantity.Mention {
	switch {
	case in.Type == calculators.MoneyInput:
		return quantity.Mention{Kind: quantity.Money, Currency: currencyOf(in), Unit: "元", Value: v}
	case in.Type == calculators.AreaInput:
		return quantity.Mention{Kind: quantity.Area, Unit: "平方米", Value: v}
	case in.Type == calculators.IntInput && in.Unit != "" && !in.Ordinal && !ranks(in):
		return quantity.Mention{Kind: quantity.Count, Unit: in.Unit, Value: v}
	}
	return quantity.Mention{}
}
