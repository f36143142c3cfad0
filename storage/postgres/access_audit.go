package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"clausewise/web/access"
)

const auditColumns = `seq, at, actor, action, object, detail, prev, hash`

func auditFields(e *access.Entry) []any {
	return []any{&e.Seq, &e.At, &e.Actor, &e.Action, &e.Object, &e.Detail, &e.Prev, &e.Hash}
}

// appendAudit adds the entry of e as the last thing a transaction does:
// writers of the log queue, readers do not wait.
func appendAudit(ctx context.Context, tx pgx.Tx, e access.Event) (access.Entry, error) {
	if _, err := tx.Exec(ctx, `LOCK TABLE audit IN EXCLUSIVE MODE`); err != nil {
		return access.Entry{}, err
	}
	var last access.Entry
	err := tx.QueryRow(ctx, `SELECT `+auditColumns+` FROM audit ORDER BY seq DESC LIMIT 1`).Scan(auditFields(&last)...)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return access.Entry{}, err
	}
	n := e.After(last)
	_, err = tx.Exec(ctx, `INSERT INTO audit (`+auditColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		n.Seq, n.At, n.Actor, n.Action, n.Object, n.Detail, n.Prev, n.Hash)
	return n, err
}

// AppendAudit implements access.Store.
func (s *Store) AppendAudit(ctx context.Context, e access.Event) (n access.Entry, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
		n, err = appendAudit(ctx, tx, e)
		return err
	})
	return n, explain(ctx, "写审计记录", err)
}

// Audit implements access.Store.
func (s *Store) Audit(ctx context.Context, q access.AuditQuery) ([]access.Entry, error) {
	order := "ASC"
	if q.Newest {
		order = "DESC"
	}
	entries, err := list(ctx, s.pool, func(row pgx.CollectableRow) (e access.Entry, err error) {
		err = row.Scan(auditFields(&e)...)
		e.At = e.At.UTC()
		return e, err
	}, `SELECT `+auditColumns+` FROM audit WHERE seq > $1 AND ($2 = 0 OR seq < $2) ORDER BY seq `+order+` LIMIT nullif($3, 0)`, q.After, q.Before, q.Limit)
	return entries, explain(ctx, "读取审计记录", err)
}
