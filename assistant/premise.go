package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// A premise is a figure that a message puts to be confirmed as the clause's
// own or as what it comes to: 补50%对吧, 最高500万是不是. It is compared with the
// result where one was worked out, else with the figures that the rule states
// in the same part, and the answer begins with what became of it.

// aspect is what a figure is in a rule.
type aspect string

const (
	partGrant     aspect = "grant"     // what is given
	partLimit     aspect = "limit"     // at most
	partRate      aspect = "rate"      // a share
	partThreshold aspect = "threshold" // what must be reached
	partStep      aspect = "step"      // 每增加10万元
)

// premises gives the figures that a message puts to be confirmed their part.
// Elsewhere, figures of what one hopes to get keep the role they have.
func (a *Assistant) premises(r *reading) {
	asked := !r.has("correct") && strings.HasSuffix(strings.TrimRight(r.folded, "?？!！。. "), "吧")
	for i := range r.amounts {
		m := &r.amounts[i]
		seeks := asked || a.asserted(r, m.Mention)
		from := 0
		if i > 0 {
			from = r.amounts[i-1].End
		}
		p, said := a.partOf(r, m.Mention, from)
		switch {
		case !claimable(m.Kind) && m.Kind != quantity.Count && m.Kind != quantity.Duration && m.Kind != quantity.Area:
		case m.role == roleClaim:
			m.part = p
		case seeks && said && (m.role == roleRule || !a.owned(r, m.Mention, from)):
			m.role, m.part = roleClaim, p
		}
	}
	r.confirms = asked || r.has("asserts")
}

// asserted reports that a message puts a figure to be confirmed. What it was
// told by others (听说) begins there: the figures of the sentences before are not
// theirs.
func (a *Assistant) asserted(r *reading, m quantity.Mention) bool {
	return slices.ContainsFunc(r.cues["asserts"], func(h hit) bool {
		hearsay := a.lexicon.matchAt("hearsay", r.runes, h.start) == h.len()
		return !hearsay || h.start < m.Start || !slices.ContainsFunc(r.runes[m.End:h.start], func(c rune) bool { return strings.ContainsRune("。！？!?;；\n", c) })
	})
}

// partOf reads off the words beside a figure what it is said to be in the
// rule; said is false where nothing tells. Words in front of another figure
// are that one's.
func (a *Assistant) partOf(r *reading, m quantity.Mention, from int) (p aspect, said bool) {
	const window = 8
	p = partGrant
	if m.Kind == quantity.Rate {
		p = partRate
	}
	start := max(r.clauseOf(m.Start, m.End).start, from, m.Start-window)
	// A word may be part of the mention: 超过60万, 60万以上.
	front := r.runes[start:m.End]
	last := func(c cue) int {
		hits := a.lexicon.find(c, front)
		if len(hits) == 0 {
			return -1
		}
		return hits[len(hits)-1].start
	}
	_, only := a.lexicon.startsAt("only_then", r.runes, m.End)
	switch step, limit, threshold, grant := last("part_step"), last("part_limit"), last("part_threshold"), last("part_grant"); {
	case step >= 0:
		return partStep, true
	case limit >= 0 && m.Kind != quantity.Rate:
		return partLimit, true
	case only, threshold > grant:
		return partThreshold, true
	default:
		_, behind := a.lexicon.startsAt("part_grant", r.runes, m.End)
		return p, grant >= 0 || limit >= 0 || behind
	}
}

// owned reports whether a figure is the user's own, although the message seeks
// to be confirmed: 我花了150万，补50%对吧.
func (a *Assistant) owned(r *reading, m quantity.Mention, from int) bool {
	start := max(r.clauseOf(m.Start, m.End).start, from)
	front := r.runes[start:m.Start]
	if len(a.lexicon.find("ourselves", front)) > 0 {
		return true
	}
	_, only := a.lexicon.startsAt("only_then", r.runes, m.End)
	if _, threshold := a.lexicon.endsAt("part_threshold", r.runes, m.Start); threshold {
		if _, grant := a.lexicon.startsAt("part_grant", r.runes, m.End); grant {
			return false // 达到60万是给30万: told of the clause
		}
	}
	return !only && m.Kind != quantity.Rate && !r.has("target") && len(a.lexicon.find("before_input", front)) > 0
}

// judge begins an answer with what became of the figures that the message
// supposes, and reports whether it said so.
func (t *turn) judge(w *writer, rule calculators.Rule, r calculators.Result) bool {
	said := false
	var agreed []statedFigure
	for _, m := range t.reading.amounts {
		if m.role != roleClaim {
			continue
		}
		same, ok := t.judgeOne(w, rule, r, m)
		agreed = append(agreed, same...)
		said = said || ok
	}
	if said || !t.reading.confirms || len(agreed) == 0 {
		return said
	}
	if agreed[0].quote == "" {
		w.say(phrase{"是的。", "Yes."}) // it is what the calculation gives
		return true
	}
	w.say(phrase{"是的，条文写的是%s。", "Yes, the clause says %s."}, w.quoted(agreed))
	return true
}

// judgeWords is judge where no rule states figures: what is supposed is
// compared with those of a passage.
func (t *turn) judgeWords(w *writer, passage string) bool {
	var stated []quantity.Mention
	for _, x := range quantity.Find(passage, quantity.Options{}) {
		if x.Kind != quantity.Number {
			stated = append(stated, x)
		}
	}
	said, agrees := false, false
	for _, m := range t.reading.amounts {
		if m.role != roleClaim || m.Kind == quantity.Number {
			continue
		}
		if slices.ContainsFunc(stated, func(x quantity.Mention) bool { return t.lexicon.sameMeasure(x, m.Mention) && x.Value.Equal(m.Value) }) {
			agrees = true
			continue
		}
		said = true
		w.say(phrase{"不对，您说的%s与条文不符。", "No: the %s you mention is not in the clause."}, w.figure(m.Mention))
	}
	if !said && agrees && t.reading.confirms {
		w.say(phrase{"是的。", "Yes."})
		return true
	}
	return said
}

// judgeOne denies a figure that is not what the rule states or gives, or gives
// those of the rule's figures that agree with it.
func (t *turn) judgeOne(w *writer, rule calculators.Rule, r calculators.Result, m amount) (agreed []statedFigure, denied bool) {
	stated := t.stated(rule, m)
	same := equalTo(stated, m)
	if r.Amount != nil && m.Kind == quantity.Money && m.part != partThreshold && m.part != partStep {
		granted, err := decimal.NewFromString(r.Amount.Yuan)
		switch {
		case err != nil || m.Currency != "CNY":
			return nil, false
		case m.Value.Equal(granted):
			return []statedFigure{{Mention: m.Mention}}, false
		case m.part == partLimit && len(same) > 0:
			return same, false
		}
		w.say(phrase{"不对，您说的%s与测算不符。", "No: the %s you mention differs from this calculation."}, w.figure(m.Mention))
		return nil, true
	}
	if m.Kind == quantity.Number || !rule.GrantsMoney() && m.Kind == quantity.Money && len(stated) == 0 {
		return nil, false
	}
	if m.part == partGrant && len(same) == 0 && !beyondLimits(stated, m) {
		// What it comes to depends on what nobody has told.
		if !t.reading.confirms {
			return nil, false
		}
		w.say(phrase{"不一定，您说的%s不是条文写的固定数。", "Not necessarily: the %s you mention is no fixed sum of the clause."}, w.figure(m.Mention))
		w.stated(stated)
		return nil, true
	}
	switch {
	case len(same) > 0 && m.part == partGrant && !slices.ContainsFunc(same, func(x statedFigure) bool { return x.part != partLimit }):
		w.say(phrase{"您说的%s只是上限。", "The %s you mention is the ceiling only."}, w.figure(m.Mention))
		stated = same
	case len(same) > 0:
		return same, false
	default:
		w.say(phrase{"不对，您说的%s与条文不符。", "No: the %s you mention is not in the clause."}, w.figure(m.Mention))
	}
	if len(stated) > 0 {
		w.stated(stated)
		return nil, true
	}
	switch m.part {
	case partRate:
		w.say(phrase{"条文没有按比例补。", "The clause states no share."})
		w.stated(t.statedParts(rule, partGrant, partLimit))
	case partLimit:
		w.say(phrase{"条文没有单独写上限。", "The clause states no ceiling of its own."})
		w.stated(t.overCaps(rule))
	case partThreshold:
		w.say(phrase{"条文没有这样的门槛。", "The clause states no such threshold."})
	case partStep:
		w.say(phrase{"条文没有这样分档。", "The clause has no such steps."})
	}
	return nil, true
}

// stated says what the clause states instead, in its own words.
func (w *writer) stated(list []statedFigure) {
	if said := w.quoted(list); said != "" {
		w.say(phrase{"条文写的是%s。", "The clause says %s."}, said)
	}
}

// quoted are the words of a few figures, each once.
func (w *writer) quoted(list []statedFigure) verbatim {
	const most = 4
	var said []string
	for _, s := range list {
		if q := "“" + s.quote + "”"; len(said) < most && !slices.Contains(said, q) {
			said = append(said, q)
		}
	}
	return verbatim(strings.Join(said, w.in(phrase{"、", ", "})))
}

// statedFigure is a figure of a rule with the words that state it.
type statedFigure struct {
	quantity.Mention
	part  aspect
	quote string
}

// stated are the figures of a rule that are of the kind and in the part of one
// that was supposed.
func (t *turn) stated(rule calculators.Rule, m amount) []statedFigure {
	parts := []aspect{m.part}
	switch m.part {
	case partGrant:
		parts = []aspect{partGrant, partLimit}
	case partLimit:
		if rule.Outcome == calculators.UpTo {
			parts = []aspect{partGrant, partLimit} // what such a rule gives is all 最高
		}
	}
	list := t.statedParts(rule, parts...)
	if m.part == partLimit && len(list) == 0 {
		list = equalTo(t.overCaps(rule), m)
	}
	return slices.DeleteFunc(list, func(s statedFigure) bool { return !t.lexicon.sameMeasure(s.Mention, m.Mention) })
}

// overCaps are the figures of the caps over all clauses that bind a rule.
func (t *turn) overCaps(rule calculators.Rule) []statedFigure {
	var list []statedFigure
	for _, id := range rule.Caps {
		if c, ok := t.lib.Rules.Rule(id); ok {
			list = append(list, t.statedParts(c, partLimit)...)
		}
	}
	return list
}

// beyondLimits reports that a sum is above every ceiling of the clause.
func beyondLimits(stated []statedFigure, m amount) bool {
	limited := false
	for _, s := range stated {
		if s.part == partLimit && m.Value.LessThanOrEqual(s.Value) {
			return false
		}
		limited = limited || s.part == partLimit
	}
	return limited
}

func (t *turn) statedParts(rule calculators.Rule, parts ...aspect) []statedFigure {
	var list []statedFigure
	for _, p := range t.lib.Rules.Parameters(rule.ID) {
		is := partOfParameter(p.Name)
		if !slices.Contains(parts, is) {
			continue
		}
		for _, x := range quantity.Find(p.Quote, quantity.Options{}) {
			if x.Kind != quantity.Number {
				list = append(list, statedFigure{x, is, strings.Trim(p.Quote, "的")})
			}
		}
	}
	return list
}

// partOfParameter tells the part of a rule's figure by its name in the rule.
func partOfParameter(name string) aspect {
	last := name[strings.LastIndex(name, ".")+1:]
	switch {
	case strings.HasPrefix(name, "requires."), last == "over", last == "at_least", last == "span":
		return partThreshold
	case last == "max":
		return partLimit
	case last == "rate":
		return partRate
	case last == "every":
		return partStep
	}
	return partGrant
}

// sameMeasure reports whether two figures measure the same.
func (l lexicon) sameMeasure(a, b quantity.Mention) bool {
	return a.Kind == b.Kind && a.Currency == b.Currency && (a.Unit == b.Unit || a.Kind != quantity.Duration && (l.alike(a.Unit, b.Unit) || loose(b.Unit)))
}

func equalTo(stated []statedFigure, m amount) []statedFigure {
	var same []statedFigure
	for _, s := range stated {
		if s.Value.Equal(m.Value) {
			same = append(same, s)
		}
	}
	return same
}

// figure is a quantity as the user may read it back: money in our own
// spelling, anything else in the user's.
func (w *writer) figure(m quantity.Mention) string {
	switch m.Kind {
	case quantity.Money:
		return w.money(m.Value)
	case quantity.Rate:
		return m.Value.String() + "%"
	}
	return m.Text
}
