package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestTraces lets a collector of the test's own receive the spans, and then
// lets it be gone: the service must not mind.
func TestTraces(t *testing.T) {
	var got atomic.Int64
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/traces" {
			got.Add(1)
		}
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	s := serve(t, "--data", t.TempDir())
	if body := s.get("/metrics"); !strings.Contains(body, "clausewise_library_documents 8") || !strings.Contains(body, "clausewise_ready 1") {
		t.Errorf("metrics lack the library:\n%s", body)
	}
	s.end()
	if got.Load() == 0 {
		t.Error("the collector received nothing")
	}
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	s = serve(t, "--data", t.TempDir(), "--log-format", "json")
	s.get("/healthz")
	s.end()
	if !strings.Contains(s.stderr.String(), `"msg":"request"`) {
		t.Errorf("log is not JSON:\n%s", s.stderr)
	}
}
