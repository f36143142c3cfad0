package postgres

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
	"clausewise/ingest"
	"clausewise/storage/intake"
)

// AnswersOn implements ingest.Answers. The answers are of one moment, however
// long the loop takes; it holds a connection meanwhile.
func (s *Store) AnswersOn(ctx context.Context, document string, version int, keys []string) iter.Seq2[ingest.PastAnswer, error] {
	return s.answers(ctx, fmt.Sprintf("查找引用过文件 %s 的答复", document), `SELECT t.conversation, t.seq, t.asked_at, t.question, t.answer_id,
			q.document, q.version, q.clause, q.start_at, q.end_at, ''
		FROM answer_quotes q JOIN turns t ON t.conversation = q.conversation AND t.seq = q.seq
		WHERE q.document = $1 AND q.version = $2 AND q.clause = ANY($3)
		ORDER BY t.asked_at, t.conversation, t.seq, q.position`, document, version, keys)
}

// AnswersBy implements ingest.Answers. The answers are of one moment, however
// long the loop takes; it holds a connection meanwhile.
func (s *Store) AnswersBy(ctx context.Context, document string, version int, rules []string) iter.Seq2[ingest.PastAnswer, error] {
	return s.answers(ctx, fmt.Sprintf("查找按文件 %s 的规则测算过的答复", document), `SELECT t.conversation, t.seq, t.asked_at, t.question, t.answer_id,
			r.document, r.version, '', 0, 0, r.rule
		FROM answer_rules r JOIN turns t ON t.conversation = r.conversation AND t.seq = r.seq
		WHERE r.document = $1 AND r.version = $2 AND r.rule = ANY($3)
		ORDER BY t.asked_at, t.conversation, t.seq, r.rule`, document, version, rules)
}

func (s *Store) answers(ctx context.Context, doing, query, document string, version int, names []string) iter.Seq2[ingest.PastAnswer, error] {
	return func(yield func(ingest.PastAnswer, error) bool) {
		fail := func(err error) { yield(ingest.PastAnswer{}, explain(ctx, doing, err)) }
		if err := s.noteGrounds(ctx); err != nil {
			fail(err)
			return
		}
		rows, err := s.pool.Query(ctx, query, document, version, append([]string{}, names...))
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var a ingest.PastAnswer
			if err := rows.Scan(&a.Conversation, &a.Seq, &a.AskedAt, &a.Question, &a.Answer,
				&a.Document, &a.Version, &a.Clause, &a.Start, &a.End, &a.Rule); err != nil {
				fail(err)
				return
			}
			a.AskedAt = a.AskedAt.UTC()
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
		if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM turns WHERE NOT noted)`).Scan(&some); err != nil || !some {
			return err
		}
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			// Another process may be at it: whoever comes second waits for the
			// rows, and finds them noted.
			turns, err := queryTurns(ctx, tx, `SELECT `+turnColumns+` FROM turns WHERE NOT noted ORDER BY conversation, seq LIMIT $1 FOR UPDATE`, noteBatch)
			if err != nil {
				return err
			}
			b := &pgx.Batch{}
			for _, t := range turns {
				queueGrounds(b, t)
				b.Queue(`UPDATE turns SET noted = true WHERE conversation = $1 AND seq = $2`, t.Conversation, t.Seq)
			}
			return tx.SendBatch(ctx, b).Close()
		})
		if err != nil {
			return err
		}
	}
}

// queueGrounds adds to b what notes on what the answer of a stored turn rests.
func queueGrounds(b *pgx.Batch, t assistant.Turn) {
	g := intake.GroundsOf(t)
	for i, q := range g.Quotes {
		b.Queue(`INSERT INTO answer_quotes (conversation, seq, position, document, version, clause, start_at, end_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, t.Conversation, t.Seq, i, q.Document, q.Version, q.Clause, q.Start, q.End)
	}
	for _, r := range g.Rules {
		b.Queue(`INSERT INTO answer_rules (conversation, seq, rule, document, version) VALUES ($1, $2, $3, $4, $5)`,
			t.Conversation, t.Seq, r.Rule, r.Document, r.Version)
	}
}
