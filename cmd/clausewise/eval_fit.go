package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"clausewise/assistant"
	"clausewise/assistant/fit"
	"clausewise/calculators/quantity"
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

// asker makes a question ready to be asked: what comes before it in the
// conversation is gone through once, however often it is asked then.
type asker func(q questionCase) (func(by forced) (assistant.Answer, assistant.Explanation, error), error)

// asking answers as of a day.
func asking(ctx context.Context, service *assistant.Service, day quantity.Date) asker {
	return func(q questionCase) (func(forced) (assistant.Answer, assistant.Explanation, error), error) {
		r := assistant.Request{Text: q.Question, History: q.History, AsOf: day}
		before, err := service.Replay(ctx, r, day)
		if err != nil {
			return nil, err
		}
		r.Before = &before
		return func(by forced) (assistant.Answer, assistant.Explanation, error) {
			var why assistant.Explanation
			r := r
			r.Act, r.Matching = by.act, by.matching
			if by == (forced{}) {
				r.Explain = &why
			}
			answer, _, err := service.Ask(ctx, r)
			return answer, why, err
		}, nil
	}
}

// examples are the choices that questions with known answers teach: acts,
// rules, matchings.
type examples struct{ acts, rules, matchings []fit.Example }

// labelledIn are the questions of a file.
func labelledIn(name string, data []byte) ([]labelled, error) {
	var list []labelled
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var q labelled
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil || q.Question == "" {
			return nil, fmt.Errorf("%s：学习权重要用问答题", name)
		}
		list = append(list, q)
	}
	return list, lines.Err()
}

// examplesOf are those of all questions, in the order of the questions. They
// are asked side by side, as many as there are processors.
func examplesOf(questions []labelled, known assistant.Weights, ask asker) (examples, error) {
	each, failed := make([]examples, len(questions)), make([]error, len(questions))
	var next atomic.Int64
	var asked sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		asked.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(questions); i = int(next.Add(1)) - 1 {
				each[i], failed[i] = exampleOf(questions[i], known, ask)
			}
		})
	}
	asked.Wait()
	var all examples
	for _, x := range each {
		all.acts = append(all.acts, x.acts...)
		all.rules = append(all.rules, x.rules...)
		all.matchings = append(all.matchings, x.matchings...)
	}
	return all, errors.Join(failed...)
}

// exampleOf asks a question as each of the acts, and by each of its matchings.
// An act or a matching is right where its answer passes; a rule where the file
// names it.
func exampleOf(q labelled, known assistant.Weights, prepare asker) (examples, error) {
	var x examples
	group := strings.TrimRight(q.ID, "abcdefghijklmnopqrstuvwxyz")
	ask, err := prepare(q.questionCase)
	if err != nil {
		return x, err
	}
	answer, why, err := ask(forced{})
	if err != nil {
		return x, err
	}
	if why.Features == nil {
		return x, nil // refused or outside: nothing was weighed
	}
	passed := len(q.misses(answer)) == 0
	passes := func(by forced) bool {
		answer, _, err := ask(by)
		return err == nil && len(q.misses(answer)) == 0
	}
	acts := fit.Example{Group: group}
	for _, act := range assistant.Acts() {
		acts.Options = append(acts.Options, fit.Option{
			Features: prefixed(act, why.Features, known), Right: act == why.Act && passed || act != why.Act && passes(forced{act: act}),
		})
	}
	x.acts = []fit.Example{acts}
	if len(why.Rules) > 0 {
		rules := fit.Example{Group: group}
		for _, candidate := range why.Rules {
			rules.Options = append(rules.Options, fit.Option{
				Features: prefixed("rule", candidate.Features, known), Right: slices.Contains(q.rules(), candidate.Rule),
			})
		}
		x.rules = []fit.Example{rules}
	}
	byRule := make(map[string][]assistant.WeighedMatching)
	for _, m := range why.Matchings {
		byRule[m.Rule] = append(byRule[m.Rule], m)
	}
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		if len(byRule[rule]) == 1 {
			continue // nothing to choose
		}
		e := fit.Example{Group: group}
		for _, m := range byRule[rule] {
			e.Options = append(e.Options, fit.Option{Features: prefixed("match", m.Features, known), Right: passes(forced{matching: m.Matching})})
		}
		x.matchings = append(x.matchings, e)
	}
	return x, nil
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

// strengths hold weights to what they were, from loosely to firmly: the one
// that does best on questions it has not seen is taken. folds is how often the
// examples are split for that.
var strengths = []float64{3, 10, 30, 100}

const folds = 10

// fitted is what a fit came to.
type fitted struct {
	weights  map[string]float64
	strength float64
	unseen   int // right of those that the weights were not fitted to
}

// bestFit fits with each strength, and keeps the one that cross-validation
// favours: of equals the firmest.
func bestFit(examples []fit.Example, prior map[string]float64) fitted {
	best := fitted{unseen: -1}
	for _, strength := range strengths {
		if unseen, _ := fit.CrossValidate(examples, prior, strength, folds); unseen >= best.unseen {
			best.strength, best.unseen = strength, unseen
		}
	}
	best.weights = fit.Weights(examples, prior, best.strength)
	return best
}

// learn fits the weights to the questions of the files and prints how they do
// before, and on unseen questions after.
func learn(w io.Writer, files []string, ask asker, out string) error {
	before, err := assistant.DefaultWeights()
	if err != nil {
		return err
	}
	var questions []labelled
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("题目文件 %s 读不出来，请检查路径和权限：%w", name, err)
		}
		list, err := labelledIn(name, data)
		if err != nil {
			return err
		}
		questions = append(questions, list...)
	}
	x, err := examplesOf(questions, before, ask)
	if err != nil {
		return err
	}
	prior := make(map[string]float64)
	for choice, list := range before {
		for _, x := range list {
			prior[choice+" "+x.Feature] = x.Value
		}
	}
	t := table{{"选择", "题数", "原权重", "新权重", "交叉验证", "从零学起，交叉验证", "约束强度", "采用"}}
	kept := make(map[string]float64)
	for _, c := range []struct {
		name     string
		examples []fit.Example
		owns     func(choice string) bool
	}{
		{"意图", x.acts, func(choice string) bool { return slices.Contains(assistant.Acts(), choice) }},
		{"规则", x.rules, func(choice string) bool { return choice == "rule" }},
		{"取数", x.matchings, func(choice string) bool { return choice == "match" }},
	} {
		best := bestFit(c.examples, prior)
		was, of := fit.Right(c.examples, prior)
		is, _ := fit.Right(c.examples, best.weights)
		scratch, _ := fit.CrossValidate(c.examples, map[string]float64{}, strengths[0]/10, folds)
		// Otherwise what the table says stands: it is no worse where it was
		// fitted, and more is promised of it elsewhere.
		weights, adopted := prior, "原权重"
		if is > was && best.unseen >= was {
			weights, adopted = best.weights, "新权重"
		}
		t = append(t, []string{
			c.name, fmt.Sprint(of), fmt.Sprint(was), fmt.Sprint(is), fmt.Sprint(best.unseen), fmt.Sprint(scratch), fmt.Sprint(best.strength), adopted,
		})
		for f, v := range weights {
			if choice, _, _ := strings.Cut(f, " "); c.owns(choice) {
				kept[f] = v
			}
		}
	}
	if err := t.write(w); err != nil || out == "" {
		return err
	}
	after := make(assistant.Weights)
	for f, v := range kept {
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
