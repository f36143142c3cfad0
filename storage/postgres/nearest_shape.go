package postgres

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"clausewise/retrieval"
)

// state is what tells a search whether the vectors are those it knows.
type state struct {
	generation int64
	model      retrieval.Model
}

const readState = `SELECT generation, model, dim FROM library`

func scanState(row pgx.Row) (st state, err error) {
	err = row.Scan(&st.generation, &st.model.Name, &st.model.Dim)
	return st, err
}

// shape is what a search must know of the vectors, as of a state. The counts
// may be a little older: they only decide between two ways to search.
type shape struct {
	state
	indexed bool // whether the HNSW index is there and valid

	counted int64          // generation of counts
	counts  map[string]int // vectors by document
	total   int

	searches atomic.Int64 // at this state, until its vectors are held
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

// recountEvery is the number of vectors for each of which the counts may be
// one generation late. Counting a million takes a tenth of a second, and an
// embedding under way makes a generation with every batch.
const recountEvery = 10_000

// fits reports whether the counts still serve at a generation.
func (sh *shape) fits(now state) bool {
	return sh.model == now.model && now.generation-sh.counted <= int64(sh.total/recountEvery)
}

// renewShape returns the shape as of now, old itself where nothing changed.
func (s *Store) renewShape(ctx context.Context, old *shape) (*shape, error) {
	now, err := scanState(s.pool.QueryRow(ctx, readState))
	if err != nil || now == old.state {
		return old, err
	}
	return s.readShape(ctx, old)
}

// readShape reads the shape and keeps it. Counts are taken from old, where
// they still serve.
func (s *Store) readShape(ctx context.Context, old *shape) (*shape, error) {
	sh := &shape{}
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) (err error) {
		if sh.state, err = scanState(tx.QueryRow(ctx, readState)); err != nil {
			return err
		}
		if sh.indexed, err = indexFor(sh.model.Dim).valid(ctx, tx); err != nil {
			return err
		}
		if old != nil && old.fits(sh.state) {
			sh.counted, sh.counts, sh.total = old.counted, old.counts, old.total
			return nil
		}
		return sh.count(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	s.shape.Store(sh)
	return sh, nil
}

func (sh *shape) count(ctx context.Context, tx pgx.Tx) error {
	sh.counted, sh.counts, sh.total = sh.generation, map[string]int{}, 0
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
}
