package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"clausewise/ingest"
	"clausewise/retrieval"
)

type lintCmd struct {
	outputFlags
	storeFlags
	Strict bool     `name:"strict" help:"有发现就以非零值退出"`
	Paths  []string `arg:"" name:"path" help:"文件、政策包目录、放着多个政策包的目录，或资料库中的文件编号"`
}

// Help is printed below the command's usage.
func (*lintCmd) Help() string {
	return "指出政策文本中容易引起争议或写错的地方：没填完的日期、没有截止日的有效期、起不了作用的上限、首尾不接的分档、说不清“且”“或”的门槛、编号缺漏、断掉的结尾等，并给出原文和建议。没有发现不等于没有问题。"
}

// linted is a finding with where it was found.
type linted struct {
	File string `json:"file,omitempty"`
	ingest.Finding
}

func (c *lintCmd) Run(e *environment) (err error) {
	shelf := &packShelf{environment: e, flags: c.storeFlags}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	var found []linted
	failed := false
	all, failures := shelf.packs(c.Paths)
	for _, f := range failures {
		fmt.Fprintln(e.stderr, f)
		failed = true
	}
	// A document is held against the others that are looked at with it.
	library := make(ingest.PackLibrary, len(all))
	for i, p := range all {
		library[i] = p.Pack
	}
	for _, p := range all {
		of := ingest.Library(library)
		if p.file == "" {
			of = shelf.app.library.Current().Index
		}
		for _, f := range ingest.Lint(p.Pack, of) {
			if p.document == "" || f.Document == p.document {
				found = append(found, linted{p.file, f})
			}
		}
	}
	if err := c.print(e, found); err != nil {
		return err
	}
	if failed || c.Strict && len(found) > 0 {
		return errReported
	}
	return nil
}

func (c *lintCmd) print(e *environment, found []linted) error {
	if c.JSON {
		for _, f := range found {
			if err := writeJSON(e.stdout, f); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		_, err := fmt.Fprintln(e.stdout, "没有发现问题。这只说明常见的疏漏没有找到，不代表文本没有问题。")
		return err
	}
	severities := map[ingest.Severity]string{ingest.Defect: "错误", ingest.Unclear: "歧义", ingest.Remark: "提示"}
	count := map[ingest.Severity]int{}
	var b strings.Builder
	document := ""
	for i, f := range found {
		count[f.Severity]++
		if i == 0 || f.Document != document || f.File != found[i-1].File {
			document = f.Document
			if i > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "%s  %s\n", document, f.File)
		}
		fmt.Fprintf(&b, "\n  %s  %s  %s\n", severities[f.Severity], placeName(f.Clause), f.Message)
		t := table{
			{"        原文", "“" + shorten(strings.Join(strings.Fields(f.Quote), " "), 60) + "”"},
			{"        建议", f.Advice + "（" + f.Rule + "）"},
		}
		if err := t.write(&b); err != nil {
			return err
		}
	}
	fmt.Fprintf(&b, "\n共%d处：错误%d，歧义%d，提示%d。\n", len(found), count[ingest.Defect], count[ingest.Unclear], count[ingest.Remark])
	_, err := io.WriteString(e.stdout, b.String())
	return err
}

// placeName is where a finding stands, for people: the key of a clause, or
// what kind of text it is where the key is no number.
func placeName(key string) string {
	kind, n, _ := strings.Cut(key, "-")
	word, ok := kindWords[retrieval.RowKind(kind)]
	switch {
	case !ok:
		return key
	case n == "" || n == "1":
		return word
	}
	return word + n
}

// packShelf reads packs from files, or from the store, which it opens when
// first asked for.
type packShelf struct {
	*environment
	flags storeFlags
	app   *app
}

// Close releases the store where it was opened.
func (s *packShelf) Close() error {
	if s.app == nil {
		return nil
	}
	return s.app.Close()
}

// shelved is a pack with where it was read: a file, or the store, of which
// one document may have been asked for.
type shelved struct {
	ingest.Pack
	file, document string
}

// packs reads what paths hold, and stored documents.
func (s *packShelf) packs(names []string) (out []shelved, failures []error) {
	for _, name := range names {
		if _, err := os.Stat(name); err != nil && !looksLikeFile(name) {
			p, document, err := s.stored(name, 0)
			if err != nil {
				failures = append(failures, err)
				continue
			}
			out = append(out, shelved{p, "", document})
			continue
		}
		l := list([]string{name})
		failures = append(failures, l.failures...)
		for _, path := range l.sources {
			p, err := readPack(s.ctx, path)
			if err != nil {
				failures = append(failures, err)
				continue
			}
			out = append(out, shelved{p, path, ""})
		}
	}
	return out, failures
}

// stored returns a version of the pack that a document, or pack, id names; 0
// is the current one. document is "" for a pack's id.
func (s *packShelf) stored(id string, version int) (_ ingest.Pack, document string, err error) {
	if s.app == nil {
		if s.app, err = open(s.environment, s.flags); err != nil {
			return ingest.Pack{}, "", err
		}
	}
	pack := id
	if d, ok := s.app.library.Current().Index.Document(id); ok {
		pack, document = d.Pack, id
	}
	p, err := s.app.store.Pack(s.ctx, pack, version)
	switch {
	case errors.Is(err, retrieval.ErrNotFound) && version > 0:
		return p, "", fmt.Errorf("资料库里没有 %s 的第%d版", id, version)
	case errors.Is(err, retrieval.ErrNotFound):
		return p, "", fmt.Errorf("资料库里没有文件 %s，本地也没有这个文件。现有：%s", id, strings.Join(documentIDs(s.app), "、"))
	case err != nil:
		return p, "", fmt.Errorf("读取政策包 %s：%w", pack, err)
	}
	return p, document, nil
}
