package ingest

import (
	"context"
	"errors"
	"time"

	"clausewise/retrieval"
)

// ErrMoved is returned where another version was stored meanwhile.
var ErrMoved = errors.New("同时有另一个程序更新了它，请核对后再试")

// Pack is a policy pack: a folder's files, and what was read from its source.
type Pack struct {
	ID       string
	Revision int
	// Origin is "builtin", "files" or "console". A built-in pack never
	// replaces one that an office made.
	Origin string
	// Reader is the [ReaderVersion] that read the source; 0 for a pack that
	// was stored before there was one.
	Reader int
	// Over, where not nil, is the version that the pack was made to follow, 0
	// for none. Where another one is current it is not stored: [ErrMoved].
	// Stores don't keep it.
	Over *int
	// Alone says that the pack was read from a single file and not from a
	// folder, which is the whole pack: [Complete] gives it what the pack of
	// its id has beside the source. Stores don't keep it.
	Alone bool
	// Warnings say in Chinese what of the source could not be read for
	// certain, and what a file by itself takes over. Stores don't keep them.
	Warnings []string
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
	// Changed is false where the same bytes, as read by this reader or a
	// later one, were there already.
	Changed bool
}

// PackInfo lists a pack without its contents.
type PackInfo struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Revision int       `json:"revision"`
	Origin   string    `json:"origin"`
	Reader   int       `json:"reader"`
	SHA256   string    `json:"sha256"` // over the files by name and content
	StoredAt time.Time `json:"stored_at"`
}

// StoredFile is a file of a version of a pack.
type StoredFile struct {
	Pack    string
	Version int
	Data    []byte
}

// Store keeps packs. A pack is one version, all or nothing: killed at any
// moment, the store holds the old version or the new one.
type Store interface {
	// PutPack stores p as the next version of its id. The same files again
	// change nothing, unless a later reader has read them. Rows, documents and
	// files become visible together. ErrMoved where p.Over says so.
	PutPack(ctx context.Context, p Pack) (Stored, error)

	// Packs lists the current version of every pack, by id.
	Packs(ctx context.Context) ([]PackInfo, error)

	// Pack returns a version of a pack, 0 for the current one;
	// retrieval.ErrNotFound where there is none.
	Pack(ctx context.Context, id string, version int) (Pack, error)

	// PackFiles returns the file of that name of every given version that has
	// it, by pack; nil means all current versions. A version that is not
	// stored has no file.
	PackFiles(ctx context.Context, name string, versions []retrieval.PackVersion) ([]StoredFile, error)
}
