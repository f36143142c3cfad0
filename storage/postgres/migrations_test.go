package postgres

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// takesAway is what a node of the version before would stumble over while it
// is still running: what goes, changes its name or type, or must be given.
var takesAway = regexp.MustCompile(`(?is)\bDROP\s+(TABLE|COLUMN|VIEW|FUNCTION)|\bRENAME\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b|\bSET\s+NOT\s+NULL\b|\bADD\s+COLUMN\b[^,;]*\bNOT\s+NULL\b`)

// TestMigrationsOnlyAdd keeps rolling upgrades possible. The first steps are
// older than the promise.
func TestMigrationsOnlyAdd(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) < "0008" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(string(data), ";") {
			if found := takesAway.FindString(statement); found != "" && !strings.Contains(strings.ToUpper(statement), "DEFAULT") {
				t.Errorf("%s: %q", file, found)
			}
		}
	}
	for _, statement := range []string{"DROP TABLE turns", "ALTER TABLE t RENAME a TO b", "ALTER TABLE t ALTER COLUMN a TYPE text", "ALTER TABLE t ADD COLUMN a text NOT NULL"} {
		if !takesAway.MatchString(statement) {
			t.Errorf("not noticed: %s", statement)
		}
	}
}
