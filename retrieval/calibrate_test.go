package retrieval

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestCalibrate finds the parameters that questions were drawn by.
func TestCalibrate(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2))
	want := Calibration{Base: -3, Coverage: 6, Cosine: 2}
	var questions []Judged
	for range 40_000 {
		e := Evidence{Coverage: random.Float64(), Cosine: random.Float64()}
		questions = append(questions, Judged{e, random.Float64() < want.Confidence(e)})
	}
	for i := range 98 {
		questions = append(questions, Judged{Evidence{Cited: true}, i != 0})
	}
	got := Calibrate(questions)
	for _, p := range [][2]float64{{got.Base, want.Base}, {got.Coverage, want.Coverage}, {got.Cosine, want.Cosine}, {got.Cited, 0.98}} {
		if math.Abs(p[0]-p[1]) > 0.15 {
			t.Errorf("fitted %+v, drawn by %+v", got, want)
		}
	}
	// What tells them apart without a fault still gives numbers.
	apart := Calibrate([]Judged{{Evidence{Coverage: 0.1}, false}, {Evidence{Coverage: 0.9}, true}})
	if math.IsNaN(apart.Base) || math.IsInf(apart.Coverage, 0) || apart.Coverage <= 0 {
		t.Errorf("two questions: %+v", apart)
	}
}

func TestParseCalibration(t *testing.T) {
	for _, text := range []string{"", "base 1\ncoverage 1\ncosine 1\n", "base x\n", "basis 1\n", "base 1\nbase 2\ncoverage 1\ncosine 1\ncited 1\n"} {
		if c, err := ParseCalibration(text); err == nil {
			t.Errorf("%q is read as %+v", text, c)
		}
	}
}
