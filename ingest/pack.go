package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"clausewise/ingest/reader"
	"clausewise/retrieval"
)

// Where packs come from.
const (
	OriginBuiltin = "builtin" // shipped with the program
	OriginFiles   = "files"   // an office's own folder or file
	OriginConsole = "console" // edited in the console
)

// ErrNoSource is returned for a folder that holds no source file.
var ErrNoSource = errors.New("没有政策正文")

// companions are the files of a pack beside its source; all may be absent.
var companions = []string{"policy.yaml", "rules.yaml", "cases.yaml"}

// LoadDir reads the pack in folder dir of fsys: source.txt (or .md, .html,
// .docx, .pdf), and what there is of policy.yaml, rules.yaml and cases.yaml. Its id is that
// of policy.yaml, or the folder's name. Rules and cases are kept as they are;
// calculators reads them.
func LoadDir(ctx context.Context, fsys fs.FS, dir, origin string) (Pack, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return Pack{}, fmt.Errorf("读取政策包 %s：%w", dir, err)
	}
	files := map[string][]byte{}
	source := ""
	for _, e := range entries {
		name := e.Name()
		isSource := isSourceName(name)
		if e.IsDir() || !isSource && !slices.Contains(companions, name) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Size() > MaxSource {
			return Pack{}, fmt.Errorf("%s：%w：上限是 %d MiB", path.Join(dir, name), ErrTooLarge, MaxSource>>20)
		}
		data, err := fs.ReadFile(fsys, path.Join(dir, name))
		if err != nil {
			return Pack{}, fmt.Errorf("读取政策包 %s：%w", dir, err)
		}
		files[name] = data
		if isSource {
			if source != "" {
				return Pack{}, fmt.Errorf("政策包 %s 里有两个正文（%s 和 %s），只能留一个", dir, source, name)
			}
			source = name
		}
	}
	if source == "" {
		return Pack{}, fmt.Errorf("政策包 %s：%w：请把正文存为 source.txt（或 source.docx、source.pdf、source.html、source.md）", dir, ErrNoSource)
	}
	return build(ctx, identify(path.Base(dir)), origin, source, files)
}

// LoadFile reads a plain document that is no pack: its id comes from the
// file's name, and everything else from its text, until [Complete] gives it
// what the store's pack of that id has.
func LoadFile(ctx context.Context, name string, data []byte) (Pack, error) {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	text, err := readSource(ctx, base, data)
	if err != nil {
		return Pack{}, fmt.Errorf("%s：%w", name, err)
	}
	source := "source" + text.Format.Ext()
	p, err := assemble(identify(strings.TrimSuffix(base, path.Ext(base))), OriginFiles, text, map[string][]byte{source: data})
	if err != nil {
		return Pack{}, fmt.Errorf("%s：%w", name, err)
	}
	p.Alone = true
	return p, nil
}

// Packs loads every folder of fsys that holds a source, by name. A folder
// that cannot be read is in the errors, by folder name, and does not stop the
// others.
func Packs(ctx context.Context, fsys fs.FS, origin string) ([]Pack, map[string]error) {
	failed := map[string]error{}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		failed["."] = fmt.Errorf("读取政策文件夹：%w", err)
		return nil, failed
	}
	var out []Pack
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		p, err := LoadDir(ctx, fsys, e.Name(), origin)
		if err != nil {
			failed[e.Name()] = err
			continue
		}
		out = append(out, p)
	}
	return out, failed
}

// build reads a pack from its files.
func build(ctx context.Context, id, origin, source string, files map[string][]byte) (Pack, error) {
	text, err := readSource(ctx, source, files[source])
	if err != nil {
		return Pack{}, fmt.Errorf("政策包 %s：%s：%w", id, source, err)
	}
	return assemble(id, origin, text, files)
}

// assemble makes a pack of its files and the text of its source.
func assemble(id, origin string, source reader.Source, files map[string][]byte) (Pack, error) {
	policy, err := parsePolicy(files["policy.yaml"])
	if err != nil {
		return Pack{}, fmt.Errorf("政策包 %s：%w", id, err)
	}
	p := Pack{ID: id, Revision: policy.Revision, Origin: origin, Reader: ReaderVersion, Files: files, Source: source.Text, Warnings: source.Warnings}
	if policy.ID != "" {
		p.ID = policy.ID
	}
	if policy.Withdrawn {
		p.Rows = []retrieval.Row{navigationRow(0, 0, []rune(source.Text))}
		return p, nil
	}
	if p.Documents, p.Rows, err = parse(p.ID, []rune(source.Text), policy.Documents); err != nil {
		return Pack{}, fmt.Errorf("政策包 %s：%w", p.ID, err)
	}
	return p, nil
}

// parse divides the text of a source into documents and rows. The rows tile
// the text: joined in order they are it.
func parse(pack string, text []rune, listed []policyDocument) ([]retrieval.Document, []retrieval.Row, error) {
	found, err := pinned(text, regions(text), listed)
	if err != nil {
		return nil, nil, err
	}
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return found[a].start - found[b].start })

	documents := make([]retrieval.Document, len(found))
	var rows []retrieval.Row
	at, navigation := 0, 0
	navigate := func(to int) {
		if at < to {
			rows = append(rows, navigationRow(navigation, at, text[at:to]))
			navigation++
		}
		at = to
	}
	for k, i := range order {
		r := found[i]
		// White space around a document is its own, not a row of navigation.
		if blank(text[at:r.start]) {
			r.start = at
		}
		next := len(text)
		if k+1 < len(order) {
			next = found[order[k+1]].start
		}
		for r.end < next && isSpace(text[r.end]) {
			r.end++
		}
		navigate(r.start)
		doc := retrieval.Document{ID: documentID(pack, i, len(found), listed), Pack: pack, Start: r.start, End: r.end}
		own := rowsOf(doc.ID, text[r.start:r.end], r.start)
		describe(&doc, text, own)
		if len(listed) > 0 {
			listed[i].apply(&doc)
		}
		documents[i] = doc
		rows = append(rows, own...)
		at = r.end
	}
	navigate(len(text))
	refer(documents, rows)
	related(documents, rows)
	return documents, rows, nil
}

// navigationRow is a stretch of the source that no document covers, the nth
// from 0.
func navigationRow(n, at int, text []rune) retrieval.Row {
	return retrieval.Row{
		Kind: retrieval.Navigation, Key: "navigation-" + strconv.Itoa(n+1),
		Ordinal: n, Start: at, End: at + len(text), Text: string(text),
	}
}

func documentID(pack string, i, n int, listed []policyDocument) string {
	switch {
	case len(listed) > 0:
		return listed[i].ID
	case n == 1:
		return pack
	}
	return pack + "-" + strconv.Itoa(i+1)
}

// identify makes an id of a file's name.
func identify(name string) string {
	var b strings.Builder
	for _, r := range name {
		if !identifier.MatchString("a" + string(r)) {
			r = '-'
		}
		b.WriteRune(r)
	}
	if id := strings.Trim(b.String(), "-._"); id != "" {
		return id
	}
	return "document"
}

func fileNames(p Pack) []string { return slices.Sorted(maps.Keys(p.Files)) }
