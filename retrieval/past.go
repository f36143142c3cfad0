package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// At builds an index of the given versions, one a pack, as they stood when
// they were current. It is a snapshot beside the current one and never
// changes; a version that is not stored is ErrNotFound.
//
// The store has vectors of current rows only. Those of older rows are made
// here, in memory, where the built-in embedder is in use: it takes well under
// a millisecond a row. With a served model they are found by words alone: a
// question neither waits nor pays for embedding the past again.
func (s *Searcher) At(ctx context.Context, versions []PackVersion) (*Index, error) {
	x, err := buildAt(ctx, s.store, versions, s.embedder, s.options)
	if errors.Is(err, ErrModel) {
		// The searcher ranks by words alone too, and has said so.
		x, err = buildAt(ctx, s.store, versions, nil, s.options)
	}
	return x, err
}

func buildAt(ctx context.Context, store Store, versions []PackVersion, embedder Embedder, o BuildOptions) (*Index, error) {
	x, err := newIndex(ctx, store, embedder, o)
	if err != nil {
		return nil, err
	}
	// The generation is taken first, as by Build.
	if x.generation, err = store.Generation(ctx); err != nil {
		return nil, fmt.Errorf("read the library's generation: %w", err)
	}
	if err := x.readVersions(ctx, versions); err != nil {
		return nil, err
	}
	if x.embedder != nil {
		if x.vectors, err = x.pastVectors(ctx); err != nil {
			return nil, err
		}
	}
	x.index()
	return x, nil
}

// readVersions fills documents and rows. Versions never change, so there is
// nothing to miss between two reads.
func (x *Index) readVersions(ctx context.Context, versions []PackVersion) error {
	var documents []Document
	for _, v := range versions {
		of, err := x.store.VersionDocuments(ctx, v.Pack, v.Version)
		if err != nil {
			return fmt.Errorf("read pack %s, version %d: %w", v.Pack, v.Version, err)
		}
		documents = append(documents, of...)
	}
	slices.SortFunc(documents, func(a, b Document) int { return cmp.Compare(a.ID, b.ID) })
	x.shelve(documents)
	for _, d := range documents {
		rows, err := x.store.Rows(ctx, d.ID, d.Version)
		if err != nil {
			return fmt.Errorf("read document %s, version %d: %w", d.ID, d.Version, err)
		}
		for _, row := range rows {
			x.add(row)
		}
	}
	return nil
}
