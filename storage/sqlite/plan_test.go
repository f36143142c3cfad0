package sqlite

import (
	"fmt"
	"strings"
	"testing"
)

// TestMissingSortsNothing: whoever embeds a library asks for the rows without a
// vector thousands of times. A query that sorted the rows of a document first
// would cost a source of a million of them hours.
func TestMissingSortsNothing(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	condition, args := withoutVector()
	rows, err := s.read.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+fmt.Sprintf(currentRows, condition)+` LIMIT ?`, append(args, 10)...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(plan, "; "); len(plan) == 0 || strings.Contains(all, "TEMP B-TREE") {
		t.Errorf("rows are sorted: %s", all)
	}
}
