package retrieval

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// Searcher holds the current Index of a store. Its methods may be called at
// any time from any goroutine.
type Searcher struct {
	store    Store
	embedder Embedder
	options  BuildOptions

	refreshing sync.Mutex
	otherModel error // ErrModel while current ranks by words for that reason
	current    atomic.Pointer[Index]
}

// NewSearcher builds the first index. ErrModel where the stored vectors were
// made by another model than embedder's.
func NewSearcher(ctx context.Context, store Store, embedder Embedder, o BuildOptions) (*Searcher, error) {
	s := &Searcher{store: store, embedder: embedder, options: o}
	x, err := Build(ctx, store, embedder, o)
	if err != nil {
		return nil, err
	}
	s.current.Store(x)
	return s, nil
}

// Index is the current snapshot. Use one Index for all of one answer.
func (s *Searcher) Index() *Index { return s.current.Load() }

// Search searches the current snapshot.
func (s *Searcher) Search(ctx context.Context, q Query) ([]Hit, error) {
	return s.Index().Search(ctx, q)
}

// Refresh renews the index where the store's generation has changed; searches
// go on with the old one until it is ready. While the vectors are another
// model's the index ranks by words alone and the error is ErrModel; every other
// error leaves the old index in place.
func (s *Searcher) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	old := s.Index()
	generation, err := s.store.Generation(ctx)
	if err != nil {
		return fmt.Errorf("read the library's generation: %w", err)
	}
	if generation == old.generation {
		return s.otherModel
	}
	x, otherModel, err := s.renew(ctx, old, generation)
	if err != nil {
		return err
	}
	s.otherModel = otherModel
	s.current.Store(x)
	return otherModel
}

// renew returns the index at a generation or a later state. Where only vectors
// have changed it is old with the vectors now there: while others make new
// ones, each batch of them is a generation.
func (s *Searcher) renew(ctx context.Context, old *Index, generation int64) (x *Index, otherModel, err error) {
	documents, err := s.store.Documents(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the documents: %w", err)
	}
	embedder, otherModel, err := s.comparable(ctx)
	if err != nil {
		return nil, nil, err
	}
	if old.sameLibrary(documents) {
		same := *old
		same.generation, same.embedder = generation, embedder
		return &same, otherModel, nil
	}
	x, err = Build(ctx, s.store, embedder, s.options)
	return x, otherModel, err
}

// comparable returns the embedder where the stored vectors are its model's, and
// what is wrong where they are another's.
func (s *Searcher) comparable(ctx context.Context) (e Embedder, otherModel, err error) {
	if s.embedder == nil {
		return nil, nil, nil
	}
	stored, err := s.store.Model(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the vectors' model: %w", err)
	}
	if stored == (Model{}) {
		return nil, nil, nil
	}
	if otherModel = sameModel(stored, s.embedder.Model()); otherModel != nil {
		return nil, otherModel, nil
	}
	return s.embedder, nil, nil
}
