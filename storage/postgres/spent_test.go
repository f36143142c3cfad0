package postgres_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
)

// TestSpent lets two processes spend one budget.
func TestSpent(t *testing.T) {
	url := pgtest.Schema(t, pgtest.Database(t))
	var budgets [2]*assistant.DayBudget
	now := time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
	for i := range budgets {
		s, err := postgres.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		budgets[i] = assistant.NewDayBudget(assistant.Spending{Session: 700, Site: 1000}, s, func() time.Time { return now })
	}
	var granted atomic.Int64
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			n, settle, err := budgets[i%2].Reserve(t.Context(), []string{"a", "b"}[i%2], "s", 90)
			if errors.Is(err, assistant.ErrSiteBudget) || errors.Is(err, assistant.ErrSessionBudget) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			settle(n - 10)
			granted.Add(int64(n - 10))
		})
	}
	wg.Wait()
	if n := granted.Load(); n > 1000 || n < 700 {
		t.Errorf("%d tokens were spent of 1000", n)
	}
	// What is left is there for either, to the token.
	rest, _, err := budgets[0].Reserve(t.Context(), "c", "s", 1000)
	if err != nil && !errors.Is(err, assistant.ErrSiteBudget) {
		t.Fatal(err)
	}
	if int64(rest)+granted.Load() > 1000 {
		t.Errorf("%d more were granted beside %d", rest, granted.Load())
	}
	if _, _, err := budgets[1].Reserve(t.Context(), "c", "s", 1); !errors.Is(err, assistant.ErrSiteBudget) {
		t.Errorf("with nothing left: %v", err)
	}
	now = now.Add(24 * time.Hour)
	if n, _, err := budgets[1].Reserve(t.Context(), "c", "s", 5); err != nil || n != 5 {
		t.Errorf("the next day: %d, %v", n, err)
	}
}
