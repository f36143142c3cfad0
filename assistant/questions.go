package assistant

import (
	"slices"
	"strings"

	"clausewise/calculators"
)

// questions asks for what is missing by name, one thing at a time: what comes
// first in the rule. The text names the others.
func (t *turn) questions(rule calculators.Rule, r calculators.Result) []Question {
	if r.Outcome == calculators.NotEligible && len(t.instead) > 0 {
		in, _ := rule.Input(t.instead[0])
		return []Question{t.question(in)}
	}
	if r.Outcome == calculators.NotEligible || r.Outcome == calculators.InvalidInput {
		return nil
	}
	var list []Question
	w := t.writer()
	for _, id := range r.Needs {
		q := Question{Input: id}
		rule := rule
		if part, own, of := strings.Cut(id, "."); of { // of one of the claims that a cap adds up
			rule, _ = t.lib.Rules.Rule(part)
			id = own
		}
		if c, ok := rule.Condition(id); ok {
			if c.Ask.IsZero() {
				continue
			}
			q.Text, q.Choices = c.Ask.In(w.language), w.yesNo(c.Ask.Zh)
		} else if in, ok := rule.Input(id); ok {
			full := q.Input
			q = t.question(in)
			q.Input = full
		}
		if q.Text != "" && len(list) == 0 {
			list = append(list, q)
		}
	}
	for _, x := range r.Assumed {
		// 50多万 comes to the same throughout; the exact figure is still better.
		in, ok := rule.Input(x.Input)
		if ok && len(list) == 0 && in.Default == nil && in.Type == calculators.MoneyInput {
			list = append(list, Question{Input: in.ID, Text: w.in(phrase{"%s准确是多少？", "What is the exact %s?"}, in.Label.In(w.language))})
		}
	}
	return list
}

// question asks for one input, with what can be chosen.
func (t *turn) question(in calculators.Input) Question {
	w := t.writer()
	q := Question{Input: in.ID, Text: in.Ask.In(w.language)}
	if in.Type == calculators.BoolInput {
		q.Choices = w.yesNo(in.Ask.Zh)
	}
	for _, o := range in.Options {
		q.Choices = append(q.Choices, optionName(o, w.language))
	}
	return q
}

// yesNo are the two answers to a question as people would give them: 有吗 is
// answered with 有, 是否 with 是.
func (w *writer) yesNo(ask string) []string {
	if strings.Contains(ask, "有") && !strings.Contains(ask, "是否") && !strings.Contains(ask, "是不是") {
		return []string{w.in(phrase{"有", "Yes"}), w.in(phrase{"没有", "No"})}
	}
	return []string{w.in(phrase{"是", "Yes"}), w.in(phrase{"不是", "No"})}
}

// suggestions are sensible next questions: each can be asked as it stands.
func (t *turn) suggestions(rule calculators.Rule, r calculators.Result, carried bool) []string {
	const most = 4
	w := t.writer()
	var list []string
	if carried {
		list = append(list, w.in(phrase{"不沿用前面的条件，只算这一句", "Without the earlier conditions"}))
	}
	if in, ok := nextInput(rule, r); ok && in.Type == calculators.MoneyInput {
		list = append(list, w.in(phrase{"那到%s呢？", "What about %s?"}, w.money(r.Next.At)))
	}
	for _, place := range t.elsewhereToo(rule) {
		list = append(list, w.in(phrase{"换成%s呢？", "What about %s?"}, w.placeOf(place)))
	}
	list = append(list,
		w.in(phrase{"怎么申报，要交什么材料？", "How do I apply, and which documents are needed?"}),
		w.in(phrase{"原文给我看一下", "Show me the original text"}))
	return list[:min(most, len(list))]
}

func nextInput(rule calculators.Rule, r calculators.Result) (calculators.Input, bool) {
	if r.Next == nil || r.CapBound {
		return calculators.Input{}, false
	}
	return rule.Input(r.Next.Input)
}

// elsewhereToo are other places whose rules support the same subject, two at
// most.
func (t *turn) elsewhereToo(rule calculators.Rule) []string {
	own := t.document(rule.Document).Jurisdiction
	var list []string
	for _, other := range t.lib.Rules.Rules() {
		j := t.document(other.Document).Jurisdiction
		if j == "" || j == own || j == nationwide || len(list) == 2 || slices.Contains(list, j) || !other.GrantsMoney() {
			continue
		}
		if slices.ContainsFunc(rule.Subjects, func(s string) bool { return slices.Contains(other.Subjects, s) }) {
			list = append(list, j)
		}
	}
	return list
}

func optionName(o calculators.Option, language string) string {
	if name := o.Label.In(language); name != "" {
		return name
	}
	return o.Value
}
