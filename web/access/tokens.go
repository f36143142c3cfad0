package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// TokenPrefix begins every API token, so that scanners of code can find one
// that was left lying about.
const TokenPrefix = "cw_"

// longestToken is how long a token may be valid.
const longestToken = 2 * 366 * 24 * time.Hour

// AddToken makes an API token that acts for a user within scopes. The secret
// is returned once and nowhere kept.
func (s *Service) AddToken(ctx context.Context, by, user, name string, scopes []Action, expires time.Time) (secret string, _ Token, err error) {
	if strings.TrimSpace(name) == "" {
		return "", Token{}, invalid("请写明令牌给谁用")
	}
	if err := plain("令牌名称", name, 60); err != nil {
		return "", Token{}, err
	}
	if len(scopes) == 0 {
		return "", Token{}, invalid("请写明令牌可以做什么，可用：%s", scopeNames())
	}
	for _, a := range scopes {
		if !Scopable(a) {
			return "", Token{}, invalid("令牌不能有权限“%s”，可用：%s", a, scopeNames())
		}
	}
	now := s.now()
	switch {
	case expires.IsZero():
		return "", Token{}, invalid("请写明令牌何时到期")
	case !now.Before(expires):
		return "", Token{}, invalid("令牌的到期时间已经过去")
	case expires.Sub(now) > longestToken:
		return "", Token{}, invalid("令牌最长有效两年")
	}
	if _, err := s.store.User(ctx, user); err != nil {
		return "", Token{}, fmt.Errorf("用户 %s：%w", user, err)
	}
	secret, hash, err := s.newSecret(TokenPrefix)
	if err != nil {
		return "", Token{}, err
	}
	id, err := s.newID(8)
	if err != nil {
		return "", Token{}, err
	}
	scopes = slices.Compact(slices.Sorted(slices.Values(scopes)))
	t := Token{ID: id, Hash: hash, Name: name, User: user, Scopes: scopes, CreatedAt: now, ExpiresAt: expires}
	if err := s.store.CreateToken(ctx, t, s.event(by, "token.add", id, fmt.Sprintf("%s：代表 %s，权限 %s", name, user, joined(scopes)))); err != nil {
		return "", Token{}, fmt.Errorf("添加令牌：%w", err)
	}
	return secret, t, nil
}

func scopeNames() string {
	return joined(slices.DeleteFunc(Actions(), func(a Action) bool { return !Scopable(a) }))
}

func joined(actions []Action) string {
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = string(a)
	}
	return strings.Join(names, "、")
}

// Tokens lists the tokens of a user, or all with "".
func (s *Service) Tokens(ctx context.Context, user string) ([]Token, error) {
	return s.store.Tokens(ctx, user)
}

// RevokeToken ends a token. Where own is not "", only a token of that user.
func (s *Service) RevokeToken(ctx context.Context, by, id, own string) error {
	if own != "" {
		tokens, err := s.store.Tokens(ctx, own)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(tokens, func(t Token) bool { return t.ID == id }) {
			return fmt.Errorf("令牌 %s：%w", id, ErrNotFound)
		}
	}
	if err := s.store.RevokeToken(ctx, id, s.now(), s.event(by, "token.revoke", id, "")); err != nil {
		return fmt.Errorf("撤销令牌 %s：%w", id, err)
	}
	return nil
}

// ByToken recognises an API token. ErrUnknown where it is none, or is
// expired or revoked, or its user may not act any more.
func (s *Service) ByToken(ctx context.Context, secret string) (Identity, error) {
	if !strings.HasPrefix(secret, TokenPrefix) {
		return Identity{}, ErrUnknown
	}
	t, u, err := s.store.Token(ctx, hashSecret(secret))
	if errors.Is(err, ErrNotFound) {
		return Identity{}, ErrUnknown
	}
	if err != nil {
		return Identity{}, fmt.Errorf("reading a token: %w", err)
	}
	now := s.now()
	if u.Disabled || !t.RevokedAt.IsZero() || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return Identity{}, ErrUnknown
	}
	if now.Sub(t.UsedAt) >= touchEvery {
		if err := s.store.TouchToken(ctx, t.ID, now); err != nil {
			return Identity{}, fmt.Errorf("noting a token: %w", err)
		}
	}
	return Identity{User: u.Name, Role: u.Role, Token: t.ID, Scopes: t.Scopes, Until: t.ExpiresAt}, nil
}
