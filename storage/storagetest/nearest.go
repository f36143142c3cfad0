package storagetest

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"clausewise/retrieval"
)

var nearestTests = []test{
	{"best first, ties by document and key", nearestTies},
	{"only the given documents", nearestFilter},
	{"rows asked for beside the nearest", nearestBeside},
	{"zero vectors have no neighbours", nearestZero},
	{"agrees with a plain scan on random vectors", nearestRandom},
}

func keysOf(n []retrieval.Neighbour) []string {
	keys := make([]string, len(n))
	for i, x := range n {
		keys[i] = x.Ref.Document + "/" + x.Ref.Key
	}
	return keys
}

func nearestTies(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"b", Lines("乙", 11)}, Text{"a", Lines("甲", 2)}, Text{"B", Lines("大", 1)}))
	same := []float32{0.6, 0.8, 0, 0}
	putVectors(t, s, model4,
		vector("b", 1, "第2条", same...), vector("b", 1, "第10条", same...), vector("b", 1, "第1条", same...),
		vector("a", 1, "第2条", 0.8, 0.6, 0, 0), vector("a", 1, "第1条", same...), vector("B", 1, "第1条", same...),
		vector("b", 1, "第3条", -1, 0, 0, 0))
	query := []float32{0, 1, 0, 0}
	want := []string{"B/第1条", "a/第1条", "b/第10条", "b/第1条", "b/第2条", "a/第2条", "b/第3条"}
	for k := range len(want) + 2 {
		equal(t, fmt.Sprintf("the %d nearest", k), keysOf(near(t, s, query, k, nil)), want[:min(k, len(want))])
	}
	if n := near(t, s, query, -1, nil); len(n) != 0 {
		t.Errorf("the -1 nearest: %v", n)
	}
	// Length does not count, only direction.
	equal(t, "nearest to a longer query", keysOf(near(t, s, []float32{0, 7, 0, 0}, 9, nil)), want)
	for i, n := range near(t, s, query, 9, nil) {
		expected := []float64{0.8, 0.8, 0.8, 0.8, 0.8, 0.6, 0}[i]
		if math.Abs(n.Similarity-expected) > 1e-7 {
			t.Errorf("%v has similarity %v, want %v", n.Ref, n.Similarity, expected)
		}
	}
}

func nearestFilter(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"a", Lines("甲", 2)}, Text{"b", Lines("乙", 2)}, Text{"c", Lines("丙", 2)}))
	putVectors(t, s, model4,
		vector("a", 1, "第1条", 1, 0, 0, 0), vector("b", 1, "第1条", 0.8, 0.6, 0, 0), vector("c", 1, "第1条", 0.6, 0.8, 0, 0),
		vector("c", 1, "第2条", 0, 0, 1, 0))
	query := []float32{1, 0, 0, 0}
	for _, tt := range []struct {
		documents []string
		want      []string
	}{
		{nil, []string{"a/第1条", "b/第1条", "c/第1条"}},
		{[]string{}, nil},
		{[]string{"none"}, nil},
		{[]string{"c"}, []string{"c/第1条", "c/第2条"}},
		{[]string{"c", "b", "c", "none"}, []string{"b/第1条", "c/第1条", "c/第2条"}},
	} {
		equal(t, fmt.Sprintf("among %q", tt.documents), keysOf(near(t, s, query, 3, tt.documents)), tt.want)
	}
}

func nearestBeside(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"a", Lines("甲", 3)}, Text{"b", Lines("乙", 2)}))
	putVectors(t, s, model4,
		vector("a", 1, "第1条", 1, 0, 0, 0), vector("a", 1, "第2条", 0, 1, 0, 0), vector("b", 1, "第1条", 0.6, 0.8, 0, 0), vector("b", 1, "第2条", 0, 0, 0, 0))
	query := []float32{1, 0, 0, 0}
	ref := func(document string, version int, key string) retrieval.Ref {
		return retrieval.Ref{Document: document, Version: version, Key: key}
	}
	for _, tt := range []struct {
		name      string
		k         int
		documents []string
		beside    []retrieval.Ref
		want      []string
	}{
		{"farther than the nearest", 1, nil, []retrieval.Ref{ref("a", 1, "第2条")}, []string{"a/第1条", "a/第2条"}},
		{"one of the nearest, named twice", 2, nil, []retrieval.Ref{ref("a", 1, "第1条"), ref("a", 1, "第1条")}, []string{"a/第1条", "b/第1条"}},
		{"of other documents", 1, []string{"b"}, []retrieval.Ref{ref("a", 1, "第1条")}, []string{"a/第1条", "b/第1条"}},
		{"and nothing else", 0, nil, []retrieval.Ref{ref("b", 1, "第1条")}, []string{"b/第1条"}},
		{"in no document", 3, []string{}, []retrieval.Ref{ref("b", 1, "第1条")}, []string{"b/第1条"}},
		{"without a vector, unknown, of another version, zero", 1, nil, []retrieval.Ref{
			ref("a", 1, "第3条"), ref("c", 1, "第1条"), ref("a", 2, "第2条"), ref("b", 1, "第2条"),
		}, []string{"a/第1条"}},
	} {
		found, err := s.Nearest(t.Context(), model4, query, tt.k, tt.documents, tt.beside)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		equal(t, tt.name, keysOf(found), tt.want)
	}
}

func nearestZero(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"a", Lines("甲", 2)}))
	putVectors(t, s, model4, vector("a", 1, "第1条", 0, 0, 0, 0), vector("a", 1, "第2条", -1, 0, 0, 0))
	equal(t, "nearest", keysOf(near(t, s, []float32{1, 0, 0, 0}, 5, nil)), []string{"a/第2条"})
	if n := near(t, s, make([]float32, 4), 5, nil); len(n) != 0 {
		t.Errorf("neighbours of nothing: %v", n)
	}
	if missing, err := s.Missing(t.Context(), 5); err != nil || len(missing) != 0 {
		t.Errorf("a zero vector counts as missing: %v, %v", missing, err)
	}
}

// nearestRandom has clusters of vectors that differ in the last bits of
// single precision, where two ways to add up would order them differently.
// Large ones reach far beyond what is asked for.
func nearestRandom(t *testing.T, db database) {
	s := db.handle(t)
	const documents, each, dim = 5, 120, 96
	model := retrieval.Model{Name: "random", Dim: dim}
	random := rand.New(rand.NewPCG(1, 2))
	var texts []Text
	for d := range documents {
		texts = append(texts, Text{fmt.Sprintf("doc-%d", d), Lines("随机", each)})
	}
	put(t, s, Pack("p", texts...))
	var vectors []retrieval.Vector
	var centre []float32
	for d := range documents {
		for i := range each {
			if i%[]int{8, 40}[d%2] == 0 {
				centre = unit(random, nil, dim)
			}
			v := vector(texts[d].Document, 1, fmt.Sprintf("第%d条", i+1), unit(random, centre, dim)...)
			vectors = append(vectors, v)
		}
	}
	putVectors(t, s, model, vectors...)
	for q := range 12 {
		query := unit(random, nil, dim)
		if q%2 == 1 {
			query = vectors[random.IntN(len(vectors))].Values
		}
		var among []string
		if q%3 == 2 {
			among = []string{"doc-1", "doc-3"}
		}
		for _, k := range []int{1, 5, 13, 50} {
			got, want := near(t, s, query, k, among), plainScan(vectors, query, k, among)
			equal(t, fmt.Sprintf("query %d, k %d", q, k), keysOf(got), keysOf(want))
			for i := range got {
				if math.Abs(got[i].Similarity-want[i].Similarity) > 1e-12 {
					t.Errorf("query %d: %v has similarity %v, want %v", q, got[i].Ref, got[i].Similarity, want[i].Similarity)
				}
			}
		}
	}
}

// Unit is a random vector of length one.
func Unit(random *rand.Rand, dim int) []float32 { return unit(random, nil, dim) }

// unit is a random vector of length one, very near to centre where one is given.
func unit(random *rand.Rand, centre []float32, dim int) []float32 {
	v := make([]float64, dim)
	var sum float64
	for i := range v {
		v[i] = random.NormFloat64()
		if centre != nil {
			v[i] = float64(centre[i]) + 1e-7*v[i]
		}
		sum += v[i] * v[i]
	}
	out := make([]float32, dim)
	for i := range v {
		out[i] = float32(v[i] / math.Sqrt(sum))
	}
	return out
}

// plainScan is the definition of Nearest, in double precision.
func plainScan(vectors []retrieval.Vector, query []float32, k int, among []string) []retrieval.Neighbour {
	var all []retrieval.Neighbour
	for _, v := range vectors {
		if among != nil && !slices.Contains(among, v.Ref.Document) {
			continue
		}
		var dot, a, b float64
		for i, x := range query {
			y := float64(v.Values[i])
			dot += float64(x) * y
			a += float64(x) * float64(x)
			b += y * y
		}
		all = append(all, retrieval.Neighbour{Ref: v.Ref, Similarity: min(1, dot/math.Sqrt(a*b))})
	}
	slices.SortFunc(all, func(a, b retrieval.Neighbour) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Ref.Document, b.Ref.Document), cmp.Compare(a.Ref.Key, b.Ref.Key))
	})
	return all[:min(k, len(all))]
}
