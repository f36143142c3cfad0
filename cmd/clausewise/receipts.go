package main

import (
	"time"

	"clausewise/assistant"
)

// notary issues receipts of what this program answers.
func (a *app) notary(now func() time.Time) *assistant.Notary {
	return assistant.NewNotary(a.store, a.library.At, "clausewise "+version, now)
}
