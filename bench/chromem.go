package main

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// chromemGo is chromem-go, in memory, started from a file it exported.
type chromemGo struct {
	dir     string
	db      *chromem.DB
	clauses *chromem.Collection
}

func (*chromemGo) name() string { return "chromem-go" }

func (g *chromemGo) path() string { return filepath.Join(g.dir, "export.gob") }

// noEmbedding stands for a function that is never called, as every vector is
// given.
func noEmbedding(context.Context, string) ([]float32, error) {
	return nil, errors.New("all vectors are given")
}

func (g *chromemGo) load(ctx context.Context, c *corpus) error {
	db := chromem.NewDB()
	clauses, err := db.CreateCollection("clauses", nil, noEmbedding)
	if err != nil {
		return err
	}
	documents := make([]chromem.Document, 0, len(c.articles))
	for i, a := range c.articles {
		if zero(c.vectors[i]) {
			continue // it would be normalised to NaN
		}
		documents = append(documents, chromem.Document{ID: strconv.Itoa(i), Content: a.text, Embedding: c.vectors[i]})
	}
	if err := clauses.AddDocuments(ctx, documents, runtime.GOMAXPROCS(0)); err != nil {
		return err
	}
	return db.ExportToFile(g.path(), false, "")
}

func (g *chromemGo) start(context.Context) error {
	g.db = chromem.NewDB()
	if err := g.db.ImportFromFile(g.path(), ""); err != nil {
		return err
	}
	g.clauses = g.db.GetCollection("clauses", noEmbedding)
	return nil
}

func (g *chromemGo) size(context.Context) (int64, error) { return folderSize(g.dir) }

func (g *chromemGo) contestants() []contestant {
	return []contestant{{g.name(), vectors, 10, func(ctx context.Context, q *question) (answer, error) {
		return plainly(g.search(ctx, q))
	}}}
}

func (g *chromemGo) search(ctx context.Context, q *question) ([]int32, error) {
	results, err := g.clauses.QueryEmbedding(ctx, q.vector, min(10, g.clauses.Count()), nil, nil)
	if err != nil {
		return nil, err
	}
	found := make([]int32, len(results))
	for i, r := range results {
		n, err := strconv.Atoi(r.ID)
		if err != nil {
			return nil, err
		}
		found[i] = int32(n)
	}
	return found, nil
}

func (*chromemGo) close() error { return nil }

func zero(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}
