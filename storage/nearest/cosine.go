package nearest

import (
	"cmp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

// Margin bounds how far a similarity summed in single precision, here or in
// pgvector, may lie from retrieval.Cosine. Candidates within it of the k-th
// best are compared again by that.
const Margin = 1e-5

// Join adds to neighbours the others that are not among them, best first.
func Join(neighbours, others []retrieval.Neighbour) []retrieval.Neighbour {
	if len(others) == 0 {
		return neighbours
	}
	// What others know was summed in double precision.
	known := make(map[retrieval.Ref]bool, len(others))
	all := make([]retrieval.Neighbour, 0, len(neighbours)+len(others))
	for _, n := range others {
		if !known[n.Ref] {
			known[n.Ref] = true
			all = append(all, n)
		}
	}
	for _, n := range neighbours {
		if !known[n.Ref] {
			all = append(all, n)
		}
	}
	return Rank(all, len(all))
}

// Rank sorts neighbours best first, ties by document, key and version, and
// cuts them to k.
func Rank(neighbours []retrieval.Neighbour, k int) []retrieval.Neighbour {
	slices.SortFunc(neighbours, func(a, b retrieval.Neighbour) int {
		if c := cmp.Compare(b.Similarity, a.Similarity); c != 0 {
			return c
		}
		return cmp.Or(
			strings.Compare(a.Ref.Document, b.Ref.Document),
			strings.Compare(a.Ref.Key, b.Ref.Key),
			cmp.Compare(a.Ref.Version, b.Ref.Version),
		)
	})
	return neighbours[:min(max(k, 0), len(neighbours))]
}
