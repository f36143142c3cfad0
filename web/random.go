package web

import (
	"crypto/rand"
	"io"
	"sync"
)

// lockedReader makes a reader safe for many connections; nil is the system's
// own source.
func lockedReader(r io.Reader) io.Reader {
	if r == nil {
		return rand.Reader
	}
	return &locked{r: r}
}

type locked struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *locked) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
