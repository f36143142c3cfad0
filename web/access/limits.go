package access

import (
	"context"
	"crypto/sha256"
	"math"
	"sync"
	"time"
)

// Limit is how much may be taken: Burst units at once, and one more every
// Every after that. The zero Limit bounds nothing.
type Limit struct {
	Burst int
	Every time.Duration
}

// Off reports whether a limit bounds nothing.
func (l Limit) Off() bool { return l.Burst <= 0 || l.Every <= 0 }

// Take is a wish to take some units under a key.
type Take struct {
	Key   string // "address/192.0.2.7": what is counted, and whose it is
	Units int
	Limit Limit
}

// Limiter counts what is taken. Where several processes serve one library it
// counts for all of them together.
//
// It keeps one time for each key, the moment at which everything taken will
// have been given back (the generic cell rate algorithm, ITU-T I.371): a key
// whose time has passed is as good as new and may be forgotten.
type Limiter interface {
	// Take takes what the limits allow and returns nil where that was all.
	// Otherwise Refused says which was too much and how long to wait; units
	// under other keys may have been taken.
	Take(ctx context.Context, takes ...Take) (*Refused, error)
}

// Refused says what was too much.
type Refused struct {
	Key string
	// Wait is how long until as many units will be free; never more than it
	// takes the whole burst to come back.
	Wait time.Duration
}

// Cost is how long the units of a take are held. More than the burst is the
// burst: it is refused until nothing else is held, and not for ever.
func (t Take) Cost() time.Duration {
	return t.Limit.Every * time.Duration(max(1, min(t.Units, t.Limit.Burst)))
}

// Depth is how far ahead of now a key's time may lie.
func (t Take) Depth() time.Duration { return t.Limit.Every * time.Duration(t.Limit.Burst) }

// Hash is the key as it is kept: whose it is cannot be read from it by
// looking.
func (t Take) Hash() []byte {
	sum := sha256.Sum256([]byte("clausewise-limit/1\x00" + t.Key))
	return sum[:16]
}

// mostKeys bounds the memory of a LocalLimiter: about 10 MB.
const mostKeys = 100_000

// LocalLimiter counts for one process.
type LocalLimiter struct {
	now func() time.Time

	mu   sync.Mutex
	keys map[[16]byte]time.Time
}

// NewLocalLimiter returns a Limiter that takes the time from now.
func NewLocalLimiter(now func() time.Time) *LocalLimiter {
	return &LocalLimiter{now: now, keys: map[[16]byte]time.Time{}}
}

// Take implements Limiter.
func (l *LocalLimiter) Take(_ context.Context, takes ...Take) (*Refused, error) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	var refused *Refused
	for _, t := range takes {
		if t.Limit.Off() {
			continue
		}
		key := [16]byte(t.Hash())
		at := l.keys[key]
		// A clock that was set back must not lock a key for longer than it
		// could have locked itself.
		if at.Before(now) || at.Sub(now) > t.Depth() {
			at = now
		}
		if at = at.Add(t.Cost()); at.Sub(now) > t.Depth() {
			if wait := at.Sub(now) - t.Depth(); refused == nil || wait > refused.Wait {
				refused = &Refused{t.Key, wait}
			}
			continue
		}
		if len(l.keys) >= mostKeys {
			l.forget(now)
		}
		l.keys[key] = at
	}
	return refused, nil
}

// forget drops the keys that are as good as new; where too few are, also
// those that are nearest to it.
func (l *LocalLimiter) forget(now time.Time) {
	for horizon := now; len(l.keys) > mostKeys*9/10; {
		least := time.Duration(math.MaxInt64)
		for k, at := range l.keys {
			if !at.After(horizon) {
				delete(l.keys, k)
			} else {
				least = min(least, at.Sub(now))
			}
		}
		horizon = now.Add(max(2*least, time.Second))
	}
}
