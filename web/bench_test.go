package web

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// BenchmarkTurn is a question over a websocket with an assistant that costs
// nothing: what the channel itself takes.
func BenchmarkTurn(b *testing.B) {
	m := newMemory()
	e := newEcho(m)
	s, err := New(Config{
		Asker: e, Conversations: m, Library: shelf{}, Log: slog.New(slog.DiscardHandler),
		Book: func(context.Context, quantity.Date) (*calculators.Book, error) { return new(calculators.Book), nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.URL, "http")+"/ws", nil)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		if err := ws.WriteJSON(clientFrame{Type: "ask", ID: strconv.Itoa(n), Text: "独立站补多少"}); err != nil {
			b.Fatal(err)
		}
		for f := (serverFrame{}); f.Type != "answer"; {
			f = serverFrame{}
			if err := ws.ReadJSON(&f); err != nil {
				b.Fatal(err)
			}
		}
		<-e.started
	}
	if err := ws.Close(); err != nil {
		b.Fatal(err)
	}
	if err := s.Shutdown(b.Context()); err != nil {
		b.Fatal(err)
	}
}
