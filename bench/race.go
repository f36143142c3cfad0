package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// latency is the distribution of one contestant's answers.
type latency struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
	N   int     `json:"n"`
}

// warmUp is how many questions each contestant answers untimed.
const warmUp = 20

// race puts every question to every contestant, rounds times, one after the
// other and in another order each time. It returns what each took, and what
// it found in the first round.
func race(ctx context.Context, contestants []contestant, questions []question, rounds int) ([][]time.Duration, [][][]int32, error) {
	for _, c := range contestants {
		for i := range min(warmUp, len(questions)) {
			if _, err := c.search(ctx, &questions[i]); err != nil {
				return nil, nil, fmt.Errorf("%s by %s: %w", c.engine, c.ranking, err)
			}
		}
	}
	took := make([][]time.Duration, len(contestants))
	found := make([][][]int32, len(contestants))
	for n := range contestants {
		found[n] = make([][]int32, len(questions))
	}
	random := rand.New(rand.NewPCG(3, 5))
	order := make([]int, len(contestants))
	for n := range order {
		order[n] = n
	}
	for round := range rounds {
		for _, i := range random.Perm(len(questions)) {
			random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
			for _, n := range order {
				c := contestants[n]
				from := time.Now()
				answer, err := c.search(ctx, &questions[i])
				took[n] = append(took[n], time.Since(from))
				if err != nil {
					return nil, nil, fmt.Errorf("%s by %s: %w", c.engine, c.ranking, err)
				}
				if round == 0 {
					found[n][i] = answer()
				}
			}
		}
	}
	return took, found, nil
}

func distribution(took []time.Duration) latency {
	sorted := slices.Clone(took)
	slices.Sort(sorted)
	at := func(share float64) float64 {
		if len(sorted) == 0 {
			return 0
		}
		// The nearest rank: the least value that share of all do not exceed.
		n := max(1, int(share*float64(len(sorted))+0.999999))
		return milliseconds(sorted[min(n, len(sorted))-1])
	}
	return latency{P50: at(0.50), P95: at(0.95), P99: at(0.99), Max: at(1), N: len(sorted)}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
