package main

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
)

// sparse is a symmetric matrix by rows: the columns of each, ascending, with
// their values.
type sparse struct {
	columns [][]int32
	values  [][]float32
}

func (m *sparse) size() int {
	n := 0
	for _, c := range m.columns {
		n += len(c)
	}
	return n
}

// contexts counts how often words stand near each other: a word at distance d
// counts window+1-d. Counts are whole numbers, so their order cannot matter.
func contexts(c corpus, words, window int) *sparse {
	// The places of each word, so that a row is made at once and no table of
	// pairs is needed.
	places := make([][]int32, words)
	for id, n := range c.counts {
		places[id] = make([]int32, 0, n)
	}
	for at, id := range c.tokens {
		places[id] = append(places[id], int32(at))
	}
	start := make([]int32, len(c.tokens)) // of the text a token stands in
	end := make([]int32, len(c.tokens))
	from := 0
	for _, to := range c.ends {
		for i := from; i < to; i++ {
			start[i], end[i] = int32(from), int32(to)
		}
		from = to
	}
	m := &sparse{make([][]int32, words), make([][]float32, words)}
	eachPart(words, func(from, to int) {
		row := make([]int32, words)
		var touched []int32
		for id := from; id < to; id++ {
			for _, at := range places[id] {
				for d := int32(1); d <= int32(window); d++ {
					for _, other := range [2]int32{at - d, at + d} {
						if other < start[at] || other >= end[at] {
							continue
						}
						near := c.tokens[other]
						if row[near] == 0 {
							touched = append(touched, near)
						}
						row[near] += int32(window) + 1 - d
					}
				}
			}
			slices.SortFunc(touched, cmp.Compare[int32])
			m.columns[id] = slices.Clone(touched)
			m.values[id] = make([]float32, len(touched))
			for i, near := range touched {
				m.values[id][i] = float32(row[near])
				row[near] = 0
			}
			touched = touched[:0]
		}
	})
	return m
}

// eachPart calls work for parts of 0 to n on all processors. Parts must not
// depend on each other: how many there are differs between machines.
func eachPart(n int, work func(from, to int)) {
	const size = 256
	parts := make(chan int)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for from := range parts {
				work(from, min(n, from+size))
			}
		})
	}
	for from := 0; from < n; from += size {
		parts <- from
	}
	close(parts)
	all.Wait()
}
