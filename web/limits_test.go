package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/web/access"
)

func burst(n int) access.Limit { return access.Limit{Burst: n, Every: time.Hour} }

func TestSessionLimit(t *testing.T) {
	b := start(t, func(c *Config) { c.Limits.Session = burst(2) })
	c := b.dial()
	for _, id := range []string{"1", "2"} {
		c.ask(id, "问")
		c.until("answer")
	}
	c.ask("3", "问")
	f := c.until("error")
	if f.Code != codeLimited || f.ID != "3" || !strings.Contains(f.Message, "3600 秒") {
		t.Errorf("%+v", f)
	}
	if n := b.echo.calls(); n != 2 {
		t.Errorf("%d questions were answered", n)
	}
	other := b.dial()
	other.ask("1", "另一个会话")
	other.until("answer")
}

func TestLongQuestionsCostMore(t *testing.T) {
	b := start(t, func(c *Config) { c.Limits.Session = burst(3) })
	c := b.dial()
	long := strings.Repeat("问", 2*unit/len("问")+100)
	c.ask("1", long)
	c.until("answer")
	c.ask("2", "短")
	if f := c.until("error"); f.Code != codeLimited {
		t.Errorf("%+v", f)
	}
}

func TestAddressLimit(t *testing.T) {
	b := start(t, func(c *Config) { c.Limits.Address = burst(3) })
	first, second := b.dial(), b.dial()
	first.ask("1", "问")
	first.until("answer")
	second.ask("1", "问")
	second.until("answer")
	r, err := b.http.Client().Get(b.http.URL + "/api/v1/documents")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Errorf("the third: %s", r.Status)
	}
	r, err = b.http.Client().Get(b.http.URL + "/api/v1/documents")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") != "3600" {
		t.Errorf("the fourth: %s, Retry-After %q", r.Status, r.Header.Get("Retry-After"))
	}
	first.ask("2", "问")
	if f := first.until("error"); f.Code != codeLimited {
		t.Errorf("%+v", f)
	}
	// The page itself is free.
	r, err = b.http.Client().Get(b.http.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Error(r.Status)
	}
}

func TestSocketsOfAnAddress(t *testing.T) {
	b := start(t, func(c *Config) { c.Limits.Sockets = 2 })
	one, _ := b.dial(), b.dial()
	_, r, err := websocket.DefaultDialer.Dial(b.url+"/ws", nil)
	if err == nil || r.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("a third: %v", err)
	}
	one.ws.Close()
	for end := time.Now().Add(hang); time.Now().Before(end); time.Sleep(time.Millisecond) {
		ws, _, err := websocket.DefaultDialer.Dial(b.url+"/ws", nil)
		if err == nil {
			ws.Close()
			return
		}
	}
	t.Error("a place was not given back")
}

// broken is a limiter whose store is gone.
type broken struct{}

func (broken) Take(context.Context, ...access.Take) (*access.Refused, error) {
	return nil, errors.New("down")
}

func TestLimiterThatFailsRefusesNothing(t *testing.T) {
	b := start(t, func(c *Config) { c.Limiter = broken{} })
	c := b.dial()
	c.ask("1", "问")
	c.until("answer")
}

func TestClientAddress(t *testing.T) {
	s := start(t, func(c *Config) { c.Proxies = []string{"10.0.0.0/8", "127.0.0.1"} }).Server
	for _, tt := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:99", "", "192.0.2.1"},
		{"192.0.2.1:99", "203.0.113.9", "192.0.2.1"}, // hearsay
		{"127.0.0.1:99", "203.0.113.9", "203.0.113.9"},
		{"10.1.2.3:99", "1.1.1.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"},
		{"10.1.2.3:99", "nonsense", "10.1.2.3"},
		{"10.1.2.3:99", "", "10.1.2.3"},
		{"[::ffff:192.0.2.1]:99", "", "192.0.2.1"},
		{"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::"},
	} {
		r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{}}
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := s.clientAddress(r); got != tt.want {
			t.Errorf("%s via %q is %s, want %s", tt.forwarded, tt.remote, got, tt.want)
		}
	}
	if _, err := parseNetworks([]string{"proxy.example"}); err == nil {
		t.Error("a name was taken for an address")
	}
}

func TestParseLimit(t *testing.T) {
	if l, err := ParseLimit("240/1m"); err != nil || l != (access.Limit{Burst: 240, Every: 250 * time.Millisecond}) {
		t.Errorf("%+v, %v", l, err)
	}
	if l, err := ParseLimit("0"); err != nil || !l.Off() {
		t.Errorf("%+v, %v", l, err)
	}
	for _, bad := range []string{"", "240", "240/", "/1m", "-1/1m", "x/1m", "1/0s", "10/1ns", "1/1m/1m"} {
		if l, err := ParseLimit(bad); err == nil {
			t.Errorf("%q is %+v", bad, l)
		}
	}
}
