package quantity

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

var update = flag.Bool("update", false, "rewrite the expected mentions in testdata")

// today is the day the test files take for granted.
var today = Date{2026, 11, 22}

// describe writes a mention as the test files do:
// "85万" Money 850000 元 implied over[850000,900000].
func describe(m Mention) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %s", m.Text, m.Kind)
	if m.Date.IsZero() {
		fmt.Fprintf(&b, " %s", m.Value)
	} else {
		fmt.Fprintf(&b, " %s", m.Date)
	}
	if m.Unit != "" && m.Date.IsZero() {
		fmt.Fprintf(&b, " %s", m.Unit)
	}
	if m.Currency != "" && m.Currency != "CNY" {
		fmt.Fprintf(&b, " %s", m.Currency)
	}
	if m.Implied {
		b.WriteString(" implied")
	}
	if m.Bound != Exact {
		fmt.Fprintf(&b, " %s[%s,%s]", m.Bound, m.Low, m.High)
	}
	return b.String()
}

// checkFile compares what read finds with a file of blocks: a text, then a
// line for each mention, indented.
func checkFile(t *testing.T, name string, read func(string) []Mention) {
	t.Helper()
	path := filepath.Join("testdata", name)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rewritten strings.Builder
	var text string
	var want []string
	check := func() {
		if text == "" {
			return
		}
		var got []string
		source := []rune(text)
		for _, m := range read(text) {
			if m.Text != string(source[m.Start:m.End]) {
				t.Errorf("%q: %q does not stand at %d to %d", text, m.Text, m.Start, m.End)
			}
			got = append(got, describe(m))
		}
		if *update {
			rewritten.WriteString(text + "\n")
			for _, g := range got {
				rewritten.WriteString("  " + g + "\n")
			}
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		text, want = "", nil
	}
	s := bufio.NewScanner(strings.NewReader(string(file)))
	for s.Scan() {
		line := s.Text()
		switch {
		case strings.HasPrefix(line, "  "):
			want = append(want, strings.TrimSpace(line))
			continue
		case strings.HasPrefix(line, "#"), line == "":
			check()
			if *update {
				rewritten.WriteString(line + "\n")
			}
			continue
		}
		check()
		text = line
	}
	check()
	if *update {
		if err := os.WriteFile(path, []byte(rewritten.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFind(t *testing.T) {
	checkFile(t, "find.txt", func(s string) []Mention { return Find(s, Options{Today: today}) })
}

func TestNumbers(t *testing.T) { checkFile(t, "numbers.txt", Numbers) }

func decimalOfFen(fen int64) decimal.Decimal { return decimal.New(fen, -2) }
