package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"clausewise/assistant"
	"clausewise/assistant/tool"
	"clausewise/calculators"
)

// overStdio runs `clausewise mcp` and connects to it.
func overStdio(t *testing.T, args ...string) *mcp.ClientSession {
	t.Helper()
	theirIn, ourOut := io.Pipe()
	ourIn, theirOut := io.Pipe()
	ended := make(chan error, 1)
	errs := &syncBuffer{}
	go func() {
		err := runAt(context.Background(), time.Now, unhurried, append([]string{"mcp"}, args...), theirIn, theirOut, errs)
		theirOut.Close()
		ended <- err
	}()
	c := connect(t, &mcp.IOTransport{Reader: ourIn, Writer: ourOut})
	t.Cleanup(func() {
		ourOut.Close()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("mcp ended with %v\n%s", err, errs)
			}
		case <-time.After(hang):
			t.Error("mcp did not end with its input")
		}
		theirIn.Close()
		ourIn.Close()
	})
	return c
}

func connect(t *testing.T, transport mcp.Transport) *mcp.ClientSession {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	c, err := client.Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // its server may have ended first
	return c
}

func overHTTP(t *testing.T, s *service, path string) *mcp.ClientSession {
	t.Helper()
	return connect(t, &mcp.StreamableClientTransport{Endpoint: s.url + path, HTTPClient: http.DefaultClient, DisableStandaloneSSE: true})
}

func toolsOf(t *testing.T, c *mcp.ClientSession) map[string]*mcp.Tool {
	t.Helper()
	out := map[string]*mcp.Tool{}
	for tool, err := range c.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		out[tool.Name] = tool
	}
	return out
}

func callTool(t *testing.T, c *mcp.ClientSession, name string, arguments any) *mcp.CallToolResult {
	t.Helper()
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

func textOf(r *mcp.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			b.WriteString(text.Text)
		}
	}
	return b.String()
}

// resolved is a schema as it came over the wire, ready to validate with.
func resolved(t *testing.T, wire any) *jsonschema.Resolved {
	t.Helper()
	data, err := json.Marshal(wire)
	if err != nil {
		t.Fatal(err)
	}
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(data, s); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return r
}

// structured decodes what a tool gave, having held it against the tool's own
// schema and against the text beside it.
func structured[T any](t *testing.T, tool *mcp.Tool, r *mcp.CallToolResult) T {
	t.Helper()
	if r.IsError {
		t.Fatalf("%s: %s", tool.Name, textOf(r))
	}
	if err := resolved(t, tool.OutputSchema).Validate(r.StructuredContent); err != nil {
		t.Errorf("%s does not give what its schema says: %v", tool.Name, err)
	}
	return unmarshal[T](t, textOf(r))
}

var fixedTools = []string{"calculate", "compare", "list_rules", "profile", "read_clause", "search_clauses", "what_if"}

func TestMCPTools(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name, c := range map[string]*mcp.ClientSession{"stdio": overStdio(t), "http": overHTTP(t, s, "/mcp")} {
		t.Run(name, func(t *testing.T) {
			if i := c.InitializeResult(); i.ServerInfo.Name != "clausewise" || !strings.Contains(i.Instructions, "search_clauses") {
				t.Errorf("initialize: %+v", i)
			}
			tools := toolsOf(t, c)
			var names []string
			for name, tool := range tools {
				names = append(names, name)
				a := tool.Annotations
				if a == nil || !a.ReadOnlyHint || !a.IdempotentHint || a.DestructiveHint == nil || *a.DestructiveHint || a.OpenWorldHint == nil || *a.OpenWorldHint {
					t.Errorf("%s: hints %+v", name, a)
				}
				if tool.Title == "" || tool.Description == "" || tool.OutputSchema == nil {
					t.Errorf("%s lacks title, description or output schema", name)
				}
			}
			slices.Sort(names)
			if !slices.Equal(names, fixedTools) {
				t.Errorf("tools: %v", names)
			}
			useTools(t, c, tools)
			mendTools(t, c)
		})
	}
}

// useTools goes the way a model would: find the clause, see what its rule
// needs, calculate.
func useTools(t *testing.T, c *mcp.ClientSession, tools map[string]*mcp.Tool) {
	found := structured[tool.FoundClauses](t, tools["search_clauses"], callTool(t, c, "search_clauses", map[string]any{"query": "苏州 独立站 补助", "limit": 3}))
	if len(found.Clauses) == 0 || found.Clauses[0].Clause != "二/9" || len(found.Clauses[0].Rules) == 0 || found.Clauses[0].Rules[0].ID != site {
		t.Fatalf("search_clauses: %+v", found)
	}
	if len(found.Documents) == 0 || len(found.Documents[0].Status) == 0 || !found.Documents[0].Draft {
		t.Errorf("the status of the document is not said: %+v", found.Documents)
	}
	read := structured[tool.ReadClause](t, tools["read_clause"], callTool(t, c, "read_clause", map[string]any{"document": "suzhou-measures", "clause": "二/9", "context": 1}))
	if read.Clause.Text == "" || !strings.Contains(read.Clause.Text, "再给予3万元补助") || len(read.Before) == 0 || len(read.After) == 0 {
		t.Errorf("read_clause: %+v", read)
	}
	listed := structured[tool.ListedRules](t, tools["list_rules"], callTool(t, c, "list_rules", map[string]any{"rule": site, "detail": true}))
	if len(listed.Rules) != 1 || len(listed.Rules[0].Inputs) == 0 || len(listed.Rules[0].Parameters) == 0 || listed.Rules[0].Inputs[0].Unit != "元" {
		t.Errorf("list_rules: %+v", listed)
	}
	for _, spend := range []any{"八十五万", "85万元", 850000, "850000"} {
		r := structured[calculators.Result](t, tools["calculate"], callTool(t, c, "calculate", map[string]any{"rule": site, "inputs": map[string]any{"expense_yuan": spend, "has_record": "有"}}))
		if r.Amount == nil || r.Amount.Yuan != "290000.00" || len(r.Steps) == 0 || len(r.Quotes) == 0 || len(r.Notes) == 0 || r.Notes[0].Kind != "draft" {
			t.Errorf("calculate with %v: %+v", spend, r)
		}
	}
	ask := structured[calculators.Result](t, tools["calculate"], callTool(t, c, "calculate", map[string]any{"rule": site}))
	if ask.Outcome != calculators.NeedsInput || !slices.Contains(ask.Needs, "expense_yuan") {
		t.Errorf("calculate without inputs: %+v", ask)
	}
	// What only the user can mend is asked for, in words to ask with.
	dollars := structured[calculators.Result](t, tools["calculate"], callTool(t, c, "calculate", map[string]any{"rule": site, "inputs": map[string]any{"expense_yuan": "10万美元"}}))
	if dollars.Outcome != calculators.NeedsInput || len(dollars.Problems) != 1 || !strings.Contains(dollars.Problems[0].Text, "人民币") {
		t.Errorf("calculate in dollars: %+v", dollars)
	}
	profile := structured[calculators.Profile](t, tools["profile"], callTool(t, c, "profile", map[string]any{"city": "苏州市", "facts": map[string]any{site + "/expense_yuan": "85万"}}))
	shown := ""
	for _, d := range profile.Documents {
		for _, r := range d.Rules {
			if r.Rule == site && r.Result != nil && r.Result.Amount != nil {
				shown = r.Result.Amount.Yuan
				if len(r.Result.Steps) == 0 || len(r.Result.Quotes) == 0 {
					t.Error("profile gives no steps or quotes")
				}
			}
		}
	}
	if shown != "290000.00" {
		t.Errorf("profile: %q in %+v", shown, profile)
	}
	compared := structured[calculators.Comparison](t, tools["compare"], callTool(t, c, "compare", map[string]any{"cities": []string{"苏州市", "株洲市"}, "subjects": []string{"独立站"}}))
	if len(compared.Subjects) == 0 {
		t.Errorf("compare: %+v", compared)
	}
	what := structured[tool.WhatIf](t, tools["what_if"], callTool(t, c, "what_if", map[string]any{"rule": site, "input": "expense_yuan", "wish": "40万"}))
	if len(what.Curve.Segments) == 0 || what.Least == nil {
		t.Errorf("what_if: %+v", what)
	}
}

// mendTools calls wrongly, and expects to be told how to mend it.
func mendTools(t *testing.T, c *mcp.ClientSession) {
	for _, tt := range []struct {
		tool      string
		arguments any
		says      []string
	}{
		{"search_clauses", map[string]any{}, []string{"缺少参数“query”", "missing"}},
		{"search_clauses", map[string]any{"query": "独立站", "top_k": 3}, []string{"没有参数“top_k”", "limit"}},
		{"search_clauses", map[string]any{"query": "独立站", "limit": 1000}, []string{"1 到 50"}},
		{"search_clauses", map[string]any{"query": "独立站", "limit": "三"}, []string{"1 到 50"}},
		{"search_clauses", map[string]any{"query": "独立站", "city": "亚特兰蒂斯"}, []string{"不认识地名", "苏州市"}},
		{"search_clauses", map[string]any{"query": "独立站", "document": "suzhou"}, []string{"没有文件“suzhou”", "suzhou-measures"}},
		{"search_clauses", map[string]any{"query": "独立站", "as_of": "去年"}, []string{"2026-11-22"}},
		{"search_clauses", map[string]any{"query": "独立站", "language": "fr"}, []string{"zh-Hans"}},
		{"read_clause", map[string]any{"document": "suzhou-measures", "clause": "第九十九条"}, []string{"二/9"}},
		{"calculate", map[string]any{"rule": "suzhou-measures/independent-sites"}, []string{site, "list_rules"}},
		{"calculate", map[string]any{"rule": site, "inputs": map[string]any{"spend": 850000}}, []string{"没有输入“spend”", "expense_yuan", "has_record"}},
		{"calculate", map[string]any{"rule": site, "inputs": map[string]any{"expense_yuan": -5}}, []string{"expense_yuan", "负数"}},
		{"calculate", map[string]any{"rule": site, "inputs": map[string]any{"expense_yuan": []any{1}}}, []string{"expense_yuan"}},
		{"calculate", map[string]any{"rule": site, "inputs": "85万"}, []string{"inputs", "对象"}},
		{"calculate", map[string]any{"rule": 7}, []string{"rule"}},
		{"profile", map[string]any{"facts": map[string]any{"nothing": 1}}, []string{"nothing"}},
		{"compare", map[string]any{"subjects": []string{"养鸡"}}, []string{"没有项目“养鸡”"}},
		{"what_if", map[string]any{"rule": site, "input": "has_record"}, []string{"expense_yuan"}},
		{"what_if", map[string]any{"rule": site, "input": "expense_yuan", "wish": "很多"}, []string{"wish", "40万"}},
	} {
		r := callTool(t, c, tt.tool, tt.arguments)
		text := textOf(r)
		if !r.IsError || r.StructuredContent != nil {
			t.Errorf("%s %v: no error: %s", tt.tool, tt.arguments, text)
		}
		for _, says := range tt.says {
			if !strings.Contains(text, says) {
				t.Errorf("%s %v does not say %q: %s", tt.tool, tt.arguments, says, text)
			}
		}
		if _, ok := r.Meta["clausewise/error"]; !ok {
			t.Errorf("%s %v: nothing for programs", tt.tool, tt.arguments)
		}
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "no_such_tool"}); err == nil {
		t.Error("a tool that is not there was called")
	}
}

// TestMCPToolPerRule calls every rule's own tool with every worked case and
// expects what the rule itself gives.
func TestMCPToolPerRule(t *testing.T) {
	t.Parallel()
	a, _ := notary(t)
	book := a.library.Current().Rules
	s := serve(t, "--limit-address", "0")
	for name, c := range map[string]*mcp.ClientSession{"stdio": overStdio(t, "--rules"), "http": overHTTP(t, s, "/mcp?rules=true")} {
		t.Run(name, func(t *testing.T) {
			tools := toolsOf(t, c)
			if len(tools) != len(book.Rules())+len(fixedTools) || len(tools) < 50 {
				t.Errorf("%d tools of %d rules", len(tools), len(book.Rules()))
			}
			for _, r := range book.Rules() {
				if tools[strings.ReplaceAll(r.ID, "/", "__")] == nil {
					t.Errorf("no tool of %s", r.ID)
				}
			}
			output := resolved(t, tools["suzhou-measures__independent-site"].OutputSchema)
			called := 0
			for _, k := range workedCases(t) {
				want, err := book.Evaluate(k.Rule, k.Inputs, calculators.Options{AsOf: assistant.Today(time.Now())})
				if err != nil {
					t.Fatal(err)
				}
				tool := tools[strings.ReplaceAll(k.Rule, "/", "__")]
				if tool == nil {
					continue // the table of targets of all documents has no rule of its own
				}
				r := callTool(t, c, tool.Name, k.Inputs)
				called++
				switch {
				case len(want.Ignored) > 0:
					if !r.IsError || !strings.Contains(textOf(r), "没有输入“"+want.Ignored[0]) {
						t.Errorf("%s %v: %s", k.Rule, k.Inputs, textOf(r))
					}
				case want.Outcome == calculators.InvalidInput:
					if !r.IsError || !strings.Contains(textOf(r), "\n- "+want.Problems[0].Input) {
						t.Errorf("%s %v: %s", k.Rule, k.Inputs, textOf(r))
					}
				case r.IsError:
					t.Errorf("%s %v: %s", k.Rule, k.Inputs, textOf(r))
				default:
					if err := output.Validate(r.StructuredContent); err != nil {
						t.Errorf("%s %v: %v", k.Rule, k.Inputs, err)
					}
					got := unmarshal[calculators.Result](t, textOf(r))
					got.Notes = got.Notes[len(got.Notes)-len(want.Notes):] // what its document is stands first
					if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("%s %v: (-rule +tool)\n%s", k.Rule, k.Inputs, diff)
					}
				}
			}
			if called < 300 {
				t.Errorf("%d calls: too few", called)
			}
		})
	}
}

func TestMCPResources(t *testing.T) {
	t.Parallel()
	c := overStdio(t)
	list, err := c.ListResources(t.Context(), nil)
	if err != nil || len(list.Resources) != 8 {
		t.Fatalf("resources: %v, %v", list, err)
	}
	templates, err := c.ListResourceTemplates(t.Context(), nil)
	if err != nil || len(templates.ResourceTemplates) != 2 {
		t.Fatalf("templates: %v, %v", templates, err)
	}
	read := func(uri string) (string, error) {
		r, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
		if err != nil {
			return "", err
		}
		return r.Contents[0].Text, nil
	}
	whole, err := read("document://suzhou-measures")
	if err != nil {
		t.Fatal(err)
	}
	for _, uri := range []string{"clause://suzhou-measures/二/9", "clause://suzhou-measures/%E4%BA%8C/9"} {
		if text, err := read(uri); err != nil || !strings.HasPrefix(text, "9.") || !strings.Contains(whole, text) {
			t.Errorf("%s: %q, %v", uri, text, err)
		}
	}
	for _, uri := range []string{"clause://suzhou-measures/九/9", "document://none", "clause://suzhou-measures"} {
		if text, err := read(uri); err == nil {
			t.Errorf("%s: %q", uri, text)
		}
	}
}

// TestMCPFollowsTheLibrary ingests a changed pack beside a running session: the
// client is told, and the next call goes by the new rule.
func TestMCPFollowsTheLibrary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := overStdio(t, "--data", dir, "--rules")
	calculated := func() string {
		r := callTool(t, c, "suzhou-measures__independent-site", map[string]any{"expense_yuan": "85万"})
		return unmarshal[calculators.Result](t, textOf(r)).Amount.Yuan
	}
	if got := calculated(); got != "290000.00" {
		t.Fatalf("before: %s", got)
	}
	ingestChanged(t, dir)
	waitFor(t, "the changed rule", func() bool { return calculated() == "350000.00" })
}

// TestMCPRefusesPages sends what a page of another site could have a browser
// send, one with a name of its own for this machine among them.
func TestMCPRefusesPages(t *testing.T) {
	t.Parallel()
	s := serve(t, "--origin", "https://www.example.gov.cn")
	host := strings.TrimPrefix(s.url, "http://")
	port := host[strings.LastIndex(host, ":"):]
	const body = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}`
	for _, tt := range []struct {
		name, host, origin, site string
		want                     int
	}{
		{"a program", host, "", "", 200},
		{"a program by name", "localhost" + port, "", "", 200},
		{"a page of this address", host, "http://" + host, "same-origin", 200},
		{"a page of a configured site", host, "https://www.example.gov.cn", "cross-site", 200},
		{"a page of another site", host, "https://evil.example", "cross-site", 403},
		{"another port of this machine", host, "http://localhost:1", "same-site", 403},
		{"a rebound name", "evil.example" + port, "http://evil.example" + port, "same-origin", 403},
		{"a rebound name without an origin", "evil.example" + port, "", "", 403},
		{"a sandboxed page", host, "null", "cross-site", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/mcp", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tt.host
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
			r.Header.Set("Sec-Fetch-Site", tt.site)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != tt.want || tt.want == 200 && !strings.Contains(string(data), "search_clauses") {
			t.Errorf("%s: %d %.200s %v", tt.name, response.StatusCode, data, err)
		}
		if response.Header.Get("Mcp-Session-Id") != "" {
			t.Errorf("%s: a session was begun", tt.name)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/mcp", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, response.StatusCode)
		}
	}
}
