package retrieval

import (
	"math"
	"slices"
	"strings"
)

// stretchBuilder reads the texts of one stretch; reset makes it ready for the
// next.
type stretchBuilder struct {
	pairs   *gramTable // characters and pairs of this stretch → order of appearance
	words   map[string]int32
	lengths []int32 // grams of each entry
	posted  []posting
	// grams of the stretch by order of appearance: their last posting, and
	// what they are: a key or, where that is 0, a word.
	last []int32
	keys []uint64
	word []string
}

// posting is that an entry holds a gram.
type posting struct {
	gram  int32
	entry uint16
	count uint8
}

func newStretchBuilder() *stretchBuilder {
	return &stretchBuilder{pairs: newGramTable(1 << 16), words: map[string]int32{}}
}

func (b *stretchBuilder) reset() {
	b.pairs.clear()
	clear(b.words)
	b.lengths, b.posted, b.last, b.keys, b.word = b.lengths[:0], b.posted[:0], b.last[:0], b.keys[:0], b.word[:0]
}

// begin starts the next entry.
func (b *stretchBuilder) begin() { b.lengths = append(b.lengths, 0) }

// add reads folded text of the entry begun.
func (b *stretchBuilder) add(text string) {
	entry := len(b.lengths) - 1
	grams(text, func(g gram) {
		b.lengths[entry]++
		id := b.number(g)
		if last := b.last[id]; last >= 0 && b.posted[last].entry == uint16(entry) {
			if p := &b.posted[last]; p.count < math.MaxUint8 {
				p.count++
			}
			return
		}
		b.last[id] = int32(len(b.posted))
		b.posted = append(b.posted, posting{id, uint16(entry), 1})
	})
}

// number is the gram's order of appearance in the stretch.
func (b *stretchBuilder) number(g gram) int32 {
	next := int32(len(b.keys))
	if g.kind == wordGram {
		if id, ok := b.words[g.word]; ok {
			return id
		}
		g.word = strings.Clone(g.word) // not to keep the text it was cut from
		b.words[g.word] = next
	} else {
		if id := b.pairs.number(g.key, next); id != next {
			return id
		}
	}
	b.keys, b.word, b.last = append(b.keys, g.key), append(b.word, g.word), append(b.last, -1)
	return next
}

// digested is a stretch with its grams, in order of appearance.
type digested struct {
	stretch
	blocks  []block // of each gram; which stretch they are in is not known yet
	keys    []uint64
	word    map[int32]string // of the grams whose key is 0
	lengths []int32
}

// finish sorts what was read by gram.
func (b *stretchBuilder) finish() digested {
	d := digested{
		blocks:  make([]block, len(b.keys)),
		keys:    slices.Clone(b.keys),
		word:    make(map[int32]string, len(b.words)),
		lengths: slices.Clone(b.lengths),
	}
	for word, id := range b.words {
		d.word[id] = word
	}
	held := make([]uint32, len(b.keys))
	for _, p := range b.posted {
		held[p.gram]++
	}
	sparse, dense := uint32(0), uint32(0)
	for i := range d.blocks {
		at := &d.blocks[i]
		at.last = uint16(held[i] - 1)
		if at.dense() {
			at.from, dense = dense, dense+stretchEntries
		} else {
			at.from, sparse = sparse, sparse+held[i]
		}
	}
	d.stretch = stretch{make([]uint16, sparse), make([]uint8, sparse), make([]uint8, dense)}
	next := make([]uint32, len(b.keys))
	for _, p := range b.posted {
		at := d.blocks[p.gram]
		if at.dense() {
			d.dense[at.from+uint32(p.entry)] = p.count
			continue
		}
		d.entries[at.from+next[p.gram]], d.counts[at.from+next[p.gram]] = p.entry, p.count
		next[p.gram]++
	}
	return d
}

// postingsBuilder joins stretches in order. All but the last are full.
type postingsBuilder struct {
	p       *postings
	lengths []int32
	// grams are the numbers of each stretch's grams, beside their blocks.
	grams  [][]int32
	blocks [][]block
}

func newPostingsBuilder() *postingsBuilder {
	return &postingsBuilder{p: &postings{pairs: newGramTable(1 << 10), words: map[string]int32{}}}
}

func (b *postingsBuilder) add(d digested) {
	p := b.p
	ids := make([]int32, len(d.keys))
	for i, key := range d.keys {
		id := int32(len(p.lists))
		if word, ok := d.word[int32(i)]; ok {
			if known, ok := p.words[word]; ok {
				id = known
			} else {
				p.words[word] = id
			}
		} else {
			id = p.pairs.number(key, id)
		}
		if int(id) == len(p.lists) {
			p.lists = append(p.lists, list{})
		}
		ids[i] = id
		p.lists[id].to++ // counts blocks until build
		d.blocks[i].stretch = uint16(len(p.stretches))
		p.lists[id].entries += int32(d.blocks[i].last) + 1
	}
	b.grams, b.blocks = append(b.grams, ids), append(b.blocks, d.blocks)
	b.lengths = append(b.lengths, d.lengths...)
	p.stretches = append(p.stretches, d.stretch)
}

func (b *postingsBuilder) build() *postings {
	p := b.p
	total := 0
	for _, n := range b.lengths {
		total += int(n)
	}
	average := max(1, float64(total)/float64(max(1, len(b.lengths))))
	p.norms, p.classes = make([]float32, len(b.lengths)), make([]uint8, len(p.stretches)*stretchEntries)
	for i, n := range b.lengths {
		p.norms[i] = float32(bm25K1 * (1 - bm25B + bm25B*float64(n)/average))
		p.classes[i] = normClass(p.norms[i])
	}
	blocks := int32(0)
	for i := range p.lists {
		l := &p.lists[i]
		l.from, blocks = blocks, blocks+l.to
		l.to = l.from
	}
	p.blocks, p.bests = make([]block, blocks), make([]uint8, blocks)
	for n, ids := range b.grams {
		for i, id := range ids {
			l := &p.lists[id]
			p.blocks[l.to], p.bests[l.to] = b.blocks[n][i], p.best(b.blocks[n][i])
			l.to++
		}
		b.grams[n], b.blocks[n] = nil, nil
	}
	return p
}

// best is the most a posting of a block weighs, in 255ths rounded up.
func (p *postings) best(b block) uint8 {
	norms := p.norms[int(b.stretch)*stretchEntries:]
	best := float32(0)
	p.stretches[b.stretch].each(b, func(e uint16, count uint8) {
		best = max(best, saturation(count, norms[e]))
	})
	return uint8(min(math.MaxUint8, math.Ceil(float64(best)*math.MaxUint8)))
}
