package web

import (
	"net/http"
	"net/url"
	"strings"
)

// originAllowed reports whether a page may open the chat: pages of this
// server, pages of the configured sites, and programs, which send no origin.
func (s *Server) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || s.origins[origin] {
		return true
	}
	u, err := url.Parse(origin)
	// The scheme is not compared: behind a proxy that ends TLS it differs.
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
