package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvec "github.com/pgvector/pgvector-go/pgx"

	"clausewise/storage/migrate"
)

const (
	connectTimeout = 5 * time.Second
	// defaultConns lets many loops over AllRows ask the store meanwhile, where
	// the URL does not set pool_max_conns.
	defaultConns = 16
	// exactLimit is the number of vectors up to which a scan is both exact
	// and fast enough.
	exactLimit = 20_000
)

// Store is the PostgreSQL store. It is safe for use by many goroutines, and
// connects again by itself when the server was restarted.
type Store struct {
	pool       *pgxpool.Pool
	clock      func() time.Time
	log        *slog.Logger
	exactLimit int
	heldBytes  int
	schema     migrate.Result
	shape      atomic.Pointer[shape]
	held       atomic.Pointer[held]
	holding    sync.Mutex   // whoever reads what is held
	pruned     atomic.Int64 // when limits were pruned last, Unix nanoseconds

	replicaURL  string
	replica     *pgxpool.Pool // nil where there is none
	replicaFrom atomic.Int64  // from when on it may be asked again, Unix nanoseconds
}

// Option adjusts a Store.
type Option func(*Store)

// WithClock makes the store take the time a pack was stored from clock.
func WithClock(clock func() time.Time) Option { return func(s *Store) { s.clock = clock } }

// WithLogger makes the store warn through log; without it, it is silent.
func WithLogger(log *slog.Logger) Option { return func(s *Store) { s.log = log } }

// WithExactLimit sets the number of vectors up to which Nearest scans them
// all, instead of 20,000.
func WithExactLimit(n int) Option { return func(s *Store) { s.exactLimit = n } }

// WithHeldBytes sets how much of the vectors the store holds in memory, instead
// of 16 MB; with 0 every search compares them in the database.
func WithHeldBytes(n int) Option { return func(s *Store) { s.heldBytes = n } }

// Open connects to the database at a postgres:// URL and brings the schema up
// to date. Close the store after use.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	s := &Store{clock: time.Now, log: slog.New(slog.DiscardHandler), exactLimit: exactLimit, heldBytes: heldBytes}
	for _, o := range options {
		o(s)
	}
	config, err := poolConfig(url)
	if err != nil {
		return nil, err
	}
	// The schema first, by a connection of its own: the pool's need the
	// vector type to be there.
	if s.schema, err = s.migrate(ctx, config.ConnConfig.Copy()); err != nil {
		return nil, explain(ctx, "打开数据库", err)
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, explain(ctx, "打开数据库", err)
	}
	if err := s.pool.Ping(ctx); err != nil {
		s.pool.Close()
		return nil, explain(ctx, "打开数据库", err)
	}
	if err := s.openReplica(ctx); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

// poolConfig reads the URL of a database.
func poolConfig(url string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("数据库地址看不懂，应形如 postgres://用户:密码@主机:5432/库名: %w", err)
	}
	// A password that holds a slash ends up in the name of the database, and
	// from there in messages.
	if strings.Contains(config.ConnConfig.Database, "@") {
		return nil, errors.New("数据库地址看不懂：库名里有 @。密码里的 / 要写成 %2F，@ 写成 %40，# 写成 %23，? 写成 %3F")
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	if _, set := config.ConnConfig.RuntimeParams["application_name"]; !set {
		config.ConnConfig.RuntimeParams["application_name"] = "clausewise"
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = max(config.MaxConns, defaultConns)
	}
	config.AfterConnect = prepare
	config.ShouldPing = shouldPing
	return config, nil
}

// repeatable marks the context of what is asked again on another connection
// where this one was lost.
type repeatable struct{}

// idleUnasked is how long a connection may have been idle and still be used
// for what is repeatable without a ping.
const idleUnasked = time.Second

// shouldPing has a connection that the server has closed found when it is
// taken, not by the query: a restart costs nobody an error.
func shouldPing(ctx context.Context, p pgxpool.ShouldPingParams) bool {
	return ctx.Value(repeatable{}) == nil || p.IdleDuration > idleUnasked
}

// prepare sets up a connection of the pool.
func prepare(ctx context.Context, conn *pgx.Conn) error { return pgxvec.RegisterTypes(ctx, conn) }

// planned, before the arguments of a query, has it planned for their values
// each time. After five runs a prepared statement may get one plan for all,
// which saves making it and ignores how few rows a filter leaves: so what
// filters, or filters or not by its arguments, says planned.
const planned = pgx.QueryExecModeCacheDescribe

// queuePlanned does the same for the statements behind it in a batch.
func queuePlanned(b *pgx.Batch) {
	b.Queue(`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`).Exec(func(pgconn.CommandTag) error { return nil })
}

// Schema says what opening the store did to its schema.
func (s *Store) Schema() migrate.Result { return s.schema }

// Close releases the connections and waits for queries under way.
func (s *Store) Close() error {
	if s.replica != nil {
		s.replica.Close()
	}
	s.pool.Close()
	return nil
}
