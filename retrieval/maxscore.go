package retrieval

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// scored is an entry with its score.
type scored struct {
	entry int
	score float64
}

// gate says how much entries count, 0 to 1; 0 is not at all.
type gate interface {
	share(entry int32) float64
	// most is no less than the share of any entry from one to before another.
	most(from, to int32) float64
}

// selection is a search under way: MaxScore over stretches of the index. In each
// stretch the terms that weigh least, whose postings come to little even
// together, are left aside. Of the others the postings' bounds are added up;
// entries that may come among the best by these are looked up in the lists left
// aside, and those that still may are scored.
type selection struct {
	p      *postings
	terms  []term
	bounds []*bounds // beside terms; nil where postings are few
	scale  scale
	gate   gate
	best   *top

	// bar is how many points, at a share of 1, the last of the best has: of
	// those found here, or by another at work on the same search.
	bar    int64
	shared *atomic.Int64
	// of the stretch under way
	steps [stretchEntries]uint16 // bounds of what entries get by terms not left aside
	found []contender
}

// termBlock is a term's block in a stretch. rest is the most that its postings
// and those of the terms after it come to.
type termBlock struct {
	term  int32
	block int32
	rest  int64
}

// contender is an entry that may come among the best, if it gets that many
// points.
type contender struct {
	entry uint16
	needs int64
	sum   int64 // points so far
	bound int64 // of the points by terms not left aside
}

const (
	// shareFrom is from how many stretches on the processors share a search.
	shareFrom = 8
	// asidePercent is how much of the bar the terms left aside may come to.
	// More leaves fewer postings to add up and more entries to look up.
	asidePercent = 40
)

// top returns the best n entries by their points times their share, ties by
// entry, which is by document and order in it.
func (p *postings) top(terms []term, n int, g gate) []scored {
	if len(p.norms) <= exactEntries {
		return p.all(terms, n, g)
	}
	blocks := p.byStretch(terms)
	most := make([]int64, len(blocks))
	order := make([]int, 0, len(blocks))
	for i, list := range blocks {
		for _, b := range list {
			most[i] += terms[b.term].most(p.bests[b.block])
		}
		if len(list) > 0 {
			order = append(order, i)
		}
	}
	// The stretch that promises most raises the bar soonest.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })

	scale := scaleOf(terms)
	tables := make([]*bounds, len(terms))
	for i, t := range terms {
		if t.list.entries >= tableFrom {
			tables[i] = scale.bounds(t)
		}
	}
	workers := 1
	if len(order) >= shareFrom {
		workers = runtime.GOMAXPROCS(0)
	}
	var next, bar atomic.Int64
	selections := make([]*selection, workers)
	var all sync.WaitGroup
	for i := range selections {
		s := &selection{p: p, terms: terms, bounds: tables, scale: scale, gate: g, best: newTop(n), shared: &bar}
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

// byStretch are the terms' blocks, in order of terms.
func (p *postings) byStretch(terms []term) [][]termBlock {
	held := make([]int, len(p.stretches))
	total := 0
	for _, t := range terms {
		for _, b := range p.blocks[t.list.from:t.list.to] {
			held[b.stretch]++
		}
		total += int(t.list.to - t.list.from)
	}
	room := make([]termBlock, total)
	blocks := make([][]termBlock, len(p.stretches))
	for i, n := range held {
		blocks[i], room = room[:0:n], room[n:]
	}
	for i, t := range terms {
		for b := t.list.from; b < t.list.to; b++ {
			at := p.blocks[b].stretch
			blocks[at] = append(blocks[at], termBlock{term: int32(i), block: b})
		}
	}
	return blocks
}

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
	from := len(blocks) // of those left aside
	for i := len(blocks) - 1; i >= 0; i-- {
		b := &blocks[i]
		rest += s.terms[b.term].most(s.p.bests[b.block])
		b.rest = rest
		if b.term >= mostBounded || rest < bar/100*asidePercent {
			from = i
		}
	}
	if rest < bar {
		return
	}
	added, aside := blocks[:from], blocks[from:]
	for _, b := range added {
		s.addUp(n, b)
	}
	before := math.MaxUint16 + 1
	if s.bar == 0 {
		// Those that promise most raise the bar for the others.
		before = s.promising(first)
		s.collect(first, before, math.MaxUint16+1)
		s.settle(n, added, aside)
		s.raise()
		bar = s.needed(most)
	}
	low := max(1, s.scale.reach(bar))
	if len(aside) > 0 {
		low = s.scale.reach(bar - aside[0].rest)
	}
	s.collect(first, low, before)
	s.settle(n, added, aside)
	clear(s.steps[:])
}

// addUp gives every entry of a block the bound of its points.
func (s *selection) addUp(n int, b termBlock) {
	t, at, in := s.terms[b.term], s.p.blocks[b.block], &s.p.stretches[n]
	table := s.bounds[b.term]
	if table == nil {
		norms := s.p.norms[n*stretchEntries:]
		in.each(at, func(e uint16, count uint8) {
			s.steps[e] += s.scale.over(t.points(count, norms[e]))
		})
		return
	}
	classes := (*[stretchEntries]uint8)(s.p.classes[n*stretchEntries:])
	if at.dense() {
		for e, count := range in.all(at) {
			s.steps[e] += table.of(count, classes[e])
		}
		return
	}
	entries, counts := in.sparse(at)
	counts = counts[:len(entries)]
	for i, e := range entries {
		e &= stretchEntries - 1
		s.steps[e] += table.of(counts[i], classes[e])
	}
}

// promising is a number of steps that at least as many entries reach as are
// wanted, where so many hold anything and count.
func (s *selection) promising(first int) int {
	const classes = 1 << 10
	var held [classes]int
	for e, steps := range s.steps {
		if steps > 0 && s.gate.share(int32(first+e)) > 0 {
			held[steps/(1<<16/classes)]++
		}
	}
	reached := 0
	for class := classes - 1; class > 0; class-- {
		if reached += held[class]; reached >= s.best.n {
			return class * (1 << 16 / classes)
		}
	}
	return 1
}

// collect takes the entries that count, from a number of steps to before
// another.
func (s *selection) collect(first, from, before int) {
	s.found = s.found[:0]
	for e, steps := range s.steps[:min(stretchEntries, len(s.p.norms)-first)] {
		if int(steps) < from || int(steps) >= before {
			continue
		}
		if share := s.gate.share(int32(first + e)); share > 0 {
			s.found = append(s.found, contender{entry: uint16(e), needs: s.needed(share), bound: int64(steps) * s.scale.step})
		}
	}
}

// settle offers those found that come among the best.
func (s *selection) settle(n int, added, aside []termBlock) {
	for _, b := range aside {
		s.keep(b.rest)
		s.lookUp(n, b)
	}
	s.keep(0)
	for _, b := range added {
		s.lookUp(n, b)
	}
	first := n * stretchEntries
	for _, f := range s.found {
		if f.sum > 0 {
			entry := first + int(f.entry)
			s.best.offer(scored{entry, inUnits(f.sum, s.gate.share(int32(entry)))})
		}
	}
}

// keep drops who will not come among the best with so many more points.
func (s *selection) keep(more int64) {
	kept := s.found[:0]
	for _, f := range s.found {
		if f.sum+f.bound+more >= f.needs {
			kept = append(kept, f)
		}
	}
	s.found = kept
}

// lookUp gives the entries found their points of a block.
func (s *selection) lookUp(n int, b termBlock) {
	t, at, in := s.terms[b.term], s.p.blocks[b.block], &s.p.stretches[n]
	norms := s.p.norms[n*stretchEntries:]
	if at.dense() {
		all := in.all(at)
		for i := range s.found {
			f := &s.found[i]
			if count := all[f.entry]; count > 0 {
				f.sum += t.points(count, norms[f.entry])
			}
		}
		return
	}
	entries, counts := in.sparse(at)
	place := 0
	for i := range s.found {
		f := &s.found[i]
		if place = seek(entries, place, f.entry); place == len(entries) {
			return
		}
		if entries[place] == f.entry {
			f.sum += t.points(counts[place], norms[f.entry])
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
