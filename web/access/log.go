package access

import (
	"context"
	"iter"
	"math"
)

// auditPage is how many entries are read at once.
const auditPage = 500

// Log returns entries of the audit log.
func (s *Service) Log(ctx context.Context, q AuditQuery) ([]Entry, error) {
	return s.store.Audit(ctx, q)
}

// VerifyLog reads the whole log and returns its end, or a *ChainError. known
// is a head that was kept elsewhere, or zero.
func (s *Service) VerifyLog(ctx context.Context, known Head) (Head, error) {
	return VerifyChain(s.entries(ctx), known)
}

// entries yields the log from its beginning, page by page, what was put before
// it included.
func (s *Service) entries(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		after := int64(math.MinInt64)
		for {
			page, err := s.store.Audit(ctx, AuditQuery{After: after, Limit: auditPage})
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			if len(page) < auditPage {
				return
			}
		}
	}
}
