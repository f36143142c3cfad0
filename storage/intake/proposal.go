package intake

import (
	"errors"
	"fmt"

	"clausewise/ingest"
)

// Proposal checks that a proposal can be stored without loss.
func Proposal(p ingest.Proposal) error {
	if p.Pack == "" || p.By == "" || len(p.Files) == 0 {
		return errors.New("提交核准的内容不全：要有政策包编号、提交人和文件")
	}
	if err := texts("政策包编号", p.Pack, "政策包来源", p.Origin, "提交人", p.By, "说明", p.Note); err != nil {
		return fmt.Errorf("提交核准：%w", err)
	}
	for name := range p.Files {
		if err := text("文件名", name); err != nil {
			return fmt.Errorf("提交核准：%w", err)
		}
	}
	return nil
}

// Decision checks that a decision can be stored without loss.
func Decision(d ingest.Decision) error {
	if d.By == "" {
		return errors.New("没有写明是谁决定的")
	}
	return texts("决定人", d.By, "理由", d.Reason)
}
