package migrate

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, n := range names {
		fsys["m/"+n] = &fstest.MapFile{Data: []byte("SELECT 1;")}
	}
	return fsys
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		want  string // "" for success, else part of the error
	}{
		{"in order", []string{"0002_b.sql", "0001_a.sql", "0003_c.sql"}, ""},
		{"gap", []string{"0001_a.sql", "0003_c.sql"}, "0002 is missing"},
		{"does not start at one", []string{"0002_b.sql"}, "0001 is missing"},
		{"starts at zero", []string{"0000_b.sql", "0001_a.sql"}, "0001 is missing"},
		{"duplicate", []string{"0001_a.sql", "0001_b.sql"}, "stands twice"},
		{"stray file", []string{"0001_a.sql", "notes.txt"}, "notes.txt"},
		{"bad name", []string{"1_a.sql"}, "1_a.sql"},
		{"nothing", nil, "m"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := Read(folder(tt.files...), "m")
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Fatalf("error %v, want one with %q", err, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range all {
				if m.Number != i+1 || m.SQL == "" {
					t.Errorf("migration %d is %+v", i, m)
				}
			}
		})
	}
}

func TestReadRefusesEmptyFile(t *testing.T) {
	fsys := fstest.MapFS{"m/0001_a.sql": {Data: []byte(" \n")}}
	if _, err := Read(fsys, "m"); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Fatalf("error %v", err)
	}
}

func TestPending(t *testing.T) {
	all, err := Read(folder("0001_a.sql", "0002_b.sql"), "m")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		applied []Applied
		pending int
		err     error
	}{
		{"new database", nil, 2, nil},
		{"half way", []Applied{{1, "a"}}, 1, nil},
		{"current", []Applied{{1, "a"}, {2, "b"}}, 0, nil},
		{"newer", []Applied{{1, "a"}, {2, "b"}, {3, "c"}}, 0, ErrNewer},
		{"another project", []Applied{{1, "users"}}, 0, ErrHistory},
		{"gap in the record", []Applied{{2, "b"}}, 0, ErrHistory},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Pending(all, tt.applied)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if len(got) != tt.pending {
				t.Errorf("%d pending, want %d", len(got), tt.pending)
			}
		})
	}
}
