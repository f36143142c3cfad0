package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"clausewise/assistant"
	"clausewise/ingest"
	"clausewise/storage/intake"
)

// AnswersOn implements ingest.Answers. The answers are of one moment, however
// long the loop takes.
func (s *Store) AnswersOn(ctx context.Context, document string, version int, keys []string) iter.Seq2[ingest.PastAnswer, error] {
	return s.answers(ctx, fmt.Sprintf("查找引用过文件 %s 的答复", document), `SELECT t.conversation, t.seq, t.asked_at, t.question, t.answer_id,
			q.document, q.version, q.clause, q.start_at, q.end_at, ''
		FROM answer_quotes q JOIN turns t ON t.conversation = q.conversation AND t.seq = q.seq
		WHERE q.document = ? AND q.version = ? AND q.clause IN (SELECT value FROM json_each(?))
		ORDER BY t.asked_at, t.conversation, t.seq, q.position`, document, version, keys)
}

// AnswersBy implements ingest.Answers. The answers are of one moment, however
// long the loop takes.
func (s *Store) AnswersBy(ctx context.Context, document string, version int, rules []string) iter.Seq2[ingest.PastAnswer, error] {
	return s.answers(ctx, fmt.Sprintf("查找按文件 %s 的规则测算过的答复", document), `SELECT t.conversation, t.seq, t.asked_at, t.question, t.answer_id,
			r.document, r.version, '', 0, 0, r.rule
		FROM answer_rules r JOIN turns t ON t.conversation = r.conversation AND t.seq = r.seq
		WHERE r.document = ? AND r.version = ? AND r.rule IN (SELECT value FROM json_each(?))
		ORDER BY t.asked_at, t.conversation, t.seq, r.rule`, document, version, rules)
}

func (s *Store) answers(ctx context.Context, doing, query, document string, version int, names []string) iter.Seq2[ingest.PastAnswer, error] {
	return func(yield func(ingest.PastAnswer, error) bool) {
		fail := func(err error) { yield(ingest.PastAnswer{}, s.explain(ctx, doing, err)) }
		wanted, err := json.Marshal(append([]string{}, names...))
		if err != nil {
			fail(err)
			return
		}
		if err := s.noteGrounds(ctx); err != nil {
			fail(err)
			return
		}
		rows, err := s.read.QueryContext(ctx, query, document, version, string(wanted))
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var a ingest.PastAnswer
			var askedAt int64
			if err := rows.Scan(&a.Conversation, &a.Seq, &askedAt, &a.Question, &a.Answer,
				&a.Document, &a.Version, &a.Clause, &a.Start, &a.End, &a.Rule); err != nil {
				fail(err)
				return
			}
			a.AskedAt = time.UnixMicro(askedAt).UTC()
			if !yield(a, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
		}
	}
}

// noteBatch is how many turns are noted in one transaction.
const noteBatch = 200

// noteGrounds notes what answers rest on that another version of the program
// has stored without. Mostly there are none, and nothing is written.
func (s *Store) noteGrounds(ctx context.Context) error {
	for {
		var some bool
		if err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM turns WHERE noted = 0)`).Scan(&some); err != nil || !some {
			return err
		}
		if err := s.noteSome(ctx); err != nil {
			return err
		}
	}
}

func (s *Store) noteSome(ctx context.Context) (err error) {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx, &err)
	turns, err := queryTurns(ctx, tx, `SELECT `+turnColumns+` FROM turns WHERE noted = 0 ORDER BY conversation, seq LIMIT ?`, noteBatch)
	if err != nil {
		return err
	}
	for _, t := range turns {
		if err := putGrounds(ctx, tx, t); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE turns SET noted = 1 WHERE conversation = ? AND seq = ?`, t.Conversation, t.Seq); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// putGrounds notes what the answer of a stored turn rests on.
func putGrounds(ctx context.Context, tx *sql.Tx, t assistant.Turn) error {
	g := intake.GroundsOf(t)
	for i, q := range g.Quotes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO answer_quotes (conversation, seq, position, document, version, clause, start_at, end_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, t.Conversation, t.Seq, i, q.Document, q.Version, q.Clause, q.Start, q.End); err != nil {
			return err
		}
	}
	for _, r := range g.Rules {
		if _, err := tx.ExecContext(ctx, `INSERT INTO answer_rules (conversation, seq, rule, document, version) VALUES (?, ?, ?, ?, ?)`,
			t.Conversation, t.Seq, r.Rule, r.Document, r.Version); err != nil {
			return err
		}
	}
	return nil
}
