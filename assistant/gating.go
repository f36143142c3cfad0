package assistant

import (
	"slices"
	"strings"

	"clausewise/assistant/gate"
)

// judged is what the gate looks at of an answer.
func judged(a Answer) gate.Answer {
	g := gate.Answer{
		Question: a.Question, Grounded: a.Kind != Chat && a.Kind != Refusal && a.Kind != NoAnswer,
		Text: a.Text, Short: a.Short, Quotes: a.Quotes, Results: a.Results, Suggestions: a.Suggestions, Carried: a.Carried,
	}
	for _, n := range a.Notices {
		g.Notices = append(g.Notices, n.Text)
	}
	for _, q := range a.Questions {
		g.Questions = append(g.Questions, strings.Join(append([]string{q.Text}, q.Choices...), "；"))
	}
	for _, w := range a.Worked {
		sum := gate.Sum{Value: w.Value}
		for _, x := range w.Terms {
			sum.Steps = append(sum.Steps, gate.Step{Op: string(x.Op), Value: x.Value})
		}
		g.Sums = append(g.Sums, sum)
	}
	return g
}

// enforce returns an answer as the gate lets it pass. Where a sentence of its
// text or a quote cannot be traced, nothing that was written is trusted: the
// answer falls back to its true quotes alone. A notice, a question or a
// suggestion that cannot be traced is left out.
func enforce(g gate.Gate, a Answer) (Answer, []gate.Breach) {
	v := g.Check(judged(a))
	a.Quotes, a.Notices = without(a.Quotes, v.Quotes), without(a.Notices, v.Notices)
	a.Questions, a.Suggestions = without(a.Questions, v.Questions), without(a.Suggestions, v.Suggestions)
	if v.Untrue || strings.TrimSpace(a.Text) == "" {
		return quotesAlone(g, a), v.Breaches
	}
	return a, v.Breaches
}

// without is a list without what stands at some places of it.
func without[T any](list []T, places []int) []T {
	if len(places) == 0 {
		return list
	}
	kept := make([]T, 0, len(list))
	for i, x := range list {
		if !slices.Contains(places, i) {
			kept = append(kept, x)
		}
	}
	return kept
}

// quotesAlone is what remains when the text cannot be trusted.
func quotesAlone(g gate.Gate, a Answer) Answer {
	w := &writer{language: a.Language}
	if len(a.Quotes) == 0 {
		w.say(phrase{"这个问题现在答不了，请换个问法，或向主管部门咨询。", "This cannot be answered now. Please put it another way, or ask the office in charge."})
		a.Kind = NoAnswer
		a.Results, a.Notices, a.Questions, a.Suggestions = nil, nil, nil, nil
	} else {
		a.Results, a.Questions, a.Suggestions, a.Carried = nil, nil, nil, nil
		w.announce(phrase{"相关条款原文如下，请以原文为准。", "The clause reads as follows; the original text decides."})
		for _, q := range a.Quotes {
			w.quote("", q)
		}
		a.Kind = Lookup
		var notes []string
		for _, q := range a.Quotes {
			if d, ok := g.Index.Document(q.Document); ok {
				for _, n := range statusNotices(w, d, w.documentName(d), g.AsOf) {
					notes = append(notes, n.Text)
					addNotice(&a, n)
				}
			}
		}
		w.note(notes)
	}
	w.finish(&a)
	a.Departments = nil
	a.Contacts = contactsOf(g.Index, a.Quotes)
	return a
}
