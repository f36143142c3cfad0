package retrieval

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// relevance is one line of testdata/relevance.txt.
type relevance struct {
	query string
	rows  []rowKey // any of them will do
}

// bars are the shares of lines that must hold.
type bars struct{ floor, first float64 }

func readRelevance(t testing.TB) (lines []relevance, b bars) {
	t.Helper()
	f, err := os.Open("testdata/relevance.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, number, _ := strings.Cut(line, " "); name == "floor" || name == "first" {
			bar := &b.floor
			if name == "first" {
				bar = &b.first
			}
			if *bar, err = strconv.ParseFloat(number, 64); err != nil {
				t.Fatal(err)
			}
			continue
		}
		query, rows, ok := strings.Cut(line, " | ")
		if !ok {
			t.Fatalf("relevance.txt: %q has no expected row", line)
		}
		r := relevance{query: query}
		for row := range strings.SplitSeq(rows, " or ") {
			document, key, _ := strings.Cut(row, " ")
			r.rows = append(r.rows, rowKey{document, key})
		}
		lines = append(lines, r)
	}
	return lines, b
}

func embedded(t testing.TB) (*memory, *Index) {
	t.Helper()
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	x, err := Build(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	return m, x
}

func TestRelevance(t *testing.T) {
	_, x := embedded(t)
	lines, bars := readRelevance(t)
	first, firstThree := 0, 0
	for _, line := range lines {
		for _, row := range line.rows {
			if _, ok := x.Row(row.document, row.key); !ok {
				t.Fatalf("%s: there is no row %v", line.query, row)
			}
		}
		hits, err := x.Search(t.Context(), Query{Text: line.query, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(hits, func(h Hit) bool {
			return slices.Contains(line.rows, rowKey{h.Row.Document, h.Row.Key})
		})
		if at == 0 {
			first++
		}
		if at >= 0 && at < 3 {
			firstThree++
			continue
		}
		var got []string
		for _, h := range hits {
			got = append(got, h.Row.Document+" "+h.Row.Key)
		}
		t.Logf("not in the first three: %s\n\twant %v\n\tgot %s", line.query, line.rows, strings.Join(got, ", "))
	}
	n := float64(len(lines))
	t.Logf("%d queries: first %.3f, first three %.3f", len(lines), float64(first)/n, float64(firstThree)/n)
	if float64(firstThree)/n < bars.floor {
		t.Errorf("%.3f of the queries find their row in the first three, want %.3f", float64(firstThree)/n, bars.floor)
	}
	if float64(first)/n < bars.first {
		t.Errorf("%.3f of the queries find their row in front, want %.3f", float64(first)/n, bars.first)
	}
}
