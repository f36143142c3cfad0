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
	// The store looks for vectors while the words are ranked here.
	looking := x.look(ctx, query.meaning, admitted)
	lexical := x.postings.top(terms, lexicalCandidates, counts)
	nearest, err := looking.beside(ctx, lexical)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		x.log.WarnContext(ctx, "search without vectors", "error", err)
	}

	found := x.fuse(lexical, nearest, terms, counts)
	found.context(x.documentOf)
	x.cite(found, query, admitted)
	best := found.lead(max(limit, wordRows), x.rank)
	x.weighWords(best[:min(wordRows, len(best))], query.meaning, counts)
	best = best[:min(limit, len(best))]
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

// look is a question to the store for rows whose vectors are like a text's.
type look struct {
	x        *Index
	admitted admission
	ids      []string // of the documents to look in; nil means all
	done     chan struct{}
	// found, when done:
	vector []float32 // of the text; nil where there is none to compare with
	near   []scored
	err    error
}

// look begins to look; beside has to be called.
func (x *Index) look(ctx context.Context, text string, a admission) *look {
	l := &look{x: x, admitted: a, ids: a.ids(x.documents), done: make(chan struct{})}
	if x.embedder == nil || l.ids != nil && len(l.ids) == 0 {
		close(l.done)
		return l
	}
	go func() {
		defer close(l.done)
		ctx, cancel := context.WithTimeout(ctx, x.patience)
		defer cancel()
		var vectors [][]float32
		if vectors, l.err = embed(ctx, x.embedder, []string{text}); l.err != nil {
			return
		}
		l.vector = vectors[0]
		// Where clauses are named the rows are known: none need be looked for.
		if a.clauses == nil {
			l.near, l.err = l.ask(ctx, nearestCandidates, nil)
		}
	}()
	return l
}

// beside waits for what was found, and asks how like the text those rows are
// that the words have found. It comes after the others and counts for rows
// that both have found: a store may sum more finely for rows asked for by name.
func (l *look) beside(ctx context.Context, lexical []scored) ([]scored, error) {
	<-l.done
	if l.vector == nil || l.err != nil {
		return nil, l.err
	}
	if l.admitted.clauses != nil {
		lexical = nil
		for _, e := range slices.Sorted(maps.Keys(l.admitted.clauses)) {
			if l.x.lets(l.admitted, e) {
				lexical = append(lexical, scored{entry: int(e)})
			}
		}
	}
	if len(lexical) == 0 {
		return l.near, nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.x.patience)
	defer cancel()
	named, err := l.ask(ctx, 0, lexical)
	if err != nil {
		return nil, err
	}
	return append(l.near, named...), nil
}

// ask has the store compare vectors.
func (l *look) ask(ctx context.Context, k int, beside []scored) ([]scored, error) {
	x := l.x
	neighbours, err := x.vectors.Nearest(ctx, x.embedder.Model(), l.vector, k, l.ids, x.refs(beside))
	if err != nil {
		return nil, fmt.Errorf("nearest rows: %w", err)
	}
	near := make([]scored, 0, len(neighbours))
	for _, n := range neighbours {
		// The store may be a version ahead of this snapshot.
		e, ok := x.entryN[rowKey{n.Ref.Document, n.Ref.Key}]
		if !ok || x.entries[e].row.Version != n.Ref.Version || !x.lets(l.admitted, int32(e)) {
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

// cite lifts what the query names by number, found or not: 株洲第九条 is first
// of all that of the documents of 株洲.
func (x *Index) cite(found *candidates, q analysed, a admission) {
	cited := x.cited.resolve(q.folded)
	of := x.ofPlaces(q.places)
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
		boost := float64(citedBoost)
		if of != nil && !of[x.entries[n].document] {
			boost = citedElsewhereBoost
		}
		lift(n, boost)
	}
	for _, n := range cited.named {
		// The row that prints its own document's number is no better than
		// the others of that document.
		if !slices.Contains(cited.documents, x.entries[n].document) {
			lift(n, citedBoost)
		}
	}
}
