package storagetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"clausewise/assistant"
)

var handoffTests = []test{
	{"a handoff comes back as it went in", handoffRoundTrip},
	{"the same request is the same handoff", handoffRequest},
	{"handoffs come newest first, open ones alone where asked", handoffOrder},
	{"handoffs that cannot be stored are refused", handoffRefused},
}

func left(id string, at time.Time) assistant.Handoff {
	return assistant.Handoff{
		ID: id, Conversation: "c", Request: "r-" + id, Answer: "a1", Site: "苏州", Language: "zh-Hans",
		Question: "独立站能和海外仓一起申报吗？\n<b>", Name: "王女士", Contact: "0512-12345678", At: at,
	}
}

func handoffRoundTrip(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	want := left("h1", noon)
	got, err := s.PutHandoff(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	want.At = kept(noon)
	equal(t, "the stored handoff", got, want)
	// Another handle reads the same.
	all, err := db.handle(t).Handoffs(ctx, assistant.HandoffQuery{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "handoffs", all, []assistant.Handoff{want})
	if err := s.FinishHandoff(ctx, "h1", "anna", "已电话答复", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	want.DoneAt, want.DoneBy, want.Note = kept(noon.Add(time.Hour)), "anna", "已电话答复"
	if all, err = s.Handoffs(ctx, assistant.HandoffQuery{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "the finished handoff", all, []assistant.Handoff{want})
	if err := s.FinishHandoff(ctx, "h1", "", "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	if all, err = s.Handoffs(ctx, assistant.HandoffQuery{Open: true}); err != nil || len(all) != 1 || !all[0].DoneAt.IsZero() {
		t.Errorf("opened again: %+v, %v", all, err)
	}
	if err := s.FinishHandoff(ctx, "none", "anna", "", noon); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("FinishHandoff of an unknown one: %v", err)
	}
}

func handoffRequest(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	newConversation(t, s, "other")
	// However many say it at once, it stands once.
	var group sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		h := left(fmt.Sprint("h", i), noon)
		h.Request = "r"
		group.Go(func() {
			stored, err := s.PutHandoff(ctx, h)
			if err != nil {
				t.Errorf("PutHandoff: %v", err)
			}
			ids[i] = stored.ID
		})
	}
	group.Wait()
	if len(slices.Compact(ids)) != 1 {
		t.Errorf("several handoffs of one request: %v", ids)
	}
	again := left("h99", noon.Add(time.Hour))
	again.Request, again.Question = "r", "换了内容"
	if stored, err := s.PutHandoff(ctx, again); err != nil || stored.ID != ids[0] || stored.Question == "换了内容" {
		t.Errorf("the repeated handoff: %+v, %v", stored, err)
	}
	again.Conversation = "other"
	if stored, err := s.PutHandoff(ctx, again); err != nil || stored.ID != "h99" {
		t.Errorf("the same request of another conversation: %+v, %v", stored, err)
	}
}

func handoffOrder(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	for id, minutes := range map[string]int{"b": 1, "a": 1, "new": 2, "old": 0} {
		if _, err := s.PutHandoff(ctx, left(id, noon.Add(time.Duration(minutes)*time.Minute))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.FinishHandoff(ctx, "b", "anna", "", noon); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		q    assistant.HandoffQuery
		want []string
	}{
		{"all", assistant.HandoffQuery{}, []string{"new", "a", "b", "old"}},
		{"open", assistant.HandoffQuery{Open: true}, []string{"new", "a", "old"}},
		{"two", assistant.HandoffQuery{Limit: 2}, []string{"new", "a"}},
		{"older", assistant.HandoffQuery{Before: noon.Add(time.Minute)}, []string{"old"}},
	} {
		all, err := s.Handoffs(ctx, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range all {
			got = append(got, h.ID)
		}
		equal(t, tt.name, got, tt.want)
	}
}

func handoffRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	unknown := left("h", noon)
	unknown.Conversation = "none"
	if _, err := s.PutHandoff(ctx, unknown); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("a handoff of no conversation: %v", err)
	}
	for name, spoil := range map[string]func(*assistant.Handoff){
		"no id":       func(h *assistant.Handoff) { h.ID = "" },
		"no request":  func(h *assistant.Handoff) { h.Request = "" },
		"no question": func(h *assistant.Handoff) { h.Question = "" },
		"no contact":  func(h *assistant.Handoff) { h.Contact = "" },
		"a zero byte": func(h *assistant.Handoff) { h.Contact = "1\x00" },
	} {
		h := left("h", noon)
		spoil(&h)
		if _, err := s.PutHandoff(ctx, h); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if all, err := s.Handoffs(ctx, assistant.HandoffQuery{}); err != nil || len(all) != 0 {
		t.Errorf("something was stored: %+v, %v", all, err)
	}
}
