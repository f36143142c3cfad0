package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// indexLock is held by whoever builds or drops the index of this table.
const indexLock = `hashtext('clausewise vectors index'), 'vectors'::regclass::oid::integer`

// EnsureIndex makes the HNSW index where there are too many vectors to scan
// them all. Searches and writers go on meanwhile; a build of another process
// is left to it. A build that was cut short is begun again by the next call.
//
// Missing calls it when no row waits for a vector any more: an index that is
// there while thousands of vectors come in slows each of them.
func (s *Store) EnsureIndex(ctx context.Context) error {
	return explain(ctx, "建立向量索引", s.ensureIndex(ctx))
}

func (s *Store) ensureIndex(ctx context.Context) error {
	st, err := scanState(s.pool.QueryRow(ctx, readState))
	if err != nil {
		return err
	}
	x := indexFor(st.model.Dim)
	if !x.possible() {
		return nil
	}
	if valid, err := x.valid(ctx, s.pool); err != nil || valid {
		return err
	}
	var many bool
	if err := s.pool.QueryRow(ctx, `SELECT count(*) > $1 FROM (SELECT FROM vectors LIMIT $1 + 1) AS first_ones`, s.exactLimit).Scan(&many); err != nil || !many {
		return err
	}
	// A connection of its own, as settings and lock end with it.
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	s.log.InfoContext(ctx, "正在建立向量索引，期间查找照常", "dim", x.dim)
	return buildIndex(ctx, conn, x, st)
}

func buildIndex(ctx context.Context, conn *pgx.Conn, x index, st state) error {
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+indexLock+`)`).Scan(&mine); err != nil || !mine {
		return err
	}
	now, err := scanState(conn.QueryRow(ctx, readState))
	if err != nil {
		return err
	}
	if now.model != st.model {
		return errors.New("the model was changed meanwhile")
	}
	if valid, err := x.valid(ctx, conn); err != nil || valid {
		return err // another process was faster
	}
	if err := prepareBuild(ctx, conn, x); err != nil {
		return err
	}
	err = createIndex(ctx, conn, x)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && (e.Code == "53100" || e.Code == "53200") {
		// Workers build in shared memory, of which containers get little.
		if _, err := conn.Exec(ctx, `SET max_parallel_maintenance_workers = 0`); err != nil {
			return err
		}
		err = createIndex(ctx, conn, x)
	}
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `UPDATE library SET generation = generation + 1`)
	return err
}

// createIndex also clears away what an interrupted build has left.
func createIndex(ctx context.Context, conn *pgx.Conn, x index) error {
	for _, statement := range []string{`DROP INDEX CONCURRENTLY IF EXISTS ` + x.name(), x.create()} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// mostBuildMemory is the most memory a build asks for, in kB. A graph that
// does not fit is built many times slower.
const mostBuildMemory = 2 << 20

// prepareBuild gives the build the memory its graph needs, where the server's
// setting is less.
func prepareBuild(ctx context.Context, conn *pgx.Conn, x index) error {
	have, err := readExtension(ctx, conn)
	if err != nil {
		return err
	}
	if !atLeast(have.installed, safeParallel) {
		if _, err := conn.Exec(ctx, `SET max_parallel_maintenance_workers = 0`); err != nil {
			return err
		}
	}
	var vectors, memory int
	if err := conn.QueryRow(ctx, `SELECT (SELECT count(*) FROM vectors), (SELECT setting::integer FROM pg_settings WHERE name = 'maintenance_work_mem')`).
		Scan(&vectors, &memory); err != nil {
		return err
	}
	// A node: its vector, two links a connection, and what belongs to them.
	node := 4*x.dim + 40*connections + 200
	if need := min(vectors/1024*node, mostBuildMemory); need > memory {
		_, err = conn.Exec(ctx, fmt.Sprintf(`SET maintenance_work_mem = %d`, need))
	}
	return err
}

// stopBuild cancels a build under way, so that the vectors can be dropped, and
// keeps others from beginning one until the transaction ends.
func stopBuild(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_cancel_backend(pid) FROM pg_stat_progress_create_index WHERE relid = 'vectors'::regclass ORDER BY pid`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(`+indexLock+`)`)
	return err
}
