package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"clausewise/web/access"
)

// unit is how many bytes of a message or body count as one more message.
const unit = 4 << 10

// Limits are how much one party may ask for. A message or request counts as
// one, and one more for every further 4 KiB. The zero value bounds nothing.
type Limits struct {
	Address access.Limit // one network address
	Session access.Limit // one conversation
	Site    access.Limit // one site that embeds the chat
	Token   access.Limit // one API token
	Sockets int          // open websockets of one address, in this process
}

// charge takes what a message of so many bytes costs, or says how long to
// wait. A limiter that cannot be asked refuses nothing: what the message
// needs of the same store will say what is wrong.
func (s *Server) charge(ctx context.Context, size int, takes ...access.Take) *fault {
	for i := range takes {
		takes[i].Units = 1 + size/unit
	}
	refused, err := s.limiter.Take(ctx, takes...)
	if err != nil {
		s.log.WarnContext(ctx, "limits not checked", "error", err)
		return nil
	}
	if refused == nil {
		return nil
	}
	kind, _, _ := strings.Cut(refused.Key, "/")
	s.metrics.refused.WithLabelValues(kind).Inc()
	s.log.InfoContext(ctx, "limit reached", "limit", kind, "wait", refused.Wait.Round(time.Millisecond))
	seconds := int(math.Ceil(refused.Wait.Seconds()))
	return &fault{code: codeLimited, about: strconv.Itoa(seconds), wait: seconds}
}

func (s *Server) ofAddress(address string) access.Take {
	return access.Take{Key: "address/" + address, Limit: s.limits.Address}
}

func (s *Server) ofSession(conversation string) access.Take {
	return access.Take{Key: "session/" + conversation, Limit: s.limits.Session}
}

func (s *Server) ofSite(site string) access.Take {
	return access.Take{Key: "site/" + site, Limit: s.limits.Site}
}

func (s *Server) ofToken(id string) access.Take {
	return access.Take{Key: "token/" + id, Limit: s.limits.Token}
}

// limited counts the requests of programs against their address, and those of
// staff and their tokens against themselves: a whole hotline may sit behind one
// address. The page's own files are free.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/mcp" {
			take := s.ofAddress(s.clientAddress(r))
			// Who cannot be recognised counts as a stranger here; the route says
			// what is wrong.
			if who, err := s.identify(r); err == nil && who.Known() {
				r = r.WithContext(context.WithValue(r.Context(), identityKey{}, who))
				take = s.ofToken(cmp.Or(who.Token, "staff/"+who.User))
			}
			if f := s.charge(r.Context(), int(max(0, r.ContentLength)), take); f != nil {
				s.fail(w, r, f)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// admit counts a websocket of an address, false where there are enough.
func (s *Server) admit(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limits.Sockets > 0 && s.sockets.of[address] >= s.limits.Sockets {
		return false
	}
	s.sockets.of[address]++
	return true
}

func (s *Server) dismiss(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sockets.of[address]--; s.sockets.of[address] <= 0 {
		delete(s.sockets.of, address)
	}
}

// ParseLimit reads a limit as operators write it: 240/1m is 240 at once and
// as many a minute, 0 is none.
func ParseLimit(text string) (access.Limit, error) {
	if text == "0" {
		return access.Limit{}, nil
	}
	count, per, ok := strings.Cut(text, "/")
	n, err := strconv.Atoi(count)
	d, perErr := time.ParseDuration(per)
	if !ok || err != nil || perErr != nil || n < 1 || n > 1_000_000 || d <= 0 || d/time.Duration(n) <= 0 {
		return access.Limit{}, fmt.Errorf("限额“%s”写法不对，应如 240/1m（每分钟240次）或 0（不限）", text)
	}
	return access.Limit{Burst: n, Every: d / time.Duration(n)}, nil
}
