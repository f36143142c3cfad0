package retrieval

import "math"

// Cosine is the cosine of the angle between a and b, summed in double
// precision from first to last. ok is false where one of them is all zeros.
func Cosine(a, b []float32) (similarity float64, ok bool) {
	var dot, aa, bb float64
	for i, x := range a {
		x, y := float64(x), float64(b[i])
		dot += x * y
		aa += x * x
		bb += y * y
	}
	if aa == 0 || bb == 0 {
		return 0, false
	}
	return max(-1, min(1, dot/math.Sqrt(aa*bb))), true
}
