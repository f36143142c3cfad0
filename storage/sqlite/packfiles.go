package sqlite

import (
	"context"
	"encoding/json"
	"fmt"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// PackFiles implements ingest.Store.
func (s *Store) PackFiles(ctx context.Context, name string, versions []retrieval.PackVersion) ([]ingest.StoredFile, error) {
	files, err := s.packFiles(ctx, name, versions)
	return files, s.explain(ctx, fmt.Sprintf("读取政策包中的 %s", name), err)
}

func (s *Store) packFiles(ctx context.Context, name string, versions []retrieval.PackVersion) (files []ingest.StoredFile, err error) {
	query, args := `SELECT f.pack, f.version, f.content FROM pack_files f
		JOIN packs p ON p.id = f.pack AND p.version = f.version AND p.current = 1 WHERE f.name = ? ORDER BY f.pack`, []any{name}
	if versions != nil {
		wanted, err := json.Marshal(versions)
		if err != nil {
			return nil, err
		}
		query = `SELECT f.pack, f.version, f.content FROM json_each(?2) w
			JOIN pack_files f ON f.pack = w.value ->> 'pack' AND f.version = w.value ->> 'version' AND f.name = ?1 ORDER BY f.pack, f.version`
		args = append(args, string(wanted))
	}
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f ingest.StoredFile
		if err := rows.Scan(&f.Pack, &f.Version, &f.Data); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, rows.Err()
}
