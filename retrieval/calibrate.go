package retrieval

import "math"

// Judged is a question of which it is known whether the library answers it.
type Judged struct {
	Evidence
	Answered bool
}

// Calibrate fits a calibration to questions by logistic regression (Newton's
// method). A small penalty keeps the slopes finite where evidence tells the
// questions apart without a fault. Of questions that cite a clause it takes the
// share that is answered, as if two more had been asked, one of either kind.
func Calibrate(questions []Judged) Calibration {
	const (
		rounds  = 50
		penalty = 0.1
	)
	var w [3]float64
	cited, answered := 0.0, 0.0
	for range rounds {
		var slope [3]float64
		var curve [3][3]float64
		for i := 1; i < 3; i++ {
			slope[i], curve[i][i] = -penalty*w[i], penalty
		}
		curve[0][0] = 1e-9
		cited, answered = 0, 0
		for _, q := range questions {
			y := 0.0
			if q.Answered {
				y = 1
			}
			if q.Unknown {
				continue // its confidence is not fitted
			}
			if q.Cited {
				cited, answered = cited+1, answered+y
				continue
			}
			x := [3]float64{1, q.Coverage, q.Cosine}
			p := 1 / (1 + math.Exp(-(w[0]*x[0] + w[1]*x[1] + w[2]*x[2])))
			for i := range x {
				slope[i] += (y - p) * x[i]
				for j := range x {
					curve[i][j] += p * (1 - p) * x[i] * x[j]
				}
			}
		}
		step := solve(curve, slope)
		moved := 0.0
		for i := range w {
			w[i] += step[i]
			moved = max(moved, math.Abs(step[i]))
		}
		if moved < 1e-9 {
			break
		}
	}
	return Calibration{Base: w[0], Coverage: w[1], Cosine: w[2], Cited: (answered + 1) / (cited + 2)}
}

// solve returns x of a·x = b for a positive definite a, by elimination.
func solve(a [3][3]float64, b [3]float64) (x [3]float64) {
	for i := range 3 {
		for j := i + 1; j < 3; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < 3; k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := 2; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < 3; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
