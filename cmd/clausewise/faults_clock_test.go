package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5"
)

// refusal reads up to the error frame; no answer may come before it.
func (s *service) refusal(ws *websocket.Conn) frame {
	s.t.Helper()
	for {
		var f frame
		if err := ws.ReadJSON(&f); err != nil {
			s.t.Fatal(err)
		}
		switch f.Type {
		case "error":
			return f
		case "answer":
			s.t.Fatal("an answer that could not be stored was sent")
		}
	}
}

// TestClockMoves sets the clock of a running service back and far ahead:
// questions are answered as of the day it says, in order, whatever it said
// before, and nobody is locked out by a time that has not come.
func TestClockMoves(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		if got := try(t, testPassword+"\n", append([]string{"user", "add", "admin", "--role", "admin"}, store...)...); got.code != 0 {
			t.Fatal(got.stderr)
		}
		var moved atomic.Int64 // against noon
		s := serveAt(t, func() time.Time {
			return time.Date(2026, time.November, 22, 4, 0, 0, 0, time.UTC).Add(time.Duration(moved.Load()))
		}, append([]string{"--limit-session", "20/1m"}, store...)...)
		ws := s.dial()
		var seq int64
		for i, tt := range []struct {
			by  time.Duration
			day string
		}{
			{0, "2026-11-22"}, {-49 * time.Hour, "2026-11-20"}, {30 * time.Minute, "2026-11-22"}, {400 * 24 * time.Hour, "2027-12-27"}, {-time.Hour, "2026-11-22"},
		} {
			moved.Store(int64(tt.by))
			for _, id := range []string{"a", "b"} {
				s.send(ws, map[string]any{"type": "ask", "id": id + tt.by.String(), "text": "苏州独立站花了60万，有交易记录，能补多少"})
				f := s.until(ws, "answer")
				if f.Answer.AsOf != tt.day || f.Seq <= seq {
					t.Errorf("step %d: as of %s, number %d after %d", i, f.Answer.AsOf, f.Seq, seq)
				}
				seq = f.Seq
			}
			if status := s.status("/readyz"); status != http.StatusOK {
				t.Errorf("step %d: /readyz %d", i, status)
			}
			b := newBrowser(t, s)
			b.signIn("admin")
			if status, body := b.do("GET", "/api/v1/audit/check", ""); status != http.StatusOK || !strings.Contains(body, `"ok":true`) {
				t.Errorf("step %d: audit: %d %s", i, status, body)
			}
		}
	})
}

// TestSlowDatabase has every writing of a turn wait: the answers come late and
// none is lost, and what needs no writing goes on meanwhile.
func TestSlowDatabase(t *testing.T) {
	t.Parallel()
	s, ws, database := talkingOnPostgres(t)
	lock, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close(t.Context())
	if _, err := lock.Exec(t.Context(), `BEGIN; LOCK TABLE turns IN EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	s.send(ws, map[string]any{"type": "ask", "id": "2", "text": "那120万呢？"})
	const slow = 2 * time.Second
	for time.Since(began) < slow {
		if got := s.post("/api/v1/calculate", `{"rule":"`+site+`","inputs":{"expense_yuan":"85万","has_record":true}}`); !strings.Contains(got, `"290000.00"`) {
			t.Errorf("meanwhile: %s", got)
		}
		if status := s.status("/readyz"); status != http.StatusOK {
			t.Errorf("meanwhile /readyz: %d", status)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if _, err := lock.Exec(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if f := s.until(ws, "answer"); f.ID != "2" || !strings.Contains(f.Answer.Text, "41万元") || time.Since(began) < slow {
		t.Errorf("the late answer: %+v", f)
	}
}
