package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/retrieval"
)

const (
	// refreshEvery is how often a service looks whether the store has changed:
	// what another process ingests is answered from within about a second.
	refreshEvery = time.Second
	// refreshAnyway is how often it looks where the store tells of changes
	// itself: a pooler in between may keep them back.
	refreshAnyway = 15 * time.Second
)

// announcer is a store that tells of changes; see postgres.Store.Changes.
type announcer interface {
	Changes(ctx context.Context, changed func())
}

// library keeps the index and the rules in step with the store.
type library struct {
	store    backend
	searcher *retrieval.Searcher
	log      *slog.Logger
	pulse    *pulse
	pastWait time.Duration // for the library of an earlier day

	mu      sync.Mutex // one refresh at a time
	current atomic.Pointer[moment]
	trouble atomic.Pointer[error] // of the last refresh; vectors of another model are none
}

func openLibrary(e *environment, store backend, embedder retrieval.Embedder, terms *retrieval.Terms) (*library, error) {
	searcher, err := retrieval.NewSearcher(e.ctx, store, embedder, retrieval.BuildOptions{Terms: terms, Logger: e.log, VectorTimeout: e.waits.vectors})
	if err != nil {
		return nil, fmt.Errorf("建立索引：%w", err)
	}
	l := &library{
		store: store, searcher: searcher, log: e.log, pastWait: cmp.Or(e.waits.past, pastPatience),
		pulse: &pulse{write: store.Writable, now: time.Now},
	}
	return l, l.Refresh(e.ctx)
}

// Current is the library of the current versions.
func (l *library) Current() *assistant.Library { return l.current.Load().library }

// Book is the rules as they stood on a day.
func (l *library) Book(ctx context.Context, day quantity.Date) (*calculators.Book, error) {
	lib, err := l.At(ctx, day)
	if err != nil {
		return nil, err
	}
	return lib.Rules, nil
}

// Refresh reads what has changed in the store. On an error the library stays
// as it was, but for retrieval.ErrModel: then it is up to date and found by
// words alone.
func (l *library) Refresh(ctx context.Context) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		trouble := err
		if errors.Is(err, retrieval.ErrModel) {
			trouble = nil
		}
		l.trouble.Store(&trouble)
	}()
	// A pack may be stored between reading the index and the rules; then both
	// are read again. Packs change rarely, so a few attempts are plenty.
	for range 5 {
		modelErr := l.searcher.Refresh(ctx)
		if modelErr != nil && !errors.Is(modelErr, retrieval.ErrModel) {
			return modelErr
		}
		index := l.searcher.Index()
		if m := l.current.Load(); m != nil && m.library.Index == index {
			return modelErr
		}
		sources, err := packFiles(ctx, l.store, "rules.yaml", nil)
		if err != nil {
			return err
		}
		versions, err := l.store.Versions(ctx)
		if err != nil {
			return err
		}
		generation, err := l.store.Generation(ctx)
		if err != nil {
			return fmt.Errorf("读取资料库版本：%w", err)
		}
		if generation != index.Generation() {
			continue
		}
		book, err := calculators.Load(sources, clauseTexts{index})
		if err != nil {
			return fmt.Errorf("载入规则：%w", err)
		}
		for _, q := range book.Quarantined() {
			l.log.WarnContext(ctx, "rule set aside", "rule", q.Rule, "pack", q.Pack, "line", q.Line, "why", q.Why)
		}
		l.current.Store(newMoment(assistant.NewLibrary(index, book), versions))
		return modelErr
	}
	return errors.New("资料库正在更新，请稍后重试")
}

// Follow refreshes until ctx ends. Trouble is logged when it begins and when
// it is over, not every second.
func (l *library) Follow(ctx context.Context) {
	every := refreshEvery
	changes := make(chan struct{}, 1)
	if store, ok := l.store.(announcer); ok {
		every = refreshAnyway
		var listening sync.WaitGroup
		defer listening.Wait()
		listening.Go(func() {
			store.Changes(ctx, func() {
				select {
				case changes <- struct{}{}:
				default: // one is waiting already
				}
			})
		})
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	was := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changes:
		}
		is, message := "", "library cannot be refreshed"
		if err := l.Refresh(ctx); err != nil && ctx.Err() == nil {
			is = err.Error()
			if errors.Is(err, retrieval.ErrModel) {
				message = "clauses are found by words alone"
			}
		}
		switch {
		case is != "" && is != was:
			l.log.ErrorContext(ctx, message, "error", is)
		case is == "" && was != "":
			l.log.InfoContext(ctx, "library is refreshed again")
		}
		was = is
	}
}

// Ready says why questions cannot be answered and stored, nil where they can.
func (l *library) Ready(ctx context.Context) error {
	if _, err := l.store.Generation(ctx); err != nil {
		return err
	}
	if err := l.trouble.Load(); err != nil && *err != nil {
		return *err
	}
	return l.pulse.check(ctx)
}

// packFiles returns a file of every given version of a pack that has it, nil
// for the current ones.
func packFiles(ctx context.Context, store ingest.Store, name string, versions []retrieval.PackVersion) ([]calculators.Source, error) {
	files, err := store.PackFiles(ctx, name, versions)
	if err != nil {
		return nil, err
	}
	out := make([]calculators.Source, len(files))
	for i, f := range files {
		out[i] = calculators.Source{Pack: f.Pack, Name: name, Data: f.Data}
	}
	return out, nil
}

// rowsOf is what finding a clause needs of an index or a pack.
type rowsOf interface {
	Document(id string) (retrieval.Document, bool)
	Rows(document string) []retrieval.Row
}

// clauseTexts gives rules the clauses of an index.
type clauseTexts struct{ rows rowsOf }

// Clause finds a clause with the items under it, or with key "" the document.
// Rows follow each other without a gap, so their joined text keeps offsets.
func (c clauseTexts) Clause(document, key string) (calculators.ClauseText, bool) {
	d, ok := c.rows.Document(document)
	if !ok {
		return calculators.ClauseText{}, false
	}
	out := calculators.ClauseText{Document: d.ID, Version: d.Version, Key: key, Title: d.Title, Start: d.Start}
	found := key == ""
	var text strings.Builder
	for _, r := range c.rows.Rows(document) {
		switch {
		case key == "":
		case r.Key == key:
			found = true
			out.Number, out.Path, out.Start = r.Number, r.Path, r.Start
		case !found:
			continue
		case !strings.HasPrefix(r.Key, key+"/"):
			out.Text = text.String()
			return out, true
		}
		text.WriteString(r.Text)
	}
	out.Text = text.String()
	return out, found
}
