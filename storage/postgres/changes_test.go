package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/retrieval"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

// TestChanges hears of what another handle stores, and of nothing else, and
// goes on after the server has cut the connection.
func TestChanges(t *testing.T) {
	url := pgtest.Database(t)
	listener, writer := open(t, url), open(t, url)
	heard := make(chan struct{}, 100)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		listener.Changes(ctx, func() { heard <- struct{}{} })
	}()
	wait := func(what string) {
		t.Helper()
		select {
		case <-heard:
		case <-time.After(storagetest.Patience):
			t.Fatalf("nothing heard: %s", what)
		}
	}
	wait("at the beginning")
	if _, err := writer.PutPack(t.Context(), storagetest.Pack("p", storagetest.Text{Document: "a", Rows: storagetest.Lines("甲", 2)})); err != nil {
		t.Fatal(err)
	}
	wait("a pack")
	v := retrieval.Vector{Ref: retrieval.Ref{Document: "a", Version: 1, Key: "第1条"}, Values: []float32{1, 0}}
	if err := writer.PutVectors(t.Context(), retrieval.Model{Name: "m", Dim: 2}, []retrieval.Vector{v}); err != nil {
		t.Fatal(err)
	}
	wait("vectors")
	if err := writer.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	wait("no vectors")

	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid() ORDER BY pid`); err != nil {
		t.Fatal(err)
	}
	wait("after the connection was lost")
	stop()
	<-done
	if len(heard) > 0 {
		t.Errorf("heard %d changes too many", len(heard))
	}
}
