package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"strings"

	"clausewise/retrieval"
)

type evalConfidenceCmd struct {
	outputFlags
	storeFlags
	dayFlags
	Fit     string   `name:"fit" placeholder:"FILE" help:"把按这些题目重新拟合的参数写入 FILE"`
	Outside []string `name:"outside" placeholder:"FILE" help:"另有资料库都答不了的题目，每行 {\"id\",\"query\"}，可写多次"`
	Files   []string `arg:"" help:"问答题文件（JSON Lines）"`
}

// Help is printed below the command's usage.
func (*evalConfidenceCmd) Help() string {
	return "题目的 verdict 为 abstain 的，资料库里没有答案；其余的有。追问、要求拒答的题和诱导题不计。交叉验证时，同一题的不同问法总在同一份里。"
}

// confidenceScore is what the command prints as JSON.
type confidenceScore struct {
	Questions  int                   `json:"questions"`
	Answerable int                   `json:"answerable"`
	InUse      retrieval.Calibration `json:"in_use"`
	Fitted     retrieval.Calibration `json:"fitted"`
	Curves     []confidenceCurve     `json:"curves"` // in use; fitted, cross-validated
}

// confidenceCurve is how a confidence does.
type confidenceCurve struct {
	Name       string          `json:"name"`
	AUC        float64         `json:"auc"`   // how often an answerable question is above another
	Brier      float64         `json:"brier"` // mean squared error
	Bins       []confidenceBin `json:"bins"`
	Thresholds []abstention    `json:"thresholds"`
}

// confidenceBin are the questions of a range of confidence.
type confidenceBin struct {
	From       float64 `json:"from"`
	To         float64 `json:"to"`
	Questions  int     `json:"questions"`
	Confidence float64 `json:"confidence"` // mean
	Answered   float64 `json:"answered"`   // share
}

// abstention is what abstaining below a threshold comes to.
type abstention struct {
	Threshold float64 `json:"threshold"`
	Coverage  float64 `json:"coverage"`  // share of all questions that are answered
	Precision float64 `json:"precision"` // share of those that are answerable
	Kept      float64 `json:"kept"`      // share of the answerable that are answered
	Refused   float64 `json:"refused"`   // share of the others that are not
}

// rated is a question with its confidence.
type rated struct {
	confidence float64
	answered   bool
}

func (c *evalConfidenceCmd) Run(e *environment) (err error) {
	e.waits = unhurried
	day, err := c.day(evalDay)
	if err != nil {
		return err
	}
	a, lib, err := openAt(e, c.storeFlags, day)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var questions []retrieval.Judged
	var groups []string
	add := func(id, text string, answered bool) error {
		hits, err := lib.Index.Search(e.ctx, retrieval.Query{Text: text})
		questions = append(questions, retrieval.Judged{Evidence: lib.Index.Evidence(text, hits), Answered: answered})
		groups = append(groups, id)
		return err
	}
	for _, name := range c.Files {
		for q, err := range readLines[questionCase](name) {
			if err != nil {
				return err
			}
			if q.Question == "" || q.Verdict == "" || q.Verdict == "refuse" || q.Kind == "followup" || q.Kind == "adversarial" || len(q.History) > 0 {
				continue
			}
			if err := add(strings.TrimRight(q.ID, "abcdefghijklmnopqrstuvwxyz"), q.Question, q.Verdict != "abstain"); err != nil {
				return err
			}
		}
	}
	for _, name := range c.Outside {
		for q, err := range readLines[retrievalQuery](name) {
			if err != nil {
				return err
			}
			if err := add("outside "+string(q.ID), q.Query, false); err != nil {
				return err
			}
		}
	}
	out, err := scoreConfidence(questions, groups)
	if err != nil {
		return err
	}
	if c.Fit != "" {
		if err := os.WriteFile(c.Fit, []byte(calibrationHead+out.Fitted.String()), 0o644); err != nil {
			return fmt.Errorf("写入 %s：%w", c.Fit, err)
		}
	}
	if c.JSON {
		return writeJSON(e.stdout, out)
	}
	return out.print(e.stdout)
}

const calibrationHead = `# How sure a search is that the library holds what was asked: a logistic
# function of the best coverage and the best cosine among the hits that apply;
# cited is the confidence itself where the question cites a clause there is.
# Fitted by "clausewise eval confidence --fit".
`

func scoreConfidence(questions []retrieval.Judged, groups []string) (*confidenceScore, error) {
	out := &confidenceScore{Questions: len(questions)}
	for _, q := range questions {
		if q.Answered {
			out.Answerable++
		}
	}
	if out.Answerable == 0 || out.Answerable == len(questions) {
		return nil, errors.New("题目里应当既有资料库答得了的，也有答不了的（verdict 为 abstain）")
	}
	var err error
	if out.InUse, err = retrieval.BuiltinCalibration(); err != nil {
		return nil, err
	}
	out.Fitted = retrieval.Calibrate(questions)
	inUse, unseen := make([]rated, len(questions)), make([]rated, len(questions))
	fold := func(i int) uint32 {
		h := fnv.New32a()
		h.Write([]byte(groups[i]))
		return h.Sum32() % folds
	}
	var fitted [folds]retrieval.Calibration
	for f := range fitted {
		var others []retrieval.Judged
		for i, q := range questions {
			if fold(i) != uint32(f) {
				others = append(others, q)
			}
		}
		fitted[f] = retrieval.Calibrate(others)
	}
	for i, q := range questions {
		inUse[i] = rated{out.InUse.Confidence(q.Evidence), q.Answered}
		unseen[i] = rated{fitted[fold(i)].Confidence(q.Evidence), q.Answered}
	}
	out.Curves = []confidenceCurve{curveOf("现用参数", inUse), curveOf("重新拟合，交叉验证", unseen)}
	return out, nil
}

func curveOf(name string, questions []rated) confidenceCurve {
	c := confidenceCurve{Name: name}
	yes, above := 0.0, 0.0
	for _, q := range questions {
		y := 0.0
		if q.answered {
			y = 1
			yes++
		}
		c.Brier += (q.confidence - y) * (q.confidence - y) / float64(len(questions))
		for _, o := range questions {
			switch {
			case !q.answered || o.answered:
			case q.confidence > o.confidence:
				above++
			case q.confidence == o.confidence:
				above += 0.5
			}
		}
	}
	no := float64(len(questions)) - yes
	c.AUC = above / (yes * no)
	edges := []float64{0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1}
	for i, from := range edges[:len(edges)-1] {
		b := confidenceBin{From: from, To: edges[i+1]}
		for _, q := range questions {
			if q.confidence < from || q.confidence >= b.To && b.To < 1 {
				continue
			}
			b.Questions++
			b.Confidence += q.confidence
			if q.answered {
				b.Answered++
			}
		}
		if b.Questions > 0 {
			b.Confidence /= float64(b.Questions)
			b.Answered /= float64(b.Questions)
			c.Bins = append(c.Bins, b)
		}
	}
	for _, at := range []float64{0.3, 0.5, 0.7, 0.8, 0.9, 0.95} {
		kept, let := 0.0, 0.0
		for _, q := range questions {
			switch {
			case q.confidence < at:
			case q.answered:
				kept++
			default:
				let++
			}
		}
		c.Thresholds = append(c.Thresholds, abstention{
			Threshold: at, Coverage: (kept + let) / (yes + no), Precision: kept / math.Max(1, kept+let), Kept: kept / yes, Refused: 1 - let/no,
		})
	}
	return c
}

func (s *confidenceScore) print(w io.Writer) error {
	parameters := table{{"参数", "现用", "重新拟合"}}
	for _, p := range []struct {
		name        string
		inUse, fits float64
	}{
		{"base", s.InUse.Base, s.Fitted.Base},
		{"coverage", s.InUse.Coverage, s.Fitted.Coverage},
		{"cosine", s.InUse.Cosine, s.Fitted.Cosine},
		{"cited", s.InUse.Cited, s.Fitted.Cited},
	} {
		parameters = append(parameters, []string{p.name, fmt.Sprintf("%.2f", p.inUse), fmt.Sprintf("%.2f", p.fits)})
	}
	if _, err := fmt.Fprintf(w, "%d 道题，其中资料库答得了 %d 道，答不了 %d 道\n", s.Questions, s.Answerable, s.Questions-s.Answerable); err != nil {
		return err
	}
	if err := parameters.write(w); err != nil {
		return err
	}
	for _, c := range s.Curves {
		if _, err := fmt.Fprintf(w, "\n%s：AUC %.3f，Brier %.4f\n", c.Name, c.AUC, c.Brier); err != nil {
			return err
		}
		bins := table{{"置信度", "题数", "平均", "答得了的"}}
		for _, b := range c.Bins {
			bins = append(bins, []string{fmt.Sprintf("%.2f–%.2f", b.From, b.To), fmt.Sprint(b.Questions), fmt.Sprintf("%.3f", b.Confidence), fmt.Sprintf("%.3f", b.Answered)})
		}
		if err := bins.write(w); err != nil {
			return err
		}
		thresholds := table{{"低于此值不答", "作答", "答了的里答得了", "答得了的里作答", "答不了的里不答"}}
		for _, a := range c.Thresholds {
			row := []string{fmt.Sprintf("%.2f", a.Threshold)}
			for _, share := range []float64{a.Coverage, a.Precision, a.Kept, a.Refused} {
				row = append(row, fmt.Sprintf("%.3f", share))
			}
			thresholds = append(thresholds, row)
		}
		if err := thresholds.write(w); err != nil {
			return err
		}
	}
	return nil
}
