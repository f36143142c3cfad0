package storagetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"clausewise/assistant"
)

var deskTests = []test{
	{"past turns by filter", deskTurns},
	{"past conversations by filter", deskConversations},
	{"one takes a conversation over", deskTake},
	{"notes come back in order", deskNotes},
	{"what is forgotten leaves nothing", deskForgotten},
}

// asked fills a store with three conversations: a1 and a2 in "a" of site s,
// b1 in "b", c1 without an answer in "c".
func asked(t *testing.T, s Stores) {
	t.Helper()
	for id, site := range map[string]string{"a": "s", "b": "", "c": ""} {
		if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: id, Site: site, Language: "en", CreatedAt: noon}); err != nil {
			t.Fatal(err)
		}
	}
	answer := func(id string, kind assistant.Kind) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"id":%q,"kind":%q,"text":"答"}`, id, kind))
	}
	for i, turn := range []assistant.Turn{
		{Conversation: "a", Question: "独立站100%怎么补", Answer: answer("a1", assistant.Calculation)},
		{Conversation: "b", Question: "杭州呢", Answer: answer("b1", assistant.NoAnswer)},
		{Conversation: "a", Question: "独立站1000元", Answer: answer("a2", assistant.NoAnswer)},
		{Conversation: "c", Question: "没有答复"},
	} {
		turn.AskedAt = noon.Add(time.Duration(i) * time.Minute)
		appendTurn(t, s, turn)
	}
	for _, f := range []assistant.Feedback{{Answer: "a1", Vote: -1, Comment: "<b>不对</b>", At: noon}, {Answer: "b1", Vote: 1, At: noon}} {
		if err := s.PutFeedback(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.TakeOver(t.Context(), assistant.Taken{Conversation: "b", By: "wang", At: noon}); err != nil {
		t.Fatal(err)
	}
}

// pastFilters are queries with the questions' minutes and conversations they find.
var pastFilters = []struct {
	q             assistant.PastQuery
	turns         string
	conversations string
}{
	{assistant.PastQuery{}, "3210", "cab"},
	{assistant.PastQuery{Limit: 2}, "32", "ca"},
	{assistant.PastQuery{Since: noon.Add(time.Minute), Before: noon.Add(3 * time.Minute)}, "21", "ab"},
	{assistant.PastQuery{Conversation: "a"}, "20", "a"},
	{assistant.PastQuery{Site: "s"}, "20", "a"},
	{assistant.PastQuery{Text: "独立站"}, "20", "a"},
	{assistant.PastQuery{Text: "100%"}, "0", "a"}, // no wildcard
	{assistant.PastQuery{Text: "独_站"}, "", ""},
	{assistant.PastQuery{Kinds: []assistant.Kind{assistant.NoAnswer}}, "21", "ab"},
	{assistant.PastQuery{Kinds: []assistant.Kind{assistant.NoAnswer, assistant.Calculation}, Site: "s"}, "20", "a"},
	{assistant.PastQuery{Vote: -1}, "0", "a"},
	{assistant.PastQuery{Vote: 1}, "1", "b"},
	{assistant.PastQuery{Taken: true}, "1", "b"},
}

func deskTurns(t *testing.T, db database) {
	s := db.handle(t)
	asked(t, s)
	for _, tt := range pastFilters {
		turns, err := s.PastTurns(t.Context(), tt.q)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, p := range turns {
			got.WriteString(fmt.Sprint(int(p.AskedAt.Sub(noon.Truncate(time.Microsecond)) / time.Minute)))
		}
		equal(t, fmt.Sprintf("turns of %+v", tt.q), got.String(), tt.turns)
	}
	first, err := s.PastTurns(t.Context(), assistant.PastQuery{Vote: -1})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "turn", first, []assistant.PastTurn{{
		Conversation: "a", Seq: 1, Site: "s", AskedAt: kept(noon), Question: "独立站100%怎么补", Kind: assistant.Calculation,
		Answer: json.RawMessage(`{"id":"a1","kind":"calculation","text":"答"}`), Vote: -1, Comment: "<b>不对</b>",
	}})
}

func deskConversations(t *testing.T, db database) {
	s := db.handle(t)
	asked(t, s)
	if err := s.PutNote(t.Context(), assistant.DeskNote{Conversation: "a", By: "li", At: noon, Text: "回电"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range pastFilters {
		list, err := s.PastConversations(t.Context(), tt.q)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, p := range list {
			got.WriteString(p.ID)
		}
		equal(t, fmt.Sprintf("conversations of %+v", tt.q), got.String(), tt.conversations)
	}
	list, err := s.PastConversations(t.Context(), assistant.PastQuery{Conversation: "a"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "conversation", list, []assistant.PastConversation{{
		ID: "a", Site: "s", Language: "en", BeganAt: kept(noon), LastAt: kept(noon.Add(2 * time.Minute)), Turns: 2,
		Question: "独立站1000元", Kind: assistant.NoAnswer, Down: 1, Notes: 1,
	}})
}

func deskTake(t *testing.T, db database) {
	ctx := t.Context()
	handles := []Stores{db.handle(t), db.handle(t)}
	newConversation(t, handles[0], "c")
	if _, err := handles[0].TakeOver(ctx, assistant.Taken{Conversation: "none", By: "x", At: noon}); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("an unknown conversation: %v", err)
	}
	const n = 8
	got := make([]assistant.Taken, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			if got[i], err = handles[i%2].TakeOver(ctx, assistant.Taken{Conversation: "c", By: fmt.Sprint("坐席", i), At: noon}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, g := range got {
		equal(t, "who has it", g, got[0])
	}
	for _, s := range handles {
		by, err := s.TakenBy(ctx, "c")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "taken by", by, got[0])
	}
	all, _ := handles[1].Taken(ctx)
	equal(t, "all taken", all, []assistant.Taken{got[0]})
	for range 2 {
		if err := handles[1].GiveBack(ctx, "c"); err != nil {
			t.Fatal(err)
		}
	}
	by, err := handles[0].TakenBy(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "given back", by, assistant.Taken{})
}

func deskNotes(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	newConversation(t, s, "c")
	if err := s.PutNote(ctx, assistant.DeskNote{Conversation: "none", By: "x", At: noon, Text: "y"}); !errors.Is(err, assistant.ErrNotFound) {
		t.Errorf("an unknown conversation: %v", err)
	}
	want := []assistant.DeskNote{{Conversation: "c", By: "wang", At: kept(noon), Text: "第一条 <b>"}, {Conversation: "c", By: "li", At: kept(noon), Text: "第二条"}}
	for _, n := range want {
		n.At = noon
		if err := s.PutNote(ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Notes(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "notes", got, want)
}

func deskForgotten(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	asked(t, s)
	if err := s.PutNote(ctx, assistant.DeskNote{Conversation: "b", By: "li", At: noon, Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	notes, err := s.Notes(ctx, "b")
	if err != nil || len(notes) > 0 {
		t.Errorf("notes: %v, %v", notes, err)
	}
	if taken, err := s.Taken(ctx); err != nil || len(taken) > 0 {
		t.Errorf("taken: %v, %v", taken, err)
	}
}
