package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

type proposalCmd struct {
	List    proposalListCmd    `cmd:"" help:"列出等待核准的政策包"`
	Show    proposalShowCmd    `cmd:"" help:"看一份提交：规则改了什么，引文和算例是否相符"`
	Approve proposalApproveCmd `cmd:"" help:"核准一份提交，使它生效；不能由提交的人自己核准"`
	Reject  proposalRejectCmd  `cmd:"" help:"退回一份提交"`
	Require proposalRequireCmd `cmd:"" help:"开启或关闭双人审核：on、off"`
}

// Help is printed below the command's usage.
func (*proposalCmd) Help() string {
	return "开启双人审核后，一个人新增或改动的规则，要另一位同事核准才生效，此前一直按现行的版本答复。没有改动规则的政策文本照常入库。"
}

// withProposals opens the store for one look or decision.
func withProposals(e *environment, f storeFlags, do func(store backend, s *access.Service) error) (err error) {
	store, err := openStore(e, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(store, access.New(store, access.WithClock(e.now)))
}

// may reports why a named user cannot take an action.
func may(ctx context.Context, store access.Store, name string, a access.Action) error {
	u, err := store.User(ctx, name)
	switch {
	case errors.Is(err, access.ErrNotFound):
		return fmt.Errorf("没有用户“%s”，用 clausewise user add 添加", name)
	case err != nil:
		return err
	case u.Disabled:
		return fmt.Errorf("用户 %s 已停用", name)
	case !access.Allowed(u.Role, a):
		return fmt.Errorf("用户 %s（%s）没有这项权限，用 clausewise user role 更改角色", name, u.Role.Label())
	}
	return nil
}

// approval is what an intake needs where the office wants two persons, nil
// where it does not.
func approval(e *environment, store backend, by, note string) (*ingest.Approval, error) {
	on, err := access.New(store, access.WithClock(e.now)).TwoPerson(e.ctx)
	if err != nil || !on {
		return nil, err
	}
	return &ingest.Approval{Proposals: store, By: by, Note: note, Now: e.now}, nil
}

type proposalListCmd struct {
	outputFlags
	storeFlags
	All bool `name:"all" help:"连已核准和已退回的一起列出"`
}

func (c *proposalListCmd) Run(e *environment) error {
	return withProposals(e, c.storeFlags, func(store backend, s *access.Service) error {
		state := ingest.Waiting
		if c.All {
			state = ""
		}
		all, err := store.Proposals(e.ctx, state)
		if err != nil {
			return err
		}
		on, err := s.TwoPerson(e.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e.stdout, struct {
				TwoPerson bool              `json:"two_person"`
				Proposals []ingest.Proposal `json:"proposals"`
			}{on, append([]ingest.Proposal{}, all...)})
		}
		var b strings.Builder
		fmt.Fprintf(&b, "双人审核：%s\n", map[bool]string{true: "已开启", false: "没有开启（clausewise proposal require on）"}[on])
		for _, p := range all {
			b.WriteString(proposalLine(p))
		}
		if len(all) == 0 {
			b.WriteString("没有等待核准的提交\n")
		}
		_, err = fmt.Fprint(e.stdout, b.String())
		return err
	})
}

// proposalLine is a proposal in a line.
func proposalLine(p ingest.Proposal) string {
	line := fmt.Sprintf("第 %d 号  %s  %s 于 %s 提交", p.ID, p.Pack, p.By, inShanghai(p.At))
	if p.Note != "" {
		line += "：" + p.Note
	}
	switch p.State {
	case ingest.Approved:
		line += fmt.Sprintf("；%s 已核准，存为第 %d 版", p.Decided.By, p.Version)
	case ingest.Rejected:
		line += fmt.Sprintf("；%s 已退回：%s", p.Decided.By, p.Decided.Reason)
	case ingest.Waiting:
		line += "；等待核准"
	}
	return line + "\n"
}

type proposalShowCmd struct {
	outputFlags
	storeFlags
	ID int64 `arg:"" help:"提交的号"`
}

// proposalView is a proposal with what it would change.
type proposalView struct {
	ingest.Proposal
	Edits []ingest.RuleChange `json:"edits"` // without a rule: what holds for whole documents
	Diff  []ingest.Change     `json:"diff,omitempty"`
	Check calculators.Report  `json:"check"`
	Files []string            `json:"files"`
}

func (c *proposalShowCmd) Run(e *environment) error {
	return withProposals(e, c.storeFlags, func(store backend, _ *access.Service) error {
		v, err := viewProposal(e.ctx, store, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e.stdout, v)
		}
		var b strings.Builder
		b.WriteString(proposalLine(v.Proposal))
		if v.Over > 0 {
			fmt.Fprintf(&b, "  在第 %d 版上改的\n", v.Over)
		}
		words := map[ingest.ChangeKind]string{ingest.RuleAdded: "新增规则", ingest.RuleChanged: "改动规则", ingest.RuleRemoved: "去掉规则"}
		for _, r := range v.Edits {
			if r.Rule == "" {
				b.WriteString("  改动了对整份文件都适用的规定（项目期间、不能同时享受的规则）\n")
				continue
			}
			fmt.Fprintf(&b, "  %s  %s  条款 %s\n", words[r.Kind], r.Rule, r.Clause)
		}
		for line := range strings.Lines(v.Check.String()) {
			b.WriteString("  " + line)
		}
		_, err = fmt.Fprint(e.stdout, b.String())
		return err
	})
}

// findProposal reads a proposal, or says where to look.
func findProposal(ctx context.Context, store backend, id int64) (ingest.Proposal, error) {
	p, err := store.Proposal(ctx, id)
	if errors.Is(err, retrieval.ErrNotFound) {
		err = fmt.Errorf("没有第 %d 号提交，用 clausewise proposal list --all 查看", id)
	}
	return p, err
}

// viewProposal reads a proposal and compares it with the version it follows.
func viewProposal(ctx context.Context, store backend, id int64) (proposalView, error) {
	p, err := findProposal(ctx, store, id)
	if err != nil {
		return proposalView{}, err
	}
	pack, err := p.Read(ctx)
	if err != nil {
		return proposalView{}, err
	}
	var old ingest.Pack
	if p.Over > 0 {
		if old, err = store.Pack(ctx, p.Pack, p.Over); err != nil {
			return proposalView{}, err
		}
	}
	v := proposalView{
		Proposal: p, Edits: append([]ingest.RuleChange{}, ingest.RuleEdits(old, pack)...),
		Files: slices.Sorted(maps.Keys(p.Files)), Check: checkPacks([]ingest.Pack{pack}),
	}
	if p.Over > 0 {
		v.Diff = ingest.Diff(old, pack)
	}
	return v, nil
}

type proposalApproveCmd struct {
	outputFlags
	storeFlags
	ID     int64  `arg:"" help:"提交的号"`
	By     string `name:"by" required:"" placeholder:"NAME" help:"核准的用户"`
	Reason string `name:"reason" placeholder:"TEXT" help:"说明"`
}

func (c *proposalApproveCmd) Run(e *environment) error {
	return withProposals(e, c.storeFlags, func(store backend, s *access.Service) error {
		if err := may(e.ctx, store, c.By, access.ProposalsDecide); err != nil {
			return err
		}
		v, err := viewProposal(e.ctx, store, c.ID)
		if err != nil {
			return err
		}
		if v.State == ingest.Waiting && !v.Check.OK() {
			return fmt.Errorf("这一份的规则与引文或算例不符，不能核准，请退回：\n%s", v.Check)
		}
		stored, err := ingest.Approve(e.ctx, store, c.ID, ingest.Decision{By: c.By, Reason: c.Reason, At: e.now()})
		if err != nil {
			return err
		}
		if err := s.Note(e.ctx, c.By, "proposal.approve", v.Pack, fmt.Sprintf("核准第 %d 号（%s 提交），存为第 %d 版", c.ID, v.By, stored.Version)); err != nil {
			return err
		}
		return c.say(e, stored, "已核准第 %d 号，%s 第 %d 版生效\n", c.ID, v.Pack, stored.Version)
	})
}

type proposalRejectCmd struct {
	outputFlags
	storeFlags
	ID     int64  `arg:"" help:"提交的号"`
	By     string `name:"by" required:"" placeholder:"NAME" help:"退回的用户；提交的人也可以自己撤回"`
	Reason string `name:"reason" required:"" placeholder:"TEXT" help:"为什么退回"`
}

func (c *proposalRejectCmd) Run(e *environment) error {
	return withProposals(e, c.storeFlags, func(store backend, s *access.Service) error {
		p, err := findProposal(e.ctx, store, c.ID)
		if err != nil {
			return err
		}
		action := access.ProposalsDecide
		if p.By == c.By {
			action = access.ProposalsCreate
		}
		if err := may(e.ctx, store, c.By, action); err != nil {
			return err
		}
		d := ingest.Decision{By: c.By, Reason: c.Reason, At: e.now()}
		if err := ingest.Reject(e.ctx, store, c.ID, d); err != nil {
			return err
		}
		if err := s.Note(e.ctx, c.By, "proposal.reject", p.Pack, fmt.Sprintf("退回第 %d 号：%s", c.ID, c.Reason)); err != nil {
			return err
		}
		return c.say(e, d, "已退回第 %d 号\n", c.ID)
	})
}

type proposalRequireCmd struct {
	outputFlags
	storeFlags
	State string `arg:"" enum:"on,off" help:"on 开启，off 关闭"`
}

func (c *proposalRequireCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		on := c.State == "on"
		if err := s.SetTwoPerson(ctx, fromCommandLine, on); err != nil {
			return err
		}
		return c.say(e, map[string]bool{"two_person": on}, "双人审核：%s\n", map[bool]string{true: "已开启", false: "已关闭"}[on])
	})
}
