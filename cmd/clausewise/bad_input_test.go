package main

import (
	"strings"
	"testing"
)

const site = "suzhou-measures/independent-site"

func TestBadInput(t *testing.T) {
	t.Parallel()
	empty := write(t, "empty.txt", "")
	binary := write(t, "binary.txt", "\x00\x01\x02\x03\x00\xff\xfe\x00")
	pdf := write(t, "policy.pdf", "%PDF-1.7\n")
	notDirectory := write(t, "file", "")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"unknown rule", []string{"calculate", "suzhou-measures/independant-site", "expense_yuan=1"}, 1, site},
		{"negative amount", []string{"calculate", site, "expense_yuan=-1"}, 1, "负数"},
		{"foreign currency", []string{"calculate", site, "expense_yuan=10万美元"}, 1, "人民币"},
		{"not a number", []string{"calculate", site, "expense_yuan=很多"}, 1, "数字"},
		{"absurd amount", []string{"calculate", site, "expense_yuan=1e20"}, 1, "10万亿"},
		{"no such tier", []string{"calculate", "suzhou-measures/benchmark-enterprise", "tier=5"}, 1, "档"},
		{"empty question", []string{"ask", " "}, 1, "问题是空的"},
		{"long question", []string{"ask", strings.Repeat("长", 4001)}, 1, "4000"},
		{"empty document", []string{"ingest", empty}, 1, "empty.txt"},
		{"binary document", []string{"clauses", binary}, 1, "binary.txt"},
		{"format that is not read", []string{"ingest", "--dry-run", pdf}, 1, "policy.pdf"},
		{"missing document", []string{"ingest", "no/such.txt"}, 1, "no/such.txt"},
		{"unknown document id", []string{"clauses", "no-such-document"}, 1, "suzhou-measures"},
		{"folder without packs", []string{"ingest", t.TempDir()}, 1, "source.txt"},
		{"unknown rules", []string{"rules", "no-such-rule"}, 1, "no-such-rule"},
		{"missing cases", []string{"eval", "no-such.jsonl"}, 1, "no-such.jsonl"},
		{"data directory is a file", []string{"rules", "--data", notDirectory}, 1, "--data"},
		{"policies folder is missing", []string{"rules", "--policies", "no/such"}, 1, "--policies"},
		{"database down", []string{"migrate", "--database-url", "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"}, 1, "127.0.0.1"},
		{"database url", []string{"migrate", "--database-url", "postgres://x:secret@[bad"}, 1, "postgres://"},
		{"half an embedder", []string{"rules", "--embed-model", "m"}, 1, "--embed-url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := try(t, "", c.args...)
			all := got.stdout + got.stderr
			if got.code != c.code || !strings.Contains(all, c.says) {
				t.Errorf("code %d, want %d with %q:\n%s", got.code, c.code, c.says, all)
			}
			if strings.Contains(all, "secret") || strings.Contains(all, "panic") {
				t.Errorf("it says too much: %s", all)
			}
		})
	}
}

func TestAnEmptyDocumentLeavesNothingBehind(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	empty := write(t, "empty.txt", "  \n")
	before := try(t, "", "search", "--json", "--limit=50", "补助").stdout
	if got := try(t, "", "ingest", empty); got.code != 1 {
		t.Fatalf("%+v", got)
	}
	if after := try(t, "", "search", "--json", "--limit=50", "补助").stdout; after != before {
		t.Error("the library has changed")
	}
}
