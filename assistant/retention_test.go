package assistant

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// forgetter has so many old conversations.
type forgetter struct {
	mu     sync.Mutex
	old    int
	before []time.Time
	fail   bool
}

func (f *forgetter) Forget(context.Context, string) error { return nil }

func (f *forgetter) ForgetBefore(_ context.Context, t time.Time, limit int) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = append(f.before, t)
	if f.fail {
		return 0, errors.New("down")
	}
	n := min(f.old, limit)
	f.old -= n
	return n, nil
}

// set makes it have old ones, and fail or not.
func (f *forgetter) set(old int, fail bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.old, f.fail = old, fail
}

func (f *forgetter) seen() (old int, before []time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.old, f.before
}

func TestRetain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &forgetter{old: 2*sweepBatch + 7}
		ctx, cancel := context.WithCancel(t.Context())
		go Retain(ctx, f, 24*time.Hour, time.Now, slog.New(slog.DiscardHandler))
		synctest.Wait()
		old, before := f.seen()
		if old != 0 || len(before) != 3 {
			t.Fatalf("%d are left after %d batches", old, len(before))
		}
		if age := time.Since(before[0]); age != 24*time.Hour {
			t.Errorf("forgets what is older than %s", age)
		}
		f.set(1, true)
		time.Sleep(sweepEvery + time.Second)
		synctest.Wait()
		f.set(1, false)
		time.Sleep(sweepEvery)
		synctest.Wait()
		if old, _ := f.seen(); old != 0 {
			t.Error("did not go on after a failure")
		}
		cancel()
		synctest.Wait()
	})
}
