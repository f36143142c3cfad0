package main

import "math"

// surprise replaces each count by how much more often two words stand near
// each other than they would by chance: the logarithm of the ratio, less
// shift, and nothing below zero (PPMI). The chance of a word as context is
// raised to the power of 3/4, which keeps rare words from seeming related to
// everything (Levy, Goldberg, Dagan: Improving Distributional Similarity with
// Lessons Learned from Word Embeddings, 2015).
func surprise(m *sparse, shift float64) *sparse {
	sums := make([]float64, len(m.values))
	total, smooth := 0.0, 0.0
	for i, values := range m.values {
		for _, v := range values {
			sums[i] += float64(v)
		}
		total += sums[i]
		smooth += threeQuarters(sums[i])
	}
	out := &sparse{make([][]int32, len(sums)), make([][]float32, len(sums))}
	eachPart(len(sums), func(from, to int) {
		for i := from; i < to; i++ {
			for n, j := range m.columns[i] {
				// Of both directions the mean, so that the matrix stays
				// symmetric.
				count := float64(m.values[i][n])
				a := math.Log(count * smooth / (sums[i] * threeQuarters(sums[j])))
				b := math.Log(count * smooth / (sums[j] * threeQuarters(sums[i])))
				if p := (a+b)/2 - shift; p > 0 {
					out.columns[i] = append(out.columns[i], j)
					out.values[i] = append(out.values[i], float32(p))
				}
			}
		}
	})
	return out
}

// threeQuarters is x to the power of 3/4 by square roots, which are exact on
// every machine.
func threeQuarters(x float64) float64 {
	root := math.Sqrt(x)
	return root * math.Sqrt(root)
}
