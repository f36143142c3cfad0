package assistant

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Forgetting removes conversations with all that is kept of them: turns,
// votes, receipts, questions left for a person.
type Forgetting interface {
	// Forget removes one, ErrNotFound where there is none.
	Forget(ctx context.Context, conversation string) error

	// ForgetBefore removes at most limit of those in which nothing has
	// happened since t, the oldest first, and returns how many it was.
	ForgetBefore(ctx context.Context, t time.Time, limit int) (int, error)
}

const (
	sweepEvery = time.Hour
	sweepBatch = 200 // conversations a transaction; a chat in progress waits no longer than for one
)

// Retain keeps conversations for a time after their last turn and no longer,
// until ctx ends. Any number of processes may do so at once.
func Retain(ctx context.Context, store Forgetting, keep time.Duration, now func() time.Time, log *slog.Logger) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		forgotten, err := sweep(ctx, store, now().Add(-keep))
		switch {
		case err != nil && !errors.Is(err, context.Canceled):
			log.ErrorContext(ctx, "old conversations not removed", "error", err)
		case forgotten > 0:
			log.InfoContext(ctx, "old conversations removed", "conversations", forgotten)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func sweep(ctx context.Context, store Forgetting, before time.Time) (total int, err error) {
	for {
		n, err := store.ForgetBefore(ctx, before, sweepBatch)
		total += n
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}
