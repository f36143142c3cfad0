package retrieval

import (
	"math"
	"slices"
	"sync"
)

// BM25 parameters. Tuning them was measured not to help.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// postings is the inverted index: for every gram the entries that hold it.
type postings struct {
	// chars, pairs and words number the lists; in chars 0 is none and every
	// number is one more.
	chars []int32
	pairs map[uint64]int32 // rare characters beyond chars too
	words map[string]int32
	lists []list
	// norms holds k1·(1 − b + b·length/average) of every entry.
	norms []float64

	scratch sync.Pool // of *scores, sized to the entries
}

// commonChars is beyond the last character of the basic plane. A pair is
// always greater.
const commonChars = 1 << 16

// list says where a gram stands. Counts stop at 255, where BM25 is flat.
type list struct {
	entries []int32 // ascending
	counts  []uint8
}

type postingsBuilder struct {
	p       *postings
	lengths []int
}

func newPostingsBuilder() *postingsBuilder {
	return &postingsBuilder{p: &postings{chars: make([]int32, commonChars), pairs: map[uint64]int32{}, words: map[string]int32{}}}
}

// add appends the next entry with its folded text.
func (b *postingsBuilder) add(text string) {
	p, n, length := b.p, int32(len(b.lengths)), 0
	grams(text, func(g gram) {
		length++
		l := &p.lists[p.number(g)]
		if last := len(l.entries) - 1; last >= 0 && l.entries[last] == n {
			if l.counts[last] < math.MaxUint8 {
				l.counts[last]++
			}
			return
		}
		l.entries = append(l.entries, n)
		l.counts = append(l.counts, 1)
	})
	b.lengths = append(b.lengths, length)
}

// number is the gram's list, a new one where there is none yet.
func (p *postings) number(g gram) int32 {
	id, ok := p.id(g)
	if ok {
		return id
	}
	id = int32(len(p.lists))
	p.lists = append(p.lists, list{})
	switch {
	case g.kind == wordGram:
		p.words[g.word] = id
	case g.key < commonChars:
		p.chars[g.key] = id + 1
	default:
		p.pairs[g.key] = id
	}
	return id
}

// join adds entries that come after those of b.
func (b *postingsBuilder) join(later *postingsBuilder) {
	before := int32(len(b.lengths))
	add := func(g gram, id int32) {
		from := later.p.lists[id]
		for i := range from.entries {
			from.entries[i] += before
		}
		to := &b.p.lists[b.p.number(g)]
		to.entries = append(to.entries, from.entries...)
		to.counts = append(to.counts, from.counts...)
	}
	for key, id := range later.p.chars {
		if id > 0 {
			add(gram{kind: charGram, key: uint64(key)}, id-1)
		}
	}
	for key, id := range later.p.pairs {
		add(gram{kind: pairGram, key: key}, id)
	}
	for word, id := range later.p.words {
		add(gram{kind: wordGram, word: word}, id)
	}
	b.lengths = append(b.lengths, later.lengths...)
}

func (b *postingsBuilder) build() *postings {
	total := 0
	for _, n := range b.lengths {
		total += n
	}
	average := max(1, float64(total)/float64(max(1, len(b.lengths))))
	p := b.p
	p.norms = make([]float64, len(b.lengths))
	for i, n := range b.lengths {
		p.norms[i] = bm25K1 * (1 - bm25B + bm25B*float64(n)/average)
	}
	for i := range p.lists {
		p.lists[i].entries = slices.Clip(p.lists[i].entries)
		p.lists[i].counts = slices.Clip(p.lists[i].counts)
	}
	p.scratch.New = func() any { return &scores{of: make([]float64, len(p.norms))} }
	return p
}

func (p *postings) id(g gram) (int32, bool) {
	if g.kind == wordGram {
		id, ok := p.words[g.word]
		return id, ok
	}
	if g.key < commonChars {
		id := p.chars[g.key] - 1
		return id, id >= 0
	}
	id, ok := p.pairs[g.key]
	return id, ok
}

// idf is the weight of a gram: high where few entries hold it, highest where
// none does.
func (p *postings) idf(g gram) float64 {
	df := 0
	if id, ok := p.id(g); ok {
		df = len(p.lists[id].entries)
	}
	return math.Log1p((float64(len(p.norms)-df) + 0.5) / (float64(df) + 0.5))
}

// has reports whether an entry holds a gram.
func (p *postings) has(entry int, g gram) bool {
	id, ok := p.id(g)
	if !ok {
		return false
	}
	_, ok = slices.BinarySearch(p.lists[id].entries, int32(entry))
	return ok
}

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

// scores accumulates one search; all zero between searches.
type scores struct {
	of      []float64
	touched []int32
}

// score gives entries their BM25. admit says which entries count. Release the
// scores after use.
func (p *postings) score(query []weighted, admit func(entry int32) bool) *scores {
	s := p.scratch.Get().(*scores)
	for _, q := range query {
		id, ok := p.id(q.gram)
		if !ok {
			continue
		}
		l := p.lists[id]
		weight := q.weight * p.idf(q.gram) * (bm25K1 + 1)
		for i, e := range l.entries {
			if s.of[e] == 0 {
				if !admit(e) {
					continue
				}
				s.touched = append(s.touched, e)
			}
			count := float64(l.counts[i])
			s.of[e] += float64(weight * count / (count + p.norms[e]))
		}
	}
	return s
}

// release makes the scores ready for another search.
func (p *postings) release(s *scores) {
	for _, e := range s.touched {
		s.of[e] = 0
	}
	s.touched = s.touched[:0]
	p.scratch.Put(s)
}

// top returns the best n entries, ties by entry, which is by document and
// order in it. factor says how much an entry counts.
func (s *scores) top(n int, factor func(entry int32) float64) []scored {
	best := newTop(n)
	for _, e := range s.touched {
		best.offer(scored{int(e), s.of[e] * factor(e)})
	}
	return best.sorted()
}
