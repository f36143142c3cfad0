package retrieval

import (
	"cmp"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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

// scored is an entry with its score.
type scored struct {
	entry int
	score float64
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
func (t term) points(count uint8, norm float32) int64 {
	return 1 + int64(t.weight*saturation(count, norm))
}

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

// gate says how much entries count, 0 to 1; 0 is not at all.
type gate interface {
	share(entry int32) float64
	// most is no less than the share of any entry from one to before another.
	most(from, to int32) float64
}

// selection is a search under way: MaxScore over stretches of the index. In each
// stretch the terms whose postings could not lift an entry among the best even
// together are left aside; entries that hold one of the others get their
// points, and those that may still come among the best are looked up in the
// lists left aside.
type selection struct {
	p     *postings
	terms []term
	gate  gate
	best  *top

	// bar is how many points, at a share of 1, the last of the best has: of
	// those found here, or by another at work on the same search.
	bar    int64
	shared *atomic.Int64
	// of the stretch under way
	sums  [stretchEntries]int64
	held  [stretchEntries / 64]uint64 // the entries with one of the terms not left aside
	found []contender
}

// termBlock is a term's block in a stretch. rest is the most that its postings
// and those of the terms after it come to.
type termBlock struct {
	term  int
	block int32
	rest  int64
}

// contender is an entry that may come among the best, if it gets that many
// points.
type contender struct {
	entry uint16
	needs int64
}

// shareFrom is from how many stretches on the processors share a search.
const shareFrom = 8

// top returns the best n entries by their points times their share, ties by
// entry, which is by document and order in it.
func (p *postings) top(terms []term, n int, g gate) []scored {
	blocks := make([][]termBlock, len(p.stretches))
	most := make([]int64, len(p.stretches))
	for i, t := range terms {
		for b := t.list.from; b < t.list.to; b++ {
			at := p.blocks[b].stretch
			blocks[at] = append(blocks[at], termBlock{term: i, block: b})
			most[at] += t.most(p.bests[b])
		}
	}
	order := make([]int, 0, len(p.stretches))
	for i := range blocks {
		if len(blocks[i]) > 0 {
			order = append(order, i)
		}
	}
	// The stretch that promises most raises the bar soonest.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })

	workers := 1
	if len(order) >= shareFrom {
		workers = runtime.GOMAXPROCS(0)
	}
	var next, bar atomic.Int64
	selections := make([]*selection, workers)
	var all sync.WaitGroup
	for i := range selections {
		s := &selection{p: p, terms: terms, gate: g, best: newTop(n), shared: &bar}
		selections[i] = s
		work := func() {
			for at := next.Add(1) - 1; at < int64(len(order)); at = next.Add(1) - 1 {
				s.stretch(order[at], blocks[order[at]])
			}
		}
		if i < workers-1 {
			all.Go(work)
		} else {
			work()
		}
	}
	all.Wait()
	best := selections[0].best
	for _, s := range selections[1:] {
		for _, found := range s.best.heap {
			best.offer(found)
		}
	}
	return best.sorted()
}

// inUnits is a score as BM25 has it.
func inUnits(points int64, share float64) float64 { return float64(points) / pointsPerUnit * share }

// needed is the fewest points, or one or two less, that may come among the best
// at a share above 0.
func (s *selection) needed(share float64) int64 {
	return int64(float64(s.bar)*(1-1e-12)/share) - 1
}

// raise brings the bar up to date with what has been found by all.
func (s *selection) raise() {
	s.bar = s.shared.Load()
	score, ok := s.best.bar()
	if !ok {
		return
	}
	own := int64(score * pointsPerUnit)
	for s.bar < own {
		if s.shared.CompareAndSwap(s.bar, own) {
			s.bar = own
			return
		}
		s.bar = s.shared.Load()
	}
}

func (s *selection) stretch(n int, blocks []termBlock) {
	first := n * stretchEntries
	most := s.gate.most(int32(first), int32(min(first+stretchEntries, len(s.p.norms))))
	if most == 0 {
		return
	}
	s.raise()
	bar := s.needed(most)
	rest := int64(0)
	aside := len(blocks) // from here on
	for i := len(blocks) - 1; i >= 0; i-- {
		b := &blocks[i]
		rest += s.terms[b.term].most(s.p.bests[b.block])
		b.rest = rest
		if rest < bar {
			aside = i
		}
	}
	if aside == 0 {
		return
	}
	for _, b := range blocks[:aside] {
		s.addUp(n, b)
	}
	after := func(i int) int64 {
		if i < len(blocks) {
			return blocks[i].rest
		}
		return 0
	}
	s.collect(first, bar-after(aside))
	s.keep(after(aside))
	for i := aside; i < len(blocks) && len(s.found) > 0; i++ {
		s.lookUp(n, blocks[i])
		s.keep(after(i + 1))
	}
	for _, f := range s.found {
		entry := first + int(f.entry)
		s.best.offer(scored{entry, inUnits(s.sums[f.entry], s.gate.share(int32(entry)))})
	}
	clear(s.sums[:])
}

// addUp gives every entry of a block its points, and notes who holds it.
func (s *selection) addUp(n int, b termBlock) {
	t, at, in := s.terms[b.term], s.p.blocks[b.block], &s.p.stretches[n]
	norms := s.p.norms[n*stretchEntries:]
	if at.dense() {
		for e, count := range in.all(at)[:min(stretchEntries, len(norms))] {
			if count > 0 {
				s.held[e/64] |= 1 << (e % 64)
				s.sums[e] += t.points(count, norms[e])
			}
		}
		return
	}
	entries, counts := in.sparse(at)
	counts = counts[:len(entries)]
	for i, e := range entries {
		e &= stretchEntries - 1
		s.held[e/64] |= 1 << (e % 64)
		s.sums[e] += t.points(counts[i], norms[e])
	}
}

// collect takes the entries held that have so many points, and lets through
// those that count.
func (s *selection) collect(first int, points int64) {
	s.found = s.found[:0]
	for w, word := range s.held {
		for ; word != 0; word &= word - 1 {
			e := w*64 + bits.TrailingZeros64(word)
			if s.sums[e] < points {
				continue
			}
			switch share := s.gate.share(int32(first + e)); share {
			case 0:
			case 1:
				s.found = append(s.found, contender{uint16(e), s.needed(1)})
			default:
				s.found = append(s.found, contender{uint16(e), s.needed(share)})
			}
		}
	}
	clear(s.held[:])
}

// keep drops who will not come among the best with so many more points.
func (s *selection) keep(more int64) {
	kept := s.found[:0]
	for _, f := range s.found {
		if s.sums[f.entry]+more >= f.needs {
			kept = append(kept, f)
		}
	}
	s.found = kept
}

// seekCost is how many postings are added up in the time it takes to seek one.
const seekCost = 6

// lookUp gives the entries found their points of a block; what it gives others
// is of no matter.
func (s *selection) lookUp(n int, b termBlock) {
	t, at, in := s.terms[b.term], s.p.blocks[b.block], &s.p.stretches[n]
	norms := s.p.norms[n*stretchEntries:]
	if at.dense() {
		all := in.all(at)
		for _, f := range s.found {
			if count := all[f.entry]; count > 0 {
				s.sums[f.entry] += t.points(count, norms[f.entry])
			}
		}
		return
	}
	entries, counts := in.sparse(at)
	counts = counts[:len(entries)]
	if len(entries) < len(s.found)*seekCost {
		for i, e := range entries {
			e &= stretchEntries - 1
			s.sums[e] += t.points(counts[i], norms[e])
		}
		return
	}
	i := 0
	for _, f := range s.found {
		i = seek(entries, i, f.entry)
		if i < len(entries) && entries[i] == f.entry {
			s.sums[f.entry] += t.points(counts[i], norms[f.entry])
		}
	}
}

// seek is the first place from one on that is not below an entry: in steps
// that double, then by halves.
func seek(entries []uint16, from int, entry uint16) int {
	step := 1
	for from+step < len(entries) && entries[from+step] < entry {
		from += step
		step *= 2
	}
	at, _ := slices.BinarySearch(entries[from:min(len(entries), from+step+1)], entry)
	return from + at
}

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
