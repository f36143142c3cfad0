package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

// CreateConversation implements assistant.Conversations. An id that is taken
// is an error.
func (s *Store) CreateConversation(ctx context.Context, c assistant.Conversation) error {
	if err := intake.Conversation(c); err != nil {
		return err
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO conversations (id, secret_hash, site, language, created_at) VALUES ($1, $2, $3, $4, $5)`,
		c.ID, c.SecretHash, c.Site, c.Language, microseconds(c.CreatedAt))
	return explain(ctx, "新建会话", err)
}

// microseconds is t as the database keeps it.
func microseconds(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }

// Conversation implements assistant.Conversations.
func (s *Store) Conversation(ctx context.Context, id string) (assistant.Conversation, error) {
	c := assistant.Conversation{ID: id}
	err := s.pool.QueryRow(ctx, `SELECT secret_hash, site, language, created_at FROM conversations WHERE id = $1`, id).
		Scan(&c.SecretHash, &c.Site, &c.Language, &c.CreatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		err = assistant.ErrNotFound
	}
	if err != nil {
		return assistant.Conversation{}, explain(ctx, "读取会话", err)
	}
	c.CreatedAt = c.CreatedAt.UTC()
	return c, nil
}

const turnColumns = `conversation, seq, request, question, answer, state, asked_at`

// AppendTurn implements assistant.Conversations.
func (s *Store) AppendTurn(ctx context.Context, t assistant.Turn) (assistant.Turn, error) {
	answerID, err := intake.Turn(t)
	if err != nil {
		return assistant.Turn{}, err
	}
	var stored assistant.Turn
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
		stored, err = appendTurn(ctx, tx, t, answerID)
		return err
	})
	if err != nil {
		return assistant.Turn{}, explain(ctx, "保存对话", err)
	}
	return stored, nil
}

func appendTurn(ctx context.Context, tx pgx.Tx, t assistant.Turn, answerID string) (assistant.Turn, error) {
	var one int
	err := tx.QueryRow(ctx, `SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE`, t.Conversation).Scan(&one)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, assistant.ErrNotFound
	}
	if err != nil {
		return t, err
	}
	if t.Request != "" {
		same, err := queryTurns(ctx, tx, `SELECT `+turnColumns+` FROM turns WHERE conversation = $1 AND request = $2`, t.Conversation, t.Request)
		if err != nil {
			return t, err
		}
		if len(same) > 0 {
			return same[0], nil
		}
	}
	t.AskedAt = microseconds(t.AskedAt)
	err = tx.QueryRow(ctx, `INSERT INTO turns (conversation, seq, request, question, answer_id, answer, state, asked_at, noted)
		VALUES ($1, greatest($2, (SELECT coalesce(max(seq), 0) + 1 FROM turns WHERE conversation = $1)), $3, $4, $5, $6, $7, $8, true) RETURNING seq`,
		t.Conversation, t.Seq, t.Request, t.Question, answerID, jsonText(t.Answer), jsonText(t.State), t.AskedAt).Scan(&t.Seq)
	if err != nil {
		return t, err
	}
	b := &pgx.Batch{}
	queueGrounds(b, t)
	queueReceipt(b, t.Receipt)
	t.Receipt = nil
	if b.Len() == 0 {
		return t, nil
	}
	return t, tx.SendBatch(ctx, b).Close()
}

// jsonText is JSON as the database keeps it: as it came, NULL for none.
func jsonText(m json.RawMessage) *string {
	if len(m) == 0 {
		return nil
	}
	text := string(m)
	return &text
}

// Turns implements assistant.Conversations.
func (s *Store) Turns(ctx context.Context, conversation string, after int64) ([]assistant.Turn, error) {
	turns, err := queryTurns(ctx, s.pool, `SELECT `+turnColumns+` FROM turns WHERE conversation = $1 AND seq > $2 ORDER BY seq`, conversation, after)
	return turns, explain(ctx, "读取对话", err)
}

// LastTurn implements assistant.Conversations.
func (s *Store) LastTurn(ctx context.Context, conversation string) (assistant.Turn, error) {
	turns, err := queryTurns(ctx, s.pool, `SELECT `+turnColumns+` FROM turns WHERE conversation = $1 ORDER BY seq DESC LIMIT 1`, conversation)
	if err == nil && len(turns) == 0 {
		err = assistant.ErrNotFound
	}
	if err != nil {
		return assistant.Turn{}, explain(ctx, "读取对话", err)
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
		rows, err := q.Query(ctx, query, args...)
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

func scanTurn(row pgx.CollectableRow) (t assistant.Turn, err error) {
	var answer, state *string
	if err := row.Scan(&t.Conversation, &t.Seq, &t.Request, &t.Question, &answer, &state, &t.AskedAt); err != nil {
		return assistant.Turn{}, err
	}
	if answer != nil {
		t.Answer = json.RawMessage(*answer)
	}
	if state != nil {
		t.State = json.RawMessage(*state)
	}
	t.AskedAt = t.AskedAt.UTC()
	return t, nil
}

// PutFeedback implements assistant.Conversations.
func (s *Store) PutFeedback(ctx context.Context, f assistant.Feedback) error {
	if err := intake.Feedback(f); err != nil {
		return err
	}
	done, err := s.pool.Exec(ctx, `INSERT INTO feedback (answer, vote, comment, at)
		SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT 1 FROM turns WHERE answer_id = $1 AND answer_id <> '')
		ON CONFLICT (answer) DO UPDATE SET vote = excluded.vote, comment = excluded.comment, at = excluded.at`,
		f.Answer, f.Vote, f.Comment, microseconds(f.At))
	if err == nil && done.RowsAffected() == 0 {
		err = assistant.ErrNotFound
	}
	return explain(ctx, "保存评价", err)
}
