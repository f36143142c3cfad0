package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// pastLibraries is how many libraries of earlier days are kept at hand. Each
// holds an index, so there must be a bound; days between two changes of the
// library share one.
const pastLibraries = 4

// pastPatience is how long a question waits for the library of an earlier day
// to be built, where waits does not say.
const pastPatience = 30 * time.Second

// moment is the library as of one state of the store.
type moment struct {
	library  *assistant.Library
	versions []retrieval.PackVersion // every stored one

	// building holds a token while past is used: one library of an earlier
	// day is built at a time.
	building chan struct{}
	past     []pastLibrary // last used first
}

type pastLibrary struct {
	versions []retrieval.PackVersion
	library  *assistant.Library
}

func newMoment(lib *assistant.Library, versions []retrieval.PackVersion) *moment {
	return &moment{library: lib, versions: versions, building: make(chan struct{}, 1)}
}

// At is the library that questions asked as of a day are answered from: the
// versions that were stored by the end of that day in Asia/Shanghai. It is
// the current one where those are the current versions, as they are as long
// as nothing has been replaced.
func (l *library) At(ctx context.Context, day quantity.Date) (*assistant.Library, error) {
	m := l.current.Load()
	wanted, current := versionsAsOf(m.versions, day)
	if current {
		return m.library, nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.pastWait)
	defer cancel()
	select {
	case m.building <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("等待 %s 的资料库：%w", day, ctx.Err())
	}
	defer func() { <-m.building }()
	if n := slices.IndexFunc(m.past, func(p pastLibrary) bool { return slices.Equal(p.versions, wanted) }); n >= 0 {
		found := m.past[n]
		m.past = slices.Insert(slices.Delete(m.past, n, n+1), 0, found)
		return found.library, nil
	}
	lib, err := l.build(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("读取 %s 的资料库：%w", day, err)
	}
	m.past = slices.Insert(m.past, 0, pastLibrary{wanted, lib})
	m.past = m.past[:min(len(m.past), pastLibraries)]
	return lib, nil
}

// build makes the library of the given versions.
func (l *library) build(ctx context.Context, versions []retrieval.PackVersion) (*assistant.Library, error) {
	index, err := l.searcher.At(ctx, versions)
	if err != nil {
		return nil, err
	}
	sources, err := packFiles(ctx, l.store, "rules.yaml", versions)
	if err != nil {
		return nil, err
	}
	book, err := calculators.Load(sources, clauseTexts{index})
	if err != nil {
		return nil, fmt.Errorf("载入规则：%w", err)
	}
	for _, q := range book.Quarantined() {
		l.log.InfoContext(ctx, "rule of an earlier version set aside", "rule", q.Rule, "pack", q.Pack, "line", q.Line, "why", q.Why)
	}
	return assistant.NewLibrary(index, book), nil
}

// versionsAsOf picks from all stored versions the one of each pack that a day
// is answered from, and says whether they are all the current ones: the
// highest that was stored by the end of the day, or the oldest where none was.
// A library is often younger than the day asked about, and its documents are
// older than itself.
func versionsAsOf(all []retrieval.PackVersion, day quantity.Date) (picked []retrieval.PackVersion, current bool) {
	current = true
	for i, v := range all { // by pack and version
		switch {
		case i == 0 || all[i-1].Pack != v.Pack:
			picked = append(picked, v)
		case day.IsZero() || !assistant.Today(v.StoredAt).After(day):
			picked[len(picked)-1] = v
		}
		if last := i == len(all)-1 || all[i+1].Pack != v.Pack; last && picked[len(picked)-1].Version != v.Version {
			current = false
		}
	}
	return picked, current
}
