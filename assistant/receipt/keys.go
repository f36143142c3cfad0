package receipt

import (
	"crypto/ed25519"
	"time"
)

// retiredGrace is how long after its retirement a key may still have signed:
// nodes learn of it within keyKnown, and clocks differ a little.
const retiredGrace = 5 * time.Minute

// PublicKey is what others need to verify receipts: it may be published.
type PublicKey struct {
	ID        string            `json:"id"`
	Algorithm string            `json:"algorithm"` // Ed25519
	Public    ed25519.PublicKey `json:"public"`    // base64
	CreatedAt time.Time         `json:"created_at"`
	RetiredAt time.Time         `json:"retired_at,omitzero"` // absent for the one in use
}

func publicKeys(keys []SigningKey) []PublicKey {
	out := make([]PublicKey, len(keys))
	for i, k := range keys {
		out[i] = PublicKey{ID: k.ID, Algorithm: "Ed25519", Public: k.Public, CreatedAt: k.CreatedAt, RetiredAt: k.RetiredAt}
	}
	return out
}

// SignatureState says what a receipt's signature is worth.
type SignatureState string

// The states of a signature.
const (
	SignatureValid   SignatureState = "valid"
	SignatureInvalid SignatureState = "invalid" // not what the key has signed
	SignatureUnknown SignatureState = "unknown_key"
	SignatureRetired SignatureState = "retired_key" // dated after the key was given up
)

// signature checks a receipt's signature with the key it names.
func (r Receipt) signature(keys []PublicKey) SignatureState {
	for _, k := range keys {
		// The id follows from the key: a list that says otherwise is not believed.
		if k.ID != r.Key || KeyID(k.Public) != k.ID {
			continue
		}
		if !r.signedBy(k.Public) {
			return SignatureInvalid
		}
		made, err := time.Parse(time.RFC3339, r.MadeAt)
		if err != nil || !k.RetiredAt.IsZero() && made.After(k.RetiredAt.Add(retiredGrace)) {
			return SignatureRetired
		}
		return SignatureValid
	}
	return SignatureUnknown
}
