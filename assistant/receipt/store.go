package receipt

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"clausewise/assistant"
)

// ErrNotFound is returned for a receipt or key the store lacks.
var ErrNotFound = errors.New("没有这份答复凭证")

// SigningKey signs receipts. All nodes share one; those before it are kept to
// verify with. Times are kept to the microsecond.
type SigningKey struct {
	ID        string
	Public    ed25519.PublicKey
	Private   ed25519.PrivateKey
	CreatedAt time.Time
	RetiredAt time.Time // zero for the one in use
}

// KeyID names a public key: the start of its SHA-256.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// Store keeps signing keys and issued receipts.
type Store interface {
	// SigningKeys returns all keys, the one in use first, then the newest.
	SigningKeys(ctx context.Context) ([]SigningKey, error)

	// AddSigningKey puts k into use in place of the key with the id replaces,
	// "" where there is to be none, and retires that one as of k.CreatedAt.
	// Where another key is in use, nothing changes. Either way the key in use
	// is returned.
	AddSigningKey(ctx context.Context, k SigningKey, replaces string) (SigningKey, error)

	// Receipt returns one by id, ErrNotFound where there is none. Those of
	// answers are stored by AppendTurn.
	Receipt(ctx context.Context, id string) (assistant.StoredReceipt, error)
}
