package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Whatever changes documents or vectors says so on a channel, in the same
// transaction: it is heard when, and only when, the change can be seen.
const (
	channel = "clausewise_library"
	notify  = `SELECT pg_notify('` + channel + `', '')`
)

// listenAgain is how long a listener that lost its connection waits before it
// connects anew.
const listenAgain = time.Second

// Changes calls changed at once and after every change of the library, whichever
// process made it, until ctx ends. After a lost connection it is called again,
// as something may have been missed. It holds a connection of its own.
func (s *Store) Changes(ctx context.Context, changed func()) {
	told := false
	for {
		err := s.listen(ctx, func() {
			told = false
			changed()
		})
		if ctx.Err() != nil {
			return
		}
		if !told { // once, not every second
			told = true
			s.log.WarnContext(ctx, "听不到资料库的变化，正在重新连接", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(listenAgain):
		}
	}
}

// listen calls changed until the connection is lost.
func (s *Store) listen(ctx context.Context, changed func()) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return err
	}
	for {
		changed()
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}
