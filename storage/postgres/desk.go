package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
	"clausewise/storage/intake"
)

// pastFrom joins what a PastQuery filters by; pastArgs are its arguments.
const pastFrom = ` FROM turns t JOIN conversations c ON c.id = t.conversation
	LEFT JOIN feedback f ON f.answer = t.answer_id AND t.answer_id <> ''
	LEFT JOIN taken k ON k.conversation = t.conversation
	WHERE ($1::timestamptz IS NULL OR t.asked_at >= $1) AND ($2::timestamptz IS NULL OR t.asked_at < $2)
	AND ($3 = '' OR t.conversation = $3) AND ($4 = '' OR c.site = $4)
	AND ($5 = '' OR t.question LIKE $5 ESCAPE '\')
	AND (cardinality($6::text[]) = 0 OR t.answer::json ->> 'kind' = ANY ($6))
	AND ($7 = 0 OR f.vote = $7) AND (NOT $8 OR k.conversation IS NOT NULL)`

func pastArgs(q assistant.PastQuery) []any {
	kinds := make([]string, len(q.Kinds))
	for i, k := range q.Kinds {
		kinds[i] = string(k)
	}
	text := ""
	if q.Text != "" {
		text = intake.Like(q.Text)
	}
	return []any{planned, orNull(q.Since), orNull(q.Before), q.Conversation, q.Site, text, kinds, q.Vote, q.Taken, q.Limit}
}

// PastConversations implements assistant.Desk.
func (s *Store) PastConversations(ctx context.Context, q assistant.PastQuery) ([]assistant.PastConversation, error) {
	out, err := list(ctx, s.pool, func(row pgx.CollectableRow) (p assistant.PastConversation, err error) {
		err = row.Scan(&p.ID, &p.Site, &p.Language, &p.BeganAt, &p.LastAt, &p.Turns, &p.Question, &p.Kind, &p.Down, &p.Notes, &p.TakenBy)
		p.BeganAt, p.LastAt = p.BeganAt.UTC(), p.LastAt.UTC()
		return p, err
	}, `WITH found AS (SELECT t.conversation AS id, max(t.asked_at) AS last`+pastFrom+`
			GROUP BY t.conversation ORDER BY 2 DESC, 1 LIMIT nullif($9, 0))
		SELECT c.id, c.site, c.language, c.created_at, found.last,
			(SELECT count(*) FROM turns t WHERE t.conversation = c.id), t.question, coalesce(t.answer::json ->> 'kind', ''),
			(SELECT count(*) FROM turns t JOIN feedback f ON f.answer = t.answer_id WHERE t.conversation = c.id AND t.answer_id <> '' AND f.vote < 0),
			(SELECT count(*) FROM desk_notes n WHERE n.conversation = c.id), coalesce(k.staff, '')
		FROM found JOIN conversations c ON c.id = found.id
		JOIN LATERAL (SELECT question, answer FROM turns WHERE conversation = c.id ORDER BY seq DESC LIMIT 1) t ON true
		LEFT JOIN taken k ON k.conversation = c.id
		ORDER BY found.last DESC, c.id`, pastArgs(q)...)
	return out, explain(ctx, "列出会话", err)
}

// PastTurns implements assistant.Desk.
func (s *Store) PastTurns(ctx context.Context, q assistant.PastQuery) ([]assistant.PastTurn, error) {
	out, err := list(ctx, s.pool, func(row pgx.CollectableRow) (p assistant.PastTurn, err error) {
		var answer *string
		err = row.Scan(&p.Conversation, &p.Seq, &p.Site, &p.AskedAt, &p.Question, &p.Kind, &answer, &p.Vote, &p.Comment)
		p.AskedAt = p.AskedAt.UTC()
		if answer != nil {
			p.Answer = []byte(*answer)
		}
		return p, err
	}, `SELECT t.conversation, t.seq, c.site, t.asked_at, t.question, coalesce(t.answer::json ->> 'kind', ''), t.answer,
			coalesce(f.vote, 0), coalesce(f.comment, '')`+pastFrom+`
		ORDER BY t.asked_at DESC, t.conversation, t.seq DESC LIMIT nullif($9, 0)`, pastArgs(q)...)
	return out, explain(ctx, "列出问答", err)
}

// knownConversation is assistant.ErrNotFound where one is not stored. It is
// held, so that it is not forgotten meanwhile.
func knownConversation(ctx context.Context, tx pgx.Tx, conversation string) error {
	var id string
	err := tx.QueryRow(ctx, `SELECT id FROM conversations WHERE id = $1 FOR KEY SHARE`, conversation).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return assistant.ErrNotFound
	}
	return err
}

// TakeOver implements assistant.Desk.
func (s *Store) TakeOver(ctx context.Context, t assistant.Taken) (taken assistant.Taken, err error) {
	if err := intake.Taken(t); err != nil {
		return taken, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := knownConversation(ctx, tx, t.Conversation); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO taken (conversation, staff, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			t.Conversation, t.By, microseconds(t.At)); err != nil {
			return err
		}
		taken, err = takenBy(ctx, tx, t.Conversation)
		return err
	})
	return taken, explain(ctx, "接管会话", err)
}

// GiveBack implements assistant.Desk.
func (s *Store) GiveBack(ctx context.Context, conversation string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM taken WHERE conversation = $1`, conversation)
	return explain(ctx, "交还会话", err)
}

// Taken implements assistant.Desk.
func (s *Store) Taken(ctx context.Context) ([]assistant.Taken, error) {
	out, err := list(ctx, s.pool, func(row pgx.CollectableRow) (assistant.Taken, error) { return scanTaken(row) },
		`SELECT conversation, staff, at FROM taken ORDER BY conversation`)
	return out, explain(ctx, "列出接管的会话", err)
}

// TakenBy implements assistant.Desk.
func (s *Store) TakenBy(ctx context.Context, conversation string) (assistant.Taken, error) {
	t, err := takenBy(ctx, s.pool, conversation)
	return t, explain(ctx, "读取接管的会话", err)
}

func takenBy(ctx context.Context, q querier, conversation string) (assistant.Taken, error) {
	t, err := scanTaken(q.QueryRow(ctx, `SELECT conversation, staff, at FROM taken WHERE conversation = $1`, conversation))
	if errors.Is(err, pgx.ErrNoRows) {
		return assistant.Taken{}, nil
	}
	return t, err
}

func scanTaken(row pgx.Row) (t assistant.Taken, err error) {
	var at time.Time
	err = row.Scan(&t.Conversation, &t.By, &at)
	t.At = at.UTC()
	return t, err
}

// PutNote implements assistant.Desk.
func (s *Store) PutNote(ctx context.Context, n assistant.DeskNote) error {
	if err := intake.DeskNote(n); err != nil {
		return err
	}
	return explain(ctx, "保存备注", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := knownConversation(ctx, tx, n.Conversation); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO desk_notes (conversation, staff, at, text) VALUES ($1, $2, $3, $4)`, n.Conversation, n.By, microseconds(n.At), n.Text)
		return err
	}))
}

// Notes implements assistant.Desk.
func (s *Store) Notes(ctx context.Context, conversation string) ([]assistant.DeskNote, error) {
	out, err := list(ctx, s.pool, func(row pgx.CollectableRow) (n assistant.DeskNote, err error) {
		err = row.Scan(&n.Conversation, &n.By, &n.At, &n.Text)
		n.At = n.At.UTC()
		return n, err
	}, `SELECT conversation, staff, at, text FROM desk_notes WHERE conversation = $1 ORDER BY id`, conversation)
	return out, explain(ctx, "读取备注", err)
}
