package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrNewer is returned where the database was made by a newer program.
var ErrNewer = errors.New("database schema is newer than this program")

// ErrHistory is returned where the database records migrations that are not
// the ones this program has.
var ErrHistory = errors.New("database has another migration history")

// Migration is one numbered step of a schema.
type Migration struct {
	Number int
	Name   string // what_it_does
	SQL    string
}

// Applied is a migration as a database records it.
type Applied struct {
	Number int
	Name   string
}

// Result says what opening a database did to its schema. To is the version in
// force; From is 0 for a new database and equals To where nothing was done.
type Result struct{ From, To int }

var fileName = regexp.MustCompile(`^([0-9]{4})_([a-z0-9_]+)\.sql$`)

// Read returns the migrations of a folder by number. A file that is not
// named as one, an empty file, a gap and a duplicate are errors.
func Read(fsys fs.FS, dir string) ([]Migration, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var all []Migration
	for _, e := range entries {
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil || e.IsDir() {
			return nil, fmt.Errorf("migration %q: want a file named like 0001_what_it_does.sql", e.Name())
		}
		number, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, fmt.Errorf("migration %q: %w", e.Name(), err)
		}
		text, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("migration %q: %w", e.Name(), err)
		}
		if strings.TrimSpace(string(text)) == "" {
			return nil, fmt.Errorf("migration %q is empty", e.Name())
		}
		all = append(all, Migration{Number: number, Name: m[2], SQL: string(text)})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no migrations in %q", dir)
	}
	slices.SortStableFunc(all, func(a, b Migration) int { return a.Number - b.Number })
	for i, m := range all {
		switch {
		case i > 0 && m.Number == all[i-1].Number:
			return nil, fmt.Errorf("migration %04d stands twice: %s and %s", m.Number, all[i-1].Name, m.Name)
		case m.Number != i+1:
			return nil, fmt.Errorf("migration %04d is missing", i+1)
		}
	}
	return all, nil
}

// Pending returns the migrations that a database still needs, given those it
// records in order of number. ErrNewer and ErrHistory say that the database
// is not one this program may touch.
func Pending(all []Migration, applied []Applied) ([]Migration, error) {
	for i, a := range applied {
		if i >= len(all) {
			return nil, fmt.Errorf("数据库结构是第 %d 版，本程序只认得第 %d 版：请换用新版本的 clausewise，或恢复升级前的备份: %w",
				applied[len(applied)-1].Number, len(all), ErrNewer)
		}
		if a.Number != all[i].Number || a.Name != all[i].Name {
			return nil, fmt.Errorf("数据库记录的第 %d 步结构变更是 %04d_%s，本程序的是 %04d_%s：这个库不是 clausewise 的，或被改动过，请换一个数据目录或数据库: %w",
				i+1, a.Number, a.Name, all[i].Number, all[i].Name, ErrHistory)
		}
	}
	return all[len(applied):], nil
}
