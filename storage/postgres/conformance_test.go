package postgres_test

import (
	"testing"

	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

func TestConformance(t *testing.T) {
	database := pgtest.Database(t)
	storagetest.Run(t, func(t testing.TB) storagetest.Open { return opener(pgtest.Schema(t, database)) })
}

// Vectors are compared in the database too, where they are too many to hold.
func TestConformanceOfScans(t *testing.T) {
	database := pgtest.Database(t)
	storagetest.RunNearest(t, func(t testing.TB) storagetest.Open {
		return opener(pgtest.Schema(t, database), postgres.WithHeldBytes(0))
	})
}

// opener opens handles on the schema at a URL.
func opener(url string, options ...postgres.Option) storagetest.Open {
	return func(t testing.TB) storagetest.Stores {
		s, err := postgres.Open(t.Context(), url, options...)
		if err != nil {
			t.Errorf("Open: %v", err)
			return nil
		}
		return s
	}
}

// TestKilled kills processes that store packs; the server undoes what they
// had not finished.
func TestKilled(t *testing.T) {
	database := pgtest.Database(t)
	storagetest.Killed(t, func(t testing.TB) (string, storagetest.Open) {
		url := pgtest.Schema(t, database)
		return url, opener(url)
	}, nil)
}
