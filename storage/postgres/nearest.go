package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"clausewise/retrieval"
	"clausewise/storage/intake"
	"clausewise/storage/nearest"
)

// shape is what a search must know of the vectors, as of a generation.
type shape struct {
	generation int64
	model      retrieval.Model
	counts     map[string]int // vectors by document
	total      int
	indexed    bool // whether the HNSW index is there
}

// rows is the number of vectors of the documents; nil means all.
func (sh *shape) rows(documents []string) int {
	if documents == nil {
		return sh.total
	}
	n := 0
	for _, d := range slices.Compact(slices.Sorted(slices.Values(documents))) {
		n += sh.counts[d]
	}
	return n
}

func (s *Store) currentShape(ctx context.Context) (*shape, error) {
	if sh := s.shape.Load(); sh != nil {
		var generation int64
		if err := s.pool.QueryRow(ctx, `SELECT generation FROM library`).Scan(&generation); err != nil {
			return nil, err
		}
		if generation == sh.generation {
			return sh, nil
		}
	}
	sh := &shape{counts: map[string]int{}}
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT generation, model, dim, to_regclass('vectors_hnsw') IS NOT NULL FROM library`).
			Scan(&sh.generation, &sh.model.Name, &sh.model.Dim, &sh.indexed); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT document, count(*) FROM vectors GROUP BY document ORDER BY document`)
		if err != nil {
			return err
		}
		var document string
		var n int
		_, err = pgx.ForEachRow(rows, []any{&document, &n}, func() error {
			sh.counts[document] = n
			sh.total += n
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	s.shape.Store(sh)
	return sh, nil
}

// Nearest implements retrieval.Store. It is exact where the documents hold no
// more vectors than the exact limit, or where there is no index. A row whose
// vector is all zeros has no direction and is nobody's neighbour.
func (s *Store) Nearest(ctx context.Context, query []float32, k int, documents []string) ([]retrieval.Neighbour, error) {
	sh, err := s.currentShape(ctx)
	if err != nil {
		return nil, explain(ctx, "查找相近条款", err)
	}
	if usable, err := intake.Query(sh.model, query); err != nil || !usable {
		return nil, err
	}
	if k <= 0 || sh.rows(documents) == 0 {
		return nil, nil
	}
	var candidates []retrieval.Neighbour
	if sh.indexed && sh.rows(documents) > s.exactLimit {
		candidates, err = s.approximate(ctx, sh.model.Dim, query, k, documents)
	} else {
		candidates, err = scan(ctx, s.pool, query, k, documents)
	}
	if err != nil {
		return nil, explain(ctx, "查找相近条款", err)
	}
	return nearest.Rank(candidates, k), nil
}

// scan compares all vectors of the documents. It returns the k nearest and
// those so close behind that single precision may have misplaced them. The
// materialized step keeps the planner from an index, which would return too
// few rows under a filter; the rows found are fetched by their place, since a
// join would make the planner read the whole table again.
func scan(ctx context.Context, q querier, query []float32, k int, documents []string) ([]retrieval.Neighbour, error) {
	rows, err := q.Query(ctx, `WITH scored AS MATERIALIZED (
			SELECT ctid AS place, data <=> $1 AS distance FROM vectors
			WHERE $2::text[] IS NULL OR document = ANY($2)
		), bound AS (
			SELECT distance FROM scored ORDER BY distance OFFSET $3 LIMIT 1
		)
		SELECT document, version, key, data FROM vectors
		WHERE ctid = ANY(ARRAY(
			SELECT place FROM scored WHERE distance <= coalesce((SELECT distance FROM bound), 'Infinity') + $4))
		ORDER BY document, version, key`,
		pgvector.NewVector(query), documents, k-1, nearest.Margin)
	if err != nil {
		return nil, err
	}
	return collect(rows, query)
}

// approximate asks the HNSW index, which goes on looking until the filter has
// left enough rows.
func (s *Store) approximate(ctx context.Context, dim int, query []float32, k int, documents []string) (found []retrieval.Neighbour, err error) {
	// Some more than k, as the index orders by single precision, and a wider
	// search than that, as it may miss some.
	want := k + k/2 + 16
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf(`SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL hnsw.ef_search = %d`,
			min(max(2*want, 100), 1000))); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT document, version, key, data FROM vectors
			WHERE $2::text[] IS NULL OR document = ANY($2)
			ORDER BY data::vector(%d) <=> $1 LIMIT $3`, dim), pgvector.NewVector(query), documents, want)
		if err != nil {
			return err
		}
		found, err = collect(rows, query)
		return err
	})
	return found, err
}

// collect reads vectors and compares them with the query once more, in double
// precision.
func collect(rows pgx.Rows, query []float32) ([]retrieval.Neighbour, error) {
	var found []retrieval.Neighbour
	var n retrieval.Neighbour
	var data pgvector.Vector
	_, err := pgx.ForEachRow(rows, []any{&n.Ref.Document, &n.Ref.Version, &n.Ref.Key, &data}, func() (err error) {
		var ok bool
		if n.Similarity, ok = nearest.Cosine(query, data.Slice()); ok {
			found = append(found, n)
		}
		return nil
	})
	return found, err
}
