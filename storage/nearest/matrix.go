package nearest

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"clausewise/retrieval"
)

// Matrix holds vectors in memory for exact search. It is not changed after
// the last Add, and then safe for many readers.
type Matrix struct {
	dim    int
	refs   []retrieval.Ref
	values []float32 // one row of dim after the other
	norms  []float32 // lengths of the rows; 0 for a zero vector
	// spans of rows by document; a document's rows may stand in several.
	spans map[string][]span
	// at is the row of each ref.
	at map[retrieval.Ref]int
}

type span struct{ from, to int }

// NewMatrix returns an empty matrix of a dimension, with room for n vectors.
func NewMatrix(dim, n int) *Matrix {
	return &Matrix{
		dim:    dim,
		refs:   make([]retrieval.Ref, 0, n),
		values: make([]float32, 0, n*dim),
		norms:  make([]float32, 0, n),
		spans:  map[string][]span{},
		at:     make(map[retrieval.Ref]int, n),
	}
}

// Len is the number of vectors.
func (m *Matrix) Len() int { return len(m.refs) }

// Add appends a vector, whose length is the matrix's dimension, and copies
// its values.
func (m *Matrix) Add(ref retrieval.Ref, values []float32) {
	i := len(m.refs)
	m.refs = append(m.refs, ref)
	m.values = append(m.values, values...)
	m.norms = append(m.norms, length(values))
	m.at[ref] = i
	spans := m.spans[ref.Document]
	if n := len(spans); n > 0 && spans[n-1].to == i {
		spans[n-1].to = i + 1
		return
	}
	m.spans[ref.Document] = append(spans, span{i, i + 1})
}

// Search returns the k vectors nearest to query among those of the given
// documents (nil means all), by exact scan: first in single precision, then
// those that could be among the best again by Cosine. The vectors of beside
// are added to them.
func (m *Matrix) Search(query []float32, k int, documents []string, beside []retrieval.Ref) []retrieval.Neighbour {
	return Join(m.nearest(query, k, documents), m.beside(query, beside))
}

// beside returns the vectors of refs, as far as they are there.
func (m *Matrix) beside(query []float32, refs []retrieval.Ref) []retrieval.Neighbour {
	var found []retrieval.Neighbour
	for _, ref := range refs {
		if row, ok := m.at[ref]; ok {
			if sim, ok := retrieval.Cosine(query, m.row(row)); ok {
				found = append(found, retrieval.Neighbour{Ref: ref, Similarity: sim})
			}
		}
	}
	return found
}

func (m *Matrix) row(i int) []float32 { return m.values[i*m.dim : (i+1)*m.dim] }

func (m *Matrix) nearest(query []float32, k int, documents []string) []retrieval.Neighbour {
	spans := m.chosen(documents)
	n := 0
	for _, s := range spans {
		n += s.to - s.from
	}
	if k <= 0 || n == 0 {
		return nil
	}
	norm := length(query)
	if norm == 0 {
		return nil
	}
	scores := make([]float32, n)
	m.scan(query, norm, spans, scores)
	floor := float32(math.Inf(-1))
	if k < n {
		floor = kth(scores, k) - Margin
	}
	return m.rescore(query, k, spans, scores, floor)
}

// chosen returns the spans of the documents, in order of rows.
func (m *Matrix) chosen(documents []string) []span {
	if documents == nil {
		return []span{{0, len(m.refs)}}
	}
	var spans []span
	for _, d := range slices.Compact(slices.Sorted(slices.Values(documents))) {
		spans = append(spans, m.spans[d]...)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	return spans
}

// parallelFrom is the number of multiplications from which it pays to share
// a scan between processors.
const parallelFrom = 1 << 20

// scan writes the similarity of every row of the spans into scores.
func (m *Matrix) scan(query []float32, norm float32, spans []span, scores []float32) {
	var wg sync.WaitGroup
	defer wg.Wait()
	workers := runtime.GOMAXPROCS(0)
	if len(scores)*m.dim < parallelFrom {
		workers = 1
	}
	size := (len(scores) + workers - 1) / workers
	at := 0
	for _, s := range spans {
		for from := s.from; from < s.to; from += size {
			to := min(from+size, s.to)
			out := scores[at : at+to-from]
			at += to - from
			if workers == 1 {
				m.scoreRows(query, norm, from, out)
				continue
			}
			wg.Go(func() { m.scoreRows(query, norm, from, out) })
		}
	}
}

func (m *Matrix) scoreRows(query []float32, norm float32, from int, out []float32) {
	for i := range out {
		row := from + i
		if m.norms[row] == 0 {
			out[i] = float32(math.Inf(-1))
			continue
		}
		out[i] = dot(query, m.row(row)) / (norm * m.norms[row])
	}
}

// rescore ranks by Cosine the rows of the spans whose score reaches floor.
func (m *Matrix) rescore(query []float32, k int, spans []span, scores []float32, floor float32) []retrieval.Neighbour {
	var found []retrieval.Neighbour
	i := 0
	for _, s := range spans {
		for row := s.from; row < s.to; row++ {
			if scores[i] >= floor {
				if sim, ok := retrieval.Cosine(query, m.row(row)); ok {
					found = append(found, retrieval.Neighbour{Ref: m.refs[row], Similarity: sim})
				}
			}
			i++
		}
	}
	return Rank(found, k)
}

func length(values []float32) float32 {
	var sum float64
	for _, x := range values {
		sum += float64(x) * float64(x)
	}
	return float32(math.Sqrt(sum))
}

// dot sums in four lanes, which a processor works on at once.
func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// kth is the k-th largest score, 1 ≤ k ≤ len(scores), by a heap of the k best.
func kth(scores []float32, k int) float32 {
	heap := slices.Clone(scores[:k])
	down := func(i int) {
		for {
			least := i
			for _, c := range [2]int{2*i + 1, 2*i + 2} {
				if c < k && heap[c] < heap[least] {
					least = c
				}
			}
			if least == i {
				return
			}
			heap[i], heap[least] = heap[least], heap[i]
			i = least
		}
	}
	for i := k/2 - 1; i >= 0; i-- {
		down(i)
	}
	for _, s := range scores[k:] {
		if s > heap[0] {
			heap[0] = s
			down(0)
		}
	}
	return heap[0]
}
