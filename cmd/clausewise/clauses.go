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
	Documents []string `arg:"" help:"文件编号，或本地的文件、政策包、目录（不入库）"`
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
	// Refers are the documents and clauses it refers to, resolved in the
	// library, or in the file alone where it is not stored.
	Refers []retrieval.Reference `json:"refers,omitempty"`
}

func (c *clausesCmd) Run(e *environment) (err error) {
	var a *app
	defer func() {
		if a != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	failed := false
	show := func(file string, rows []retrieval.Row, title func(string) string, err error) error {
		if err != nil {
			// The others can still be listed.
			fmt.Fprintln(e.stderr, err)
			failed = true
			return nil
		}
		return c.print(e.stdout, file, rows, title)
	}
	for _, name := range c.Documents {
		if _, statErr := os.Stat(name); statErr == nil || looksLikeFile(name) {
			l := list([]string{name})
			for _, f := range l.failures {
				err = errors.Join(err, show("", nil, nil, f))
			}
			for _, path := range l.sources {
				p, readErr := readPack(e.ctx, path)
				err = errors.Join(err, show(path, p.Rows, titles(p.Documents), readErr))
			}
			if err != nil {
				return err
			}
			continue
		}
		if a == nil {
			if a, err = open(e, c.storeFlags); err != nil {
				return err
			}
		}
		rows, err := a.store.Rows(e.ctx, name, 0)
		if errors.Is(err, retrieval.ErrNotFound) {
			err = fmt.Errorf("资料库里没有文件 %s，本地也没有这个文件。现有：%s", name, strings.Join(documentIDs(a), "、"))
		}
		rows = ingest.Linked(rows, a.library.Current().Index)
		if err := show("", rows, titles(a.library.Current().Index.Documents()), err); err != nil {
			return err
		}
	}
	if failed {
		return errReported
	}
	return nil
}

// titles finds what documents are called.
func titles(documents []retrieval.Document) func(id string) string {
	return func(id string) string {
		for _, d := range documents {
			if d.ID == id {
				return d.Title
			}
		}
		return ""
	}
}

// kindWords are the kinds of row as people say them.
var kindWords = map[retrieval.RowKind]string{
	retrieval.Preamble: "前言", retrieval.Heading: "标题", retrieval.Clause: "条款", retrieval.Item: "项",
	retrieval.Table: "表", retrieval.Ending: "结尾", retrieval.Navigation: "非正文",
}

func (c *clausesCmd) print(w io.Writer, file string, rows []retrieval.Row, title func(string) string) error {
	if c.JSON {
		for _, r := range rows {
			if err := writeJSON(w, listedRow{file, r.Document, r.Key, r.Number, r.Kind, r.Path, r.Start, r.End, r.Text, r.Refers}); err != nil {
				return err
			}
		}
		return nil
	}
	// A table a document, so that columns are as wide as its own keys.
	for from := 0; from < len(rows); {
		document := rows[from].Document
		t := table{{"条款键", "类型", "起", "止", "正文"}}
		clauses := 0
		for ; from < len(rows) && rows[from].Document == document; from++ {
			r := rows[from]
			if r.Kind == retrieval.Clause {
				clauses++
			}
			text := strings.Join(strings.Fields(r.Text), " ")
			t = append(t, []string{r.Key, kindWords[r.Kind], strconv.Itoa(r.Start), strconv.Itoa(r.End), shorten(text, 40)})
		}
		head := "不属于任何文件的文字"
		if document != "" {
			head = fmt.Sprintf("《%s》  %s，%d 条，%d 行", title(document), document, clauses, len(t)-1)
		}
		if _, err := fmt.Fprintln(w, head); err != nil {
			return err
		}
		if err := t.write(w); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return nil
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
