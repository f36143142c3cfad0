package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"clausewise/retrieval"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

// TestHeld searches vectors in memory and in the database, under filters and
// beside named rows, while another process changes them: the same neighbours
// each time, as of the change.
func TestHeld(t *testing.T) {
	const documents, each, dim, rounds = 4, 60, 24, 6
	url := pgtest.Database(t)
	holding := open(t, url)
	scanning := open(t, url, postgres.WithHeldBytes(0))
	changing := open(t, url)

	random := rand.New(rand.NewPCG(3, 9))
	var texts []storagetest.Text
	for d := range documents {
		texts = append(texts, storagetest.Text{Document: fmt.Sprintf("doc-%d", d), Rows: storagetest.Lines("持有", each)})
	}
	if _, err := changing.PutPack(t.Context(), storagetest.Pack("p", texts...)); err != nil {
		t.Fatal(err)
	}
	ref := func(i int) retrieval.Ref {
		return retrieval.Ref{Document: texts[i%documents].Document, Version: 1, Key: fmt.Sprintf("第%d条", i/documents+1)}
	}
	compare := func(round int, model retrieval.Model) {
		t.Helper()
		for _, among := range [][]string{nil, {"doc-1"}, {"doc-0", "doc-3"}, {}} {
			for _, beside := range [][]retrieval.Ref{nil, {ref(1), ref(7)}} {
				query := storagetest.Unit(random, dim)
				want, err := scanning.Nearest(t.Context(), model, query, 25, among, beside)
				if err != nil {
					t.Fatal(err)
				}
				got, err := holding.Nearest(t.Context(), model, query, 25, among, beside)
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("round %d, among %v beside %v:\n%v\nwant\n%v", round, among, beside, got, want)
				}
			}
		}
	}
	for round := range rounds {
		model := retrieval.Model{Name: fmt.Sprintf("model-%d", round/3), Dim: dim}
		var vectors []retrieval.Vector
		for i := range documents * each {
			if round == 0 || random.IntN(rounds) == 0 || round%3 == 0 {
				vectors = append(vectors, retrieval.Vector{Ref: ref(i), Values: storagetest.Unit(random, dim)})
			}
		}
		if round%3 == 0 && round > 0 {
			if err := changing.ResetVectors(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := changing.PutVectors(t.Context(), model, vectors); err != nil {
			t.Fatal(err)
		}
		compare(round, model)
	}
	if holding.Held() != documents*each || scanning.Held() != 0 {
		t.Errorf("%d and %d vectors held, want %d and none", holding.Held(), scanning.Held(), documents*each)
	}
}

// TestHeldTogether searches from many goroutines while vectors are put: no
// search fails, and none finds a vector that was never there.
func TestHeldTogether(t *testing.T) {
	const rows, dim, searchers, searches = 80, 16, 4, 40
	url := pgtest.Database(t)
	s := open(t, url)
	if _, err := s.PutPack(t.Context(), storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("同时", rows)})); err != nil {
		t.Fatal(err)
	}
	model := retrieval.Model{Name: "random", Dim: dim}
	put := func(random *rand.Rand) error {
		var vectors []retrieval.Vector
		for i := range rows {
			vectors = append(vectors, retrieval.Vector{
				Ref: retrieval.Ref{Document: "doc", Version: 1, Key: fmt.Sprintf("第%d条", i+1)}, Values: storagetest.Unit(random, dim),
			})
		}
		return s.PutVectors(t.Context(), model, vectors)
	}
	if err := put(rand.New(rand.NewPCG(1, 1))); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for n := range uint64(searchers) {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(n, 2))
			for range searches {
				found, err := s.Nearest(t.Context(), model, storagetest.Unit(random, dim), 10, nil, nil)
				if err != nil || len(found) != 10 {
					t.Errorf("%d neighbours: %v", len(found), err)
					return
				}
			}
		})
	}
	wg.Go(func() {
		random := rand.New(rand.NewPCG(5, 5))
		for range 10 {
			if err := put(random); err != nil {
				t.Error(err)
				return
			}
		}
	})
	wg.Wait()
}
