package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/retrieval"
)

type reply struct {
	*http.Response
	body string
}

func (b *bench) do(method, path, body string, headers ...string) reply {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.http.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.http.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return reply{response, string(data)}
}

// problemOf checks that a reply is a problem with words, and returns its code.
func problemOf(t *testing.T, r reply) code {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(r.body), &p); err != nil {
		t.Fatalf("status %d: %s: %v", r.StatusCode, r.body, err)
	}
	if p.Status != r.StatusCode || p.Detail == "" || p.DetailEn == "" || r.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
		t.Errorf("status %d, %s, %+v", r.StatusCode, r.Header.Get("Content-Type"), p)
	}
	return p.Code
}

func TestDocumentsAndClauses(t *testing.T) {
	b := start(t)
	var docs []retrieval.Document
	r := b.do("GET", "/api/v1/documents", "")
	if err := json.Unmarshal([]byte(r.body), &docs); err != nil || len(docs) != 1 || docs[0].ID != "d" {
		t.Fatalf("%s: %v", r.body, err)
	}
	var rows []retrieval.Row
	r = b.do("GET", "/api/v1/documents/d/clauses?version=2", "")
	if err := json.Unmarshal([]byte(r.body), &rows); err != nil || len(rows) != 1 || rows[0].Text != "一、条文 <b>&\n" {
		t.Fatalf("%s: %v", r.body, err)
	}
	if !strings.Contains(r.body, "<b>&") || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		t.Errorf("%s %s", r.Header.Get("Content-Type"), r.body)
	}
}

func TestBadRequests(t *testing.T) {
	b := start(t)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		code                     code
	}{
		{"unknown document", "GET", "/api/v1/documents/none/clauses", "", 404, codeNotFound},
		{"unknown version", "GET", "/api/v1/documents/d/clauses?version=9", "", 404, codeNotFound},
		{"version zero", "GET", "/api/v1/documents/d/clauses?version=0", "", 400, codeInvalid},
		{"unknown address", "GET", "/api/v1/nothing", "", 404, codeNotFound},
		{"unknown page", "GET", "/../etc/passwd", "", 404, codeNotFound},
		{"wrong method", "DELETE", "/api/v1/documents", "", 405, codeMethod},
		{"wrong method on the page", "POST", "/", "", 405, codeMethod},
		{"get where post is wanted", "GET", "/api/v1/ask", "", 405, codeMethod},
		{"not json", "POST", "/api/v1/ask", "question=x", 400, codeMalformed},
		{"no body", "POST", "/api/v1/ask", "", 400, codeMalformed},
		{"two values", "POST", "/api/v1/ask", `{"question":"x"}{}`, 400, codeMalformed},
		{"unknown field", "POST", "/api/v1/ask", `{"question":"x","qestion":"y"}`, 400, codeInvalid},
		{"wrong type", "POST", "/api/v1/ask", `{"question":5}`, 400, codeInvalid},
		{"empty question", "POST", "/api/v1/ask", `{"question":" "}`, 400, codeEmpty},
		{"long question", "POST", "/api/v1/ask", `{"question":"` + strings.Repeat("长", 4001) + `"}`, 413, codeTooLong},
		{"huge body", "POST", "/api/v1/ask", `{"question":"` + strings.Repeat("x", maxBody) + `"}`, 413, codeFrameSize},
		{"system message in history", "POST", "/api/v1/ask", `{"question":"x","history":[{"role":"system","content":"y"}]}`, 400, codeInvalid},
		{"long history", "POST", "/api/v1/ask", `{"question":"x","history":[` + strings.Repeat(`{"role":"user","content":"y"},`, maxHistory) + `{"role":"user","content":"y"}]}`, 400, codeInvalid},
		{"no such day", "POST", "/api/v1/ask", `{"question":"x","as_of":"2026-02-30"}`, 400, codeMalformed},
		{"failing assistant", "POST", "/api/v1/ask", `{"question":"fail"}`, 500, codeInternal},
		{"no rule", "POST", "/api/v1/calculate", `{"inputs":{}}`, 400, codeMissing},
		{"unknown rule", "POST", "/api/v1/calculate", `{"rule":"no/such","inputs":{}}`, 404, codeRule},
		{"inputs as list", "POST", "/api/v1/calculate", `{"rule":"a/b","inputs":[]}`, 400, codeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := b.do(c.method, c.path, c.body)
			if r.StatusCode != c.status {
				t.Fatalf("status %d, want %d: %s", r.StatusCode, c.status, r.body)
			}
			if got := problemOf(t, r); got != c.code {
				t.Errorf("code %s, want %s", got, c.code)
			}
			if strings.Contains(r.body, "secret") {
				t.Errorf("details of an inner error: %s", r.body)
			}
		})
	}
}

// TestProblemsInWords reads what a program is told that has the address or the
// rule wrong.
func TestProblemsInWords(t *testing.T) {
	near := unknownRule(&calculators.UnknownRuleError{ID: "a/c", Near: []string{"a/b", "a/d"}})
	for name, c := range map[string]struct {
		f      *fault
		zh, en string
	}{
		"unknown rule": {near, "没有这条规则 a/c，相近的有：a/b、a/d；可用 GET /api/v1/rules 查看全部规则", "No such rule a/c. Much like it: a/b, a/d. GET /api/v1/rules lists all."},
		"nothing like it": {
			unknownRule(&calculators.UnknownRuleError{ID: "zz"}), "没有这条规则 zz，可用 GET /api/v1/rules 查看全部规则", "No such rule zz. GET /api/v1/rules lists them.",
		},
		"an id":       {&fault{code: codeNotFound, about: "d"}, "没有找到 d，请核对编号", "Not found: d. Please check the id."},
		"no id":       {&fault{code: codeNotFound}, "没有找到，请核对编号", "Not found. Please check the id."},
		"words of us": {&fault{code: codeTaken, detail: "请先接管"}, "请先接管", "This name is taken. Please choose another."},
	} {
		if zh, en := c.f.message(""), c.f.english(); zh != c.zh || en != c.en {
			t.Errorf("%s: %q, %q", name, zh, en)
		}
	}
	if r := start(t).do("GET", "/api/v1/nothing", ""); !strings.Contains(r.body, "没有 /api/v1/nothing 这个地址") || !strings.Contains(r.body, "/openapi.json lists") {
		t.Error(r.body)
	}
}

func TestAskOnce(t *testing.T) {
	b := start(t)
	r := b.do("POST", "/api/v1/ask", `{"question":"那120万呢？","history":[{"role":"user","content":"独立站85万"},{"role":"assistant","content":"29万元"}],"language":"en","as_of":"2025-01-02"}`)
	var a assistant.Answer
	if err := json.Unmarshal([]byte(r.body), &a); err != nil || a.Text != "re: 那120万呢？" || r.StatusCode != 200 {
		t.Fatalf("%d %s: %v", r.StatusCode, r.body, err)
	}
	got := b.echo.asked[0]
	if len(got.History) != 2 || got.Language != "en" || got.AsOf.String() != "2025-01-02" || got.Conversation != "" {
		t.Errorf("asked %+v", got)
	}
}

func TestStoreDown(t *testing.T) {
	b := start(t, func(c *Config) {
		c.Library = shelf{errors.New("connection refused on 10.0.0.7")}
		c.Ready = func(context.Context) error { return errors.New("down") }
	})
	for _, path := range []string{"/api/v1/documents", "/api/v1/documents/d/clauses", "/readyz"} {
		r := b.do("GET", path, "")
		if got := problemOf(t, r); got != codeUnavailable || r.StatusCode != 503 || strings.Contains(r.body, "10.0.0.7") {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
		}
	}
	if r := b.do("GET", "/healthz", ""); r.StatusCode != 200 {
		t.Errorf("healthz: %d", r.StatusCode)
	}
}

func TestCrossOriginPosts(t *testing.T) {
	b := start(t, func(c *Config) { c.Origins = []string{"https://www.example.gov.cn"} })
	for origin, want := range map[string]int{
		"":                           200,
		b.http.URL:                   200,
		"https://www.example.gov.cn": 200,
		"https://evil.example":       403,
	} {
		headers := []string{}
		if origin != "" {
			headers = append(headers, "Origin", origin, "Sec-Fetch-Site", map[bool]string{true: "same-origin", false: "cross-site"}[origin == b.http.URL])
		}
		r := b.do("POST", "/api/v1/ask", `{"question":"x"}`, headers...)
		if r.StatusCode != want {
			t.Errorf("%q: %d, want %d: %s", origin, r.StatusCode, want, r.body)
		}
		if want == 403 && problemOf(t, r) != codeOrigin {
			t.Errorf("%q: %s", origin, r.body)
		}
	}
	r := b.do("GET", "/api/v1/documents", "", "Origin", "https://www.example.gov.cn")
	if r.Header.Get("Access-Control-Allow-Origin") != "https://www.example.gov.cn" {
		t.Error("a configured site may read the list of documents")
	}
	r = b.do("GET", "/api/v1/documents", "", "Origin", "https://evil.example")
	if r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites may not")
	}
}

func TestBadOriginInTheConfiguration(t *testing.T) {
	for _, o := range []string{"www.example.gov.cn", "https://www.example.gov.cn/chat", "*"} {
		_, err := New(Config{Origins: []string{o}, Log: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), o) {
			t.Errorf("%q: %v", o, err)
		}
	}
}

func TestPanicIsAnInternalError(t *testing.T) {
	var log journal
	b := start(t, func(c *Config) {
		c.Book = nil
		c.Log = slog.New(slog.NewJSONHandler(&log, nil))
	})
	r := b.do("GET", "/api/v1/rules", "")
	if got := problemOf(t, r); got != codeInternal || r.StatusCode != 500 {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if id := r.Header.Get("X-Request-Id"); id == "" || !strings.Contains(log.String(), id) {
		t.Errorf("the log does not name request %q: %s", id, log.String())
	}
}

func TestLogHoldsNoQuestions(t *testing.T) {
	var log journal
	b := start(t, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	b.do("POST", "/api/v1/ask", `{"question":"我的电话是13800000000"}`)
	b.do("GET", "/api/v1/documents?q=13800000000", "")
	// Nor what stands in an address: the id of a receipt is all it takes to
	// fetch it, and one that is no route may be anything.
	b.do("GET", "/api/v1/documents/13800000000/clauses", "")
	b.do("DELETE", "/api/v1/documents/13800000000/clauses", "")
	b.do("GET", "/api/v1/nowhere/13800000000", "")
	b.do("GET", "/13800000000", "")
	c := b.dial()
	c.ask("1", "fail 13800000000")
	c.until("error")
	c.ws.Close()
	b.waitForNobody()
	if strings.Contains(log.String(), "13800000000") {
		t.Error(log.String())
	}
	for _, path := range []string{"/api/v1/ask", "/api/v1/documents/{id}/clauses", "/api/v1/nowhere/［已隐去］"} {
		if !strings.Contains(log.String(), `"path":"`+path+`"`) {
			t.Errorf("no line of %s: %s", path, log.String())
		}
	}
}
