package retrieval

import (
	"cmp"
	"math"
	"slices"
)

const (
	// lexicalCandidates and nearestCandidates are how many rows each ranking
	// brings to the fusion.
	lexicalCandidates = 200
	nearestCandidates = 100

	// cosineWeight is what a cosine of 1 counts against the best lexical hit.
	cosineWeight = 0.8

	// contextWeight is what a row gains by its document, whose evidence is the
	// mean score of its contextRows best rows: a law that speaks of the matter
	// in several places is more likely the one that is asked about.
	contextWeight = 0.3
	contextRows   = 3

	// lawWeight is what a law of the land counts more than the regulations,
	// interpretations and measures that carry it out: who names no document
	// asks what holds for everybody. It decides between rows that fit about
	// alike, and lifts none over one that fits well.
	lawWeight = 0.1

	// wordWeight is what a row gains that holds every word of a query. The
	// rankings count characters, their pairs and a mean of words; of the
	// wordRows first, whole words say which are about the same thing.
	wordWeight = 0.3
	wordRows   = 20

	// citedBoost lifts the rows a query cites by number above all others,
	// citedElsewhereBoost those of them whose documents are of another place
	// than it names, numberedBoost those of a document it cites by number.
	citedBoost          = 20
	citedElsewhereBoost = 15
	numberedBoost       = 10
)

// candidate is an entry on its way to becoming a hit.
type candidate struct {
	entry                  int
	lexical, cosine, score float64
	compared               bool // it has a vector, to which cosine belongs
	cited                  bool
}

// candidates collects entries, each once.
type candidates struct {
	list []candidate
	at   map[int]int // entry → index in list
}

func (c *candidates) of(entry int) *candidate {
	n, ok := c.at[entry]
	if !ok {
		n = len(c.list)
		c.at[entry] = n
		c.list = append(c.list, candidate{entry: entry})
	}
	return &c.list[n]
}

// fuse joins both rankings: the lexical score as a share of the best one plus
// the weighted cosine, and what a law counts more. Whatever either has found
// gets both. Cosines are
// rounded, that two stores which sum in another order rank alike, and scaled
// like the lexical scores.
func (x *Index) fuse(lexical, nearest []scored, terms []term, counts *counting) *candidates {
	c := &candidates{
		list: make([]candidate, 0, len(lexical)+len(nearest)),
		at:   make(map[int]int, len(lexical)+len(nearest)),
	}
	best := 0.0
	for _, s := range lexical {
		best = max(best, s.score)
	}
	for _, s := range lexical {
		c.of(s.entry).lexical = s.score / best
	}
	found := len(c.list)
	for _, s := range nearest {
		h := c.of(s.entry)
		h.cosine, h.compared = round(s.score), true
	}
	usual := usualCosine(c.list[:found])
	if best > 0 {
		x.lexicalOf(c.list[found:], terms, counts, best)
	}
	for i := range c.list {
		h := &c.list[i]
		cosine := h.cosine
		if !h.compared {
			cosine = usual
		}
		said := float64(cosineWeight * max(0, cosine))
		if x.laws[x.documentOf[h.entry]] {
			said += lawWeight
		}
		h.score = h.lexical + float64(said*counts.factor(int32(h.entry)))
	}
	return c
}

// usualCosine is the mean of those candidates that have a vector: while vectors
// are being made, what has none yet must not fall behind for that.
func usualCosine(list []candidate) float64 {
	sum, n := 0.0, 0
	for i := range list {
		if list[i].compared {
			sum += list[i].cosine
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return round(sum / float64(n))
}

// lexicalOf scores candidates that the ranking by words has not brought.
func (x *Index) lexicalOf(list []candidate, terms []term, counts *counting, best float64) {
	entries := make([]int32, len(list))
	for i := range list {
		entries[i] = int32(list[i].entry)
	}
	slices.Sort(entries)
	points := x.postings.points(terms, entries)
	for i := range list {
		at, _ := slices.BinarySearch(entries, int32(list[i].entry))
		list[i].lexical = inUnits(points[at], counts.factor(entries[at])) / best
	}
}

// context adds to every candidate what the others of its document say for it.
func (c *candidates) context(documentOf []int32) {
	best := map[int32]*[contextRows]float64{} // descending
	for _, h := range c.list {
		d := documentOf[h.entry]
		scores, ok := best[d]
		if !ok {
			scores = new([contextRows]float64)
			best[d] = scores
		}
		s := h.score
		for i := range scores {
			if s > scores[i] {
				s, scores[i] = scores[i], s
			}
		}
	}
	for i := range c.list {
		sum := 0.0
		for _, s := range best[documentOf[c.list[i].entry]] {
			sum += s
		}
		c.list[i].score += float64(contextWeight * sum / contextRows)
	}
}

func round(cosine float64) float64 { return math.Round(cosine*1e5) / 1e5 }

// lead returns the best n in order; rank breaks ties.
func (c *candidates) lead(n int, rank []int32) []candidate {
	n = min(n, len(c.list))
	if n == 0 {
		return nil
	}
	first := c.list[:n]
	sortCandidates(first, rank)
	// The others are many, and few of them belong in front.
	for i := n; i < len(c.list); i++ {
		if compareCandidates(&c.list[i], &first[n-1], rank) > 0 {
			continue
		}
		first[n-1], c.list[i] = c.list[i], first[n-1]
		for k := n - 1; k > 0 && compareCandidates(&first[k], &first[k-1], rank) < 0; k-- {
			first[k], first[k-1] = first[k-1], first[k]
		}
	}
	return first
}

func sortCandidates(list []candidate, rank []int32) {
	slices.SortFunc(list, func(a, b candidate) int { return compareCandidates(&a, &b, rank) })
}

func compareCandidates(a, b *candidate, rank []int32) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(rank[a.entry], rank[b.entry]))
}
