package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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

// asker answers a question as the given act, "" for the act that weighs most.
type asker func(q questionCase, act string) (assistant.Answer, assistant.Explanation, error)

// examples asks each question of a file as each of the acts. An act is right
// where its answer passes; a rule where the file names it.
func examples(name string, data []byte, known assistant.Weights, ask asker) (acts, rules []fit.Example, err error) {
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var q labelled
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil || q.Question == "" {
			return nil, nil, fmt.Errorf("%s：学习权重要用问答题", name)
		}
		group := strings.TrimRight(q.ID, "abcdefghijklmnopqrstuvwxyz")
		_, why, err := ask(q.questionCase, "")
		if err != nil {
			return nil, nil, err
		}
		if why.Features == nil {
			continue // refused or outside: nothing was weighed
		}
		e := fit.Example{Group: group}
		for _, act := range assistant.Acts() {
			answer, _, err := ask(q.questionCase, act)
			o := fit.Option{Features: prefixed(act, why.Features, known), Right: err == nil && len(q.misses(answer)) == 0}
			e.Options = append(e.Options, o)
		}
		acts = append(acts, e)
		r := fit.Example{Group: group}
		for _, candidate := range why.Rules {
			r.Options = append(r.Options, fit.Option{
				Features: prefixed("rule", candidate.Features, known), Right: slices.Contains(q.rules(), candidate.Rule),
			})
		}
		if len(r.Options) > 0 {
			rules = append(rules, r)
		}
	}
	return acts, rules, lines.Err()
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
	var acts, rules []fit.Example
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("题目文件 %s 读不出来，请检查路径和权限：%w", name, err)
		}
		a, r, err := examples(name, data, before, ask)
		if err != nil {
			return err
		}
		acts, rules = append(acts, a...), append(rules, r...)
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
	}{{"意图", acts}, {"规则", rules}} {
		weights := fit.Weights(c.examples, prior, strength)
		was, of := fit.Right(c.examples, prior)
		is, _ := fit.Right(c.examples, weights)
		unseen, _ := fit.CrossValidate(c.examples, prior, strength, folds)
		scratch, _ := fit.CrossValidate(c.examples, map[string]float64{}, strength/10, folds)
		t = append(t, []string{c.name, fmt.Sprint(of), fmt.Sprint(was), fmt.Sprint(is), fmt.Sprint(unseen), fmt.Sprint(scratch)})
		for f, v := range weights {
			if strings.HasPrefix(f, "rule ") == (c.name == "规则") {
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

const weightsHead = `# How much each feature speaks for each act, and for each rule: a choice, a
# feature, a weight. Features are described where they are made: those of acts
# in plan.go, those of rules in topic.go. Fitted by "clausewise eval --fit".
`
