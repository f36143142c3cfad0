package ingest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestReaderVersion fails where the built-in documents or the forms are read
// otherwise than by the reader of this version: raise [ReaderVersion], then
// run with -update.
func TestReaderVersion(t *testing.T) {
	h := sha256.New()
	e := json.NewEncoder(h)
	add := func(p Pack) {
		if err := e.Encode([]any{p.Documents, p.Rows}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range packNames {
		add(loadBuiltin(t, name))
	}
	files, err := filepath.Glob("testdata/forms/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := LoadFile(t.Context(), strings.TrimSuffix(filepath.Base(file), ".txtar")+".txt", a.Files[0].Data)
		if err != nil {
			t.Fatal(err)
		}
		add(p)
	}
	golden(t, "reader.txt", fmt.Sprintf("version %d reads %x\n", ReaderVersion, h.Sum(nil)))
}
