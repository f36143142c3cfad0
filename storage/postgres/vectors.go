package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"clausewise/retrieval"
	"clausewise/storage/intake"
)

// Model implements retrieval.Store.
func (s *Store) Model(ctx context.Context) (retrieval.Model, error) {
	var m retrieval.Model
	err := s.pool.QueryRow(ctx, `SELECT model, dim FROM library`).Scan(&m.Name, &m.Dim)
	return m, explain(ctx, "读取向量模型", err)
}

// PutVectors implements retrieval.Store. A vector of a row that the store
// lacks is refused with retrieval.ErrNotFound, and none is stored; that of a
// row which is no longer current is dropped, since nothing would find it.
func (s *Store) PutVectors(ctx context.Context, m retrieval.Model, v []retrieval.Vector) error {
	if err := intake.Vectors(m, v); err != nil {
		return err
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return putVectors(ctx, tx, m, v) })
	if err != nil {
		return explain(ctx, "保存向量", err)
	}
	return nil
}

func putVectors(ctx context.Context, tx pgx.Tx, m retrieval.Model, vectors []retrieval.Vector) error {
	stored, err := lockLibrary(ctx, tx)
	if err != nil {
		return err
	}
	if err := intake.SameModel(stored, m); err != nil {
		return err
	}
	if stored == (retrieval.Model{}) {
		if err := fixStorage(ctx, tx, m); err != nil {
			return err
		}
	}
	current, err := currentRefs(ctx, tx, vectors)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`UPDATE library SET model = $1, dim = $2, generation = generation + 1`, m.Name, m.Dim)
	b.Queue(notify)
	for i, v := range vectors {
		if current[i] {
			b.Queue(`INSERT INTO vectors (document, version, key, data) VALUES ($1, $2, $3, $4)
				ON CONFLICT (document, version, key) DO UPDATE SET data = excluded.data`,
				v.Ref.Document, v.Ref.Version, v.Ref.Key, pgvector.NewVector(v.Values))
		}
	}
	return tx.SendBatch(ctx, b).Close()
}

// fixStorage keeps vectors in the row, where a scan reads them fastest, as
// far as they fit its page. The table is empty.
func fixStorage(ctx context.Context, tx pgx.Tx, m retrieval.Model) error {
	storage := `ALTER TABLE vectors ALTER COLUMN data SET STORAGE PLAIN`
	if m.Dim > maxPlainDim {
		storage = `ALTER TABLE vectors ALTER COLUMN data SET STORAGE EXTERNAL`
	}
	_, err := tx.Exec(ctx, storage)
	return err
}

// currentRefs reports for every vector whether its row is current, and fails
// where there is no such row.
func currentRefs(ctx context.Context, tx pgx.Tx, vectors []retrieval.Vector) ([]bool, error) {
	documents, versions, keys := make([]string, len(vectors)), make([]int, len(vectors)), make([]string, len(vectors))
	for i, v := range vectors {
		documents[i], versions[i], keys[i] = v.Ref.Document, v.Ref.Version, v.Ref.Key
	}
	rows, err := tx.Query(ctx, `SELECT i.n - 1, p.current
		FROM unnest($1::text[], $2::integer[], $3::text[]) WITH ORDINALITY AS i (document, version, key, n)
		LEFT JOIN document_rows r ON r.document = i.document AND r.version = i.version AND r.key = i.key AND r.document <> ''
		LEFT JOIN packs p ON p.id = r.pack AND p.version = r.version
		ORDER BY i.n`, documents, versions, keys)
	if err != nil {
		return nil, err
	}
	current := make([]bool, len(vectors))
	var i int
	var isCurrent *bool
	_, err = pgx.ForEachRow(rows, []any{&i, &isCurrent}, func() error {
		if isCurrent == nil {
			return intake.NoRow(vectors[i].Ref)
		}
		current[i] = *isCurrent
		return nil
	})
	return current, err
}

// ResetVectors implements retrieval.Store.
func (s *Store) ResetVectors(ctx context.Context) error {
	return explain(ctx, "清除向量", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := stopBuild(ctx, tx); err != nil {
			return err
		}
		if _, err := lockLibrary(ctx, tx); err != nil {
			return err
		}
		if err := dropIndexes(ctx, tx); err != nil {
			return err
		}
		for _, statement := range []string{
			`TRUNCATE vectors`,
			`UPDATE library SET model = '', dim = 0, generation = generation + 1`,
			notify,
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}))
}

// withoutVector narrows currentRows to the rows that need a vector and have
// none; $1 are the kinds that need none.
const withoutVector = `AND r.kind <> ALL($1::text[])
	AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.document = r.document AND v.version = r.version AND v.key = r.key)`

func notQuotable() (kinds []string) {
	for _, kind := range intake.NotQuotable() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

// Missing implements retrieval.Store. Where nothing is missing it sees to the
// index: whoever embeds asks until nothing is.
func (s *Store) Missing(ctx context.Context, limit int) ([]retrieval.Row, error) {
	if limit <= 0 {
		return nil, nil
	}
	rows, err := queryRows(ctx, s.pool, fmt.Sprintf(currentRows, withoutVector)+` LIMIT $2`, planned, notQuotable(), limit)
	if err != nil {
		return nil, explain(ctx, "查找没有向量的条款", err)
	}
	if len(rows) == 0 {
		if err := s.EnsureIndex(ctx); err != nil {
			// Without an index vectors are searched exactly, only slower. The
			// next call tries again.
			s.log.WarnContext(ctx, "没有建成向量索引，暂用逐条比较", "error", err)
		}
	}
	return rows, nil
}

// CountMissing implements retrieval.Store.
func (s *Store) CountMissing(ctx context.Context) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM (`+fmt.Sprintf(currentRows, withoutVector)+`) missing`, planned, notQuotable()).Scan(&n)
	return n, explain(ctx, "查找没有向量的条款", err)
}
