package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"clausewise/assistant"
)

// scrape reads /metrics.
func (b *bench) scrape() string {
	b.t.Helper()
	r, err := b.http.Client().Get(b.http.URL + "/metrics")
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %v", r.Status, err)
	}
	return string(body)
}

// explained is an asker that says what the gate and a model did.
type explained struct{ *echo }

func (e explained) Ask(ctx context.Context, r assistant.Request) (assistant.Answer, int64, error) {
	a, seq, err := e.echo.Ask(ctx, r)
	a.Language = "zh-Hans"
	r.Explain.Held = append(r.Explain.Held, "一句")
	r.Explain.Model = &assistant.ModelRecord{Turns: 2, Tokens: 300, Dropped: []assistant.Dropped{{}}}
	return a, seq, err
}

func TestMetrics(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	provider := trace.NewTracerProvider(trace.WithSyncer(spans))
	ready := errors.New("down")
	b := start(t, func(c *Config) {
		c.Asker = explained{c.Asker.(*echo)}
		c.Tracer = provider.Tracer("test")
		c.Ready = func(context.Context) error { return ready }
	})
	c := b.dial()
	c.ask("1", "问")
	c.until("answer")
	c.ask("2", "fail")
	c.until("error")
	r, err := b.http.Client().Get(b.http.URL + "/api/v1/documents/nowhere/clauses")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	got := b.scrape()
	for _, want := range []string{
		`clausewise_answers_total{channel="chat",kind="chat",language="zh-Hans"} 1`,
		`clausewise_answers_failed_total{channel="chat",code="internal"} 1`,
		`clausewise_answer_seconds_count{channel="chat"} 1`,
		`clausewise_stage_seconds_count{stage="searching"} 2`,
		`clausewise_firewall_breaches_total 1`,
		`clausewise_model_answers_total{outcome="brief"} 1`,
		`clausewise_model_tokens_total 300`,
		`clausewise_model_sentences_dropped_total 1`,
		`clausewise_http_requests_total{method="GET",route="GET /api/v1/documents/{id}/clauses",status="404"} 1`,
		`clausewise_websockets 1`,
		`clausewise_ready 0`,
		`go_goroutines`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	names := map[string]int{}
	for _, s := range spans.GetSpans() {
		names[s.Name]++
	}
	if names["answer"] != 2 || names["searching"] != 2 || names["GET /api/v1/documents/{id}/clauses"] != 1 {
		t.Errorf("spans %v", names)
	}
}

func TestMetricsAreNotForStrangers(t *testing.T) {
	b := start(t, func(c *Config) { c.Proxies = []string{"127.0.0.1"}; c.Scrapers = []string{"198.51.100.0/24"} })
	for from, want := range map[string]int{"192.0.2.1": http.StatusNotFound, "198.51.100.7": http.StatusOK, "": http.StatusOK} {
		r, err := http.NewRequest(http.MethodGet, b.http.URL+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		if from != "" {
			r.Header.Set("X-Forwarded-For", from)
		}
		got, err := b.http.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != want {
			t.Errorf("from %q: %s", from, got.Status)
		}
	}
}
