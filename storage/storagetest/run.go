package storagetest

import (
	"context"
	"testing"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

// Stores is what a backend implements on one type.
type Stores interface {
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

// Open opens one more handle on a test's database.
type Open func(t testing.TB) Stores

// Run runs the suite. fresh makes a new empty database and returns what opens
// it; the suite closes every handle it opens.
func Run(t *testing.T, fresh func(t testing.TB) Open) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"packs", packTests},
		{"clauses", clauseTests},
		{"vectors", vectorTests},
		{"nearest", nearestTests},
		{"conversations", conversationTests},
		{"answers", answerTests},
		{"receipts", receiptTests},
		{"handoffs", handoffTests},
		{"retention", retentionTests},
		{"proposals", proposalTests},
		{"desk", deskTests},
		{"access", accessTests},
		{"sign-in", signInTests},
		{"handles", handleTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, tt := range group.tests {
				t.Run(tt.name, func(t *testing.T) { tt.run(t, database{fresh(t)}) })
			}
		})
	}
}

// RunNearest runs the part of the suite that looks for vectors, for a store
// that has more than one way to do so.
func RunNearest(t *testing.T, fresh func(t testing.TB) Open) {
	for _, tt := range nearestTests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, database{fresh(t)}) })
	}
}

type test struct {
	name string
	run  func(t *testing.T, db database)
}

// database is a test's own.
type database struct{ open Open }

// handle opens a handle that is closed when the test ends.
func (db database) handle(t *testing.T) Stores {
	t.Helper()
	s := db.open(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
