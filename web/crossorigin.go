package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// forPages are the POST addresses that pages of sites that embed the chat may
// use. They read, and know nobody: no cookie goes along and none would count.
var forPages = []string{"/api/v1/widget", "/api/v1/curve"}

// acrossOrigins lets pages of known sites read the public API, and keeps the
// protection against what other pages do for everything else. protection
// trusts the configured origins.
func (s *Server) acrossOrigins(protection *http.CrossOriginProtection, open http.Handler) http.Handler {
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &fault{code: codeOrigin})
	}))
	guarded := protection.Handler(open)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if origin == "" || !strings.HasPrefix(r.URL.Path, "/api/") || sameHost(origin, r) {
			guarded.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Add("Vary", "Origin")
		// Any page may ask whether it belongs to a site, to be told in words
		// that it does not.
		asking := r.URL.Path == "/api/v1/widget"
		if !asking && !s.embeds(r.Context(), origin) {
			guarded.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		posts := slices.Contains(forPages, r.URL.Path)
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			methods := "GET"
			if posts {
				methods = "POST"
			}
			h.Set("Access-Control-Allow-Methods", methods)
			h.Set("Access-Control-Allow-Headers", "Content-Type")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if posts {
			open.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// embeds reports whether pages of an origin may embed the chat: it is
// configured, or a site's. Where the sites cannot be read it is none.
func (s *Server) embeds(ctx context.Context, origin string) bool {
	if s.origins[origin] {
		return true
	}
	if s.access == nil || origin == "" || origin == "null" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, s.timing.Store)
	defer cancel()
	sites, err := s.access.Sites(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "sites not read", "error", err)
		return false
	}
	for _, site := range sites {
		if slices.Contains(site.Origins, origin) {
			return true
		}
	}
	return false
}

// trustsOrigin reports whether pages of an origin need no site's token: those
// of this server and of the configured origins, and programs, which send none.
func (s *Server) trustsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || s.origins[origin] || sameHost(origin, r)
}

// sameHost reports whether an origin is this server. The scheme is not
// compared: behind a proxy that ends TLS it differs.
func sameHost(origin string, r *http.Request) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// originAllowed reports whether a page may open the chat at all. Whether it is
// a page of the site it names, its token tells.
func (s *Server) originAllowed(r *http.Request) bool {
	return s.trustsOrigin(r) || s.embeds(r.Context(), r.Header.Get("Origin"))
}
