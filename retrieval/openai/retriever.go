package openai

import (
	"context"

	"github.com/tmc/langchaingo/schema"

	"clausewise/retrieval"
)

// Retriever offers our search to chains of langchaingo.
type Retriever struct {
	// Index is asked at each query, so that a Retriever follows the library.
	Index  func() *retrieval.Index
	Filter retrieval.Filter
	Limit  int // documents wanted; 0 means retrieval.DefaultLimit
}

var _ schema.Retriever = Retriever{}

// GetRelevantDocuments implements schema.Retriever. The content of a document
// is a clause to the letter; what must be quoted with it is its metadata.
func (r Retriever) GetRelevantDocuments(ctx context.Context, query string) ([]schema.Document, error) {
	hits, err := r.Index().Search(ctx, retrieval.Query{Text: query, Filter: r.Filter, Limit: r.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]schema.Document, len(hits))
	for i, h := range hits {
		out[i] = schema.Document{PageContent: h.Row.Text, Score: float32(h.Score), Metadata: map[string]any{
			"document": h.Row.Document, "version": h.Row.Version, "clause": h.Row.Key, "number": h.Row.Number, "path": h.Row.Path,
			"start": h.Row.Start, "end": h.Row.End,
			"title": h.Document.Title, "jurisdiction": h.Document.Jurisdiction, "draft": h.Document.Draft,
			"coverage": h.Coverage, "cited": h.Cited,
		}}
	}
	return out, nil
}
