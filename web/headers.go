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
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"clausewise/assistant"
)

// policy lets a page load from this server alone and run nothing written
// into it. Images may be data: URLs because icons of style sheets are.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

type requestKey struct{}

// request is what the service notes of one for itself.
type request struct {
	id      string
	pattern string // of the route that took it
}

func requestOf(ctx context.Context) *request {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok {
		return new(request)
	}
	return r
}

// requestID names a request in the log and to its client.
func requestID(ctx context.Context) string { return requestOf(ctx).id }

// named is the path of a request as the log may hold it: that of its route,
// for the id of a receipt is all it takes to fetch it, and anybody may write
// anything into an address that is none.
func (q *request) named(path string) string {
	_, route, ok := strings.Cut(q.pattern, " ")
	if !ok {
		route = q.pattern
	}
	if route == "" || route == "/" || route == "/api/" {
		return assistant.Mask(clip(path, 200))
	}
	return route
}

// middleware gives every request an id, a log line, the headers that keep
// pages safe, and an answer even where a handler panics. The log holds
// neither questions nor answers nor query strings.
func (s *Server) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := rand.Text()[:16]
		noted := &request{id: id}
		ctx := context.WithValue(r.Context(), requestKey{}, noted)
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
			s.metrics.request(r.Method, noted.pattern, rec.status, took)
			span.SetName(cmp.Or(noted.pattern, "http"))
			span.SetAttributes(attribute.Int("http.response.status_code", rec.status), attribute.String("http.route", noted.pattern))
			span.End()
			s.log.InfoContext(r.Context(), "request", "request", id, "method", r.Method, "path", noted.named(r.URL.Path),
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
