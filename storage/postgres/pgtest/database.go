package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Variable names the environment variable with the URL of a server for
// tests. Its user must be allowed to make databases.
const Variable = "TEST_DATABASE_URL"

// Required reports whether tests must not be skipped for want of a server.
func Required() bool {
	for _, name := range []string{"CI", "CLAUSEWISE_REQUIRE_POSTGRES"} {
		if v := os.Getenv(name); v != "" && v != "0" && v != "false" {
			return true
		}
	}
	return false
}

// Main runs the tests of a package with a server for Database, started for
// them where none is given. It returns the exit code:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
func Main(m *testing.M) (code int) {
	if os.Getenv(Variable) != "" {
		return m.Run()
	}
	bin, err := Find()
	if errors.Is(err, ErrNoServer) {
		return m.Run() // Database skips or fails, test by test
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return 1
	}
	server, err := Start(context.Background(), bin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return 1
	}
	defer func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			code = 1
		}
	}()
	if err := os.Setenv(Variable, server.URL); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return 1
	}
	return m.Run()
}

// URL returns the server's URL, and skips or fails the test where there is
// none.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" && Required() {
		t.Fatal(ErrNoServer)
	}
	if server == "" {
		t.Skip(ErrNoServer)
	}
	return server
}

// Database makes an empty database, dropped when the test ends, and returns
// its URL. Where the server can, the database sorts text as Chinese
// dictionaries do, so that a query that relies on a collation shows.
func Database(t testing.TB) string {
	t.Helper()
	server := URL(t)
	name := "clausewise_" + strings.ToLower(rand.Text())
	if err := attempt(server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh'`, name)); err != nil {
		run(t, server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'`, name))
	}
	t.Cleanup(func() { drop(t, server, name) })
	return WithDatabase(t, server, name)
}

// drop removes a database. The server gives those who still use it 5 seconds
// to go, which a starved machine exceeds.
func drop(t testing.TB, server, name string) {
	t.Helper()
	for end := time.Now().Add(stopTimeout); ; {
		err := attempt(server, fmt.Sprintf(`DROP DATABASE %s WITH (FORCE)`, name))
		inUse, ok := errors.AsType[*pgconn.PgError](err)
		if ok && inUse.Code == "55006" && time.Now().Before(end) {
			continue
		}
		if err != nil {
			t.Fatalf("drop %s: %v", name, err)
		}
		return
	}
}

// Schema makes an empty schema in a database made by Database, dropped when
// the test ends, and returns the database's URL with that schema first in its
// search path. It costs a tenth of a database.
func Schema(t testing.TB, database string) string {
	t.Helper()
	name := "s_" + strings.ToLower(rand.Text())
	Exec(t, database, "CREATE EXTENSION IF NOT EXISTS vector SCHEMA public", "CREATE SCHEMA "+name)
	t.Cleanup(func() { Exec(t, database, "SET client_min_messages = warning; DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(database)
	if err != nil {
		t.Fatalf("%q is not a URL: %v", database, err)
	}
	values := u.Query()
	values.Set("search_path", name+",public")
	u.RawQuery = values.Encode()
	return u.String()
}

// WithDatabase is a server's URL with another database in it.
func WithDatabase(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL: %v", Variable, err)
	}
	u.Path = "/" + name
	return u.String()
}

// WithUser is a server's URL with another user and no password.
func WithUser(t testing.TB, server, user string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL: %v", Variable, err)
	}
	u.User = url.User(user)
	return u.String()
}

// Exec runs statements in the database at a URL.
func Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	for _, s := range statements {
		run(t, database, s)
	}
}

func run(t testing.TB, server, statement string) {
	t.Helper()
	if err := attempt(server, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func attempt(server, statement string) error {
	ctx := context.Background() // also for clean-up, when a test's own is over
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
