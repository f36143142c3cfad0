package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

func (t *turn) concludeAmount(w *writer, rule calculators.Rule, r calculators.Result, a Answer) {
	document := w.documentShort(t.document(rule.Document))
	amount := w.yuan(r.Amount)
	if open := unconfirmed(rule, r); len(open) > 0 {
		amount += w.in(phrase{"，前提是：%s", ", provided that: %s"}, strings.Join(open, w.in(phrase{"；", "; "})))
	}
	verb := t.grantVerb(a)
	switch {
	case len(a.Results) > 1 && r.Outcome == calculators.UpTo:
		w.say(phrase{"按%s测算，合计最高可%s%s。具体由主管部门评定。", "Under %s the parts add up to at most %[3]s."}, document, verb, amount)
	case len(a.Results) > 1:
		w.say(phrase{"按%s测算，合计可%s%s。", "Under %s the parts add up to %[3]s."}, document, verb, amount)
	case r.Outcome == calculators.UpTo:
		w.say(phrase{"按%s，最高可%s%s。具体数额由主管部门评定。", "Under %s the support is at most %[3]s. The office decides the figure."}, document, verb, amount)
	default:
		w.say(phrase{"按%s测算，可%s%s。", "Under %s the grant comes to %[3]s."}, document, verb, amount)
	}
	if r.CapBound {
		w.say(phrase{"已按封顶数计。", "The cap applies."})
	}
	var parts []string
	for i, p := range a.Results[1:] {
		title := p.Title
		if i < len(t.sorts) {
			title += w.in(phrase{"（%s）", " (%s)"}, t.sorts[i].label)
			if n := t.sorts[i].count; n > 1 {
				title += w.in(phrase{"%d × ", "%d × "}, n)
			}
		}
		if p.Amount != nil {
			parts = append(parts, title+w.in(phrase{"", ": "})+w.yuan(p.Amount))
		}
	}
	if len(parts) > 0 {
		w.say(phrase{"其中%s。", "Of this, %s."}, strings.Join(parts, w.in(phrase{"，", "; "})))
	}
}

// unused says which of the user's sums the calculation has no place for: a
// figure that is passed over in silence looks as if it had counted.
func (t *turn) unused(w *writer, r calculators.Result) {
	granted := decimal.New(-1, 0)
	if r.Amount != nil {
		granted, _ = decimal.NewFromString(r.Amount.Yuan)
	}
	for _, m := range t.reading.amounts {
		if m.working != nil || m.Value.Equal(granted) {
			continue // the user supposed right
		}
		if m.role != roleInput || m.Kind != quantity.Money || m.used || m.Currency != "CNY" {
			continue
		}
		if r.Amount != nil && t.partOf(m.Mention) {
			w.say(phrase{"其中的%s属于条文所列的费用吗？不属于的要扣除后再算。", "Is the %s of it among the costs that the clause lists? What is not must be taken off first."}, w.money(m.Value))
			continue
		}
		if !t.within(m.Mention) {
			w.say(phrase{"您提到的%s没有计入。", "The %s you mention is not counted."}, w.money(m.Value))
		}
	}
}

// partOf reports that a sum is told as a part of another: 85万里有10万是商标费.
func (t *turn) partOf(m quantity.Mention) bool {
	const near = 8 // letters that may say what it was spent on
	from := max(0, m.Start-near)
	return len(t.lexicon.find("part_of", t.reading.runes[from:m.Start])) > 0
}

// grantVerb is the clause's own word for what is given.
func (t *turn) grantVerb(a Answer) string {
	if len(a.Results) > 1 || len(a.Quotes) == 0 {
		return "获"
	}
	best, at := "获", -1
	for _, verb := range t.lexicon.phrases("clause_grants") {
		if i := strings.LastIndex(a.Quotes[0].Text, verb); i > at {
			best, at = verb, i
		}
	}
	return best
}

func (t *turn) concludeRefused(w *writer, rule calculators.Rule, r calculators.Result) {
	document := w.documentShort(t.document(rule.Document))
	if rule.GrantsMoney() {
		w.say(phrase{"按%s，不能享受，补助为0元。", "Under %s there is no entitlement; the grant is RMB 0."}, document)
	} else {
		w.say(phrase{"按%s，不符合。", "Under %s the requirement is not met."}, document)
	}
	for _, c := range r.Conditions {
		if c.State != calculators.Failed {
			continue
		}
		if c.Why != "" {
			w.say(phrase{"不满足：%s（%s）。", "Condition not met: %s (%s)."}, c.Label, paper(c.Why, w.language))
		} else {
			w.say(phrase{"不满足：%s。", "Condition not met: %s."}, c.Label)
		}
	}
	for _, s := range t.short {
		in, _ := rule.Input(s.Input)
		x := start(measureOf(in))
		x.Terms[0].Value = s.Threshold
		x.Value = s.Threshold
		x.then(Term{Op: OpMinus, Value: s.Have})
		if s.Over {
			w.say(phrase{"%s还差：%s，条文写的是“超过”，要多于这个数。", "Still missing of the %s: %s, and more than that, as the clause says “over”."}, in.Label.In(w.language), w.working(x))
			continue
		}
		w.say(phrase{"%s还差：%s。", "Still missing of the %s: %s."}, in.Label.In(w.language), w.working(x))
	}
	for _, id := range t.instead {
		in, _ := rule.Input(id)
		if in.Type == calculators.BoolInput {
			w.say(phrase{"如果“%s”，仍可能符合。", "It may still qualify if this holds: %s."}, in.Label.In(w.language))
			continue
		}
		w.say(phrase{"已说明的不够；若%s达到要求，仍可能符合。", "What you told is not enough; if the %s meets the requirement, the firm may still qualify."}, in.Label.In(w.language))
	}
	w.problems(r.Problems)
}

func (t *turn) concludeEligible(w *writer, rule calculators.Rule, r calculators.Result) {
	document := w.documentShort(t.document(rule.Document))
	open := unconfirmed(rule, r)
	if len(open) == 0 {
		w.say(phrase{"按%s，符合“%s”的要求。", "Under %s the requirements of “%s” are met."}, document, r.Title)
		return
	}
	w.say(phrase{"按%s，已说明的条件都符合“%s”，还要确认：%s。", "Under %s what you told meets “%s”; still to be confirmed: %s."},
		document, r.Title, strings.Join(open, w.in(phrase{"；", "; "})))
}

func (t *turn) concludeMissing(w *writer, rule calculators.Rule, r calculators.Result, a Answer) {
	labels := t.labels(rule, r.Needs)
	if len(r.Problems) > 0 {
		w.problems(r.Problems)
	} else if rule.GrantsMoney() && t.reading.has("terms") && len(labels) > 0 && t.sayTerms(w, rule, a) {
		w.say(phrase{"要算出金额，还需要知道：%s。", "To work out the amount I still need: %s."}, strings.Join(labels, w.in(phrase{"、", ", "})))
		return
	} else if t.asksWhether(rule, r) && len(labels) > 0 && len(a.Quotes) > 0 {
		w.say(phrase{"%s有这项规定：“%s”。要算出金额，还需要知道：%s。", "%s has one: “%s”. To work out the amount I still need: %s."},
			w.cite(w.documentShort(t.document(rule.Document)), a.Quotes[0]), r.Title, strings.Join(labels, w.in(phrase{"、", ", "})))
		return
	}
	if len(labels) > 0 && t.sayConditions(w, rule, r, a) {
		w.say(phrase{"要算出金额，还需要知道：%s。", "To work out the amount I still need: %s."}, strings.Join(labels, w.in(phrase{"、", ", "})))
		return
	}
	if len(labels) > 0 {
		w.say(phrase{"按%s，要测算“%s”还需要知道：%s。", "Under %s, to work out “%s” I still need: %s."},
			w.documentShort(t.document(rule.Document)), r.Title, strings.Join(labels, w.in(phrase{"、", ", "})))
	}
}

// sayConditions says of the conditions that a message asks about whether the
// clause wants them, and that they are met where it tells so (没有订单只有询盘行吗).
// It reports whether there are any.
func (t *turn) sayConditions(w *writer, rule calculators.Rule, r calculators.Result, a Answer) bool {
	if !rule.GrantsMoney() || !t.reading.has("yesno") || t.reading.has("howmuch") || len(a.Quotes) == 0 || len(r.Inputs) > 0 {
		return false
	}
	said := false
	for _, state := range r.Conditions {
		c, ok := rule.Condition(state.ID)
		if !ok || !slices.ContainsFunc(c.Words, t.says) {
			continue
		}
		clause := w.cite(w.documentShort(t.document(rule.Document)), a.Quotes[0])
		switch state.State {
		case calculators.Met:
			w.say(phrase{"%s要求的“%s”已满足。", "%s asks for “%s”, and that is met."}, clause, state.Label)
		case calculators.Unconfirmed:
			w.say(phrase{"%s要求：%s。", "%s asks for this: %s."}, clause, state.Label)
		default:
			continue
		}
		said = true
	}
	return said
}

// asksWhether reports that a message asks no more than whether there is
// anything: 有补贴吗. Where something is told of the case, the answer is about that
// case.
func (t *turn) asksWhether(rule calculators.Rule, r calculators.Result) bool {
	return rule.GrantsMoney() && t.reading.has("there_is") && t.reading.has("yesno") && len(r.Inputs) == 0 && len(t.leftover()) == 0 &&
		!slices.ContainsFunc(r.Conditions, func(c calculators.ConditionState) bool { return c.State != calculators.Unconfirmed })
}

// labels are what the inputs and conditions of a rule are called.
func (t *turn) labels(rule calculators.Rule, ids []string) []string {
	var labels []string
	for _, id := range ids {
		if in, ok := rule.Input(id); ok {
			labels = append(labels, in.Label.In(t.reading.language))
		} else if c, ok := rule.Condition(id); ok {
			labels = append(labels, c.Label.In(t.reading.language))
		}
	}
	return labels
}

// sayTerms gives the figures of a rule in the clause's own words, where its
// rate, threshold or formula was asked for rather than what it comes to. It
// reports whether there are any.
func (t *turn) sayTerms(w *writer, rule calculators.Rule, a Answer) bool {
	i := slices.IndexFunc(a.Quotes, func(q calculators.Quote) bool { return q.Text == rule.Quote })
	if i < 0 {
		return false
	}
	q := a.Quotes[i]
	runes := []rune(q.Text)
	var terms hit
	for _, p := range partsOf(q.Text) {
		if hasFigure(string(runes[p.start:p.end])) {
			if terms.end == 0 {
				terms.start = p.start
			}
			terms.end = p.end
		}
	}
	words := strings.Trim(string(runes[terms.start:terms.end]), "，,；;。")
	if words == "" || 5*terms.len() > 4*len(runes) {
		return false // the quote itself, which follows, says no more
	}
	w.say(phrase{"%s写的是：“%s”。", "%s says: “%s”."}, w.cite(w.documentShort(t.document(rule.Document)), q), verbatim(words))
	return true
}

func (w *writer) problems(list []calculators.Problem) {
	for _, p := range list {
		text := strings.TrimRight(p.Text, "。.")
		w.raw(text)
		w.b.WriteString(w.in(phrase{"。", "."}))
	}
}

// unconfirmed are the labels of what nobody has confirmed.
func unconfirmed(rule calculators.Rule, r calculators.Result) []string {
	var labels []string
	for _, c := range r.Conditions {
		if c.State == calculators.Unconfirmed {
			labels = append(labels, c.Label)
		}
	}
	return labels
}
