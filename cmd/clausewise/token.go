package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"clausewise/assistant"
	"clausewise/web/access"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"给程序发一个接口令牌；令牌只显示这一次"`
	List   tokenListCmd   `cmd:"" help:"列出令牌"`
	Revoke tokenRevokeCmd `cmd:"" help:"撤销令牌，立即生效"`
}

type tokenAddCmd struct {
	outputFlags
	storeFlags
	Name   string   `arg:"" help:"令牌给谁用，如 12345平台日报"`
	User   string   `name:"user" required:"" placeholder:"NAME" help:"令牌代表哪个用户；权限不会超过这个用户"`
	Scopes []string `name:"scope" required:"" placeholder:"SCOPE" help:"可以做什么，可写多次，如 insight.read"`
	Days   int      `name:"days" default:"365" placeholder:"N" help:"有效天数，最多731"`
}

func (c *tokenAddCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		scopes := make([]access.Action, len(c.Scopes))
		for i, a := range c.Scopes {
			scopes[i] = access.Action(a)
		}
		secret, t, err := s.AddToken(ctx, fromCommandLine, c.User, c.Name, scopes, e.now().Add(time.Duration(c.Days)*24*time.Hour))
		if err != nil {
			return err
		}
		return c.say(e, struct {
			Secret string `json:"secret"`
			access.Token
		}{secret, t}, "令牌（只显示这一次）：%s\n编号 %s，代表 %s，%s 前有效\n", secret, t.ID, t.User, assistant.Today(t.ExpiresAt))
	})
}

type tokenListCmd struct {
	outputFlags
	storeFlags
}

func (c *tokenListCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		tokens, err := s.Tokens(ctx, "")
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e.stdout, append([]access.Token{}, tokens...))
		}
		for _, t := range tokens {
			state := fmt.Sprintf("%s 前有效", assistant.Today(t.ExpiresAt))
			switch {
			case !t.RevokedAt.IsZero():
				state = "已撤销"
			case !e.now().Before(t.ExpiresAt):
				state = "已到期"
			}
			scopes := make([]string, len(t.Scopes))
			for i, a := range t.Scopes {
				scopes[i] = string(a)
			}
			if _, err := fmt.Fprintf(e.stdout, "%s  %s（代表 %s；%s；%s）\n", t.ID, t.Name, t.User, strings.Join(scopes, "、"), state); err != nil {
				return err
			}
		}
		return nil
	})
}

type tokenRevokeCmd struct {
	outputFlags
	storeFlags
	ID string `arg:"" help:"令牌编号，见 clausewise token list"`
}

func (c *tokenRevokeCmd) Run(e *environment) error {
	return withAccess(e, c.storeFlags, func(ctx context.Context, s *access.Service) error {
		if err := s.RevokeToken(ctx, fromCommandLine, c.ID, ""); err != nil {
			return err
		}
		return c.say(e, map[string]string{"revoked": c.ID}, "已撤销令牌 %s\n", c.ID)
	})
}
