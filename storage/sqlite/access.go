package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	sqlitelib "modernc.org/sqlite/lib"

	"clausewise/web/access"
)

// micros is a time as the database keeps it, 0 for never.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// change runs f and adds the audit entry of e in one transaction.
func (s *Store) change(ctx context.Context, doing string, e access.Event, f func(tx *sql.Tx) error) error {
	return s.explain(ctx, doing, s.inTx(ctx, func(tx *sql.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		_, err := appendAudit(ctx, tx, e)
		return err
	}))
}

// inTx runs f in a transaction of the one writer.
func (s *Store) inTx(ctx context.Context, f func(tx *sql.Tx) error) (err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx, &err)
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// taken tells a name that is used already from other errors.
func taken(err error) error {
	if code(err) == sqlitelib.SQLITE_CONSTRAINT {
		return fmt.Errorf("%w (%w)", access.ErrTaken, err)
	}
	return err
}

// missing tells no rows from other errors.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return access.ErrNotFound
	}
	return err
}

// touched is ErrNotFound where a statement changed nothing.
func touched(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return access.ErrNotFound
}

const userColumns = `u.name, u.role, u.password, u.disabled, u.epoch, u.created_at`

// user returns what scans userColumns, and what to do after the scan.
func userFields(u *access.User, createdAt *int64) []any {
	return []any{&u.Name, &u.Role, &u.Password, &u.Disabled, &u.Epoch, createdAt}
}

// CreateUser implements access.Store.
func (s *Store) CreateUser(ctx context.Context, u access.User, e access.Event) error {
	return s.change(ctx, "添加用户", e, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO users (name, role, password, disabled, epoch, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
			u.Name, u.Role, u.Password, u.Disabled, u.Epoch, micros(u.CreatedAt))
		return taken(err)
	})
}

// User implements access.Store.
func (s *Store) User(ctx context.Context, name string) (access.User, error) {
	u, err := readUser(ctx, s.read, name)
	return u, s.explain(ctx, "读取用户", err)
}

func readUser(ctx context.Context, q querier, name string) (access.User, error) {
	var u access.User
	var createdAt int64
	err := q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.name = ?`, name).Scan(userFields(&u, &createdAt)...)
	if err != nil {
		return access.User{}, missing(err)
	}
	u.CreatedAt = fromMicros(createdAt)
	return u, nil
}

// Users implements access.Store.
func (s *Store) Users(ctx context.Context) ([]access.User, error) {
	users, err := list(ctx, s.read, func(rows *sql.Rows) (u access.User, err error) {
		var createdAt int64
		err = rows.Scan(userFields(&u, &createdAt)...)
		u.CreatedAt = fromMicros(createdAt)
		return u, err
	}, `SELECT `+userColumns+` FROM users u ORDER BY u.name`)
	return users, s.explain(ctx, "列出用户", err)
}

// list reads all rows of a query.
func list[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// UpdateUser implements access.Store.
func (s *Store) UpdateUser(ctx context.Context, name string, change func(*access.User) error, e access.Event) (u access.User, err error) {
	err = s.change(ctx, "修改用户", e, func(tx *sql.Tx) error {
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
		if _, err := tx.ExecContext(ctx, `UPDATE users SET role = ?, password = ?, disabled = ?, epoch = ? WHERE name = ?`,
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
	err = q.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE role = ? AND NOT disabled`, access.Admin).Scan(&n)
	return n, err
}

// UpdateAttempts implements access.Store.
func (s *Store) UpdateAttempts(ctx context.Context, key []byte, stale time.Time, change func(access.Attempts) access.Attempts) error {
	return s.explain(ctx, "记录登录", s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM attempts WHERE last < ?`, micros(stale)); err != nil {
			return err
		}
		var a access.Attempts
		var last, until int64
		err := tx.QueryRowContext(ctx, `SELECT failures, last, locked_until FROM attempts WHERE key = ?`, key).Scan(&a.Failures, &last, &until)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		a.Last, a.LockedUntil = fromMicros(last), fromMicros(until)
		a = change(a)
		_, err = tx.ExecContext(ctx, `INSERT INTO attempts (key, failures, last, locked_until) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET failures = excluded.failures, last = excluded.last, locked_until = excluded.locked_until`,
			key, a.Failures, micros(a.Last), micros(a.LockedUntil))
		return err
	}))
}

// ClearAttempts implements access.Store.
func (s *Store) ClearAttempts(ctx context.Context, key []byte) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM attempts WHERE key = ?`, key)
	return s.explain(ctx, "记录登录", err)
}

// PutSite implements access.Store.
func (s *Store) PutSite(ctx context.Context, site access.Site, e access.Event) error {
	site.CreatedAt = fromMicros(micros(site.CreatedAt))
	data, err := json.Marshal(site)
	if err != nil {
		return fmt.Errorf("encoding a site: %w", err)
	}
	return s.change(ctx, "保存网站", e, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sites (key, data) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`, site.Key, string(data))
		return err
	})
}

// Site implements access.Store.
func (s *Store) Site(ctx context.Context, key string) (site access.Site, err error) {
	var data string
	err = s.read.QueryRowContext(ctx, `SELECT data FROM sites WHERE key = ?`, key).Scan(&data)
	if err == nil {
		err = json.Unmarshal([]byte(data), &site)
	}
	return site, s.explain(ctx, "读取网站", missing(err))
}

// Sites implements access.Store.
func (s *Store) Sites(ctx context.Context) ([]access.Site, error) {
	sites, err := list(ctx, s.read, func(rows *sql.Rows) (site access.Site, err error) {
		var data string
		if err := rows.Scan(&data); err != nil {
			return site, err
		}
		return site, json.Unmarshal([]byte(data), &site)
	}, `SELECT data FROM sites ORDER BY key`)
	return sites, s.explain(ctx, "列出网站", err)
}

// RemoveSite implements access.Store.
func (s *Store) RemoveSite(ctx context.Context, key string, e access.Event) error {
	return s.change(ctx, "删除网站", e, func(tx *sql.Tx) error {
		return touched(tx.ExecContext(ctx, `DELETE FROM sites WHERE key = ?`, key))
	})
}

// Setting implements access.Store.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, s.explain(ctx, "读取设置", err)
}

// PutSetting implements access.Store.
func (s *Store) PutSetting(ctx context.Context, name, value string, e access.Event) error {
	return s.change(ctx, "保存设置", e, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
}

// Secret implements access.Store.
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) (value []byte, err error) {
	read := func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT value FROM secrets WHERE name = ?`, name).Scan(&value)
	}
	err = read(s.read)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.inTx(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, fresh); err != nil {
				return err
			}
			return read(tx)
		})
	}
	return value, s.explain(ctx, "读取密钥", err)
}
