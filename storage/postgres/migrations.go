package postgres

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"

	"clausewise/storage/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schemaLock is the advisory lock under which the schema is changed; the
// number only has to be our own.
const schemaLock = 0x636c617573657731

const recordTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
    number integer PRIMARY KEY,
    name   text NOT NULL
)`

// migrate brings extension and schema up to date, all steps or none. Where
// there is nothing to do it writes nothing, so that a role or a replica that
// may only read can be opened.
func (s *Store) migrate(ctx context.Context, config *pgx.ConnConfig) (result migrate.Result, err error) {
	all, err := migrate.Read(migrations, "migrations")
	if err != nil {
		return result, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return result, err
	}
	defer conn.Close(context.WithoutCancel(ctx))

	found, err := readExtension(ctx, conn)
	if err != nil {
		return result, err
	}
	if err := found.check(config.Database); err != nil {
		return result, err
	}
	if found.worn() {
		s.log.WarnContext(ctx, "pgvector 版本偏旧：0.8.4 以前的版本在并行建索引和清理时有缺陷，请尽早升级", "version", found.installed)
	}
	applied, err := appliedMigrations(ctx, conn)
	if err != nil {
		return result, err
	}
	pending, err := migrate.Pending(all, applied)
	if err != nil {
		return result, err
	}
	if found.installed != "" && len(pending) == 0 {
		return migrate.Result{From: len(applied), To: len(applied)}, nil
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		result, err = change(ctx, tx, all, config.Database)
		return err
	})
	return result, err
}

// change applies what is pending once the lock is ours; another process may
// have done it meanwhile.
func change(ctx context.Context, tx pgx.Tx, all []migrate.Migration, database string) (result migrate.Result, err error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(schemaLock)); err != nil {
		return result, err
	}
	if err := createExtension(ctx, tx, database); err != nil {
		return result, err
	}
	if _, err := tx.Exec(ctx, recordTable); err != nil {
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
		if _, err := tx.Exec(ctx, m.SQL); err != nil {
			return result, fmt.Errorf("migration %04d_%s: %w", m.Number, m.Name, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO schema_migrations (number, name) VALUES ($1, $2)`, m.Number, m.Name); err != nil {
			return result, err
		}
	}
	return migrate.Result{From: len(applied), To: len(all)}, nil
}

// querier is a connection, a transaction or the pool.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func appliedMigrations(ctx context.Context, q querier) ([]migrate.Applied, error) {
	var exists bool
	if err := q.QueryRow(ctx, `SELECT to_regclass('schema_migrations') IS NOT NULL`).Scan(&exists); err != nil || !exists {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT number, name FROM schema_migrations ORDER BY number`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[migrate.Applied])
}
