package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"

	"clausewise/storage/postgres/pgtest"
)

// server is where the contestants on PostgreSQL get their databases.
type server struct {
	url     string
	private *pgtest.Server // nil where a server was given
}

// openServer takes the server at a URL, or starts a private one that is
// removed by close.
func openServer(ctx context.Context, url string) (*server, error) {
	if url != "" {
		return &server{url: url}, nil
	}
	bin, err := pgtest.Find()
	if err != nil {
		return nil, err
	}
	private, err := pgtest.Start(ctx, bin, "shared_buffers=2GB", "maintenance_work_mem=2GB")
	if err != nil {
		return nil, err
	}
	return &server{private.URL, private}, nil
}

func (s *server) close() error {
	if s == nil || s.private == nil {
		return nil
	}
	return s.private.Stop()
}

// database is one contestant's.
type database struct {
	server    *server
	name, url string
	// loaded says that an earlier run may have filled it.
	loaded bool
}

// database makes an empty database, in place of one that an earlier run left.
func (s *server) database(ctx context.Context, name string) (*database, error) {
	d, err := s.named(name)
	if err != nil {
		return nil, err
	}
	return d, s.run(ctx, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name), d.create())
}

// kept is the database that an earlier run left under a name, or an empty one.
func (s *server) kept(ctx context.Context, name string) (*database, error) {
	d, err := s.named(name)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&d.loaded)
	if err != nil || d.loaded {
		return d, err
	}
	return d, s.run(ctx, d.create())
}

func (s *server) named(name string) (*database, error) {
	u, err := url.Parse(s.url)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	u.Path = "/" + name
	return &database{server: s, name: name, url: u.String()}, nil
}

func (d *database) create() string {
	return fmt.Sprintf(`CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'`, d.name)
}

func (d *database) drop(ctx context.Context) error {
	return d.server.run(ctx, fmt.Sprintf(`DROP DATABASE %s WITH (FORCE)`, d.name))
}

func (s *server) run(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// size is that of its tables and their indexes, in bytes.
func (d *database) size(ctx context.Context) (n int64, err error) {
	conn, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`).Scan(&n)
	return n, err
}
