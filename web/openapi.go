package web

import (
	"net/http"
)

func (s *Server) openapi(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, &fault{code: codeNotFound, about: r.URL.Path})
}
