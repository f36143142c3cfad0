package web

import (
	"net/http"
	"strconv"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/web/access"
)

// siteRoutes manage the sites that embed the chat, and show the audit log.
func (s *Server) siteRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/sites", action: access.SitesManage, handle: s.listSites, about: giving[[]access.Site](
			does("listSites", "staff", "列出嵌入聊天组件的网站", "list the sites that embed the chat"))},
		{method: "PUT", path: "/api/v1/sites/{key}", action: access.SitesManage, handle: s.putSite, about: taking[access.Site](giving[access.Site](
			does("putSite", "staff", "添加或修改网站", "add or change a site").inPath("key", "网站代号", "site key"))).
			failing(codeMalformed, codeInvalid, codeRefused)},
		{method: "DELETE", path: "/api/v1/sites/{key}", action: access.SitesManage, handle: s.removeSite, about: giving[condition](
			does("removeSite", "staff", "删除网站", "remove a site").inPath("key", "网站代号", "site key")).failing(codeNotFound)},
		{method: "GET", path: "/api/v1/audit", action: access.AuditRead, handle: s.audit, about: giving[[]access.Entry](
			does("listAudit", "staff", "审计记录，新的在前", "the audit log, newest first").
				inQuery("before", &jsonschema.Schema{Type: "integer"}, "只要这个序号以前的", "entries before this number").
				inQuery("limit", &jsonschema.Schema{Type: "integer"}, "最多几条，默认100，最多500", "how many; 100 by default, 500 at most")).failing(codeInvalid)},
		{method: "GET", path: "/api/v1/audit/check", action: access.AuditRead, handle: s.checkAudit, about: giving[auditCheck](
			does("checkAudit", "staff", "核对审计记录的哈希链", "verify the hash chain of the audit log"))},
	}
}

func stringSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }

func booleanSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "boolean"} }

func (s *Server) listSites(w http.ResponseWriter, r *http.Request) {
	sites, err := s.access.Sites(r.Context())
	s.reply(w, r, append([]access.Site{}, sites...), err)
}

func (s *Server) putSite(w http.ResponseWriter, r *http.Request) {
	var in access.Site
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	in.Key = r.PathValue("key")
	site, err := s.access.PutSite(r.Context(), identityOf(r).Actor(), in)
	s.reply(w, r, site, err)
}

func (s *Server) removeSite(w http.ResponseWriter, r *http.Request) {
	s.reply(w, r, condition{"ok"}, s.access.RemoveSite(r.Context(), identityOf(r).Actor(), r.PathValue("key")))
}

func (s *Server) audit(w http.ResponseWriter, r *http.Request) {
	before, err := countOf(r, "before", 0, maxSeq)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	limit, err := countOf(r, "limit", 100, 500)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	entries, err := s.access.Log(r.Context(), access.AuditQuery{Before: before, Newest: true, Limit: int(limit)})
	s.reply(w, r, append([]access.Entry{}, entries...), err)
}

// countOf reads a number of the query, otherwise where it is not given.
func countOf(r *http.Request, name string, otherwise, most int64) (int64, error) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 || n > most {
		return 0, &fault{code: codeInvalid, about: name}
	}
	return n, nil
}

// auditCheck says whether the log holds together.
type auditCheck struct {
	OK   bool        `json:"ok"`
	Head access.Head `json:"head"`
	Why  string      `json:"why,omitempty"`
}

func (s *Server) checkAudit(w http.ResponseWriter, r *http.Request) {
	head, err := s.access.VerifyLog(r.Context(), access.Head{})
	if broken, ok := asChainError(err); ok {
		s.write(w, r, auditCheck{Head: head, Why: broken.Error()})
		return
	}
	s.reply(w, r, auditCheck{OK: true, Head: head}, err)
}
