package web

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"clausewise/web/access"
)

// route is one address of the service with one method.
type route struct {
	method string // "" takes every method: the handler sorts them out itself
	path   string // a pattern of http.ServeMux
	// action is what the caller must be allowed to do. A route without one is
	// closed to everybody.
	action access.Action
	handle http.HandlerFunc
	// about describes the route in openapi.json; nil is no part of it.
	about *operation
}

// table lists every address of the service, the page's own files excepted.
func (s *Server) table() []route {
	return slices.Concat(
		s.serviceRoutes(),
		s.libraryRoutes(),
		s.forgetRoutes(),
		s.toolRoutes(),
		s.receiptRoutes(),
		s.signInRoutes(),
		s.openIDRoutes(),
		s.peopleRoutes(),
		s.siteRoutes(),
		s.lookupRoutes(),
		s.deskRoutes(),
		s.insightRoutes(),
		s.shelfRoutes(),
		s.publishRoutes(),
		s.ruleEditRoutes(),
		s.widgetRoutes(),
		s.handoffRoutes(),
		s.modelRoutes(),
	)
}

// serviceRoutes are what runs and watches the service itself.
func (s *Server) serviceRoutes() []route {
	return []route{
		{method: "GET", path: "/ws", action: access.Public, handle: s.chat},
		{method: "GET", path: "/healthz", action: access.Public, handle: s.healthz, about: aboutHealth()},
		{method: "GET", path: "/readyz", action: access.Public, handle: s.readyz, about: aboutReady()},
		{method: "GET", path: "/metrics", action: access.Public, handle: s.metricsHandler()},
		{method: "GET", path: "/openapi.json", action: access.Public, handle: s.openapi},
	}
}

// routes turns the table into a handler.
func (s *Server) routes(a *assets) http.Handler {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, r := range s.table() {
		mux.HandleFunc(strings.TrimSpace(r.method+" "+r.path), s.guarded(r.action, r.handle))
		methods[r.path] = append(methods[r.path], r.method)
	}
	// Without these a wrong method or address would get the mux's English.
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		if slices.Contains(methods[path], "") {
			continue
		}
		allow := strings.Join(allowed(methods[path]), ", ")
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allow)
			s.fail(w, r, &fault{code: codeMethod})
		})
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, nothingAt(r))
	})
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.serve(w, r); err != nil {
			s.fail(w, r, err)
		}
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Handlers before this one may have made a request of their own.
		defer func() { requestOf(r.Context()).pattern = r.Pattern }()
		mux.ServeHTTP(w, r)
	})
}

// allowed are the methods of an address for its Allow header.
func allowed(methods []string) []string {
	if slices.Contains(methods, http.MethodGet) {
		methods = append(slices.Clone(methods), http.MethodHead)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

// healthz says that the process lives.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, condition{"ok"})
}

// condition is what the checks of life and readiness say.
type condition struct {
	Status string `json:"status"`
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
	s.write(w, r, condition{"ok"})
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

// RouteInfo is an address of the service with what its caller must be allowed
// to do.
type RouteInfo struct {
	Method, Path string
	Action       access.Action
}

// Routes lists the addresses of the service, the page's own files excepted.
func (s *Server) Routes() []RouteInfo {
	var out []RouteInfo
	for _, r := range s.table() {
		out = append(out, RouteInfo{r.method, r.path, r.action})
	}
	return out
}
