package sqlite

import (
	"context"
	"errors"
	"testing"

	"clausewise/retrieval"
)

// A search that gives up while the vectors are being read leaves the read
// going, and the next one has them. One that began before the library changed
// is not enough.
func TestSearchGivesUpAndTheReadGoesOn(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	model, query := retrieval.Model{Name: "m", Dim: 2}, []float32{1, 0}
	going, done := make(chan struct{}), make(chan struct{})
	read := s.reading.DoChan("", func() (any, error) { // a read that takes its time
		close(going)
		<-done
		return nil, nil
	})
	<-going
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := s.Nearest(ctx, model, query, 1, nil, nil)
		gaveUp <- err
	}()
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("gave up with %v", err)
	}
	found := make(chan error)
	go func() {
		_, err := s.Nearest(t.Context(), model, query, 1, nil, nil)
		found <- err
	}()
	if err := s.PutVectors(t.Context(), model, nil); err != nil {
		t.Fatal(err)
	}
	close(done)
	<-read
	if err := <-found; err != nil {
		t.Errorf("the next search: %v", err)
	}
	if s.memory.Load() == nil {
		t.Error("nothing was read after the slow read")
	}
}

// Closing waits for a read that is under way.
func TestCloseWaitsForTheRead(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	going, ended := make(chan struct{}), false
	s.reading.DoChan("", func() (any, error) {
		close(going)
		<-s.life.Done()
		ended = true
		return nil, s.life.Err()
	})
	<-going
	if err := s.Close(); err != nil || !ended {
		t.Errorf("closed before the read ended: %v", err)
	}
}
