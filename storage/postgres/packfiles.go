package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// PackFiles implements ingest.Store.
func (s *Store) PackFiles(ctx context.Context, name string, versions []retrieval.PackVersion) ([]ingest.StoredFile, error) {
	query, args := `SELECT f.pack, f.version, f.content FROM pack_files f
		JOIN packs p ON p.id = f.pack AND p.version = f.version AND p.current WHERE f.name = $1 ORDER BY f.pack`, []any{name}
	if versions != nil {
		packs, numbers := make([]string, len(versions)), make([]int, len(versions))
		for i, v := range versions {
			packs[i], numbers[i] = v.Pack, v.Version
		}
		query = `SELECT f.pack, f.version, f.content FROM unnest($2::text[], $3::integer[]) w (pack, version)
			JOIN pack_files f ON f.pack = w.pack COLLATE "C" AND f.version = w.version AND f.name = $1 ORDER BY f.pack, f.version`
		args = append(args, packs, numbers)
	}
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, explain(ctx, fmt.Sprintf("读取政策包中的 %s", name), err)
	}
	files, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ingest.StoredFile])
	return files, explain(ctx, fmt.Sprintf("读取政策包中的 %s", name), err)
}
