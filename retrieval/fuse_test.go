package retrieval

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLead holds the first n to sorting all.
func TestLead(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		list := make([]candidate, random.IntN(60))
		rank := make([]int32, len(list))
		for i, r := range random.Perm(len(list)) {
			list[i] = candidate{entry: i, score: float64(random.IntN(20))}
			rank[i] = int32(r)
		}
		want := slices.Clone(list)
		sortCandidates(want, rank)
		n := random.IntN(70)
		c := &candidates{list: list}
		if got := c.lead(n, rank); !slices.Equal(got, want[:min(n, len(want))]) {
			t.Fatalf("the first %d of %d:\ngot  %v\nwant %v", n, len(want), got, want)
		}
		if slices.ContainsFunc(want, func(one candidate) bool { return !slices.Contains(c.list, one) }) {
			t.Fatalf("one of %v is gone: %v", want, c.list)
		}
	}
}
