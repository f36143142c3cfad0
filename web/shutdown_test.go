package web

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestShutdownFinishesTurnsAndSaysGoingAway(t *testing.T) {
	b := start(t)
	c, idle := b.dial(), b.dial()
	c.ask("1", "wait")
	chat := c.next()
	<-b.echo.started
	done := make(chan error, 1)
	go func() { done <- b.Shutdown(context.Background()) }()
	for !b.isDraining() {
		time.Sleep(time.Millisecond)
	}
	c.ask("2", "too late")
	if f := c.until("error"); f.Code != codeGoingAway || f.ID != "2" {
		t.Fatalf("got %+v", f)
	}
	if response, err := http.Get(b.http.URL + "/readyz"); err != nil {
		t.Error(err)
	} else {
		response.Body.Close()
		if response.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("readyz while draining: %d", response.StatusCode)
		}
	}
	if _, response, err := websocket.DefaultDialer.Dial(b.url+"/ws", nil); err == nil || response == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a new chat while draining: %v, %v", response, err)
	}
	close(b.echo.release)
	if f := c.until("answer"); f.ID != "1" {
		t.Fatalf("got %+v", f)
	}
	for _, x := range []*client{c, idle} {
		if got := x.closed(); got != websocket.CloseGoingAway {
			t.Errorf("closed with %d", got)
		}
	}
	if err := <-done; err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if got := b.memory.stored(chat.Conversation); len(got) != 1 {
		t.Errorf("stored %d turns, want 1", len(got))
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestShutdownLosesPatience(t *testing.T) {
	b := start(t)
	c := b.dial()
	c.ask("1", "wait")
	<-b.echo.started
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := b.Shutdown(ctx); err == nil {
		t.Error("shutdown waited for a turn that never ends, or said nothing of it")
	}
	b.sockets.Wait()
}
