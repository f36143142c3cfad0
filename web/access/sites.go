package access

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Languages are those the widget speaks.
func Languages() []string { return []string{"zh-Hans", "zh-Hant", "en"} }

var (
	siteKey    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,39}$`)
	themeName  = regexp.MustCompile(`^[a-z][a-z-]{0,30}$`)
	themeValue = regexp.MustCompile(`^[#\p{L}\p{N} .,%"'-]{1,100}$`)
	phone      = regexp.MustCompile(`^[0-9+()（） 转/-]{3,40}$`)
)

// PutSite adds or replaces a site. by is who does it.
func (s *Service) PutSite(ctx context.Context, by string, site Site) (Site, error) {
	if err := checkSite(&site); err != nil {
		return Site{}, err
	}
	e := s.event(by, "site.add", site.Key, site.Name+"："+strings.Join(site.Origins, "、"))
	old, err := s.store.Site(ctx, site.Key)
	switch {
	case err == nil:
		site.CreatedAt, e.Action = old.CreatedAt, "site.change"
	case errors.Is(err, ErrNotFound):
		site.CreatedAt = s.now()
	default:
		return Site{}, fmt.Errorf("保存网站 %s：%w", site.Key, err)
	}
	if err := s.store.PutSite(ctx, site, e); err != nil {
		return Site{}, fmt.Errorf("保存网站 %s：%w", site.Key, err)
	}
	return site, nil
}

// Site returns a site, ErrNotFound where there is none.
func (s *Service) Site(ctx context.Context, key string) (Site, error) { return s.store.Site(ctx, key) }

// Sites lists all sites by key.
func (s *Service) Sites(ctx context.Context) ([]Site, error) { return s.store.Sites(ctx) }

// RemoveSite removes a site: its pages can open no new chat.
func (s *Service) RemoveSite(ctx context.Context, by, key string) error {
	if err := s.store.RemoveSite(ctx, key, s.event(by, "site.remove", key, "")); err != nil {
		return fmt.Errorf("删除网站 %s：%w", key, err)
	}
	return nil
}

// checkSite checks what was entered and puts origins into their one form.
func checkSite(site *Site) error {
	if !siteKey.MatchString(site.Key) {
		return invalid("网站代号“%s”要用2到40个小写字母、数字和横线", site.Key)
	}
	if strings.TrimSpace(site.Name) == "" {
		return invalid("请写网站名称")
	}
	if err := plain("网站名称", site.Name, 60); err != nil {
		return err
	}
	if len(site.Origins) == 0 || len(site.Origins) > 50 {
		return invalid("请写1到50个允许的网址")
	}
	origins := make([]string, len(site.Origins))
	for i, o := range site.Origins {
		var err error
		if origins[i], err = originOf(o); err != nil {
			return err
		}
	}
	site.Origins = slices.Compact(slices.Sorted(slices.Values(origins)))
	for i, l := range site.Languages {
		if !slices.Contains(Languages(), l) || slices.Contains(site.Languages[:i], l) {
			return invalid("语言“%s”写重了或没有，可用：%s", l, strings.Join(Languages(), "、"))
		}
	}
	if len(site.Theme) > 40 {
		return invalid("外观设置最多40项")
	}
	// The values end up in a style sheet: nothing that could end a
	// declaration or load anything passes.
	for name, value := range site.Theme {
		if !themeName.MatchString(name) || !themeValue.MatchString(value) || strings.Contains(strings.ToLower(value), "url") {
			return invalid("外观设置“%s: %s”不能用，应如 accent: #b5121b", name, value)
		}
	}
	return checkContact(site.Contact)
}

func checkContact(c Contact) error {
	if err := plain("单位名称", c.Office, 60); err != nil {
		return err
	}
	if c.Phone != "" && !phone.MatchString(c.Phone) {
		return invalid("电话“%s”只能有数字、空格、+ - ( ) 和“转”", c.Phone)
	}
	if c.Link == "" {
		return nil
	}
	u, err := url.Parse(c.Link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(c.Link) > 500 {
		return invalid("链接“%s”要以 https:// 开头", c.Link)
	}
	return nil
}

// originOf is the one form of an origin: scheme and host in lower case, the
// port only where it is not the scheme's own. Plain http is for this machine
// alone.
func originOf(s string) (string, error) {
	bad := invalid("允许的网址“%s”应如 https://www.example.gov.cn（不带路径）", s)
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || strings.Contains(u.Host, "*") {
		return "", bad
	}
	host := strings.ToLower(u.Hostname())
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	scheme := strings.ToLower(u.Scheme)
	if scheme != "https" && (scheme != "http" || !local) {
		return "", bad
	}
	port := u.Port()
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		port = ""
	}
	switch {
	case port != "":
		host = net.JoinHostPort(host, port)
	case ip != nil && ip.To4() == nil:
		host = "[" + host + "]"
	}
	return scheme + "://" + host, nil
}
