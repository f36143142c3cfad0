package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"time"

	sqlitelib "modernc.org/sqlite/lib"

	"clausewise/storage/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

const recordTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL
) STRICT`

// migrate brings the schema up to date, all steps or none. Two processes that
// make a new file at once may find it busy without being made to wait, since
// the change to WAL mode does not wait: try again for as long as a writer waits.
func (s *Store) migrate(ctx context.Context) (migrate.Result, error) {
	all, err := migrate.Read(migrations, "migrations")
	if err != nil {
		return migrate.Result{}, err
	}
	deadline := time.Now().Add(s.busy)
	for {
		result, err := s.migrateOnce(ctx, all)
		if code(err) != sqlitelib.SQLITE_BUSY || time.Now().After(deadline) {
			return result, err
		}
		select {
		case <-ctx.Done():
			return migrate.Result{}, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Store) migrateOnce(ctx context.Context, all []migrate.Migration) (result migrate.Result, err error) {
	// Most opens find nothing to do; looking first spares them the wait for a
	// writer of another process.
	if applied, err := appliedMigrations(ctx, s.write); err == nil && len(applied) > 0 {
		pending, err := migrate.Pending(all, applied)
		if err != nil || len(pending) == 0 {
			return migrate.Result{From: len(applied), To: len(applied)}, err
		}
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return result, err
	}
	defer rollback(tx, &err)
	if _, err := tx.ExecContext(ctx, recordTable); err != nil {
		return result, err
	}
	applied, err := appliedMigrations(ctx, tx)
	if err != nil {
		return result, err
	}
	pending, err := migrate.Pending(all, applied)
	if err != nil {
		return result, err
	}
	for _, m := range pending {
		if _, err := tx.ExecContext(ctx, m.SQL); err != nil {
			return result, fmt.Errorf("migration %04d_%s: %w", m.Number, m.Name, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO schema_migrations (number, name) VALUES (?, ?)`, m.Number, m.Name); err != nil {
			return result, err
		}
	}
	return migrate.Result{From: len(applied), To: len(all)}, tx.Commit()
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func appliedMigrations(ctx context.Context, q querier) (applied []migrate.Applied, err error) {
	rows, err := q.QueryContext(ctx, `SELECT number, name FROM schema_migrations ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a migrate.Applied
		if err := rows.Scan(&a.Number, &a.Name); err != nil {
			return nil, err
		}
		applied = append(applied, a)
	}
	return applied, rows.Err()
}

// rollback ends a transaction that was not committed. Deferred with the named
// error of its caller, it adds nothing to it: the first error says more.
func rollback(tx *sql.Tx, err *error) {
	if e := tx.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) && *err == nil {
		*err = e
	}
}
