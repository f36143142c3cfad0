package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
)

const keyColumns = `id, public, private, created_at, retired_at`

// SigningKeys implements receipt.Store.
func (s *Store) SigningKeys(ctx context.Context) ([]receipt.SigningKey, error) {
	keys, err := list(ctx, s.pool, scanKey, `SELECT `+keyColumns+` FROM signing_keys ORDER BY current DESC, created_at DESC, id`)
	return keys, explain(ctx, "读取签名密钥", err)
}

func scanKey(row pgx.CollectableRow) (k receipt.SigningKey, err error) {
	var public, private []byte
	var retiredAt *time.Time
	err = row.Scan(&k.ID, &public, &private, &k.CreatedAt, &retiredAt)
	k.Public, k.Private = public, private
	k.CreatedAt, k.RetiredAt = k.CreatedAt.UTC(), fromNull(retiredAt)
	return k, err
}

// AddSigningKey implements receipt.Store. The table is locked: where no
// key is in use yet there is no row that two nodes could wait on.
func (s *Store) AddSigningKey(ctx context.Context, k receipt.SigningKey, replaces string) (inUse receipt.SigningKey, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		current, err := list(ctx, tx, scanKey, `SELECT `+keyColumns+` FROM signing_keys WHERE current`)
		if err != nil {
			return err
		}
		if len(current) > 0 && current[0].ID != replaces || len(current) == 0 && replaces != "" {
			if len(current) > 0 {
				inUse = current[0]
			}
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE signing_keys SET current = false, retired_at = $1 WHERE current`, microseconds(k.CreatedAt)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO signing_keys (id, current, public, private, created_at) VALUES ($1, true, $2, $3, $4)`,
			k.ID, []byte(k.Public), []byte(k.Private), microseconds(k.CreatedAt)); err != nil {
			return err
		}
		inUse = k
		inUse.CreatedAt = microseconds(k.CreatedAt)
		return nil
	})
	return inUse, explain(ctx, "保存签名密钥", err)
}

// queueReceipt adds the receipt of a turn's answer to a batch, where it has one.
func queueReceipt(b *pgx.Batch, r *assistant.StoredReceipt) {
	if r != nil {
		b.Queue(`INSERT INTO receipts (id, answer, data, stored_at) VALUES ($1, $2, $3, $4)`, r.ID, r.Answer, r.Data, microseconds(r.StoredAt))
	}
}

// Receipt implements receipt.Store.
func (s *Store) Receipt(ctx context.Context, id string) (assistant.StoredReceipt, error) {
	r := assistant.StoredReceipt{ID: id}
	err := s.pool.QueryRow(ctx, `SELECT answer, data, stored_at FROM receipts WHERE id = $1`, id).Scan(&r.Answer, &r.Data, &r.StoredAt)
	if errors.Is(err, pgx.ErrNoRows) {
		err = receipt.ErrNotFound
	}
	if err != nil {
		return assistant.StoredReceipt{}, explain(ctx, "读取答复凭证", err)
	}
	r.StoredAt = r.StoredAt.UTC()
	return r, nil
}
