package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/policies"
	"clausewise/retrieval"
	"clausewise/retrieval/openai"
	"clausewise/storage/postgres"
	"clausewise/storage/sqlite"
	"clausewise/web/access"
)

// backend is a store with all its contracts.
type backend interface {
	ingest.Store
	ingest.Answers
	ingest.Proposals
	retrieval.Store
	assistant.Conversations
	receipt.Store
	assistant.Handoffs
	assistant.Forgetting
	assistant.Desk
	access.Store
	Writable(ctx context.Context, size int) error
	Close() error
}

// openStore opens the store the flags name, its schema brought up to date.
func openStore(e *environment, f storeFlags) (backend, error) {
	if f.DatabaseURL != "" {
		return postgres.Open(e.ctx, f.DatabaseURL, postgres.WithLogger(e.log), postgres.WithReplica(f.ReplicaURL))
	}
	dir, err := f.dataDir()
	if err != nil {
		return nil, err
	}
	var options []sqlite.Option
	if e.waits.writer > 0 {
		options = append(options, sqlite.WithBusyTimeout(e.waits.writer))
	}
	return sqlite.Open(e.ctx, dir, options...)
}

// embedder is what makes the vectors: the built-in one, or a server's. Where
// stored vectors are of the server's model their dimension is known and it is
// not asked, so that a service starts while the server is away.
func (f storeFlags) embedder(ctx context.Context, stored retrieval.Model) (retrieval.Embedder, error) {
	if f.EmbedURL == "" && f.EmbedModel == "" {
		return retrieval.NewWordVectors()
	}
	o := openai.Options{BaseURL: f.EmbedURL, Model: f.EmbedModel, Key: f.EmbedKey}
	if stored.Name == o.Model {
		o.Dim = stored.Dim
	}
	return openai.New(ctx, o)
}

// app is the program's parts, wired over one store.
type app struct {
	store    backend
	library  *library
	embedder retrieval.Embedder
	service  *assistant.Service
	log      *slog.Logger
}

// open wires the program: it opens the store, puts the built-in packs and
// those of --policies into it, embeds what has no vector yet and builds the
// index and the rules. Close the app after use.
func open(e *environment, f storeFlags) (_ *app, err error) {
	store, err := openStore(e, f)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close())
		}
	}()
	if err := loadPacks(e, store, f.Policies); err != nil {
		return nil, err
	}
	stored, err := store.Model(e.ctx)
	if err != nil {
		return nil, fmt.Errorf("读取向量模型：%w", err)
	}
	embedder, err := f.embedder(e.ctx, stored)
	if err != nil {
		return nil, err
	}
	switch err := ensureVectors(e.ctx, store, embedder); {
	case err == nil:
	case stored != embedder.Model() || errors.Is(err, retrieval.ErrModel) || e.ctx.Err() != nil:
		return nil, err
	default:
		// What has no vector is found by words. The next start makes up for it,
		// or clausewise embed.
		e.log.ErrorContext(e.ctx, "rows without vectors are found by words alone", "error", err)
	}
	terms, err := officeTerms(f.Policies)
	if err != nil {
		return nil, err
	}
	lib, err := openLibrary(e, store, embedder, terms)
	if err != nil {
		return nil, err
	}
	a, err := assistant.New(lib.At, e.log)
	if err != nil {
		return nil, err
	}
	return &app{store: store, library: lib, embedder: embedder, service: assistant.NewService(a, watchedTurns{store, lib.pulse}, e.now), log: e.log}, nil
}

// openAt is open with the library as it stood on a day.
func openAt(e *environment, f storeFlags, day quantity.Date) (*app, *assistant.Library, error) {
	a, err := open(e, f)
	if err != nil {
		return nil, nil, err
	}
	lib, err := a.library.At(e.ctx, day)
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a, lib, nil
}

// termsFile is what an office calls things, beside its packs; the form is
// retrieval.ParseTerms's.
const termsFile = "terms.txt"

// officeTerms are the built-in terms with the office's own, nil where it has
// none. A file with a fault is an error: half its words would be worse.
func officeTerms(dir string) (*retrieval.Terms, error) {
	if dir == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("打开 --policies 目录：%w", err)
	}
	defer root.Close()
	own, err := retrieval.LoadTerms(root.FS(), termsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--policies 目录中的用词表有误：%w", err)
	}
	builtin, err := retrieval.BuiltinTerms()
	if err != nil {
		return nil, err
	}
	terms, err := builtin.Merge(own)
	if err != nil {
		return nil, fmt.Errorf("--policies 目录中的 %s 有误：%w", termsFile, err)
	}
	return terms, nil
}

// ensureVectors embeds what has no vector yet. Where another release has left
// the vectors of its built-in table they are made again, which takes seconds;
// those of a served model are never thrown away unasked.
func ensureVectors(ctx context.Context, store retrieval.Store, embedder retrieval.Embedder) error {
	stored, err := store.Model(ctx)
	if err != nil {
		return fmt.Errorf("读取向量模型：%w", err)
	}
	if m := embedder.Model(); stored != m && stored.IsBuiltin() && m.IsBuiltin() {
		if err := store.ResetVectors(ctx); err != nil {
			return fmt.Errorf("清除旧的向量：%w", err)
		}
	}
	if _, err := retrieval.EnsureVectors(ctx, store, embedder, nil); err != nil {
		return fmt.Errorf("为条款生成向量：%w", err)
	}
	return nil
}

// embedAndRefresh makes what was stored just now findable. Where it gets no
// vectors, as those of the store are another model's or the server of vectors
// is away, it is found by words: it is stored all the same. The next start of a
// process with the model makes up for it, or clausewise embed.
func (a *app) embedAndRefresh(ctx context.Context) error {
	if _, err := retrieval.EnsureVectors(ctx, a.store, a.embedder, nil); err != nil {
		if ctx.Err() != nil {
			return err
		}
		a.log.ErrorContext(ctx, "rows without vectors are found by words alone", "error", err)
	}
	if err := a.library.Refresh(ctx); !errors.Is(err, retrieval.ErrModel) {
		return err
	}
	return nil
}

// Close releases the store.
func (a *app) Close() error { return a.store.Close() }

// fromPolicies is who a change in the folder of --policies is by: nobody who
// could approve it.
const fromPolicies = "--policies"

// loadPacks ingests the built-in packs, and those in dir where it is given.
// An unreadable pack of the office is reported and does not keep the service
// from starting; a built-in one can only be a defect of the build.
func loadPacks(e *environment, store backend, dir string) error {
	builtin, failed := ingest.Packs(e.ctx, policies.FS, ingest.OriginBuiltin)
	if len(failed) > 0 {
		return fmt.Errorf("内置政策包读不出来：%w", joined(failed))
	}
	if _, err := ingest.Ingest(e.ctx, store, builtin, nil); err != nil {
		return fmt.Errorf("装入内置政策包：%w", err)
	}
	// What earlier readers made of packs is read again, so that they gain by
	// what has been learnt since. One that can't be stays as it is.
	if s, err := ingest.Reread(e.ctx, store); err != nil {
		if s.Failed == 0 {
			return fmt.Errorf("重读已入库的政策包：%w", err)
		}
		e.log.WarnContext(e.ctx, "packs could not be read again", "failed", s.Failed, "error", err)
	}
	if dir == "" {
		return nil
	}
	// A root keeps links inside the folder from leading out of it.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("打开 --policies 目录：%w", err)
	}
	defer root.Close()
	packs, failed := ingest.Packs(e.ctx, root.FS(), ingest.OriginFiles)
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		if errors.Is(failed[name], ingest.ErrNoSource) {
			continue
		}
		fmt.Fprintf(e.stderr, "政策包 %s 没有装入：%v\n", name, failed[name])
	}
	second, err := approval(e, store, fromPolicies, "")
	if err != nil {
		return err
	}
	s, err := ingest.IngestWith(e.ctx, store, packs, second, nil)
	if err != nil {
		return fmt.Errorf("装入 --policies 中的政策包：%w", err)
	}
	for _, o := range s.Outcomes {
		if o.State == ingest.Held {
			fmt.Fprintf(e.stderr, "政策包 %s 没有生效：%s\n", o.Pack, o.Reason)
		}
	}
	return nil
}

// joined is the errors of a map in the order of its keys.
func joined(failed map[string]error) error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		all = append(all, failed[name])
	}
	return errors.Join(all...)
}

// isDir reports whether a path is a folder.
func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// hasSource reports whether a folder is a pack.
func hasSource(fsys fs.FS) bool {
	entries, err := fs.ReadDir(fsys, ".")
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return !e.IsDir() && strings.HasPrefix(e.Name(), "source.")
	})
}
