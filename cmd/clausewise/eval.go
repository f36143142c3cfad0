package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// evalCmds are the ways to score; clausewise eval FILE… is the first.
type evalCmds struct {
	Cases      evalCmd           `cmd:"" name:"cases" default:"withargs" help:"测算题和问答题（可省略 cases 这个词）"`
	Retrieval  evalRetrievalCmd  `cmd:"" name:"retrieval" help:"检索：召回率、MRR、nDCG"`
	Confidence evalConfidenceCmd `cmd:"" name:"confidence" help:"置信度：可靠性曲线，答与不答的取舍"`
}

type evalCmd struct {
	outputFlags
	storeFlags
	dayFlags
	Min     float64  `name:"min" default:"0" placeholder:"SHARE" help:"每个题目文件的通过率低于它就以非零值退出，如 0.6"`
	Verbose bool     `name:"verbose" short:"v" help:"列出没有通过的题和原因"`
	Fit     string   `name:"fit" placeholder:"FILE" help:"用问答题学习意图、规则和取数的权重，写入 FILE，并用交叉验证核对"`
	Files   []string `arg:"" help:"题目文件（JSON Lines）：测算题或问答题，按字段区分"`
}

// Help is printed below the command's usage.
func (*evalCmd) Help() string {
	return "问答题按 2026-11-21 提问（可用 --as-of 改）。测算题直接按规则算。"
}

// evalDay is the day the questions of a file are thought of as asked.
var evalDay = quantity.Date{Year: 2026, Month: 11, Day: 21}

// score is what a file of cases came to.
type score struct {
	File     string      `json:"file"`
	Cases    string      `json:"cases"` // calculations | questions
	Total    int         `json:"total"`
	Passed   int         `json:"passed"`
	Kinds    []kindScore `json:"kinds"`
	Failures []failure   `json:"failures,omitempty"`
}

type kindScore struct {
	Kind   string `json:"kind"`
	Total  int    `json:"total"`
	Passed int    `json:"passed"`
}

// failure is a case that did not pass, and why.
type failure struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Asked   string   `json:"asked"`
	Reasons []string `json:"reasons"`
	Answer  string   `json:"answer,omitempty"`
}

func (s *score) add(kind string, f failure) {
	i := slices.IndexFunc(s.Kinds, func(k kindScore) bool { return k.Kind == kind })
	if i < 0 {
		i = len(s.Kinds)
		s.Kinds = append(s.Kinds, kindScore{Kind: kind})
	}
	s.Total++
	s.Kinds[i].Total++
	if len(f.Reasons) == 0 {
		s.Passed++
		s.Kinds[i].Passed++
		return
	}
	f.Kind = kind
	s.Failures = append(s.Failures, f)
}

// share is the part that passed, 0 to 1.
func (s *score) share() float64 {
	if s.Total == 0 {
		return 0
	}
	return float64(s.Passed) / float64(s.Total)
}

// answerer and calculator are what is scored.
type (
	answerer   func(q questionCase) (assistant.Answer, error)
	calculator func(c calculationCase) (calculators.Result, error)
)

func (c *evalCmd) Run(e *environment) (err error) {
	e.waits = unhurried
	if c.Min < 0 || c.Min > 1 {
		return &usageError{"--min 应在 0 到 1 之间，如 0.6"}
	}
	day, err := c.day(evalDay)
	if err != nil {
		return err
	}
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.Fit != "" {
		return learn(e.stdout, c.Files, asking(e.ctx, a.service, day), c.Fit)
	}
	ask := func(q questionCase) (assistant.Answer, error) {
		answer, _, err := a.service.Ask(e.ctx, assistant.Request{Text: q.Question, History: q.History, AsOf: day})
		return answer, err
	}
	compute := func(k calculationCase) (calculators.Result, error) {
		return a.library.Current().Rules.Evaluate(k.Rule, k.Inputs, calculators.Options{AsOf: day, Language: calculators.Simplified})
	}
	var scores []*score
	low := false
	for _, name := range c.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("题目文件 %s 读不出来，请检查路径和权限：%w", name, err)
		}
		s, err := scoreFile(name, data, ask, compute)
		if err != nil {
			return err
		}
		if e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		scores = append(scores, s)
		low = low || s.share() < c.Min
	}
	if c.JSON {
		err = writeJSON(e.stdout, map[string]any{"files": scores})
	} else {
		err = c.print(e.stdout, scores)
	}
	if err == nil && low {
		return fmt.Errorf("通过率低于 %.0f%%", c.Min*100)
	}
	return err
}

// scoreFile runs the cases of a file. A line with a question is a question,
// one with a rule a calculation.
func scoreFile(name string, data []byte, ask answerer, compute calculator) (*score, error) {
	s := &score{File: name}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var kind struct {
			Question *string `json:"question"`
			Rule     *string `json:"rule"`
		}
		if err := json.Unmarshal(line, &kind); err != nil {
			return nil, fmt.Errorf("%s 第%d行%s", name, n, jsonFault(err))
		}
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		switch {
		case kind.Question != nil:
			var q questionCase
			if err := d.Decode(&q); err != nil {
				return nil, fmt.Errorf("%s 第%d行%s", name, n, jsonFault(err))
			}
			s.Cases = "questions"
			answer, err := ask(q)
			f := failure{ID: q.ID, Asked: q.Question, Answer: answer.Text}
			if err != nil {
				f.Reasons = []string{err.Error()}
			} else {
				f.Reasons = q.misses(answer)
			}
			s.add(q.Kind, f)
		case kind.Rule != nil:
			var k calculationCase
			if err := d.Decode(&k); err != nil {
				return nil, fmt.Errorf("%s 第%d行%s", name, n, jsonFault(err))
			}
			s.Cases = "calculations"
			result, err := compute(k)
			inputs, _ := json.Marshal(k.Inputs)
			f := failure{ID: k.ID, Asked: k.Rule + " " + string(inputs)}
			if err != nil {
				f.Reasons = []string{err.Error()}
			} else {
				f.Reasons = k.misses(result)
			}
			s.add(k.pack(), f)
		default:
			return nil, fmt.Errorf("%s 第%d行既没有 question 也没有 rule，不是题目", name, n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("读取 %s：%w", name, err)
	}
	if s.Total == 0 {
		return nil, fmt.Errorf("%s 里没有题目", name)
	}
	return s, nil
}

func (c *evalCmd) print(w io.Writer, scores []*score) error {
	for _, s := range scores {
		what := map[string]string{"questions": "问答题", "calculations": "测算题"}[s.Cases]
		if _, err := fmt.Fprintf(w, "%s  %s\n", what, s.File); err != nil {
			return err
		}
		t := table{{"类别", "题数", "通过", "通过率"}}
		row := func(name string, total, passed int) {
			t = append(t, []string{name, fmt.Sprint(total), fmt.Sprint(passed), fmt.Sprintf("%.1f%%", 100*float64(passed)/float64(total))})
		}
		for _, k := range s.Kinds {
			row(k.Kind, k.Total, k.Passed)
		}
		row("合计", s.Total, s.Passed)
		if err := t.write(w); err != nil {
			return err
		}
		if !c.Verbose {
			continue
		}
		for _, f := range s.Failures {
			answer := ""
			if f.Answer != "" {
				answer = "\n    答：" + strings.ReplaceAll(f.Answer, "\n", "\n        ")
			}
			if _, err := fmt.Fprintf(w, "\n%s [%s] %s\n    %s%s\n", f.ID, f.Kind, f.Asked, strings.Join(f.Reasons, "\n    "), answer); err != nil {
				return err
			}
		}
	}
	return nil
}
