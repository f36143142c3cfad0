package postgres_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/web/access"
)

// TestLimits checks that two processes count together.
func TestLimits(t *testing.T) {
	url := pgtest.Schema(t, pgtest.Database(t))
	var nodes [2]*postgres.Store
	for i := range nodes {
		s, err := postgres.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		nodes[i] = s
	}
	// An hour gives nothing back while the test runs.
	address := access.Take{Key: "address/192.0.2.1", Units: 1, Limit: access.Limit{Burst: 20, Every: time.Hour}}
	session := access.Take{Key: "session/1", Units: 1, Limit: access.Limit{Burst: 50, Every: time.Hour}}
	var granted atomic.Int64
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			takes := []access.Take{address, session}
			if i%3 == 0 {
				takes = []access.Take{session, address}
			}
			r, err := nodes[i%2].Take(t.Context(), takes...)
			switch {
			case err != nil:
				t.Error(err)
			case r == nil:
				granted.Add(1)
			case r.Wait <= 0 || r.Wait > time.Hour:
				t.Errorf("%+v", r)
			}
		})
	}
	wg.Wait()
	if n := granted.Load(); n != 20 {
		t.Errorf("%d were granted, want 20", n)
	}
	if r, err := nodes[0].Take(t.Context(), access.Take{Key: "other", Units: 1, Limit: address.Limit}, access.Take{Key: "off", Units: 1}); err != nil || r != nil {
		t.Errorf("another key: %+v, %v", r, err)
	}
	// What was taken comes back. The clock is the server's, so that time passes
	// for a key by making what is stored of it older.
	slow := access.Take{Key: "slow", Units: 2, Limit: access.Limit{Burst: 2, Every: time.Hour}}
	if r, err := nodes[0].Take(t.Context(), slow); err != nil || r != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	r, err := nodes[1].Take(t.Context(), slow)
	if err != nil || r == nil || r.Key != "slow" || r.Wait > 2*time.Hour {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, tt := range []struct {
		older   string
		granted bool
	}{{"90 minutes", false}, {"30 minutes", true}} {
		pgtest.Exec(t, url, "UPDATE limits SET at = at - interval '"+tt.older+"'")
		if r, err := nodes[1].Take(t.Context(), slow); err != nil || (r == nil) != tt.granted {
			t.Errorf("%s later: %+v, %v", tt.older, r, err)
		}
	}
}
