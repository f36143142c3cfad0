package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"clausewise/retrieval"
)

// replicaRest is how long a replica that failed or lagged is left alone.
const replicaRest = 2 * time.Second

// WithReplica makes searches for the nearest vectors, which are most of what
// a service reads, go to a replica of the database. Where it is gone or lags
// behind, the primary answers: a replica never changes an answer.
func WithReplica(url string) Option { return func(s *Store) { s.replicaURL = url } }

// openReplica makes the pool of the replica. One that cannot be reached yet
// is no reason not to start.
func (s *Store) openReplica(ctx context.Context) error {
	if s.replicaURL == "" {
		return nil
	}
	config, err := poolConfig(s.replicaURL)
	if err != nil {
		return fmt.Errorf("副本的%w", err)
	}
	if s.replica, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return explain(ctx, "打开副本", err)
	}
	return nil
}

// search asks the replica where there is one in step, else the primary.
func (s *Store) search(ctx context.Context, sh *shape, query []float32, k int, documents []string, beside []retrieval.Ref) ([]retrieval.Neighbour, bool, error) {
	if s.replica != nil && time.Now().UnixNano() >= s.replicaFrom.Load() {
		found, known, err := s.searchIn(ctx, s.replica, sh, query, k, documents, beside)
		if err == nil && known {
			return found, true, nil
		}
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		s.replicaFrom.Store(time.Now().Add(replicaRest).UnixNano())
		s.log.InfoContext(ctx, "replica not used", "error", err, "behind", err == nil)
	}
	// A search reads only, so instead of asking each time whether the
	// connection still lives, which takes a fifth as long as the search, it is
	// repeated where it did not.
	found, known, err := s.searchIn(context.WithValue(ctx, repeatable{}, true), s.pool, sh, query, k, documents, beside)
	if err != nil && lost(err) && ctx.Err() == nil {
		return s.searchIn(ctx, s.pool, sh, query, k, documents, beside)
	}
	return found, known, err
}
