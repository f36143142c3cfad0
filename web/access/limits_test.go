package access

import (
	"fmt"
	"testing"
	"time"
)

func TestLocalLimiter(t *testing.T) {
	now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	l := NewLocalLimiter(func() time.Time { return now })
	limit := Limit{Burst: 3, Every: time.Second}
	take := func(key string, units int) *Refused {
		t.Helper()
		r, err := l.Take(t.Context(), Take{key, units, limit})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for i := range 3 {
		if r := take("a", 1); r != nil {
			t.Fatalf("take %d: %+v", i, r)
		}
	}
	if r := take("a", 1); r == nil || r.Wait != time.Second || r.Key != "a" {
		t.Fatalf("a fourth at once: %+v", r)
	}
	if r := take("b", 3); r != nil {
		t.Fatalf("another key: %+v", r)
	}
	if r := take("b", 2); r == nil || r.Wait != 2*time.Second {
		t.Fatalf("two more: %+v", r)
	}
	now = now.Add(time.Second)
	if r := take("a", 1); r != nil {
		t.Fatalf("after its wait: %+v", r)
	}
	if r := take("c", 50); r != nil {
		t.Fatalf("more than the burst, with nothing held: %+v", r)
	}
	if r := take("c", 50); r == nil || r.Wait != 3*time.Second {
		t.Fatalf("and again: %+v", r)
	}
	now = now.Add(-24 * time.Hour) // the clock is set back
	if r := take("a", 3); r != nil {
		t.Fatalf("with the clock set back: %+v", r)
	}
	limit = Limit{}
	for range 100 {
		if r := take("d", 1); r != nil {
			t.Fatalf("without a limit: %+v", r)
		}
	}
}

// TestLocalLimiterForgets floods the limiter with keys.
func TestLocalLimiterForgets(t *testing.T) {
	now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	l := NewLocalLimiter(func() time.Time { return now })
	for i := range 3 * mostKeys {
		if _, err := l.Take(t.Context(), Take{fmt.Sprint("address/", i), 1, Limit{Burst: 10, Every: time.Minute}}); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			now = now.Add(time.Millisecond)
		}
	}
	if len(l.keys) > mostKeys {
		t.Errorf("%d keys are kept", len(l.keys))
	}
}
