package main

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"clausewise/web/access"
)

const strangerPage = "https://evil.example"

// foreign are the headers of a request that another site's page makes, in
// browsers that tell of it in either way.
var foreign = [][]string{
	{"Sec-Fetch-Site", "cross-site", "Origin", strangerPage},
	{"Sec-Fetch-Site", "same-site"},
	{"Sec-Fetch-Site", "", "Origin", strangerPage},
	{"Sec-Fetch-Site", "", "Origin", "null"},
}

// refusedAsForeign reports whether a request was refused for its origin.
func refusedAsForeign(status int, body string) bool {
	var problem struct{ Code string }
	return json.Unmarshal([]byte(body), &problem) == nil && status == http.StatusForbidden && problem.Code == "origin"
}

// TestForeignPagesChangeNothing tries every route of the staff that changes
// something, as testdata/access.txt lists them, in the name of everybody whom
// it lets in, from another site's page.
func TestForeignPagesChangeNothing(t *testing.T) {
	t.Parallel()
	s := staffed(t, []string{"--data", t.TempDir()})
	people := map[string]*browser{}
	for _, r := range access.Roles() {
		people[string(r)] = newBrowser(t, s)
		people[string(r)].signIn(string(r))
	}
	table, err := os.ReadFile("testdata/access.txt")
	if err != nil {
		t.Fatal(err)
	}
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	tried := 0
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		method, path := fields[0], placeholder.ReplaceAllString(fields[1], "none")
		if method == http.MethodGet {
			continue
		}
		for _, who := range fields[2:] {
			tried++
			for _, headers := range foreign {
				if status, body := people[who].do(method, path, "", headers...); !refusedAsForeign(status, body) {
					t.Errorf("%s %s as %s, %v: %d %.200s", method, path, who, headers, status, body)
				}
			}
			if status, body := people[who].do(method, path, ""); refusedAsForeign(status, body) {
				t.Errorf("%s %s as %s from the console: %d %s", method, path, who, status, body)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d were tried", tried)
	}
	// Signing in and out are not in the table: anybody may.
	for _, method := range []string{"POST", "DELETE"} {
		for _, headers := range foreign {
			if status, body := people["admin"].do(method, "/api/v1/session", "{}", headers...); !refusedAsForeign(status, body) {
				t.Errorf("%s session, %v: %d %s", method, headers, status, body)
			}
		}
	}
}

// TestForeignPagesOpenNoChat opens the socket from pages of all sorts.
func TestForeignPagesOpenNoChat(t *testing.T) {
	t.Parallel()
	const home = "https://www.example.gov.cn"
	s := serve(t, "--data", t.TempDir(), "--origin", home)
	for origin, want := range map[string]int{
		"": 101, s.url: 101, home: 101,
		strangerPage: 403, "null": 403, home + ".evil.example": 403, "http://www.example.gov.cn": 403, home + ":8443": 403,
		"https://example.gov.cn": 403, "file://": 403, "*": 403,
	} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.url, "http")+"/ws", header)
		if err == nil {
			ws.Close()
		}
		if response == nil || response.StatusCode != want {
			t.Errorf("%q: %v %v, want %d", origin, response, err, want)
		}
	}
}

// TestHeadersOfEveryRoute asks every route and page as a foreign page and
// looks at what the browser is told: every page has a policy without inline
// script, and nobody's answers are opened to everybody.
func TestHeadersOfEveryRoute(t *testing.T) {
	t.Parallel()
	s := staffed(t, []string{"--data", t.TempDir()})
	admin := newBrowser(t, s)
	admin.signIn("admin")
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	type request struct{ method, path string }
	requests := []request{
		{"GET", "/"},
		{"GET", "/console"},
		{"GET", "/console/"},
		{"GET", "/index.html"},
		{"GET", "/console/index.html"},
		{"GET", "/console/packs"},
		{"GET", "/none"},
		{"GET", "/<script>"},
		{"POST", "/"},
		{"GET", "/widget.js"},
		{"GET", "/api/v1/none"},
	}
	for _, r := range everyRoute(t) {
		if r.Path == "/ws" || r.Path == "/api/v1/session" && r.Method == http.MethodDelete {
			continue
		}
		method := r.Method
		if method == "" {
			method = http.MethodPost
		}
		path := placeholder.ReplaceAllString(r.Path, "none")
		requests = append(requests, request{method, path}, request{http.MethodOptions, path})
	}
	pages := 0
	for _, q := range requests {
		for _, origin := range []string{"", strangerPage, "null"} {
			r, err := http.NewRequestWithContext(t.Context(), q.method, s.url+q.path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			if origin != "" {
				r.Header.Set("Origin", origin)
				r.Header.Set("Access-Control-Request-Method", q.method)
			}
			response, err := admin.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			h := response.Header
			about := q.method + " " + q.path + " from " + origin
			csp := h.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: policy %q lacks %s", about, csp, want)
				}
			}
			if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
				t.Errorf("%s: policy %q", about, csp)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: types may be guessed", about)
			}
			if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
				pages++
			}
			if h.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s: foreign pages may send cookies", about)
			}
			// The one address that any page may ask whether it belongs to a site.
			if allow := h.Get("Access-Control-Allow-Origin"); allow != "" && q.path != "/api/v1/widget" {
				t.Errorf("%s: readable by %q", about, allow)
			}
		}
	}
	if pages < 6 {
		t.Errorf("only %d pages were seen", pages)
	}
}

// TestSessionCookie looks at what a browser is told about the cookie.
func TestSessionCookie(t *testing.T) {
	t.Parallel()
	s := staffed(t, []string{"--data", t.TempDir()})
	for scheme, name := range map[string]string{"http": "clausewise", "https": "__Host-clausewise"} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/api/v1/session", strings.NewReader(`{"name":"admin","password":"`+testPassword+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-Proto", scheme) // as the proxy in front says
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		cookies := response.Cookies()
		at := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == name })
		if len(cookies) != 1 || at != 0 {
			t.Fatalf("%s: cookies %v", scheme, cookies)
		}
		c := cookies[at]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != (scheme == "https") || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) < 40 {
			t.Errorf("%s: %s", scheme, c)
		}
	}
	// A visitor gets none.
	response, err := http.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if c := response.Cookies(); len(c) != 0 {
		t.Errorf("a visitor was given %v", c)
	}
}
