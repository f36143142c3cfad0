package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/web/access"
)

// TestSiteEmbedsTheChat goes the way of the widget on a site's page: it asks
// for a token, says hello with it, and is stopped at every turn where the
// page, the token or the site is another.
func TestSiteEmbedsTheChat(t *testing.T) {
	t.Parallel()
	onEachStore(t, siteEmbedsTheChat)
}

func siteEmbedsTheChat(t *testing.T, flags []string) {
	const home, stranger = "https://www.example.gov.cn", "https://evil.example"
	f := storeFlags{Data: flags[1]}
	if flags[0] == "--database-url" {
		f = storeFlags{DatabaseURL: flags[1]}
	}
	store, err := openStore(testEnvironment(t), f)
	if err != nil {
		t.Fatal(err)
	}
	sites := access.New(store)
	for key, origin := range map[string]string{"suzhou": home, "other": "https://other.example"} {
		site := access.Site{
			Key: key, Name: "苏州<b>商务", Origins: []string{origin}, Languages: []string{"zh-Hans"},
			Theme: map[string]string{"accent": "#b5121b"}, Contact: access.Contact{Office: "市商务局", Phone: "12345"},
		}
		if _, err := sites.PutSite(t.Context(), "test", site); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	s := serve(t, flags...)

	send := func(method, path, origin, body string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", origin)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if method == http.MethodOptions {
			r.Header.Set("Access-Control-Request-Method", "POST")
			r.Header.Set("Access-Control-Request-Headers", "content-type")
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		data, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(data)
	}
	readable := func(r *http.Response, origin string) bool {
		return r.Header.Get("Access-Control-Allow-Origin") == origin
	}

	var start struct {
		Token   string
		Expires time.Time
		Site    struct {
			Name    string
			Theme   map[string]string
			Contact map[string]string
		}
		Handoff bool
	}
	response, body := send("POST", "/api/v1/widget", home, `{"site":"suzhou"}`)
	if err := json.Unmarshal([]byte(body), &start); err != nil || response.StatusCode != 200 || !readable(response, home) {
		t.Fatalf("%d %s %v", response.StatusCode, body, err)
	}
	if start.Token == "" || time.Until(start.Expires) > time.Hour || start.Site.Name != "苏州<b>商务" || start.Site.Theme["accent"] != "#b5121b" || start.Site.Contact["phone"] != "12345" || !start.Handoff {
		t.Errorf("start %+v", start)
	}
	// A stranger is told in words, which its page may read, and gets no token.
	for body, status := range map[string]int{`{"site":"suzhou"}`: 403, `{"site":"none"}`: 404, `{"site":""}`: 403} {
		response, said := send("POST", "/api/v1/widget", stranger, body)
		if response.StatusCode != status || strings.Contains(said, "cww1") || !strings.Contains(said, "detail") || !readable(response, stranger) {
			t.Errorf("%s: %d %s", body, response.StatusCode, said)
		}
	}
	// Pages of the site may read and draw, others may not, and nobody may do
	// across origins what is not for pages.
	for _, c := range []struct {
		method, path, body string
		origin             string
		status             int
		readable           bool
	}{
		{"GET", "/api/v1/documents", "", home, 200, true},
		{"GET", "/api/v1/documents", "", stranger, 200, false},
		{"OPTIONS", "/api/v1/curve", "", home, 204, true},
		{"POST", "/api/v1/curve", `{"rule":"suzhou-measures/independent-site","inputs":{"expense_yuan":"85万"}}`, home, 200, true},
		{"POST", "/api/v1/curve", `{"rule":"suzhou-measures/independent-site","inputs":{}}`, stranger, 403, false},
		{"POST", "/api/v1/ask", `{"question":"x"}`, home, 403, true},
		{"PUT", "/api/v1/sites/suzhou", `{}`, home, 403, true},
	} {
		response, body := send(c.method, c.path, c.origin, c.body)
		if response.StatusCode != c.status || readable(response, c.origin) != c.readable {
			t.Errorf("%s %s from %s: %d, readable %v: %.120s", c.method, c.path, c.origin, response.StatusCode, readable(response, c.origin), body)
		}
	}

	dial := func(origin string) (*websocket.Conn, int) {
		t.Helper()
		ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.url, "http")+"/ws", http.Header{"Origin": {origin}})
		if err != nil {
			return nil, response.StatusCode
		}
		t.Cleanup(func() { ws.Close() })
		return ws, response.StatusCode
	}
	say := func(ws *websocket.Conn, frames ...any) frame {
		t.Helper()
		for _, f := range frames {
			if err := ws.WriteJSON(f); err != nil {
				t.Fatal(err)
			}
		}
		for {
			var got frame
			if err := ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
				t.Fatal(err)
			}
			if err := ws.ReadJSON(&got); err != nil {
				t.Fatal(err)
			}
			switch got.Type {
			case "answer", "error", "conversation":
				return got
			}
		}
	}
	hello := func(site, token string) map[string]string {
		return map[string]string{"type": "hello", "site": site, "token": token}
	}
	ask := map[string]string{"type": "ask", "id": "1", "text": "苏州独立站花了85万补多少"}

	if _, status := dial(stranger); status != http.StatusForbidden {
		t.Errorf("a stranger's page opened the chat: %d", status)
	}
	page, _ := dial(home)
	if got := say(page, ask); got.Code != "token" {
		t.Errorf("without a token: %+v", got)
	}
	if got := say(page, hello("suzhou", start.Token+"x")); got.Code != "token" {
		t.Errorf("with a forged token: %+v", got)
	}
	if got := say(page, hello("other", start.Token)); got.Code != "token" {
		t.Errorf("as another site: %+v", got)
	}
	if got := say(page, ask); got.Code != "token" {
		t.Errorf("a refused hello let a question through: %+v", got)
	}
	chat := say(page, hello("suzhou", start.Token), ask)
	if chat.Type != "conversation" || chat.Secret == "" {
		t.Fatalf("with its token: %+v", chat)
	}
	// The token holds for pages of its own site alone.
	elsewhere, _ := dial("https://other.example")
	if got := say(elsewhere, hello("suzhou", start.Token)); got.Code != "token" {
		t.Errorf("a stolen token: %+v", got)
	}
	// A conversation is its site's, even for one who has its secret.
	resume := map[string]any{"type": "resume", "conversation": chat.Conversation, "secret": chat.Secret, "seq": 0}
	own, _ := dial(s.url)
	if got := say(own, resume); got.Code != "no_conversation" {
		t.Errorf("resumed on another site: %+v", got)
	}
	again, _ := dial(home)
	if got := say(again, hello("suzhou", start.Token), resume); got.Type == "error" {
		t.Errorf("resumed on its own site: %+v", got)
	}
}
