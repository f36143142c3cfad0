package fit

import (
	"fmt"
	"testing"
)

// xs are choices between two options of which the one with more x is right,
// whatever its y.
func xs(n int) []Example {
	var list []Example
	for i := range n {
		x, y := float64(i%7)/7, float64(i*5%11)/11
		list = append(list, Example{Group: fmt.Sprint(i), Options: []Option{
			{Features: map[string]float64{"x": x, "y": y}, Right: x > 0.5},
			{Features: map[string]float64{"x": 0.5}, Right: x <= 0.5},
		}})
	}
	return list
}

func TestWeightsLearn(t *testing.T) {
	misled := map[string]float64{"x": -1, "y": 2}
	before, of := Right(xs(70), misled)
	w := Weights(xs(70), misled, 0.01)
	if after, _ := Right(xs(70), w); after < of*95/100 || after <= before {
		t.Errorf("%d of %d before, %d after: %v", before, of, after, w)
	}
	if right, of := CrossValidate(xs(70), misled, 0.01, 5); right < of*9/10 {
		t.Errorf("unseen: %d of %d", right, of)
	}
}

func TestPriorHolds(t *testing.T) {
	prior := map[string]float64{"x": 1, "unseen": 3}
	w := Weights(xs(70), prior, 1e6)
	if w["unseen"] != 3 || w["x"] < 0.9 || w["x"] > 1.1 {
		t.Errorf("a strong prior moved: %v", w)
	}
}

func TestChoicesThatDoNotMatter(t *testing.T) {
	all := Example{Options: []Option{{Right: true}, {Right: true}}}
	none := Example{Options: []Option{{}, {}}}
	if _, of := Right([]Example{all, none}, nil); of != 0 {
		t.Errorf("%d examples count", of)
	}
}
