package ingest

import (
	"context"
	"time"

	"clausewise/retrieval"
)

// Pack is a policy pack: a folder's files, and what was read from its source.
type Pack struct {
	ID       string
	Revision int
	// Origin is "builtin", "files" or "console". A built-in pack never
	// replaces one that an office made.
	Origin string
	// Files holds the folder as it travels, by name: source.txt, policy.yaml,
	// rules.yaml, cases.yaml. Bytes are kept as they came.
	Files map[string][]byte
	// Source is the decoded text of the source file; all offsets count its
	// code points.
	Source    string
	Documents []retrieval.Document
	// Rows tile the source: joined in order they are Source. Navigation rows
	// outside every document have Document "".
	Rows []retrieval.Row
}

// Stored says what became of a pack handed to a store.
type Stored struct {
	Version int
	// Changed is false where the same bytes were there already.
	Changed bool
}

// PackInfo lists a pack without its contents.
type PackInfo struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Revision int       `json:"revision"`
	Origin   string    `json:"origin"`
	SHA256   string    `json:"sha256"` // over the files by name and content
	StoredAt time.Time `json:"stored_at"`
}

// Store keeps packs. A pack is one version, all or nothing: killed at any
// moment, the store holds the old version or the new one.
type Store interface {
	// PutPack stores p as the next version of its id. The same files again
	// change nothing. Rows, documents and files become visible together.
	PutPack(ctx context.Context, p Pack) (Stored, error)

	// Packs lists the current version of every pack, by id.
	Packs(ctx context.Context) ([]PackInfo, error)

	// Pack returns a version of a pack, 0 for the current one;
	// retrieval.ErrNotFound where there is none.
	Pack(ctx context.Context, id string, version int) (Pack, error)
}
