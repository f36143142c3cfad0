package ingest

import "testing"

func TestPackFile(t *testing.T) {
	for name, want := range map[string]bool{
		"source.txt": true, "source.pdf": true, "source.docx": true, "policy.yaml": true, "rules.yaml": true, "cases.yaml": true,
		"notes.md": false, "README.md": false, ".source.txt.partial": false, "rules.yml": false, "": false,
	} {
		if got := PackFile(name); got != want {
			t.Errorf("PackFile(%q) = %v, want %v", name, got, want)
		}
	}
}
