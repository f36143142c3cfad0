package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// provider is a provider of OpenID Connect that signs in whomever it is told.
type provider struct {
	*httptest.Server
	signer jose.Signer

	mu    sync.Mutex
	codes map[string]url.Values // what was asked with each code
	// claims of the next ID token, over those that are right.
	claims map[string]any
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{codes: map[string]url.Values{}}
	if p.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	give := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		give(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		give(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		code := rand.Text()
		p.mu.Lock()
		p.codes[code] = q
		p.mu.Unlock()
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusSeeOther)
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		asked, ok := p.codes[r.FormValue("code")]
		delete(p.codes, r.FormValue("code"))
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if !ok || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := map[string]any{
			"iss": p.URL, "aud": "clausewise", "sub": "1", "nonce": asked.Get("nonce"),
			"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
		}
		maps.Copy(claims, p.claims)
		data, err := json.Marshal(claims)
		if err != nil {
			t.Error(err)
		}
		signed, err := p.signer.Sign(data)
		if err != nil {
			t.Error(err)
			return
		}
		token, err := signed.CompactSerialize()
		if err != nil {
			t.Error(err)
		}
		give(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": token})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func TestOpenIDConnect(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	data := []string{"--data", t.TempDir()}
	if c := try(t, testPassword+"\n", append([]string{"user", "add", "wang", "--role", "agent"}, data...)...); c.code != 0 {
		t.Fatal(c.stderr)
	}
	// The service's own address is known only once it listens; a browser is
	// told the way by hand.
	s := serve(t, append([]string{"--openid-issuer", p.URL, "--openid-client-id", "clausewise", "--public-url", "http://console.example", "--openid-label", "政务统一认证"}, data...)...)
	walk := func(b *browser, claims map[string]any, spoil func(url.Values)) (where string) {
		t.Helper()
		p.mu.Lock()
		p.claims = claims
		p.mu.Unlock()
		step := func(address string) string {
			r, err := http.NewRequestWithContext(t.Context(), "GET", strings.Replace(address, "http://console.example", s.url, 1), nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := b.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if response.StatusCode != http.StatusSeeOther {
				t.Fatalf("%s: %d", address, response.StatusCode)
			}
			return response.Header.Get("Location")
		}
		back, err := url.Parse(step(step(s.url + "/api/v1/openid/start")))
		if err != nil {
			t.Fatal(err)
		}
		q := back.Query()
		if spoil != nil {
			spoil(q)
		}
		back.RawQuery = q.Encode()
		return step(back.String())
	}
	user := func(b *browser) string {
		return read[struct{ User string }](t, b, "GET", "/api/v1/session", "").User
	}

	b := newBrowser(t, s)
	if where := walk(b, map[string]any{"preferred_username": "Wang"}, nil); where != "/console" || user(b) != "wang" {
		t.Errorf("signing in: %s as %q", where, user(b))
	}
	for what, tt := range map[string]struct {
		claims map[string]any
		spoil  func(url.Values)
		where  string
	}{
		"nobody here":      {map[string]any{"preferred_username": "li"}, nil, "/console#/openid-unknown"},
		"no name":          {nil, nil, "/console#/openid-refused"},
		"another audience": {map[string]any{"preferred_username": "wang", "aud": "other"}, nil, "/console#/openid-refused"},
		"another issuer":   {map[string]any{"preferred_username": "wang", "iss": "https://evil.example"}, nil, "/console#/openid-refused"},
		"another attempt":  {map[string]any{"preferred_username": "wang", "nonce": "old"}, nil, "/console#/openid-refused"},
		"expired":          {map[string]any{"preferred_username": "wang", "exp": time.Now().Add(-time.Hour).Unix()}, nil, "/console#/openid-refused"},
		"another state":    {map[string]any{"preferred_username": "wang"}, func(q url.Values) { q.Set("state", "x") }, "/console#/openid-refused"},
		"another code":     {map[string]any{"preferred_username": "wang"}, func(q url.Values) { q.Set("code", "x") }, "/console#/openid-refused"},
	} {
		b := newBrowser(t, s)
		if where := walk(b, tt.claims, tt.spoil); where != tt.where || user(b) != "" {
			t.Errorf("%s: %s as %q", what, where, user(b))
		}
	}
	if c := try(t, testPassword+"\n", append([]string{"user", "add", "li", "--role", "admin"}, data...)...); c.code != 0 {
		t.Fatal(c.stderr)
	}
	if c := try(t, "", append([]string{"user", "disable", "wang"}, data...)...); c.code != 0 {
		t.Fatal(c.stderr)
	}
	if where := walk(newBrowser(t, s), map[string]any{"preferred_username": "wang"}, nil); where != "/console#/openid-unknown" {
		t.Errorf("a disabled user: %s", where)
	}
	if c := try(t, "", append([]string{"serve", "--addr", "127.0.0.1:0", "--openid-issuer", p.URL}, data...)...); c.code != exitUsage || !strings.Contains(c.stderr, "--openid-client-id") {
		t.Errorf("half a configuration: %d %s", c.code, c.stderr)
	}
}
