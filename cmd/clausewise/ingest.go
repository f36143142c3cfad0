package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

type ingestCmd struct {
	outputFlags
	storeFlags
	DryRun bool     `name:"dry-run" help:"只显示会读出什么，不入库"`
	By     string   `name:"by" placeholder:"NAME" help:"规则是谁改的（用户名）；开启双人审核后要写"`
	Note   string   `name:"note" placeholder:"TEXT" help:"改了什么、为什么改，给核准的同事看"`
	Paths  []string `arg:"" help:"政策包目录、放着政策包或文件的目录（含下级目录），或单个文件"`
}

// Help is printed below the command's usage.
func (*ingestCmd) Help() string {
	return "读 .txt、.md、.html、.docx 和有文字的 .pdf。每个政策包整份入库或完全不入库，内容没变的不重复入库，变了的存为新版本，旧版本保留。随时可以中断，再运行会接着做。"
}

// ingested is what the command prints as JSON.
type ingested struct {
	Packs   []ingest.Description `json:"found"`
	Summary *ingest.Summary      `json:"summary,omitempty"` // absent for a dry run
	Failed  []string             `json:"failed,omitempty"`
	Skipped []skippedFile        `json:"skipped,omitempty"`
	// Consequences are those of the packs that were stored.
	Consequences []consequence `json:"consequences,omitempty"`

	read, clauses int
	took          time.Duration
}

// inDetail is up to how many sources everything that was found in each is
// printed; beyond that the summary says it all.
const inDetail = 20

func (c *ingestCmd) Run(e *environment) (err error) {
	l := list(c.Paths)
	out := ingested{Packs: []ingest.Description{}, Skipped: l.skipped}
	for _, f := range l.failures {
		out.fail(e, c.JSON, f.Error())
	}
	var store backend
	var in *ingest.Intake
	if !c.DryRun && len(l.sources) > 0 {
		if store, err = openStore(e, c.storeFlags); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		if in, err = c.intake(e, store); err != nil {
			return err
		}
	}
	stopped := c.each(e, l.sources, store, in, &out)
	if in != nil {
		s := in.Summary()
		out.Summary = &s
	}
	if stopped == nil && in != nil {
		stopped = c.embed(e, store, out.Summary.Clauses)
	}
	if err := c.print(e, out, len(l.sources)); err != nil {
		return err
	}
	if stopped != nil {
		return stopped
	}
	if len(out.Failed) > 0 {
		return errReported
	}
	return nil
}

// intake begins the ingest, under the office's rule for two persons.
func (c *ingestCmd) intake(e *environment, store backend) (*ingest.Intake, error) {
	if c.By != "" {
		if err := may(e.ctx, store, c.By, access.ProposalsCreate); err != nil {
			return nil, err
		}
	}
	in, err := ingest.NewIntake(e.ctx, store)
	if err != nil {
		return nil, err
	}
	second, err := approval(e, store, c.By, c.Note)
	if err == nil && second != nil {
		in.Require(*second)
	}
	return in, err
}

// each reads the sources one after the other, and stores each before the next
// is read. It returns an error only where it stopped.
func (c *ingestCmd) each(e *environment, sources []string, store backend, in *ingest.Intake, out *ingested) error {
	begun := e.now()
	m := newMeter(e, "读入", "份", len(sources), c.JSON)
	defer func() {
		m.finish()
		out.took = e.now().Sub(begun)
	}()
	for i, path := range sources {
		if e.ctx.Err() != nil {
			return fmt.Errorf("中断了，还有 %d 份没有读；再运行会接着做：%w", len(sources)-i, e.ctx.Err())
		}
		p, err := readPack(e.ctx, path)
		if err == nil && in != nil {
			if p, err = in.Complete(e.ctx, p); err != nil {
				err = fmt.Errorf("%s：%w", path, err)
			}
		}
		if err != nil {
			m.finish()
			out.fail(e, c.JSON, err.Error())
			m.set(i + 1)
			continue
		}
		d := ingest.Describe(p)
		out.Packs = append(out.Packs, d)
		out.read++
		out.clauses += p.Clauses()
		m.clauses = out.clauses
		if !c.JSON && len(sources) <= inDetail {
			m.finish()
			if err := describe(e.stdout, d); err != nil {
				return err
			}
		}
		if in != nil {
			if err := c.put(e, store, in, p, out); err != nil {
				m.finish()
				out.fail(e, c.JSON, path+"："+err.Error())
			}
		}
		m.set(i + 1)
	}
	return nil
}

// put stores a pack and notes what that brings with it.
func (c *ingestCmd) put(e *environment, store ingest.Store, in *ingest.Intake, p ingest.Pack, out *ingested) error {
	o, err := in.Put(e.ctx, p)
	if err != nil {
		return errors.New(o.Reason)
	}
	if o.State != ingest.Added && o.State != ingest.Changed {
		return nil
	}
	brings, err := consequences(e.ctx, store, p, o)
	if brings.some() {
		out.Consequences = append(out.Consequences, brings)
	}
	return err
}

// fail notes what went wrong with one source.
func (o *ingested) fail(e *environment, quiet bool, what string) {
	o.Failed = append(o.Failed, what)
	if !quiet {
		fmt.Fprintln(e.stderr, "失败："+what)
	}
}

// embed makes the vectors of what is new, and those that an ingest which was
// stopped has left to make.
func (c *ingestCmd) embed(e *environment, store retrieval.Store, rows int) error {
	stored, err := store.Model(e.ctx)
	if err != nil {
		return fmt.Errorf("读取向量模型：%w", err)
	}
	embedder, err := c.embedder(e.ctx, stored)
	if err == nil {
		m := newMeter(e, "向量", "条", rows, c.JSON)
		_, err = retrieval.EnsureVectors(e.ctx, store, embedder, m.set)
		m.finish()
	}
	if err != nil {
		return fmt.Errorf("已入库，但没有生成向量，下次启动时会继续：%w", err)
	}
	return nil
}

func (c *ingestCmd) print(e *environment, out ingested, sources int) error {
	if c.JSON {
		return writeJSON(e.stdout, out)
	}
	if out.Summary != nil && sources <= inDetail {
		if err := outcomes(e.stdout, *out.Summary); err != nil {
			return err
		}
	}
	_, err := io.WriteString(e.stdout, out.text())
	return err
}

// text sums up what was read, stored and passed over.
func (o ingested) text() string {
	var b strings.Builder
	documents := 0
	for _, p := range o.Packs {
		documents += len(p.Documents)
	}
	fmt.Fprintf(&b, "读出 %d 份来源，%d 个文件，%d 条", o.read, documents, o.clauses)
	if seconds := o.took.Seconds(); seconds >= 0.1 {
		fmt.Fprintf(&b, "，用时 %.1f 秒", seconds)
	}
	if s := o.Summary; s != nil {
		fmt.Fprintf(&b, "。新增 %d，更新 %d，未变 %d", s.Added, s.Changed, s.Unchanged)
		if s.Kept > 0 {
			fmt.Fprintf(&b, "，保留原有 %d", s.Kept)
		}
		if s.Waiting > 0 {
			fmt.Fprintf(&b, "，等待核准 %d", s.Waiting)
		}
	}
	fmt.Fprintf(&b, "；失败 %d，跳过 %d。\n", len(o.Failed), len(o.Skipped))
	for _, line := range skipLines(o.Skipped) {
		b.WriteString("  跳过：" + line + "\n")
	}
	for _, brings := range o.Consequences {
		b.WriteString(brings.text())
	}
	if s := o.Summary; s != nil && s.Waiting > 0 {
		for _, k := range s.Outcomes {
			if k.State == ingest.Held {
				fmt.Fprintf(&b, "  等待核准：%s，%s；查看：clausewise proposal show %d\n", k.Pack, k.Reason, k.Proposal)
			}
		}
	}
	if s := o.Summary; s != nil && s.Kept > 0 {
		for _, k := range s.Outcomes {
			if k.State == ingest.Kept {
				fmt.Fprintf(&b, "  保留：%s，%s\n", k.Pack, k.Reason)
			}
		}
	}
	return b.String()
}

// skipLines says what was passed over, a line a reason with some names.
func skipLines(skipped []skippedFile) []string {
	const named = 5
	var reasons []string
	names := map[string][]string{}
	for _, s := range skipped {
		if len(names[s.Reason]) == 0 {
			reasons = append(reasons, s.Reason)
		}
		names[s.Reason] = append(names[s.Reason], s.Path)
	}
	var out []string
	for _, reason := range reasons {
		all := names[reason]
		line := fmt.Sprintf("%s %d 个（%s", reason, len(all), strings.Join(all[:min(len(all), named)], "、"))
		if len(all) > named {
			line += " 等"
		}
		out = append(out, line+"）")
	}
	return out
}

// describe prints what was found in a pack.
func describe(w io.Writer, p ingest.Description) error {
	var b strings.Builder
	fmt.Fprintf(&b, "政策包 %s", p.Pack)
	if p.Revision > 0 {
		fmt.Fprintf(&b, "（修订 %d）", p.Revision)
	}
	fmt.Fprintf(&b, "：%d 个文件", len(p.Documents))
	if p.Navigation > 0 {
		fmt.Fprintf(&b, "，另有 %d 字不属于任何文件", p.Navigation)
	}
	b.WriteByte('\n')
	for _, w := range p.Warnings {
		b.WriteString("  注意：" + w + "\n")
	}
	for _, d := range p.Documents {
		fmt.Fprintf(&b, "  《%s》  %s\n", d.Title, d.ID)
		t := table{{"    条款", counted(d)}}
		for _, m := range facts(d) {
			t = append(t, []string{"    " + m[0], m[1]})
		}
		if err := t.write(&b); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// counted says how a document is divided.
func counted(d ingest.DocumentDescription) string {
	out := strconv.Itoa(d.Clauses) + " 条"
	if d.First != "" && d.First != d.Last {
		out += "，从 " + d.First + " 到 " + d.Last
	}
	if d.Items > 0 {
		out += fmt.Sprintf("；项 %d", d.Items)
	}
	if d.Headings > 0 {
		out += fmt.Sprintf("；标题 %d", d.Headings)
	}
	return out
}

// facts are what is known of a document, in the order people ask for it.
func facts(d ingest.DocumentDescription) [][2]string {
	var out [][2]string
	add := func(name, value string) {
		if value != "" {
			out = append(out, [2]string{name, value})
		}
	}
	state := ""
	if d.Draft {
		state = "征求意见稿"
	}
	if d.Incomplete {
		state = strings.TrimPrefix(state+"，正文不完整", "，")
	}
	add("状态", state)
	add("发布机关", d.Issuer)
	add("文号", d.Number)
	add("主送", shorten(d.Addressee, 40))
	add("适用地区", d.Jurisdiction)
	add("通过日期", d.Passed.String())
	add("发布日期", d.Issued.String())
	add("施行日期", d.Effective.String())
	add("施行", d.EffectiveText)
	add("有效期至", d.Expires.String())
	if !d.PeriodStart.IsZero() || !d.PeriodEnd.IsZero() {
		add("项目期间", d.PeriodStart.String()+" 至 "+d.PeriodEnd.String())
	}
	for _, kind := range []struct{ kind, name string }{
		{retrieval.Implements, "依据"}, {retrieval.Replaces, "代替"}, {retrieval.Repeals, "废止"}, {retrieval.Amends, "修改"},
	} {
		var names []string
		for _, r := range d.Relations {
			if r.Kind == kind.kind {
				names = append(names, relationName(r))
			}
		}
		add(kind.name, strings.Join(names, "、"))
	}
	words := map[string]string{
		"title": "标题", "issuer": "发布机关", "number": "文号", "jurisdiction": "适用地区",
		"issued": "发布日期", "effective": "施行日期", "expires": "有效期",
	}
	var unknown []string
	for _, u := range d.Unknown {
		unknown = append(unknown, words[u])
	}
	add("文中没有", strings.Join(unknown, "、"))
	return out
}

func relationName(r retrieval.Relation) string {
	name := r.To
	if r.Title != "" {
		name = "《" + r.Title + "》"
	}
	if r.Number != "" {
		name += "（" + r.Number + "）"
	}
	return name
}

// outcomes prints what became of packs.
func outcomes(w io.Writer, s ingest.Summary) error {
	words := map[ingest.State]string{
		ingest.Added: "新增", ingest.Changed: "更新", ingest.Unchanged: "未变", ingest.Kept: "保留原有", ingest.Held: "等待核准", ingest.Failed: "失败",
	}
	t := table{{"政策包", "结果", "版本", "文件", "条款", "说明"}}
	for _, o := range s.Outcomes {
		version := ""
		if o.Version > 0 {
			version = strconv.Itoa(o.Version)
		}
		t = append(t, []string{o.Pack, words[o.State], version, strconv.Itoa(o.Documents), strconv.Itoa(o.Clauses), o.Reason})
	}
	if len(t) == 1 {
		return nil
	}
	return t.write(w)
}
