package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/assistant"
)

// read asks b for JSON.
func read[T any](t *testing.T, b *browser, method, path, body string) T {
	t.Helper()
	var v T
	status, text := b.do(method, path, body)
	if status != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, text)
	}
	return v
}

// nextAnswer reads frames up to the next answer.
func nextAnswer(t *testing.T, ws *websocket.Conn) frame {
	t.Helper()
	for {
		if err := ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
			t.Fatal(err)
		}
		_, data, err := ws.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		if f.Type == "error" {
			t.Fatalf("error frame: %s", data)
		}
		if f.Type == "answer" {
			return f
		}
	}
}

type whole struct {
	assistant.PastConversation
	Live   bool
	Turned []assistant.PastTurn
	Noted  []assistant.DeskNote
}

// TestDesk has staff at one process take over a conversation whose user is
// connected to another one of the same store.
func TestDesk(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		users := staffed(t, store)
		other := serve(t, store...)
		ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(users.url, "http")+"/ws", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		ask := func(id, text string) frame {
			t.Helper()
			users.send(ws, map[string]string{"type": "ask", "id": id, "text": text})
			return nextAnswer(t, ws)
		}
		const first = "=1+1 建独立站花了85万，能补多少"
		answered := ask("1", first)
		if answered.Answer.Kind != assistant.Calculation {
			t.Fatalf("%+v", answered.Answer)
		}
		id := answered.Answer.Conversation
		users.send(ws, map[string]any{"type": "feedback", "answer": answered.Answer.ID, "vote": -1, "comment": "<img src=x onerror=alert(1)>"})
		ask("2", "杭州建独立站能补多少")

		agent := newBrowser(t, other)
		agent.signIn("agent")
		list := read[[]whole](t, agent, "GET", "/api/v1/conversations?vote=-1", "")
		if len(list) != 1 || list[0].ID != id || list[0].Turns != 2 || list[0].Down != 1 || !list[0].Live {
			t.Fatalf("list: %+v", list)
		}
		if list := read[[]whole](t, agent, "GET", "/api/v1/conversations?kind=comparison", ""); len(list) != 0 {
			t.Errorf("by another kind: %+v", list)
		}
		conversation := read[whole](t, agent, "GET", "/api/v1/conversations/"+id, "")
		if len(conversation.Turned) != 2 || conversation.Turned[0].Question != first || conversation.Turned[0].Comment == "" {
			t.Fatalf("conversation: %+v", conversation)
		}
		e := read[assistant.Explanation](t, agent, "GET", fmt.Sprintf("/api/v1/conversations/%s/explanation?seq=%d", id, conversation.Turned[0].Seq), "")
		if len(e.Rules) == 0 || e.Rules[0].Rule != "suzhou-measures/independent-site" || len(e.Clauses) == 0 {
			t.Errorf("explanation: %+v", e)
		}

		// Staff answer only what they have taken over, and one at a time.
		path := "/api/v1/conversations/" + id
		if status, text := agent.do("POST", path+"/messages", `{"text":"您好"}`); status != http.StatusConflict {
			t.Errorf("before taking over: %d %s", status, text)
		}
		read[assistant.Taken](t, agent, "PUT", path+"/takeover", "")
		boss := newBrowser(t, other)
		boss.signIn("admin")
		if status, text := boss.do("PUT", path+"/takeover", ""); status != http.StatusConflict || !strings.Contains(text, "agent 正在答复") {
			t.Errorf("taking it again: %d %s", status, text)
		}
		held := ask("3", "那海外仓呢")
		if held.Answer.Staff == "" || len(held.Answer.Results) > 0 || !strings.Contains(held.Answer.Text, "坐席") {
			t.Errorf("while staff answer: %+v", held.Answer)
		}
		read[assistant.PastTurn](t, agent, "POST", path+"/messages", `{"text":"海外仓按仓储费的两成补，我帮您登记。"}`)
		said := nextAnswer(t, ws)
		if said.Answer.Staff == "" || said.Answer.Text != "海外仓按仓储费的两成补，我帮您登记。" || said.Seq <= held.Seq {
			t.Errorf("staff said: %+v", said)
		}
		read[map[string]string](t, agent, "POST", path+"/notes", `{"text":"已登记回电"}`)
		read[map[string]string](t, agent, "DELETE", path+"/takeover", "")
		// The assistant goes on where it stood before staff came.
		after := ask("4", "那花了95万呢")
		if after.Answer.Staff != "" || after.Answer.Kind == assistant.Chat || after.Seq <= said.Seq {
			t.Errorf("given back: %+v", after.Answer)
		}
		conversation = read[whole](t, agent, "GET", path, "")
		if len(conversation.Turned) != 5 || len(conversation.Noted) != 1 || conversation.Noted[0].By != "agent" || conversation.TakenBy != "" {
			t.Errorf("at the end: %+v", conversation)
		}
		if status, _ := agent.do("GET", "/api/v1/conversations/none", ""); status != http.StatusNotFound {
			t.Errorf("an unknown conversation: %d", status)
		}

		// What is asked and has no answer, and as a file nothing runs in.
		report := read[struct {
			Questions, Down int
			No_answer       int `json:"no_answer"`
			Days            []struct{ Questions int }
			Clauses         []struct{ Document string }
			Disliked        []struct{ Comment string }
		}](t, agent, "GET", "/api/v1/insight?days=7", "")
		if report.Questions != 3 || report.Down != 1 || len(report.Days) != 7 || report.Days[6].Questions != 3 || len(report.Disliked) != 1 {
			t.Errorf("insight: %+v", report)
		}
		status, text := agent.do("GET", "/api/v1/insight/questions.csv", "")
		if status != http.StatusOK || !strings.Contains(text, "'=1+1 建独立站") || !strings.Contains(text, ",-1,<img") {
			t.Errorf("csv: %d %s", status, text)
		}
		reader := newBrowser(t, other)
		reader.signIn("reader")
		if status, _ := reader.do("GET", path, ""); status != http.StatusForbidden {
			t.Errorf("a reader reads a conversation: %d", status)
		}
		log := read[[]struct{ Action string }](t, boss, "GET", "/api/v1/audit", "")
		if !slices.ContainsFunc(log, func(e struct{ Action string }) bool { return e.Action == "conversation.take" }) {
			t.Errorf("taking over is not in the audit log: %v", log)
		}
	})
}
