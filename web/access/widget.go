package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// widgetLasting is how long a page may open chats without asking again.
const widgetLasting = 15 * time.Minute

const (
	widgetKey    = "widget-hmac"
	widgetPrefix = "cww1."
)

// WidgetToken lets a page of a site open the chat for a while. origin is what
// the browser said; ErrNotFound where the site is unknown, ErrWidget where
// the origin is none of its own.
func (s *Service) WidgetToken(ctx context.Context, site, origin string) (token string, until time.Time, _ Site, err error) {
	known, err := s.store.Site(ctx, site)
	if err != nil {
		return "", until, Site{}, err
	}
	if !slices.Contains(known.Origins, origin) {
		return "", until, Site{}, ErrWidget
	}
	key, err := s.widgetSecret(ctx)
	if err != nil {
		return "", until, Site{}, err
	}
	until = s.now().Add(widgetLasting).Truncate(time.Second)
	body := binary.BigEndian.AppendUint64(nil, uint64(until.Unix()))
	body = append(append(append(body, site...), 0), origin...)
	mac := sign(key, body)
	e := base64.RawURLEncoding
	return widgetPrefix + e.EncodeToString(body) + "." + e.EncodeToString(mac), until, known, nil
}

// CheckWidgetToken returns the site of a token that a page of origin brings.
// ErrWidget where it is wrong, expired, another origin's or its site is gone
// or allows the origin no more.
func (s *Service) CheckWidgetToken(ctx context.Context, token, origin string) (Site, error) {
	rest, ok := strings.CutPrefix(token, widgetPrefix)
	first, second, two := strings.Cut(rest, ".")
	if !ok || !two || len(token) > 1000 {
		return Site{}, ErrWidget
	}
	e := base64.RawURLEncoding.Strict()
	body, err := e.DecodeString(first)
	mac, macErr := e.DecodeString(second)
	if err != nil || macErr != nil || len(body) < 8 {
		return Site{}, ErrWidget
	}
	key, err := s.widgetSecret(ctx)
	if err != nil {
		return Site{}, err
	}
	if !hmac.Equal(mac, sign(key, body)) {
		return Site{}, ErrWidget
	}
	until := time.Unix(int64(binary.BigEndian.Uint64(body)), 0)
	name, from, _ := strings.Cut(string(body[8:]), "\x00")
	if !s.now().Before(until) || from != origin {
		return Site{}, ErrWidget
	}
	site, err := s.store.Site(ctx, name)
	if errors.Is(err, ErrNotFound) || err == nil && !slices.Contains(site.Origins, origin) {
		return Site{}, ErrWidget
	}
	if err != nil {
		return Site{}, fmt.Errorf("reading a site: %w", err)
	}
	return site, nil
}

func sign(key, body []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("clausewise-widget/1\x00"))
	m.Write(body)
	return m.Sum(nil)
}

// widgetSecret is the key of all nodes, made at first use.
func (s *Service) widgetSecret(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := io.ReadFull(s.random, fresh); err != nil {
		return nil, fmt.Errorf("reading random bytes: %w", err)
	}
	key, err := s.store.Secret(ctx, widgetKey, fresh)
	if err != nil {
		return nil, fmt.Errorf("reading the widget key: %w", err)
	}
	return key, nil
}
