package retrieval

import (
	"cmp"
	"slices"
)

// top keeps the best n of many without sorting them all.
type top struct {
	n    int
	heap []scored // the worst first: none is worse than that it hangs from
}

func newTop(n int) *top { return &top{n: n} }

func (t *top) offer(s scored) {
	switch {
	case t.n <= 0:
	case len(t.heap) < t.n:
		t.heap = append(t.heap, s)
		t.rise(len(t.heap) - 1)
	case better(s, t.heap[0]) < 0:
		t.heap[0] = s
		t.sink(0)
	}
}

func (t *top) rise(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if better(t.heap[i], t.heap[parent]) <= 0 {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *top) sink(i int) {
	for {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if better(t.heap[child], t.heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		t.heap[i], t.heap[worst] = t.heap[worst], t.heap[i]
		i = worst
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
