package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/storage/sqlite"
	"clausewise/web"
	"clausewise/web/access"
)

const testPassword = "正确 的 密码 horse"

// browser is somebody at a service, with cookies.
type browser struct {
	t      testing.TB
	base   string
	client *http.Client
	token  string
}

func newBrowser(t testing.TB, s *service) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, base: s.url, client: &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// do makes a request as a page of the service would; headers override.
func (b *browser) do(method, path, body string, headers ...string) (int, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.token != "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

func (b *browser) signIn(name string) {
	b.t.Helper()
	if status, body := b.do("POST", "/api/v1/session", fmt.Sprintf(`{"name":%q,"password":%q}`, name, testPassword)); status != http.StatusOK {
		b.t.Fatalf("signing in %s: %d %s", name, status, body)
	}
}

// staffed runs a service with one user of each role, named after it.
func staffed(t testing.TB, store []string) *service {
	t.Helper()
	for _, r := range access.Roles() {
		args := append([]string{"user", "add", string(r), "--role", string(r)}, store...)
		if c := try(t, testPassword+"\n", args...); c.code != 0 {
			t.Fatal(c.stderr)
		}
	}
	return serve(t, append([]string{"--limit-address", "0", "--limit-token", "0"}, store...)...)
}

// everyRoute is the table of a service with all its parts.
func everyRoute(t testing.TB) []web.RouteInfo {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	server, err := web.New(web.Config{
		Book: func(context.Context, quantity.Date) (*calculators.Book, error) { return nil, nil },
		Log:  slog.New(slog.DiscardHandler),
		// There, so that their routes are.
		Desk: store, Handoffs: store, Packs: store,
	})
	if err != nil {
		t.Fatal(err)
	}
	return server.Routes()
}

// TestRoutesAndRoles tries every route as everybody, and compares who gets in
// with testdata/access.txt, which people read.
func TestRoutesAndRoles(t *testing.T) {
	t.Parallel()
	s := staffed(t, []string{"--data", t.TempDir()})
	routes := everyRoute(t)
	people := map[string]*browser{"anybody": newBrowser(t, s)}
	order := []string{"anybody"}
	for _, r := range access.Roles() {
		b := newBrowser(t, s)
		b.signIn(string(r))
		people[string(r)] = b
		order = append(order, string(r))
	}
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	var got strings.Builder
	for _, route := range routes {
		if route.Method == "" || route.Path == "/api/v1/session" && route.Method == "DELETE" {
			continue // signing out would end the test
		}
		var in []string
		for _, who := range order {
			path := placeholder.ReplaceAllString(route.Path, "none")
			status, body := people[who].do(route.Method, path, "")
			var problem struct{ Code string }
			_ = json.Unmarshal([]byte(body), &problem)
			switch {
			case problem.Code == "sign_in" && status == http.StatusUnauthorized && who == "anybody":
			case problem.Code == "forbidden" && status == http.StatusForbidden && who != "anybody":
			case problem.Code == "sign_in" || problem.Code == "forbidden" || status == http.StatusForbidden:
				t.Errorf("%s %s as %s: %d %s", route.Method, path, who, status, body)
			default:
				in = append(in, who)
			}
			allowed := route.Action == access.Public || who != "anybody" && access.Allowed(access.Role(who), route.Action)
			if allowed != slices.Contains(in, who) {
				t.Errorf("%s %s needs %q: %s got in %v", route.Method, path, route.Action, who, !allowed)
			}
		}
		if len(in) > 0 && in[0] == "anybody" {
			continue // the file lists what is closed
		}
		fmt.Fprintf(&got, "%-6s %-40s %s\n", route.Method, route.Path, strings.Join(in, " "))
	}
	const name = "testdata/access.txt"
	want, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(want) {
		t.Errorf("who gets in has changed; UPDATE=1 rewrites %s. Now:\n%s", name, got.String())
	}
}

func TestSignInOverHTTP(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := staffed(t, store)
		b := newBrowser(t, s)
		for _, body := range []string{`{"name":"admin","password":"wrong"}`, `{"name":"nobody","password":"wrong"}`} {
			if status, text := b.do("POST", "/api/v1/session", body); status != http.StatusUnauthorized || !strings.Contains(text, "用户名或密码不对") {
				t.Errorf("%s: %d %s", body, status, text)
			}
		}
		b.signIn("admin")
		status, text := b.do("GET", "/api/v1/session", "")
		if status != http.StatusOK || !strings.Contains(text, `"user":"admin"`) || !strings.Contains(text, "users.manage") {
			t.Errorf("session: %d %s", status, text)
		}

		// Nothing is done in somebody's name from another site's page.
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		} {
			if status, text := b.do("POST", "/api/v1/users", `{"name":"evil","role":"admin","password":"`+testPassword+`"}`, headers...); status != http.StatusForbidden {
				t.Errorf("%v: %d %s", headers, status, text)
			}
			if status, _ := b.do("POST", "/api/v1/session", `{"name":"admin","password":"`+testPassword+`"}`, headers...); status != http.StatusForbidden {
				t.Errorf("signing in, %v: %d", headers, status)
			}
		}

		// A token does what is in its scopes, without a cookie.
		status, text = b.do("POST", "/api/v1/tokens", `{"name":"日报","scopes":["audit.read"],"days":30}`)
		var token struct{ Secret, ID string }
		if err := json.Unmarshal([]byte(text), &token); err != nil || status != http.StatusOK || token.Secret == "" {
			t.Fatalf("token: %d %s", status, text)
		}
		program := newBrowser(t, s)
		program.token = token.Secret
		for path, want := range map[string]int{"/api/v1/audit": 200, "/api/v1/users": 403, "/api/v1/tokens": 403, "/api/v1/documents": 200} {
			if status, text := program.do("GET", path, ""); status != want {
				t.Errorf("by token %s: %d %s", path, status, text)
			}
		}
		if status, text := program.do("GET", "/api/v1/audit/check", ""); status != 200 || !strings.Contains(text, `"ok":true`) {
			t.Errorf("audit: %d %s", status, text)
		}
		if status, _ := b.do("DELETE", "/api/v1/tokens/"+token.ID, ""); status != http.StatusOK {
			t.Errorf("revoking: %d", status)
		}
		if status, _ := program.do("GET", "/api/v1/audit", ""); status != http.StatusUnauthorized {
			t.Errorf("a revoked token: %d", status)
		}

		// An agent cannot list everybody's tokens, nor make one beyond the role.
		agent := newBrowser(t, s)
		agent.signIn("agent")
		for _, try := range [][3]string{
			{"GET", "/api/v1/tokens?all=true", ""},
			{"POST", "/api/v1/tokens", `{"name":"x","scopes":["audit.read"]}`},
		} {
			if status, text := agent.do(try[0], try[1], try[2]); status != http.StatusForbidden {
				t.Errorf("%v: %d %s", try, status, text)
			}
		}

		// The last administrator stays, and says why.
		if status, text := b.do("PATCH", "/api/v1/users/admin", `{"role":"reader"}`); status != http.StatusUnprocessableEntity || !strings.Contains(text, "最后一个可用的管理员") {
			t.Errorf("the last administrator: %d %s", status, text)
		}
		if status, text := b.do("PATCH", "/api/v1/users/agent", `{"disabled":true}`); status != http.StatusOK {
			t.Errorf("disabling: %d %s", status, text)
		}
		if status, _ := agent.do("GET", "/api/v1/tokens", ""); status != http.StatusUnauthorized {
			t.Errorf("a disabled user's session: %d", status)
		}
		if status, _ := b.do("DELETE", "/api/v1/session", ""); status != http.StatusOK {
			t.Errorf("signing out: %d", status)
		}
		if status, _ := b.do("GET", "/api/v1/users", ""); status != http.StatusUnauthorized {
			t.Errorf("after signing out: %d", status)
		}
	})
}

func TestUserAndTokenCommands(t *testing.T) {
	t.Parallel()
	data := []string{"--data", t.TempDir()}
	cases := []struct {
		stdin string
		args  []string
		code  int
		says  string
	}{
		{"", []string{"user", "list"}, 0, "还没有用户"},
		{"短\n", []string{"user", "add", "wang"}, 1, "密码至少要10个字符"},
		{"", []string{"user", "add", "wang"}, 2, "没有收到密码"},
		{testPassword, []string{"user", "add", "wang", "--role", "root"}, 1, "没有角色"},
		{testPassword, []string{"user", "add", "wang", "--role", "admin"}, 0, "已添加用户 wang（管理员）"},
		{testPassword, []string{"user", "add", "wang"}, 1, "已有人用"},
		{"", []string{"user", "role", "wang", "reader"}, 1, "最后一个可用的管理员"},
		{testPassword, []string{"user", "add", "li"}, 0, "已添加用户 li（查阅）"},
		{"", []string{"user", "role", "li", "agent"}, 0, "li 的角色已改为坐席"},
		{"", []string{"user", "disable", "li"}, 0, "已停用 li"},
		{"", []string{"user", "enable", "li"}, 0, "已启用 li"},
		{"另一个 好记的 密码", []string{"user", "password", "li"}, 0, "密码已重设"},
		{"", []string{"user", "password", "nobody"}, 1, "没有找到"},
		{"", []string{"user", "list"}, 0, "li（坐席）\nwang（管理员）"},
		{"", []string{"token", "add", "日报", "--user", "li", "--scope", "insight.read"}, 0, "令牌（只显示这一次）：cw_"},
		{"", []string{"token", "add", "日报", "--user", "li", "--scope", "users.manage"}, 1, "令牌不能有权限"},
		{"", []string{"token", "list"}, 0, "日报（代表 li；insight.read；"},
		{"", []string{"token", "revoke", "none"}, 1, "没有找到"},
	}
	for _, tt := range cases {
		c := try(t, tt.stdin, append(tt.args, data...)...)
		if c.code != tt.code || !strings.Contains(c.stdout+c.stderr, tt.says) {
			t.Errorf("%v: code %d\n%s%s", tt.args, c.code, c.stdout, c.stderr)
		}
		if strings.Contains(c.stdout+c.stderr, testPassword) {
			t.Errorf("%v prints the password", tt.args)
		}
	}
	if !strings.HasSuffix(try(t, "", append([]string{"token", "list"}, data...)...).stdout, "前有效）\n") {
		t.Error("the list of tokens does not end its line")
	}
}
