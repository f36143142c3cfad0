package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/retrieval"
	"clausewise/storage/migrate"
)

// code is SQLite's primary result code in err, 0 where there is none.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// explain says in words for the user what failed while doing what, and what
// to do about it. Errors of the contracts pass unchanged.
func (s *Store) explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	// What a cancellation breaks is reported in many ways: a closed
	// statement, a lost connection.
	if e := ctx.Err(); e != nil && !errors.Is(err, e) {
		return fmt.Errorf("%s: %w (%w)", doing, e, err)
	}
	for _, known := range []error{
		context.Canceled, context.DeadlineExceeded, retrieval.ErrNotFound, retrieval.ErrModel,
		assistant.ErrNotFound, receipt.ErrNotFound, migrate.ErrNewer, migrate.ErrHistory,
	} {
		if errors.Is(err, known) {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	dir := filepath.Dir(s.path)
	say := func(words string) error { return fmt.Errorf("%s：%s: %w", doing, words, err) }
	switch code(err) {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return say(fmt.Sprintf("数据库正被另一个程序写入，等了 %v 仍未空出。请稍后再试，或先停止占用 %s 的程序", s.busy, s.path))
	case sqlitelib.SQLITE_FULL:
		return say(fmt.Sprintf("磁盘已满，没有写入任何内容。请在 %s 所在的磁盘上腾出空间后再试", dir))
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		return say(fmt.Sprintf("数据库文件 %s 已损坏或不是数据库。请先停止服务并另存该文件，再把备份的文件放回原处；没有备份时移走该文件，重新启动会重新载入内置政策", s.path))
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_PERM, sqlitelib.SQLITE_AUTH:
		return say(fmt.Sprintf("数据目录 %s 不可写。请检查该目录和其中 %s 的权限，或用 --data 换一个目录", dir, FileName))
	case sqlitelib.SQLITE_IOERR:
		return say(fmt.Sprintf("读写 %s 时磁盘出错。请检查磁盘和挂载（不要放在网络盘上），再试一次", s.path))
	case sqlitelib.SQLITE_INTERRUPT:
		return say("操作被中断，没有写入任何内容")
	}
	return fmt.Errorf("%s: %w", doing, err)
}
