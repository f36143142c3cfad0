package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"clausewise/ingest"
	"clausewise/retrieval"
)

type clausesCmd struct {
	outputFlags
	storeFlags
	Documents []string `arg:"" help:"文件编号，或本地的文件、政策包目录（不入库）"`
}

// listedRow is a row with where it comes from.
type listedRow struct {
	File     string            `json:"file"`
	Document string            `json:"document"`
	Clause   string            `json:"clause"`
	Number   string            `json:"number"`
	Kind     retrieval.RowKind `json:"kind"`
	Path     string            `json:"path"`
	Start    int               `json:"start"`
	End      int               `json:"end"`
	Text     string            `json:"text"`
}

func (c *clausesCmd) Run(e *environment) (err error) {
	var a *app
	defer func() {
		if a != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	failed := false
	for i, name := range c.Documents {
		var file string
		var rows []retrieval.Row
		if _, statErr := os.Stat(name); statErr == nil || looksLikeFile(name) {
			var p ingest.Pack
			if p, err = readPack(e.ctx, name); err == nil {
				file, rows = name, p.Rows
			}
		} else {
			if a == nil {
				if a, err = open(e, c.storeFlags); err != nil {
					return err
				}
			}
			if rows, err = a.store.Rows(e.ctx, name, 0); errors.Is(err, retrieval.ErrNotFound) {
				err = fmt.Errorf("资料库里没有文件 %s，本地也没有这个文件。现有：%s", name, strings.Join(documentIDs(a), "、"))
			}
		}
		if err != nil {
			// The others can still be listed.
			fmt.Fprintln(e.stderr, err)
			failed = true
			err = nil
			continue
		}
		if err := c.print(e.stdout, file, rows, i > 0); err != nil {
			return err
		}
	}
	if failed {
		return errReported
	}
	return nil
}

func (c *clausesCmd) print(w io.Writer, file string, rows []retrieval.Row, more bool) error {
	if c.JSON {
		for _, r := range rows {
			if err := writeJSON(w, listedRow{file, r.Document, r.Key, r.Number, r.Kind, r.Path, r.Start, r.End, r.Text}); err != nil {
				return err
			}
		}
		return nil
	}
	t := table{{"文件", "条款", "编号", "类型", "起", "止", "正文"}}
	for _, r := range rows {
		text := strings.Join(strings.Fields(r.Text), " ")
		t = append(t, []string{r.Document, r.Key, r.Number, string(r.Kind), strconv.Itoa(r.Start), strconv.Itoa(r.End), shorten(text, 40)})
	}
	if more {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return t.write(w)
}

// looksLikeFile tells a path that is missing from a document id.
func looksLikeFile(name string) bool {
	return filepath.Ext(name) != "" || strings.ContainsAny(name, `/\`)
}

// readPack reads a pack folder or a plain document, without storing it.
func readPack(ctx context.Context, path string) (ingest.Pack, error) {
	info, err := os.Stat(path)
	if err != nil {
		return ingest.Pack{}, fmt.Errorf("找不到文件或目录 %s，请检查路径", path)
	}
	if info.IsDir() {
		// A root keeps links inside the folder from leading out of it.
		root, err := os.OpenRoot(filepath.Dir(filepath.Clean(path)))
		if err != nil {
			return ingest.Pack{}, fmt.Errorf("打开 %s：%w", path, err)
		}
		defer root.Close()
		return ingest.LoadDir(ctx, root.FS(), filepath.Base(filepath.Clean(path)), ingest.OriginFiles)
	}
	if !info.Mode().IsRegular() {
		return ingest.Pack{}, fmt.Errorf("%s 不是普通文件", path)
	}
	if info.Size() > ingest.MaxSource {
		return ingest.Pack{}, fmt.Errorf("%s：%w：上限是 %d MiB", path, ingest.ErrTooLarge, ingest.MaxSource>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return ingest.Pack{}, fmt.Errorf("%s 读不出来，请检查权限：%w", path, err)
	}
	return ingest.LoadFile(ctx, path, data)
}

func documentIDs(a *app) []string {
	var ids []string
	for _, d := range a.library.Current().Index.Documents() {
		ids = append(ids, d.ID)
	}
	return ids
}
