package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
)

// Forget implements assistant.Forgetting.
func (s *Store) Forget(ctx context.Context, conversation string) error {
	n, err := s.forget(ctx, `SELECT id FROM conversations WHERE id = $1 FOR UPDATE`, conversation)
	if err == nil && n == 0 {
		err = assistant.ErrNotFound
	}
	return explain(ctx, "删除会话", err)
}

// ForgetBefore implements assistant.Forgetting. A conversation that somebody
// is writing to is left for the next time.
func (s *Store) ForgetBefore(ctx context.Context, t time.Time, limit int) (int, error) {
	n, err := s.forget(ctx, `SELECT id FROM conversations c WHERE c.created_at < $1
		AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.asked_at >= $1)
		ORDER BY c.created_at, c.id LIMIT $2 FOR UPDATE SKIP LOCKED`, microseconds(t), limit)
	return n, explain(ctx, "删除旧会话", err)
}

// forget removes the conversations that a query locks. What refers to them
// goes first; a table that is forgotten here stops it by its foreign key.
func (s *Store) forget(ctx context.Context, which string, args ...any) (n int, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, which, args...)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(ids) == 0 {
			return err
		}
		n = len(ids)
		b := &pgx.Batch{}
		for _, statement := range []string{
			`DELETE FROM feedback WHERE answer IN (SELECT answer_id FROM turns WHERE conversation = ANY ($1) AND answer_id <> '')`,
			`DELETE FROM receipts WHERE answer IN (SELECT answer_id FROM turns WHERE conversation = ANY ($1) AND answer_id <> '')`,
			`DELETE FROM handoffs WHERE conversation = ANY ($1)`,
			`DELETE FROM turns WHERE conversation = ANY ($1)`,
			`DELETE FROM conversations WHERE id = ANY ($1)`,
		} {
			b.Queue(statement, ids)
		}
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
