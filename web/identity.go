package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"clausewise/web/access"
)

// identityKey holds the access.Identity of a request.
type identityKey struct{}

// identityOf is who makes a request; the zero Identity is anybody.
func identityOf(r *http.Request) access.Identity {
	who, _ := r.Context().Value(identityKey{}).(access.Identity)
	return who
}

// guarded lets a route's handler run where the caller may take its action.
func (s *Server) guarded(action access.Action, handle http.HandlerFunc) http.HandlerFunc {
	if action == access.Public {
		return handle
	}
	return func(w http.ResponseWriter, r *http.Request) {
		who := identityOf(r) // recognised on the way here, where that was possible
		var err error
		if !who.Known() {
			who, err = s.identify(r)
		}
		switch {
		case err != nil:
			s.fail(w, r, err)
			return
		case !who.Known():
			s.fail(w, r, &fault{code: codeSignIn})
			return
		case !who.May(action):
			s.fail(w, r, &fault{code: codeForbidden})
			return
		}
		handle(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, who)))
	}
}

// identify recognises who makes a request, by API token or by session. Where
// neither is brought, or it is none any more, that is nobody.
func (s *Server) identify(r *http.Request) (access.Identity, error) {
	if s.access == nil {
		return access.Identity{}, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	var who access.Identity
	var err error
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return access.Identity{}, &fault{code: codeSignIn}
		}
		who, err = s.access.ByToken(ctx, strings.TrimSpace(secret))
	} else if secret := sessionSecret(r); secret != "" {
		// A site that may embed the chat is trusted with that alone: nothing
		// is changed in somebody's name from a page that is not this server's.
		if s.own.Check(r) != nil {
			return access.Identity{}, &fault{code: codeOrigin}
		}
		who, err = s.access.BySession(ctx, secret)
	}
	switch {
	case errors.Is(err, access.ErrUnknown):
		return access.Identity{}, nil
	case err != nil:
		return access.Identity{}, unavailable(err)
	}
	return who, nil
}

// cookieName is the session's cookie. Over TLS its prefix keeps other hosts
// of the domain from setting one.
func cookieName(secure bool) string {
	if secure {
		return "__Host-clausewise"
	}
	return "clausewise"
}

// overTLS reports whether the browser came over TLS, here or at a proxy.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func sessionSecret(r *http.Request) string {
	c, err := r.Cookie(cookieName(overTLS(r)))
	if err != nil || len(c.Value) > maxID {
		return ""
	}
	return c.Value
}

// putSession hands a session's secret to the browser, "" to take it back. The
// cookie ends with the browser; the store ends the session.
func putSession(w http.ResponseWriter, r *http.Request, secret string) {
	secure := overTLS(r)
	c := &http.Cookie{
		Name: cookieName(secure), Value: secret, Path: "/",
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
