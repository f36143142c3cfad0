package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Approval makes an intake hand packs whose rules calculate otherwise to a
// second person. Text without rules is stored as ever: what a document says is
// checked against its source, what a rule makes of it by people. A built-in
// pack comes with the program and is not held.
type Approval struct {
	Proposals Proposals
	By, Note  string // who made the change, and why
	Now       func() time.Time
}

var errNobody = errors.New("已开启双人审核，规则有改动，要写明是谁改的（--by 用户名）")

// Require turns approval on for what is put from now on.
func (in *Intake) Require(a Approval) { in.approval = &a }

// hold proposes p where a second person has to approve it.
func (in *Intake) hold(ctx context.Context, p Pack, before PackInfo, known bool, o *Outcome) (held bool, err error) {
	if in.approval == nil || p.Origin == OriginBuiltin {
		return false, nil
	}
	var old Pack
	if known {
		if old, err = in.store.Pack(ctx, p.ID, before.Version); err != nil {
			return false, fmt.Errorf("读取现行版本：%w", err)
		}
	}
	if len(RuleEdits(old, p)) == 0 {
		return false, nil
	}
	if in.approval.By == "" {
		return false, errNobody
	}
	made, err := Propose(ctx, in.approval.Proposals, p, before.Version, in.approval.By, in.approval.Note, in.approval.Now())
	if err != nil {
		return false, err
	}
	o.State, o.Proposal, o.Reason = Held, made.ID, fmt.Sprintf("规则有改动，等另一位同事核准（第 %d 号）", made.ID)
	if made.State == Rejected {
		o.State, o.Reason = Kept, fmt.Sprintf("同样的内容已在第 %d 号被%s退回：%s", made.ID, made.Decided.By, made.Decided.Reason)
	}
	return true, nil
}
