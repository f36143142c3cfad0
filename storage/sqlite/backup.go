package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	sqlitelib "modernc.org/sqlite/lib"

	"clausewise/storage/migrate"
)

// ErrBackup is wrapped where a file is no backup of this program's database.
var ErrBackup = errors.New("这不是可用的备份")

// ErrInUse is wrapped where a program has the database open that is to be
// replaced.
var ErrInUse = errors.New("数据库正在使用")

// Backup writes the whole database, as of one moment, into a new file. The
// store and other processes go on working meanwhile. The file has its name
// only when it is complete, checked and on disk; one that is there already is
// an error wrapping fs.ErrExist.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("文件 %s 已经存在，请换一个文件名: %w", file, fs.ErrExist)
	}
	part, err := beside(file)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	// SQLite wants the target empty or missing; the empty one keeps its mode.
	if _, err := s.write.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		return s.explain(ctx, "备份", err)
	}
	if _, err := inspect(ctx, part); err != nil {
		return fmt.Errorf("核对备份: %w", err)
	}
	if err := persist(part); err != nil {
		return fmt.Errorf("写入备份 %s: %w", file, err)
	}
	// A link, unlike a rename, never replaces a file made meanwhile.
	if err := os.Link(part, file); err != nil {
		return fmt.Errorf("写入备份 %s: %w", file, err)
	}
	return persist(filepath.Dir(file))
}

// Restore puts a backup into a data directory in place of what is there,
// which is kept beside it under the name that is returned, "" where there was
// nothing. No program may have the directory's database open: ErrInUse.
func Restore(ctx context.Context, dir, backup string, now time.Time) (kept string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("数据目录 %q: %w", dir, err)
	}
	path := filepath.Join(dir, FileName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("无法建立数据目录 %s: %w", dir, err)
	}
	part, err := beside(path)
	if err != nil {
		return "", err
	}
	defer os.Remove(part)
	if err := copyFile(backup, part); err != nil {
		return "", fmt.Errorf("读取备份 %s: %w", backup, err)
	}
	if _, err := inspect(ctx, part); err != nil {
		return "", err
	}
	if _, err := os.Lstat(path); err == nil {
		if err := settle(ctx, path); err != nil {
			return "", err
		}
		kept = path + ".before-restore-" + now.UTC().Format("20060102T150405Z")
		if err := os.Rename(path, kept); err != nil {
			return "", fmt.Errorf("留存现有数据库: %w", err)
		}
	}
	if err := os.Rename(part, path); err != nil {
		if kept != "" {
			err = errors.Join(err, os.Rename(kept, path))
		}
		return "", fmt.Errorf("放入备份: %w", err)
	}
	return kept, persist(dir)
}

// beside makes an empty file next to another, readable by nobody else.
func beside(file string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*.part")
	if err != nil {
		return "", fmt.Errorf("目录 %s 不可写: %w", filepath.Dir(file), err)
	}
	return f.Name(), f.Close()
}

// inspect opens a file without changing it and says how far its schema is;
// ErrBackup where it is damaged or another program's.
func inspect(ctx context.Context, file string) (schema int, err error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: "mode=ro&immutable=1"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	bad := func(why string, err error) error {
		return fmt.Errorf("%w：%s（%s）: %w", ErrBackup, why, file, err)
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		return 0, bad("文件损坏，或不是数据库", err)
	}
	if verdict != "ok" {
		return 0, bad("文件损坏", errors.New(verdict))
	}
	all, err := migrate.Read(migrations, "migrations")
	if err != nil {
		return 0, err
	}
	applied, err := appliedMigrations(ctx, db)
	if err != nil || len(applied) == 0 {
		return 0, bad("不是 clausewise 的数据库", err)
	}
	if _, err := migrate.Pending(all, applied); err != nil {
		return 0, err
	}
	return len(applied), nil
}

// settle moves what is in the write-ahead log into the file and takes the
// file out of WAL mode, which SQLite does for its only user alone. A file that
// is damaged is left as it is: it is to be replaced.
func settle(ctx context.Context, path string) (err error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "_pragma=busy_timeout(0)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode=DELETE`).Scan(&mode)
	switch code(err) {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return fmt.Errorf("%w：请先停止使用 %s 的服务和命令，再恢复: %w", ErrInUse, path, err)
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		return moveLog(path)
	}
	if err != nil {
		return fmt.Errorf("收束现有数据库 %s: %w", path, err)
	}
	return nil
}

// moveLog keeps a damaged database's write-ahead log from being taken for
// the restored one's.
func moveLog(path string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		err := os.Rename(path+suffix, path+".damaged"+suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("移开 %s: %w", path+suffix, err)
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// persist has a file's or directory's content on disk.
func persist(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
