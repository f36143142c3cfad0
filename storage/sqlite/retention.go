package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"clausewise/assistant"
)

// Forget implements assistant.Forgetting.
func (s *Store) Forget(ctx context.Context, conversation string) error {
	n, err := s.forget(ctx, `SELECT id FROM conversations WHERE id = ?`, conversation)
	if err == nil && n == 0 {
		err = assistant.ErrNotFound
	}
	return s.explain(ctx, "删除会话", err)
}

// ForgetBefore implements assistant.Forgetting.
func (s *Store) ForgetBefore(ctx context.Context, t time.Time, limit int) (int, error) {
	n, err := s.forget(ctx, `SELECT id FROM conversations c WHERE c.created_at < ?1
		AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.asked_at >= ?1)
		ORDER BY c.created_at, c.id LIMIT ?2`, t.UnixMicro(), limit)
	return n, s.explain(ctx, "删除旧会话", err)
}

// forget removes the conversations that a query names. What refers to them
// goes first; a table that is forgotten here stops it by its foreign key.
func (s *Store) forget(ctx context.Context, which string, args ...any) (_ int, err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer rollback(tx, &err)
	rows, err := tx.QueryContext(ctx, which, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) == 0 {
		return 0, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return 0, err
	}
	for _, statement := range []string{
		`DELETE FROM feedback WHERE answer IN (SELECT answer_id FROM turns WHERE conversation IN (SELECT value FROM json_each(?)) AND answer_id <> '')`,
		`DELETE FROM receipts WHERE answer IN (SELECT answer_id FROM turns WHERE conversation IN (SELECT value FROM json_each(?)) AND answer_id <> '')`,
		`DELETE FROM handoffs WHERE conversation IN (SELECT value FROM json_each(?))`,
		`DELETE FROM turns WHERE conversation IN (SELECT value FROM json_each(?))`,
		`DELETE FROM conversations WHERE id IN (SELECT value FROM json_each(?))`,
	} {
		if _, err := tx.ExecContext(ctx, statement, string(list)); err != nil {
			return 0, err
		}
	}
	return len(ids), tx.Commit()
}
