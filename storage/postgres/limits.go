package postgres

import (
	"context"
	"slices"
	"time"

	"clausewise/web/access"
)

// pruneEvery is how often a process drops keys that are as good as new.
const pruneEvery = time.Minute

// Take implements access.Limiter, by the server's clock: those of the
// processes may differ. It is one statement, and a key's row is locked only
// while it runs; keys in order keep two of them from waiting for each other.
func (s *Store) Take(ctx context.Context, takes ...access.Take) (*access.Refused, error) {
	takes = slices.DeleteFunc(slices.Clone(takes), func(t access.Take) bool { return t.Limit.Off() })
	if len(takes) == 0 {
		return nil, nil
	}
	keys := make([][]byte, len(takes))
	costs, depths := make([]float64, len(takes)), make([]float64, len(takes))
	for i, t := range takes {
		keys[i], costs[i], depths[i] = t.Hash(), t.Cost().Seconds(), t.Depth().Seconds()
	}
	// A time further ahead than the depth comes from a greater limit that was
	// made smaller, or a clock that was set back; it counts as the depth.
	rows, err := s.pool.Query(ctx, `WITH asked AS MATERIALIZED (
			SELECT key, make_interval(secs => cost) AS cost, make_interval(secs => depth) AS depth
			FROM unnest($1::bytea[], $2::float8[], $3::float8[]) AS t (key, cost, depth)
		), taken AS (
			INSERT INTO limits AS l (key, at) SELECT key, now() + cost FROM asked ORDER BY key
			ON CONFLICT (key) DO UPDATE SET at = greatest(l.at, now()) + (excluded.at - now())
			WHERE greatest(l.at, now()) + (excluded.at - now()) <= now() + (SELECT depth FROM asked a WHERE a.key = excluded.key)
			RETURNING key
		)
		SELECT a.key, extract(epoch FROM least(l.at, now() + a.depth) + a.cost - now() - a.depth)::float8
		FROM asked a JOIN limits l USING (key) LEFT JOIN taken t USING (key) WHERE t.key IS NULL ORDER BY 2 DESC, 1`, keys, costs, depths)
	if err != nil {
		return nil, explain(ctx, "核对使用限额", err)
	}
	defer rows.Close()
	var refused *access.Refused
	for rows.Next() {
		var key []byte
		var wait float64
		if err := rows.Scan(&key, &wait); err != nil {
			return nil, explain(ctx, "核对使用限额", err)
		}
		if refused != nil {
			continue
		}
		for i, t := range takes {
			if slices.Equal(keys[i], key) {
				refused = &access.Refused{Key: t.Key, Wait: max(time.Millisecond, time.Duration(wait*float64(time.Second)))}
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, explain(ctx, "核对使用限额", err)
	}
	return refused, s.pruneLimits(ctx)
}

// pruneLimits drops keys that are as good as new, now and then.
func (s *Store) pruneLimits(ctx context.Context) error {
	now, last := time.Now().UnixNano(), s.pruned.Load()
	if now-last < int64(pruneEvery) || !s.pruned.CompareAndSwap(last, now) {
		return nil
	}
	_, err := s.pool.Exec(ctx, `DELETE FROM limits WHERE key IN
		(SELECT key FROM limits WHERE at < now() ORDER BY key LIMIT 10000 FOR UPDATE SKIP LOCKED)`)
	return explain(ctx, "清理使用限额", err)
}
