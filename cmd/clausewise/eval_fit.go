package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/assistant/fit"
)

// labelled is a question with what is known of its rule.
type labelled struct {
	questionCase
	Calc *struct {
		Rule string `json:"rule"`
	} `json:"calc"`
	Clauses []struct {
		Rule string `json:"rule"`
	} `json:"expected_clause"`
}

// rules are those the question is known to be about.
func (l labelled) rules() []string {
	var ids []string
	if l.Calc != nil {
		ids = append(ids, l.Calc.Rule)
	}
	for _, c := range l.Clauses {
		if c.Rule != "" {
			ids = append(ids, c.Rule)
		}
	}
	return ids
}

// forced is what a question is made to be answered by: an act, a matching of
// its quantities, or, where both are zero, what weighs most.
type forced struct {
	act      string
	matching assistant.Matching
}

// asker answers a question.
type asker func(q questionCase, by forced) (assistant.Answer, assistant.Explanation, error)

// examples are the choices that questions with known answers teach: acts,
// rules, matchings.
type examples struct{ acts, rules, matchings []fit.Example }

// add asks each question of a file as each of the acts, and by each of its
// matchings. An act or a matching is right where its answer passes; a rule
// where the file names it.
func (x *examples) add(name string, data []byte, known assistant.Weights, ask asker) error {
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var q labelled
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil || q.Question == "" {
			return fmt.Errorf("%s：学习权重要用问答题", name)
		}
		group := strings.TrimRight(q.ID, "abcdefghijklmnopqrstuvwxyz")
		_, why, err := ask(q.questionCase, forced{})
		if err != nil {
			return err
		}
		if why.Features == nil {
			continue // refused or outside: nothing was weighed
		}
		passes := func(by forced) bool {
			answer, _, err := ask(q.questionCase, by)
			return err == nil && len(q.misses(answer)) == 0
		}
		e := fit.Example{Group: group}
		for _, act := range assistant.Acts() {
			e.Options = append(e.Options, fit.Option{Features: prefixed(act, why.Features, known), Right: passes(forced{act: act})})
		}
		x.acts = append(x.acts, e)
		r := fit.Example{Group: group}
		for _, candidate := range why.Rules {
			r.Options = append(r.Options, fit.Option{
				Features: prefixed("rule", candidate.Features, known), Right: slices.Contains(q.rules(), candidate.Rule),
			})
		}
		if len(r.Options) > 0 {
			x.rules = append(x.rules, r)
		}
		byRule := make(map[string]*fit.Example)
		for _, m := range why.Matchings {
			if byRule[m.Rule] == nil {
				byRule[m.Rule] = &fit.Example{Group: group}
			}
			byRule[m.Rule].Options = append(byRule[m.Rule].Options, fit.Option{
				Features: prefixed("match", m.Features, known), Right: passes(forced{matching: m.Matching}),
			})
		}
		for _, rule := range slices.Sorted(maps.Keys(byRule)) {
			x.matchings = append(x.matchings, *byRule[rule])
		}
	}
	return lines.Err()
}

// prefixed are the features of a choice that the table of weights knows.
func prefixed(choice string, features map[string]float64, known assistant.Weights) map[string]float64 {
	out := make(map[string]float64, len(features))
	for _, x := range known[choice] {
		if v := features[x.Feature]; v != 0 {
			out[choice+" "+x.Feature] = v
		}
	}
	return out
}

// strength holds weights to what they were, and folds is how often the
// examples are split to see how they do on questions they have not seen.
const (
	strength = 3.0
	folds    = 10
)

// learn fits the weights to the questions of the files and prints how they do
// before, and on unseen questions after.
func learn(w io.Writer, files []string, ask asker, out string) error {
	before, err := assistant.DefaultWeights()
	if err != nil {
		return err
	}
	var x examples
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("题目文件 %s 读不出来，请检查路径和权限：%w", name, err)
		}
		if err := x.add(name, data, before, ask); err != nil {
			return err
		}
	}
	prior := make(map[string]float64)
	for choice, list := range before {
		for _, x := range list {
			prior[choice+" "+x.Feature] = x.Value
		}
	}
	t := table{{"选择", "题数", "原权重", "新权重", "交叉验证", "从零学起，交叉验证"}}
	fitted := make(map[string]float64)
	for _, c := range []struct {
		name     string
		examples []fit.Example
		owns     func(choice string) bool
	}{
		{"意图", x.acts, func(choice string) bool { return slices.Contains(assistant.Acts(), choice) }},
		{"规则", x.rules, func(choice string) bool { return choice == "rule" }},
		{"取数", x.matchings, func(choice string) bool { return choice == "match" }},
	} {
		weights := fit.Weights(c.examples, prior, strength)
		was, of := fit.Right(c.examples, prior)
		is, _ := fit.Right(c.examples, weights)
		unseen, _ := fit.CrossValidate(c.examples, prior, strength, folds)
		scratch, _ := fit.CrossValidate(c.examples, map[string]float64{}, strength/10, folds)
		t = append(t, []string{c.name, fmt.Sprint(of), fmt.Sprint(was), fmt.Sprint(is), fmt.Sprint(unseen), fmt.Sprint(scratch)})
		if is <= was {
			weights = prior // no better: what the table says stands
		}
		for f, v := range weights {
			if choice, _, _ := strings.Cut(f, " "); c.owns(choice) {
				fitted[f] = v
			}
		}
	}
	if err := t.write(w); err != nil || out == "" {
		return err
	}
	after := make(assistant.Weights)
	for f, v := range fitted {
		choice, feature, _ := strings.Cut(f, " ")
		if v > -0.005 && v < 0.005 {
			continue
		}
		after[choice] = append(after[choice], assistant.Weight{Feature: feature, Value: v})
	}
	for _, list := range after {
		slices.SortFunc(list, func(a, b assistant.Weight) int { return strings.Compare(a.Feature, b.Feature) })
	}
	return os.WriteFile(out, []byte(weightsHead+after.String()), 0o644)
}

const weightsHead = `# How much each feature speaks for each act, for each rule, and for each way to
# give quantities to inputs: a choice, a feature, a weight. Features are
# described where they are made: those of acts in plan.go, those of rules in
# topic.go, those of matchings in match.go. Fitted by "clausewise eval --fit".
`
