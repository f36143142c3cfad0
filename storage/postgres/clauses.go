package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"clausewise/retrieval"
	"clausewise/storage/intake"
)

// Generation implements retrieval.Store.
func (s *Store) Generation(ctx context.Context) (int64, error) {
	var n int64
	err := s.pool.QueryRow(ctx, `SELECT generation FROM library`).Scan(&n)
	return n, explain(ctx, "读取政策库", err)
}

// Documents implements retrieval.Store.
func (s *Store) Documents(ctx context.Context) ([]retrieval.Document, error) {
	documents, err := queryDocuments(ctx, s.pool, `SELECT d.data FROM documents d
		JOIN packs p ON p.id = d.pack AND p.version = d.version AND p.current ORDER BY d.id`)
	return documents, explain(ctx, "列出文件", err)
}

// VersionDocuments implements retrieval.Store.
func (s *Store) VersionDocuments(ctx context.Context, pack string, version int) ([]retrieval.Document, error) {
	documents, err := s.versionDocuments(ctx, pack, version)
	if err != nil {
		return nil, explain(ctx, fmt.Sprintf("读取政策包 %s 第 %d 版", pack, version), err)
	}
	return documents, nil
}

func (s *Store) versionDocuments(ctx context.Context, pack string, version int) ([]retrieval.Document, error) {
	// A version may hold no document, which is not the same as no version. It
	// is never deleted, so the two queries need no transaction.
	var one int
	err := s.pool.QueryRow(ctx, `SELECT 1 FROM packs WHERE id = $1 AND version = $2`, pack, version).Scan(&one)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, retrieval.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return queryDocuments(ctx, s.pool, `SELECT data FROM documents WHERE pack = $1 AND version = $2 ORDER BY id`, pack, version)
}

func queryDocuments(ctx context.Context, q querier, query string, args ...any) ([]retrieval.Document, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d retrieval.Document, err error) {
		var data string
		if err := row.Scan(&data); err != nil {
			return d, err
		}
		if err := json.Unmarshal([]byte(data), &d); err != nil {
			return d, fmt.Errorf("stored document: %w", err)
		}
		return d, nil
	})
}

// Rows implements retrieval.Store.
func (s *Store) Rows(ctx context.Context, document string, version int) ([]retrieval.Row, error) {
	var rows []retrieval.Row
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT d.version FROM documents d JOIN packs p ON p.id = d.pack AND p.version = d.version
			WHERE d.id = $1 AND (d.version = $2 OR $2 = 0 AND p.current)`, document, version).Scan(&version)
		if errors.Is(err, pgx.ErrNoRows) {
			return retrieval.ErrNotFound
		}
		if err != nil {
			return err
		}
		rows, err = queryRows(ctx, tx, `SELECT `+rowColumns+` FROM document_rows r
			WHERE document = $1 AND version = $2 ORDER BY ordinal, position`, document, version)
		return err
	})
	if err != nil {
		return nil, explain(ctx, fmt.Sprintf("读取文件 %s", document), err)
	}
	return rows, nil
}

// currentRows selects the rows of current documents in AllRows order; add
// conditions in place of %s. One version of a document is current: naming it in
// the order changes nothing but that the index has it, so that a query with a
// limit ends there instead of sorting every row of a document first.
const currentRows = `SELECT ` + rowColumns + ` FROM document_rows r
	JOIN packs p ON p.id = r.pack AND p.version = r.version AND p.current
	WHERE r.document <> '' %s ORDER BY r.document, r.version, r.ordinal, r.position`

// AllRows implements retrieval.Store. The rows are of one moment, however
// long the loop takes; it holds a connection meanwhile.
func (s *Store) AllRows(ctx context.Context) iter.Seq2[retrieval.Row, error] {
	return func(yield func(retrieval.Row, error) bool) {
		for row, err := range eachRow(ctx, s.pool, fmt.Sprintf(currentRows, "")) {
			if !yield(row, explain(ctx, "读取政策库", err)) {
				return
			}
		}
	}
}

const rowColumns = `r.document, r.version, r.key, r.ordinal, r.kind, r.number, r.heading, r.path, r.parent, r.start_at, r.end_at, r.text, r.departments, r.figures, r.refers`

// eachRow yields what a query of rowColumns finds; an error is the last thing
// it yields.
func eachRow(ctx context.Context, q querier, query string, args ...any) iter.Seq2[retrieval.Row, error] {
	return func(yield func(retrieval.Row, error) bool) {
		rows, err := q.Query(ctx, query, args...)
		if err != nil {
			yield(retrieval.Row{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			row, err := scanRow(rows)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(retrieval.Row{}, err)
		}
	}
}

func scanRow(row pgx.CollectableRow) (r retrieval.Row, err error) {
	var lists intake.Lists
	if err := row.Scan(&r.Document, &r.Version, &r.Key, &r.Ordinal, &r.Kind, &r.Number, &r.Heading, &r.Path, &r.Parent,
		&r.Start, &r.End, &r.Text, &lists.Departments, &lists.Figures, &lists.Refers); err != nil {
		return retrieval.Row{}, err
	}
	return r, lists.Decode(&r)
}

func queryRows(ctx context.Context, q querier, query string, args ...any) (all []retrieval.Row, err error) {
	for row, err := range eachRow(ctx, q, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}
