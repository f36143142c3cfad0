package vectors

import (
	"math"

	"clausewise/retrieval/hanzi"
)

// Embed returns the vector of a text: Dim values of length 1, or all zeros
// where the text has no word of the table.
func (t *Table) Embed(text string) []float32 {
	sum := t.mean(hanzi.Fold(text).Text)
	shared := 0.0
	for i, x := range sum {
		shared += float64(x * float64(t.common[i]))
	}
	length := 0.0
	for i := range sum {
		sum[i] -= float64(shared * float64(t.common[i]))
		length += float64(sum[i] * sum[i])
	}
	v := make([]float32, t.dim)
	if length == 0 {
		return v
	}
	length = math.Sqrt(length)
	for i, x := range sum {
		v[i] = float32(x / length)
	}
	return v
}

// mean is the weighted sum of the words' vectors; its length does not matter.
func (t *Table) mean(folded string) []float64 {
	sum := make([]float64, t.dim)
	t.Segment(folded, func(id int) { t.add(sum, id, float64(t.weights[id])) })
	return sum
}
