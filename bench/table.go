package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ours of a ranking is what its peers are compared with: the embedded store,
// or PostgreSQL where that is the only one.
func reference(r report, of result) (result, bool) {
	best, ok := result{}, false
	for _, x := range r.Results {
		if !strings.HasPrefix(x.Engine, "clausewise") || x.Ranking != of.Ranking || x.K != of.K {
			continue
		}
		postgres := strings.Contains(x.Engine, "PostgreSQL")
		if !ok || postgres == strings.Contains(of.Engine, "pgvector") {
			best, ok = x, true
		}
	}
	return best, ok
}

// overBare is what a vector search in PostgreSQL takes beyond the bare query
// for as many neighbours, as a share of it (medians); ok is false for any other
// search, and where the bare query did not run.
func overBare(r report, of result) (share float64, ok bool) {
	if of.Ranking != vectors || of.Engine == bareName ||
		!strings.Contains(of.Engine, "PostgreSQL") && !strings.Contains(of.Engine, "pgvector") {
		return 0, false
	}
	for _, x := range r.Results {
		if x.Engine == bareName && x.Ranking == of.Ranking && x.K == of.K && x.P50 > 0 {
			return of.P50/x.P50 - 1, true
		}
	}
	return 0, false
}

// writeTables prints a report as Markdown.
func writeTables(w io.Writer, r report) error {
	fmt.Fprintf(w, "### %s: %d articles, %d questions, %s (%d dimensions)\n\n", r.Size, r.Articles, r.Questions, r.Model, r.Dim)
	fmt.Fprintln(w, "| contestant | ranking | p50 ms | p95 ms | p99 ms | p95 against ours | p50 over bare | Recall@10 | MRR@10 | of exact k |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|")
	order := map[ranking]int{hybrid: 0, words: 1, vectors: 2}
	lines := slices.Clone(r.Results)
	slices.SortStableFunc(lines, func(a, b result) int {
		return cmp.Or(cmp.Compare(order[a.Ranking], order[b.Ranking]), cmp.Compare(a.K, b.K))
	})
	for _, x := range lines {
		ratio := ""
		if o, ok := reference(r, x); ok && o.Engine != x.Engine && o.P95 > 0 {
			ratio = fmt.Sprintf("%.2f×", x.P95/o.P95)
		}
		over := ""
		if o, ok := overBare(r, x); ok {
			over = fmt.Sprintf("%+.0f%%", 100*o)
		}
		fmt.Fprintf(w, "| %s | %s, %d | %.2f | %.2f | %.2f | %s | %s | %s | %s | %s |\n",
			x.Engine, x.Ranking, x.K, x.P50, x.P95, x.P99, ratio, over, share(x.Recall), share(x.MRR), share(x.Exact))
	}
	fmt.Fprintln(w, "\n| contestant | load s | start s | heap MB | RSS MB | on disk or in the database MB |\n|---|---|---|---|---|---|")
	seen := map[string]bool{}
	for _, x := range r.Results {
		if seen[x.Engine] {
			continue
		}
		seen[x.Engine] = true
		fmt.Fprintf(w, "| %s | %.1f | %.2f | %d | %d | %d |\n", x.Engine, x.Load, x.Start, x.Heap>>20, x.RSS>>20, x.Kept>>20)
	}
	_, err := fmt.Fprintf(w, "\nMaking the vectors took %.1f s, which no line contains.\n\n", r.Embed)
	return err
}

func share(x float64) string {
	if x < 0 {
		return "–"
	}
	return strings.TrimPrefix(fmt.Sprintf("%.3f", x), "0")
}
