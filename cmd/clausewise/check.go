package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/policies"
	"clausewise/retrieval"
)

type checkCmd struct {
	outputFlags
	Policies string   `name:"policies" env:"CLAUSEWISE_POLICIES" placeholder:"DIR" help:"另外核对这个目录中的政策包"`
	Paths    []string `arg:"" optional:"" help:"只核对这些政策包目录；省略时核对内置的和 --policies 中的"`
}

// Help is printed below the command's usage.
func (*checkCmd) Help() string {
	return "逐条核对规则中的引文是否在条款里、参数是否与引文一致，并运行算例；再把规则的每个数、每处比较和界限各改动一点，看有没有算例察觉。不打开资料库；有一处不符或没有察觉，就以非零值退出。"
}

// checked is what the command prints as JSON.
type checked struct {
	OK    bool `json:"ok"`
	Packs int  `json:"packs"`
	calculators.Report
	Unreadable []string `json:"unreadable,omitempty"`
}

func (c *checkCmd) Run(e *environment) error {
	packs, unreadable, err := c.read(e.ctx)
	if err != nil {
		return err
	}
	out := checked{Packs: len(packs), Report: checkPacks(packs), Unreadable: unreadable}
	out.OK = out.Report.OK() && out.Covered() && len(unreadable) == 0
	if c.JSON {
		err = writeJSON(e.stdout, out)
	} else {
		for _, u := range unreadable {
			fmt.Fprintln(e.stdout, "读不出来 "+u)
		}
		verdict := "全部一致"
		switch {
		case !out.Report.OK() || len(unreadable) > 0:
			verdict = "有不一致，见上"
		case !out.Covered():
			verdict = "全部一致，但算例不够，见上"
		}
		_, err = fmt.Fprintf(e.stdout, "%s政策包 %d 个：%s\n", out.Report, len(packs), verdict)
	}
	if err == nil && !out.OK {
		return errReported
	}
	return err
}

// checkPacks holds the rules of packs against their clauses and worked cases.
func checkPacks(packs []ingest.Pack) calculators.Report {
	rules, cases := ruleSources(packs)
	return calculators.Check(rules, cases, clauseTexts{newPackRows(packs)})
}

// samplePack runs the worked cases of a pack with the figures a rule has now
// and with those of a changed rules.yaml.
func samplePack(p ingest.Pack, changed []byte, rule string) ([]calculators.Sample, error) {
	rules, cases := ruleSources([]ingest.Pack{p})
	after := []calculators.Source{{Pack: p.ID, Name: "rules.yaml", Data: changed}}
	return calculators.Samples(rules, after, cases, clauseTexts{newPackRows([]ingest.Pack{p})}, rule)
}

// ruleSources are the rules and worked cases of packs.
func ruleSources(packs []ingest.Pack) (rules, cases []calculators.Source) {
	for _, p := range packs {
		for name, into := range map[string]*[]calculators.Source{"rules.yaml": &rules, "cases.yaml": &cases} {
			if data, ok := p.Files[name]; ok {
				*into = append(*into, calculators.Source{Pack: p.ID, Name: name, Data: data})
			}
		}
	}
	return rules, cases
}

// read loads the packs to check, and says which could not be.
func (c *checkCmd) read(ctx context.Context) (packs []ingest.Pack, unreadable []string, err error) {
	if len(c.Paths) > 0 {
		l := list(c.Paths)
		for _, path := range l.sources {
			p, err := readPack(ctx, path)
			if err != nil {
				l.failures = append(l.failures, err)
				continue
			}
			packs = append(packs, p)
		}
		for _, f := range l.failures {
			unreadable = append(unreadable, f.Error())
		}
		return packs, unreadable, nil
	}
	add := func(fsys fs.FS, origin string) {
		read, failed := ingest.Packs(ctx, fsys, origin)
		for _, name := range slices.Sorted(maps.Keys(failed)) {
			if !errors.Is(failed[name], ingest.ErrNoSource) {
				unreadable = append(unreadable, failed[name].Error())
			}
		}
		// An office's pack takes the place of the built-in one it replaces.
		for _, p := range read {
			packs = slices.DeleteFunc(packs, func(o ingest.Pack) bool { return o.ID == p.ID })
			packs = append(packs, p)
		}
	}
	add(policies.FS, ingest.OriginBuiltin)
	if c.Policies != "" {
		root, err := os.OpenRoot(c.Policies)
		if err != nil {
			return nil, nil, fmt.Errorf("打开 --policies 目录：%w", err)
		}
		defer root.Close()
		add(root.FS(), ingest.OriginFiles)
	}
	return packs, unreadable, nil
}

// packRows finds clauses in packs that are in no store.
type packRows struct {
	documents map[string]retrieval.Document
	rows      map[string][]retrieval.Row
}

func newPackRows(packs []ingest.Pack) *packRows {
	p := &packRows{documents: map[string]retrieval.Document{}, rows: map[string][]retrieval.Row{}}
	for _, pack := range packs {
		for _, d := range pack.Documents {
			p.documents[d.ID] = d
		}
		for _, r := range pack.Rows {
			if r.Document != "" {
				p.rows[r.Document] = append(p.rows[r.Document], r)
			}
		}
	}
	return p
}

func (p *packRows) Document(id string) (retrieval.Document, bool) {
	d, ok := p.documents[id]
	return d, ok
}

func (p *packRows) Rows(document string) []retrieval.Row { return p.rows[document] }
