package web

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// policy lets a page load from this server alone and run nothing written
// into it. Images may be data: URLs because icons of style sheets are.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

type requestKey struct{}

// requestID names a request in the log and to its client.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// middleware gives every request an id, a log line, the headers that keep
// pages safe, and an answer even where a handler panics. The log holds
// neither questions nor answers nor query strings.
func (s *Server) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := rand.Text()[:16]
		ctx := context.WithValue(r.Context(), requestKey{}, id)
		span := trace.SpanFromContext(ctx)
		// A websocket lasts; its answers are traced one by one.
		if r.URL.Path != "/ws" {
			ctx = carrier.Extract(ctx, propagation.HeaderCarrier(r.Header))
			ctx, span = s.tracer.Start(ctx, "http", trace.WithSpanKind(trace.SpanKindServer))
		}
		r = r.WithContext(ctx)
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				s.log.ErrorContext(r.Context(), "handler panicked", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if rec.status == 0 {
					s.fail(rec, r, &fault{code: codeInternal})
				}
			}
			took := time.Since(began)
			s.metrics.request(r, rec.status, took)
			span.SetName(cmp.Or(r.Pattern, "http"))
			span.SetAttributes(attribute.Int("http.response.status_code", rec.status), attribute.String("http.route", r.Pattern))
			span.End()
			s.log.InfoContext(r.Context(), "request", "request", id, "method", r.Method, "path", clip(r.URL.Path, 200),
				"status", rec.status, "bytes", rec.bytes, "took", took.Round(time.Microsecond))
		}()
		next.ServeHTTP(rec, r)
	})
}

// recorder notes what a handler answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Hijack hands the connection to the websocket.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.status = http.StatusSwitchingProtocols
	return http.NewResponseController(r.ResponseWriter).Hijack()
}
