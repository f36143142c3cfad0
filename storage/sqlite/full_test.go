package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"clausewise/storage/storagetest"
)

// TestDiskFull lets SQLite run out of pages, which it reports as a full disk.
func TestDiskFull(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	limit := func(pages int) {
		t.Helper()
		if _, err := s.write.ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages)); err != nil {
			t.Fatal(err)
		}
	}
	p := storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("很长的条文", 5000)})
	limit(60)
	_, err = s.PutPack(t.Context(), p)
	if err == nil || !strings.Contains(err.Error(), "磁盘已满") || !strings.Contains(err.Error(), "腾出空间") {
		t.Fatalf("PutPack: %v", err)
	}
	if packs, err := s.Packs(t.Context()); err != nil || len(packs) != 0 {
		t.Errorf("Packs: %v, %v", packs, err)
	}
	limit(1_000_000)
	if stored, err := s.PutPack(t.Context(), p); err != nil || stored.Version != 1 {
		t.Errorf("with room again: %+v, %v", stored, err)
	}
}

func FuzzVectorBytes(f *testing.F) {
	f.Add([]byte{0, 0, 128, 63, 0, 0, 0, 192}, 2)
	f.Add([]byte{1, 2, 3}, 1)
	f.Add([]byte{}, 0)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		if n < 0 || n > 1<<16 {
			t.Skip()
		}
		values := make([]float32, n)
		if err := decode(values, b); err != nil {
			if len(b) == 4*n {
				t.Fatal(err)
			}
			return
		}
		if got := encode(values); string(got) != string(b) {
			t.Errorf("% x became % x", b, got)
		}
	})
}
