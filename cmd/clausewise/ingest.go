package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"clausewise/ingest"
	"clausewise/retrieval"
)

type ingestCmd struct {
	outputFlags
	storeFlags
	DryRun bool     `name:"dry-run" help:"只显示会读出什么，不入库"`
	Paths  []string `arg:"" help:"政策包目录、放着多个政策包的目录，或单个文件"`
}

// ingested is what the command prints as JSON.
type ingested struct {
	Packs   []ingest.Description `json:"found"`
	Summary *ingest.Summary      `json:"summary,omitempty"` // absent for a dry run
	Failed  []string             `json:"failed,omitempty"`
}

func (c *ingestCmd) Run(e *environment) (err error) {
	var out ingested
	var packs []ingest.Pack
	for _, path := range c.Paths {
		read, failures := readPacks(e.ctx, path)
		packs = append(packs, read...)
		for _, f := range failures {
			out.Failed = append(out.Failed, f.Error())
		}
	}
	for _, p := range packs {
		out.Packs = append(out.Packs, ingest.Describe(p))
	}
	if !c.JSON {
		for _, f := range out.Failed {
			fmt.Fprintln(e.stderr, "没有读出："+f)
		}
		if err := describe(e.stdout, out.Packs); err != nil {
			return err
		}
	}
	if !c.DryRun && len(packs) > 0 {
		s, err := c.store(e, packs)
		out.Summary = &s
		if !c.JSON {
			if err := summarise(e.stdout, s); err != nil {
				return err
			}
		}
		if err != nil && s.Failed == 0 {
			return err
		}
		for _, o := range s.Outcomes {
			if o.State == ingest.Failed {
				out.Failed = append(out.Failed, o.Pack+"："+o.Reason)
			}
		}
	}
	if c.JSON {
		if err := writeJSON(e.stdout, out); err != nil {
			return err
		}
	}
	if len(out.Failed) > 0 {
		return errReported
	}
	return nil
}

// store puts packs into the store and embeds what is new.
func (c *ingestCmd) store(e *environment, packs []ingest.Pack) (_ ingest.Summary, err error) {
	store, err := openStore(e.ctx, c.storeFlags, e.log)
	if err != nil {
		return ingest.Summary{}, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	clauses := 0
	for _, p := range packs {
		clauses += p.Clauses()
	}
	show := newProgress(e.stderr, c.JSON)
	s, err := ingest.Ingest(e.ctx, store, packs, func(done, total int, last ingest.Outcome) {
		show("入库", done, total, last.Pack)
	})
	if err != nil && s.Failed == 0 {
		return s, err
	}
	embedder, embedErr := c.embedder(e.ctx)
	if embedErr == nil {
		_, embedErr = retrieval.EnsureVectors(e.ctx, store, embedder, func(done int) {
			show("向量", done, max(done, clauses), "")
		})
	}
	if embedErr != nil {
		return s, errors.Join(err, fmt.Errorf("已入库，但没有生成向量，下次启动时会继续：%w", embedErr))
	}
	return s, err
}

// readPacks reads what a path holds: a pack, a folder of packs, or a file.
func readPacks(ctx context.Context, path string) ([]ingest.Pack, []error) {
	if !isDir(path) || hasSource(os.DirFS(path)) {
		p, err := readPack(ctx, path)
		if err != nil {
			return nil, []error{err}
		}
		return []ingest.Pack{p}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, []error{fmt.Errorf("目录 %s 读不出来，请检查权限：%w", path, err)}
	}
	var packs []ingest.Pack
	var failures []error
	for _, entry := range entries {
		inner := filepath.Join(path, entry.Name())
		if strings.HasPrefix(entry.Name(), ".") || isDir(inner) && !hasSource(os.DirFS(inner)) || !isDir(inner) && !isDocument(inner) {
			continue
		}
		p, err := readPack(ctx, inner)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		packs = append(packs, p)
	}
	if len(packs)+len(failures) == 0 {
		failures = append(failures, fmt.Errorf("目录 %s 里没有政策包，也没有文件：政策包是含有 source.txt 的目录", path))
	}
	return packs, failures
}

// isDocument tells the documents of a folder from what else lies in it. Those
// of formats that are not read count too: the reader says what to do with them.
func isDocument(path string) bool {
	return slices.Contains([]string{".txt", ".md", ".docx", ".doc", ".pdf", ".html", ".htm", ".wps", ".ofd", ".rtf", ".xls", ".xlsx"}, strings.ToLower(filepath.Ext(path)))
}

// newProgress draws a bar on a terminal and prints nothing elsewhere, where
// the summary says it all.
func newProgress(w io.Writer, quiet bool) func(what string, done, total int, name string) {
	f, ok := w.(*os.File)
	if quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return func(string, int, int, string) {}
	}
	var bar *progressbar.ProgressBar
	last := ""
	return func(what string, done, total int, name string) {
		if bar == nil || what != last {
			last = what
			bar = progressbar.NewOptions(total,
				progressbar.OptionSetWriter(f), progressbar.OptionSetWidth(30),
				progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
		}
		bar.ChangeMax(total)
		bar.Describe(strings.TrimSpace(what + " " + name))
		// A bar that cannot be drawn is no reason to stop.
		_ = bar.Set(done)
	}
}

// describe prints what was found in packs.
func describe(w io.Writer, packs []ingest.Description) error {
	var b strings.Builder
	for _, p := range packs {
		fmt.Fprintf(&b, "政策包 %s（修订 %d）：%d 个文件", p.Pack, p.Revision, len(p.Documents))
		if p.Navigation > 0 {
			fmt.Fprintf(&b, "，另有 %d 字不属于任何文件", p.Navigation)
		}
		b.WriteByte('\n')
		for _, d := range p.Documents {
			fmt.Fprintf(&b, "  %s  《%s》\n", d.ID, d.Title)
			fmt.Fprintf(&b, "    标题 %d，条款 %d，款项 %d", d.Headings, d.Clauses, d.Items)
			if d.First != "" {
				fmt.Fprintf(&b, "；从 %s 到 %s", d.First, d.Last)
			}
			b.WriteByte('\n')
			for _, m := range [][2]string{
				{"发布机关", d.Issuer},
				{"文号", d.Number},
				{"适用地区", d.Jurisdiction},
				{"发布日期", d.Issued.String()},
				{"施行日期", d.Effective.String()},
				{"有效期至", d.Expires.String()},
			} {
				if m[1] != "" {
					fmt.Fprintf(&b, "    %s  %s\n", m[0], m[1])
				}
			}
			if d.Draft {
				b.WriteString("    征求意见稿\n")
			}
			if d.Incomplete {
				b.WriteString("    正文不完整\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// summarise prints what became of packs.
func summarise(w io.Writer, s ingest.Summary) error {
	words := map[ingest.State]string{
		ingest.Added: "新增", ingest.Changed: "更新", ingest.Unchanged: "未变", ingest.Kept: "保留原有", ingest.Failed: "失败",
	}
	t := table{{"政策包", "结果", "版本", "文件", "条款", "说明"}}
	for _, o := range s.Outcomes {
		t = append(t, []string{o.Pack, words[o.State], fmt.Sprint(o.Version), fmt.Sprint(o.Documents), fmt.Sprint(o.Clauses), o.Reason})
	}
	return t.write(w)
}
