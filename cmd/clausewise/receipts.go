package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"clausewise/assistant/receipt"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// notary issues receipts of what this program answers.
func (a *app) notary(now func() time.Time) *receipt.Notary {
	return receipt.NewNotary(a.store, a.library.At, "clausewise "+readVersion().Version, now)
}

// saveReceipt signs a result and writes its receipt to a file that is not
// there yet.
func (a *app) saveReceipt(e *environment, path string, r calculators.Result, day quantity.Date) error {
	data, err := a.notary(e.now).Result(e.ctx, r, day, calculators.Simplified)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("文件 %s 已经有了，凭证没有写入，请换一个文件名", path)
	}
	if err != nil {
		return fmt.Errorf("写凭证：%w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("写凭证：%w", err)
	}
	_, err = fmt.Fprintf(e.stderr, "凭证已写入 %s；用 clausewise verify %s 核验\n", path, path)
	return err
}
