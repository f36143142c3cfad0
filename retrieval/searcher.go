package retrieval

import (
	"context"
	"errors"
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
// go on with the old one until it is ready. Where another model's vectors
// have replaced ours the new index ranks by words alone and the error is
// ErrModel; every other error leaves the old index in place.
func (s *Searcher) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	old := s.Index()
	generation, err := s.store.Generation(ctx)
	if err != nil {
		return fmt.Errorf("read the library's generation: %w", err)
	}
	if generation == old.generation {
		return nil
	}
	x, modelErr, err := s.renew(ctx, old)
	if err != nil {
		return err
	}
	s.current.Store(x)
	return modelErr
}

func (s *Searcher) renew(ctx context.Context, old *Index) (x *Index, modelErr, err error) {
	if x, err := s.renewVectors(ctx, old); x != nil || err != nil {
		return x, nil, err
	}
	x, err = Build(ctx, s.store, s.embedder, s.options)
	if errors.Is(err, ErrModel) {
		modelErr = err
		x, err = Build(ctx, s.store, nil, s.options)
	}
	return x, modelErr, err
}

// renewVectors returns old at the store's generation where only vectors were
// added under the model in use, else nil.
func (s *Searcher) renewVectors(ctx context.Context, old *Index) (*Index, error) {
	generation, err := s.store.Generation(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the library's generation: %w", err)
	}
	documents, err := s.store.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the documents: %w", err)
	}
	stored, err := s.store.Model(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the vectors' model: %w", err)
	}
	vectors := s.embedder != nil && stored == s.embedder.Model()
	if !old.sameLibrary(documents) || vectors != (old.embedder != nil) {
		return nil, nil
	}
	if !vectors && s.embedder != nil && stored != (Model{}) {
		return nil, nil // another model: Build says so
	}
	x := *old
	x.generation = generation
	return &x, nil
}
