package assistant

import (
	"strings"

	"clausewise/calculators"
)

// questions asks for what is missing by name, one thing first.
func (t *turn) questions(rule calculators.Rule, r calculators.Result) []Question {
	if r.Outcome == calculators.NotEligible || r.Outcome == calculators.InvalidInput {
		return nil
	}
	var list []Question
	w := t.writer()
	for _, id := range r.Needs {
		q := Question{Input: id}
		if c, ok := rule.Condition(id); ok {
			if c.Ask.IsZero() {
				continue
			}
			q.Text, q.Choices = c.Ask.In(w.language), w.yesNo(c.Ask.Zh)
		} else if in, ok := rule.Input(id); ok {
			q = t.question(in)
		}
		if q.Text != "" {
			list = append(list, q)
		}
	}
	for _, x := range r.Assumed {
		// 50多万 comes to the same throughout; the exact figure is still better.
		in, ok := rule.Input(x.Input)
		if ok && in.Default == nil && in.Type == calculators.MoneyInput {
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

// suggestions are sensible next questions.
func (t *turn) suggestions(rule calculators.Rule) []string {
	w := t.writer()
	list := []string{w.in(phrase{"原文给我看一下", "Show me the original text"}), w.in(phrase{"由哪个部门负责？", "Which department is in charge?"})}
	if d := t.document(rule.Document); !d.Expires.IsZero() {
		list = append(list, w.in(phrase{"这个文件的有效期到哪天？", "Until when is this document valid?"}))
	}
	return list
}

func optionName(o calculators.Option, language string) string {
	if name := o.Label.In(language); name != "" {
		return name
	}
	return o.Value
}
