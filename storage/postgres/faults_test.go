package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"strings"
	"testing"

	"clausewise/retrieval"
	"clausewise/storage/migrate"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/storagetest"
)

func open(t *testing.T, url string, options ...postgres.Option) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, options...)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// says fails the test where err is nil or lacks one of the words.
func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not say %q:\n%v", w, err)
		}
	}
}

// role makes a user for a test and returns its name.
func role(t *testing.T, attributes string) string {
	t.Helper()
	name := "clausewise_" + strings.ToLower(rand.Text())
	pgtest.Exec(t, pgtest.URL(t), "CREATE ROLE "+name+" "+attributes)
	t.Cleanup(func() { pgtest.Exec(t, pgtest.URL(t), "DROP ROLE "+name) })
	return name
}

func TestOpenFaults(t *testing.T) {
	tests := []struct {
		name  string
		url   func(t *testing.T) string
		words []string
	}{
		{"address makes no sense", func(*testing.T) string { return "postgres://a:b@c:notaport/x" }, []string{"postgres://用户:密码@主机:5432/库名"}},
		{"nobody listens", func(*testing.T) string { return "postgres://u:secret@127.0.0.1:1/x" }, []string{"连不上数据库服务器", "127.0.0.1:1", "--database-url"}},
		{
			"no such database", func(t *testing.T) string { return pgtest.WithDatabase(t, pgtest.URL(t), "no_such_database") },
			[]string{"没有数据库 no_such_database", "createdb no_such_database"},
		},
		{"no such user", func(t *testing.T) string { return pgtest.WithUser(t, pgtest.URL(t), "no_such_user") }, []string{"no_such_user", "用户名和密码"}},
		{
			"user may not log in", func(t *testing.T) string { return pgtest.WithUser(t, pgtest.URL(t), role(t, "NOLOGIN")) },
			[]string{"拒绝", "用户名和密码"},
		},
		{
			"no right to make the extension", func(t *testing.T) string { return pgtest.WithUser(t, pgtest.Database(t), role(t, "LOGIN")) },
			[]string{"无权启用 pgvector", "CREATE EXTENSION vector;"},
		},
		{"read-only", func(t *testing.T) string {
			url := pgtest.Database(t)
			return url + "&default_transaction_read_only=on"
		}, []string{"只读", "主库"}},
		{"another program's schema", func(t *testing.T) string {
			url := pgtest.Database(t)
			pgtest.Exec(t, url, "CREATE TABLE schema_migrations (number integer, name text)", "INSERT INTO schema_migrations VALUES (1, 'users')")
			return url
		}, []string{"不是 clausewise 的"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := postgres.Open(t.Context(), tt.url(t))
			if err == nil {
				s.Close()
			}
			says(t, err, tt.words...)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestNewerSchema(t *testing.T) {
	url := pgtest.Database(t)
	version := open(t, url).Schema()
	if version.From != 0 || version.To < 2 {
		t.Errorf("a new database gives %+v", version)
	}
	if again := open(t, url).Schema(); again.From != version.To || again.To != version.To {
		t.Errorf("a current database gives %+v", again)
	}
	pgtest.Exec(t, url, "INSERT INTO schema_migrations (number, name) VALUES (9999, 'from_the_future')")
	_, err := postgres.Open(t.Context(), url)
	if !errors.Is(err, migrate.ErrNewer) {
		t.Errorf("error %v, want %v", err, migrate.ErrNewer)
	}
	says(t, err, "9999", "新版本")
}

func TestReadOnlyRole(t *testing.T) {
	url := pgtest.Database(t)
	s := open(t, url)
	if _, err := s.PutPack(t.Context(), storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("只读", 3)})); err != nil {
		t.Fatal(err)
	}
	reader := open(t, url+"&default_transaction_read_only=on")
	if rows, err := reader.Rows(t.Context(), "doc", 0); err != nil || len(rows) != 4 {
		t.Errorf("Rows: %d, %v", len(rows), err)
	}
	_, err := reader.PutPack(t.Context(), storagetest.Pack("q", storagetest.Text{Document: "doc2", Rows: storagetest.Lines("写", 1)}))
	says(t, err, "只读", "主库")
}

// TestTerminatedConnections cuts all connections of a store, as a restart of
// the server or a firewall does. Nobody gets an error.
func TestTerminatedConnections(t *testing.T) {
	url := pgtest.Database(t)
	s := open(t, url)
	if _, err := s.PutPack(t.Context(), storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("中断", 1)})); err != nil {
		t.Fatal(err)
	}
	v := retrieval.Vector{Ref: retrieval.Ref{Document: "doc", Version: 1, Key: "第1条"}, Values: []float32{0, 1}}
	model := retrieval.Model{Name: "test", Dim: 2}
	if err := s.PutVectors(t.Context(), model, []retrieval.Vector{v}); err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func() error{
		"documents": func() error {
			_, err := s.Documents(t.Context())
			return err
		},
		"neighbours": func() error {
			near, err := s.Nearest(t.Context(), model, v.Values, 1, nil, nil)
			if err == nil && len(near) != 1 {
				t.Errorf("neighbours %v", near)
			}
			return err
		},
	} {
		for range 3 {
			if err := read(); err != nil {
				t.Fatal(err)
			}
			pgtest.Exec(t, url, "SELECT pg_terminate_backend(pid, 300000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			if err := read(); err != nil {
				t.Errorf("%s after the connections were cut: %v", name, err)
			}
		}
	}
}

// TestServerStops needs a server of its own to stop.
func TestServerStops(t *testing.T) {
	pgtest.URL(t) // skip or fail like the others
	bin, err := pgtest.Find()
	if err != nil {
		t.Skipf("the server at %s cannot be stopped from here: %v", pgtest.Variable, err)
	}
	server, err := pgtest.Start(t.Context(), bin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	}()
	s := open(t, server.URL)
	p := storagetest.Pack("p", storagetest.Text{Document: "doc", Rows: storagetest.Lines("停机", 3)})
	if _, err := s.PutPack(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Rows(t.Context(), "doc", 0)
	says(t, err, "读取文件 doc", "连不上数据库服务器", "PostgreSQL 已启动")
	_, err = s.PutPack(t.Context(), storagetest.Pack("q", storagetest.Text{Document: "doc2", Rows: storagetest.Lines("写", 1)}))
	says(t, err, "连不上数据库服务器")
	_, err = postgres.Open(t.Context(), server.URL)
	says(t, err, "连不上数据库服务器")

	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows, err := s.Rows(t.Context(), "doc", 0); err != nil || len(rows) != 4 {
		t.Errorf("after the server is back: %d rows, %v", len(rows), err)
	}
	if packs, err := s.Packs(t.Context()); err != nil || len(packs) != 1 {
		t.Errorf("after the server is back: %v, %v", packs, err)
	}
}

func TestCancelledContext(t *testing.T) {
	s := open(t, pgtest.Database(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Documents(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Documents: %v", err)
	}
}

// expiring is a context whose deadline passes when done is closed.
type expiring struct {
	context.Context
	done chan struct{}
}

func (e expiring) Done() <-chan struct{} { return e.done }

func (e expiring) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// TestDeadline lets a deadline pass while nobody answers: the address is still
// told.
func TestDeadline(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx := expiring{t.Context(), make(chan struct{})}
	go func() {
		if conn, err := silent.Accept(); err == nil {
			close(ctx.done)
			defer conn.Close()
			<-t.Context().Done()
		}
	}()
	_, err = postgres.Open(ctx, "postgres://u@"+silent.Addr().String()+"/x?sslmode=disable")
	says(t, err, "连不上数据库服务器", silent.Addr().String())
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}
