package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"clausewise/ingest"
	"clausewise/retrieval"
)

type diffCmd struct {
	outputFlags
	storeFlags
	Old string `arg:"" help:"旧的一份：文件、政策包目录，或资料库中的“文件编号@版本”"`
	New string `arg:"" help:"新的一份：写法同上；不写版本就是现行版本"`
}

// Help is printed below the command's usage.
func (*diffCmd) Help() string {
	return "逐条比较两份文本：新增、删去、改动（标出改动的字句）和只改了编号的条款。空格、全半角和繁简不同不算改动。\n例：clausewise diff suzhou-measures@1 suzhou-measures"
}

func (c *diffCmd) Run(e *environment) (err error) {
	shelf := &packShelf{environment: e, flags: c.storeFlags}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	old, err := shelf.version(c.Old)
	if err != nil {
		return err
	}
	now, err := shelf.version(c.New)
	if err != nil {
		return err
	}
	changes := ingest.Diff(old, now)
	if c.JSON {
		for _, change := range changes {
			if err := writeJSON(e.stdout, change); err != nil {
				return err
			}
		}
		return nil
	}
	return printChanges(e, changes, len(old.Documents) > 1 || len(now.Documents) > 1)
}

// printChanges prints changes; named says that they are in several documents,
// whose names are needed.
func printChanges(e *environment, changes []ingest.Change, named bool) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(e.stdout, "两份文本的条款没有不同。")
		return err
	}
	kinds := map[ingest.ChangeKind]string{
		ingest.ClauseAdded: "新增", ingest.ClauseRemoved: "删去", ingest.ClauseChanged: "改动", ingest.ClauseRenumbered: "改编号",
	}
	count := map[ingest.ChangeKind]int{}
	t := table{{"变化", "旧条款", "新条款", "内容"}}
	document := ""
	for _, c := range changes {
		count[c.Kind]++
		if named && c.Document != document {
			document = c.Document
			t = append(t, []string{document})
		}
		row := []string{kinds[c.Kind], "", "", ""}
		var text string
		if c.Old != nil {
			row[1], text = c.Old.Clause, c.Old.Text
		}
		if c.New != nil {
			row[2], text = c.New.Clause, c.New.Text
		}
		if c.Kind != ingest.ClauseChanged {
			row[3] = shorten(strings.Join(strings.Fields(text), " "), 60)
			t = append(t, row)
			continue
		}
		for i, edit := range c.Edits {
			if i > 0 {
				row = make([]string, 4)
			}
			row[3] = describeEdit(edit)
			t = append(t, row)
		}
	}
	if err := t.write(e.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.stdout, "\n%s。\n", countChanges(count))
	return err
}

func describeEdit(e ingest.Edit) string {
	old, now := strings.Join(strings.Fields(e.Old), " "), strings.Join(strings.Fields(e.New), " ")
	switch {
	case old == "":
		return "加上“" + shorten(now, 60) + "”"
	case now == "":
		return "删去“" + shorten(old, 60) + "”"
	}
	return "“" + shorten(old, 40) + "”改为“" + shorten(now, 40) + "”"
}

// version reads one side of a comparison: a file or folder, or a document of
// the store with its version behind an @. Of a pack with several documents
// only the one that was named is compared.
func (s *packShelf) version(name string) (ingest.Pack, error) {
	if _, err := os.Stat(name); err == nil || looksLikeFile(name) {
		return readPack(s.ctx, name)
	}
	id, number, versioned := strings.Cut(name, "@")
	version := 0
	if versioned {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return ingest.Pack{}, &usageError{fmt.Sprintf("“%s”里的版本应是从1开始的整数，如 %s@1", name, id)}
		}
		version = n
	}
	p, document, err := s.stored(id, version)
	if err != nil || document == "" {
		return p, err
	}
	return only(p, document), nil
}

// only is a pack with one of its documents. Source and offsets stay.
func only(p ingest.Pack, document string) ingest.Pack {
	out := p
	out.Documents, out.Rows = nil, nil
	for _, d := range p.Documents {
		if d.ID == document {
			out.Documents = []retrieval.Document{d}
		}
	}
	for _, r := range p.Rows {
		if r.Document == document {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}
