package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
)

// calculation writes the answer of a worked-out rule: the conclusion, the
// clause, the arithmetic, what else must be known, what comes next.
func (t *turn) calculation(r calculators.Result) Answer {
	a := Answer{Kind: t.kindOf(r)}
	addResult(&a, r)
	head := a.Results[0]
	rule, _ := t.lib.Rules.Rule(head.Rule)
	w := t.writer()
	judged := t.judge(w, rule, head)
	t.conclude(w, rule, head, a, judged)
	t.writeWorkings(w, &a)
	if len(a.Results) == 1 {
		t.unused(w, head)
	}
	t.writeQuotes(w, mainQuotes(a))
	t.writeSteps(w, a.Results)
	t.writeReadings(w, head)
	t.writeNotices(w, &a)
	t.writeDepartments(w, a)
	t.writeNext(w, rule, head)
	t.carry(&a)
	t.carriedFigures(&a)
	if len(a.Carried) > 0 {
		w.line()
		w.say(phrase{"沿用前面所说 %s。", "Carried over: %s."}, strings.Join(a.Carried, w.in(phrase{"；", "; "})))
	}
	w.finish(&a)
	a.Questions = t.questions(rule, head)
	for _, q := range a.Questions {
		t.next.Pending = append(t.next.Pending, q.Input)
	}
	a.Suggestions = t.suggestions(rule, head, len(a.Carried) > 0)
	return a
}

// writeDepartments says who is in charge of the clause of a single result.
func (t *turn) writeDepartments(w *writer, a Answer) {
	if d := t.departments(a); len(d) > 0 && len(a.Results) == 1 {
		w.line()
		w.say(phrase{"责任部门 %s。", "In charge: %s."}, w.offices(d))
	}
}

// conclude says in a sentence what a result comes to. judged says that the
// figures of the message have been judged already.
func (t *turn) conclude(w *writer, rule calculators.Rule, head calculators.Result, a Answer, judged bool) {
	switch head.Outcome {
	case calculators.Amount, calculators.UpTo:
		t.concludeAmount(w, rule, head, a)
	case calculators.NotEligible:
		t.concludeRefused(w, rule, head)
	case calculators.Eligible:
		t.concludeEligible(w, rule, head)
	case calculators.NeedsInput:
		if !judged || len(head.Inputs) > 0 {
			t.concludeMissing(w, rule, head, a) // else nothing was to be worked out
		}
	case calculators.InvalidInput:
		w.say(phrase{"给出的数不能用来测算：", "The figures given cannot be used:"})
		w.problems(head.Problems)
	case calculators.DateOutcome:
		w.say(phrase{"%s：%s。", "%s: %s."}, head.Title, w.date(head.Date))
	case calculators.ValueOutcome:
		w.say(phrase{"%s：%s。", "%s: %s."}, head.Title, w.value(head.Value))
	case calculators.NoAmount:
		w.say(phrase{"%s没有写金额，算不出数来。", "%s states no amount, so none can be worked out."}, w.documentShort(t.document(rule.Document)))
	}
}

func (t *turn) kindOf(r calculators.Result) Kind {
	rule, _ := t.lib.Rules.Rule(r.Rule)
	switch {
	case r.Outcome == calculators.NeedsInput, r.Outcome == calculators.InvalidInput:
		return Clarification
	case r.Outcome == calculators.DateOutcome:
		return Deadline
	case rule.GrantsMoney():
		return Calculation
	case r.Outcome == calculators.NoAmount:
		return Lookup
	}
	return Eligibility
}

func (t *turn) writer() *writer { return &writer{language: t.reading.language} }

// mainQuotes are the quotes a reader of the text needs: of each result the
// clause it rests on. Definitions and the cap stand beside the text, as cards.
func mainQuotes(a Answer) []calculators.Quote {
	if len(a.Quotes) < 2 {
		return a.Quotes
	}
	var list []calculators.Quote
	for _, r := range a.Results {
		ids := []string{}
		for _, s := range r.Steps {
			ids = append(ids, s.Quote)
		}
		for _, c := range r.Conditions {
			ids = append(ids, c.Quote)
		}
		if i := slices.IndexFunc(a.Quotes, func(q calculators.Quote) bool { return slices.Contains(ids, q.ID) }); i >= 0 && len(a.Results) > 1 {
			list = append(list, a.Quotes[i])
		}
	}
	if len(list) == 0 {
		list = a.Quotes[:1]
	}
	return list
}

// writeQuotes cites each clause once, with its words. The document is named
// where the quotes are from more than one.
func (t *turn) writeQuotes(w *writer, quotes []calculators.Quote) {
	for i, q := range quotes {
		if slices.ContainsFunc(quotes[:i], func(p calculators.Quote) bool {
			return p.Document == q.Document && p.Start <= q.Start && q.End <= p.End
		}) {
			continue
		}
		if w.hasQuoted(q) {
			w.detail()
			continue
		}
		from := ""
		if q.Document != quotes[0].Document || i == 0 && slices.ContainsFunc(quotes, func(p calculators.Quote) bool { return p.Document != q.Document }) {
			from = w.documentShort(t.document(q.Document))
		}
		w.quote(from, q)
	}
}

// writeNext tells how far the next larger amount is, a fact and no advice.
func (t *turn) writeNext(w *writer, rule calculators.Rule, r calculators.Result) {
	in, ok := calculators.Input{}, false
	if r.Next != nil {
		in, ok = rule.Input(r.Next.Input)
	}
	if !ok || in.Type != calculators.MoneyInput || r.CapBound {
		return
	}
	w.line()
	w.say(phrase{"%s再多%s，到%s时为%s。", "%s: %s more reaches %s, which gives %s."},
		in.Label.In(w.language), w.money(r.Next.More), w.money(r.Next.At), w.yuan(&r.Next.Amount))
}
