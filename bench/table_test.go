package main

import (
	"strings"
	"testing"
)

func TestTableStatesWhatIsBeyondTheBareQuery(t *testing.T) {
	line := func(engine string, of ranking, k int, p50 float64) result {
		return result{Engine: engine, Ranking: of, K: k, latency: latency{P50: p50, P95: 2 * p50}}
	}
	r := report{Results: []result{
		line("clausewise, PostgreSQL", hybrid, 10, 9),
		line("clausewise, PostgreSQL", vectors, 10, 1.5),
		line(bareName, vectors, 10, 1),
		line("clausewise, embedded", vectors, 10, .5),
		line("langchaingo pgvector", vectors, 10, 4),
		line("clausewise, PostgreSQL", vectors, 100, 1.8),
		line(bareName, vectors, 100, 2),
	}}
	want := map[string]string{
		"clausewise, PostgreSQL hybrid, 10":   "",
		"clausewise, PostgreSQL vectors, 10":  "+50%",
		"bare pgvector query vectors, 10":     "",
		"clausewise, embedded vectors, 10":    "",
		"langchaingo pgvector vectors, 10":    "+300%",
		"clausewise, PostgreSQL vectors, 100": "-10%",
		"bare pgvector query vectors, 100":    "",
	}
	var b strings.Builder
	if err := writeTables(&b, r); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for l := range strings.Lines(b.String()) {
		cells := strings.Split(l, "|")
		if len(cells) != 12 {
			continue
		}
		name := strings.TrimSpace(cells[1]) + " " + strings.TrimSpace(cells[2])
		over, ok := want[name]
		if !ok {
			continue
		}
		seen++
		if got := strings.TrimSpace(cells[7]); got != over {
			t.Errorf("%s: %q over the bare query, want %q", name, got, over)
		}
	}
	if seen != len(want) {
		t.Errorf("%d lines of %d in\n%s", seen, len(want), &b)
	}
}
