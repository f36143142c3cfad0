package web

import (
	"net/http"
	"net/url"
	"unicode/utf8"
)

// readable turns away an address that is no text: ids and filters taken from
// it reach stores that keep text only, and would fail there as if the store
// were down.
func (s *Server) readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		switch {
		case !utf8.ValidString(r.URL.Path):
			s.fail(w, r, &fault{code: codeNotFound})
		case err == nil && !utf8.ValidString(query):
			s.fail(w, r, &fault{code: codeInvalid, about: "URL"})
		default:
			next.ServeHTTP(w, r)
		}
	})
}
