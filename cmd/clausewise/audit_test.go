package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestAuditFindsTampering changes the audit log directly in the database, as
// one who may do everything there, and lets the command find the entry.
func TestAuditFindsTampering(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		for i := range 6 {
			if c := try(t, testPassword+"\n", append([]string{"user", "add", fmt.Sprintf("u%d", i), "--role", "admin"}, store...)...); c.code != 0 {
				t.Fatal(c.stderr)
			}
		}
		audit := func(args ...string) command {
			return try(t, "", append(append([]string{"audit"}, args...), store...)...)
		}
		sound := audit()
		head := regexp.MustCompile(`6:[0-9a-f]{64}`).FindString(sound.stdout)
		if sound.code != 0 || head == "" || !strings.Contains(sound.stdout, "共6条") {
			t.Fatalf("a sound log: %+v", sound)
		}
		if c := audit("--known", head); c.code != 0 {
			t.Fatalf("against its own head: %+v", c)
		}
		db := openRaw(t, store)
		db.must("CREATE TABLE kept AS SELECT * FROM audit")
		// Who may drop the triggers may do anything.
		if db.postgres {
			db.must("ALTER TABLE audit DISABLE TRIGGER ALL")
		} else {
			db.must("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete")
		}
		const forged = "INSERT INTO audit SELECT %d, at, 'mallory', action, object, detail, prev, hash FROM kept WHERE seq = %d"
		for _, tt := range []struct {
			name  string
			do    []string
			entry int
			known bool // found only with a head that was kept
		}{
			{"actor changed", []string{"UPDATE audit SET actor = 'mallory' WHERE seq = 3"}, 3, false},
			{"object changed", []string{"UPDATE audit SET object = 'u9' WHERE seq = 1"}, 1, false},
			{"a byte moved between fields", []string{"UPDATE audit SET actor = actor || substr(action, 1, 1), action = substr(action, 2) WHERE seq = 4"}, 4, false},
			{"hash changed", []string{"UPDATE audit SET hash = prev WHERE seq = 6"}, 6, false},
			{"removed in the middle", []string{"DELETE FROM audit WHERE seq = 4"}, 4, false},
			{"removed and closed up", []string{"DELETE FROM audit WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 6"}, 4, false},
			{"the first removed", []string{"DELETE FROM audit WHERE seq = 1"}, 1, false},
			{"inserted in the middle", []string{"UPDATE audit SET seq = 7 WHERE seq = 6", "UPDATE audit SET seq = 6 WHERE seq = 5", fmt.Sprintf(forged, 5, 5)}, 5, false},
			{"inserted at the end", []string{fmt.Sprintf(forged, 7, 6)}, 7, false},
			{"inserted before the first", []string{fmt.Sprintf(forged, 0, 1)}, 0, false},
			{"two exchanged", []string{"UPDATE audit SET seq = 99 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 99"}, 2, false},
			{"the last removed", []string{"DELETE FROM audit WHERE seq = 6"}, 6, true},
			{"all removed", []string{"DELETE FROM audit"}, 1, true},
		} {
			db.must(tt.do...)
			args := []string{}
			if tt.known {
				args = append(args, "--known", head)
			}
			c := audit(args...)
			if want := fmt.Sprintf("在第%d条处断了", tt.entry); c.code != exitFailure || !strings.Contains(c.stderr, want) {
				t.Errorf("%s: %+v, want %q", tt.name, c, want)
			}
			if c := audit(append(args, "--json")...); c.code != exitFailure || !strings.Contains(c.stdout, fmt.Sprintf(`"broken":%d`, tt.entry)) {
				t.Errorf("%s as JSON: %+v", tt.name, c)
			}
			db.must("DELETE FROM audit", "INSERT INTO audit SELECT * FROM kept")
		}
		if c := audit("--known", head); c.code != 0 {
			t.Errorf("put back as it was: %+v", c)
		}
		if c := audit("--known", "6:beef"); c.code != exitUsage || !strings.Contains(c.stderr, "--known") {
			t.Errorf("a head that is none: %+v", c)
		}
	})
}

// raw is a store's database without the store.
type raw struct {
	t        *testing.T
	postgres bool
	exec     func(statement string) error
}

func openRaw(t *testing.T, store []string) *raw {
	t.Helper()
	if store[0] == "--database-url" {
		conn, err := pgx.Connect(t.Context(), store[1])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(t.Context()) })
		return &raw{t, true, func(statement string) error {
			_, err := conn.Exec(t.Context(), statement)
			return err
		}}
	}
	db, err := sql.Open("sqlite", filepath.Join(store[1], "clausewise.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &raw{t, false, func(statement string) error {
		_, err := db.ExecContext(t.Context(), statement)
		return err
	}}
}

func (r *raw) must(statements ...string) {
	r.t.Helper()
	for _, s := range statements {
		if err := r.exec(s); err != nil {
			r.t.Fatalf("%s: %v", s, err)
		}
	}
}
