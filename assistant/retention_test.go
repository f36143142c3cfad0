package assistant

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// forgetter has so many old conversations.
type forgetter struct {
	old    int
	before []time.Time
	fail   bool
}

func (f *forgetter) Forget(context.Context, string) error { return nil }

func (f *forgetter) ForgetBefore(_ context.Context, t time.Time, limit int) (int, error) {
	f.before = append(f.before, t)
	if f.fail {
		return 0, errors.New("down")
	}
	n := min(f.old, limit)
	f.old -= n
	return n, nil
}

func TestRetain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &forgetter{old: 2*sweepBatch + 7}
		ctx, cancel := context.WithCancel(t.Context())
		go Retain(ctx, f, 24*time.Hour, time.Now, slog.New(slog.DiscardHandler))
		synctest.Wait()
		if f.old != 0 || len(f.before) != 3 {
			t.Errorf("%d are left after %d batches", f.old, len(f.before))
		}
		if age := time.Since(f.before[0]); age != 24*time.Hour {
			t.Errorf("forgets what is older than %s", age)
		}
		f.fail = true
		time.Sleep(sweepEvery + time.Second)
		synctest.Wait()
		f.fail, f.old = false, 1
		time.Sleep(sweepEvery)
		synctest.Wait()
		if f.old != 0 {
			t.Error("did not go on after a failure")
		}
		cancel()
		synctest.Wait()
	})
}
