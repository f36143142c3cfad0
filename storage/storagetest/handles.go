package storagetest

import (
	"encoding/json"
	"fmt"
	"testing"

	"clausewise/assistant"
	"clausewise/retrieval"
)

var handleTests = []test{
	{"reopening keeps everything", reopen},
	{"a change through one handle shows in the other", twoHandles},
	{"readers see one version or the other", readersWhileWriting},
	{"opening at once is safe", openAtOnce},
	{"trying to write changes nothing", writable},
}

func reopen(t *testing.T, db database) {
	ctx := t.Context()
	p := stamped(Pack("p", Text{"doc", Lines("留存", 5)}), 1)
	s := db.open(t)
	put(t, s, p)
	putVectors(t, s, model4, vector("doc", 1, "第3条", 0, 1, 0, 0))
	newConversation(t, s, "c")
	turn := appendTurn(t, s, assistant.Turn{Conversation: "c", Question: "还在吗", Answer: json.RawMessage(`{"id":"a"}`), AskedAt: noon})
	before := generation(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = db.handle(t)
	if after := generation(t, s); after != before {
		t.Errorf("generation %d → %d", before, after)
	}
	got, err := s.Pack(ctx, "p", 0)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pack", got, p)
	if m, err := s.Model(ctx); err != nil || m != model4 {
		t.Errorf("Model: %v, %v", m, err)
	}
	equal(t, "nearest", keysOf(near(t, s, []float32{0, 1, 0, 0}, 3, nil)), []string{"doc/第3条"})
	last, err := s.LastTurn(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "last turn", last, turn)
	if err := s.PutFeedback(ctx, assistant.Feedback{Answer: "a", Vote: 1, At: noon}); err != nil {
		t.Errorf("PutFeedback: %v", err)
	}
}

func twoHandles(t *testing.T, db database) {
	one, two := db.handle(t), db.handle(t)
	query := []float32{1, 0, 0, 0}
	last := generation(t, two)
	changed := func(what string) {
		t.Helper()
		now := generation(t, two)
		if now <= last {
			t.Errorf("after %s the generation is %d, was %d", what, now, last)
		}
		if g := generation(t, one); g != now {
			t.Errorf("after %s the handles see generations %d and %d", what, g, now)
		}
		last = now
	}
	put(t, one, Pack("p", Text{"doc", Lines("共享", 3)}))
	changed("a pack")
	if rows, err := two.Rows(t.Context(), "doc", 0); err != nil || len(rows) != 4 {
		t.Errorf("Rows: %d, %v", len(rows), err)
	}
	putVectors(t, one, model4, vector("doc", 1, "第1条", 1, 0, 0, 0))
	changed("a vector")
	equal(t, "nearest", keysOf(near(t, two, query, 3, nil)), []string{"doc/第1条"})
	putVectors(t, one, model4, vector("doc", 1, "第2条", 1, 0, 0, 0))
	changed("another vector")
	equal(t, "nearest", keysOf(near(t, two, query, 3, nil)), []string{"doc/第1条", "doc/第2条"})
	put(t, one, Pack("p", Text{"doc", Lines("新版", 3)}))
	changed("a new version")
	if n := near(t, two, query, 3, nil); len(n) != 0 {
		t.Errorf("Nearest: %v", n)
	}
	if err := one.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	changed("a reset")
	if m, err := two.Model(t.Context()); err != nil || m != (retrieval.Model{}) {
		t.Errorf("Model: %v, %v", m, err)
	}
}

func readersWhileWriting(t *testing.T, db database) {
	writer, reader := db.handle(t), db.handle(t)
	const n = 25
	version := func(v int) int { return n + v } // rows of a version: all differ
	put(t, writer, Pack("p", Text{"doc", Lines("版本", version(1)-1)}))
	done := make(chan error, 1)
	go func() {
		for v := 2; v <= 12; v++ {
			if _, err := writer.PutPack(t.Context(), Pack("p", Text{"doc", Lines(fmt.Sprint("版本", v), version(v)-1)})); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
		count, seen := 0, 0
		for row, err := range reader.AllRows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if count++; count == 1 {
				seen = row.Version
			}
			if row.Version != seen {
				t.Fatalf("rows of versions %d and %d together", seen, row.Version)
			}
		}
		if count != version(seen) {
			t.Fatalf("version %d has %d rows, want %d", seen, count, version(seen))
		}
		rows, err := reader.Rows(t.Context(), "doc", 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != version(rows[0].Version) {
			t.Fatalf("version %d has %d rows, want %d", rows[0].Version, len(rows), version(rows[0].Version))
		}
	}
}

func openAtOnce(t *testing.T, db database) {
	const n = 4
	opened := make(chan Stores, n)
	for range n {
		go func() { opened <- db.open(t) }()
	}
	for range n {
		s := <-opened
		if s == nil {
			t.Fatal("a handle could not be opened")
		}
		if _, err := s.Documents(t.Context()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func writable(t *testing.T, db database) {
	one, two := db.handle(t), db.handle(t)
	before := generation(t, one)
	for _, size := range []int{0, 128 << 10, 8 << 10} {
		for _, s := range []Stores{one, two} {
			if err := s.Writable(t.Context(), size); err != nil {
				t.Errorf("Writable: %v", err)
			}
		}
	}
	if after := generation(t, two); after != before {
		t.Errorf("generation %d → %d", before, after)
	}
}
