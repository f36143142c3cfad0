package main

import (
	"math"
	"slices"

	"clausewise/retrieval/vectors"
)

// contents rounds the rows to bytes, each row with a scale of its own, and
// finds the words' weights and the direction that the texts share.
func contents(c corpus, words []string, rows *block, o options) *vectors.Contents {
	out := &vectors.Contents{Dim: o.Dim, Words: words}
	for i := range words {
		row := rows.row(i)
		length := norm(row)
		largest := 0.0
		for _, x := range row {
			largest = max(largest, math.Abs(x))
		}
		scale := largest / math.MaxInt8
		for _, x := range row {
			cell := 0.0
			if scale > 0 {
				cell = math.Round(x / scale)
			}
			out.Cells = append(out.Cells, int8(cell))
		}
		// Words count by their weight alone, so vectors are of length 1.
		if o.Unit && length > 0 {
			scale /= length
		}
		out.Scales = append(out.Scales, float32(scale))
		p := float64(c.counts[i]) / float64(len(c.tokens))
		out.Weights = append(out.Weights, float32(o.Rare/(o.Rare+p)))
	}
	out.Common = common(c, out)
	return out
}

// common is the leading direction of the texts' mean vectors, found by power
// iteration over their products.
func common(c corpus, t *vectors.Contents) []float32 {
	dim := t.Dim
	products := make([]float64, dim*dim)
	v := make([]float64, dim)
	from := 0
	for _, to := range c.ends {
		clear(v)
		for _, id := range c.tokens[from:to] {
			weight := float64(t.Weights[id]) * float64(t.Scales[id])
			for k, cell := range t.Cells[int(id)*dim : (int(id)+1)*dim] {
				v[k] += float64(weight * float64(cell))
			}
		}
		from = to
		length := norm(v)
		if length == 0 {
			continue
		}
		for j, x := range v {
			x /= length
			for k, y := range v {
				products[j*dim+k] += float64(x * y / length)
			}
		}
	}
	u := slices.Repeat([]float64{1}, dim)
	const rounds = 100
	for range rounds {
		next := make([]float64, dim)
		for j := range dim {
			for k, y := range u {
				next[j] += float64(products[j*dim+k] * y)
			}
		}
		length := norm(next)
		if length == 0 {
			break
		}
		for k := range next {
			u[k] = next[k] / length
		}
	}
	out := make([]float32, dim)
	for k, x := range u {
		out[k] = float32(x)
	}
	return out
}

func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x * x)
	}
	return math.Sqrt(sum)
}
