package main

import (
	"errors"
	"fmt"

	"clausewise/storage/migrate"
)

type migrateCmd struct {
	outputFlags
	storeFlags
}

// Help is printed below the command's usage.
func (*migrateCmd) Help() string {
	return "其他命令打开数据库时也会自动升级；在升级服务之前单独运行，可以先看到结果。"
}

func (c *migrateCmd) Run(e *environment) (err error) {
	store, err := openStore(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var done migrate.Result
	if s, ok := store.(interface{ Schema() migrate.Result }); ok {
		done = s.Schema()
	}
	if c.JSON {
		return writeJSON(e.stdout, map[string]int{"from": done.From, "to": done.To})
	}
	if done.From == done.To {
		_, err = fmt.Fprintf(e.stdout, "数据库结构已是最新（第%d版）\n", done.To)
	} else {
		_, err = fmt.Fprintf(e.stdout, "数据库结构已从第%d版升级到第%d版\n", done.From, done.To)
	}
	return err
}
