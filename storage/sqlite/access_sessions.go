package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"clausewise/web/access"
)

// CreateSession implements access.Store.
func (s *Store) CreateSession(ctx context.Context, n access.Session, e access.Event) error {
	return s.change(ctx, "登录", e, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at < ?`, micros(n.CreatedAt)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO sessions (hash, user, epoch, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
			n.Hash, n.User, n.Epoch, micros(n.CreatedAt), micros(n.SeenAt), micros(n.ExpiresAt))
		return err
	})
}

// Session implements access.Store.
func (s *Store) Session(ctx context.Context, hash []byte) (access.Session, access.User, error) {
	n := access.Session{Hash: hash}
	var u access.User
	var created, began, seen, expires int64
	err := s.read.QueryRowContext(ctx, `SELECT n.epoch, n.created_at, n.seen_at, n.expires_at, `+userColumns+`
		FROM sessions n JOIN users u ON u.name = n.user WHERE n.hash = ?`, hash).
		Scan(append([]any{&n.Epoch, &began, &seen, &expires}, userFields(&u, &created)...)...)
	if err != nil {
		return access.Session{}, access.User{}, s.explain(ctx, "读取登录", missing(err))
	}
	n.User, n.CreatedAt, n.SeenAt, n.ExpiresAt = u.Name, fromMicros(began), fromMicros(seen), fromMicros(expires)
	u.CreatedAt = fromMicros(created)
	return n, u, nil
}

// TouchSession implements access.Store.
func (s *Store) TouchSession(ctx context.Context, hash []byte, at time.Time) error {
	_, err := s.write.ExecContext(ctx, `UPDATE sessions SET seen_at = ?1 WHERE hash = ?2 AND seen_at < ?1`, micros(at), hash)
	return s.explain(ctx, "记录登录", err)
}

// EndSession implements access.Store.
func (s *Store) EndSession(ctx context.Context, hash []byte, e access.Event) error {
	return s.change(ctx, "退出登录", e, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE hash = ?`, hash)
		return err
	})
}

const tokenColumns = `t.id, t.hash, t.name, t.user, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.used_at`

// tokenRow scans tokenColumns.
type tokenRow struct {
	access.Token
	scopes                          string
	created, expires, revoked, used int64
}

func (r *tokenRow) fields() []any {
	return []any{&r.ID, &r.Hash, &r.Name, &r.User, &r.scopes, &r.created, &r.expires, &r.revoked, &r.used}
}

func (r *tokenRow) token() (access.Token, error) {
	r.CreatedAt, r.ExpiresAt, r.RevokedAt, r.UsedAt = fromMicros(r.created), fromMicros(r.expires), fromMicros(r.revoked), fromMicros(r.used)
	return r.Token, json.Unmarshal([]byte(r.scopes), &r.Token.Scopes)
}

// CreateToken implements access.Store.
func (s *Store) CreateToken(ctx context.Context, t access.Token, e access.Event) error {
	scopes, err := json.Marshal(t.Scopes)
	if err != nil {
		return fmt.Errorf("encoding scopes: %w", err)
	}
	return s.change(ctx, "添加令牌", e, func(tx *sql.Tx) error {
		if _, err := readUser(ctx, tx, t.User); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO api_tokens (id, hash, name, user, scopes, created_at, expires_at, revoked_at, used_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			t.ID, t.Hash, t.Name, t.User, string(scopes), micros(t.CreatedAt), micros(t.ExpiresAt), micros(t.RevokedAt), micros(t.UsedAt))
		return taken(err)
	})
}

// Token implements access.Store.
func (s *Store) Token(ctx context.Context, hash []byte) (access.Token, access.User, error) {
	var r tokenRow
	var u access.User
	var created int64
	err := s.read.QueryRowContext(ctx, `SELECT `+tokenColumns+`, `+userColumns+`
		FROM api_tokens t JOIN users u ON u.name = t.user WHERE t.hash = ?`, hash).
		Scan(append(r.fields(), userFields(&u, &created)...)...)
	var t access.Token
	if err == nil {
		t, err = r.token()
	}
	if err != nil {
		return access.Token{}, access.User{}, s.explain(ctx, "读取令牌", missing(err))
	}
	u.CreatedAt = fromMicros(created)
	return t, u, nil
}

// Tokens implements access.Store.
func (s *Store) Tokens(ctx context.Context, user string) ([]access.Token, error) {
	tokens, err := list(ctx, s.read, func(rows *sql.Rows) (access.Token, error) {
		var r tokenRow
		if err := rows.Scan(r.fields()...); err != nil {
			return access.Token{}, err
		}
		return r.token()
	}, `SELECT `+tokenColumns+` FROM api_tokens t WHERE ?1 = '' OR t.user = ?1 ORDER BY t.created_at, t.id`, user)
	return tokens, s.explain(ctx, "列出令牌", err)
}

// RevokeToken implements access.Store.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time, e access.Event) error {
	return s.change(ctx, "撤销令牌", e, func(tx *sql.Tx) error {
		return touched(tx.ExecContext(ctx, `UPDATE api_tokens SET revoked_at = CASE revoked_at WHEN 0 THEN ? ELSE revoked_at END WHERE id = ?`, micros(at), id))
	})
}

// TouchToken implements access.Store.
func (s *Store) TouchToken(ctx context.Context, id string, at time.Time) error {
	_, err := s.write.ExecContext(ctx, `UPDATE api_tokens SET used_at = ?1 WHERE id = ?2 AND used_at < ?1`, micros(at), id)
	return s.explain(ctx, "记录令牌", err)
}
