package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrExtension is returned where the database lacks a pgvector that serves.
var ErrExtension = errors.New("pgvector is missing or too old")

var (
	// leastVector brought iterative index scans.
	leastVector = [3]int{0, 8, 0}
	// safeParallel mended parallel builds of HNSW indexes (CVE-2026-3172).
	safeParallel = [3]int{0, 8, 2}
	// goodVector mended vacuuming.
	goodVector = [3]int{0, 8, 4}
)

// extension is what a server and a database have of pgvector; "" for none.
type extension struct {
	server    int    // major version
	available string // on the server's disk
	installed string // in this database
}

func readExtension(ctx context.Context, q querier) (e extension, err error) {
	err = q.QueryRow(ctx, `SELECT current_setting('server_version_num')::integer / 10000,
		coalesce((SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), ''),
		coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), '')`).Scan(&e.server, &e.available, &e.installed)
	return e, err
}

// check says what to do where e does not serve.
func (e extension) check(database string) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf(format+": %w", append(args, ErrExtension)...)
	}
	switch {
	case e.installed != "" && !atLeast(e.installed, leastVector) && atLeast(e.available, leastVector):
		return fail("数据库 %s 里的 pgvector 是 %s，需要 0.8.0 以上。服务器上已有 %s，请在该库里运行：ALTER EXTENSION vector UPDATE;",
			database, e.installed, e.available)
	case e.installed != "" && !atLeast(e.installed, leastVector):
		return fail("数据库 %s 里的 pgvector 是 %s，需要 0.8.0 以上（建议 0.8.4 以上）。请先升级服务器上的 pgvector，再在该库里运行：ALTER EXTENSION vector UPDATE;",
			database, e.installed)
	case e.installed == "" && e.available == "":
		return fail("数据库服务器没有 pgvector 扩展。请在服务器上安装它（Debian、Ubuntu 的软件包是 postgresql-%d-pgvector，容器可用 pgvector/pgvector 镜像，需 0.8.0 以上），然后再试", e.server)
	case e.installed == "" && !atLeast(e.available, leastVector):
		return fail("数据库服务器上的 pgvector 是 %s，需要 0.8.0 以上（建议 0.8.4 以上）。请先升级它", e.available)
	}
	return nil
}

// worn reports whether e serves but has known faults.
func (e extension) worn() bool {
	return e.installed != "" && !atLeast(e.installed, goodVector)
}

// createExtension puts pgvector into the database where it is not there yet.
func createExtension(ctx context.Context, tx pgx.Tx, database string) error {
	_, err := tx.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS vector`)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "42501" {
		return fmt.Errorf("当前用户无权启用 pgvector 扩展。请让管理员在数据库 %s 里运行一次：CREATE EXTENSION vector; 然后再试: %w", database,
			errors.Join(ErrExtension, err))
	}
	return err
}

// atLeast compares a version such as 0.8.1 with least; "" and what is no
// version are older than everything.
func atLeast(version string, least [3]int) bool {
	parts := strings.SplitN(version, ".", 3)
	for i, want := range least {
		have := 0
		if i < len(parts) {
			n, err := strconv.Atoi(parts[i])
			if err != nil {
				return false
			}
			have = n
		}
		if have != want {
			return have > want
		}
	}
	return true
}
