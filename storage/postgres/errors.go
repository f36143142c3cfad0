package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
	"clausewise/retrieval"
	"clausewise/storage/intake"
	"clausewise/storage/migrate"
)

// explain says in words for the user what failed while doing what, and what
// to do about it. Errors of the contracts pass unchanged.
func explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	// What a cancellation breaks is reported in many ways: a closed
	// statement, a lost connection.
	if e := ctx.Err(); e != nil && !errors.Is(err, e) {
		err = fmt.Errorf("%w (%w)", e, err)
	}
	for _, known := range []error{
		retrieval.ErrNotFound, retrieval.ErrModel, assistant.ErrNotFound, receipt.ErrNotFound,
		intake.ErrPack, migrate.ErrNewer, migrate.ErrHistory, ErrExtension,
	} {
		if errors.Is(err, known) {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	if words := advice(err); words != "" {
		return fmt.Errorf("%s：%s: %w", doing, words, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// advice is "" where there is nothing to say beyond the error itself.
func advice(err error) string {
	connecting, isConnecting := errors.AsType[*pgconn.ConnectError](err)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return adviceByCode(e, connecting)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return ""
	case isConnecting:
		return fmt.Sprintf("连不上数据库服务器（%s）。请确认 PostgreSQL 已启动，--database-url 里的主机和端口正确，网络可达", address(connecting.Config))
	case errors.Is(err, context.DeadlineExceeded):
		return ""
	case broken(err):
		return "与数据库的连接中断，没有写入任何内容或结果未知。请稍后再试；一直如此时请检查数据库服务器"
	}
	return ""
}

func adviceByCode(e *pgconn.PgError, connecting *pgconn.ConnectError) string {
	user, database := "当前用户", "该数据库"
	if connecting != nil && connecting.Config != nil {
		user, database = connecting.Config.User, connecting.Config.Database
	}
	switch e.Code {
	case "28P01", "28000":
		return fmt.Sprintf("数据库拒绝了用户 %s 的登录。请检查 --database-url 里的用户名和密码，以及服务器的 pg_hba.conf", user)
	case "3D000":
		return fmt.Sprintf("服务器上没有数据库 %s。请先建立它：createdb %s，或改正 --database-url", database, database)
	case "25006":
		return "数据库是只读的（可能是副本）。请把 --database-url 指向主库"
	case "42501":
		return fmt.Sprintf("%s没有所需的权限（%s）。请让管理员授权，或换一个用户", user, e.Message)
	case "53100":
		return "数据库服务器的磁盘已满，没有写入任何内容。请腾出空间后再试"
	case "53200":
		return "数据库服务器内存不足，没有写入任何内容。请稍后再试，或给服务器加内存"
	case "53300":
		return "数据库的连接数已满。请稍后再试，或调大服务器的 max_connections、调小 --database-url 里的 pool_max_conns"
	case "57P03":
		return "数据库正在启动或恢复。请稍后再试"
	case "57P01", "57P02":
		return "数据库服务器正在停止或断开了连接，没有写入任何内容。请稍后再试"
	case "42P05", "26000":
		return "连接池让预备语句串了位。地址指向事务模式的连接池（如 PgBouncer）时，请在 --database-url 末尾加 default_query_exec_mode=exec"
	case "57014":
		return "查询被取消，没有写入任何内容"
	}
	switch {
	case strings.HasPrefix(e.Code, "08"):
		return "与数据库的连接出错。请稍后再试"
	case e.Code == "40001" || e.Code == "40P01":
		return "与另一个操作冲突，没有写入任何内容。请再试一次"
	case e.Code == "XX001" || e.Code == "XX002":
		return "数据库报告数据损坏。请先停止写入，再由管理员从备份恢复"
	}
	return ""
}

// broken reports whether a connection broke.
func broken(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		pgconn.SafeToRetry(err)
}

// lost reports whether a connection that had been made broke, or the server
// ended it.
func lost(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "57P01" || e.Code == "57P02" || strings.HasPrefix(e.Code, "08")
	}
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	return !connecting && broken(err)
}

func address(c *pgconn.Config) string {
	if c == nil {
		return "--database-url"
	}
	if strings.HasPrefix(c.Host, "/") {
		return c.Host
	}
	return net.JoinHostPort(c.Host, fmt.Sprint(c.Port))
}
