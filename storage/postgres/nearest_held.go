package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"

	"clausewise/retrieval"
	"clausewise/storage/nearest"
)

// heldBytes is how much of the vectors a store holds in memory: 40,000 of the
// built-in ones, 4,000 of 1,024 dimensions. Where all of them take less and a
// scan would compare them all anyway, a search asks the database only whether
// they are still those: for 100 of a thousand the rows with their vectors took
// two fifths more than the bare query.
const heldBytes = 16 << 20

// held are the vectors of a state. It is never changed.
type held struct {
	state
	matrix *nearest.Matrix
}

// holds reports whether the vectors of a shape are few enough to be held.
func (s *Store) holds(sh *shape) bool {
	return sh.total <= s.exactLimit && sh.total*sh.model.Dim*4 <= s.heldBytes
}

// heldFor returns the vectors in memory as of the shape, nil where they are not
// held. They are read for the second search at a state: while an embedding is
// under way, each of whose batches makes another, every search would read them
// all. Only one search reads them; the others scan meanwhile.
func (s *Store) heldFor(ctx context.Context, pool *pgxpool.Pool, sh *shape) (*held, error) {
	if !s.holds(sh) {
		return nil, nil
	}
	if m := s.held.Load(); m != nil && m.state == sh.state {
		return m, nil
	}
	if sh.searches.Add(1) == 1 || !s.holding.TryLock() {
		return nil, nil
	}
	defer s.holding.Unlock()
	m, err := readHeld(ctx, pool, sh)
	if err == nil && m != nil {
		s.held.Store(m)
	}
	return m, err
}

// readHeld reads the vectors, or none where the database is in another state.
func readHeld(ctx context.Context, pool *pgxpool.Pool, sh *shape) (m *held, err error) {
	err = pgx.BeginTxFunc(ctx, pool, snapshot, func(tx pgx.Tx) error {
		if now, err := scanState(tx.QueryRow(ctx, readState)); err != nil || now != sh.state {
			return err
		}
		matrix := nearest.NewMatrix(sh.model.Dim, sh.total)
		rows, err := tx.Query(ctx, `SELECT document, version, key, data FROM vectors ORDER BY document, version, key`)
		if err != nil {
			return err
		}
		var ref retrieval.Ref
		var data pgvector.Vector
		if _, err := pgx.ForEachRow(rows, []any{&ref.Document, &ref.Version, &ref.Key, &data}, func() error {
			matrix.Add(ref, data.Slice())
			return nil
		}); err != nil {
			return err
		}
		m = &held{sh.state, matrix}
		return nil
	})
	return m, err
}

// search searches the vectors in memory and asks the database whether they
// are as it knows them.
func (m *held) search(ctx context.Context, pool *pgxpool.Pool, query []float32, k int, documents []string, beside []retrieval.Ref) (found []retrieval.Neighbour, known bool, err error) {
	now, err := scanState(pool.QueryRow(ctx, readState))
	if err != nil || now != m.state {
		return nil, false, err
	}
	return m.matrix.Search(query, k, documents, beside), true, nil
}
