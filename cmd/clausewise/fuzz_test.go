package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
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

func newFuzzed(f *testing.F) fuzzed {
	f.Helper()
	s := staffed(f, []string{"--data", f.TempDir(), "--log-level", "error"})
	admin := newBrowser(f, s)
	admin.signIn("admin")
	return fuzzed{s, admin}
}

// send makes one request. Whatever it is, the answer is one that was meant: no
// panic, no internal error, and JSON where JSON is said to be.
func (z fuzzed) send(t *testing.T, asAdmin bool, method, path string, body []byte, headers ...string) {
	t.Helper()
	at, err := url.ParseRequestURI(path)
	if err != nil || at.Host != "" || !strings.HasPrefix(path, "/") || path == "/api/v1/session" && method == http.MethodDelete {
		t.Skip("no path, or the end of the administrator's session")
	}
	r, err := http.NewRequestWithContext(t.Context(), method, z.service.url+at.RequestURI(), bytes.NewReader(body))
	if err != nil {
		t.Skip(err)
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

// FuzzREST sends requests to the routes of the service, and beside them.
func FuzzREST(f *testing.F) {
	for _, r := range everyRoute(f) {
		if r.Path == "/ws" || r.Path == "/mcp" {
			continue // others fuzz them
		}
		f.Add(r.Action != access.Public, r.Method, r.Path, []byte(`{}`))
	}
	for path, body := range map[string]string{
		"/api/v1/ask":                          `{"question":"苏州独立站花了85万，能补多少","history":[{"role":"user","text":"你好"}],"language":"en","as_of":"2026-11-21"}`,
		"/api/v1/calculate":                    `{"rule":"` + site + `","inputs":{"expense_yuan":"85万","has_record":true}}`,
		"/api/v1/curve":                        `{"rule":"` + site + `","input":"expense_yuan","inputs":{"has_record":true}}`,
		"/api/v1/receipts":                     `{"rule":"` + site + `","inputs":{"expense_yuan":850000,"has_record":"有"}}`,
		"/api/v1/verify":                       `{"id":"x","results":[{"rule":"` + site + `","inputs":{"expense_yuan":"1e9"}}],"signature":{"key":"k","value":"AA=="}}`,
		"/api/v1/tools/profile":                `{"facts":{"site_expense":"85万"},"city":"苏州市"}`,
		"/api/v1/tools/compare":                `{"facts":{"site_expense":-1},"cities":["苏州市"]}`,
		"/api/v1/users":                        `{"name":"n","role":"reader","password":"一个很长的密码"}`,
		"/api/v1/tools/search_clauses?rules=1": `{"query":"独立站","limit":3}`,
		"/api/v1/documents/suzhou-measures/clauses?version=1&x=%00": ``,
	} {
		f.Add(true, "POST", path, []byte(body))
		f.Add(false, "GET", path, []byte(nil))
	}
	z := newFuzzed(f)
	f.Fuzz(func(t *testing.T, asAdmin bool, method, path string, body []byte) {
		z.send(t, asAdmin, method, path, body)
	})
}

// FuzzMCP sends bodies to the MCP server.
func FuzzMCP(f *testing.F) {
	call := func(method, params string) {
		f.Add(true, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, method, params))
	}
	call("initialize", `{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`)
	call("tools/list", `{"cursor":"x"}`)
	call("resources/list", `{}`)
	call("resources/read", `{"uri":"clausewise://documents/suzhou-measures/二/9"}`)
	for tool, arguments := range map[string]string{
		"search_clauses": `{"query":"独立站","city":"苏州市","limit":3}`,
		"calculate":      `{"rule":"` + site + `","inputs":{"expense_yuan":"八十五万","has_record":true}}`,
		"list_rules":     `{"detail":true,"as_of":"2024-02-30"}`,
		"profile":        `{"facts":{"site_expense":85e4}}`,
		"compare":        `{"cities":["苏州市","株洲市"]}`,
		"what_if":        `{"rule":"` + site + `","input":"expense_yuan","wish":"41万"}`,
	} {
		call("tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, tool, arguments))
	}
	f.Add(false, []byte(`[{"jsonrpc":"2.0","method":"notifications/initialized"},{"jsonrpc":"2.0","id":null}]`))
	z := newFuzzed(f)
	f.Fuzz(func(t *testing.T, rules bool, body []byte) {
		z.send(t, false, http.MethodPost, fmt.Sprint("/mcp?rules=", rules), body, "Accept", "application/json, text/event-stream")
	})
}
