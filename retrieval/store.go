package retrieval

import (
	"context"
	"errors"
	"iter"
	"time"
)

// ErrNotFound is returned for a document, version or clause the store lacks.
var ErrNotFound = errors.New("not in the library")

// ErrModel is returned when stored vectors were made by another model than
// the one in use.
var ErrModel = errors.New("vectors were made by another embedding model")

// Model names what made the vectors.
type Model struct {
	Name string `json:"name"`
	Dim  int    `json:"dim"`
}

// Ref names a row: document id, version, clause key.
type Ref struct {
	Document string `json:"document"`
	Version  int    `json:"version"`
	Key      string `json:"clause"`
}

// Vector is the embedding of one row. Length is Model.Dim; L2-normalised.
type Vector struct {
	Ref    Ref
	Values []float32
}

// Neighbour is a row near a query vector. Similarity is the cosine, −1 to 1.
type Neighbour struct {
	Ref        Ref
	Similarity float64
}

// PackVersion is a stored version of a pack.
type PackVersion struct {
	Pack     string    `json:"pack"`
	Version  int       `json:"version"` // from 1
	StoredAt time.Time `json:"stored_at"`
}

// Store keeps clauses and their vectors. "Current" is the highest version of
// a pack. Both backends return the same rows in the same order.
type Store interface {
	// Generation grows with every change of documents or vectors, whichever
	// process made it.
	Generation(ctx context.Context) (int64, error)

	// Documents returns the current documents by id.
	Documents(ctx context.Context) ([]Document, error)

	// Rows returns the rows of a document version in order; version 0 is the
	// current one. ErrNotFound where there is none.
	Rows(ctx context.Context, document string, version int) ([]Row, error)

	// Versions lists every version of every pack, current or not, by pack and
	// version. A version never changes once it is stored.
	Versions(ctx context.Context) ([]PackVersion, error)

	// VersionDocuments returns the documents of a version of a pack by id;
	// ErrNotFound where there is no such version.
	VersionDocuments(ctx context.Context, pack string, version int) ([]Document, error)

	// AllRows yields every row of every current document, by document id and
	// ordinal.
	AllRows(ctx context.Context) iter.Seq2[Row, error]

	// Model is the model of the stored vectors; the zero Model where there
	// are none yet.
	Model(ctx context.Context) (Model, error)

	// PutVectors stores vectors under a model. The first call fixes the
	// model; another model is refused with ErrModel until ResetVectors.
	PutVectors(ctx context.Context, m Model, v []Vector) error

	// ResetVectors forgets the model and all vectors.
	ResetVectors(ctx context.Context) error

	// Missing returns the quotable rows of current documents that have no
	// vector, at most limit, in AllRows order.
	Missing(ctx context.Context, limit int) ([]Row, error)

	// CountMissing is how many rows Missing would return without a limit.
	CountMissing(ctx context.Context) (int, error)

	// Nearest returns the k current rows most similar to query, a vector of
	// m, among the given documents (nil means all) and, whatever their
	// documents, those rows of beside that are current and have a vector. All
	// together stand best first, each once, ties by document and key. ErrModel
	// where the vectors are another model's: they cannot be compared.
	Nearest(ctx context.Context, m Model, query []float32, k int, documents []string, beside []Ref) ([]Neighbour, error)
}
