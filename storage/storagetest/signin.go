package storagetest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"clausewise/web/access"
)

// What the access service does depends on what the stores keep, so it is
// tested on them.
var signInTests = []test{
	{"a password signs in and nothing else does", signIn},
	{"wrong passwords lock a name, one at a time or all at once", lockOut},
	{"sessions end", sessionsEnd},
	{"a new password ends all sessions", newPassword},
	{"tokens may do what is in their scopes and their user may do now", tokenScopes},
	{"a page of a site opens the chat for a while", widgetTokens},
	{"what cannot be right is refused", refusals},
}

const password = "正确 的 密码 horse"

func addUser(t *testing.T, s *access.Service, name string, role access.Role) {
	t.Helper()
	if _, err := s.AddUser(t.Context(), "test", name, role, password); err != nil {
		t.Fatalf("AddUser(%s): %v", name, err)
	}
}

func signIn(t *testing.T, db database) {
	s, _, ctx := staff(t, db)
	addUser(t, s, "wang", access.Agent)
	addUser(t, s, "gone", access.Agent)
	if _, err := s.SetDisabled(ctx, "test", "gone", true); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, password string }{
		{"wang", password + " "}, {"wang", ""}, {"nobody", password}, {"gone", password}, {"'; --", password}, {"wa\x00ng", password},
	} {
		if _, _, err := s.SignIn(ctx, tt.name, tt.password); !errors.Is(err, access.ErrSignIn) {
			t.Errorf("SignIn(%q): %v", tt.name, err)
		}
	}
	secret, who, err := s.SignIn(ctx, " WANG ", password)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.BySession(ctx, secret)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "identity", again, access.Identity{User: "wang", Role: access.Agent, Until: kept(who.Until)})
	for _, bad := range []string{"", "x", secret + "x", secret[1:]} {
		if _, err := s.BySession(ctx, bad); !errors.Is(err, access.ErrUnknown) {
			t.Errorf("BySession(%q): %v", bad, err)
		}
	}
	// A role takes effect in the sessions there are.
	if _, err := s.SetRole(ctx, "test", "wang", access.Reader); err != nil {
		t.Fatal(err)
	}
	if again, _ = s.BySession(ctx, secret); again.Role != access.Reader {
		t.Errorf("role %s", again.Role)
	}
	if err := s.SignOut(ctx, secret); err != nil {
		t.Fatal(err)
	}
	_, err = s.BySession(ctx, secret)
	wantError(t, "after signing out", err, access.ErrUnknown)
	if err := s.SignOut(ctx, secret); err != nil {
		t.Errorf("signing out again: %v", err)
	}
}

func lockOut(t *testing.T, db database) {
	s, clock, ctx := staff(t, db)
	addUser(t, s, "wang", access.Agent)
	fail := func(name string) error { _, _, err := s.SignIn(ctx, name, "wrong"); return err }
	for i := range 5 {
		if err := fail("wang"); !errors.Is(err, access.ErrSignIn) {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
	}
	locked, ok := errors.AsType[*access.LockedError](func() error { _, _, err := s.SignIn(ctx, "wang", password); return err }())
	if !ok {
		t.Fatal("after five wrong passwords the right one still signs in")
	}
	equal(t, "locked until", locked.Until, kept(noon.Add(30*time.Second)))
	clock.forward(31 * time.Second)
	if _, _, err := s.SignIn(ctx, "wang", password); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	// Success forgets the failures.
	if err := fail("wang"); !errors.Is(err, access.ErrSignIn) {
		t.Error(err)
	}
	if _, _, err := s.SignIn(ctx, "wang", password); err != nil {
		t.Errorf("after one failure: %v", err)
	}

	// Many at once get no more guesses, known name or not.
	for _, name := range []string{"wang", "nobody"} {
		guesses := make([]error, 30)
		var wg sync.WaitGroup
		for i := range guesses {
			wg.Go(func() { guesses[i] = fail(name) })
		}
		wg.Wait()
		tried := 0
		for _, err := range guesses {
			if errors.Is(err, access.ErrSignIn) {
				tried++
			}
		}
		if tried != 5 {
			t.Errorf("%s: %d of 30 guesses at once were tried", name, tried)
		}
	}
	entries, err := s.Log(ctx, access.AuditQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(slices.DeleteFunc(entries, func(e access.Entry) bool { return e.Action != "signin.locked" || e.Object != "wang" })); n != 2 {
		t.Errorf("%d entries of a locked sign-in", n)
	}
}

func sessionsEnd(t *testing.T, db database) {
	s, clock, ctx := staff(t, db)
	addUser(t, s, "wang", access.Admin)
	addUser(t, s, "li", access.Admin)
	secret, _, err := s.SignIn(ctx, "wang", password)
	if err != nil {
		t.Fatal(err)
	}
	alive := func() bool { _, err := s.BySession(ctx, secret); return err == nil }
	for range 14 { // used every 50 minutes it lives, up to twelve hours
		clock.forward(50 * time.Minute)
		if !alive() {
			t.Fatal("a session that is used ended")
		}
	}
	clock.forward(30 * time.Minute)
	if alive() {
		t.Error("a session lives after twelve hours")
	}
	if secret, _, err = s.SignIn(ctx, "wang", password); err != nil {
		t.Fatal(err)
	}
	clock.forward(61 * time.Minute)
	if alive() {
		t.Error("a session that is not used lives after an hour")
	}
	if secret, _, err = s.SignIn(ctx, "wang", password); err != nil {
		t.Fatal(err)
	}
	for _, disabled := range []bool{true, false} {
		if _, err := s.SetDisabled(ctx, "li", "wang", disabled); err != nil {
			t.Fatal(err)
		}
		if alive() {
			t.Errorf("the session lives, disabled %v", disabled)
		}
	}
}

func newPassword(t *testing.T, db database) {
	s, _, ctx := staff(t, db)
	addUser(t, s, "wang", access.Agent)
	here, who, err := s.SignIn(ctx, "wang", password)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, _, _ := s.SignIn(ctx, "wang", password)
	if _, _, err := s.ChangePassword(ctx, who, "wrong", "另一个 好记的 密码"); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("with a wrong old password: %v", err)
	}
	fresh, _, err := s.ChangePassword(ctx, who, password, "另一个 好记的 密码")
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{here, elsewhere} {
		_, err := s.BySession(ctx, old)
		wantError(t, "an old session", err, access.ErrUnknown)
	}
	if _, err := s.BySession(ctx, fresh); err != nil {
		t.Errorf("the new session: %v", err)
	}
	if _, _, err := s.SignIn(ctx, "wang", password); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("with the old password: %v", err)
	}
}

func tokenScopes(t *testing.T, db database) {
	s, clock, ctx := staff(t, db)
	addUser(t, s, "wang", access.Agent)
	year := noon.Add(365 * 24 * time.Hour)
	secret, token, err := s.AddToken(ctx, "wang", "wang", "日报", []access.Action{access.InsightRead, access.AuditRead}, year)
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.ByToken(ctx, secret)
	if err != nil {
		t.Fatal(err)
	}
	for action, want := range map[access.Action]bool{
		access.Public: true, access.InsightRead: true,
		access.ConversationsRead: false, // not in its scopes
		access.AuditRead:         false, // in its scopes, not its user's
		access.OwnTokens:         false, // never by token
		"":                       false,
	} {
		if who.May(action) != want {
			t.Errorf("May(%q) = %v", action, !want)
		}
	}
	for _, scopes := range [][]access.Action{nil, {access.OwnTokens}, {access.UsersManage}, {"all"}} {
		if _, _, err := s.AddToken(ctx, "wang", "wang", "x", scopes, year); !errors.Is(err, access.ErrInvalid) {
			t.Errorf("scopes %v: %v", scopes, err)
		}
	}
	for _, bad := range []string{"", "cw_", secret + "x", secret[3:]} {
		if _, err := s.ByToken(ctx, bad); !errors.Is(err, access.ErrUnknown) {
			t.Errorf("ByToken(%q): %v", bad, err)
		}
	}
	addUser(t, s, "li", access.Agent)
	wantError(t, "revoking somebody else's", s.RevokeToken(ctx, "li", token.ID, "li"), access.ErrNotFound)
	if err := s.RevokeToken(ctx, "wang", token.ID, "wang"); err != nil {
		t.Fatal(err)
	}
	_, err = s.ByToken(ctx, secret)
	wantError(t, "a revoked token", err, access.ErrUnknown)
	secret, _, err = s.AddToken(ctx, "wang", "wang", "一天", []access.Action{access.InsightRead}, noon.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	clock.forward(25 * time.Hour)
	_, err = s.ByToken(ctx, secret)
	wantError(t, "an expired token", err, access.ErrUnknown)
}

func widgetTokens(t *testing.T, db database) {
	s, clock, ctx := staff(t, db)
	const origin = "https://www.example.gov.cn"
	if _, err := s.PutSite(ctx, "test", access.Site{Key: "example", Name: "示例", Origins: []string{origin}}); err != nil {
		t.Fatal(err)
	}
	token, until, site, err := s.WidgetToken(ctx, "example", origin)
	if err != nil || site.Name != "示例" || !until.After(noon) {
		t.Fatalf("WidgetToken: %v, %v, %v", until, site, err)
	}
	_, _, _, err = s.WidgetToken(ctx, "example", "https://evil.example")
	wantError(t, "a token for another origin", err, access.ErrWidget)
	_, _, _, err = s.WidgetToken(ctx, "none", origin)
	wantError(t, "a token for no site", err, access.ErrNotFound)
	if _, err := s.CheckWidgetToken(ctx, token, origin); err != nil {
		t.Error(err)
	}
	flipped := []byte(token)
	flipped[len(flipped)-3] ^= 1
	for _, tt := range []struct{ token, origin string }{
		{token, "https://evil.example"}, {token, ""}, {"", origin}, {string(flipped), origin}, {token + "A", origin}, {token[:len(token)-4], origin},
	} {
		if _, err := s.CheckWidgetToken(ctx, tt.token, tt.origin); !errors.Is(err, access.ErrWidget) {
			t.Errorf("CheckWidgetToken(%.20q, %q): %v", tt.token, tt.origin, err)
		}
	}
	clock.forward(16 * time.Minute)
	_, err = s.CheckWidgetToken(ctx, token, origin)
	wantError(t, "an old token", err, access.ErrWidget)
	token, _, _, _ = s.WidgetToken(ctx, "example", origin)
	if err := s.RemoveSite(ctx, "test", "example"); err != nil {
		t.Fatal(err)
	}
	_, err = s.CheckWidgetToken(ctx, token, origin)
	wantError(t, "a token of a removed site", err, access.ErrWidget)
}

func refusals(t *testing.T, db database) {
	s, _, ctx := staff(t, db)
	for _, tt := range []struct {
		name     string
		role     access.Role
		password string
	}{
		{"W", access.Agent, password},
		{"wang li", access.Agent, password},
		{"<b>", access.Agent, password},
		{"", access.Agent, password},
		{"wang", "root", password},
		{"wang", "", password},
		{"wang", access.Agent, "short"},
		{"wang", access.Agent, "wang wang wang"},
		{"wang", access.Agent, "1234567890"},
		{"wang", access.Agent, "aaaaaaaaaaaa"},
		{"wang", access.Agent, "qwertyuiop1"},
		{"wang", access.Agent, "十个字\x00的密码不行的"},
	} {
		if _, err := s.AddUser(ctx, "test", tt.name, tt.role, tt.password); !errors.Is(err, access.ErrInvalid) {
			t.Errorf("AddUser(%q, %q, %q): %v", tt.name, tt.role, tt.password, err)
		}
	}
	good := func() access.Site {
		return access.Site{Key: "k1", Name: "名", Origins: []string{"https://a.example"}}
	}
	for what, change := range map[string]func(*access.Site){
		"key":            func(s *access.Site) { s.Key = "K 1" },
		"name":           func(s *access.Site) { s.Name = " " },
		"long name":      func(s *access.Site) { s.Name = string(make([]rune, 100)) },
		"no origin":      func(s *access.Site) { s.Origins = nil },
		"a path":         func(s *access.Site) { s.Origins = []string{"https://a.example/x"} },
		"plain http":     func(s *access.Site) { s.Origins = []string{"http://a.example"} },
		"a wildcard":     func(s *access.Site) { s.Origins = []string{"https://*.example"} },
		"a script":       func(s *access.Site) { s.Contact.Link = "javascript:alert(1)" },
		"a style":        func(s *access.Site) { s.Theme = map[string]string{"accent": "red;} body{"} },
		"a url":          func(s *access.Site) { s.Theme = map[string]string{"accent": "URL(x)"} },
		"a language":     func(s *access.Site) { s.Languages = []string{"fr"} },
		"a phone number": func(s *access.Site) { s.Contact.Phone = "<b>" },
	} {
		site := good()
		change(&site)
		if _, err := s.PutSite(ctx, "test", site); !errors.Is(err, access.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	site := good()
	site.Origins = []string{"HTTPS://A.example:443/", "https://a.example", "http://localhost:8080"}
	put, err := s.PutSite(ctx, "test", site)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "origins", put.Origins, []string{"http://localhost:8080", "https://a.example"})
}
