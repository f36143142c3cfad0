package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"clausewise/web/access"
)

const auditColumns = `seq, at, actor, action, object, detail, prev, hash`

func auditFields(e *access.Entry, at *int64) []any {
	return []any{&e.Seq, at, &e.Actor, &e.Action, &e.Object, &e.Detail, &e.Prev, &e.Hash}
}

// appendAudit adds the entry of e; there is one writer at a time.
func appendAudit(ctx context.Context, tx *sql.Tx, e access.Event) (access.Entry, error) {
	var last access.Entry
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT `+auditColumns+` FROM audit ORDER BY seq DESC LIMIT 1`).Scan(auditFields(&last, &at)...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return access.Entry{}, err
	}
	n := e.After(last)
	_, err = tx.ExecContext(ctx, `INSERT INTO audit (`+auditColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		n.Seq, n.At.UnixMicro(), n.Actor, n.Action, n.Object, n.Detail, n.Prev, n.Hash)
	return n, err
}

// AppendAudit implements access.Store.
func (s *Store) AppendAudit(ctx context.Context, e access.Event) (n access.Entry, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) (err error) {
		n, err = appendAudit(ctx, tx, e)
		return err
	})
	return n, s.explain(ctx, "写审计记录", err)
}

// Audit implements access.Store.
func (s *Store) Audit(ctx context.Context, q access.AuditQuery) ([]access.Entry, error) {
	order, limit := "ASC", -1
	if q.Newest {
		order = "DESC"
	}
	if q.Limit > 0 {
		limit = q.Limit
	}
	entries, err := list(ctx, s.read, func(rows *sql.Rows) (e access.Entry, err error) {
		var at int64
		err = rows.Scan(auditFields(&e, &at)...)
		e.At = fromMicros(at)
		return e, err
	}, `SELECT `+auditColumns+` FROM audit WHERE seq > ?1 AND (?2 = 0 OR seq < ?2) ORDER BY seq `+order+` LIMIT ?3`, q.After, q.Before, limit)
	return entries, s.explain(ctx, "读取审计记录", err)
}
