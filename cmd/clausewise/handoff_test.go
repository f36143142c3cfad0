package main

import (
	"encoding/json"
	"testing"

	"clausewise/assistant"
)

// TestHandoffReachesTheStaff leaves a question by the chat and settles it as
// staff would, on both stores.
func TestHandoffReachesTheStaff(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := staffed(t, store)
		ws := s.dial()
		s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "杭州的政策呢？"})
		answer := s.until(ws, "answer")
		s.send(ws, map[string]any{
			"type": "handoff", "id": "h1", "answer": answer.Answer.ID,
			"text": "杭州什么时候有？<script>", "contact": "0571-88888888", "name": "李先生",
		})
		s.until(ws, "handoff")

		agent, reader := newBrowser(t, s), newBrowser(t, s)
		agent.signIn("agent")
		reader.signIn("reader")
		if status, _ := reader.do("GET", "/api/v1/handoffs", ""); status != 403 {
			t.Errorf("a reader sees who left what: %d", status)
		}
		list := func(query string) []assistant.Handoff {
			t.Helper()
			status, body := agent.do("GET", "/api/v1/handoffs"+query, "")
			var all []assistant.Handoff
			if err := json.Unmarshal([]byte(body), &all); err != nil || status != 200 {
				t.Fatalf("%s: %d %s", query, status, body)
			}
			return all
		}
		all := list("?open=true")
		if len(all) != 1 {
			t.Fatalf("open: %+v", all)
		}
		h := all[0]
		if h.Question != "杭州什么时候有？<script>" || h.Contact != "0571-88888888" || h.Name != "李先生" || h.Answer != answer.Answer.ID || h.Conversation == "" {
			t.Errorf("left %+v", h)
		}
		if status, body := agent.do("POST", "/api/v1/handoffs/"+h.ID, `{"note":"已电话答复"}`); status != 200 {
			t.Fatalf("%d %s", status, body)
		}
		if open := list("?open=true"); len(open) != 0 {
			t.Errorf("still open: %+v", open)
		}
		if all := list(""); len(all) != 1 || all[0].DoneBy != "agent" || all[0].Note != "已电话答复" || all[0].DoneAt.IsZero() {
			t.Errorf("settled: %+v", all)
		}
		if status, _ := agent.do("POST", "/api/v1/handoffs/"+h.ID, `{"open":true}`); status != 200 || len(list("?open=true")) != 1 {
			t.Errorf("not opened again: %d", status)
		}
		if status, _ := agent.do("POST", "/api/v1/handoffs/none", `{}`); status != 404 {
			t.Errorf("an unknown one: %d", status)
		}
	})
}
