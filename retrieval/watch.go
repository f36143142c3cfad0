package retrieval

import (
	"context"
	"time"
)

// Watch refreshes at every interval until ctx ends, so that what another
// process stores is found here too. The logger of BuildOptions is told of
// failures; the next interval tries again.
func (s *Searcher) Watch(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				s.Index().log.ErrorContext(ctx, "refresh the search index", "error", err)
			}
		}
	}
}
