package ingest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clausewise/retrieval"
)

// source returns a file that the reader's own tests use.
func source(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("reader", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestFormats: a page and its print give the same clauses; the original bytes
// stay in the pack, under the name of their format whatever the file's.
func TestFormats(t *testing.T) {
	for _, tt := range []struct{ name, data, file string }{
		{"办法.html", "measures.html", "source.html"},
		{"办法.pdf", "measures.pdf", "source.pdf"},
		{"办法.txt", "measures-restricted.pdf", "source.pdf"},
	} {
		data := source(t, tt.data)
		p, err := LoadFile(t.Context(), tt.name, data)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		if !bytes.Equal(p.Files[tt.file], data) || len(p.Files) != 1 {
			t.Errorf("%s: files %v", tt.name, fileNames(p))
		}
		checkRows(t, p)
		if len(p.Documents) != 1 || p.Documents[0].Title != "白榆市商贸企业数字化改造补助办法" || p.Documents[0].Expires.String() != "2027-12-31" {
			t.Errorf("%s: documents %+v", tt.name, p.Documents)
		}
		var keys []string
		for _, r := range p.Rows {
			if r.Kind == retrieval.Clause || r.Kind == retrieval.Item {
				keys = append(keys, r.Key)
			}
		}
		want := []string{"第一条", "第二条", "第三条", "第四条", "第四条/(一)", "第四条/(二)", "第四条/(三)", "第五条", "第六条"}
		if !slices.Equal(keys, want) {
			t.Errorf("%s: clauses %q", tt.name, keys)
		}
	}
}

func TestLoadDirFormats(t *testing.T) {
	pdf := source(t, "measures.pdf")
	p, err := LoadDir(t.Context(), fstest.MapFS{
		"p/source.pdf":  {Data: pdf},
		"p/policy.yaml": {Data: []byte("id: measures\n")},
	}, "p", OriginFiles)
	if err != nil || p.ID != "measures" || !bytes.Equal(p.Files["source.pdf"], pdf) || !strings.Contains(p.Source, "20%") {
		t.Errorf("%s %v: %v", p.ID, fileNames(p), err)
	}
	_, err = LoadDir(t.Context(), fstest.MapFS{"p/source.txt": {Data: []byte("一、甲")}, "p/source.pdf": {Data: pdf}}, "p", OriginFiles)
	if err == nil || !strings.Contains(err.Error(), "两个正文") {
		t.Errorf("two sources: %v", err)
	}
	_, err = LoadDir(t.Context(), fstest.MapFS{"p/source.xls": {Data: []byte("x")}}, "p", OriginFiles)
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "source.xls") {
		t.Errorf("a source that can't be read: %v", err)
	}
}

func TestLoadFileRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		data []byte
		want error
	}{
		"too large": {"a.txt", make([]byte, MaxSource+1), ErrTooLarge},
		"empty":     {"a.txt", nil, ErrEmpty},
		"zeros":     {"a.txt", []byte("一\x00二"), ErrBinary},
		"old word":  {"a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ErrFormat},
		"broken":    {"a.docx", []byte("PK\x03\x04"), ErrBroken},
		"locked":    {"a.pdf", source(t, "locked.pdf"), ErrEncrypted},
	} {
		_, err := LoadFile(t.Context(), tt.file, tt.data)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.file) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
