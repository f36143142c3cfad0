package storagetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

var conversationTests = []test{
	{"a conversation comes back as it went in", conversationRoundTrip},
	{"turns count up from what the caller saw", turnSeq},
	{"the same request is the same turn", turnRequest},
	{"turns come back as they went in", turnRoundTrip},
	{"turns that cannot be stored are refused", turnRefused},
	{"many turns at once get numbers of their own", turnConcurrent},
	{"the same request at once is stored once", turnConcurrentRequest},
	{"the last vote counts", feedback},
}

// noon is a time with more digits than a database keeps.
var noon = time.Date(2026, time.November, 22, 12, 0, 0, 123456789, time.FixedZone("Asia/Shanghai", 8*3600))

func kept(t time.Time) time.Time { return t.Truncate(time.Microsecond).UTC() }

func newConversation(t *testing.T, s assistant.Conversations, id string) {
	t.Helper()
	if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: id, CreatedAt: noon}); err != nil {
		t.Fatalf("CreateConversation: %v", err)
	}
}

func appendTurn(t *testing.T, s assistant.Conversations, turn assistant.Turn) assistant.Turn {
	t.Helper()
	stored, err := s.AppendTurn(t.Context(), turn)
	if err != nil {
		t.Fatalf("AppendTurn: %v", err)
	}
	return stored
}

func conversationRoundTrip(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	for _, c := range []assistant.Conversation{
		{ID: "c1", SecretHash: []byte{0, 1, 255}, Site: "苏州市商务局", Language: "zh-Hans", CreatedAt: noon},
		{ID: "c2", CreatedAt: noon},
	} {
		if err := s.CreateConversation(ctx, c); err != nil {
			t.Fatal(err)
		}
		got, err := s.Conversation(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.CreatedAt = kept(noon)
		equal(t, "conversation", got, c)
		if err := s.CreateConversation(ctx, c); err == nil {
			t.Errorf("conversation %s was created twice", c.ID)
		}
	}
	if _, err := s.Conversation(ctx, "none"); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("Conversation: %v", err)
	}
	if _, err := s.AppendTurn(ctx, assistant.Turn{Conversation: "none", Question: "?", AskedAt: noon}); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("AppendTurn: %v", err)
	}
	if _, err := s.LastTurn(ctx, "none"); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("LastTurn: %v", err)
	}
	if _, err := s.LastTurn(ctx, "c1"); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("LastTurn of an empty conversation: %v", err)
	}
	if turns, err := s.Turns(ctx, "c1", 0); err != nil || len(turns) != 0 {
		t.Errorf("Turns: %v, %v", turns, err)
	}
}

func turnSeq(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	newConversation(t, s, "other")
	appendTurn(t, s, assistant.Turn{Conversation: "other", Seq: 77, AskedAt: noon})
	for _, tt := range []struct{ give, want int64 }{{0, 1}, {0, 2}, {2, 3}, {3, 4}, {40, 40}, {0, 41}, {-5, 42}} {
		if got := appendTurn(t, s, assistant.Turn{Conversation: "c", Seq: tt.give, AskedAt: noon}).Seq; got != tt.want {
			t.Errorf("seq %d was stored as %d, want %d", tt.give, got, tt.want)
		}
	}
	for after, want := range map[int64][]int64{-1: {1, 2, 3, 4, 40, 41, 42}, 0: {1, 2, 3, 4, 40, 41, 42}, 3: {4, 40, 41, 42}, 39: {40, 41, 42}, 42: nil} {
		turns, err := s.Turns(ctx, "c", after)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, turn := range turns {
			got = append(got, turn.Seq)
		}
		equal(t, fmt.Sprintf("turns after %d", after), got, want)
	}
	if last, err := s.LastTurn(ctx, "c"); err != nil || last.Seq != 42 {
		t.Errorf("LastTurn: %+v, %v", last, err)
	}
}

func turnRequest(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	newConversation(t, s, "other")
	first := appendTurn(t, s, assistant.Turn{Conversation: "c", Request: "r1", Question: "一", Answer: json.RawMessage(`{"id":"a1"}`), AskedAt: noon})
	again := appendTurn(t, s, assistant.Turn{Conversation: "c", Seq: 9, Request: "r1", Question: "二", Answer: json.RawMessage(`{"id":"a2"}`), AskedAt: noon.Add(time.Hour)})
	equal(t, "the repeated turn", again, first)
	appendTurn(t, s, assistant.Turn{Conversation: "c", Request: "", Question: "三", AskedAt: noon})
	appendTurn(t, s, assistant.Turn{Conversation: "c", Request: "", Question: "四", AskedAt: noon})
	if got := appendTurn(t, s, assistant.Turn{Conversation: "other", Request: "r1", Question: "五", AskedAt: noon}); got.Question != "五" {
		t.Errorf("a request of another conversation was returned: %+v", got)
	}
	turns, err := s.Turns(ctx, "c", 0)
	if err != nil || len(turns) != 3 {
		t.Errorf("Turns: %+v, %v", turns, err)
	}
}

func turnRoundTrip(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	for i, turn := range []assistant.Turn{
		{
			Question: "建独立站花了85万\n能补多少？𠮷 ' \" \\ %",
			Answer:   json.RawMessage(`{ "id" : "a1",  "text":"29万元 <b>&\u0000é", "n": 1.50, "n": 2 }`),
			State:    json.RawMessage(`{"b":1,"a":[ ]}`), Request: "r-1",
		},
		{Question: "", State: json.RawMessage(`null`)},
		{Question: "只有问题"},
	} {
		turn.Conversation, turn.AskedAt = "c", noon
		stored := appendTurn(t, s, turn)
		turn.Seq, turn.AskedAt = int64(i+1), kept(noon)
		equal(t, "stored turn", stored, turn)
		last, err := s.LastTurn(ctx, "c")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "last turn", last, turn)
		turns, err := s.Turns(ctx, "c", int64(i))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "turns", turns, []assistant.Turn{turn})
	}
}

func turnRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	for _, tt := range []struct {
		name string
		turn assistant.Turn
		want error
	}{
		{"NUL in the question", assistant.Turn{Question: "a\x00b"}, intake.ErrText},
		{"question not UTF-8", assistant.Turn{Question: "\xff"}, intake.ErrText},
		{"answer not JSON", assistant.Turn{Answer: json.RawMessage(`{`)}, intake.ErrTurn},
		{"answer not an object", assistant.Turn{Answer: json.RawMessage(`[1]`)}, intake.ErrTurn},
		{"state not JSON", assistant.Turn{State: json.RawMessage(`{]`)}, intake.ErrTurn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.turn.Conversation, tt.turn.AskedAt = "c", noon
			if _, err := s.AppendTurn(ctx, tt.turn); !errors.Is(err, tt.want) {
				t.Errorf("AppendTurn: %v, want %v", err, tt.want)
			}
		})
	}
	if turns, err := s.Turns(ctx, "c", 0); err != nil || len(turns) != 0 {
		t.Errorf("Turns: %v, %v", turns, err)
	}
}

func turnConcurrent(t *testing.T, db database) {
	handles := []Stores{db.handle(t), db.handle(t)}
	newConversation(t, handles[0], "c")
	const n = 40
	seqs := make([]int64, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			stored, err := handles[i%2].AppendTurn(t.Context(), assistant.Turn{Conversation: "c", Request: fmt.Sprint("r", i), Question: fmt.Sprint(i), AskedAt: noon})
			if err != nil || stored.Question != fmt.Sprint(i) {
				t.Errorf("turn %d: %+v, %v", i, stored, err)
			}
			seqs[i] = stored.Seq
		})
	}
	wg.Wait()
	slices.Sort(seqs)
	for i, seq := range seqs {
		if seq != int64(i+1) {
			t.Fatalf("sequence numbers %v", seqs)
		}
	}
	turns, err := handles[0].Turns(t.Context(), "c", 0)
	if err != nil || len(turns) != n {
		t.Errorf("%d turns, %v", len(turns), err)
	}
}

func turnConcurrentRequest(t *testing.T, db database) {
	handles := []Stores{db.handle(t), db.handle(t)}
	newConversation(t, handles[0], "c")
	const n = 12
	stored := make([]assistant.Turn, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			stored[i], err = handles[i%2].AppendTurn(t.Context(), assistant.Turn{Conversation: "c", Request: "same", Question: fmt.Sprint(i), AskedAt: noon})
			if err != nil {
				t.Errorf("turn %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for _, turn := range stored[1:] {
		equal(t, "a repeated request", turn, stored[0])
	}
	if turns, err := handles[0].Turns(t.Context(), "c", 0); err != nil || len(turns) != 1 {
		t.Errorf("%d turns, %v", len(turns), err)
	}
}

func feedback(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	appendTurn(t, s, assistant.Turn{Conversation: "c", Answer: json.RawMessage(`{"id":"a1","text":"…"}`), AskedAt: noon})
	appendTurn(t, s, assistant.Turn{Conversation: "c", AskedAt: noon})
	for _, f := range []assistant.Feedback{{Answer: "a1", Vote: 1, At: noon}, {Answer: "a1", Vote: -1, Comment: "金额不对", At: noon.Add(time.Minute)}} {
		if err := s.PutFeedback(ctx, f); err != nil {
			t.Errorf("PutFeedback(%+v): %v", f, err)
		}
	}
	for _, unknown := range []string{"a2", "", "c"} {
		if err := s.PutFeedback(ctx, assistant.Feedback{Answer: unknown, Vote: 1, At: noon}); !errors.Is(err, assistant.ErrNotFound) {
			t.Errorf("PutFeedback for %q: %v", unknown, err)
		}
	}
	for _, bad := range []assistant.Feedback{{Answer: "a1", Vote: 0, At: noon}, {Answer: "a1", Vote: 2, At: noon}, {Answer: "a1", Vote: 1, Comment: "\x00", At: noon}} {
		if err := s.PutFeedback(ctx, bad); err == nil {
			t.Errorf("PutFeedback(%+v) was taken", bad)
		}
	}
}
