package storagetest

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"clausewise/retrieval"
	"clausewise/storage/intake"
)

var vectorTests = []test{
	{"the first call fixes the model", modelFixed},
	{"bad vectors are refused whole", vectorsRefused},
	{"reset forgets model and vectors", vectorsReset},
	{"a query meets vectors of its own model alone", vectorsOfOneModel},
	{"missing lists what has no vector", vectorsMissing},
	{"a later vector replaces the earlier", vectorReplaced},
	{"a new version starts without vectors", vectorsNewVersion},
	{"long vectors are kept and compared", vectorsLong},
}

var model4 = retrieval.Model{Name: "test-4", Dim: 4}

func vector(document string, version int, key string, values ...float32) retrieval.Vector {
	return retrieval.Vector{Ref: retrieval.Ref{Document: document, Version: version, Key: key}, Values: values}
}

func putVectors(t *testing.T, s retrieval.Store, m retrieval.Model, v ...retrieval.Vector) {
	t.Helper()
	if err := s.PutVectors(t.Context(), m, v); err != nil {
		t.Fatalf("PutVectors: %v", err)
	}
}

// near asks with a query of the model that the store has.
func near(t *testing.T, s retrieval.Store, query []float32, k int, documents []string) []retrieval.Neighbour {
	t.Helper()
	m, err := s.Model(t.Context())
	if err != nil {
		t.Fatalf("Model: %v", err)
	}
	n, err := s.Nearest(t.Context(), m, query, k, documents, nil)
	if err != nil {
		t.Fatalf("Nearest: %v", err)
	}
	return n
}

func generation(t *testing.T, s retrieval.Store) int64 {
	t.Helper()
	n, err := s.Generation(t.Context())
	if err != nil {
		t.Fatalf("Generation: %v", err)
	}
	return n
}

func modelFixed(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("向量", 3)}))
	before := generation(t, s)
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0))
	if generation(t, s) <= before {
		t.Error("the generation did not grow with the vectors")
	}
	for _, other := range []retrieval.Model{{Name: "other", Dim: 4}, {Name: "test-4", Dim: 3}} {
		values := []float32{1, 0, 0, 0}[:other.Dim]
		if err := s.PutVectors(ctx, other, []retrieval.Vector{vector("doc", 1, "第2条", values...)}); !errors.Is(err, retrieval.ErrModel) {
			t.Errorf("PutVectors under %v: %v", other, err)
		}
	}
	if m, err := s.Model(ctx); err != nil || m != model4 {
		t.Errorf("Model: %v, %v", m, err)
	}
	putVectors(t, s, model4, vector("doc", 1, "第2条", 0, 1, 0, 0))
	if n := near(t, s, []float32{1, 0, 0, 0}, 9, nil); len(n) != 2 {
		t.Errorf("Nearest: %v", n)
	}
}

func vectorsRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("向量", 3)}))
	before := generation(t, s)
	good := vector("doc", 1, "第1条", 1, 0, 0, 0)
	for _, tt := range []struct {
		name  string
		model retrieval.Model
		bad   retrieval.Vector
		want  error
	}{
		{"too short", model4, vector("doc", 1, "第2条", 1, 0, 0), intake.ErrVector},
		{"too long", model4, vector("doc", 1, "第2条", 1, 0, 0, 0, 0), intake.ErrVector},
		{"not a number", model4, vector("doc", 1, "第2条", float32(math.NaN()), 0, 0, 0), intake.ErrVector},
		{"infinite", model4, vector("doc", 1, "第2条", float32(math.Inf(1)), 0, 0, 0), intake.ErrVector},
		{"far from length one", model4, vector("doc", 1, "第2条", 1e9, 0, 0, 0), intake.ErrVector},
		{"model without a name", retrieval.Model{Dim: 4}, good, intake.ErrVector},
		{"no such key", model4, vector("doc", 1, "第9条", 1, 0, 0, 0), retrieval.ErrNotFound},
		{"no such version", model4, vector("doc", 2, "第1条", 1, 0, 0, 0), retrieval.ErrNotFound},
		{"no such document", model4, vector("none", 1, "第1条", 1, 0, 0, 0), retrieval.ErrNotFound},
		{"navigation", model4, vector("", 1, "navigation", 1, 0, 0, 0), retrieval.ErrNotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := s.PutVectors(ctx, tt.model, []retrieval.Vector{good, tt.bad}); !errors.Is(err, tt.want) {
				t.Errorf("PutVectors: %v, want %v", err, tt.want)
			}
		})
	}
	if m, err := s.Model(ctx); err != nil || m != (retrieval.Model{}) {
		t.Errorf("a refused call left the model %v, %v", m, err)
	}
	if after := generation(t, s); after != before {
		t.Errorf("refused calls changed the generation: %d → %d", before, after)
	}
	putVectors(t, s, model4, good)
	for _, query := range [][]float32{{1, 0, 0}, {1, 0, 0, 0, 0}, nil} {
		if _, err := s.Nearest(ctx, model4, query, 3, nil, nil); !errors.Is(err, intake.ErrVector) {
			t.Errorf("Nearest with %d values: %v", len(query), err)
		}
	}
	if _, err := s.Nearest(ctx, model4, []float32{float32(math.NaN()), 0, 0, 0}, 3, nil, nil); !errors.Is(err, intake.ErrVector) {
		t.Errorf("Nearest with NaN: %v", err)
	}
}

func vectorsReset(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("向量", 2)}))
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0))
	before := generation(t, s)
	if err := s.ResetVectors(ctx); err != nil {
		t.Fatal(err)
	}
	if generation(t, s) <= before {
		t.Error("the generation did not grow with the reset")
	}
	if m, err := s.Model(ctx); err != nil || m != (retrieval.Model{}) {
		t.Errorf("Model: %v, %v", m, err)
	}
	if n := near(t, s, []float32{1, 0, 0, 0}, 3, nil); len(n) != 0 {
		t.Errorf("Nearest: %v", n)
	}
	other := retrieval.Model{Name: "other", Dim: 2}
	putVectors(t, s, other, vector("doc", 1, "第2条", 0, 1))
	if n := near(t, s, []float32{0, 1}, 3, nil); len(n) != 1 || n[0].Ref.Key != "第2条" {
		t.Errorf("Nearest under another model: %v", n)
	}
}

// vectorsOfOneModel: a query is compared with vectors of its own model alone,
// though another's have as many numbers, and by a handle that knew the old ones.
func vectorsOfOneModel(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("向量", 2)}))
	query, beside := []float32{1, 0, 0, 0}, []retrieval.Ref{{Document: "doc", Version: 1, Key: "第1条"}}
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0))
	for range 2 { // the second search may go by what the first has read
		if n, err := s.Nearest(ctx, model4, query, 3, nil, beside); err != nil || len(n) != 1 {
			t.Fatalf("Nearest: %v, %v", n, err)
		}
	}
	second := db.handle(t)
	if err := second.ResetVectors(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Nearest(ctx, model4, query, 3, nil, beside); err != nil || len(n) != 0 {
		t.Errorf("Nearest without vectors: %v, %v", n, err)
	}
	other := retrieval.Model{Name: "other", Dim: 4}
	putVectors(t, second, other, vector("doc", 1, "第1条", 0, 1, 0, 0))
	for _, k := range []int{3, 0} {
		if n, err := s.Nearest(ctx, model4, query, k, nil, beside); !errors.Is(err, retrieval.ErrModel) {
			t.Errorf("the %d nearest of another model: %v, %v", k, n, err)
		}
	}
	if n, err := s.Nearest(ctx, other, query, 3, nil, beside); err != nil || len(n) != 1 || n[0].Similarity != 0 {
		t.Errorf("Nearest under the new model: %v, %v", n, err)
	}
}

func vectorsMissing(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	b := stamped(Pack("p", Text{"b", Lines("乙", 3)}), 1)
	a := stamped(Pack("q", Text{"a", Lines("甲", 2)}), 1)
	put(t, s, b)
	put(t, s, a)
	putVectors(t, s, model4, vector("b", 1, "第2条", 1, 0, 0, 0))
	ba, bb := rowsOf(a, "a"), rowsOf(b, "b") // [0] is the heading
	want := []retrieval.Row{ba[1], ba[2], bb[1], bb[3]}
	for _, limit := range []int{0, 1, 3, 4, 100} {
		got, err := s.Missing(ctx, limit)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "missing", got, want[:min(limit, len(want))])
	}
	if n, err := s.CountMissing(ctx); err != nil || n != len(want) {
		t.Errorf("CountMissing: %d, %v, want %d", n, err, len(want))
	}
}

func vectorReplaced(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"doc", Lines("向量", 2)}))
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0), vector("doc", 1, "第2条", 0, 1, 0, 0))
	putVectors(t, s, model4, vector("doc", 1, "第1条", 0, 0, 1, 0))
	n := near(t, s, []float32{0, 0, 1, 0}, 5, nil)
	// Within one call too the later one stands.
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0), vector("doc", 1, "第1条", 0, 0, 1, 0))
	again := near(t, s, []float32{0, 0, 1, 0}, 5, nil)
	equal(t, "nearest after the same vectors", again, n)
	if len(n) != 2 || n[0].Ref.Key != "第1条" || n[0].Similarity != 1 || n[1].Similarity != 0 {
		t.Errorf("Nearest: %v", n)
	}
}

func vectorsNewVersion(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("旧", 2)}))
	put(t, s, Pack("q", Text{"other", Lines("别", 1)}))
	putVectors(t, s, model4, vector("doc", 1, "第1条", 1, 0, 0, 0), vector("other", 1, "第1条", 0, 1, 0, 0))
	put(t, s, Pack("p", Text{"doc", Lines("新", 2)}))
	n := near(t, s, []float32{1, 0, 0, 0}, 5, nil)
	if len(n) != 1 || n[0].Ref.Document != "other" {
		t.Errorf("Nearest finds rows that are not current: %v", n)
	}
	// An embedder that was at work on the old version may still finish.
	putVectors(t, s, model4, vector("doc", 1, "第2条", 1, 0, 0, 0))
	if n := near(t, s, []float32{1, 0, 0, 0}, 5, nil); len(n) != 1 {
		t.Errorf("Nearest finds rows that are not current: %v", n)
	}
	missing, err := s.Missing(ctx, 10)
	if err != nil || len(missing) != 2 || missing[0].Version != 2 {
		t.Errorf("Missing: %v, %v", missing, err)
	}
	putVectors(t, s, model4, vector("doc", 2, "第1条", 1, 0, 0, 0))
	if n := near(t, s, []float32{1, 0, 0, 0}, 1, nil); len(n) != 1 || n[0].Ref.Version != 2 {
		t.Errorf("Nearest: %v", n)
	}
}

// vectorsLong goes through the dimensions that backends treat differently: a
// vector that fits a page, one that an index takes no more, the largest.
func vectorsLong(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("p", Text{"doc", Lines("长", 2)}))
	for _, dim := range []int{1, 2000, 2001, 4096, intake.MaxDim} {
		m := retrieval.Model{Name: "long", Dim: dim}
		// Random values, which no compression makes smaller.
		random := rand.New(rand.NewPCG(3, uint64(dim)))
		first, second := unit(random, nil, dim), unit(random, nil, dim)
		putVectors(t, s, m, vector("doc", 1, "第1条", first...), vector("doc", 1, "第2条", second...))
		if n := near(t, s, second, 1, nil); len(n) != 1 || n[0].Similarity < 1-1e-6 || dim > 1 && n[0].Ref.Key != "第2条" {
			t.Errorf("dimension %d: %v", dim, n)
		}
		if err := s.ResetVectors(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutVectors(ctx, retrieval.Model{Name: "too long", Dim: intake.MaxDim + 1}, nil); !errors.Is(err, intake.ErrVector) {
		t.Errorf("PutVectors: %v", err)
	}
}
