package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"clausewise/web/access"
)

// widgetRoutes are what the widget asks before it talks.
func (s *Server) widgetRoutes() []route {
	return []route{
		{method: "POST", path: "/api/v1/widget", action: access.Public, handle: s.startWidget, about: taking[widgetRequest](giving[widgetStart](
			does("startWidget", "chat", "聊天组件打开前的询问：网站的设置与短时令牌，能否转人工", "what the widget asks before it opens: the site's settings and a short-lived token, whether a person can be asked"))).
			failing(codeMalformed, codeInvalid, codeNotFound, codeOrigin, codeUnavailable)},
	}
}

// widgetRequest is the body of POST /api/v1/widget.
type widgetRequest struct {
	Site string `json:"site"`
}

// widgetStart is what the widget works with.
type widgetStart struct {
	Token   string      `json:"token,omitempty"`
	Expires time.Time   `json:"expires,omitzero"`
	Site    *widgetSite `json:"site,omitempty"`
	Handoff bool        `json:"handoff,omitempty"` // a question can be left for a person
}

// widgetSite is what pages of a site may know of it.
type widgetSite struct {
	Name      string            `json:"name"`
	Languages []string          `json:"languages,omitempty"`
	Theme     map[string]string `json:"theme,omitempty"`
	Contact   access.Contact    `json:"contact,omitzero"`
}

// startWidget lets a page of a site begin.
func (s *Server) startWidget(w http.ResponseWriter, r *http.Request) {
	var in widgetRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	if len(in.Site) > maxID {
		s.fail(w, r, &fault{code: codeInvalid, about: "site"})
		return
	}
	out := widgetStart{Handoff: s.handoffs != nil}
	if in.Site == "" || s.access == nil {
		if !s.trustsOrigin(r) {
			s.fail(w, r, &fault{code: codeOrigin})
			return
		}
		s.write(w, r, out)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	token, until, site, err := s.access.WidgetToken(ctx, in.Site, r.Header.Get("Origin"))
	switch {
	case errors.Is(err, access.ErrNotFound):
		s.fail(w, r, &fault{code: codeNotFound, about: clip(in.Site, maxID)})
		return
	case errors.Is(err, access.ErrWidget):
		s.fail(w, r, &fault{code: codeOrigin})
		return
	case err != nil:
		s.fail(w, r, unavailable(err))
		return
	}
	out.Token, out.Expires = token, until
	out.Site = &widgetSite{Name: site.Name, Languages: site.Languages, Theme: site.Theme, Contact: site.Contact}
	s.write(w, r, out)
}

// hello says who speaks: a page of a site shows its token, anybody else speaks
// for nobody.
func (s *Server) hello(ctx context.Context, c *connection, f clientFrame) *fault {
	c.language = languageOf(f.Language)
	if s.access == nil {
		c.site = f.Site
		return nil
	}
	if f.Site == "" && f.Token == "" {
		c.site = ""
		return nil
	}
	site, err := s.access.CheckWidgetToken(ctx, f.Token, c.origin)
	switch {
	case errors.Is(err, access.ErrWidget):
		return &fault{code: codeToken}
	case err != nil:
		return unavailable(err)
	case f.Site != "" && f.Site != site.Key:
		return &fault{code: codeToken}
	}
	c.site, c.vouched = site.Key, true
	return nil
}
