package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ErrNoServer is returned where no server with pgvector is found.
var ErrNoServer = errors.New("no PostgreSQL with pgvector found; run: bash .ci/postgres.sh")

// Find returns the folder of the programs of a server that has pgvector 0.8
// or newer, ErrNoServer where there is none.
func Find() (bin string, err error) {
	patterns := []string{
		"/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin", "/usr/local/pgsql/bin",
	}
	if root, err := moduleRoot(); err == nil {
		// The benchmark is a module within the one that has the tree.
		for _, dir := range []string{root, filepath.Dir(root)} {
			patterns = append(patterns, filepath.Join(dir, ".cache/postgres/tree/usr/lib/postgresql/*/bin"))
		}
	}
	for _, p := range patterns {
		found, err := filepath.Glob(p)
		if err != nil {
			return "", fmt.Errorf("find PostgreSQL: %w", err)
		}
		slices.Reverse(found) // the newest first
		for _, bin := range found {
			if usable(bin) {
				return bin, nil
			}
		}
	}
	return "", ErrNoServer
}

var controlVersion = regexp.MustCompile(`(?m)^default_version = '(0\.(?:[89]|[1-9][0-9]+)|[1-9][0-9]*)\.`)

func usable(bin string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, program)); err != nil {
			return false
		}
	}
	share, err := exec.Command(filepath.Join(bin, "pg_config"), "--sharedir").Output()
	if err != nil {
		return false
	}
	control, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(share)), "extension", "vector.control"))
	return err == nil && controlVersion.Match(control)
}

// moduleRoot is the folder of go.mod above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside a module")
		}
		dir = parent
	}
}
