package measure

import (
	"math"
	"strings"
	"testing"
)

func TestScore(t *testing.T) {
	grades := map[string]int{"a": 1, "b": 1}
	for _, tt := range []struct {
		name    string
		ranking []string
		want    Scores
	}{
		{"both in front", []string{"a", "b"}, Scores{[4]float64{1, 1, 1, 1}, 1, 1}},
		{"one second, one sixth", []string{"x", "b", "y", "z", "w", "a"}, Scores{
			[4]float64{0.5, 1, 1, 1},
			0.5,
			(1/math.Log2(3) + 1/math.Log2(7)) / (1 + 1/math.Log2(3)),
		}},
		{"one eleventh", append(strings.Split("cdefghijkl", ""), "a"), Scores{[4]float64{0, 0, 0.5, 0.5}, 0, 0}},
		{"none", nil, Scores{}},
	} {
		got := Score(tt.ranking, grades)
		if got.Recall != tt.want.Recall || math.Abs(got.MRR-tt.want.MRR) > 1e-12 || math.Abs(got.NDCG-tt.want.NDCG) > 1e-12 {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	mean := Mean([]Scores{{MRR: 1, NDCG: 1}, {MRR: 0.5}})
	if mean.MRR != 0.75 || mean.NDCG != 0.5 {
		t.Errorf("mean %+v", mean)
	}
}

func TestReadJudgements(t *testing.T) {
	judged, err := ReadJudgements(strings.NewReader("1\t7\t1\n1 8 0\n\n2 0 9 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(judged) != 2 || judged["1"]["7"] != 1 || len(judged["1"]) != 1 || judged["2"]["9"] != 2 {
		t.Errorf("read %v", judged)
	}
	for _, bad := range []string{"1 2", "1 2 x", "1 2 3 4 5"} {
		if _, err := ReadJudgements(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
