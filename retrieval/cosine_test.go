package retrieval

import (
	"math"
	"testing"
)

func TestCosine(t *testing.T) {
	for _, tt := range []struct {
		a, b []float32
		want float64
		ok   bool
	}{
		{[]float32{1, 0}, []float32{1, 0}, 1, true},
		{[]float32{1, 0}, []float32{0, 3}, 0, true},
		{[]float32{1, 0}, []float32{-2, 0}, -1, true},
		{[]float32{3, 4}, []float32{4, 3}, 0.96, true},
		{[]float32{0, 0}, []float32{4, 3}, 0, false},
		{[]float32{1, 1}, []float32{0, 0}, 0, false},
	} {
		if got, ok := Cosine(tt.a, tt.b); math.Abs(got-tt.want) > 1e-15 || ok != tt.ok {
			t.Errorf("Cosine(%v, %v) is %v, %v, want %v, %v", tt.a, tt.b, got, ok, tt.want, tt.ok)
		}
	}
}
