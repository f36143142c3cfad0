package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/storage/postgres"
	"clausewise/storage/sqlite"
)

// putBatch is how many vectors are stored at a time.
const putBatch = 1000

// store is what both of our backends are.
type store interface {
	ingest.Store
	retrieval.Store
	Close() error
}

// ours is the product over one of its stores.
type ours struct {
	called   string
	open     func(ctx context.Context) (store, error)
	kept     func(ctx context.Context) (int64, error)
	loaded   bool // by an earlier run
	embedder retrieval.Embedder
	// byWords builds a second index that knows no vectors.
	byWords bool

	library  *library
	store    store
	searcher *retrieval.Searcher
	words    *retrieval.Index
}

func oursEmbedded(dir string, e retrieval.Embedder) *ours {
	return &ours{
		called: "clausewise, embedded", embedder: e, byWords: true,
		open: func(ctx context.Context) (store, error) { return sqlite.Open(ctx, dir) },
		kept: func(context.Context) (int64, error) { return folderSize(dir) },
	}
}

func oursPostgres(db *database, e retrieval.Embedder) *ours {
	return &ours{
		called: "clausewise, PostgreSQL", embedder: e, loaded: db.loaded,
		open: func(ctx context.Context) (store, error) { return postgres.Open(ctx, db.url) },
		kept: db.size,
	}
}

func (o *ours) name() string { return o.called }

func (o *ours) load(ctx context.Context, c *corpus) (err error) {
	o.library = newLibrary(c)
	if o.store, err = o.open(ctx); err != nil {
		return err
	}
	if o.loaded {
		if err := o.check(ctx, c); err != nil {
			return err
		}
		return o.shut()
	}
	for p := range o.library.packs(c) {
		if _, err := o.store.PutPack(ctx, p); err != nil {
			return err
		}
	}
	for batch := range o.library.vectors(c, putBatch) {
		if err := o.store.PutVectors(ctx, c.model, batch); err != nil {
			return err
		}
	}
	// Whoever embeds asks what is missing until nothing is: then PostgreSQL
	// builds its index.
	if rows, err := o.store.Missing(ctx, 1); err != nil || len(rows) > 0 {
		return fmt.Errorf("%d clauses have no vector: %w", len(rows), err)
	}
	return o.shut()
}

// check refuses what an earlier run has left of another corpus, or unfinished.
func (o *ours) check(ctx context.Context, c *corpus) error {
	model, err := o.store.Model(ctx)
	if err != nil {
		return err
	}
	documents, err := o.store.Documents(ctx)
	if err != nil {
		return err
	}
	rows, err := o.store.Missing(ctx, 1)
	if err != nil {
		return err
	}
	if model != c.model || len(documents) != len(o.library.laws) || len(rows) > 0 {
		return errors.New("the database that was kept is of other articles or vectors, or not complete: drop it and load it again")
	}
	return nil
}

func (o *ours) shut() error {
	s := o.store
	o.store = nil
	return s.Close()
}

func (o *ours) start(ctx context.Context) (err error) {
	if o.store, err = o.open(ctx); err != nil {
		return err
	}
	if o.searcher, err = retrieval.NewSearcher(ctx, o.store, o.embedder, retrieval.BuildOptions{}); err != nil {
		return err
	}
	// The first search reads the vectors where they are held in memory.
	_, err = o.searcher.Search(ctx, retrieval.Query{Text: "第一个问题"})
	return err
}

func (o *ours) size(ctx context.Context) (int64, error) { return o.kept(ctx) }

func (o *ours) contestants() []contestant {
	list := []contestant{
		{o.called, hybrid, 10, func(ctx context.Context, q *question) (answer, error) {
			return o.ask(ctx, o.searcher.Index(), q)
		}},
		{o.called, vectors, 10, o.near(10)},
		{o.called, vectors, 100, o.near(100)},
	}
	if o.words != nil {
		list = append(list, contestant{o.called, words, 10, func(ctx context.Context, q *question) (answer, error) {
			return o.ask(ctx, o.words, q)
		}})
	}
	return list
}

func (o *ours) ask(ctx context.Context, x *retrieval.Index, q *question) (answer, error) {
	hits, err := x.Search(ctx, retrieval.Query{Text: q.Text, Limit: 10})
	return func() []int32 {
		found := make([]int32, len(hits))
		for i, h := range hits {
			found[i] = o.library.article[retrieval.Ref{Document: h.Row.Document, Version: h.Row.Version, Key: h.Row.Key}]
		}
		return found
	}, err
}

func (o *ours) near(k int) func(ctx context.Context, q *question) (answer, error) {
	return func(ctx context.Context, q *question) (answer, error) {
		near, err := o.store.Nearest(ctx, o.embedder.Model(), q.vector, k, nil, nil)
		return func() []int32 {
			found := make([]int32, len(near))
			for i, n := range near {
				found[i] = o.library.article[n.Ref]
			}
			return found
		}, err
	}
}

// prepare builds what is measured apart from the start.
func (o *ours) prepare(ctx context.Context) (err error) {
	if o.byWords {
		o.words, err = retrieval.Build(ctx, o.store, nil, retrieval.BuildOptions{})
	}
	return err
}

func (o *ours) close() error {
	if o.store == nil {
		return nil
	}
	return o.store.Close()
}

func folderSize(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("measure %s: %w", path, err)
		}
		total += info.Size()
		return nil
	})
	return total, err
}
