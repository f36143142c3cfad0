package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"clausewise/web/access"
)

var accessTests = []test{
	{"users come back as they went in", accessUsers},
	{"the last administrator stays", accessLastAdmin},
	{"attempts are counted one after the other", accessAttempts},
	{"sessions", accessSessions},
	{"tokens", accessTokens},
	{"sites", accessSites},
	{"settings and secrets", accessSettings},
	{"a change and its audit entry are one", accessChangeWithEntry},
	{"the audit log is one chain whoever writes", accessAudit},
	{"pages of the audit log", accessAuditPages},
}

func event(action, object string) access.Event {
	return access.Event{At: noon, Actor: "测试", Action: action, Object: object, Detail: "细节 <b>"}
}

func newUser(t *testing.T, s access.Store, name string, role access.Role) access.User {
	t.Helper()
	u := access.User{Name: name, Role: role, Password: "$argon2id$…", CreatedAt: noon}
	if err := s.CreateUser(t.Context(), u, event("user.add", name)); err != nil {
		t.Fatalf("CreateUser(%s): %v", name, err)
	}
	u.CreatedAt = kept(noon)
	return u
}

// wantError fails the test where err is not the wanted one.
func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func accessUsers(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	b, a := newUser(t, s, "b", access.Agent), newUser(t, s, "阿明", access.Admin)
	wantError(t, "a name twice", s.CreateUser(ctx, b, event("user.add", "b")), access.ErrTaken)
	_, err := s.User(ctx, "nobody")
	wantError(t, "an unknown user", err, access.ErrNotFound)
	got, err := s.User(ctx, "阿明")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "user", got, a)
	users, err := s.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "users", users, []access.User{b, a})

	changed, err := s.UpdateUser(ctx, "b", func(u *access.User) error {
		u.Name, u.Role, u.Epoch, u.Disabled, u.Password = "no", access.Editor, u.Epoch+1, true, "x"
		return nil
	}, event("user.role", "b"))
	if err != nil {
		t.Fatal(err)
	}
	b.Role, b.Epoch, b.Disabled, b.Password = access.Editor, 1, true, "x"
	equal(t, "changed", changed, b)
	got, _ = s.User(ctx, "b")
	equal(t, "stored", got, b)

	refusal := errors.New("no")
	_, err = s.UpdateUser(ctx, "b", func(u *access.User) error { u.Role = access.Reader; return refusal }, event("user.role", "b"))
	wantError(t, "a change that refuses", err, refusal)
	got, _ = s.User(ctx, "b")
	equal(t, "unchanged", got, b)
	_, err = s.UpdateUser(ctx, "nobody", func(*access.User) error { return nil }, event("user.role", "nobody"))
	wantError(t, "an unknown user", err, access.ErrNotFound)
}

func accessLastAdmin(t *testing.T, db database) {
	ctx := t.Context()
	one, two := db.handle(t), db.handle(t)
	disable := func(u *access.User) error { u.Disabled = true; return nil }
	newUser(t, one, "only", access.Reader)
	if _, err := one.UpdateUser(ctx, "only", disable, event("user.disable", "only")); err != nil {
		t.Errorf("without any administrator: %v", err)
	}
	newUser(t, one, "a", access.Admin)
	newUser(t, one, "b", access.Admin)
	// Each takes the other's rights at the same moment: one must stay.
	var wg sync.WaitGroup
	failed := make([]error, 2)
	for i, s := range []access.Store{one, two} {
		wg.Go(func() {
			_, failed[i] = s.UpdateUser(ctx, []string{"a", "b"}[i], disable, event("user.disable", "?"))
		})
	}
	wg.Wait()
	if (failed[0] == nil) == (failed[1] == nil) {
		t.Fatalf("of two administrators who shut each other out one must stay: %v", failed)
	}
	wantError(t, "the last administrator", errors.Join(failed...), access.ErrLastAdmin)
}

func accessAttempts(t *testing.T, db database) {
	ctx := t.Context()
	handles := []Stores{db.handle(t), db.handle(t)}
	key := []byte{0, 255, 7}
	const n = 16
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := handles[i%2].UpdateAttempts(ctx, key, noon.Add(-time.Hour), func(a access.Attempts) access.Attempts {
				return access.Attempts{Failures: a.Failures + 1, Last: noon, LockedUntil: noon.Add(time.Minute)}
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	peek := func(key []byte, stale time.Time) (seen access.Attempts) {
		t.Helper()
		if err := handles[0].UpdateAttempts(ctx, key, stale, func(a access.Attempts) access.Attempts { seen = a; return a }); err != nil {
			t.Fatal(err)
		}
		return seen
	}
	equal(t, "attempts", peek(key, noon.Add(-time.Hour)), access.Attempts{Failures: n, Last: kept(noon), LockedUntil: kept(noon.Add(time.Minute))})
	equal(t, "another key", peek([]byte{1}, noon.Add(-time.Hour)), access.Attempts{})
	if err := handles[1].ClearAttempts(ctx, key); err != nil {
		t.Fatal(err)
	}
	equal(t, "cleared", peek(key, noon.Add(-time.Hour)), access.Attempts{})
}

func accessSessions(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	u := newUser(t, s, "u", access.Agent)
	n := access.Session{Hash: []byte{9, 0, 1}, User: "u", Epoch: 3, CreatedAt: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour)}
	if err := s.CreateSession(ctx, n, event("signin", "u")); err != nil {
		t.Fatal(err)
	}
	want := n
	want.CreatedAt, want.SeenAt, want.ExpiresAt = kept(noon), kept(noon), kept(noon.Add(time.Hour))
	got, of, err := s.Session(ctx, n.Hash)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "session", got, want)
	equal(t, "its user", of, u)

	for _, at := range []time.Duration{time.Minute, time.Second} { // an earlier time changes nothing
		if err := s.TouchSession(ctx, n.Hash, noon.Add(at)); err != nil {
			t.Fatal(err)
		}
	}
	got, _, _ = s.Session(ctx, n.Hash)
	equal(t, "seen", got.SeenAt, kept(noon.Add(time.Minute)))

	later := access.Session{Hash: []byte{8}, User: "u", CreatedAt: noon.Add(2 * time.Hour), SeenAt: noon.Add(2 * time.Hour), ExpiresAt: noon.Add(3 * time.Hour)}
	if err := s.CreateSession(ctx, later, event("signin", "u")); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.Session(ctx, n.Hash)
	wantError(t, "a session that had ended", err, access.ErrNotFound)
	for range 2 { // ending one that is gone is no error
		if err := s.EndSession(ctx, later.Hash, event("signout", "u")); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = s.Session(ctx, later.Hash)
	wantError(t, "a session that was ended", err, access.ErrNotFound)
}

func accessTokens(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	u := newUser(t, s, "u", access.Agent)
	newUser(t, s, "v", access.Admin)
	make := func(id, user string, at time.Duration) access.Token {
		return access.Token{
			ID: id, Hash: []byte(id + "-hash"), Name: "报表 <i>", User: user,
			Scopes: []access.Action{access.InsightRead, access.LibraryRead}, CreatedAt: noon.Add(at), ExpiresAt: noon.Add(24 * time.Hour),
		}
	}
	first, second := make("t2", "u", 0), make("t1", "v", time.Minute)
	for _, token := range []access.Token{second, first} {
		if err := s.CreateToken(ctx, token, event("token.add", token.ID)); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, "an id twice", s.CreateToken(ctx, first, event("token.add", "t2")), access.ErrTaken)
	wantError(t, "an unknown user", s.CreateToken(ctx, make("t3", "nobody", 0), event("token.add", "t3")), access.ErrNotFound)
	stored := func(token access.Token) access.Token {
		token.CreatedAt, token.ExpiresAt = kept(token.CreatedAt), kept(token.ExpiresAt)
		return token
	}
	got, of, err := s.Token(ctx, first.Hash)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "token", got, stored(first))
	equal(t, "its user", of, u)
	_, _, err = s.Token(ctx, []byte("other"))
	wantError(t, "an unknown token", err, access.ErrNotFound)
	all, err := s.Tokens(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "all tokens", all, []access.Token{stored(first), stored(second)})
	own, _ := s.Tokens(ctx, "v")
	equal(t, "tokens of one", own, []access.Token{stored(second)})

	for _, at := range []time.Duration{time.Minute, time.Hour} { // the first time stands
		if err := s.RevokeToken(ctx, "t2", noon.Add(at), event("token.revoke", "t2")); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Duration{time.Hour, time.Second} {
		if err := s.TouchToken(ctx, "t2", noon.Add(at)); err != nil {
			t.Fatal(err)
		}
	}
	got, _, _ = s.Token(ctx, first.Hash)
	equal(t, "revoked", got.RevokedAt, kept(noon.Add(time.Minute)))
	equal(t, "used", got.UsedAt, kept(noon.Add(time.Hour)))
	wantError(t, "revoking an unknown one", s.RevokeToken(ctx, "none", noon, event("token.revoke", "none")), access.ErrNotFound)
}

func accessSites(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	site := access.Site{
		Key: "suzhou", Name: `苏州市<script>alert(1)</script>`, Origins: []string{"https://a.example", "https://b.example:8443"},
		Languages: []string{"zh-Hans", "en"}, Theme: map[string]string{"accent": "#b5121b"},
		Contact: access.Contact{Office: "市商务局", Phone: "0512-12345", Link: "https://a.example/apply"}, CreatedAt: noon,
	}
	other := access.Site{Key: "huaian", Name: "淮安", Origins: []string{"https://c.example"}, CreatedAt: noon}
	for _, v := range []access.Site{site, other} {
		if err := s.PutSite(ctx, v, event("site.add", v.Key)); err != nil {
			t.Fatal(err)
		}
	}
	site.Name = "苏州"
	if err := s.PutSite(ctx, site, event("site.change", "suzhou")); err != nil {
		t.Fatal(err)
	}
	site.CreatedAt, other.CreatedAt = kept(noon), kept(noon)
	got, err := s.Site(ctx, "suzhou")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "site", got, site)
	sites, _ := s.Sites(ctx)
	equal(t, "sites", sites, []access.Site{other, site})
	if err := s.RemoveSite(ctx, "suzhou", event("site.remove", "suzhou")); err != nil {
		t.Fatal(err)
	}
	wantError(t, "removing it again", s.RemoveSite(ctx, "suzhou", event("site.remove", "suzhou")), access.ErrNotFound)
	_, err = s.Site(ctx, "suzhou")
	wantError(t, "a removed site", err, access.ErrNotFound)
}

func accessSettings(t *testing.T, db database) {
	ctx := t.Context()
	one, two := db.handle(t), db.handle(t)
	if v, err := one.Setting(ctx, "s"); err != nil || v != "" {
		t.Errorf("a setting never made: %q, %v", v, err)
	}
	for _, v := range []string{"一", "二"} {
		if err := one.PutSetting(ctx, "s", v, event("setting", "s")); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := two.Setting(ctx, "s"); err != nil || v != "二" {
		t.Errorf("setting: %q, %v", v, err)
	}
	const n = 8
	got := make([][]byte, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			if got[i], err = []access.Store{one, two}[i%2].Secret(ctx, "key", []byte{0, byte(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, v := range got {
		if len(v) != 2 || !bytes.Equal(v, got[0]) {
			t.Fatalf("secrets differ: %v", got)
		}
	}
}

// lastEntry is the newest entry of the log, zero where there is none.
func lastEntry(t *testing.T, s access.Store) access.Entry {
	t.Helper()
	entries, err := s.Audit(t.Context(), access.AuditQuery{Newest: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		return access.Entry{}
	}
	return entries[0]
}

func accessChangeWithEntry(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	u := newUser(t, s, "u", access.Admin)
	last := lastEntry(t, s)
	equal(t, "entry", last, event("user.add", "u").After(access.Entry{}))
	refusal := errors.New("no")
	for what, err := range map[string]error{
		"user": s.CreateUser(ctx, u, event("user.add", "u")),
		"update": func() error {
			_, err := s.UpdateUser(ctx, "u", func(*access.User) error { return refusal }, event("user.role", "u"))
			return err
		}(),
		"token": s.RevokeToken(ctx, "none", noon, event("token.revoke", "none")),
		"site":  s.RemoveSite(ctx, "none", event("site.remove", "none")),
		"locked": func() error {
			_, err := s.UpdateUser(ctx, "u", func(u *access.User) error { u.Disabled = true; return nil }, event("user.disable", "u"))
			return err
		}(),
	} {
		if err == nil {
			t.Errorf("%s: was stored", what)
		}
	}
	equal(t, "after what failed", lastEntry(t, s), last)
}

func accessAudit(t *testing.T, db database) {
	ctx := t.Context()
	handles := []Stores{db.handle(t), db.handle(t)}
	const n = 20
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if i%4 == 0 {
				if err := handles[i%2].PutSetting(ctx, "s", fmt.Sprint(i), event("setting", fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
				return
			}
			if _, err := handles[i%2].AppendAudit(ctx, event("note", fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	service := access.New(handles[0])
	head, err := service.VerifyLog(ctx, access.Head{})
	if err != nil || head.Seq != n {
		t.Fatalf("VerifyLog: %v, %v", head, err)
	}
	if _, err := service.VerifyLog(ctx, head); err != nil {
		t.Errorf("against its own head: %v", err)
	}
	cut, ok := errors.AsType[*access.ChainError](func() error {
		_, err := service.VerifyLog(ctx, access.Head{Seq: n + 1, Hash: head.Hash})
		return err
	}())
	if !ok || cut.Seq != n+1 {
		t.Errorf("a log that was cut short: %v", cut)
	}
}

func accessAuditPages(t *testing.T, db database) {
	ctx, s := t.Context(), db.handle(t)
	for i := range 5 {
		if _, err := s.AppendAudit(ctx, event("note", fmt.Sprint(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		q    access.AuditQuery
		want string
	}{
		{access.AuditQuery{}, "12345"},
		{access.AuditQuery{After: 2}, "345"},
		{access.AuditQuery{Before: 3, Newest: true}, "21"},
		{access.AuditQuery{After: 1, Before: 5, Limit: 2}, "23"},
		{access.AuditQuery{Newest: true, Limit: 2}, "54"},
		{access.AuditQuery{After: 9}, ""},
	} {
		entries, err := s.Audit(ctx, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, e := range entries {
			got.WriteString(e.Object)
		}
		equal(t, fmt.Sprintf("%+v", tt.q), got.String(), tt.want)
	}
}

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// staff is an access service over a database of its own, with cheap hashes.
func staff(t *testing.T, db database) (*access.Service, *clock, context.Context) {
	c := &clock{at: noon}
	return access.New(db.handle(t), access.WithClock(c.now), access.WithCost(access.Cost{Memory: 8, Passes: 1, Threads: 1})), c, t.Context()
}
