package retrieval

import (
	"math"
	"slices"
)

// BM25 parameters. Tuning them was measured not to help.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// stretchEntries is how many entries one stretch of the index holds: an entry's
// place in it fits 16 bits, and what a search adds up for it a processor's
// cache.
const stretchEntries = 1 << 13

// postings is the inverted index: for every gram the entries that hold it, in
// blocks, one for each stretch of entries that has any.
type postings struct {
	pairs *gramTable       // characters and pairs → number in lists
	words map[string]int32 // → number in lists
	lists []list
	// blocks holds the blocks of all lists, list by list, ascending in each;
	// bests beside them the most a posting of the block can weigh, in 255ths of
	// its gram's weight, rounded up.
	blocks    []block
	bests     []uint8
	stretches []stretch
	// norms holds k1·(1 − b + b·length/average) of every entry.
	norms []float32
	// classes are those of the norms, filled up to whole stretches.
	classes []uint8
}

// list is where the blocks of a gram are, and how many entries hold it.
type list struct {
	from, to int32
	entries  int32
}

// block is the postings of one gram in one stretch.
type block struct {
	from    uint32 // in the stretch's postings or, of a dense block, in dense
	last    uint16 // their number less one
	stretch uint16
}

// dense reports whether a block has a count for every entry of the stretch:
// where a quarter of them hold the gram that takes hardly more room, and no
// search to look one up.
func (b block) dense() bool { return int(b.last)+1 >= stretchEntries/4 }

// stretch holds the postings of neighbouring entries, gram by gram. An entry is
// called by its distance from the stretch's first. Counts stop at 255, where
// BM25 is flat.
type stretch struct {
	entries []uint16 // ascending within a gram
	counts  []uint8
	dense   []uint8 // stretchEntries counts a gram, 0 where an entry lacks it
}

// sparse are the postings of a block that is not dense.
func (s *stretch) sparse(b block) ([]uint16, []uint8) {
	to := b.from + uint32(b.last) + 1
	return s.entries[b.from:to], s.counts[b.from:to]
}

// all are the counts of a dense block by entry.
func (s *stretch) all(b block) *[stretchEntries]uint8 {
	return (*[stretchEntries]uint8)(s.dense[b.from:])
}

// count is how often an entry holds the gram of a block.
func (s *stretch) count(b block, entry uint16) uint8 {
	if b.dense() {
		return s.all(b)[entry]
	}
	entries, counts := s.sparse(b)
	at, ok := slices.BinarySearch(entries, entry)
	if !ok {
		return 0
	}
	return counts[at]
}

// each calls yield for the postings of a block in order.
func (s *stretch) each(b block, yield func(entry uint16, count uint8)) {
	if b.dense() {
		for e, count := range s.all(b) {
			if count > 0 {
				yield(uint16(e), count)
			}
		}
		return
	}
	entries, counts := s.sparse(b)
	for i, e := range entries {
		yield(e, counts[i])
	}
}

func (p *postings) id(g gram) (int32, bool) {
	if g.kind == wordGram {
		id, ok := p.words[g.word]
		return id, ok
	}
	return p.pairs.id(g.key)
}

// idf is the weight of a gram: high where few entries hold it, highest where
// none does.
func (p *postings) idf(g gram) float64 {
	df := 0
	if id, ok := p.id(g); ok {
		df = int(p.lists[id].entries)
	}
	return math.Log1p((float64(len(p.norms)-df) + 0.5) / (float64(df) + 0.5))
}

// has reports whether an entry holds a gram.
func (p *postings) has(entry int, g gram) bool {
	id, ok := p.id(g)
	return ok && p.count(p.lists[id], entry) > 0
}

// count is how often an entry holds the gram of a list.
func (p *postings) count(l list, entry int) uint8 {
	n := uint16(entry / stretchEntries)
	blocks := p.blocks[l.from:l.to]
	at, ok := slices.BinarySearchFunc(blocks, n, func(b block, n uint16) int { return int(b.stretch) - int(n) })
	if !ok {
		return 0
	}
	return p.stretches[n].count(blocks[at], uint16(entry%stretchEntries))
}

// together reports whether one entry holds every gram of folded text.
func (p *postings) together(folded string) bool {
	var lists []list
	complete := true
	grams(folded, func(g gram) {
		id, ok := p.id(g)
		complete = complete && ok
		if ok {
			lists = append(lists, p.lists[id])
		}
	})
	if !complete || len(lists) == 0 {
		return false
	}
	rarest := slices.MinFunc(lists, func(a, b list) int { return int(a.entries) - int(b.entries) })
	found := false
	for _, b := range p.blocks[rarest.from:rarest.to] {
		p.stretches[b.stretch].each(b, func(e uint16, _ uint8) {
			entry := int(b.stretch)*stretchEntries + int(e)
			found = found || !slices.ContainsFunc(lists, func(l list) bool { return p.count(l, entry) == 0 })
		})
		if found {
			return true
		}
	}
	return false
}
