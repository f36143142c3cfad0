package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

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
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
		stored, err = s.putPack(ctx, tx, p, intake.Digest(p.Files))
		return err
	})
	if err != nil {
		return ingest.Stored{}, explain(ctx, fmt.Sprintf("保存政策包 %s", p.ID), err)
	}
	return stored, nil
}

func (s *Store) putPack(ctx context.Context, tx pgx.Tx, p ingest.Pack, digest string) (stored ingest.Stored, err error) {
	if _, err := lockLibrary(ctx, tx); err != nil {
		return stored, err
	}
	var version, reader int
	var sha256 string
	err = tx.QueryRow(ctx, `SELECT version, sha256, reader FROM packs WHERE id = $1 AND current`, p.ID).Scan(&version, &sha256, &reader)
	switch {
	case err == nil && sha256 == digest && reader >= p.Reader:
		return ingest.Stored{Version: version}, nil
	case err != nil && !errors.Is(err, pgx.ErrNoRows):
		return stored, err
	}
	if err := intake.Over(p, version); err != nil {
		return stored, err
	}
	version++
	if err := documentsFree(ctx, tx, p); err != nil {
		return stored, err
	}

	b := &pgx.Batch{}
	b.Queue(`UPDATE packs SET current = false WHERE id = $1 AND current`, p.ID)
	b.Queue(`INSERT INTO packs (id, version, current, revision, origin, reader, sha256, stored_at, source) VALUES ($1, $2, true, $3, $4, $5, $6, $7, $8)`,
		p.ID, version, p.Revision, p.Origin, p.Reader, digest, s.clock(), p.Source)
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		content := p.Files[name]
		if content == nil {
			content = []byte{}
		}
		b.Queue(`INSERT INTO pack_files (pack, version, name, content) VALUES ($1, $2, $3, $4)`, p.ID, version, name, content)
	}
	for i, d := range p.Documents {
		d.Pack, d.Version = p.ID, version
		data, err := json.Marshal(d)
		if err != nil {
			return stored, fmt.Errorf("document %s: %w", d.ID, err)
		}
		b.Queue(`INSERT INTO documents (id, version, pack, position, data) VALUES ($1, $2, $3, $4, $5)`, d.ID, version, p.ID, i, string(data))
	}
	b.Queue(`DELETE FROM vectors v USING documents d WHERE d.pack = $1 AND d.version < $2 AND v.document = d.id AND v.version = d.version`,
		p.ID, version)
	b.Queue(`UPDATE library SET generation = generation + 1`)
	b.Queue(notify)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return stored, err
	}
	return ingest.Stored{Version: version, Changed: true}, copyRows(ctx, tx, p, version)
}

// documentsFree refuses documents that came with another pack before.
func documentsFree(ctx context.Context, tx pgx.Tx, p ingest.Pack) error {
	ids := make([]string, len(p.Documents))
	for i, d := range p.Documents {
		ids[i] = d.ID
	}
	var document, pack string
	err := tx.QueryRow(ctx, `SELECT id, pack FROM documents WHERE id = ANY($1) AND pack <> $2 ORDER BY id, version LIMIT 1`, ids, p.ID).Scan(&document, &pack)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return intake.OtherPack(document, pack)
}

func copyRows(ctx context.Context, tx pgx.Tx, p ingest.Pack, version int) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"document_rows"},
		[]string{
			"pack", "version", "position", "document", "key", "ordinal", "kind", "number", "heading", "path", "parent",
			"start_at", "end_at", "text", "departments", "figures", "refers",
		},
		pgx.CopyFromSlice(len(p.Rows), func(i int) ([]any, error) {
			r := p.Rows[i]
			lists, err := intake.EncodeLists(r)
			return []any{
				p.ID, version, i, r.Document, r.Key, r.Ordinal, string(r.Kind), r.Number, r.Heading, r.Path, r.Parent,
				r.Start, r.End, r.Text, lists.Departments, lists.Figures, lists.Refers,
			}, err
		}))
	return err
}

// lockLibrary makes the caller's transaction the only writer of the library
// until it ends, and returns the model of its vectors.
func lockLibrary(ctx context.Context, tx pgx.Tx) (m retrieval.Model, err error) {
	err = tx.QueryRow(ctx, `SELECT model, dim FROM library FOR UPDATE`).Scan(&m.Name, &m.Dim)
	return m, err
}

// Packs implements ingest.Store.
func (s *Store) Packs(ctx context.Context) ([]ingest.PackInfo, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, version, revision, origin, reader, sha256, stored_at FROM packs WHERE current ORDER BY id`)
	if err != nil {
		return nil, explain(ctx, "列出政策包", err)
	}
	infos, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p ingest.PackInfo, err error) {
		err = row.Scan(&p.ID, &p.Version, &p.Revision, &p.Origin, &p.Reader, &p.SHA256, &p.StoredAt)
		p.StoredAt = p.StoredAt.UTC()
		return p, err
	})
	return infos, explain(ctx, "列出政策包", err)
}

// Versions implements retrieval.Store.
func (s *Store) Versions(ctx context.Context) ([]retrieval.PackVersion, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, version, stored_at FROM packs ORDER BY id, version`)
	if err != nil {
		return nil, explain(ctx, "列出政策包的版本", err)
	}
	versions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v retrieval.PackVersion, err error) {
		err = row.Scan(&v.Pack, &v.Version, &v.StoredAt)
		v.StoredAt = v.StoredAt.UTC()
		return v, err
	})
	return versions, explain(ctx, "列出政策包的版本", err)
}

// snapshot is for reads that need several queries to agree.
var snapshot = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// Pack implements ingest.Store.
func (s *Store) Pack(ctx context.Context, id string, version int) (ingest.Pack, error) {
	var p ingest.Pack
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) (err error) {
		p, err = readPack(ctx, tx, id, version)
		return err
	})
	if err != nil {
		return ingest.Pack{}, explain(ctx, fmt.Sprintf("读取政策包 %s", id), err)
	}
	return p, nil
}

func readPack(ctx context.Context, tx pgx.Tx, id string, version int) (p ingest.Pack, err error) {
	err = tx.QueryRow(ctx, `SELECT id, version, revision, origin, reader, source FROM packs
		WHERE id = $1 AND (version = $2 OR $2 = 0 AND current)`, id, version).Scan(&p.ID, &version, &p.Revision, &p.Origin, &p.Reader, &p.Source)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, retrieval.ErrNotFound
	}
	if err != nil {
		return p, err
	}
	rows, err := tx.Query(ctx, `SELECT name, content FROM pack_files WHERE pack = $1 AND version = $2 ORDER BY name`, id, version)
	if err != nil {
		return p, err
	}
	p.Files = map[string][]byte{}
	var name string
	var content []byte
	if _, err := pgx.ForEachRow(rows, []any{&name, &content}, func() error {
		p.Files[name] = slices.Clone(content)
		return nil
	}); err != nil {
		return p, err
	}
	if p.Documents, err = queryDocuments(ctx, tx, `SELECT data FROM documents WHERE pack = $1 AND version = $2 ORDER BY position`, id, version); err != nil {
		return p, err
	}
	p.Rows, err = queryRows(ctx, tx, `SELECT `+rowColumns+` FROM document_rows r WHERE pack = $1 AND version = $2 ORDER BY position`, id, version)
	return p, err
}
