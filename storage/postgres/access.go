package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"clausewise/web/access"
)

// orNull is a time as the database keeps it, NULL for never.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = microseconds(t)
	return &t
}

func fromNull(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// change runs f and adds the audit entry of e in one transaction.
func (s *Store) change(ctx context.Context, doing string, e access.Event, f func(tx pgx.Tx) error) error {
	return explain(ctx, doing, pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		_, err := appendAudit(ctx, tx, e)
		return err
	}))
}

// taken tells a name that is used already from other errors.
func taken(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "23505" {
		return fmt.Errorf("%w (%w)", access.ErrTaken, err)
	}
	return err
}

// missing tells no rows from other errors.
func missing(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return access.ErrNotFound
	}
	return err
}

// touched is ErrNotFound where a statement changed nothing.
func touched(done pgconn.CommandTag, err error) error {
	if err == nil && done.RowsAffected() == 0 {
		return access.ErrNotFound
	}
	return err
}

const userColumns = `u.name, u.role, u.password, u.disabled, u.epoch, u.created_at`

func userFields(u *access.User) []any {
	return []any{&u.Name, &u.Role, &u.Password, &u.Disabled, &u.Epoch, &u.CreatedAt}
}

// CreateUser implements access.Store.
func (s *Store) CreateUser(ctx context.Context, u access.User, e access.Event) error {
	return s.change(ctx, "添加用户", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO users (name, role, password, disabled, epoch, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			u.Name, u.Role, u.Password, u.Disabled, u.Epoch, microseconds(u.CreatedAt))
		return taken(err)
	})
}

// User implements access.Store.
func (s *Store) User(ctx context.Context, name string) (access.User, error) {
	u, err := readUser(ctx, s.pool, name)
	return u, explain(ctx, "读取用户", err)
}

func readUser(ctx context.Context, q querier, name string) (access.User, error) {
	var u access.User
	if err := q.QueryRow(ctx, `SELECT `+userColumns+` FROM users u WHERE u.name = $1`, name).Scan(userFields(&u)...); err != nil {
		return access.User{}, missing(err)
	}
	u.CreatedAt = u.CreatedAt.UTC()
	return u, nil
}

// Users implements access.Store.
func (s *Store) Users(ctx context.Context) ([]access.User, error) {
	users, err := list(ctx, s.pool, func(row pgx.CollectableRow) (u access.User, err error) {
		err = row.Scan(userFields(&u)...)
		u.CreatedAt = u.CreatedAt.UTC()
		return u, err
	}, `SELECT `+userColumns+` FROM users u ORDER BY u.name`)
	return users, explain(ctx, "列出用户", err)
}

// list reads all rows of a query.
func list[T any](ctx context.Context, q querier, scan pgx.RowToFunc[T], query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

// UpdateUser implements access.Store. The table is locked, as the last
// administrator cannot be told by one row.
func (s *Store) UpdateUser(ctx context.Context, name string, change func(*access.User) error, e access.Event) (u access.User, err error) {
	err = s.change(ctx, "修改用户", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		before, err := admins(ctx, tx)
		if err != nil {
			return err
		}
		if u, err = readUser(ctx, tx, name); err != nil {
			return err
		}
		if err := change(&u); err != nil {
			return err
		}
		u.Name = name
		if _, err := tx.Exec(ctx, `UPDATE users SET role = $1, password = $2, disabled = $3, epoch = $4 WHERE name = $5`,
			u.Role, u.Password, u.Disabled, u.Epoch, name); err != nil {
			return err
		}
		after, err := admins(ctx, tx)
		if err == nil && before > 0 && after == 0 {
			err = access.ErrLastAdmin
		}
		return err
	})
	if err != nil {
		return access.User{}, err
	}
	return u, nil
}

// admins counts the administrators who can sign in.
func admins(ctx context.Context, q querier) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT count(*) FROM users WHERE role = $1 AND NOT disabled`, access.Admin).Scan(&n)
	return n, err
}

// UpdateAttempts implements access.Store.
func (s *Store) UpdateAttempts(ctx context.Context, key []byte, stale time.Time, change func(access.Attempts) access.Attempts) error {
	return explain(ctx, "记录登录", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// Rows that another sign-in holds are left for the next one to drop.
		if _, err := tx.Exec(ctx, `DELETE FROM attempts WHERE key IN
			(SELECT key FROM attempts WHERE last < $1 ORDER BY key FOR UPDATE SKIP LOCKED)`, microseconds(stale)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO attempts (key, failures) VALUES ($1, 0) ON CONFLICT DO NOTHING`, key); err != nil {
			return err
		}
		var a access.Attempts
		var last, until *time.Time
		if err := tx.QueryRow(ctx, `SELECT failures, last, locked_until FROM attempts WHERE key = $1 FOR UPDATE`, key).Scan(&a.Failures, &last, &until); err != nil {
			return err
		}
		a.Last, a.LockedUntil = fromNull(last), fromNull(until)
		a = change(a)
		_, err := tx.Exec(ctx, `UPDATE attempts SET failures = $2, last = $3, locked_until = $4 WHERE key = $1`,
			key, a.Failures, orNull(a.Last), orNull(a.LockedUntil))
		return err
	}))
}

// ClearAttempts implements access.Store.
func (s *Store) ClearAttempts(ctx context.Context, key []byte) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM attempts WHERE key = $1`, key)
	return explain(ctx, "记录登录", err)
}

// PutSite implements access.Store.
func (s *Store) PutSite(ctx context.Context, site access.Site, e access.Event) error {
	site.CreatedAt = microseconds(site.CreatedAt)
	data, err := json.Marshal(site)
	if err != nil {
		return fmt.Errorf("encoding a site: %w", err)
	}
	return s.change(ctx, "保存网站", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO sites (key, data) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET data = excluded.data`, site.Key, string(data))
		return err
	})
}

// Site implements access.Store.
func (s *Store) Site(ctx context.Context, key string) (site access.Site, err error) {
	var data string
	err = s.pool.QueryRow(ctx, `SELECT data FROM sites WHERE key = $1`, key).Scan(&data)
	if err == nil {
		err = json.Unmarshal([]byte(data), &site)
	}
	return site, explain(ctx, "读取网站", missing(err))
}

// Sites implements access.Store.
func (s *Store) Sites(ctx context.Context) ([]access.Site, error) {
	sites, err := list(ctx, s.pool, func(row pgx.CollectableRow) (site access.Site, err error) {
		var data string
		if err := row.Scan(&data); err != nil {
			return site, err
		}
		return site, json.Unmarshal([]byte(data), &site)
	}, `SELECT data FROM sites ORDER BY key`)
	return sites, explain(ctx, "列出网站", err)
}

// RemoveSite implements access.Store.
func (s *Store) RemoveSite(ctx context.Context, key string, e access.Event) error {
	return s.change(ctx, "删除网站", e, func(tx pgx.Tx) error {
		return touched(tx.Exec(ctx, `DELETE FROM sites WHERE key = $1`, key))
	})
}

// Setting implements access.Store.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT value FROM settings WHERE name = $1`, name).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return value, explain(ctx, "读取设置", err)
}

// PutSetting implements access.Store.
func (s *Store) PutSetting(ctx context.Context, name, value string, e access.Event) error {
	return s.change(ctx, "保存设置", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
}

// Secret implements access.Store.
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) (value []byte, err error) {
	read := func() error {
		return s.pool.QueryRow(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&value)
	}
	err = read()
	if errors.Is(err, pgx.ErrNoRows) {
		// The insert waits for another node's to be committed.
		if _, err = s.pool.Exec(ctx, `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, fresh); err == nil {
			err = read()
		}
	}
	return value, explain(ctx, "读取密钥", err)
}
