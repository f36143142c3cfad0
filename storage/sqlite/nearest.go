package sqlite

import (
	"context"
	"database/sql"

	"clausewise/retrieval"
	"clausewise/storage/intake"
	"clausewise/storage/nearest"
)

// memory is the current vectors as of a generation. It is never changed.
type memory struct {
	generation int64
	model      retrieval.Model
	matrix     *nearest.Matrix
}

// Nearest implements retrieval.Store. The search is exact. A row whose vector
// is all zeros has no direction and is nobody's neighbour.
func (s *Store) Nearest(ctx context.Context, m retrieval.Model, query []float32, k int, documents []string, beside []retrieval.Ref) ([]retrieval.Neighbour, error) {
	held, err := s.vectors(ctx)
	if err != nil {
		return nil, s.explain(ctx, "查找相近条款", err)
	}
	if usable, err := intake.Query(held.model, m, query); err != nil || !usable {
		return nil, err
	}
	return held.matrix.Search(query, k, documents, beside), nil
}

// vectors returns the vectors in memory, read again where the library has
// changed. Searches that find them stale together read them once; one that
// gives up leaves the read going, for the next.
func (s *Store) vectors(ctx context.Context) (*memory, error) {
	generation, _, err := library(ctx, s.read)
	if err != nil {
		return nil, err
	}
	for {
		if m := s.memory.Load(); m != nil && m.generation >= generation {
			return m, nil
		}
		read := s.reading.DoChan("", func() (any, error) {
			m, err := s.readVectors(s.life)
			if err == nil {
				s.memory.Store(m)
			}
			return nil, err
		})
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case r := <-read:
			if r.Err != nil {
				return nil, r.Err
			}
			// It may have begun before the library changed: once more, then.
		}
	}
}

func (s *Store) readVectors(ctx context.Context) (m *memory, err error) {
	// One transaction: the vectors are those of the generation it reads.
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer rollback(tx, &err)
	m = &memory{}
	if m.generation, m.model, err = library(ctx, tx); err != nil {
		return nil, err
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM vectors`).Scan(&n); err != nil {
		return nil, err
	}
	m.matrix = nearest.NewMatrix(m.model.Dim, n)
	rows, err := tx.QueryContext(ctx, `SELECT document, version, key, data FROM vectors ORDER BY document, version, key`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	values := make([]float32, m.model.Dim)
	for rows.Next() {
		var ref retrieval.Ref
		var data sql.RawBytes
		if err := rows.Scan(&ref.Document, &ref.Version, &ref.Key, &data); err != nil {
			return nil, err
		}
		if err := decode(values, data); err != nil {
			return nil, err
		}
		m.matrix.Add(ref, values)
	}
	return m, rows.Err()
}
