package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const (
	// connections and construction are HNSW's m and ef_construction. docs/retrieval.md
	// has what was measured for them.
	connections, construction = 16, 64

	// halfFrom is the dimension from which the index holds half precision:
	// half the memory and faster to build, at a recall that the full vectors
	// of the rows found make up for. Below it the graph's links outweigh the
	// vectors and nothing is won.
	halfFrom = 256
	// maxIndexedDim is the largest dimension that pgvector's HNSW indexes, in
	// half precision.
	maxIndexedDim = 4000
	// maxPlainDim is about the largest dimension whose row fits a page
	// uncompressed.
	maxPlainDim = 2000
)

// searchWidth is HNSW's ef_search for a number of rows wanted.
func searchWidth(want int) int { return min(max(2*want, 100), 1000) }

// index is the HNSW index for vectors of a dimension. The column has no
// dimension of its own, so the index gives it one.
type index struct {
	dim  int
	half bool
}

func indexFor(dim int) index { return index{dim, dim >= halfFrom} }

// possible reports whether vectors of the dimension can be indexed.
func (x index) possible() bool { return x.dim > 0 && x.dim <= maxIndexedDim }

func (x index) name() string {
	if x.half {
		return "vectors_hnsw_half"
	}
	return "vectors_hnsw"
}

// valid reports whether the index is there and complete.
func (x index) valid(ctx context.Context, q querier) (valid bool, err error) {
	err = q.QueryRow(ctx, `SELECT coalesce((SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)), false)`, x.name()).Scan(&valid)
	return valid, err
}

// column is what is indexed.
func (x index) column() string {
	if x.half {
		return fmt.Sprintf("data::halfvec(%d)", x.dim)
	}
	return fmt.Sprintf("data::vector(%d)", x.dim)
}

// create is the statement that makes the index, while reads and writes go on.
func (x index) create() string {
	operators := "vector_cosine_ops"
	if x.half {
		operators = "halfvec_cosine_ops"
	}
	return fmt.Sprintf(`CREATE INDEX CONCURRENTLY %s ON vectors USING hnsw ((%s) %s) WITH (m = %d, ef_construction = %d)`,
		x.name(), x.column(), operators, connections, construction)
}

// query finds $2 rows near $1 with their similarity by the full vectors.
func (x index) query(where string) string {
	to := "$1"
	if x.half {
		to = fmt.Sprintf("$1::vector::halfvec(%d)", x.dim)
	}
	return fmt.Sprintf(`SELECT document, version, key, 1 - (data <=> $1::vector) FROM vectors %s ORDER BY %s <=> %s LIMIT $2`,
		where, x.column(), to)
}

// dropIndexes removes every index that some version of the program may have
// made, half-made ones included.
func dropIndexes(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `DROP INDEX IF EXISTS vectors_hnsw, vectors_hnsw_half`)
	return err
}
