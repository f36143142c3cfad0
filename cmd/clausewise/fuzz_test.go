package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"clausewise/web/access"
)

// fuzzed is a running service that takes whatever is sent to it, as a stranger
// and as an administrator.
type fuzzed struct {
	service *service
	admin   *browser
}

func newFuzzed(t testing.TB) fuzzed {
	t.Helper()
	s := staffed(t, []string{"--data", t.TempDir(), "--log-level", "error"})
	admin := newBrowser(t, s)
	admin.signIn("admin")
	return fuzzed{s, admin}
}

// send makes one request. Whatever it is, the answer is one that was meant: no
// panic, no internal error, and JSON where JSON is said to be.
func (z fuzzed) send(t *testing.T, asAdmin bool, method, path string, body []byte, headers ...string) {
	t.Helper()
	at, err := url.ParseRequestURI(path)
	if err != nil || at.Host != "" || !strings.HasPrefix(path, "/") || path == "/api/v1/session" && method == http.MethodDelete {
		return // no path, or the end of the administrator's session
	}
	r, err := http.NewRequestWithContext(t.Context(), method, z.service.url+at.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return // no request
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.DefaultClient
	if asAdmin {
		client = z.admin.client
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatalf("%s %q: %v", method, path, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %q: %v", method, path, err)
	}
	if response.StatusCode >= 500 {
		t.Errorf("%s %q %q: %s %s", method, path, body, response.Status, data)
	}
	kind := response.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "application/json") && method != http.MethodHead && len(data) > 0 && !json.Valid(data) {
		t.Errorf("%s %q %q: no JSON: %s", method, path, body, data)
	}
}

// seed is a request to start from.
type seed struct {
	admin        bool
	method, path string
	body         []byte
}

// restSeeds are requests to every route, and calls that do something.
func restSeeds(t testing.TB) []seed {
	var list []seed
	for _, r := range everyRoute(t) {
		if r.Path == "/ws" || r.Path == "/mcp" {
			continue // others fuzz them
		}
		list = append(list, seed{r.Action != access.Public, r.Method, r.Path, []byte(`{}`)})
	}
	for _, call := range [][2]string{
		{"/api/v1/ask", `{"question":"苏州独立站花了85万，能补多少","history":[{"role":"user","text":"你好"}],"language":"en","as_of":"2026-11-21"}`},
		{"/api/v1/calculate", `{"rule":"` + site + `","inputs":{"expense_yuan":"85万","has_record":true}}`},
		{"/api/v1/curve", `{"rule":"` + site + `","input":"expense_yuan","inputs":{"has_record":true}}`},
		{"/api/v1/receipts", `{"rule":"` + site + `","inputs":{"expense_yuan":850000,"has_record":"有"}}`},
		{"/api/v1/verify", `{"id":"x","results":[{"rule":"` + site + `","inputs":{"expense_yuan":"1e9"}}],"signature":{"key":"k","value":"AA=="}}`},
		{"/api/v1/tools/profile", `{"facts":{"site_expense":"85万"},"city":"苏州市"}`},
		{"/api/v1/tools/compare", `{"facts":{"site_expense":-1},"cities":["苏州市"]}`},
		{"/api/v1/users", `{"name":"n","role":"reader","password":"一个很长的密码"}`},
		{"/api/v1/tools/search_clauses?rules=1", `{"query":"独立站","limit":3}`},
		{"/api/v1/documents/suzhou-measures/clauses?version=1&x=%00", ``},
	} {
		list = append(list, seed{true, "POST", call[0], []byte(call[1])}, seed{false, "GET", call[0], nil})
	}
	return list
}

// mcpSeeds are bodies for the MCP server.
func mcpSeeds() []seed {
	var list []seed
	add := func(body []byte) { list = append(list, seed{method: "POST", path: "/mcp?rules=true", body: body}) }
	call := func(method, params string) {
		add(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, method, params))
	}
	call("initialize", `{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`)
	call("tools/list", `{"cursor":"x"}`)
	call("resources/list", `{}`)
	call("resources/read", `{"uri":"clausewise://documents/suzhou-measures/二/9"}`)
	for _, c := range [][2]string{
		{"search_clauses", `{"query":"独立站","city":"苏州市","limit":3}`},
		{"calculate", `{"rule":"` + site + `","inputs":{"expense_yuan":"八十五万","has_record":true}}`},
		{"list_rules", `{"detail":true,"as_of":"2024-02-30"}`},
		{"profile", `{"facts":{"site_expense":85e4}}`},
		{"compare", `{"cities":["苏州市","株洲市"]}`},
		{"what_if", `{"rule":"` + site + `","input":"expense_yuan","wish":"41万"}`},
	} {
		call("tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, c[0], c[1]))
	}
	add([]byte(`[{"jsonrpc":"2.0","method":"notifications/initialized"},{"jsonrpc":"2.0","id":null}]`))
	return list
}

// mcpHeaders are what an MCP client accepts.
var mcpHeaders = []string{"Accept", "application/json, text/event-stream"}

// FuzzREST sends requests to the routes of the service, and beside them.
func FuzzREST(f *testing.F) {
	for _, s := range restSeeds(f) {
		f.Add(s.admin, s.method, s.path, s.body)
	}
	z := newFuzzed(f)
	f.Fuzz(func(t *testing.T, asAdmin bool, method, path string, body []byte) {
		z.send(t, asAdmin, method, path, body)
	})
}

// FuzzMCP sends bodies to the MCP server.
func FuzzMCP(f *testing.F) {
	for _, s := range mcpSeeds() {
		f.Add(true, s.body)
		f.Add(false, s.body)
	}
	z := newFuzzed(f)
	f.Fuzz(func(t *testing.T, rules bool, body []byte) {
		z.send(t, false, http.MethodPost, fmt.Sprint("/mcp?rules=", rules), body, mcpHeaders...)
	})
}

// TestMutatedRequests sends the same requests with pieces changed, cut out,
// doubled and taken from one another. Fuzzing REST and MCP builds all of the
// program for it, which takes minutes; this stands for it where there is no
// time. MUTATIONS sets how many, MUTATION_SEED where chance begins.
func TestMutatedRequests(t *testing.T) {
	t.Parallel()
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	begin, mutations := number("MUTATION_SEED", 1), number("MUTATIONS", 1500)
	chance := rand.New(rand.NewPCG(uint64(begin), 0))
	z := newFuzzed(t)
	rest, mcp := restSeeds(t), mcpSeeds()
	for i := range mutations {
		from, headers := rest, []string(nil)
		if i%3 == 0 {
			from, headers = mcp, mcpHeaders
		}
		s, other := from[chance.IntN(len(from))], from[chance.IntN(len(from))]
		path, body := s.path, mutated(chance, s.body, other.body)
		if i%4 == 0 && headers == nil {
			path = string(mutated(chance, []byte(path), []byte(other.path)))
		}
		if z.send(t, s.admin, s.method, path, body, headers...); t.Failed() {
			t.Fatalf("mutation %d of seed %d", i, begin)
		}
	}
}

// mutated is a body with some of its bytes changed, or a piece of another one
// in it.
func mutated(chance *rand.Rand, body, other []byte) []byte {
	b := bytes.Clone(body)
	for range 1 + chance.IntN(3) {
		if len(b) == 0 {
			return bytes.Clone(other)
		}
		i := chance.IntN(len(b))
		j := i + chance.IntN(min(12, len(b)-i)) + 1
		j = min(j, len(b))
		switch chance.IntN(5) {
		case 0:
			b[i] = byte(chance.IntN(256))
		case 1:
			b = slices.Delete(b, i, j)
		case 2:
			b = slices.Insert(b, i, b[i:j]...)
		case 3:
			piece := [...]string{"null", "-1", "1e400", "\"", "{", "]", "\\u0000", "万亿", "../", "%00", "9999999999999999999"}[chance.IntN(11)]
			b = slices.Insert(b, i, []byte(piece)...)
		default:
			if len(other) > 0 {
				k := chance.IntN(len(other))
				b = slices.Insert(b, i, other[k:min(len(other), k+24)]...)
			}
		}
	}
	return b
}
