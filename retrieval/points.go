package retrieval

import (
	"cmp"
	"slices"
)

// A score is a whole number of points, so a sum is the same in whatever order
// its parts are found. That is what lets a search leave out what cannot come
// among the best and still give, to the last bit, what adding up everything
// would.
const pointsPerUnit = 1 << 24

// weighted is a gram of a query with its weight.
type weighted struct {
	gram   gram
	weight float64
}

// term is a gram of a query that the index knows.
type term struct {
	list   list
	weight float32 // points of a posting that is all there is to say
}

// saturation is how much of its gram's weight a posting has, 0 to 1.
func saturation(count uint8, norm float32) float32 {
	c := float32(count)
	return c / (c + norm)
}

// points is what a posting is worth, never nothing.
func (t term) points(count uint8, norm float32) int64 { return t.pointsAt(saturation(count, norm)) }

func (t term) pointsAt(saturation float32) int64 { return 1 + int64(t.weight*saturation) }

// most is what the postings of a block are worth at most.
func (t term) most(best uint8) int64 {
	// The half of a step that a product may be rounded up by.
	const slack = 1 + 1e-6
	return 2 + int64(float64(t.weight)*float64(best)*slack/255)
}

// terms are the query's, those that weigh most first.
func (p *postings) terms(query []weighted) []term {
	terms := make([]term, 0, len(query))
	for _, q := range query {
		if id, ok := p.id(q.gram); ok {
			terms = append(terms, term{p.lists[id], float32(q.weight * p.idf(q.gram) * (bm25K1 + 1) * pointsPerUnit)})
		}
	}
	slices.SortStableFunc(terms, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	return terms
}

// inUnits is a score as BM25 has it.
func inUnits(points int64, share float64) float64 { return float64(points) / pointsPerUnit * share }

// points are those of entries in ascending order.
func (p *postings) points(terms []term, entries []int32) []int64 {
	sums := make([]int64, len(entries))
	for _, t := range terms {
		blocks := p.blocks[t.list.from:t.list.to]
		for i := 0; i < len(entries) && len(blocks) > 0; {
			n := uint16(entries[i] / stretchEntries)
			skip, _ := slices.BinarySearchFunc(blocks, n, func(b block, n uint16) int { return int(b.stretch) - int(n) })
			blocks = blocks[skip:]
			held := len(blocks) > 0 && blocks[0].stretch == n
			for ; i < len(entries) && uint16(entries[i]/stretchEntries) == n; i++ {
				if !held {
					continue
				}
				if count := p.stretches[n].count(blocks[0], uint16(entries[i]%stretchEntries)); count > 0 {
					sums[i] += t.points(count, p.norms[entries[i]])
				}
			}
		}
	}
	return sums
}
