package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/openai/scripted"
)

func attached(t *testing.T, o Options, s scripted.Script) (*Model, *scripted.Server) {
	t.Helper()
	server := scripted.New(t, s)
	o.BaseURL, o.Model = server.URL, "m"
	m, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return m, server
}

var question = []assistant.ModelMessage{{Role: assistant.SystemRole, Text: "规则"}, {Role: assistant.UserRole, Text: "问题"}}

var search = []assistant.ModelTool{{Name: "search_clauses", Description: "search", Schema: json.RawMessage(`{"type":"object","properties":{"query":{"type":"string"}}}`)}}

func calls(list ...string) string {
	return `{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[` + strings.Join(list, ",") + `]},"finish_reason":"tool_calls"}]}`
}

// Tool calls come in many shapes; all that can be understood arrive whole and
// in order.
func TestToolCallShapes(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want string // tool and arguments of each call
	}{
		"string":          {calls(`{"id":"a","type":"function","function":{"name":"f","arguments":"{\"q\":1}"}}`), `a f {"q":1}`},
		"object":          {calls(`{"id":"a","type":"function","function":{"name":"f","arguments":{"q":1}}}`), `a f {"q":1}`},
		"no arguments":    {calls(`{"id":"a","type":"function","function":{"name":"f"}}`), `a f {}`},
		"null arguments":  {calls(`{"id":"a","type":"function","function":{"name":"f","arguments":null}}`), `a f {}`},
		"empty arguments": {calls(`{"id":"a","type":"function","function":{"name":"f","arguments":""}}`), `a f {}`},
		"no id, no type":  {calls(`{"function":{"name":"f","arguments":"{}"}}`, `{"function":{"name":"g","arguments":"{}"}}`), `call-1 f {};call-2 g {}`},
		"parallel": {calls(
			`{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{\"q\":2}"}}`,
			`{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"q\":1}"}}`), `b g {"q":2};a f {"q":1}`},
		"type again and again": {calls(`{"id":"a","type":"functionfunctionfunction","function":{"name":"f","arguments":"{}"}}`), `a f {}`},
		"not an object":        {calls(`{"id":"a","type":"function","function":{"name":"f","arguments":"[1]"}}`), `a f "not an object"`},
		"finish says stop":     {strings.Replace(calls(`{"id":"a","function":{"name":"f","arguments":"{}"}}`), `"tool_calls"}]}`, `"stop"}]}`, 1), `a f {}`},
		"content in parts": {
			`{"choices":[{"message":{"content":[{"type":"text","text":"好"}],"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`, `a f {}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := attached(t, Options{}, scripted.Script{Turns: []scripted.Step{{Raw: c.body}}})
			reply, err := m.Turn(t.Context(), question, search)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, call := range reply.Calls {
				got = append(got, fmt.Sprintf("%s %s %s", call.ID, call.Tool, call.Arguments))
			}
			if strings.Join(got, ";") != c.want {
				t.Errorf("calls %q, want %q", got, c.want)
			}
		})
	}
}

// Every failure is one of the errors that assistant knows.
func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		step scripted.Step
		want error
	}{
		"garbage":                {scripted.Step{Raw: "<html>"}, assistant.ErrModelReply},
		"no choices":             {scripted.Step{Raw: `{"choices":[]}`}, assistant.ErrModelReply},
		"nothing":                {scripted.Step{Raw: `{"choices":[{"message":{}}]}`}, assistant.ErrModelReply},
		"null":                   {scripted.Step{Raw: `null`}, assistant.ErrModelReply},
		"a list":                 {scripted.Step{Raw: `[]`}, assistant.ErrModelReply},
		"an error in a 200":      {scripted.Step{Raw: `{"error":{"message":"boom"}}`}, assistant.ErrModelDown},
		"an error string":        {scripted.Step{Raw: `{"error":"boom"}`}, assistant.ErrModelDown},
		"a limit in a 200":       {scripted.Step{Raw: `{"error":{"message":"Rate limit reached"}}`}, assistant.ErrModelBusy},
		"broken off":             {scripted.Step{Text: "一半", Finish: "length"}, assistant.ErrModelReply},
		"filtered":               {scripted.Step{Text: "一半", Finish: "content_filter"}, assistant.ErrModelReply},
		"500":                    {scripted.Step{Status: 500, Raw: "oops"}, assistant.ErrModelDown},
		"401":                    {scripted.Step{Status: 401, Raw: `{"error":{"message":"bad key"}}`}, assistant.ErrModelDown},
		"429":                    {scripted.Step{Status: 429, Raw: `{}`}, assistant.ErrModelBusy},
		"out of context":         {scripted.Step{Status: 400, Raw: `{"error":{"code":"context_length_exceeded"}}`}, assistant.ErrModelContext},
		"too large":              {scripted.Step{Status: 413, Raw: ``}, assistant.ErrModelContext},
		"no tools, as Ollama":    {scripted.Step{Status: 400, Raw: `{"error":{"message":"registry.ollama.ai/library/gemma:2b does not support tools"}}`}, assistant.ErrModelTools},
		"no tools, as vLLM":      {scripted.Step{Status: 400, Raw: `{"message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"}`}, assistant.ErrModelTools},
		"larger than a reply is": {scripted.Step{Text: strings.Repeat("长", maxReply)}, assistant.ErrModelReply},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := attached(t, Options{}, scripted.Script{Turns: []scripted.Step{c.step}})
			if reply, err := m.Turn(t.Context(), question, search); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v; reply %+v", err, c.want, reply)
			}
		})
	}
}

// The faults of langchaingo's streaming: a stream that is cut, or holds an
// error object, or a tool call, is an error here, and what came before it is
// all that was handed over.
func TestStreamFailures(t *testing.T) {
	event := func(s string) string { return "data: " + s + "\n\n" }
	text := event(`{"choices":[{"index":0,"delta":{"content":"好。"}}]}`)
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"cut":                  {text, assistant.ErrModelReply},
		"done without an end":  {text + "data: [DONE]\n\n", assistant.ErrModelReply},
		"an error object":      {text + event(`{"error":{"message":"overloaded"}}`) + "data: [DONE]\n\n", assistant.ErrModelDown},
		"a limit":              {text + event(`{"error":{"message":"rate limit"}}`), assistant.ErrModelBusy},
		"a bare error":         {text + `{"error":{"message":"overloaded"}}` + "\n", assistant.ErrModelDown},
		"not JSON":             {text + event(`{"choices":[{"delta":{"content":`), assistant.ErrModelReply},
		"broken off":           {text + event(`{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}`), assistant.ErrModelReply},
		"filtered":             {text + event(`{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}`), assistant.ErrModelReply},
		"an old function call": {text + event(`{"choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}`), assistant.ErrModelReply},
		"interleaved tool calls": {text +
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}}]}`) +
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}}]}`) +
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"amount\":1000000}"}}]}}]}`) +
			event(`{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`), assistant.ErrModelReply},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Raw: c.raw}}})
			var got string
			_, err := m.Stream(t.Context(), question, func(chunk string) error { got += chunk; return nil })
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if got != "好。" {
				t.Errorf("handed over %q, want what came before the fault", got)
			}
		})
	}
}

// langchaingo reads lines of at most 64 KiB; one of any length up to the bound
// arrives whole.
func TestLongLine(t *testing.T) {
	long := strings.Repeat("条", 100_000)
	m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Text: long, Chunk: len(long)}}})
	var got strings.Builder
	reply, err := m.Stream(t.Context(), question, func(chunk string) error { got.WriteString(chunk); return nil })
	if err != nil || got.String() != long || reply.Text != long {
		t.Errorf("got %d bytes of %d: %v", got.Len(), len(long), err)
	}
	m, _ = attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Text: strings.Repeat("条", maxLine), Chunk: maxLine}}})
	if _, err := m.Stream(t.Context(), question, func(string) error { return nil }); !errors.Is(err, assistant.ErrModelReply) {
		t.Errorf("a line beyond the bound: %v", err)
	}
}

// langchaingo never sends back what a model thought before its calls, which
// some servers refuse; it is handed back, and only there.
func TestReasoningIsHandedBack(t *testing.T) {
	m, server := attached(t, Options{}, scripted.Script{Turns: []scripted.Step{
		{Raw: `{"choices":[{"message":{"content":"","reasoning_content":"先查条款","tool_calls":[{"id":"a","function":{"name":"search_clauses","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`},
		{Text: "好"},
	}})
	reply, err := m.Turn(t.Context(), question, search)
	if err != nil || reply.Reasoning != "先查条款" || reply.Text != "" {
		t.Fatalf("reply %+v, %v", reply, err)
	}
	messages := append(question, assistant.ModelMessage{Role: assistant.ModelsRole, Reasoning: reply.Reasoning, Calls: reply.Calls},
		assistant.ModelMessage{Role: assistant.ToolRole, Text: "{}", Answers: "a"})
	if _, err := m.Turn(t.Context(), messages, search); err != nil {
		t.Fatal(err)
	}
	for i, raw := range server.Requests()[1].Messages {
		var m struct {
			Role      string
			Reasoning string `json:"reasoning_content"`
			Calls     []any  `json:"tool_calls"`
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{true: "先查条款"}[i == 2]; m.Reasoning != want {
			t.Errorf("message %d (%s) has the reasoning %q, want %q", i, m.Role, m.Reasoning, want)
		}
	}
	if len(server.Requests()[1].Tools) != 1 || server.Requests()[1].Stream {
		t.Error("a turn with tools was asked for as a stream, or without them")
	}
}

func TestReasoningIsNoProse(t *testing.T) {
	m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Raw: `data: {"choices":[{"index":0,"delta":{"reasoning_content":"也许45万"}}]}` + "\n\n" +
		`data: {"choices":[{"index":0,"delta":{"content":"好。"},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n"}}})
	var got string
	if _, err := m.Stream(t.Context(), question, func(chunk string) error { got += chunk; return nil }); err != nil || got != "好。" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A stream asked for and answered in one piece is as good.
func TestWholeReplyForStream(t *testing.T) {
	m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Text: "整段。"}}, Whole: true})
	var got string
	if _, err := m.Stream(t.Context(), question, func(chunk string) error { got += chunk; return nil }); err != nil || got != "整段。" {
		t.Errorf("got %q, %v", got, err)
	}
}

// Oddities of streams that are none of a reader's business.
func TestStreamOddities(t *testing.T) {
	raw := "\ufeff: keep-alive\r\n\r\nevent: message\r\n" +
		`data: {"choices":[]}` + "\r\n\r\n" +
		`data:{"choices":[{"index":1,"delta":{"content":"另一个说45万。"}},{"index":0,"delta":{"role":"assistant","content":null}}]}` + "\r\n\r\n" +
		`data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"好。"}]},"finish_reason":null}]}` + "\r\n\r\n" +
		`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\r\n\r\n" +
		`data: {"choices":[],"usage":{"total_tokens":321}}` + "\r\n\r\ndata: [DONE]\r\n\r\n"
	m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Raw: raw}}})
	var got string
	reply, err := m.Stream(t.Context(), question, func(chunk string) error { got += chunk; return nil })
	if err != nil || got != "好。" || reply.Tokens != 321 {
		t.Errorf("got %q, %d tokens, %v", got, reply.Tokens, err)
	}
}

// A server may not send the key and the question elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	elsewhere := scripted.New(t, scripted.Script{})
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL+"/chat/completions", http.StatusTemporaryRedirect))
	defer server.Close()
	m, err := New(Options{BaseURL: server.URL + "/v1", Model: "m", Key: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Turn(t.Context(), question, nil); !errors.Is(err, assistant.ErrModelDown) {
		t.Errorf("error %v", err)
	}
	if len(elsewhere.Requests()) > 0 {
		t.Error("the request was sent elsewhere")
	}
}

func TestMaxTokensField(t *testing.T) {
	for legacy, field := range map[bool]string{false: "max_completion_tokens", true: "max_tokens"} {
		m, server := attached(t, Options{LegacyMaxTokens: legacy, MaxTokens: 77}, scripted.Script{})
		if _, err := m.Turn(t.Context(), question, nil); err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(server.Requests()[0].Body), &body); err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{"max_completion_tokens", "max_tokens"} {
			if _, ok := body[f]; ok != (f == field) {
				t.Errorf("legacy %v: %s present %v", legacy, f, ok)
			}
		}
		if body[field] != 77.0 {
			t.Errorf("%s is %v", field, body[field])
		}
	}
}

func TestKeyIsSent(t *testing.T) {
	m, server := attached(t, Options{Key: "secret"}, scripted.Script{})
	if _, err := m.Turn(t.Context(), question, nil); err != nil {
		t.Fatal(err)
	}
	if got := server.Requests()[0].Key; got != "Bearer secret" {
		t.Errorf("key %q", got)
	}
}

// A caller that leaves is not kept waiting, and the reason is his.
func TestCancel(t *testing.T) {
	for name, ask := range map[string]func(context.Context, *Model) error{
		"turn": func(ctx context.Context, m *Model) error { _, err := m.Turn(ctx, question, search); return err },
		"stream": func(ctx context.Context, m *Model) error {
			_, err := m.Stream(ctx, question, func(string) error { return nil })
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			stall := []scripted.Step{{Text: "半句", Stall: true}}
			m, _ := attached(t, Options{}, scripted.Script{Turns: stall, Streams: stall})
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			// The server never ends its answer.
			if err := ask(ctx, m); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// A sink that has had enough ends the stream with its own error.
func TestSinkEndsStream(t *testing.T) {
	enough := errors.New("enough")
	m, _ := attached(t, Options{}, scripted.Script{Streams: []scripted.Step{{Text: strings.Repeat("好。", 1000), Chunk: 2}}})
	n := 0
	reply, err := m.Stream(t.Context(), question, func(string) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 || reply.Text != "好。好。好。" {
		t.Errorf("error %v after %d, text %q", err, n, reply.Text)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {BaseURL: "http://localhost"}, {Model: "m"}, {BaseURL: "localhost:11434", Model: "m"}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
