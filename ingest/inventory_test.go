package ingest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/policies"
	"clausewise/retrieval"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// packNames are the folders of built-in policies.
var packNames = []string{"suzhou-measures", "suzhou-action-plan", "suzhou-pilot-zone", "zhuzhou-opinions", "jiangsu-platform-news"}

func loadBuiltin(t testing.TB, name string) Pack {
	t.Helper()
	p, err := LoadDir(t.Context(), policies.FS, name, OriginBuiltin)
	if err != nil {
		t.Fatalf("LoadDir(t.Context(), %s): %v", name, err)
	}
	return p
}

// TestInventory compares every row and all metadata of the built-in documents
// with files that were read against the source.
func TestInventory(t *testing.T) {
	for _, name := range packNames {
		t.Run(name, func(t *testing.T) {
			golden(t, "inventory/"+name+".txt", inventory(loadBuiltin(t, name)))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// inventory writes a pack for people to read: metadata, then a line a row.
func inventory(p Pack) string {
	var b strings.Builder
	text := []rune(p.Source)
	for _, d := range p.Documents {
		fmt.Fprintf(&b, "== %s [%d,%d)\n", d.ID, d.Start, d.End)
		put := func(name, value string) {
			if value == "" {
				return
			}
			fmt.Fprintf(&b, "%s: %s", name, value)
			if at, ok := d.Evidence[name]; ok {
				fmt.Fprintf(&b, "  ⟵ %s", tidy(string(text[at.Start:at.End])))
			}
			b.WriteString("\n")
		}
		put("title", d.Title)
		put("short_name", d.ShortName)
		put("number", d.Number)
		put("issuer", d.Issuer)
		put("addressee", d.Addressee)
		put("jurisdiction", d.Jurisdiction)
		put("passed", d.Passed.String())
		put("issued", d.Issued.String())
		put("effective", d.Effective.String())
		put("effective_text", d.EffectiveText)
		put("expires", d.Expires.String())
		put("period_start", d.PeriodStart.String())
		put("period_end", d.PeriodEnd.String())
		if d.Draft {
			put("draft", "yes")
		}
		if d.Incomplete {
			put("incomplete", "yes")
		}
	}
	b.WriteString("\n")
	document := "?"
	for _, r := range p.Rows {
		if r.Document != document {
			document = r.Document
			fmt.Fprintf(&b, "-- %s\n", document)
		}
		b.WriteString(inventoryLine(r))
	}
	return b.String()
}

func inventoryLine(r retrieval.Row) string {
	s := fmt.Sprintf("%d %s | %s | %s | %s | %s | %s", r.Ordinal, r.Key, r.Kind, r.Number, r.Heading, r.Path, ends(r.Text))
	if r.Parent != "" {
		s += " | of " + r.Parent
	}
	if len(r.Departments) > 0 {
		s += " | " + strings.Join(r.Departments, " + ")
	}
	return s + "\n"
}

// ends is the first and last words of a text.
func ends(s string) string {
	r := []rune(strings.Join(strings.Fields(s), "␣"))
	if len(r) <= 44 {
		return string(r)
	}
	return string(r[:20]) + " … " + string(r[len(r)-20:])
}
