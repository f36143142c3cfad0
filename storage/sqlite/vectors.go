package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"clausewise/retrieval"
	"clausewise/storage/intake"
)

// Model implements retrieval.Store.
func (s *Store) Model(ctx context.Context) (retrieval.Model, error) {
	_, m, err := library(ctx, s.read)
	return m, s.explain(ctx, "读取向量模型", err)
}

func library(ctx context.Context, q querier) (generation int64, m retrieval.Model, err error) {
	err = q.QueryRowContext(ctx, `SELECT generation, model, dim FROM library`).Scan(&generation, &m.Name, &m.Dim)
	return generation, m, err
}

// PutVectors implements retrieval.Store. A vector of a row that the store
// lacks is refused with retrieval.ErrNotFound, and none is stored; that of a
// row which is no longer current is dropped, since nothing would find it.
func (s *Store) PutVectors(ctx context.Context, m retrieval.Model, v []retrieval.Vector) error {
	if err := intake.Vectors(m, v); err != nil {
		return err
	}
	return s.explain(ctx, "保存向量", s.putVectors(ctx, m, v))
}

func (s *Store) putVectors(ctx context.Context, m retrieval.Model, vectors []retrieval.Vector) (err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx, &err)
	_, stored, err := library(ctx, tx)
	if err != nil {
		return err
	}
	if err := intake.SameModel(stored, m); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE library SET model = ?, dim = ?, generation = generation + 1`, m.Name, m.Dim); err != nil {
		return err
	}
	find, err := tx.PrepareContext(ctx, `SELECT p.current FROM document_rows r JOIN packs p ON p.id = r.pack AND p.version = r.version
		WHERE r.document = ? AND r.version = ? AND r.key = ? AND r.document <> ''`)
	if err != nil {
		return err
	}
	defer find.Close()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO vectors (document, version, key, data) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET data = excluded.data`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, v := range vectors {
		var current bool
		err := find.QueryRowContext(ctx, v.Ref.Document, v.Ref.Version, v.Ref.Key).Scan(&current)
		if errors.Is(err, sql.ErrNoRows) {
			return intake.NoRow(v.Ref)
		}
		if err != nil {
			return err
		}
		if !current {
			continue
		}
		if _, err := insert.ExecContext(ctx, v.Ref.Document, v.Ref.Version, v.Ref.Key, encode(v.Values)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// ResetVectors implements retrieval.Store.
func (s *Store) ResetVectors(ctx context.Context) error {
	return s.explain(ctx, "清除向量", s.resetVectors(ctx))
}

func (s *Store) resetVectors(ctx context.Context) (err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx, &err)
	if _, err := tx.ExecContext(ctx, `DELETE FROM vectors`); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE library SET model = '', dim = 0, generation = generation + 1`); err != nil {
		return err
	}
	return tx.Commit()
}

// withoutVector narrows currentRows to the rows that need a vector and have
// none.
func withoutVector() (condition string, args []any) {
	for _, kind := range intake.NotQuotable() {
		args = append(args, string(kind))
	}
	return `AND r.kind NOT IN (` + strings.TrimSuffix(strings.Repeat("?,", len(args)), ",") + `)
		AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.document = r.document AND v.version = r.version AND v.key = r.key)`, args
}

// Missing implements retrieval.Store.
func (s *Store) Missing(ctx context.Context, limit int) ([]retrieval.Row, error) {
	if limit <= 0 {
		return nil, nil
	}
	condition, args := withoutVector()
	rows, err := queryRows(ctx, s.read, fmt.Sprintf(currentRows, condition)+` LIMIT ?`, append(args, limit)...)
	return rows, s.explain(ctx, "查找没有向量的条款", err)
}

// CountMissing implements retrieval.Store.
func (s *Store) CountMissing(ctx context.Context) (n int, err error) {
	condition, args := withoutVector()
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM (`+fmt.Sprintf(currentRows, condition)+`)`, args...).Scan(&n)
	return n, s.explain(ctx, "查找没有向量的条款", err)
}

// encode writes values as little-endian float32.
func encode(values []float32) []byte {
	b := make([]byte, 0, 4*len(values))
	for _, x := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// decode reads what encode wrote into values, whose length must fit.
func decode(values []float32, b []byte) error {
	if len(b) != 4*len(values) {
		return fmt.Errorf("stored vector has %d bytes, want %d", len(b), 4*len(values))
	}
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return nil
}
