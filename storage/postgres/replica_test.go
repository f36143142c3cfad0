package postgres_test

import (
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/retrieval"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

// TestReplica gives a store three replicas: one in step, one that lags behind
// and one that is gone. None may change an answer.
func TestReplica(t *testing.T) {
	database := pgtest.Database(t)
	primary, behind := pgtest.Schema(t, database), pgtest.Schema(t, database)
	const dim = 4
	model := retrieval.Model{Name: "test", Dim: dim}
	random := rand.New(rand.NewPCG(3, 1))
	fill := func(url string, rows int) {
		t.Helper()
		s, err := postgres.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.PutPack(t.Context(), storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("条文", rows)})); err != nil {
			t.Fatal(err)
		}
		missing, err := s.Missing(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []retrieval.Vector
		for _, r := range missing {
			vectors = append(vectors, retrieval.Vector{Ref: retrieval.Ref{Document: r.Document, Version: r.Version, Key: r.Key}, Values: storagetest.Unit(random, dim)})
		}
		if err := s.PutVectors(t.Context(), model, vectors); err != nil {
			t.Fatal(err)
		}
	}
	// A replica has the same history: what lags is of an earlier generation.
	fill(primary, 10)
	fill(primary, 30)
	fill(behind, 5)
	readOnly := func(text string) string {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set("default_transaction_read_only", "on")
		u.RawQuery = q.Encode()
		return u.String()
	}
	want, err := postgres.Open(t.Context(), primary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { want.Close() })
	for name, replica := range map[string]string{
		"in step": readOnly(primary),
		"behind":  readOnly(behind),
		"gone":    "postgres://nobody@127.0.0.1:1/none?connect_timeout=1",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := postgres.Open(t.Context(), primary, postgres.WithReplica(replica))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			for range 5 {
				query := storagetest.Unit(random, dim)
				got, err := s.Nearest(t.Context(), model, query, 7, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				expected, err := want.Nearest(t.Context(), model, query, 7, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(expected, got); d != "" {
					t.Error(d)
				}
			}
		})
	}
	if _, err := postgres.Open(t.Context(), primary, postgres.WithReplica("://")); err == nil {
		t.Error("a URL that is none was taken")
	}
}
