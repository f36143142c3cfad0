package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

// command is a finished run of the program.
type command struct {
	stdout, stderr string
	code           int
}

// TestMain gives the tests that change nothing one library to share; the
// others set a data directory of their own.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	websocket.DefaultDialer.HandshakeTimeout = hang // 45 seconds by itself
	dir, err := os.MkdirTemp("", "clausewise-test-")
	if err == nil {
		// A model that is not waited for gives another answer.
		err = errors.Join(os.Setenv("CLAUSEWISE_DATA", dir), os.Setenv("CLAUSEWISE_MODEL_TIMEOUT", atLeisure.String()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := pgtest.Main(m)
	if err := storagetest.Leaks(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := os.RemoveAll(dir); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// try runs the program.
func try(t testing.TB, stdin string, args ...string) command {
	t.Helper()
	var out, errs bytes.Buffer
	err := runAt(t.Context(), time.Now, unhurried, args, strings.NewReader(stdin), &out, &errs)
	code := exitCode(err, &errs)
	return command{out.String(), errs.String(), code}
}

// lines decodes JSON Lines.
func lines[T any](t *testing.T, s string) []T {
	t.Helper()
	var out []T
	d := json.NewDecoder(strings.NewReader(s))
	for d.More() {
		var v T
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%v in %s", err, s)
		}
		out = append(out, v)
	}
	return out
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// syncBuffer is output that is read while the program writes it.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// hang is how long a test waits for what must come: it is no measure of the
// program, and only keeps a failing test from hanging.
const hang = 5 * time.Minute

// waitFor polls until f holds.
func waitFor(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(hang); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come", what)
		}
	}
}
