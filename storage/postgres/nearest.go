package postgres

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"

	"clausewise/retrieval"
	"clausewise/storage/intake"
	"clausewise/storage/nearest"
)

// Nearest implements retrieval.Store. It is exact where the documents hold no
// more vectors than the exact limit, or where there is no index. A row whose
// vector is all zeros has no direction and is nobody's neighbour.
func (s *Store) Nearest(ctx context.Context, m retrieval.Model, query []float32, k int, documents []string, beside []retrieval.Ref) ([]retrieval.Neighbour, error) {
	found, err := s.nearest(ctx, m, query, k, documents, beside)
	if err != nil {
		return nil, explain(ctx, "查找相近条款", err)
	}
	return found, nil
}

func (s *Store) nearest(ctx context.Context, m retrieval.Model, query []float32, k int, documents []string, beside []retrieval.Ref) ([]retrieval.Neighbour, error) {
	sh := s.shape.Load()
	if sh == nil {
		var err error
		if sh, err = s.readShape(ctx, nil); err != nil {
			return nil, err
		}
	}
	// The search goes by what is known of the vectors and reads in the same
	// round trip whether that still holds. It seldom does not.
	for {
		if usable, err := intake.Query(sh.model, m, query); err != nil || !usable || len(beside) == 0 && (k <= 0 || documents != nil && len(documents) == 0) {
			now, stateErr := s.renewShape(ctx, sh)
			if stateErr != nil {
				return nil, stateErr
			}
			if now.model != sh.model {
				sh = now
				continue
			}
			return nil, err
		}
		found, known, err := s.search(ctx, sh, query, k, documents, beside)
		if err == nil && known {
			return found, nil
		}
		fresh, stateErr := s.renewShape(ctx, sh)
		if stateErr != nil {
			return nil, stateErr
		}
		if fresh.model == sh.model {
			return found, err
		}
		sh = fresh
	}
}

// searchIn asks a database for the candidates, and in the same round trip
// whether the library is as the shape knows it.
func (s *Store) searchIn(ctx context.Context, pool *pgxpool.Pool, sh *shape, query []float32, k int, documents []string, beside []retrieval.Ref) (found []retrieval.Neighbour, known bool, err error) {
	if m, err := s.heldFor(ctx, pool, sh); err != nil {
		return nil, false, err
	} else if m != nil {
		// Where they are no longer those of the library, it is asked itself.
		if found, known, err = m.search(ctx, pool, query, k, documents, beside); err != nil || known {
			return found, known, err
		}
	}
	b := &pgx.Batch{}
	var others []retrieval.Neighbour
	if len(beside) > 0 {
		byName(b, beside, func(rows pgx.Rows) (err error) {
			others, err = collectVectors(rows, query)
			return err
		})
	}
	scanned := false
	switch {
	case k <= 0 || documents != nil && len(documents) == 0:
		queueState(b, sh, &known)
	case sh.indexed && sh.rows(documents) > s.exactLimit:
		byIndex(b, indexFor(sh.model.Dim), query, k, documents, func(rows pgx.Rows) (err error) {
			found, err = collectSimilar(rows)
			return err
		})
		queueState(b, sh, &known)
	default:
		scanned = true
		collect := func(rows pgx.Rows) (err error) {
			found, err = collectVectors(rows, query)
			known = len(found) > 0
			return err
		}
		if documents == nil && len(beside) == 0 {
			err = scanAlone(ctx, pool, sh.state, query, k+spare, collect)
			break
		}
		byScan(b, sh.state, query, k+spare, documents, collect)
	}
	if b.Len() > 0 {
		err = pool.SendBatch(ctx, b).Close()
	}
	if err != nil {
		return nil, false, err
	}
	// Where no row came, none has said whether the library is as known.
	if scanned && (len(found) == 0 || crowded(found, k)) {
		b := &pgx.Batch{}
		byWideScan(b, query, k, documents, func(rows pgx.Rows) (err error) {
			found, err = collectVectors(rows, query)
			return err
		})
		queueState(b, sh, &known)
		if err := pool.SendBatch(ctx, b).Close(); err != nil {
			return nil, false, err
		}
	}
	return nearest.Join(nearest.Rank(found, k), others), known, nil
}

// spare is how many rows a scan returns beyond those wanted, so that the ones
// that single precision may have misplaced are mostly among them.
const spare = 8

// crowded reports whether a row that byScan left out of k and the spare ones
// may belong to the best k. Rows left out are no nearer, in single precision,
// than those found.
func crowded(found []retrieval.Neighbour, k int) bool {
	if len(found) < k+spare {
		return false
	}
	found = nearest.Rank(found, len(found))
	return found[k-1].Similarity-found[len(found)-1].Similarity <= 2*nearest.Margin
}

// byName fetches the vectors of refs.
func byName(b *pgx.Batch, refs []retrieval.Ref, collect func(pgx.Rows) error) {
	documents, versions, keys := make([]string, len(refs)), make([]int, len(refs)), make([]string, len(refs))
	for i, r := range refs {
		documents[i], versions[i], keys[i] = r.Document, r.Version, r.Key
	}
	b.Queue(`SELECT v.document, v.version, v.key, v.data
		FROM unnest($1::text[], $2::integer[], $3::text[]) AS r (document, version, key)
		JOIN vectors v ON v.document = r.document AND v.version = r.version AND v.key = r.key`,
		documents, versions, keys).Query(collect)
}

// scan compares all vectors, or with a filter those of the documents $6, and
// fetches the nearest. Rows are sorted by their place alone, as copying each
// vector into the sort costs more than going back for the few that are wanted.
// The index is of another expression and never used, nor may it be: under a
// filter it would return too few rows. No row comes where the library is not in
// the state asked for: a statement of its own would take a twentieth as long as
// the search.
func scan(filter string) string {
	return `SELECT v.document, v.version, v.key, v.data FROM vectors v WHERE v.ctid = ANY(ARRAY(
			SELECT ctid FROM vectors
			WHERE (SELECT (generation, model, dim) = ($3::bigint, $4::text, $5::integer) FROM library) ` + filter + `
			ORDER BY data <=> $1 LIMIT $2))`
}

var (
	scanAll = scan("")
	scanOf  = scan("AND document = ANY($6)")
)

// byScan compares all vectors of the documents; nil means all.
func byScan(b *pgx.Batch, st state, query []float32, limit int, documents []string, collect func(pgx.Rows) error) {
	args := scanArgs(st, query, limit)
	if documents == nil {
		b.Queue(scanAll, args...).Query(collect)
		return
	}
	queuePlanned(b)
	b.Queue(scanOf, append(args, documents)...).Query(collect)
}

// scanAlone compares all vectors, without a batch, which costs a tenth more.
func scanAlone(ctx context.Context, pool *pgxpool.Pool, st state, query []float32, limit int, collect func(pgx.Rows) error) error {
	rows, err := pool.Query(ctx, scanAll, scanArgs(st, query, limit)...)
	if err != nil {
		return err
	}
	return collect(rows)
}

func scanArgs(st state, query []float32, limit int) []any {
	return []any{pgvector.NewVector(query), limit, st.generation, st.model.Name, st.model.Dim}
}

// byWideScan is byScan for the k nearest and all that are so close behind
// that single precision may have misplaced them.
func byWideScan(b *pgx.Batch, query []float32, k int, documents []string, collect func(pgx.Rows) error) {
	queuePlanned(b)
	b.Queue(`WITH scored AS MATERIALIZED (
			SELECT ctid AS place, data <=> $1 AS distance FROM vectors
			WHERE $2::text[] IS NULL OR document = ANY($2)
		), bound AS (
			SELECT distance FROM scored ORDER BY distance OFFSET $3 LIMIT 1
		)
		SELECT v.document, v.version, v.key, v.data FROM vectors v
		WHERE v.ctid = ANY(ARRAY(
			SELECT place FROM scored WHERE distance <= coalesce((SELECT distance FROM bound), 'Infinity') + $4))`,
		pgvector.NewVector(query), documents, k-1, nearest.Margin).Query(collect)
}

// byIndex asks the HNSW index, which goes on looking until the filter has left
// enough rows. What comes later may be nearer than what came before, so under a
// filter some more are asked for. Vectors stay in the database: the distance
// in single precision orders well enough what is approximate anyway.
func byIndex(b *pgx.Batch, x index, query []float32, k int, documents []string, collect func(pgx.Rows) error) {
	want := k
	if documents != nil || x.half {
		want += k/4 + 8
	}
	b.Queue(`SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', $1, true),
			set_config('plan_cache_mode', 'force_custom_plan', true)`,
		strconv.Itoa(searchWidth(want))).Exec(func(pgconn.CommandTag) error { return nil })
	if documents == nil {
		b.Queue(x.query(""), pgvector.NewVector(query), want).Query(collect)
		return
	}
	b.Queue(x.query("WHERE document = ANY($3)"), pgvector.NewVector(query), want, documents).Query(collect)
}

// queueState asks whether the library is as the shape knows it.
func queueState(b *pgx.Batch, sh *shape, known *bool) {
	b.Queue(readState).QueryRow(func(row pgx.Row) error {
		now, err := scanState(row)
		*known = now == sh.state
		return err
	})
}

// collectSimilar reads rows with their similarities. That of a zero vector is
// no number.
func collectSimilar(rows pgx.Rows) ([]retrieval.Neighbour, error) {
	var found []retrieval.Neighbour
	var n retrieval.Neighbour
	_, err := pgx.ForEachRow(rows, []any{&n.Ref.Document, &n.Ref.Version, &n.Ref.Key, &n.Similarity}, func() error {
		if n.Similarity >= -1 {
			found = append(found, n)
		}
		return nil
	})
	return found, err
}

// collectVectors reads vectors and compares them with the query once more, in
// double precision.
func collectVectors(rows pgx.Rows, query []float32) ([]retrieval.Neighbour, error) {
	var found []retrieval.Neighbour
	var n retrieval.Neighbour
	var data pgvector.Vector
	_, err := pgx.ForEachRow(rows, []any{&n.Ref.Document, &n.Ref.Version, &n.Ref.Key, &data}, func() error {
		var ok bool
		if n.Similarity, ok = retrieval.Cosine(query, data.Slice()); ok {
			found = append(found, n)
		}
		return nil
	})
	return found, err
}
