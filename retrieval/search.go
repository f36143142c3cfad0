package retrieval

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Search returns the rows that answer a query, best first. An empty query
// finds nothing. Where the embedder or the store's vectors fail or take too
// long, the ranking goes by words alone and the logger is told; the only error is that of ctx.
func (x *Index) Search(ctx context.Context, q Query) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(q.Text) == "" || len(x.entries) == 0 {
		return nil, nil
	}
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	admitted := x.admission(q.Filter)
	query := x.analyse(q.Text)
	counts := x.counting(admitted, x.factors(query.places))
	terms := x.postings.terms(query.grams)
	lexical := x.postings.top(terms, lexicalCandidates, counts)
	nearest, err := x.nearest(ctx, query.meaning, admitted, lexical)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		x.log.WarnContext(ctx, "search without vectors", "error", err)
	}

	found := x.fuse(lexical, nearest, terms, counts)
	found.context(x.documentOf)
	x.cite(found, query.folded, admitted)
	best := found.best(limit, x.rank)
	content := x.content(query)
	hits := make([]Hit, len(best))
	for i, c := range best {
		e := &x.entries[c.entry]
		hits[i] = Hit{
			Row: e.row, Document: x.documents[e.document],
			Score: c.score, Lexical: c.lexical, Cosine: c.cosine, Cited: c.cited,
			Coverage: x.coverage(content, c.entry),
		}
	}
	return hits, nil
}

// nearest asks the store for the rows whose vectors are like the text's, and
// for how like it those are that the words have found.
func (x *Index) nearest(ctx context.Context, text string, a admission, lexical []scored) ([]scored, error) {
	ids := a.ids(x.documents)
	if x.embedder == nil || ids != nil && len(ids) == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, x.patience)
	defer cancel()
	vectors, err := embed(ctx, x.embedder, []string{text})
	if err != nil {
		return nil, err
	}
	k, beside := nearestCandidates, lexical
	if a.clauses != nil {
		// The rows are known: none need be looked for.
		k, beside = 0, nil
		for _, e := range slices.Sorted(maps.Keys(a.clauses)) {
			if x.lets(a, e) {
				beside = append(beside, scored{entry: int(e)})
			}
		}
	}
	neighbours, err := x.vectors.Nearest(ctx, vectors[0], k, ids, x.refs(beside))
	if err != nil {
		return nil, fmt.Errorf("nearest rows: %w", err)
	}
	near := make([]scored, 0, len(neighbours))
	for _, n := range neighbours {
		// The store may be a version ahead of this snapshot.
		e, ok := x.entryN[rowKey{n.Ref.Document, n.Ref.Key}]
		if !ok || x.entries[e].row.Version != n.Ref.Version || !x.lets(a, int32(e)) {
			continue
		}
		near = append(near, scored{e, n.Similarity})
	}
	return near, nil
}

// refs are the names of entries.
func (x *Index) refs(entries []scored) []Ref {
	refs := make([]Ref, len(entries))
	for i, s := range entries {
		r := &x.entries[s.entry].row
		refs[i] = Ref{r.Document, r.Version, r.Key}
	}
	return refs
}

// cite lifts what the query names by number, found or not.
func (x *Index) cite(found *candidates, folded string, a admission) {
	cited := x.cited.resolve(folded)
	lift := func(entry int, by float64) {
		if !x.lets(a, int32(entry)) {
			return
		}
		c := found.of(entry)
		c.cited = true
		c.score += by
	}
	for _, d := range cited.documents {
		for _, row := range x.rows[x.documents[d].ID] {
			if n, ok := x.entryN[rowKey{row.Document, row.Key}]; ok {
				lift(n, numberedBoost)
			}
		}
	}
	for _, n := range cited.entries {
		lift(n, citedBoost)
	}
	for _, n := range cited.named {
		// The row that prints its own document's number is no better than
		// the others of that document.
		if !slices.Contains(cited.documents, x.entries[n].document) {
			lift(n, citedBoost)
		}
	}
}
