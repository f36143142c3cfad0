package web

import (
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/web/access"
)

// maxNote is how much staff may note of a handoff, in code points.
const maxNote = 2000

// handoffRoutes are how staff see and settle the questions left for them.
func (s *Server) handoffRoutes() []route {
	if s.handoffs == nil {
		return nil
	}
	return []route{
		{method: "GET", path: "/api/v1/handoffs", action: access.ConversationsRead, handle: s.listHandoffs, about: giving[[]assistant.Handoff](
			does("listHandoffs", "staff", "用户留给人工的问题，新的在前", "questions left for a person, the newest first").
				inQuery("open", booleanSchema(), "只要还没有处理的", "only those nobody has dealt with").
				inQuery("limit", &jsonschema.Schema{Type: "integer"}, "最多几条，默认100，最多500", "how many; 100 by default, 500 at most").
				inQuery("before", &jsonschema.Schema{Type: "string", Format: "date-time"}, "只要这个时间以前的", "only older ones")).failing(codeInvalid)},
		{method: "POST", path: "/api/v1/handoffs/{id}", action: access.ConversationsJoin, handle: s.settleHandoff, about: taking[handoffSettled](giving[condition](
			does("settleHandoff", "staff", "记下处理结果，或重新打开", "note what became of one, or open it again").inPath("id", "留言编号", "its id"))).
			failing(codeMalformed, codeInvalid, codeNotFound)},
	}
}

func (s *Server) listHandoffs(w http.ResponseWriter, r *http.Request) {
	open, err := flagOf(r, "open")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	limit, err := countOf(r, "limit", 100, 500)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q := assistant.HandoffQuery{Open: open, Limit: int(limit)}
	if v := r.URL.Query().Get("before"); v != "" {
		if q.Before, err = time.Parse(time.RFC3339Nano, v); err != nil {
			s.fail(w, r, &fault{code: codeInvalid, about: "before"})
			return
		}
	}
	all, err := s.handoffs.Handoffs(r.Context(), q)
	s.reply(w, r, append([]assistant.Handoff{}, all...), err)
}

// handoffSettled is the body of POST /api/v1/handoffs/{id}.
type handoffSettled struct {
	Note string `json:"note"`
	Open bool   `json:"open"` // it is to be dealt with after all
}

func (s *Server) settleHandoff(w http.ResponseWriter, r *http.Request) {
	var in handoffSettled
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		s.fail(w, r, &fault{code: codeInvalid, about: "note"})
		return
	}
	by, at := identityOf(r).Actor(), s.now()
	if in.Open {
		by, at = "", time.Time{}
	}
	err := s.handoffs.FinishHandoff(r.Context(), r.PathValue("id"), by, in.Note, at)
	if errors.Is(err, assistant.ErrNotFound) {
		s.fail(w, r, &fault{code: codeNotFound, about: clip(r.PathValue("id"), maxID)})
		return
	}
	s.reply(w, r, condition{"ok"}, err)
}
