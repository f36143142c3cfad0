package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
	pgxvec "github.com/pgvector/pgvector-go/pgx"

	"clausewise/retrieval"
)

// bare is the limit: one prepared pgvector query on one connection over a
// table of nothing but ids and vectors or, where a second index of a million
// vectors would take too long to build, over our own table and its index.
type bare struct {
	db *database
	// of is whose table is searched; nil for one of its own.
	of *ours
	// m, construction and search are the HNSW index's; the same as ours.
	m, construction int
	// searchOf is how wide a search for k looks.
	searchOf func(k int) int
	// indexFrom is the number of vectors from which there is an index.
	indexFrom int

	conns []*pgx.Conn // one for every width of search
}

// newBare has the parameters of our own index.
func newBare(db *database) *bare {
	return &bare{
		db: db, m: 16, construction: 64, indexFrom: 20_000,
		searchOf: func(k int) int { return min(max(2*(k+k/2+16), 100), 1000) },
	}
}

// bareName is the bare query's in the tables.
const bareName = "bare pgvector query"

func (*bare) name() string { return bareName }

func (b *bare) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, b.db.url)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS vector`); err != nil {
		return nil, err
	}
	return conn, pgxvec.RegisterTypes(ctx, conn)
}

func (b *bare) load(ctx context.Context, c *corpus) error {
	if b.of != nil {
		return nil
	}
	conn, err := b.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, fmt.Sprintf(`CREATE TABLE bare (id integer PRIMARY KEY, data vector(%d) NOT NULL)`, c.model.Dim)); err != nil {
		return err
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"bare"}, []string{"id", "data"},
		pgx.CopyFromSlice(len(c.vectors), func(i int) ([]any, error) {
			return []any{int32(i), pgvector.NewVector(c.vectors[i])}, nil
		})); err != nil {
		return err
	}
	if len(c.vectors) > b.indexFrom {
		if _, err := conn.Exec(ctx, fmt.Sprintf(`CREATE INDEX ON bare USING hnsw (data vector_cosine_ops) WITH (m = %d, ef_construction = %d)`,
			b.m, b.construction)); err != nil {
			return err
		}
	}
	_, err = conn.Exec(ctx, `VACUUM ANALYZE bare`)
	return err
}

// start makes no query.
func (b *bare) start(context.Context) error { return nil }

func (b *bare) size(ctx context.Context) (int64, error) { return b.db.size(ctx) }

func (b *bare) contestants() []contestant {
	return []contestant{{b.name(), vectors, 10, b.near(10)}, {b.name(), vectors, 100, b.near(100)}}
}

// near searches on a connection of its own, which is made by the first call.
func (b *bare) near(k int) func(ctx context.Context, q *question) (answer, error) {
	var conn *pgx.Conn
	return func(ctx context.Context, q *question) (_ answer, err error) {
		if conn == nil {
			if conn, err = b.connect(ctx); err != nil {
				return nil, err
			}
			b.conns = append(b.conns, conn)
			if _, err := conn.Exec(ctx, fmt.Sprintf(`SET hnsw.ef_search = %d`, b.searchOf(k))); err != nil {
				return nil, err
			}
		}
		if b.of != nil {
			return b.fromOurs(ctx, conn, q, k)
		}
		rows, err := conn.Query(ctx, `SELECT id FROM bare ORDER BY data <=> $1 LIMIT $2`, pgvector.NewVector(q.vector), k)
		if err != nil {
			return nil, err
		}
		return plainly(pgx.CollectRows(rows, pgx.RowTo[int32]))
	}
}

// fromOurs searches our table.
func (b *bare) fromOurs(ctx context.Context, conn *pgx.Conn, q *question, k int) (answer, error) {
	rows, err := conn.Query(ctx, fmt.Sprintf(`SELECT document, key FROM vectors ORDER BY data::vector(%d) <=> $1 LIMIT $2`, len(q.vector)),
		pgvector.NewVector(q.vector), k)
	if err != nil {
		return nil, err
	}
	refs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (retrieval.Ref, error) {
		ref := retrieval.Ref{Version: 1}
		err := row.Scan(&ref.Document, &ref.Key)
		return ref, err
	})
	return func() []int32 {
		found := make([]int32, len(refs))
		for i, ref := range refs {
			found[i] = b.of.library.article[ref]
		}
		return found
	}, err
}

func (b *bare) close() error {
	var errs []error
	for _, c := range b.conns {
		errs = append(errs, c.Close(context.Background()))
	}
	return errors.Join(errs...)
}
