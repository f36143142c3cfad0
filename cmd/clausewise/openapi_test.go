package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

// apiDocument is what the test needs of openapi.json.
type apiDocument struct {
	Paths map[string]map[string]struct {
		Security    []any                 `json:"security"`
		RequestBody *apiContent           `json:"requestBody"`
		Responses   map[string]apiContent `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]*jsonschema.Schema `json:"schemas"`
	} `json:"components"`

	resolved map[*jsonschema.Schema]*jsonschema.Resolved
}

type apiContent struct {
	Content map[string]struct {
		Schema *jsonschema.Schema `json:"schema"`
	} `json:"content"`
}

// readAPI reads the document, its references turned into those of a schema
// that holds its definitions itself.
func readAPI(t *testing.T, text string) apiDocument {
	t.Helper()
	d := unmarshal[apiDocument](t, strings.ReplaceAll(text, `"#/components/schemas/`, `"#/$defs/`))
	d.resolved = map[*jsonschema.Schema]*jsonschema.Resolved{}
	return d
}

// holds validates a JSON text against a schema of the document.
func (d apiDocument) holds(t *testing.T, s *jsonschema.Schema, data string) error {
	t.Helper()
	if d.resolved[s] == nil {
		whole := s.CloneSchemas()
		whole.Defs = d.Components.Schemas
		r, err := whole.Resolve(nil)
		if err != nil {
			t.Fatal(err)
		}
		d.resolved[s] = r
	}
	var v any
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		return err
	}
	return d.resolved[s].Validate(v)
}

// TestOpenAPI holds what the service really takes and answers against the
// document, whose form web/clients validates. Every operation that is open to
// all must have been called with success.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	s := serve(t, "--limit-address", "0", "--data", t.TempDir())
	text := s.get("/openapi.json?rules=true")
	document := readAPI(t, text)
	called := map[string]bool{}
	call := func(method, path, body string, want int) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept", "application/json, text/event-stream")
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("%s %s %.200s", method, path, body)
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d: %.300s", what, response.StatusCode, want, data)
			return string(data)
		}
		at, ok := document.at(method, strings.SplitN(path, "?", 2)[0])
		if !ok {
			t.Errorf("%s is not in the document", what)
			return string(data)
		}
		o := document.Paths[at][strings.ToLower(method)]
		media, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
		answer, ok := o.Responses[strconv.Itoa(want)].Content[media]
		if !ok {
			t.Errorf("%s: the document knows no %d in %s", what, want, media)
			return string(data)
		}
		if err := document.holds(t, answer.Schema, string(data)); err != nil {
			t.Errorf("%s: the answer is not what the document says: %v", what, err)
		}
		if want == http.StatusOK {
			called[strings.ToLower(method)+" "+at] = true
			if body != "" {
				if err := document.holds(t, o.RequestBody.Content["application/json"].Schema, body); err != nil {
					t.Errorf("%s was answered and is no request of the document: %v", what, err)
				}
			}
		}
		return string(data)
	}

	for _, path := range []string{
		"/healthz", "/readyz", "/api/v1/documents", "/api/v1/documents/suzhou-measures/clauses", "/api/v1/documents/suzhou-measures/clauses?version=1",
		"/api/v1/rules", "/api/v1/tools", "/api/v1/tools?rules=true", "/api/v1/session",
	} {
		call("GET", path, "", 200)
	}
	for _, q := range []string{
		"苏州建独立站花了85万，有交易记录，能补多少？", "苏州和株洲的海外仓补贴有什么不同？", "苏州跨境电商2026年的目标是什么？", "南通的独立站补多少？",
		"退运商品政策什么时候到期？", "你好", "How much for an independent site in Suzhou, 850,000 yuan spent?",
	} {
		call("POST", "/api/v1/ask", quoted(t, map[string]any{"question": q}), 200)
	}
	call("POST", "/api/v1/curve", `{"rule":"`+site+`","input":"expense_yuan"}`, 200)
	for _, k := range workedCases(t) {
		body := quoted(t, map[string]any{"rule": k.Rule, "inputs": k.Inputs, "as_of": "2026-11-22"})
		call("POST", "/api/v1/calculate", body, 200)
	}
	for tool, arguments := range map[string]string{
		"search_clauses":                    `{"query":"海外仓"}`,
		"read_clause":                       `{"document":"suzhou-measures","clause":"第九条","context":2}`,
		"list_rules":                        `{"detail":true,"limit":200}`,
		"calculate":                         `{"rule":"` + site + `","inputs":{"expense_yuan":"八十五万"}}`,
		"profile":                           `{"facts":{"` + site + `/expense_yuan":"85万"},"all":true}`,
		"compare":                           `{}`,
		"what_if":                           `{"rule":"` + site + `","input":"expense_yuan","wish":"40万"}`,
		"suzhou-measures__independent-site": `{"expense_yuan":850000}`,
		"suzhou-measures__enterprise-cap":   `{}`,
	} {
		if !strings.Contains(text, `"/api/v1/tools/`+tool+`"`) {
			t.Errorf("%s is not in the document", tool)
			continue
		}
		call("POST", "/api/v1/tools/"+tool, arguments, 200)
	}
	receipt := call("POST", "/api/v1/receipts", `{"rule":"`+site+`","inputs":{"expense_yuan":"85万"}}`, 200)
	call("POST", "/api/v1/verify", receipt, 200)
	call("GET", "/api/v1/receipt-keys", "", 200)
	ws := s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州建独立站花了85万，能补多少？"})
	chat := s.until(ws, "conversation")
	call("GET", "/api/v1/receipts/"+s.until(ws, "answer").Answer.Receipt, "", 200)
	call("POST", "/api/v1/conversations/"+chat.Conversation+"/forget", quoted(t, map[string]any{"secret": chat.Secret}), 200)
	call("POST", "/api/v1/widget", `{"site":""}`, 200)
	call("DELETE", "/api/v1/session", "", 200)
	call("POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}`, 200)

	for _, wrong := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/api/v1/documents/none/clauses", "", 404},
		{"GET", "/api/v1/documents/suzhou-measures/clauses?version=x", "", 400},
		{"GET", "/api/v1/tools?rules=maybe", "", 400},
		{"GET", "/api/v1/receipts/none", "", 404},
		{"GET", "/api/v1/users", "", 401},
		{"POST", "/api/v1/ask", `{"question":""}`, 400},
		{"POST", "/api/v1/ask", `{"question":"问","more":1}`, 400},
		{"POST", "/api/v1/calculate", `{"rule":"none/none"}`, 404},
		{"POST", "/api/v1/calculate", `{`, 400},
		{"POST", "/api/v1/receipts", `{"rule":"` + site + `"}`, 422},
		{"POST", "/api/v1/verify", `{}`, 400},
		{"POST", "/api/v1/tools/calculate", `{"rule":"` + site + `","inputs":{"expense_yuan":-1}}`, 422},
		{"POST", "/api/v1/tools/calculate", `{"rule":"none/none"}`, 404},
		{"POST", "/api/v1/tools/none", `{}`, 404},
		{"POST", "/api/v1/tools/search_clauses", `{"question":"独立站"}`, 422},
	} {
		call(wrong.method, wrong.path, wrong.body, wrong.want)
	}

	// Operations that need a token are tested where they are made.
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for method, o := range document.Paths[path] {
			if o.Security == nil && !strings.HasPrefix(path, "/api/v1/tools/") && method+path != "post/api/v1/session" && !called[method+" "+path] {
				t.Errorf("%s %s was not called", method, path)
			}
		}
	}
}

// at is the path of the document that an address falls under, the one without
// parameters first.
func (d apiDocument) at(method, address string) (string, bool) {
	if _, ok := d.Paths[address][strings.ToLower(method)]; ok {
		return address, true
	}
	parts := strings.Split(address, "/")
	for path, operations := range d.Paths {
		pattern := strings.Split(path, "/")
		if _, ok := operations[strings.ToLower(method)]; !ok || len(pattern) != len(parts) {
			continue
		}
		fits := true
		for i, p := range pattern {
			fits = fits && (strings.HasPrefix(p, "{") || p == parts[i])
		}
		if fits {
			return path, true
		}
	}
	return "", false
}

func quoted(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
