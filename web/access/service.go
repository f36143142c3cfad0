package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Service decides on sign-ins and changes. It is safe for concurrent use and
// keeps nothing but what Store keeps, so any number of processes can share one.
type Service struct {
	store   Store
	now     func() time.Time
	random  io.Reader
	cost    Cost
	lasting time.Duration
	idle    time.Duration
	// decoy is verified where there is no user, so that it takes as long.
	decoy func() (string, error)
	// hashing bounds the memory that sign-ins can take at once.
	hashing chan struct{}
}

// Option adjusts a Service.
type Option func(*Service)

// WithClock takes the time from now instead of time.Now.
func WithClock(now func() time.Time) Option { return func(s *Service) { s.now = now } }

// WithRandom takes random bytes from r, which must be safe for concurrent
// use, instead of crypto/rand.
func WithRandom(r io.Reader) Option { return func(s *Service) { s.random = r } }

// WithCost sets the work of new password hashes instead of DefaultCost.
func WithCost(c Cost) Option { return func(s *Service) { s.cost = c } }

// WithSessions sets how long a session lasts at most, and without being used.
func WithSessions(lasting, idle time.Duration) Option {
	return func(s *Service) { s.lasting, s.idle = lasting, idle }
}

// New returns a Service over a store.
func New(store Store, options ...Option) *Service {
	s := &Service{
		store: store, now: time.Now, random: rand.Reader, cost: DefaultCost(),
		lasting: 12 * time.Hour, idle: time.Hour,
		hashing: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))),
	}
	for _, o := range options {
		o(s)
	}
	s.decoy = sync.OnceValues(func() (string, error) { return hashPassword("nobody's password", s.cost, s.random) })
	return s
}

// newSecret is a random 256 bit secret with the hash that is stored.
func (s *Service) newSecret(prefix string) (secret string, hash []byte, err error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", nil, fmt.Errorf("reading random bytes: %w", err)
	}
	secret = prefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, hashSecret(secret), nil
}

// hashSecret needs no salt and no work: a secret is random enough.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// newID is a short public name: so many random characters of a–z and 2–7.
func (s *Service) newID(length int) (string, error) {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	b := make([]byte, length)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	for i := range b {
		b[i] = letters[b[i]&31]
	}
	return string(b), nil
}

// event is one of now.
func (s *Service) event(actor, action, object, detail string) Event {
	return Event{At: s.now(), Actor: actor, Action: action, Object: object, Detail: detail}
}

// hash hashes a password when there is room.
func (s *Service) hash(ctx context.Context, password string) (hash string, err error) {
	err = s.withRoom(ctx, func() (err error) {
		hash, err = hashPassword(password, s.cost, s.random)
		return err
	})
	return hash, err
}

// withRoom runs f while few others do.
func (s *Service) withRoom(ctx context.Context, f func() error) error {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.hashing }()
	return f()
}

// plain checks a text people entered: of a length, in one line.
func plain(what, text string, most int) error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return invalid("%s里有不能用的字符", what)
	case utf8.RuneCountInString(text) > most:
		return invalid("%s最多%d个字", what, most)
	}
	return nil
}
