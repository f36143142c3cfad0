package ingest

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestForms compares what is read from short texts, one for each form of
// numbering, with what their files say.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := LoadFile(t.Context(), name+".txt", a.Files[0].Data)
			if err != nil {
				t.Fatal(err)
			}
			checkRows(t, p)
			a.Files[1].Data = []byte(inventory(p))
			golden(t, "forms/"+name+".txtar", string(txtar.Format(a)))
		})
	}
}
