package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"clausewise/ingest"
)

type affectedCmd struct {
	outputFlags
	storeFlags
	Pack string `arg:"" help:"政策包，或其中一份文件的编号"`
	From int    `arg:"" optional:"" help:"旧版本；省略时从每个旧版本比到现行版本"`
	To   int    `arg:"" optional:"" help:"新版本；省略时为现行版本"`
}

// Help is printed below the command's usage.
func (*affectedCmd) Help() string {
	return "列出依据过某些条款或规则、而这些后来改动或删去的答复，好回头核对、告知当事人。只改编号的条款、只改说法的规则不算。\n例：clausewise affected suzhou-measures 1 2"
}

func (c *affectedCmd) Run(e *environment) (err error) {
	shelf := &packShelf{environment: e, flags: c.storeFlags}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	now, document, err := shelf.stored(c.Pack, max(c.To, 0))
	if err != nil {
		return err
	}
	newest := c.To
	if newest == 0 {
		if newest, err = currentVersion(e, shelf.app.store, now.ID); err != nil {
			return err
		}
	}
	if c.From < 0 || c.To < 0 || c.From > 0 && c.From >= newest {
		return &usageError{fmt.Sprintf("旧版本应在1与%d之间，新版本比它大", newest-1)}
	}
	from, to := c.From, c.From
	if c.From == 0 {
		from, to = 1, newest-1
	}
	found := []ingest.AffectedAnswer{}
	for version := from; version <= to; version++ {
		old, _, err := shelf.stored(now.ID, version)
		if err != nil {
			return err
		}
		for a, err := range ingest.Affected(e.ctx, shelf.app.store, old, now) {
			if err != nil {
				return err
			}
			if document == "" || a.Document == document {
				found = append(found, a)
			}
		}
	}
	return c.print(e, found, newest)
}

func (c *affectedCmd) print(e *environment, found []ingest.AffectedAnswer, newest int) error {
	if c.JSON {
		for _, a := range found {
			if err := writeJSON(e.stdout, a); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		_, err := fmt.Fprintf(e.stdout, "没有答复依据的条款或规则在第%d版中改动或删去。\n", newest)
		return err
	}
	answers := map[string]bool{}
	t := table{{"提问时间", "会话", "轮次", "文件", "版本", "条款或规则", "变化", "问题"}}
	for _, a := range found {
		answers[fmt.Sprint(a.Conversation, " ", a.Seq)] = true
		clause, what := became(a)
		question := shorten(strings.Join(strings.Fields(a.Question), " "), 40)
		t = append(t, []string{
			inShanghai(a.AskedAt), a.Conversation, fmt.Sprint(a.Seq), a.Document, fmt.Sprint(a.Version), clause, what, question,
		})
	}
	if err := t.write(e.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.stdout, "\n共%d个答复，按第%d版核对。\n", len(answers), newest)
	return err
}

// became is the clause or rule that an answer rests on and what became of it.
func became(a ingest.AffectedAnswer) (clause, what string) {
	if a.Change.Old == nil {
		if a.Rules.Kind == ingest.RuleRemoved {
			return a.Rules.Rule, "规则删去"
		}
		return a.Rules.Rule, "规则改动"
	}
	old, now := a.Change.Old, a.Change.New
	switch {
	case now == nil:
		return old.Clause, "删去"
	case now.Clause != old.Clause:
		return old.Clause, "改动，现为 " + now.Clause
	}
	return old.Clause, "改动"
}

// inShanghai is a time as a clock in the office shows it.
func inShanghai(t time.Time) string {
	// China keeps one time zone without summer time, so a fixed offset is exact.
	return t.In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format("2006-01-02 15:04")
}
