package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

// pastFrom joins what a PastQuery filters by; pastArgs are its arguments.
const pastFrom = ` FROM turns t JOIN conversations c ON c.id = t.conversation
	LEFT JOIN feedback f ON f.answer = t.answer_id AND t.answer_id <> ''
	LEFT JOIN taken k ON k.conversation = t.conversation
	WHERE t.asked_at >= ?1 AND t.asked_at < ?2
	AND (?3 = '' OR t.conversation = ?3) AND (?4 = '' OR c.site = ?4)
	AND (?5 = '' OR t.question LIKE ?5 ESCAPE '\')
	AND (?6 = '[]' OR json_extract(t.answer, '$.kind') IN (SELECT value FROM json_each(?6)))
	AND (?7 = 0 OR f.vote = ?7) AND (NOT ?8 OR k.conversation IS NOT NULL)`

func pastArgs(q assistant.PastQuery) ([]any, error) {
	since, before, limit, text := int64(math.MinInt64), int64(math.MaxInt64), -1, ""
	if !q.Since.IsZero() {
		since = q.Since.UnixMicro()
	}
	if !q.Before.IsZero() {
		before = q.Before.UnixMicro()
	}
	if q.Limit > 0 {
		limit = q.Limit
	}
	if q.Text != "" {
		text = intake.Like(q.Text)
	}
	kinds, err := json.Marshal(append([]assistant.Kind{}, q.Kinds...))
	return []any{since, before, q.Conversation, q.Site, text, string(kinds), q.Vote, q.Taken, limit}, err
}

// PastConversations implements assistant.Desk.
func (s *Store) PastConversations(ctx context.Context, q assistant.PastQuery) ([]assistant.PastConversation, error) {
	args, err := pastArgs(q)
	if err != nil {
		return nil, err
	}
	out, err := list(ctx, s.read, func(rows *sql.Rows) (p assistant.PastConversation, err error) {
		var began, last int64
		err = rows.Scan(&p.ID, &p.Site, &p.Language, &began, &last, &p.Turns, &p.Question, &p.Kind, &p.Down, &p.Notes, &p.TakenBy)
		p.BeganAt, p.LastAt = fromMicros(began), fromMicros(last)
		return p, err
	}, `WITH found AS (SELECT t.conversation AS id, max(t.asked_at) AS last`+pastFrom+`
			GROUP BY t.conversation ORDER BY last DESC, id LIMIT ?9)
		SELECT c.id, c.site, c.language, c.created_at, found.last,
			(SELECT count(*) FROM turns t WHERE t.conversation = c.id), t.question, coalesce(json_extract(t.answer, '$.kind'), ''),
			(SELECT count(*) FROM turns t JOIN feedback f ON f.answer = t.answer_id WHERE t.conversation = c.id AND t.answer_id <> '' AND f.vote < 0),
			(SELECT count(*) FROM desk_notes n WHERE n.conversation = c.id), coalesce(k.staff, '')
		FROM found JOIN conversations c ON c.id = found.id
		JOIN turns t ON t.conversation = c.id AND t.seq = (SELECT max(seq) FROM turns WHERE conversation = c.id)
		LEFT JOIN taken k ON k.conversation = c.id
		ORDER BY found.last DESC, c.id`, args...)
	return out, s.explain(ctx, "列出会话", err)
}

// PastTurns implements assistant.Desk.
func (s *Store) PastTurns(ctx context.Context, q assistant.PastQuery) ([]assistant.PastTurn, error) {
	args, err := pastArgs(q)
	if err != nil {
		return nil, err
	}
	out, err := list(ctx, s.read, func(rows *sql.Rows) (p assistant.PastTurn, err error) {
		var asked int64
		var answer []byte
		err = rows.Scan(&p.Conversation, &p.Seq, &p.Site, &asked, &p.Question, &p.Kind, &answer, &p.Vote, &p.Comment)
		p.AskedAt, p.Answer = fromMicros(asked), answer
		return p, err
	}, `SELECT t.conversation, t.seq, c.site, t.asked_at, t.question, coalesce(json_extract(t.answer, '$.kind'), ''), t.answer,
			coalesce(f.vote, 0), coalesce(f.comment, '')`+pastFrom+`
		ORDER BY t.asked_at DESC, t.conversation, t.seq DESC LIMIT ?9`, args...)
	return out, s.explain(ctx, "列出问答", err)
}

// known is assistant.ErrNotFound where a conversation is not stored.
func known(ctx context.Context, q querier, conversation string) error {
	var found bool
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ?)`, conversation).Scan(&found); err != nil {
		return err
	}
	if !found {
		return assistant.ErrNotFound
	}
	return nil
}

// TakeOver implements assistant.Desk.
func (s *Store) TakeOver(ctx context.Context, t assistant.Taken) (taken assistant.Taken, err error) {
	if err := intake.Taken(t); err != nil {
		return taken, err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if err := known(ctx, tx, t.Conversation); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO taken (conversation, staff, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			t.Conversation, t.By, micros(t.At)); err != nil {
			return err
		}
		taken, err = takenBy(ctx, tx, t.Conversation)
		return err
	})
	return taken, s.explain(ctx, "接管会话", err)
}

// GiveBack implements assistant.Desk.
func (s *Store) GiveBack(ctx context.Context, conversation string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM taken WHERE conversation = ?`, conversation)
	return s.explain(ctx, "交还会话", err)
}

// Taken implements assistant.Desk.
func (s *Store) Taken(ctx context.Context) ([]assistant.Taken, error) {
	out, err := list(ctx, s.read, func(rows *sql.Rows) (assistant.Taken, error) { return scanTaken(rows) },
		`SELECT conversation, staff, at FROM taken ORDER BY conversation`)
	return out, s.explain(ctx, "列出接管的会话", err)
}

// TakenBy implements assistant.Desk.
func (s *Store) TakenBy(ctx context.Context, conversation string) (assistant.Taken, error) {
	t, err := takenBy(ctx, s.read, conversation)
	return t, s.explain(ctx, "读取接管的会话", err)
}

func takenBy(ctx context.Context, q querier, conversation string) (assistant.Taken, error) {
	t, err := scanTaken(q.QueryRowContext(ctx, `SELECT conversation, staff, at FROM taken WHERE conversation = ?`, conversation))
	if errors.Is(err, sql.ErrNoRows) {
		return assistant.Taken{}, nil
	}
	return t, err
}

func scanTaken(row interface{ Scan(...any) error }) (t assistant.Taken, err error) {
	var at int64
	err = row.Scan(&t.Conversation, &t.By, &at)
	t.At = fromMicros(at)
	return t, err
}

// PutNote implements assistant.Desk.
func (s *Store) PutNote(ctx context.Context, n assistant.DeskNote) error {
	if err := intake.DeskNote(n); err != nil {
		return err
	}
	return s.explain(ctx, "保存备注", s.inTx(ctx, func(tx *sql.Tx) error {
		if err := known(ctx, tx, n.Conversation); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO desk_notes (conversation, staff, at, text) VALUES (?, ?, ?, ?)`, n.Conversation, n.By, micros(n.At), n.Text)
		return err
	}))
}

// Notes implements assistant.Desk.
func (s *Store) Notes(ctx context.Context, conversation string) ([]assistant.DeskNote, error) {
	out, err := list(ctx, s.read, func(rows *sql.Rows) (n assistant.DeskNote, err error) {
		var at int64
		err = rows.Scan(&n.Conversation, &n.By, &at, &n.Text)
		n.At = fromMicros(at)
		return n, err
	}, `SELECT conversation, staff, at, text FROM desk_notes WHERE conversation = ? ORDER BY id`, conversation)
	return out, s.explain(ctx, "读取备注", err)
}
