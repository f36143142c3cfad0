package retrieval

import (
	"cmp"
	"container/heap"
	"slices"
)

// top keeps the best n of many without sorting them all.
type top struct {
	n    int
	heap worstFirst
}

func newTop(n int) *top { return &top{n: n} }

func (t *top) offer(s scored) {
	switch {
	case t.n <= 0:
	case len(t.heap) < t.n:
		heap.Push(&t.heap, s)
	case better(s, t.heap[0]) < 0:
		t.heap[0] = s
		heap.Fix(&t.heap, 0)
	}
}

// bar is the score that has to be reached, ok false while any will do.
func (t *top) bar() (score float64, ok bool) {
	if len(t.heap) < t.n {
		return 0, false
	}
	return t.heap[0].score, true
}

func (t *top) sorted() []scored {
	slices.SortFunc(t.heap, better)
	return t.heap
}

// better orders the higher score first, then the lower entry.
func better(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
}

type worstFirst []scored

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return better(h[i], h[j]) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worstFirst) Push(x any)        { *h = append(*h, x.(scored)) }
func (h *worstFirst) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
