package sqlite_test

import (
	"testing"

	"clausewise/storage/sqlite"
	"clausewise/storage/storagetest"
)

func TestConformance(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storagetest.Open {
		dir := t.TempDir()
		return func(t testing.TB) storagetest.Stores {
			s, err := sqlite.Open(t.Context(), dir, patient)
			if err != nil {
				t.Errorf("Open: %v", err)
				return nil
			}
			return s
		}
	})
}
