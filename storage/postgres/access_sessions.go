package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/web/access"
)

// CreateSession implements access.Store.
func (s *Store) CreateSession(ctx context.Context, n access.Session, e access.Event) error {
	return s.change(ctx, "登录", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE hash IN
			(SELECT hash FROM sessions WHERE expires_at < $1 ORDER BY hash FOR UPDATE SKIP LOCKED)`, microseconds(n.CreatedAt)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO sessions (hash, "user", epoch, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			n.Hash, n.User, n.Epoch, microseconds(n.CreatedAt), microseconds(n.SeenAt), microseconds(n.ExpiresAt))
		return err
	})
}

// Session implements access.Store.
func (s *Store) Session(ctx context.Context, hash []byte) (access.Session, access.User, error) {
	n := access.Session{Hash: hash}
	var u access.User
	err := s.pool.QueryRow(ctx, `SELECT n.epoch, n.created_at, n.seen_at, n.expires_at, `+userColumns+`
		FROM sessions n JOIN users u ON u.name = n."user" WHERE n.hash = $1`, hash).
		Scan(append([]any{&n.Epoch, &n.CreatedAt, &n.SeenAt, &n.ExpiresAt}, userFields(&u)...)...)
	if err != nil {
		return access.Session{}, access.User{}, explain(ctx, "读取登录", missing(err))
	}
	n.User, n.CreatedAt, n.SeenAt, n.ExpiresAt = u.Name, n.CreatedAt.UTC(), n.SeenAt.UTC(), n.ExpiresAt.UTC()
	u.CreatedAt = u.CreatedAt.UTC()
	return n, u, nil
}

// TouchSession implements access.Store.
func (s *Store) TouchSession(ctx context.Context, hash []byte, at time.Time) error {
	_, err := s.pool.Exec(ctx, `UPDATE sessions SET seen_at = $1 WHERE hash = $2 AND seen_at < $1`, microseconds(at), hash)
	return explain(ctx, "记录登录", err)
}

// EndSession implements access.Store.
func (s *Store) EndSession(ctx context.Context, hash []byte, e access.Event) error {
	return s.change(ctx, "退出登录", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE hash = $1`, hash)
		return err
	})
}

const tokenColumns = `t.id, t.hash, t.name, t."user", t.scopes, t.created_at, t.expires_at, t.revoked_at, t.used_at`

// tokenRow scans tokenColumns.
type tokenRow struct {
	access.Token
	scopes                 string
	expires, revoked, used *time.Time
}

func (r *tokenRow) fields() []any {
	return []any{&r.ID, &r.Hash, &r.Name, &r.User, &r.scopes, &r.CreatedAt, &r.expires, &r.revoked, &r.used}
}

func (r *tokenRow) token() (access.Token, error) {
	r.CreatedAt = r.CreatedAt.UTC()
	r.ExpiresAt, r.RevokedAt, r.UsedAt = fromNull(r.expires), fromNull(r.revoked), fromNull(r.used)
	return r.Token, json.Unmarshal([]byte(r.scopes), &r.Token.Scopes)
}

// CreateToken implements access.Store.
func (s *Store) CreateToken(ctx context.Context, t access.Token, e access.Event) error {
	scopes, err := json.Marshal(t.Scopes)
	if err != nil {
		return fmt.Errorf("encoding scopes: %w", err)
	}
	return s.change(ctx, "添加令牌", e, func(tx pgx.Tx) error {
		if _, err := readUser(ctx, tx, t.User); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO api_tokens (id, hash, name, "user", scopes, created_at, expires_at, revoked_at, used_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			t.ID, t.Hash, t.Name, t.User, string(scopes), microseconds(t.CreatedAt), orNull(t.ExpiresAt), orNull(t.RevokedAt), orNull(t.UsedAt))
		return taken(err)
	})
}

// Token implements access.Store.
func (s *Store) Token(ctx context.Context, hash []byte) (access.Token, access.User, error) {
	var r tokenRow
	var u access.User
	err := s.pool.QueryRow(ctx, `SELECT `+tokenColumns+`, `+userColumns+`
		FROM api_tokens t JOIN users u ON u.name = t."user" WHERE t.hash = $1`, hash).
		Scan(append(r.fields(), userFields(&u)...)...)
	var t access.Token
	if err == nil {
		t, err = r.token()
	}
	if err != nil {
		return access.Token{}, access.User{}, explain(ctx, "读取令牌", missing(err))
	}
	u.CreatedAt = u.CreatedAt.UTC()
	return t, u, nil
}

// Tokens implements access.Store.
func (s *Store) Tokens(ctx context.Context, user string) ([]access.Token, error) {
	tokens, err := list(ctx, s.pool, func(row pgx.CollectableRow) (access.Token, error) {
		var r tokenRow
		if err := row.Scan(r.fields()...); err != nil {
			return access.Token{}, err
		}
		return r.token()
	}, `SELECT `+tokenColumns+` FROM api_tokens t WHERE $1 = '' OR t."user" = $1 ORDER BY t.created_at, t.id`, planned, user)
	return tokens, explain(ctx, "列出令牌", err)
}

// RevokeToken implements access.Store.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time, e access.Event) error {
	return s.change(ctx, "撤销令牌", e, func(tx pgx.Tx) error {
		return touched(tx.Exec(ctx, `UPDATE api_tokens SET revoked_at = coalesce(revoked_at, $1) WHERE id = $2`, microseconds(at), id))
	})
}

// TouchToken implements access.Store.
func (s *Store) TouchToken(ctx context.Context, id string, at time.Time) error {
	_, err := s.pool.Exec(ctx, `UPDATE api_tokens SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $1)`, microseconds(at), id)
	return explain(ctx, "记录令牌", err)
}
