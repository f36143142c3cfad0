package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/storage/intake"
)

const proposalColumns = `id, pack, origin, revision, over, made_by, note, made_at, state, decided_by, reason, decided_at, version`

// PutProposal implements ingest.Proposals.
func (s *Store) PutProposal(ctx context.Context, p ingest.Proposal) (stored ingest.Proposal, err error) {
	if err := intake.Proposal(p); err != nil {
		return ingest.Proposal{}, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// Packs are written one at a time, and so is what is to become one.
		if _, err := lockLibrary(ctx, tx); err != nil {
			return err
		}
		digest := intake.Digest(p.Files)
		stored, err = oneProposal(ctx, tx, `SELECT `+proposalColumns+` FROM proposals
			WHERE pack = $1 AND sha256 = $2 AND state <> 'approved'`, p.Pack, digest)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		stored, err = oneProposal(ctx, tx, `INSERT INTO proposals (pack, origin, revision, over, sha256, made_by, note, made_at, state)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting') RETURNING `+proposalColumns,
			p.Pack, p.Origin, p.Revision, p.Over, digest, p.By, p.Note, microseconds(p.At))
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		for _, name := range slices.Sorted(maps.Keys(p.Files)) {
			content := p.Files[name]
			if content == nil {
				content = []byte{}
			}
			b.Queue(`INSERT INTO proposal_files (proposal, name, content) VALUES ($1, $2, $3)`, stored.ID, name, content)
		}
		return tx.SendBatch(ctx, b).Close()
	})
	return stored, explain(ctx, "提交核准", err)
}

// Proposal implements ingest.Proposals.
func (s *Store) Proposal(ctx context.Context, id int64) (p ingest.Proposal, err error) {
	defer func() { err = explain(ctx, fmt.Sprintf("读取第 %d 号提交", id), err) }()
	p, err = oneProposal(ctx, s.pool, `SELECT `+proposalColumns+` FROM proposals WHERE id = $1`, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, retrieval.ErrNotFound
	}
	if err != nil {
		return p, err
	}
	type file struct {
		Name    string
		Content []byte
	}
	files, err := list(ctx, s.pool, pgx.RowToStructByPos[file], `SELECT name, content FROM proposal_files WHERE proposal = $1 ORDER BY name`, id)
	p.Files = make(map[string][]byte, len(files))
	for _, f := range files {
		p.Files[f.Name] = f.Content
	}
	return p, err
}

// Proposals implements ingest.Proposals.
func (s *Store) Proposals(ctx context.Context, state ingest.ProposalState) ([]ingest.Proposal, error) {
	out, err := list(ctx, s.pool, scanProposal, `SELECT `+proposalColumns+` FROM proposals WHERE $1 = '' OR state = $1 ORDER BY id DESC`, planned, string(state))
	return out, explain(ctx, "列出等待核准的提交", err)
}

// ApproveProposal implements ingest.Proposals.
func (s *Store) ApproveProposal(ctx context.Context, id int64, d ingest.Decision, p ingest.Pack) (stored ingest.Stored, err error) {
	if err := errors.Join(intake.Decision(d), intake.Pack(p)); err != nil {
		return stored, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
		if stored, err = s.putPack(ctx, tx, p, intake.Digest(p.Files)); err != nil {
			return err
		}
		return decide(ctx, tx, id, ingest.Approved, d, stored.Version)
	})
	if err != nil {
		return ingest.Stored{}, explain(ctx, fmt.Sprintf("核准第 %d 号提交", id), err)
	}
	return stored, nil
}

// RejectProposal implements ingest.Proposals.
func (s *Store) RejectProposal(ctx context.Context, id int64, d ingest.Decision) error {
	if err := intake.Decision(d); err != nil {
		return err
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return decide(ctx, tx, id, ingest.Rejected, d, 0) })
	return explain(ctx, fmt.Sprintf("退回第 %d 号提交", id), err)
}

// decide ends a proposal that waits.
func decide(ctx context.Context, tx pgx.Tx, id int64, state ingest.ProposalState, d ingest.Decision, version int) error {
	done, err := tx.Exec(ctx, `UPDATE proposals SET state = $1, decided_by = $2, reason = $3, decided_at = $4, version = $5
		WHERE id = $6 AND state = 'waiting'`, string(state), d.By, d.Reason, microseconds(d.At), version, id)
	if err != nil || done.RowsAffected() == 1 {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM proposals WHERE id = $1)`, id).Scan(&there); err != nil {
		return err
	}
	if !there {
		return retrieval.ErrNotFound
	}
	return ingest.ErrDecided
}

func oneProposal(ctx context.Context, q querier, query string, args ...any) (p ingest.Proposal, err error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return p, err
	}
	return pgx.CollectExactlyOneRow(rows, scanProposal)
}

func scanProposal(row pgx.CollectableRow) (p ingest.Proposal, err error) {
	var decided *time.Time
	err = row.Scan(&p.ID, &p.Pack, &p.Origin, &p.Revision, &p.Over, &p.By, &p.Note, &p.At, &p.State,
		&p.Decided.By, &p.Decided.Reason, &decided, &p.Version)
	p.At = p.At.UTC()
	if decided != nil {
		p.Decided.At = decided.UTC()
	}
	return p, err
}
