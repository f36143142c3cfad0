package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"clausewise/storage/sqlite"
)

// backupFlags are those of both commands: a database server has tools of its
// own.
type backupFlags struct {
	outputFlags
	Data        string `name:"data" env:"CLAUSEWISE_DATA" placeholder:"DIR" help:"数据目录（内置数据库）；默认 $XDG_DATA_HOME/clausewise 或 ~/.local/share/clausewise"`
	DatabaseURL string `name:"database-url" env:"CLAUSEWISE_DATABASE_URL" hidden:""`
}

// dir is the data directory; an error where the library is elsewhere.
func (f backupFlags) dir(tool string) (string, error) {
	if f.DatabaseURL != "" {
		return "", &usageError{fmt.Sprintf("这个命令只用于内置数据库；PostgreSQL 请用 %s，做法见 docs/operations.md", tool)}
	}
	return storeFlags{Data: f.Data}.dataDir()
}

type backupCmd struct {
	backupFlags
	File string `arg:"" help:"备份写到这个新文件"`
}

// Help is printed below the command's usage.
func (*backupCmd) Help() string {
	return "服务可以照常运行。备份里有会话和账号，请妥善保管。"
}

func (c *backupCmd) Run(e *environment) (err error) {
	dir, err := c.dir("pg_dump")
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, sqlite.FileName)); err != nil {
		return fmt.Errorf("数据目录 %s 里没有数据库，请用 --data 指定：%w", dir, err)
	}
	s, err := sqlite.Open(e.ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Backup(e.ctx, c.File); err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(e.stdout, map[string]any{"file": c.File, "bytes": info.Size()})
	}
	_, err = fmt.Fprintf(e.stdout, "已备份到 %s（%.1f MB），完整性已核对\n", c.File, float64(info.Size())/1e6)
	return err
}

type restoreCmd struct {
	backupFlags
	File string `arg:"" help:"clausewise backup 写出的文件"`
}

// Help is printed below the command's usage.
func (*restoreCmd) Help() string {
	return "先停止服务。数据目录里现有的数据库会改名留存，不会删除。"
}

func (c *restoreCmd) Run(e *environment) error {
	dir, err := c.dir("pg_restore")
	if err != nil {
		return err
	}
	kept, err := sqlite.Restore(e.ctx, dir, c.File, e.now())
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(e.stdout, map[string]string{"data": dir, "kept": kept})
	}
	if _, err := fmt.Fprintf(e.stdout, "已恢复到 %s\n", dir); err != nil {
		return err
	}
	if kept != "" {
		_, err = fmt.Fprintf(e.stdout, "原来的数据库留存为 %s，确认无误后可以删除\n", kept)
	}
	return err
}
