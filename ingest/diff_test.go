package ingest

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestDiff runs the files of testdata/diff: old.txt, new.txt and the changes
// between them.
func TestDiff(t *testing.T) {
	files, err := filepath.Glob("testdata/diff/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var old, new Pack
			for _, f := range a.Files {
				switch f.Name {
				case "old.txt":
					old = loadText(t, string(f.Data))
				case "new.txt":
					new = loadText(t, string(f.Data))
				}
			}
			got := changeLines(t, old, new, Diff(old, new))
			goldenFile(t, file, a, "changes", got)
		})
	}
}

// loadText reads a text as a document of its own.
func loadText(t testing.TB, text string) Pack {
	t.Helper()
	p, err := LoadFile(t.Context(), "document.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// goldenFile compares got with a file of an archive, or writes it there.
func goldenFile(t *testing.T, path string, a *txtar.Archive, name, got string) {
	t.Helper()
	at := -1
	for i, f := range a.Files {
		if f.Name == name {
			at = i
		}
	}
	if *update {
		if at < 0 {
			a.Files = append(a.Files, txtar.File{Name: name})
			at = len(a.Files) - 1
		}
		a.Files[at].Data = []byte(got)
		writeFile(t, path, txtar.Format(a))
		return
	}
	if at < 0 {
		t.Fatalf("%s has no %q", path, name)
	}
	if want := string(a.Files[at].Data); want != got {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func changeLines(t *testing.T, old, new Pack, list []Change) string {
	t.Helper()
	before, after := []rune(old.Source), []rune(new.Source)
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "%s", c.Kind)
		for _, s := range []*Side{c.Old, c.New} {
			if s != nil {
				fmt.Fprintf(&b, " %s", s.Clause)
			} else {
				b.WriteString(" -")
			}
		}
		for _, e := range c.Edits {
			if got := string(before[e.OldStart:e.OldEnd]); got != e.Old {
				t.Errorf("old span holds %q, want %q", got, e.Old)
			}
			if got := string(after[e.NewStart:e.NewEnd]); got != e.New {
				t.Errorf("new span holds %q, want %q", got, e.New)
			}
			fmt.Fprintf(&b, " [%s→%s]", e.Old, e.New)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestDiffOfItself: a text does not differ from itself, nor from itself in
// other white space.
func TestDiffOfItself(t *testing.T) {
	for _, name := range packNames {
		p := loadBuiltin(t, name)
		if d := Diff(p, p); len(d) != 0 {
			t.Errorf("%s: %d changes, first %+v", name, len(d), d[0])
		}
	}
}

// TestAlignNamesEachRowOnce shuffles, drops, doubles and rewrites rows: each
// row of either version is in exactly one pair, and equal rows that kept
// their key are paired with each other.
func TestAlignNamesEachRowOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rows := loadBuiltin(t, "zhuzhou-opinions").Rows
	for round := range 60 {
		old := entries(rows)
		new := entries(rows)
		for range rng.IntN(12) {
			i, j := rng.IntN(len(new)), rng.IntN(len(new))
			switch rng.IntN(5) {
			case 0:
				new[i], new[j] = new[j], new[i]
			case 1:
				new = append(new[:i:i], new[i+1:]...)
			case 2:
				e := new[i]
				e.row.Key += "~2"
				new = append(new, e)
			case 3:
				r := []rune(new[i].words)
				new[i].words = string(r[:len(r)/2])
			case 4:
				old = append(old, entry{row: rows[j%len(rows)], words: new[i].words + "附加"})
			}
		}
		pairs := align(old, new)
		seenOld, seenNew := make([]int, len(old)), make([]int, len(new))
		for _, p := range pairs {
			if p.old < 0 && p.new < 0 {
				t.Fatalf("round %d: empty pair", round)
			}
			if p.old >= 0 {
				seenOld[p.old]++
			}
			if p.new >= 0 {
				seenNew[p.new]++
			}
		}
		for i, n := range seenOld {
			if n != 1 {
				t.Fatalf("round %d: old row %d is named %d times", round, i, n)
			}
		}
		for j, n := range seenNew {
			if n != 1 {
				t.Fatalf("round %d: new row %d is named %d times", round, j, n)
			}
		}
	}
}

// TestEditsRebuild: the old text with its edits carried out is the new text.
func TestEditsRebuild(t *testing.T) {
	for _, tt := range []struct{ old, new string }{
		{"给予20万元补助，费用支出每增加10万元", "给予25万元补助，费用支出每满10万元"},
		{"单个企业最高可享受800万元。", "单个企业每年最高可享受1000万元。"},
		{"全文都换了", "没有一处一样之处"},
		{"删到只剩", "删"},
		{"", "新"},
	} {
		o, n := rowOf(tt.old), rowOf(tt.new)
		r := []rune(tt.old)
		var b strings.Builder
		at := 0
		for _, e := range edits(o, n) {
			b.WriteString(string(r[at:e.OldStart]) + e.New)
			at = e.OldEnd
		}
		b.WriteString(string(r[at:]))
		if b.String() != tt.new {
			t.Errorf("%q with its edits is %q, want %q", tt.old, b.String(), tt.new)
		}
	}
}
