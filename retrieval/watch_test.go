package retrieval

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := policies(t)
		var log bytes.Buffer
		s, err := NewSearcher(t.Context(), m, nil, BuildOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := false
		go func() {
			s.Watch(ctx, time.Second)
			ended = true
		}()

		m.set(Document{ID: "new", Version: 1, Title: "新文件"}, []Row{{Document: "new", Version: 1, Key: "一", Kind: Clause, Text: "一、新。"}})
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		if _, ok := s.Index().Document("new"); !ok {
			t.Error("what another process stored is not there after an interval")
		}

		m.mu.Lock()
		m.fail["Generation"] = errors.New("database is down")
		m.mu.Unlock()
		time.Sleep(time.Second)
		synctest.Wait()
		if !strings.Contains(log.String(), "database is down") {
			t.Errorf("the log says %q", log.String())
		}

		cancel()
		synctest.Wait()
		if !ended {
			t.Error("the watch outlives its context")
		}
	})
}
