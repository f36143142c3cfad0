package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

// CreateConversation implements assistant.Conversations. An id that is taken
// is an error.
func (s *Store) CreateConversation(ctx context.Context, c assistant.Conversation) error {
	if err := intake.Conversation(c); err != nil {
		return err
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO conversations (id, secret_hash, site, language, created_at) VALUES (?, ?, ?, ?, ?)`,
		c.ID, c.SecretHash, c.Site, c.Language, c.CreatedAt.UnixMicro())
	return s.explain(ctx, "新建会话", err)
}

// Conversation implements assistant.Conversations.
func (s *Store) Conversation(ctx context.Context, id string) (assistant.Conversation, error) {
	c := assistant.Conversation{ID: id}
	var createdAt int64
	err := s.read.QueryRowContext(ctx, `SELECT secret_hash, site, language, created_at FROM conversations WHERE id = ?`, id).
		Scan(&c.SecretHash, &c.Site, &c.Language, &createdAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = assistant.ErrNotFound
	}
	if err != nil {
		return assistant.Conversation{}, s.explain(ctx, "读取会话", err)
	}
	c.CreatedAt = time.UnixMicro(createdAt).UTC()
	return c, nil
}

const turnColumns = `conversation, seq, request, question, answer, state, asked_at`

// AppendTurn implements assistant.Conversations.
func (s *Store) AppendTurn(ctx context.Context, t assistant.Turn) (assistant.Turn, error) {
	answerID, err := intake.Turn(t)
	if err != nil {
		return assistant.Turn{}, err
	}
	stored, err := s.appendTurn(ctx, t, answerID)
	if err != nil {
		return assistant.Turn{}, s.explain(ctx, "保存对话", err)
	}
	return stored, nil
}

func (s *Store) appendTurn(ctx context.Context, t assistant.Turn, answerID string) (stored assistant.Turn, err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return t, err
	}
	defer rollback(tx, &err)
	if t.Request != "" {
		same, err := queryTurns(ctx, tx, `SELECT `+turnColumns+` FROM turns WHERE conversation = ? AND request = ?`, t.Conversation, t.Request)
		if err != nil {
			return t, err
		}
		if len(same) > 0 {
			return same[0], nil
		}
	}
	var last int64
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT max(seq) FROM turns WHERE conversation = c.id), 0)
		FROM conversations c WHERE c.id = ?`, t.Conversation).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return t, assistant.ErrNotFound
	}
	if err != nil {
		return t, err
	}
	t.Seq = max(t.Seq, last+1)
	t.AskedAt = time.UnixMicro(t.AskedAt.UnixMicro()).UTC()
	if _, err := tx.ExecContext(ctx, `INSERT INTO turns (conversation, seq, request, question, answer_id, answer, state, asked_at, noted)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		t.Conversation, t.Seq, t.Request, t.Question, answerID, jsonText(t.Answer), jsonText(t.State), t.AskedAt.UnixMicro()); err != nil {
		return t, err
	}
	if err := putGrounds(ctx, tx, t); err != nil {
		return t, err
	}
	if err := putReceipt(ctx, tx, t.Receipt); err != nil {
		return t, err
	}
	t.Receipt = nil
	return t, tx.Commit()
}

// jsonText is JSON as the database keeps it: as it came, NULL for none.
func jsonText(m json.RawMessage) sql.NullString {
	return sql.NullString{String: string(m), Valid: len(m) > 0}
}

// Turns implements assistant.Conversations.
func (s *Store) Turns(ctx context.Context, conversation string, after int64) ([]assistant.Turn, error) {
	turns, err := queryTurns(ctx, s.read, `SELECT `+turnColumns+` FROM turns WHERE conversation = ? AND seq > ? ORDER BY seq`, conversation, after)
	return turns, s.explain(ctx, "读取对话", err)
}

// LastTurn implements assistant.Conversations.
func (s *Store) LastTurn(ctx context.Context, conversation string) (assistant.Turn, error) {
	turns, err := queryTurns(ctx, s.read, `SELECT `+turnColumns+` FROM turns WHERE conversation = ? ORDER BY seq DESC LIMIT 1`, conversation)
	if err == nil && len(turns) == 0 {
		err = assistant.ErrNotFound
	}
	if err != nil {
		return assistant.Turn{}, s.explain(ctx, "读取对话", err)
	}
	return turns[0], nil
}

func queryTurns(ctx context.Context, q querier, query string, args ...any) (turns []assistant.Turn, err error) {
	for turn, err := range eachTurn(ctx, q, query, args...) {
		if err != nil {
			return nil, err
		}
		turns = append(turns, turn)
	}
	return turns, nil
}

// eachTurn yields what a query of turnColumns finds; an error is the last
// thing it yields.
func eachTurn(ctx context.Context, q querier, query string, args ...any) iter.Seq2[assistant.Turn, error] {
	return func(yield func(assistant.Turn, error) bool) {
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(assistant.Turn{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			turn, err := scanTurn(rows)
			if !yield(turn, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(assistant.Turn{}, err)
		}
	}
}

func scanTurn(rows *sql.Rows) (t assistant.Turn, err error) {
	var answer, state []byte
	var askedAt int64
	if err := rows.Scan(&t.Conversation, &t.Seq, &t.Request, &t.Question, &answer, &state, &askedAt); err != nil {
		return assistant.Turn{}, err
	}
	t.Answer, t.State, t.AskedAt = answer, state, time.UnixMicro(askedAt).UTC()
	return t, nil
}

// PutFeedback implements assistant.Conversations.
func (s *Store) PutFeedback(ctx context.Context, f assistant.Feedback) error {
	if err := intake.Feedback(f); err != nil {
		return err
	}
	done, err := s.write.ExecContext(ctx, `INSERT INTO feedback (answer, vote, comment, at)
		SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM turns WHERE answer_id = ?1 AND answer_id <> '')
		ON CONFLICT DO UPDATE SET vote = excluded.vote, comment = excluded.comment, at = excluded.at`,
		f.Answer, f.Vote, f.Comment, f.At.UnixMicro())
	if err != nil {
		return s.explain(ctx, "保存评价", err)
	}
	if n, err := done.RowsAffected(); err != nil {
		return s.explain(ctx, "保存评价", err)
	} else if n == 0 {
		return s.explain(ctx, "保存评价", assistant.ErrNotFound)
	}
	return nil
}
