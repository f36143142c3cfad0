package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// neighbourhood answers nearest-vector queries; every Store is one.
type neighbourhood interface {
	Nearest(ctx context.Context, m Model, query []float32, k int, documents []string, beside []Ref) ([]Neighbour, error)
}

// mostPastRows is the most older rows that get vectors: some two seconds and
// 10 MB. A library with more of them finds them by words alone.
const mostPastRows = 5_000

// pastVectors answers for an index of the past: the store for documents whose
// version is the current one, memory for the others.
type pastVectors struct {
	store   Store
	current []string // ids of the documents the store answers for
	older   []Vector
}

// pastVectors embeds the rows of x that the store has no vectors of.
func (x *Index) pastVectors(ctx context.Context) (*pastVectors, error) {
	documents, err := x.store.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the documents: %w", err)
	}
	version := make(map[string]int, len(documents))
	for _, d := range documents {
		version[d.ID] = d.Version
	}
	p := &pastVectors{store: x.store, current: []string{}}
	var older []Row
	for _, d := range x.documents {
		if version[d.ID] == d.Version {
			p.current = append(p.current, d.ID)
			continue
		}
		for _, r := range x.rows[d.ID] {
			if r.Quotable() {
				older = append(older, r)
			}
		}
	}
	if _, builtin := x.embedder.(*WordVectors); !builtin || len(older) > mostPastRows {
		x.log.InfoContext(ctx, "older versions are found by words alone", "rows", len(older))
		return p, nil
	}
	for batch := range slices.Chunk(older, embedBatch) {
		texts := make([]string, len(batch))
		for i, r := range batch {
			texts[i] = EmbeddedText(x.embedder.Model(), x.documents[x.documentN[r.Document]].Title, r)
		}
		values, err := embed(ctx, x.embedder, texts)
		if err != nil {
			return nil, err
		}
		for i, r := range batch {
			p.older = append(p.older, Vector{Ref{r.Document, r.Version, r.Key}, values[i]})
		}
	}
	return p, nil
}

// Nearest implements neighbourhood, with the store's order.
func (p *pastVectors) Nearest(ctx context.Context, m Model, query []float32, k int, documents []string, beside []Ref) ([]Neighbour, error) {
	asked := func(id string) bool { return documents == nil || slices.Contains(documents, id) }
	var near []Neighbour
	if ids := slices.DeleteFunc(slices.Clone(p.current), func(id string) bool { return !asked(id) }); len(ids) > 0 {
		var err error
		if near, err = p.store.Nearest(ctx, m, query, k, ids, beside); err != nil {
			return nil, err
		}
	}
	for _, v := range p.older {
		if !asked(v.Ref.Document) && !slices.Contains(beside, v.Ref) {
			continue
		}
		if similarity, ok := Cosine(query, v.Values); ok {
			near = append(near, Neighbour{v.Ref, similarity})
		}
	}
	slices.SortFunc(near, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Ref.Document, b.Ref.Document), cmp.Compare(a.Ref.Key, b.Ref.Key))
	})
	if len(near) <= k {
		return near, nil
	}
	rest := slices.DeleteFunc(near[k:], func(n Neighbour) bool { return !slices.Contains(beside, n.Ref) })
	return near[:k+len(rest)], nil
}
