package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

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
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		digest := intake.Digest(p.Files)
		stored, err = scanProposal(tx.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals
			WHERE pack = ? AND sha256 = ? AND state <> 'approved'`, p.Pack, digest))
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		done, err := tx.ExecContext(ctx, `INSERT INTO proposals (pack, origin, revision, over, sha256, made_by, note, made_at, state)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')`, p.Pack, p.Origin, p.Revision, p.Over, digest, p.By, p.Note, micros(p.At))
		if err != nil {
			return err
		}
		id, err := done.LastInsertId()
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(p.Files)) {
			content := p.Files[name]
			if content == nil {
				content = []byte{}
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO proposal_files (proposal, name, content) VALUES (?, ?, ?)`, id, name, content); err != nil {
				return err
			}
		}
		stored, err = scanProposal(tx.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals WHERE id = ?`, id))
		return err
	})
	return stored, s.explain(ctx, "提交核准", err)
}

// Proposal implements ingest.Proposals.
func (s *Store) Proposal(ctx context.Context, id int64) (p ingest.Proposal, err error) {
	defer func() { err = s.explain(ctx, fmt.Sprintf("读取第 %d 号提交", id), err) }()
	p, err = scanProposal(s.read.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM proposals WHERE id = ?`, id))
	if err != nil {
		return p, absent(err)
	}
	type file struct {
		name    string
		content []byte
	}
	files, err := list(ctx, s.read, func(rows *sql.Rows) (f file, err error) {
		return f, rows.Scan(&f.name, &f.content)
	}, `SELECT name, content FROM proposal_files WHERE proposal = ? ORDER BY name`, id)
	p.Files = make(map[string][]byte, len(files))
	for _, f := range files {
		p.Files[f.name] = f.content
	}
	return p, err
}

// Proposals implements ingest.Proposals.
func (s *Store) Proposals(ctx context.Context, state ingest.ProposalState) ([]ingest.Proposal, error) {
	out, err := list(ctx, s.read, func(rows *sql.Rows) (ingest.Proposal, error) { return scanProposal(rows) },
		`SELECT `+proposalColumns+` FROM proposals WHERE ?1 = '' OR state = ?1 ORDER BY id DESC`, string(state))
	return out, s.explain(ctx, "列出等待核准的提交", err)
}

// ApproveProposal implements ingest.Proposals.
func (s *Store) ApproveProposal(ctx context.Context, id int64, d ingest.Decision, p ingest.Pack) (stored ingest.Stored, err error) {
	if err := errors.Join(intake.Decision(d), intake.Pack(p)); err != nil {
		return stored, err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) (err error) {
		if stored, err = s.putPack(ctx, tx, p, intake.Digest(p.Files)); err != nil {
			return err
		}
		return decide(ctx, tx, id, ingest.Approved, d, stored.Version)
	})
	if err != nil {
		return ingest.Stored{}, s.explain(ctx, fmt.Sprintf("核准第 %d 号提交", id), err)
	}
	return stored, nil
}

// RejectProposal implements ingest.Proposals.
func (s *Store) RejectProposal(ctx context.Context, id int64, d ingest.Decision) error {
	if err := intake.Decision(d); err != nil {
		return err
	}
	err := s.inTx(ctx, func(tx *sql.Tx) error { return decide(ctx, tx, id, ingest.Rejected, d, 0) })
	return s.explain(ctx, fmt.Sprintf("退回第 %d 号提交", id), err)
}

// decide ends a proposal that waits.
func decide(ctx context.Context, tx *sql.Tx, id int64, state ingest.ProposalState, d ingest.Decision, version int) error {
	done, err := tx.ExecContext(ctx, `UPDATE proposals SET state = ?, decided_by = ?, reason = ?, decided_at = ?, version = ?
		WHERE id = ? AND state = 'waiting'`, string(state), d.By, d.Reason, micros(d.At), version, id)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var there bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM proposals WHERE id = ?)`, id).Scan(&there); err != nil {
		return err
	}
	if !there {
		return retrieval.ErrNotFound
	}
	return ingest.ErrDecided
}

// absent is ErrNotFound where a row is not there.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return retrieval.ErrNotFound
	}
	return err
}

func scanProposal(row interface{ Scan(...any) error }) (p ingest.Proposal, err error) {
	var made, decided int64
	err = row.Scan(&p.ID, &p.Pack, &p.Origin, &p.Revision, &p.Over, &p.By, &p.Note, &made, &p.State,
		&p.Decided.By, &p.Decided.Reason, &decided, &p.Version)
	p.At, p.Decided.At = fromMicros(made), fromMicros(decided)
	return p, err
}
