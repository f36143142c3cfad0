package postgres_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/retrieval"
	"clausewise/storage/nearest"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

// TestIndex compares the HNSW index with the exact scan on the same vectors:
// its recall has a floor, under a filter too, where an index without iterative
// scan would return too few rows.
func TestIndex(t *testing.T) {
	const documents, each, dim, k, floor = 10, 400, 48, 10, 0.95
	url := pgtest.Database(t)
	indexed := open(t, url, postgres.WithExactLimit(1000))
	exact := open(t, url, postgres.WithHeldBytes(0))

	random := rand.New(rand.NewPCG(5, 8))
	var texts []storagetest.Text
	var vectors []retrieval.Vector
	for d := range documents {
		texts = append(texts, storagetest.Text{Document: fmt.Sprintf("doc-%d", d), Rows: storagetest.Lines("索引", each)})
		for i := range each {
			ref := retrieval.Ref{Document: texts[d].Document, Version: 1, Key: fmt.Sprintf("第%d条", i+1)}
			vectors = append(vectors, retrieval.Vector{Ref: ref, Values: storagetest.Unit(random, dim)})
		}
	}
	if _, err := indexed.PutPack(t.Context(), storagetest.Pack("p", texts...)); err != nil {
		t.Fatal(err)
	}
	model := retrieval.Model{Name: "random", Dim: dim}
	if err := indexed.PutVectors(t.Context(), model, vectors); err != nil {
		t.Fatal(err)
	}
	// The index is made by whoever asks what is missing and is told nothing.
	if rows, err := indexed.Missing(t.Context(), 1); err != nil || len(rows) != 0 {
		t.Fatalf("%d rows have no vector: %v", len(rows), err)
	}
	// Missing only logs that the index failed.
	if err := indexed.EnsureIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		among []string
		exact bool
	}{
		{"all", nil, false},
		{"three of ten documents", []string{"doc-2", "doc-5", "doc-7"}, false},
		{"below the limit", []string{"doc-4", "doc-9"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hits, wanted := 0, 0
			for range 30 {
				query := storagetest.Unit(random, dim)
				got, err := indexed.Nearest(t.Context(), model, query, k, tt.among, nil)
				if err != nil {
					t.Fatal(err)
				}
				want, err := exact.Nearest(t.Context(), model, query, k, tt.among, nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != k || len(want) != k {
					t.Fatalf("%d and %d neighbours, want %d", len(got), len(want), k)
				}
				found := map[retrieval.Ref]float64{}
				for _, n := range got {
					found[n.Ref] = n.Similarity
				}
				for _, n := range want {
					wanted++
					similarity, ok := found[n.Ref]
					if !ok {
						continue
					}
					hits++
					// The index sums in single precision.
					if math.Abs(similarity-n.Similarity) > nearest.Margin {
						t.Errorf("%v has similarity %v, want %v", n.Ref, similarity, n.Similarity)
					}
				}
			}
			recall := float64(hits) / float64(wanted)
			t.Logf("recall@%d %.4f", k, recall)
			if recall < floor || tt.exact && recall != 1 {
				t.Errorf("recall %.4f", recall)
			}
		})
	}
	if err := indexed.Close(); err != nil {
		t.Fatal(err)
	}
	if n := indexScans(t, url); n == 0 {
		t.Error("the index was never used")
	}
}

// indexScans reads the statistics, which a server process writes when its
// connection ends.
func indexScans(t *testing.T, url string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for end := time.Now().Add(storagetest.Patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		var left int
		if err := conn.QueryRow(t.Context(), `SELECT coalesce((SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'vectors_hnsw'), 0),
			(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND query LIKE '%data::vector%')`).Scan(&n, &left); err != nil {
			t.Fatal(err)
		}
		if n > 0 && left == 0 {
			break
		}
	}
	return n
}
