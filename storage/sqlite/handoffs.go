package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

const handoffColumns = `id, conversation, request, answer, site, language, question, name, contact, at, done_at, done_by, note`

// PutHandoff implements assistant.Handoffs.
func (s *Store) PutHandoff(ctx context.Context, h assistant.Handoff) (stored assistant.Handoff, err error) {
	if err := intake.Handoff(h); err != nil {
		return assistant.Handoff{}, err
	}
	defer func() { err = s.explain(ctx, "保存留言", err) }()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return assistant.Handoff{}, err
	}
	defer rollback(tx, &err)
	var known bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ?)`, h.Conversation).Scan(&known); err != nil {
		return assistant.Handoff{}, err
	}
	if !known {
		return assistant.Handoff{}, assistant.ErrNotFound
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO handoffs (id, conversation, request, answer, site, language, question, name, contact, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, request) DO NOTHING`,
		h.ID, h.Conversation, h.Request, h.Answer, h.Site, h.Language, h.Question, h.Name, h.Contact, h.At.UnixMicro()); err != nil {
		return assistant.Handoff{}, err
	}
	stored, err = scanHandoff(tx.QueryRowContext(ctx, `SELECT `+handoffColumns+` FROM handoffs WHERE conversation = ? AND request = ?`, h.Conversation, h.Request))
	if err != nil {
		return assistant.Handoff{}, err
	}
	return stored, tx.Commit()
}

// Handoffs implements assistant.Handoffs.
func (s *Store) Handoffs(ctx context.Context, q assistant.HandoffQuery) (out []assistant.Handoff, err error) {
	defer func() { err = s.explain(ctx, "读取留言", err) }()
	limit, before := q.Limit, int64(1)<<62
	if limit <= 0 {
		limit = -1
	}
	if !q.Before.IsZero() {
		before = q.Before.UnixMicro()
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+handoffColumns+` FROM handoffs
		WHERE at < ? AND (done_at = 0 OR NOT ?) ORDER BY at DESC, id LIMIT ?`, before, q.Open, limit)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		h, err := scanHandoff(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// FinishHandoff implements assistant.Handoffs.
func (s *Store) FinishHandoff(ctx context.Context, id, by, note string, at time.Time) error {
	if err := intake.Finish(by, note); err != nil {
		return err
	}
	var when int64
	if !at.IsZero() {
		when = at.UnixMicro()
	}
	done, err := s.write.ExecContext(ctx, `UPDATE handoffs SET done_at = ?, done_by = ?, note = ? WHERE id = ?`, when, by, note, id)
	if err == nil {
		var n int64
		if n, err = done.RowsAffected(); err == nil && n == 0 {
			err = assistant.ErrNotFound
		}
	}
	return s.explain(ctx, "处理留言", err)
}

func scanHandoff(row interface{ Scan(...any) error }) (h assistant.Handoff, err error) {
	var at, doneAt int64
	err = row.Scan(&h.ID, &h.Conversation, &h.Request, &h.Answer, &h.Site, &h.Language, &h.Question, &h.Name, &h.Contact, &at, &doneAt, &h.DoneBy, &h.Note)
	if errors.Is(err, sql.ErrNoRows) {
		err = assistant.ErrNotFound
	}
	if err != nil {
		return assistant.Handoff{}, err
	}
	h.At = time.UnixMicro(at).UTC()
	if doneAt != 0 {
		h.DoneAt = time.UnixMicro(doneAt).UTC()
	}
	return h, nil
}
