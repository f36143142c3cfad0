package main

import (
	"runtime"
	"slices"
	"sync"

	"clausewise/retrieval"
)

// exactNeighbours returns the similarities of the k nearest articles of every
// question, best first.
func exactNeighbours(c *corpus, k int) [][]float64 {
	all := make([][]float64, len(c.questions))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				all[i] = c.nearest(&c.questions[i], k)
			}
		})
	}
	for i := range c.questions {
		next <- i
	}
	close(next)
	wg.Wait()
	return all
}

func (c *corpus) nearest(q *question, k int) []float64 {
	// A short list that is cut whenever it has doubled.
	best := make([]float64, 0, 2*k)
	cut := func() {
		slices.SortFunc(best, func(a, b float64) int {
			switch {
			case a > b:
				return -1
			case a < b:
				return 1
			}
			return 0
		})
		best = best[:min(k, len(best))]
	}
	floor := -2.0
	for i := range c.vectors {
		s, ok := retrieval.Cosine(q.vector, c.vectors[i])
		if !ok || s < floor {
			continue
		}
		if best = append(best, s); len(best) == 2*k {
			cut()
			floor = best[k-1]
		}
	}
	cut()
	return best
}

// similarity of an article to a question.
func (c *corpus) similarity(q *question) func(int32) float64 {
	return func(a int32) float64 {
		s, _ := retrieval.Cosine(q.vector, c.vectors[a])
		return s
	}
}
