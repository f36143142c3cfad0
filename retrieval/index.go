package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// BuildOptions set what an index is built with; the zero value is right.
type BuildOptions struct {
	// Terms are the domain's words; nil means the built-in ones.
	Terms *Terms
	// VectorTimeout is how long a search waits for the embedder and the
	// nearest vectors, and again for those of the rows found by words, before
	// it goes by words alone; 0 means 2 seconds.
	VectorTimeout time.Duration
	// Logger is told of searches that had to do without vectors; nil is
	// silent.
	Logger *slog.Logger
}

// Index is an immutable snapshot of the library in memory, safe for any
// number of searches at once. Callers must not change the slices it returns.
type Index struct {
	store      Store
	embedder   Embedder      // nil where there are no vectors to compare with
	vectors    neighbourhood // of the rows; the store, but for an index of the past
	terms      *Terms
	log        *slog.Logger
	patience   time.Duration // for vectors, a search
	generation int64

	documents []Document
	documentN map[string]int // id → index in documents
	// jurisdictions are the places of the documents, zero where unknown.
	jurisdictions []place.Place
	laws          []bool           // of the documents
	rows          map[string][]Row // by document id, ordered
	rowN          map[rowKey]int   // → index in rows[document]

	entries []entry // what is searched: the quotable rows
	entryN  map[rowKey]int
	rank    []int32 // of entries by document and clause key, to break ties
	// documentOf repeats entry.document side by side, for the inner loop.
	documentOf []int32
	postings   *postings
	words      *rowWords       // of entries
	known      map[string]bool // forms of terms that rows use
	cited      *citations
	shorthand  func() *shorthand
}

type rowKey struct{ document, key string }

// entry is one searched row.
type entry struct {
	document int // index in Index.documents
	row      Row
}

// errMoving says that a pack was stored between reading documents and rows.
var errMoving = errors.New("资料库正在更新，请稍后重试")

// Build reads the store into an Index. A nil embedder, or a store without
// vectors, gives an index that ranks by words alone. Where the stored vectors
// were made by another model the error is ErrModel.
func Build(ctx context.Context, store Store, embedder Embedder, o BuildOptions) (*Index, error) {
	x, err := newIndex(ctx, store, embedder, o)
	if err != nil {
		return nil, err
	}
	const tries = 5
	for range tries {
		err := x.read(ctx)
		if err == nil {
			x.index()
			return x, nil
		}
		if !errors.Is(err, errMoving) {
			return nil, fmt.Errorf("read the library: %w", err)
		}
	}
	return nil, errMoving
}

// newIndex returns an empty index with what a search needs beside the rows.
func newIndex(ctx context.Context, store Store, embedder Embedder, o BuildOptions) (*Index, error) {
	x := &Index{store: store, vectors: store, terms: o.Terms, log: o.Logger, patience: cmp.Or(o.VectorTimeout, 2*time.Second)}
	if x.terms == nil {
		builtin, err := BuiltinTerms()
		if err != nil {
			return nil, err
		}
		x.terms = builtin
	}
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	if embedder != nil {
		stored, err := store.Model(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the vectors' model: %w", err)
		}
		if stored != (Model{}) {
			if err := sameModel(stored, embedder.Model()); err != nil {
				return nil, err
			}
			x.embedder = embedder
		}
	}
	return x, nil
}

// read fills documents and rows from one state of the store. The generation
// is taken first: a change made meanwhile is seen by the next Refresh.
func (x *Index) read(ctx context.Context) error {
	generation, err := x.store.Generation(ctx)
	if err != nil {
		return err
	}
	documents, err := x.store.Documents(ctx)
	if err != nil {
		return err
	}
	x.generation = generation
	x.shelve(documents)
	for row, err := range x.store.AllRows(ctx) {
		if err != nil {
			return err
		}
		if row.Document == "" {
			continue // navigation around the documents
		}
		d, ok := x.documentN[row.Document]
		if !ok || row.Version != 0 && row.Version != documents[d].Version {
			return errMoving
		}
		x.add(row)
	}
	for _, d := range documents {
		if len(x.rows[d.ID]) == 0 && d.End > d.Start {
			return errMoving
		}
	}
	return nil
}

// shelve takes the documents, in order of id, and makes room for their rows.
func (x *Index) shelve(documents []Document) {
	documents = Relate(documents)
	x.documents = documents
	x.documentN = make(map[string]int, len(documents))
	for i, d := range documents {
		x.documentN[d.ID] = i
	}
	x.rows = make(map[string][]Row, len(documents))
	x.rowN = map[rowKey]int{}
}

// add takes the next row of a document.
func (x *Index) add(row Row) {
	x.rowN[rowKey{row.Document, row.Key}] = len(x.rows[row.Document])
	x.rows[row.Document] = append(x.rows[row.Document], row)
}

// index builds what searches need from documents and rows.
func (x *Index) index() {
	x.entryN = map[rowKey]int{}
	names := make([]string, len(x.documents)) // folded
	documents := newCitations()
	for d, document := range x.documents {
		jurisdiction, _ := place.Lookup(document.Jurisdiction)
		x.jurisdictions = append(x.jurisdictions, jurisdiction)
		x.laws = append(x.laws, isLaw(document))
		documents.addDocument(d, document)
		names[d] = hanzi.Fold(document.Title + "\n" + document.ShortName + "\n" + document.Number).Text
		for _, row := range x.rows[document.ID] {
			if !row.Quotable() {
				continue
			}
			x.entryN[rowKey{document.ID, row.Key}] = len(x.entries)
			x.entries = append(x.entries, entry{d, row})
			x.documentOf = append(x.documentOf, int32(d))
		}
	}
	x.postings, x.cited = x.digest(names, documents)
	x.words = newRowWords(len(x.entries))
	x.known = x.knownForms()
	x.shorthand = lazily(x.documents, x.terms)

	byKey := make([]int, len(x.entries))
	for n := range byKey {
		byKey[n] = n
	}
	slices.SortFunc(byKey, func(a, b int) int {
		p, q := &x.entries[a].row, &x.entries[b].row
		return cmp.Or(strings.Compare(p.Document, q.Document), strings.Compare(p.Key, q.Key))
	})
	x.rank = make([]int32, len(byKey))
	for place, n := range byKey {
		x.rank[n] = int32(place)
	}
}

// Generation is the store's generation this snapshot was read at.
func (x *Index) Generation() int64 { return x.generation }

// Terms are the domain's words the index understands queries with.
func (x *Index) Terms() *Terms { return x.terms }

// Documents returns the documents by id.
func (x *Index) Documents() []Document { return x.documents }

// Document returns a document by id.
func (x *Index) Document(id string) (Document, bool) {
	n, ok := x.documentN[id]
	if !ok {
		return Document{}, false
	}
	return x.documents[n], true
}

// Rows returns the rows of a document in order, nil where there is none.
func (x *Index) Rows(document string) []Row { return x.rows[document] }

// Row returns a row by document and clause key.
func (x *Index) Row(document, key string) (Row, bool) {
	n, ok := x.rowN[rowKey{document, key}]
	if !ok {
		return Row{}, false
	}
	return x.rows[document][n], true
}

// Items returns the items of a clause in order.
func (x *Index) Items(document, key string) []Row {
	var items []Row
	for _, r := range x.rows[document] {
		if r.Parent == key && key != "" {
			items = append(items, r)
		}
	}
	return items
}

// Around returns a row with up to before rows in front of it and after rows
// behind it, in order; nil where there is no such row.
func (x *Index) Around(document, key string, before, after int) []Row {
	n, ok := x.rowN[rowKey{document, key}]
	if !ok {
		return nil
	}
	rows := x.rows[document]
	return slices.Clone(rows[max(0, n-before):min(len(rows), n+after+1)])
}

// sameLibrary reports whether the store still holds the documents x was built
// from, so that new vectors alone don't cost a rebuild.
func (x *Index) sameLibrary(documents []Document) bool {
	return reflect.DeepEqual(x.documents, Relate(documents))
}
