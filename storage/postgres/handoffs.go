package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

const handoffColumns = `id, conversation, request, answer, site, language, question, name, contact, at, done_at, done_by, note`

// PutHandoff implements assistant.Handoffs.
func (s *Store) PutHandoff(ctx context.Context, h assistant.Handoff) (stored assistant.Handoff, err error) {
	if err := intake.Handoff(h); err != nil {
		return assistant.Handoff{}, err
	}
	defer func() { err = explain(ctx, "保存留言", err) }()
	done, err := s.pool.Exec(ctx, `INSERT INTO handoffs (id, conversation, request, answer, site, language, question, name, contact, at)
		SELECT $1, c.id, $3, $4, $5, $6, $7, $8, $9, $10 FROM conversations c WHERE c.id = $2
		ON CONFLICT (conversation, request) DO NOTHING`,
		h.ID, h.Conversation, h.Request, h.Answer, h.Site, h.Language, h.Question, h.Name, h.Contact, microseconds(h.At))
	if err != nil {
		return assistant.Handoff{}, err
	}
	if done.RowsAffected() == 1 {
		h.At = microseconds(h.At)
		h.DoneAt, h.DoneBy, h.Note = time.Time{}, "", ""
		return h, nil
	}
	// It stands already, or the conversation is unknown.
	rows, err := s.pool.Query(ctx, `SELECT `+handoffColumns+` FROM handoffs WHERE conversation = $1 AND request = $2`, h.Conversation, h.Request)
	if err != nil {
		return assistant.Handoff{}, err
	}
	stored, err = pgx.CollectExactlyOneRow(rows, scanHandoff)
	if errors.Is(err, pgx.ErrNoRows) {
		err = assistant.ErrNotFound
	}
	return stored, err
}

// Handoffs implements assistant.Handoffs.
func (s *Store) Handoffs(ctx context.Context, q assistant.HandoffQuery) ([]assistant.Handoff, error) {
	var limit *int
	if q.Limit > 0 {
		limit = &q.Limit
	}
	var before *time.Time
	if !q.Before.IsZero() {
		before = new(microseconds(q.Before))
	}
	rows, err := s.pool.Query(ctx, `SELECT `+handoffColumns+` FROM handoffs
		WHERE ($1::timestamptz IS NULL OR at < $1) AND (done_at IS NULL OR NOT $2) ORDER BY at DESC, id LIMIT $3`, planned, before, q.Open, limit)
	if err != nil {
		return nil, explain(ctx, "读取留言", err)
	}
	out, err := pgx.CollectRows(rows, scanHandoff)
	return out, explain(ctx, "读取留言", err)
}

// FinishHandoff implements assistant.Handoffs.
func (s *Store) FinishHandoff(ctx context.Context, id, by, note string, at time.Time) error {
	if err := intake.Finish(by, note); err != nil {
		return err
	}
	var when *time.Time
	if !at.IsZero() {
		when = new(microseconds(at))
	}
	done, err := s.pool.Exec(ctx, `UPDATE handoffs SET done_at = $1, done_by = $2, note = $3 WHERE id = $4`, when, by, note, id)
	if err == nil && done.RowsAffected() == 0 {
		err = assistant.ErrNotFound
	}
	return explain(ctx, "处理留言", err)
}

func scanHandoff(row pgx.CollectableRow) (h assistant.Handoff, err error) {
	var doneAt *time.Time
	if err := row.Scan(&h.ID, &h.Conversation, &h.Request, &h.Answer, &h.Site, &h.Language, &h.Question, &h.Name, &h.Contact,
		&h.At, &doneAt, &h.DoneBy, &h.Note); err != nil {
		return assistant.Handoff{}, err
	}
	h.At = h.At.UTC()
	if doneAt != nil {
		h.DoneAt = doneAt.UTC()
	}
	return h, nil
}
