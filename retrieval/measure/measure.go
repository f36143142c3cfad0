// Package measure scores rankings against judgements, as evaluations of
// retrieval usually do: every question counts alike, and one whose answers are
// unknown does not count.
package measure

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Depths are the places at which recall is taken.
var Depths = [...]int{5, 10, 30, 100}

// cut is the place up to which MRR and nDCG look.
const cut = 10

// Judgements are the grades of the answers of every question: question →
// answer → grade, 1 or more.
type Judgements map[string]map[string]int

// Scores are the measures of one question, or their means.
type Scores struct {
	Recall [len(Depths)]float64 `json:"recall"` // at Depths: the share of the answers found
	MRR    float64              `json:"mrr_at_10"`
	NDCG   float64              `json:"ndcg_at_10"`
}

// ReadJudgements reads lines of question, answer and grade, or of question,
// iteration, answer and grade as TREC writes them, with white space between.
// An answer of grade 0 is none.
func ReadJudgements(r io.Reader) (Judgements, error) {
	judged := Judgements{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		if len(fields) == 4 {
			fields = slices.Delete(fields, 1, 2)
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("第 %d 行应有三列：题目、条目、等级", n)
		}
		grade, err := strconv.Atoi(fields[2])
		if err != nil {
			return nil, fmt.Errorf("第 %d 行的等级“%s”不是整数", n, fields[2])
		}
		if grade <= 0 {
			continue
		}
		if judged[fields[0]] == nil {
			judged[fields[0]] = map[string]int{}
		}
		judged[fields[0]][fields[1]] = grade
	}
	return judged, lines.Err()
}

// Score measures one ranking, best first, by the grades of the answers, of
// which there is at least one.
func Score(ranking []string, grades map[string]int) Scores {
	var s Scores
	gain := 0.0
	for i, id := range ranking {
		grade := grades[id]
		if grade == 0 {
			continue
		}
		for d, depth := range Depths {
			if i < depth {
				s.Recall[d] += 1 / float64(len(grades))
			}
		}
		if i >= cut {
			continue
		}
		if s.MRR == 0 {
			s.MRR = 1 / float64(i+1)
		}
		gain += float64(grade) / math.Log2(float64(i+2))
	}
	best := make([]int, 0, len(grades))
	for _, grade := range grades {
		best = append(best, grade)
	}
	slices.Sort(best)
	slices.Reverse(best)
	ideal := 0.0
	for i, grade := range best[:min(cut, len(best))] {
		ideal += float64(grade) / math.Log2(float64(i+2))
	}
	if ideal > 0 {
		s.NDCG = gain / ideal
	}
	return s
}

// Mean is the mean of scores; the zero Scores of none.
func Mean(scores []Scores) Scores {
	var m Scores
	if len(scores) == 0 {
		return m
	}
	n := float64(len(scores))
	for _, s := range scores {
		for d := range m.Recall {
			m.Recall[d] += s.Recall[d] / n
		}
		m.MRR += s.MRR / n
		m.NDCG += s.NDCG / n
	}
	return m
}
