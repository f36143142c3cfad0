package postgres

import (
	"context"
	"fmt"
	"slices"
)

// AddSpent implements assistant.Spent. Keys are locked in order, so that two
// statements never wait for each other.
func (s *Store) AddSpent(ctx context.Context, day string, keys []string, tokens int64) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `WITH added AS (
			INSERT INTO spent AS s (day, key, tokens)
			SELECT $1::text::date, key, $3 FROM (SELECT DISTINCT key FROM unnest($2::text[]) AS key) AS k ORDER BY key COLLATE "C"
			ON CONFLICT (day, key) DO UPDATE SET tokens = s.tokens + excluded.tokens
			RETURNING key, tokens
		), old AS (
			DELETE FROM spent WHERE day < $1::text::date - 7
		)
		SELECT key, tokens FROM added`, day, keys, tokens)
	if err != nil {
		return nil, explain(ctx, "记录模型用量", err)
	}
	defer rows.Close()
	sums := make([]int64, len(keys))
	for rows.Next() {
		var key string
		var sum int64
		if err := rows.Scan(&key, &sum); err != nil {
			return nil, explain(ctx, "记录模型用量", err)
		}
		i := slices.Index(keys, key)
		if i < 0 {
			return nil, fmt.Errorf("记录模型用量：多出了 %q", key)
		}
		sums[i] = sum
	}
	return sums, explain(ctx, "记录模型用量", rows.Err())
}
