package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
)

const keyColumns = `id, public, private, created_at, retired_at`

// SigningKeys implements receipt.Store.
func (s *Store) SigningKeys(ctx context.Context) ([]receipt.SigningKey, error) {
	keys, err := list(ctx, s.read, scanKey, `SELECT `+keyColumns+` FROM signing_keys ORDER BY current DESC, created_at DESC, id`)
	return keys, s.explain(ctx, "读取签名密钥", err)
}

func scanKey(rows *sql.Rows) (k receipt.SigningKey, err error) {
	var public, private []byte
	var createdAt, retiredAt int64
	err = rows.Scan(&k.ID, &public, &private, &createdAt, &retiredAt)
	k.Public, k.Private = public, private
	k.CreatedAt, k.RetiredAt = fromMicros(createdAt), fromMicros(retiredAt)
	return k, err
}

// AddSigningKey implements receipt.Store.
func (s *Store) AddSigningKey(ctx context.Context, k receipt.SigningKey, replaces string) (inUse receipt.SigningKey, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		current, err := list(ctx, tx, scanKey, `SELECT `+keyColumns+` FROM signing_keys WHERE current = 1`)
		if err != nil {
			return err
		}
		if len(current) > 0 && current[0].ID != replaces || len(current) == 0 && replaces != "" {
			if len(current) > 0 {
				inUse = current[0]
			}
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE signing_keys SET current = 0, retired_at = ? WHERE current = 1`, micros(k.CreatedAt)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO signing_keys (id, current, public, private, created_at, retired_at) VALUES (?, 1, ?, ?, ?, 0)`,
			k.ID, []byte(k.Public), []byte(k.Private), micros(k.CreatedAt)); err != nil {
			return err
		}
		inUse = k
		inUse.CreatedAt = fromMicros(micros(k.CreatedAt))
		return nil
	})
	return inUse, s.explain(ctx, "保存签名密钥", err)
}

// putReceipt stores the receipt of a turn's answer, where it has one.
func putReceipt(ctx context.Context, tx *sql.Tx, r *assistant.StoredReceipt) error {
	if r == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO receipts (id, answer, data, stored_at) VALUES (?, ?, ?, ?)`, r.ID, r.Answer, r.Data, micros(r.StoredAt))
	return err
}

// Receipt implements receipt.Store.
func (s *Store) Receipt(ctx context.Context, id string) (assistant.StoredReceipt, error) {
	r := assistant.StoredReceipt{ID: id}
	var storedAt int64
	err := s.read.QueryRowContext(ctx, `SELECT answer, data, stored_at FROM receipts WHERE id = ?`, id).Scan(&r.Answer, &r.Data, &storedAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = receipt.ErrNotFound
	}
	if err != nil {
		return assistant.StoredReceipt{}, s.explain(ctx, "读取答复凭证", err)
	}
	r.StoredAt = fromMicros(storedAt)
	return r, nil
}
