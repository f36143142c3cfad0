package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"clausewise/storage/migrate"
)

// FileName is the database's name in the data directory.
const FileName = "clausewise.db"

// busyTimeout is how long a writer waits for another process's writer, unless
// WithBusyTimeout says otherwise.
const busyTimeout = 10 * time.Second

// readers is how many queries run at once; a query that streams rows holds a
// connection meanwhile.
const readers = 8

// Store is the embedded store. It is safe for use by many goroutines.
type Store struct {
	path   string
	read   *sql.DB // query_only, many connections
	write  *sql.DB // one connection: writers of this process queue in Go
	clock  func() time.Time
	busy   time.Duration
	schema migrate.Result

	memory  atomic.Pointer[memory] // vectors of a generation, nil before the first search
	reading singleflight.Group     // of vectors into memory
	// life is the context of what the store does on no caller's account; end
	// ends it.
	life context.Context
	end  context.CancelFunc
}

// Option adjusts a Store.
type Option func(*Store)

// WithClock makes the store take the time a pack was stored from clock.
func WithClock(clock func() time.Time) Option { return func(s *Store) { s.clock = clock } }

// WithBusyTimeout sets how long a writer waits for another process's writer.
func WithBusyTimeout(d time.Duration) Option { return func(s *Store) { s.busy = d } }

// Open opens the store in a data directory, which it makes where there is
// none, and brings the schema up to date. Close the store after use.
func Open(ctx context.Context, dir string, options ...Option) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("数据目录 %q: %w", dir, err)
	}
	s := &Store{path: filepath.Join(dir, FileName), clock: time.Now, busy: busyTimeout}
	for _, o := range options {
		o(s)
	}
	if err := makeFile(dir, s.path); err != nil {
		return nil, err
	}
	if s.write, err = sql.Open("sqlite", s.dsn("_txlock=immediate")); err != nil {
		return nil, s.explain(ctx, "打开数据库", err)
	}
	s.write.SetMaxOpenConns(1)
	if s.schema, err = s.migrate(ctx); err != nil {
		return nil, errors.Join(s.explain(ctx, "打开数据库", err), s.write.Close())
	}
	if s.read, err = sql.Open("sqlite", s.dsn("_pragma=query_only(1)")); err != nil {
		return nil, errors.Join(s.explain(ctx, "打开数据库", err), s.write.Close())
	}
	s.life, s.end = context.WithCancel(context.WithoutCancel(ctx))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return s, nil
}

// makeFile makes the directory and the file where they are missing, readable
// by nobody else: conversations are in it.
func makeFile(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("无法建立数据目录 %s：请检查上级目录的权限，或用 --data 换一个目录: %w", dir, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("数据目录 %s 不可写：请检查该目录和其中 %s 的权限，或用 --data 换一个目录: %w", dir, FileName, err)
	}
	return f.Close()
}

func (s *Store) dsn(extra string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(s.path)}
	return fmt.Sprintf("%s?_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&%s",
		u.String(), s.busy.Milliseconds(), extra)
}

// Path is the database file.
func (s *Store) Path() string { return s.path }

// Schema says what opening the store did to its schema.
func (s *Store) Schema() migrate.Result { return s.schema }

// Close releases the store. What was written is on disk already.
func (s *Store) Close() error {
	s.end()
	// A read of vectors that is under way is waited for.
	_, _, _ = s.reading.Do("", func() (any, error) { return nil, nil })
	return errors.Join(s.read.Close(), s.write.Close())
}
