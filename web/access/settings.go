package access

import (
	"context"
	"fmt"
)

// twoPerson is the setting that a rule takes effect when a second person has
// approved it.
const twoPerson = "two-person"

// TwoPerson reports whether a second person must approve.
func (s *Service) TwoPerson(ctx context.Context) (bool, error) {
	v, err := s.store.Setting(ctx, twoPerson)
	if err != nil {
		return false, fmt.Errorf("读取设置：%w", err)
	}
	return v == "on", nil
}

// SetTwoPerson turns it on or off.
func (s *Service) SetTwoPerson(ctx context.Context, by string, on bool) error {
	value, words := "off", "关闭双人审核"
	if on {
		value, words = "on", "开启双人审核"
	}
	if err := s.store.PutSetting(ctx, twoPerson, value, s.event(by, "setting", twoPerson, words)); err != nil {
		return fmt.Errorf("保存设置：%w", err)
	}
	return nil
}

// Note adds to the audit log what was done elsewhere.
func (s *Service) Note(ctx context.Context, by, action, object, detail string) error {
	_, err := s.store.AppendAudit(ctx, s.event(by, action, object, detail))
	if err != nil {
		return fmt.Errorf("写审计记录：%w", err)
	}
	return nil
}
