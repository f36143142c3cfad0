package main

import (
	"context"
	"fmt"

	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/vectorstores/pgvector"
)

// langchain is langchaingo's pgvector store. Its query reads the whole table
// before it orders, so that an HNSW index would not be used; it gets none.
type langchain struct {
	db       *database
	embedder *given
	store    pgvector.Store
}

// given is an embedder that hands out the vectors it was given.
type given struct{ next [][]float32 }

func (g *given) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	if len(texts) != len(g.next) {
		return nil, fmt.Errorf("asked for %d vectors, was given %d", len(texts), len(g.next))
	}
	return g.next, nil
}

func (g *given) EmbedQuery(context.Context, string) ([]float32, error) { return g.next[0], nil }

func (*langchain) name() string { return "langchaingo pgvector" }

func (l *langchain) load(ctx context.Context, c *corpus) error {
	l.embedder = &given{}
	store, err := l.open(ctx)
	if err != nil {
		return err
	}
	const batch = 1000
	for from := 0; from < len(c.articles); from += batch {
		to := min(from+batch, len(c.articles))
		documents := make([]schema.Document, 0, to-from)
		for i := from; i < to; i++ {
			documents = append(documents, schema.Document{PageContent: c.articles[i].text, Metadata: map[string]any{"n": i}})
		}
		l.embedder.next = c.vectors[from:to]
		if _, err := store.AddDocuments(ctx, documents); err != nil {
			return err
		}
	}
	return store.Close()
}

func (l *langchain) open(ctx context.Context) (pgvector.Store, error) {
	return pgvector.New(ctx, pgvector.WithConnectionURL(l.db.url), pgvector.WithEmbedder(l.embedder), pgvector.WithCollectionName("clauses"))
}

func (l *langchain) start(ctx context.Context) (err error) {
	l.store, err = l.open(ctx)
	return err
}

func (l *langchain) size(ctx context.Context) (int64, error) { return l.db.size(ctx) }

func (l *langchain) contestants() []contestant {
	return []contestant{{l.name(), vectors, 10, func(ctx context.Context, q *question) (answer, error) {
		return plainly(l.search(ctx, q))
	}}}
}

func (l *langchain) search(ctx context.Context, q *question) ([]int32, error) {
	l.embedder.next = [][]float32{q.vector}
	documents, err := l.store.SimilaritySearch(ctx, q.Text, 10)
	if err != nil {
		return nil, err
	}
	found := make([]int32, len(documents))
	for i, d := range documents {
		n, ok := d.Metadata["n"].(float64)
		if !ok {
			return nil, fmt.Errorf("document without its index: %v", d.Metadata)
		}
		found[i] = int32(n)
	}
	return found, nil
}

func (l *langchain) close() error { return l.store.Close() }
