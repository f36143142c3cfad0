package postgres

import (
	"context"
	"fmt"
	"iter"

	"clausewise/ingest"
	"clausewise/storage/intake"
)

// AnswersOn implements ingest.Answers. The answers are of one moment, however
// long the loop takes; it holds a connection meanwhile.
func (s *Store) AnswersOn(ctx context.Context, document string, version int, keys []string) iter.Seq2[ingest.PastAnswer, error] {
	return func(yield func(ingest.PastAnswer, error) bool) {
		doing := fmt.Sprintf("查找引用过文件 %s 的答复", document)
		turns := eachTurn(ctx, s.pool, `SELECT `+turnColumns+` FROM turns WHERE strpos(answer, $1) > 0 ORDER BY asked_at, conversation, seq`, intake.Needle(document))
		for turn, err := range turns {
			var found []ingest.PastAnswer
			if err == nil {
				found, err = intake.Quotes(turn, document, version, keys)
			}
			if err != nil {
				yield(ingest.PastAnswer{}, explain(ctx, doing, err))
				return
			}
			for _, a := range found {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}
