package web

import (
	"context"
	"encoding/json"
	"net/http"
)

// routes lists every address of the service.
func (s *Server) routes(a *assets) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws", s.chat)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.HandleFunc("GET /api/v1/documents", s.documents)
	mux.HandleFunc("GET /api/v1/documents/{id}/clauses", s.clauses)
	mux.HandleFunc("GET /api/v1/rules", s.rules)
	mux.HandleFunc("POST /api/v1/ask", s.askOnce)
	mux.HandleFunc("POST /api/v1/calculate", s.calculate)
	// Without these a wrong method or address would get the mux's English.
	for _, path := range []string{"/ws", "/healthz", "/readyz", "/api/v1/documents", "/api/v1/documents/{id}/clauses", "/api/v1/rules", "/api/v1/ask", "/api/v1/calculate"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			s.fail(w, r, &fault{code: codeMethod})
		})
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &fault{code: codeNotFound, about: r.URL.Path})
	})
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.serve(w, r); err != nil {
			s.fail(w, r, err)
		}
	}))
	return mux
}

// healthz says that the process lives.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, map[string]string{"status": "ok"})
}

// readyz says whether questions can be answered.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.isDraining() {
		s.fail(w, r, &fault{code: codeGoingAway})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	if err := s.ready(ctx); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, map[string]string{"status": "ok"})
}

// write sends v as JSON. Headers are gone when it fails, so it only logs.
func (s *Server) write(w http.ResponseWriter, r *http.Request, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		s.log.DebugContext(r.Context(), "response not sent", "request", requestID(r.Context()), "error", err)
	}
}
