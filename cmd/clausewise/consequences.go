package main

import (
	"context"
	"fmt"
	"strings"

	"clausewise/calculators"
	"clausewise/ingest"
)

// consequence is what a new version of a pack brings with it.
type consequence struct {
	Pack    string `json:"pack"`
	Version int    `json:"version"`
	// Changes counts what became of the clauses of the version before.
	Changes map[ingest.ChangeKind]int `json:"changes,omitempty"`
	// Rules calculate otherwise than in the version before, or are gone.
	Rules []ingest.RuleChange `json:"rules,omitempty"`
	// Quarantined are the rules whose quotes don't stand in this version.
	Quarantined []calculators.Quarantine `json:"quarantined,omitempty"`
}

// some reports whether there is anything to say.
func (c consequence) some() bool { return len(c.Changes)+len(c.Rules)+len(c.Quarantined) > 0 }

// consequences compares a pack that has just been stored with the version
// before, and tries its rules on its clauses.
func consequences(ctx context.Context, store ingest.Store, p ingest.Pack, o ingest.Outcome) (consequence, error) {
	c := consequence{Pack: p.ID, Version: o.Version}
	if rules, ok := p.Files["rules.yaml"]; ok {
		source := calculators.Source{Pack: p.ID, Name: "rules.yaml", Data: rules}
		book, err := calculators.Load([]calculators.Source{source}, clauseTexts{newPackRows([]ingest.Pack{p})})
		if err != nil {
			return c, fmt.Errorf("核对规则：%w", err)
		}
		c.Quarantined = book.Quarantined()
	}
	if o.State != ingest.Changed {
		return c, nil
	}
	before, err := store.Pack(ctx, p.ID, o.Version-1)
	if err != nil {
		return c, fmt.Errorf("读取上一版：%w", err)
	}
	c.Rules = ingest.RuleChanges(before, p)
	for _, change := range ingest.Diff(before, p) {
		if c.Changes == nil {
			c.Changes = map[ingest.ChangeKind]int{}
		}
		c.Changes[change.Kind]++
	}
	return c, nil
}

// text says it in a few lines.
func (c consequence) text() string {
	var b strings.Builder
	if len(c.Changes) > 0 {
		fmt.Fprintf(&b, "%s 第%d版与上一版相比：%s。逐条看：clausewise diff %s@%d %s\n", c.Pack, c.Version, countChanges(c.Changes), c.Pack, c.Version-1, c.Pack)
	}
	for _, r := range c.Rules {
		what := "规则有改动"
		if r.Kind == ingest.RuleRemoved {
			what = "规则不再有"
		}
		fmt.Fprintf(&b, "  %s：%s\n", what, r.Rule)
	}
	for _, q := range c.Quarantined {
		name := q.Rule
		if name == "" {
			name = q.File
		}
		fmt.Fprintf(&b, "  规则已停用：%s，%s\n", name, q.Why)
	}
	if len(c.Changes)+len(c.Rules) > 0 {
		fmt.Fprintf(&b, "  以前按这些条款和规则作的答复：clausewise affected %s\n", c.Pack)
	}
	return b.String()
}

// countChanges says how many clauses became what.
func countChanges(n map[ingest.ChangeKind]int) string {
	return fmt.Sprintf("新增%d条，删去%d条，改动%d条，只改编号%d条",
		n[ingest.ClauseAdded], n[ingest.ClauseRemoved], n[ingest.ClauseChanged], n[ingest.ClauseRenumbered])
}
