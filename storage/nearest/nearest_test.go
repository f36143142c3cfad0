package nearest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"clausewise/retrieval"
)

func TestRank(t *testing.T) {
	n := func(document, key string, version int, similarity float64) retrieval.Neighbour {
		return retrieval.Neighbour{Ref: retrieval.Ref{Document: document, Key: key, Version: version}, Similarity: similarity}
	}
	want := []retrieval.Neighbour{n("b", "9", 1, 0.9), n("a", "10", 1, 0.5), n("a", "2", 1, 0.5), n("a", "2", 2, 0.5), n("b", "1", 1, 0.5), n("a", "1", 1, -0.5)}
	shuffled := slices.Clone(want)
	random := rand.New(rand.NewPCG(1, 1))
	for k := range len(want) + 3 {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := Rank(slices.Clone(shuffled), k); !slices.Equal(got, want[:min(k, len(want))]) {
			t.Errorf("the first %d are %v", k, got)
		}
	}
	if got := Rank(shuffled, -1); len(got) != 0 {
		t.Errorf("the first -1 are %v", got)
	}
}

// fill makes n vectors of which many are equal or nearly so, over documents
// that alternate in stretches.
func fill(random *rand.Rand, n, dim int) *Matrix {
	m := NewMatrix(dim, n)
	values := make([]float32, dim)
	for i := range n {
		switch i % 5 {
		case 0:
			for j := range values {
				values[j] = float32(random.NormFloat64())
			}
		case 3:
			values[random.IntN(dim)] += 1e-7
		}
		m.Add(retrieval.Ref{Document: fmt.Sprint("d", i/7%4), Version: 1, Key: fmt.Sprint(i)}, values)
	}
	return m
}

// plain is the definition of Search.
func plain(m *Matrix, query []float32, k int, documents []string) []retrieval.Neighbour {
	var all []retrieval.Neighbour
	for i, ref := range m.refs {
		if documents != nil && !slices.Contains(documents, ref.Document) {
			continue
		}
		if s, ok := retrieval.Cosine(query, m.values[i*m.dim:(i+1)*m.dim]); ok {
			all = append(all, retrieval.Neighbour{Ref: ref, Similarity: s})
		}
	}
	slices.SortFunc(all, func(a, b retrieval.Neighbour) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Ref.Document, b.Ref.Document), cmp.Compare(a.Ref.Key, b.Ref.Key))
	})
	return all[:min(max(k, 0), len(all))]
}

func TestSearch(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for _, size := range []struct{ n, dim int }{{0, 3}, {1, 1}, {2, 5}, {50, 7}, {333, 64}, {3000, 400}} {
		m := fill(random, size.n, size.dim)
		if m.Len() != size.n {
			t.Fatalf("Len %d, want %d", m.Len(), size.n)
		}
		for _, documents := range [][]string{nil, {}, {"d1"}, {"d3", "none", "d0", "d3"}} {
			query := make([]float32, size.dim)
			for j := range query {
				query[j] = float32(random.NormFloat64())
			}
			for _, k := range []int{-1, 0, 1, 2, 10, 49, size.n, size.n + 5} {
				got, want := m.Search(query, k, documents, nil), plain(m, query, k, documents)
				if !slices.Equal(got, want) {
					t.Fatalf("%d×%d, k %d, documents %q:\n got %v\nwant %v", size.n, size.dim, k, documents, got, want)
				}
			}
		}
	}
}

func TestSearchZero(t *testing.T) {
	m := NewMatrix(2, 3)
	m.Add(retrieval.Ref{Key: "zero"}, []float32{0, 0})
	m.Add(retrieval.Ref{Key: "far"}, []float32{-1, 0})
	if got := m.Search([]float32{1, 0}, 5, nil, nil); len(got) != 1 || got[0].Ref.Key != "far" {
		t.Errorf("Search: %v", got)
	}
	if got := m.Search([]float32{0, 0}, 5, nil, nil); len(got) != 0 {
		t.Errorf("Search for nothing: %v", got)
	}
}

func FuzzKth(f *testing.F) {
	f.Add([]byte{3, 1, 2, 2, 9}, 2)
	f.Fuzz(func(t *testing.T, b []byte, k int) {
		if k < 1 || k > len(b) {
			t.Skip()
		}
		scores := make([]float32, len(b))
		for i, x := range b {
			scores[i] = float32(x) - 100
		}
		got := kth(scores, k)
		slices.Sort(scores)
		if want := scores[len(scores)-k]; got != want {
			t.Errorf("%d-th largest of %v is %v, got %v", k, scores, want, got)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	random := rand.New(rand.NewPCG(9, 9))
	for _, n := range []int{1_000, 10_000, 100_000} {
		m := fill(random, n, 512)
		query := make([]float32, 512)
		for j := range query {
			query[j] = float32(random.NormFloat64())
		}
		b.Run(fmt.Sprintf("%d×512", n), func(b *testing.B) {
			for b.Loop() {
				m.Search(query, 20, nil, nil)
			}
		})
	}
}
