package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/storage/intake"
)

// PutPack implements ingest.Store. Vectors of the version it supersedes are
// dropped, as only current rows are searched.
func (s *Store) PutPack(ctx context.Context, p ingest.Pack) (ingest.Stored, error) {
	if err := intake.Pack(p); err != nil {
		return ingest.Stored{}, err
	}
	var stored ingest.Stored
	err := s.inTx(ctx, func(tx *sql.Tx) (err error) {
		stored, err = s.putPack(ctx, tx, p, intake.Digest(p.Files))
		return err
	})
	if err != nil {
		return ingest.Stored{}, s.explain(ctx, fmt.Sprintf("保存政策包 %s", p.ID), err)
	}
	return stored, nil
}

func (s *Store) putPack(ctx context.Context, tx *sql.Tx, p ingest.Pack, digest string) (stored ingest.Stored, err error) {
	var version, reader int
	var sha256 string
	err = tx.QueryRowContext(ctx, `SELECT version, sha256, reader FROM packs WHERE id = ? AND current = 1`, p.ID).Scan(&version, &sha256, &reader)
	switch {
	case err == nil && sha256 == digest && reader >= p.Reader:
		return ingest.Stored{Version: version}, nil
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return stored, err
	}
	if err := intake.Over(p, version); err != nil {
		return stored, err
	}
	version++

	if _, err := tx.ExecContext(ctx, `UPDATE packs SET current = 0 WHERE id = ? AND current = 1`, p.ID); err != nil {
		return stored, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO packs (id, version, current, revision, origin, reader, sha256, stored_at, source)
		VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)`,
		p.ID, version, p.Revision, p.Origin, p.Reader, digest, s.clock().UnixMicro(), p.Source); err != nil {
		return stored, err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		content := p.Files[name]
		if content == nil {
			content = []byte{}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO pack_files (pack, version, name, content) VALUES (?, ?, ?, ?)`,
			p.ID, version, name, content); err != nil {
			return stored, err
		}
	}
	if err := putDocuments(ctx, tx, p, version); err != nil {
		return stored, err
	}
	if err := putRows(ctx, tx, p, version); err != nil {
		return stored, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM vectors WHERE (document, version) IN
		(SELECT id, version FROM documents WHERE pack = ? AND version < ?)`, p.ID, version); err != nil {
		return stored, err
	}
	if err := bump(ctx, tx); err != nil {
		return stored, err
	}
	return ingest.Stored{Version: version, Changed: true}, nil
}

func putDocuments(ctx context.Context, tx *sql.Tx, p ingest.Pack, version int) error {
	for i, d := range p.Documents {
		var other string
		err := tx.QueryRowContext(ctx, `SELECT pack FROM documents WHERE id = ? AND pack <> ? LIMIT 1`, d.ID, p.ID).Scan(&other)
		if err == nil {
			return intake.OtherPack(d.ID, other)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		d.Pack, d.Version = p.ID, version
		data, err := json.Marshal(d)
		if err != nil {
			return fmt.Errorf("document %s: %w", d.ID, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO documents (id, version, pack, position, data) VALUES (?, ?, ?, ?, ?)`,
			d.ID, version, p.ID, i, string(data)); err != nil {
			return err
		}
	}
	return nil
}

func putRows(ctx context.Context, tx *sql.Tx, p ingest.Pack, version int) error {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO document_rows (pack, version, position, document, key, ordinal, kind,
		number, heading, path, parent, start_at, end_at, text, departments, figures, refers)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, r := range p.Rows {
		lists, err := intake.EncodeLists(r)
		if err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, p.ID, version, i, r.Document, r.Key, r.Ordinal, string(r.Kind),
			r.Number, r.Heading, r.Path, r.Parent, r.Start, r.End, r.Text, lists.Departments, lists.Figures, lists.Refers); err != nil {
			return err
		}
	}
	return nil
}

// bump counts a change of documents or vectors.
func bump(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE library SET generation = generation + 1`)
	return err
}

// Packs implements ingest.Store.
func (s *Store) Packs(ctx context.Context) ([]ingest.PackInfo, error) {
	infos, err := s.packs(ctx)
	return infos, s.explain(ctx, "列出政策包", err)
}

func (s *Store) packs(ctx context.Context) (infos []ingest.PackInfo, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, version, revision, origin, reader, sha256, stored_at FROM packs WHERE current = 1 ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p ingest.PackInfo
		var storedAt int64
		if err := rows.Scan(&p.ID, &p.Version, &p.Revision, &p.Origin, &p.Reader, &p.SHA256, &storedAt); err != nil {
			return nil, err
		}
		p.StoredAt = time.UnixMicro(storedAt).UTC()
		infos = append(infos, p)
	}
	return infos, rows.Err()
}

// Versions implements retrieval.Store.
func (s *Store) Versions(ctx context.Context) ([]retrieval.PackVersion, error) {
	versions, err := s.versions(ctx)
	return versions, s.explain(ctx, "列出政策包的版本", err)
}

func (s *Store) versions(ctx context.Context) (versions []retrieval.PackVersion, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, version, stored_at FROM packs ORDER BY id, version`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v retrieval.PackVersion
		var storedAt int64
		if err := rows.Scan(&v.Pack, &v.Version, &storedAt); err != nil {
			return nil, err
		}
		v.StoredAt = time.UnixMicro(storedAt).UTC()
		versions = append(versions, v)
	}
	return versions, rows.Err()
}

// Pack implements ingest.Store.
func (s *Store) Pack(ctx context.Context, id string, version int) (ingest.Pack, error) {
	p, err := s.pack(ctx, id, version)
	if err != nil {
		return ingest.Pack{}, s.explain(ctx, fmt.Sprintf("读取政策包 %s", id), err)
	}
	return p, nil
}

func (s *Store) pack(ctx context.Context, id string, version int) (p ingest.Pack, err error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return p, err
	}
	defer rollback(tx, &err)
	err = tx.QueryRowContext(ctx, `SELECT id, version, revision, origin, reader, source FROM packs
		WHERE id = ?1 AND (version = ?2 OR ?2 = 0 AND current = 1)`, id, version).Scan(&p.ID, &version, &p.Revision, &p.Origin, &p.Reader, &p.Source)
	if errors.Is(err, sql.ErrNoRows) {
		return p, retrieval.ErrNotFound
	}
	if err != nil {
		return p, err
	}
	if p.Files, err = packFiles(ctx, tx, id, version); err != nil {
		return p, err
	}
	if p.Documents, err = queryDocuments(ctx, tx, `SELECT data FROM documents WHERE pack = ? AND version = ? ORDER BY position`, id, version); err != nil {
		return p, err
	}
	p.Rows, err = queryRows(ctx, tx, `SELECT `+rowColumns+` FROM document_rows r WHERE pack = ? AND version = ? ORDER BY position`, id, version)
	return p, err
}

func packFiles(ctx context.Context, q querier, id string, version int) (map[string][]byte, error) {
	rows, err := q.QueryContext(ctx, `SELECT name, content FROM pack_files WHERE pack = ? AND version = ? ORDER BY name`, id, version)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	files := map[string][]byte{}
	for rows.Next() {
		var name string
		var content []byte
		if err := rows.Scan(&name, &content); err != nil {
			return nil, err
		}
		files[name] = content
	}
	return files, rows.Err()
}
