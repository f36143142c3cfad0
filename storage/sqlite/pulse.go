package sqlite

import (
	"context"

	"clausewise/storage/intake"
)

// Writable writes so many bytes over those of the last time and returns why
// that fails, nil where it does not.
func (s *Store) Writable(ctx context.Context, size int) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO pulse (one, filler) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET filler = excluded.filler`, intake.Pulse(size))
	return s.explain(ctx, "试写数据库", err)
}
