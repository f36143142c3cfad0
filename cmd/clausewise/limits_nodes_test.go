package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"clausewise/storage/postgres/pgtest"
)

// TestLimitsOverTwoNodes lets one party spend what it may on two services in
// turn: each limit runs out at the sum.
func TestLimitsOverTwoNodes(t *testing.T) {
	t.Parallel()
	const home, most = "https://www.example.gov.cn", 7
	// Tries gives one try on a node, which tells whether it was let through.
	type tries func(t *testing.T, nodes [2]*service) func(node int) bool
	status := func(r *http.Response, err error, t *testing.T) bool {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode == http.StatusTooManyRequests {
			if r.Header.Get("Retry-After") == "" || !strings.Contains(string(body), `"limited"`) {
				t.Errorf("refused with %v %s", r.Header, body)
			}
			return false
		}
		if r.StatusCode != http.StatusOK {
			t.Fatalf("%s %s", r.Status, body)
		}
		return true
	}
	// asked sends a question and tells whether it was answered.
	asked := func(t *testing.T, ws *websocket.Conn, id string) bool {
		t.Helper()
		if err := ws.WriteJSON(map[string]string{"type": "ask", "id": id, "text": "谢谢"}); err != nil {
			t.Fatal(err)
		}
		for {
			var f frame
			if err := ws.ReadJSON(&f); err != nil {
				t.Fatal(err)
			}
			switch {
			case f.Type == "answer" && f.ID == id:
				return true
			case f.Type == "error" && f.Code == "limited":
				return false
			case f.Type == "error":
				t.Fatalf("%+v", f)
			}
		}
	}
	id := func(n int) string { return string(rune('a' + n)) }
	for _, tt := range []struct {
		limit string
		begin tries
	}{
		{"address", func(t *testing.T, nodes [2]*service) func(int) bool {
			return func(n int) bool {
				r, err := http.Get(nodes[n].url + "/api/v1/documents")
				return status(r, err, t)
			}
		}},
		{"token", func(t *testing.T, nodes [2]*service) func(int) bool {
			admin := newBrowser(t, nodes[0])
			admin.signIn("admin")
			_, text := admin.do("POST", "/api/v1/tokens", `{"name":"日报","scopes":["audit.read"],"days":30}`)
			var token struct{ Secret string }
			if err := json.Unmarshal([]byte(text), &token); err != nil || token.Secret == "" {
				t.Fatalf("token: %s", text)
			}
			return func(n int) bool {
				r, err := http.NewRequest("GET", nodes[n].url+"/api/v1/audit", nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Authorization", "Bearer "+token.Secret)
				response, err := http.DefaultClient.Do(r)
				return status(response, err, t)
			}
		}},
		{"session", func(t *testing.T, nodes [2]*service) func(int) bool {
			// One conversation, which its visitor resumes on the other node
			// before each question.
			var chat frame
			count := 0
			return func(n int) bool {
				ws := nodes[n].dial()
				defer ws.Close()
				count++
				if chat.Conversation != "" {
					nodes[n].send(ws, map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": 0})
					nodes[n].until(ws, "conversation")
					return asked(t, ws, id(count))
				}
				nodes[n].send(ws, map[string]string{"type": "ask", "id": id(count), "text": "谢谢"})
				chat = nodes[n].until(ws, "conversation")
				nodes[n].until(ws, "answer")
				return true
			}
		}},
		{"site", func(t *testing.T, nodes [2]*service) func(int) bool {
			admin := newBrowser(t, nodes[0])
			admin.signIn("admin")
			if status, text := admin.do("PUT", "/api/v1/sites/suzhou", `{"name":"苏州商务","origins":["`+home+`"],"languages":["zh-Hans"]}`); status != http.StatusOK {
				t.Fatalf("site: %d %s", status, text)
			}
			count := 0
			// Each question is another visitor's.
			return func(n int) bool {
				_, text := newBrowser(t, nodes[n]).do("POST", "/api/v1/widget", `{"site":"suzhou"}`, "Origin", home, "Sec-Fetch-Site", "cross-site")
				var start struct{ Token string }
				if err := json.Unmarshal([]byte(text), &start); err != nil || start.Token == "" {
					t.Fatalf("widget: %s", text)
				}
				ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(nodes[n].url, "http")+"/ws", http.Header{"Origin": {home}})
				if err != nil {
					t.Fatal(err)
				}
				defer ws.Close()
				nodes[n].send(ws, map[string]string{"type": "hello", "site": "suzhou", "token": start.Token})
				count++
				return asked(t, ws, id(count))
			}
		}},
	} {
		t.Run(tt.limit, func(t *testing.T) {
			store := []string{"--database-url", pgtest.Database(t)}
			if c := try(t, testPassword+"\n", append([]string{"user", "add", "admin", "--role", "admin"}, store...)...); c.code != 0 {
				t.Fatal(c.stderr)
			}
			args := store
			for _, other := range []string{"address", "session", "site", "token"} {
				limit := "0"
				if other == tt.limit {
					limit = "7/24h" // gives nothing back while the test runs
				}
				args = append(args, "--limit-"+other, limit)
			}
			nodes := [2]*service{serve(t, args...), serve(t, args...)}
			try := tt.begin(t, [2]*service{nodes[0].in(t), nodes[1].in(t)})
			// The two have not one share each: the one may use most of it.
			granted := 0
			for i, node := range []int{0, 0, 0, 0, 1, 0, 1} {
				if !try(node) {
					t.Errorf("try %d, on node %d, was refused", i+1, node)
					continue
				}
				granted++
			}
			for node := range nodes {
				if try(node) {
					t.Errorf("%d were granted, want %d: node %d does not count the other's", granted+1, most, node)
				}
			}
		})
	}
}
