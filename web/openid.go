package web

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"clausewise/calculators"
	"clausewise/web/access"
)

// OpenIDConfig names a provider of OpenID Connect and this service there.
type OpenIDConfig struct {
	Issuer       string // https://login.example.gov.cn
	ClientID     string
	ClientSecret string
	// Public is the address of this service as browsers know it.
	Public string
	// Claim of the ID token that holds the user's name here; by default
	// preferred_username.
	Claim string
	// Label is the provider's name on the sign-in page.
	Label string
}

// OpenID signs staff in with a provider of OpenID Connect. It knows nobody
// that an administrator has not added: the provider says who somebody is, and
// this service what they may do.
type OpenID struct {
	config OpenIDConfig
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // found at first use, so that a provider that is down stops nothing else
}

// NewOpenID checks a configuration.
func NewOpenID(c OpenIDConfig) (*OpenID, error) {
	c.Claim, c.Label = cmp.Or(c.Claim, "preferred_username"), cmp.Or(c.Label, "统一认证")
	public, err := url.Parse(c.Public)
	if err != nil || public.Host == "" || c.ClientID == "" {
		return nil, errors.New("统一认证要写明 --openid-client-id 和 --public-url（浏览器里看到的本服务地址）")
	}
	return &OpenID{config: c, client: &http.Client{Timeout: 10 * time.Second}}, nil
}

// Label is the provider's name on the sign-in page.
func (o *OpenID) Label() string { return o.config.Label }

// at is the provider and the client's configuration there.
func (o *OpenID) at(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		// The provider keeps the context for fetching keys later.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.client), o.config.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("finding the provider: %w", err)
		}
		o.provider = p
	}
	return o.provider, &oauth2.Config{
		ClientID: o.config.ClientID, ClientSecret: o.config.ClientSecret, Endpoint: o.provider.Endpoint(),
		RedirectURL: strings.TrimRight(o.config.Public, "/") + "/api/v1/openid/callback",
		Scopes:      []string{oidc.ScopeOpenID, "profile"},
	}, nil
}

// openIDRoutes send a browser to the provider and take it back.
func (s *Server) openIDRoutes() []route {
	if s.openID == nil {
		return nil
	}
	about := func(id, zh, en string) *operation {
		return &operation{id: id, tag: "session", summary: calculators.Text{Zh: zh, En: en}, gives: nil, givesSchema: stringSchema(), status: http.StatusSeeOther}
	}
	return []route{
		{method: "GET", path: "/api/v1/openid/start", action: access.Public, handle: s.startOpenID, about: about("startOpenID", "转到统一认证登录", "go to the provider to sign in")},
		{method: "GET", path: "/api/v1/openid/callback", action: access.Public, handle: s.finishOpenID, about: about("finishOpenID", "从统一认证回来", "come back from the provider").
			inQuery("code", nil, "认证方给的授权码", "code of the provider").inQuery("state", nil, "与发起时一致", "as it was sent")},
	}
}

// openIDCookie binds an attempt to the browser that began it.
const openIDCookie = "clausewise-openid"

func (s *Server) startOpenID(w http.ResponseWriter, r *http.Request) {
	_, config, err := s.openID.at(r.Context())
	if err != nil {
		s.openIDFailed(w, r, "unreachable", err)
		return
	}
	state, err := newSecret(s.random)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	nonce, err := newSecret(s.random)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	verifier := oauth2.GenerateVerifier()
	http.SetCookie(w, &http.Cookie{
		Name: openIDCookie, Value: strings.Join([]string{state, nonce, verifier}, "."), Path: "/api/v1/openid/", MaxAge: 600,
		HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteLaxMode, // it must come along from the provider's page
	})
	http.Redirect(w, r, config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

func (s *Server) finishOpenID(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(openIDCookie)
	http.SetCookie(w, &http.Cookie{Name: openIDCookie, Path: "/api/v1/openid/", MaxAge: -1, HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteLaxMode})
	if err != nil {
		s.openIDFailed(w, r, "expired", err)
		return
	}
	parts := strings.Split(cookie.Value, ".")
	query := r.URL.Query()
	if len(parts) != 3 || subtle.ConstantTimeCompare([]byte(parts[0]), []byte(query.Get("state"))) != 1 || query.Get("code") == "" {
		s.openIDFailed(w, r, "refused", errors.New("state or code does not fit: "+clip(query.Get("error"), 60)))
		return
	}
	name, err := s.openID.redeem(r.Context(), query.Get("code"), parts[1], parts[2])
	if err != nil {
		s.openIDFailed(w, r, "refused", err)
		return
	}
	secret, _, err := s.access.SignInAs(r.Context(), name, s.openID.Label())
	switch {
	case errors.Is(err, access.ErrSignIn):
		s.openIDFailed(w, r, "unknown", err)
		return
	case err != nil:
		s.fail(w, r, unavailable(err))
		return
	}
	putSession(w, r, secret)
	http.Redirect(w, r, "/console", http.StatusSeeOther)
}

// redeem turns a code into the name of a user.
func (o *OpenID) redeem(ctx context.Context, code, nonce, verifier string) (string, error) {
	provider, config, err := o.at(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, o.client)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", fmt.Errorf("exchanging the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: o.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("verifying the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return "", errors.New("the ID token belongs to another attempt")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return "", fmt.Errorf("reading the claims: %w", err)
	}
	name, _ := claims[o.config.Claim].(string)
	if name == "" {
		return "", fmt.Errorf("the ID token has no claim %s", o.config.Claim)
	}
	return name, nil
}

// openIDFailed sends the browser back to the sign-in page, which says why.
func (s *Server) openIDFailed(w http.ResponseWriter, r *http.Request, why string, err error) {
	s.log.WarnContext(r.Context(), "sign-in by OpenID Connect failed", "request", requestID(r.Context()), "why", why, "error", err)
	http.Redirect(w, r, "/console#/openid-"+why, http.StatusSeeOther)
}
