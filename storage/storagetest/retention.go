package storagetest

import (
	"errors"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
)

var retentionTests = []test{
	{"a conversation is forgotten with all that is kept of it", forget},
	{"old conversations are forgotten, the oldest first", forgetBefore},
}

// remembered makes a conversation with everything a conversation can have.
func remembered(t *testing.T, s Stores, id string, at time.Time) {
	t.Helper()
	if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: id, CreatedAt: at}); err != nil {
		t.Fatal(err)
	}
	answer := "answer-" + id
	appendTurn(t, s, assistant.Turn{Conversation: id, Request: "1", Question: "补多少", Answer: answerOf(answer), AskedAt: at, Receipt: receiptOf(answer)})
	if err := s.PutFeedback(t.Context(), assistant.Feedback{Answer: answer, Vote: -1, Comment: "电话 0512-12345678", At: at}); err != nil {
		t.Fatal(err)
	}
	h := left("handoff-"+id, at)
	h.Conversation = id
	if _, err := s.PutHandoff(t.Context(), h); err != nil {
		t.Fatal(err)
	}
}

// leftOf counts what is left of a conversation.
func leftOf(t *testing.T, s Stores, id string) (parts int) {
	t.Helper()
	ctx := t.Context()
	if _, err := s.Conversation(ctx, id); err == nil {
		parts++
	} else if !errors.Is(err, assistant.ErrNotFound) {
		t.Fatal(err)
	}
	turns, err := s.Turns(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	parts += len(turns)
	if _, err := s.Receipt(ctx, receiptOf("answer-"+id).ID); err == nil {
		parts++
	} else if !errors.Is(err, receipt.ErrNotFound) {
		t.Fatal(err)
	}
	all, err := s.Handoffs(ctx, assistant.HandoffQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if h.Conversation == id {
			parts++
		}
	}
	return parts
}

func forget(t *testing.T, db database) {
	s := db.handle(t)
	remembered(t, s, "mine", noon)
	remembered(t, s, "other", noon)
	if n := leftOf(t, s, "mine"); n != 4 {
		t.Fatalf("%d parts were made, want 4", n)
	}
	if err := s.Forget(t.Context(), "mine"); err != nil {
		t.Fatal(err)
	}
	if n := leftOf(t, s, "mine"); n != 0 {
		t.Errorf("%d parts are left", n)
	}
	if n := leftOf(t, s, "other"); n != 4 {
		t.Errorf("%d parts of another conversation, want 4", n)
	}
	if err := s.PutFeedback(t.Context(), assistant.Feedback{Answer: "answer-mine", Vote: 1, At: noon}); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("a vote on a forgotten answer: %v", err)
	}
	if err := s.Forget(t.Context(), "mine"); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("forgotten twice: %v", err)
	}
}

func forgetBefore(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	for i, id := range []string{"a", "b", "c", "d"} {
		remembered(t, s, id, noon.Add(time.Duration(i)*time.Hour))
	}
	// A conversation is as old as its last turn.
	appendTurn(t, s, assistant.Turn{Conversation: "a", Question: "还在", AskedAt: noon.Add(10 * time.Hour)})
	if n, err := s.ForgetBefore(ctx, noon.Add(3*time.Hour), 1); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	for id, want := range map[string]int{"a": 5, "b": 0, "c": 4, "d": 4} {
		if n := leftOf(t, s, id); n != want {
			t.Errorf("%d parts of %s, want %d", n, id, want)
		}
	}
	if n, err := s.ForgetBefore(ctx, noon.Add(3*time.Hour), 10); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := s.ForgetBefore(ctx, noon.Add(24*time.Hour), 10); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
}
