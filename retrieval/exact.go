package retrieval

import "slices"

// exactEntries is how many entries an index may have that adds up every
// posting: bounds and what they leave out cost a search of so few more than
// they spare it.
const exactEntries = 1 << 11

// all returns the best n of a small index by adding up every posting.
func (p *postings) all(terms []term, n int, g gate) []scored {
	sums := make([]int64, len(p.norms))
	for _, t := range terms {
		for _, at := range p.blocks[t.list.from:t.list.to] {
			in := &p.stretches[at.stretch]
			if at.dense() {
				for e, count := range in.all(at)[:len(sums)] {
					if count > 0 {
						sums[e] += t.points(count, p.norms[e])
					}
				}
				continue
			}
			entries, counts := in.sparse(at)
			for i, e := range entries {
				sums[e] += t.points(counts[i], p.norms[e])
			}
		}
	}
	found := make([]scored, 0, len(sums))
	most := 0.0
	for e, sum := range sums {
		if sum == 0 {
			continue
		}
		if share := g.share(int32(e)); share > 0 {
			score := inUnits(sum, share)
			most = max(most, score)
			found = append(found, scored{e, score})
		}
	}
	return bestOf(found, n, most)
}

// bestOf sorts the best n of those found, whose highest score is most: those
// that score too little to be among them are set aside first.
func bestOf(found []scored, n int, most float64) []scored {
	const classes = 512
	if n > 0 && len(found) > n && most > 0 {
		class := func(s scored) int { return int(s.score / most * (classes - 1)) }
		var held [classes]int
		for _, s := range found {
			held[class(s)]++
		}
		low := classes - 1
		for reached := held[low]; reached < n; reached += held[low] {
			low--
		}
		found = slices.DeleteFunc(found, func(s scored) bool { return class(s) < low })
	}
	slices.SortFunc(found, better)
	return found[:min(max(n, 0), len(found))]
}
