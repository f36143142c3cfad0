package ingest

import (
	"context"
	"errors"
	"fmt"
)

// Reread reads the sources of stored packs again that an earlier reader has
// read, and stores what it makes of them as their next versions: what the
// program has learnt since holds for what was ingested before. It returns what
// it did; a pack that can no longer be read stays as it is and is in the
// error. Versions of the past stay as they were read, as answers rest on them.
func Reread(ctx context.Context, store Store) (Summary, error) {
	infos, err := store.Packs(ctx)
	if err != nil {
		return Summary{}, fmt.Errorf("读取已入库的政策包：%w", err)
	}
	var s Summary
	var failed []error
	for _, info := range infos {
		if info.Reader >= ReaderVersion {
			continue
		}
		if err := ctx.Err(); err != nil {
			return s, errors.Join(append(failed, err)...)
		}
		o, err := reread(ctx, store, info)
		switch {
		case errors.Is(err, ErrMoved):
			continue // another program has just stored it
		case err != nil:
			o.State, o.Reason = Failed, err.Error()
			failed = append(failed, fmt.Errorf("政策包 %s：%w", info.ID, err))
		}
		s.count(o)
	}
	return s, errors.Join(failed...)
}

func reread(ctx context.Context, store Store, info PackInfo) (Outcome, error) {
	o := Outcome{Pack: info.ID, Version: info.Version}
	old, err := store.Pack(ctx, info.ID, info.Version)
	if err != nil {
		return o, fmt.Errorf("读取：%w", err)
	}
	source := ""
	for _, name := range fileNames(old) {
		if isSourceName(name) {
			source = name
		}
	}
	if source == "" {
		return o, ErrNoSource
	}
	p, err := build(ctx, info.ID, info.Origin, source, old.Files)
	if err != nil {
		return o, err
	}
	p.Over = &info.Version
	stored, err := store.PutPack(ctx, p)
	if err != nil {
		return o, fmt.Errorf("入库：%w", err)
	}
	o.State, o.Version, o.Documents, o.Clauses = Unchanged, stored.Version, len(p.Documents), p.Clauses()
	if stored.Changed {
		o.State = Changed
	}
	return o, nil
}
