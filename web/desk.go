package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
	"clausewise/web/access"
)

// liveFor is how long after its last question a conversation counts as live.
const liveFor = 10 * time.Minute

// deskRoutes are what hotline staff see of conversations and do in them.
func (s *Server) deskRoutes() []route {
	if s.desk == nil {
		return nil
	}
	id := func(o *operation) *operation { return o.inPath("id", "会话编号", "conversation id") }
	return []route{
		{method: "GET", path: "/api/v1/conversations", action: access.ConversationsRead, handle: s.listConversations, about: giving[[]conversationView](pastFilter(
			does("listConversations", "desk", "列出会话，最近的在前", "list conversations, the latest first"))).failing(codeInvalid)},
		{method: "GET", path: "/api/v1/conversations/{id}", action: access.ConversationsRead, handle: s.readConversation, about: giving[wholeConversation](id(
			does("readConversation", "desk", "一次会话的全部问答和备注", "a conversation with its turns and notes"))).failing(codeNoChat)},
		{method: "GET", path: "/api/v1/conversations/{id}/explanation", action: access.ConversationsRead, handle: s.explainTurn, about: giving[assistant.Explanation](id(
			does("explainTurn", "desk", "一个答复是怎么来的：检索、规则、取舍", "how an answer came about").
				inQuery("seq", &jsonschema.Schema{Type: "integer"}, "第几个答复的 seq", "seq of the turn"))).failing(codeNoChat, codeNotFound, codeInvalid)},
		{method: "PUT", path: "/api/v1/conversations/{id}/takeover", action: access.ConversationsJoin, handle: s.takeOver, about: giving[assistant.Taken](id(
			does("takeOver", "desk", "接管会话：由坐席答复", "take a conversation over: staff answer it"))).failing(codeNoChat, codeTaken)},
		{method: "DELETE", path: "/api/v1/conversations/{id}/takeover", action: access.ConversationsJoin, handle: s.giveBack, about: giving[condition](id(
			does("giveBack", "desk", "交还会话：由系统继续答复", "give a conversation back to the assistant")))},
		{method: "POST", path: "/api/v1/conversations/{id}/messages", action: access.ConversationsJoin, handle: s.sayToUser, about: taking[textRequest](giving[assistant.PastTurn](id(
			does("sayToUser", "desk", "以坐席身份答复，须先接管", "answer as staff, after taking over")))).failing(codeNoChat, codeMalformed, codeInvalid, codeTaken)},
		{method: "POST", path: "/api/v1/conversations/{id}/notes", action: access.ConversationsJoin, handle: s.addNote, about: taking[textRequest](giving[condition](id(
			does("addNote", "desk", "写一条备注，只有工作人员能看到", "write a note that only staff see")))).failing(codeNoChat, codeMalformed, codeInvalid)},
	}
}

// pastFilter adds the parameters of a PastQuery.
func pastFilter(o *operation) *operation {
	return o.
		inQuery("text", nil, "问题里有这些字", "stands in the question").
		inQuery("site", nil, "来自这个网站", "from this site").
		inQuery("kind", nil, "答复的种类，几种用逗号隔开，如 no_answer,refusal", "kinds of answer, separated by commas").
		inQuery("vote", &jsonschema.Schema{Type: "integer", Enum: []any{-1, 1}}, "用户的评价：1 有用，-1 没用", "the user's vote").
		inQuery("since", nil, "从这一天起，如 2026-11-01", "from this day on").
		inQuery("until", nil, "到这一天为止", "up to this day").
		inQuery("taken", booleanSchema(), "只要坐席正在答复的", "only those that staff answer now").
		inQuery("limit", &jsonschema.Schema{Type: "integer"}, "最多几条，默认100，最多1000", "how many; 100 by default, 1000 at most")
}

// pastQuery reads what pastFilter describes.
func pastQuery(r *http.Request, most int64) (q assistant.PastQuery, err error) {
	in := r.URL.Query()
	q.Text, q.Site = clip(strings.TrimSpace(in.Get("text")), 400), clip(in.Get("site"), maxID)
	for kind := range strings.SplitSeq(in.Get("kind"), ",") {
		if kind = strings.TrimSpace(kind); kind != "" {
			q.Kinds = append(q.Kinds, assistant.Kind(clip(kind, 40)))
		}
	}
	switch in.Get("vote") {
	case "":
	case "1":
		q.Vote = 1
	case "-1":
		q.Vote = -1
	default:
		return q, &fault{code: codeInvalid, about: "vote"}
	}
	if q.Taken, err = flagOf(r, "taken"); err != nil {
		return q, err
	}
	if q.Since, err = dayOf(r, "since", 0); err != nil {
		return q, err
	}
	if q.Before, err = dayOf(r, "until", 1); err != nil {
		return q, err
	}
	limit, err := countOf(r, "limit", min(100, most), most)
	q.Limit = int(limit)
	return q, err
}

// dayOf reads a day of the query as its beginning in China, so many days on.
func dayOf(r *http.Request, name string, on int) (time.Time, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	d, err := quantity.ParseDate(text)
	if err != nil {
		return time.Time{}, &fault{code: codeInvalid, about: name}
	}
	return beginning(d, on), nil
}

// beginning is when a day begins in China, so many days on.
func beginning(d quantity.Date, on int) time.Time {
	return time.Date(d.Year, d.Month, d.Day+on, 0, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))
}

// conversationView is a listed conversation.
type conversationView struct {
	assistant.PastConversation
	// Live says that something was asked a short while ago.
	Live bool `json:"live,omitempty"`
}

func (s *Server) listConversations(w http.ResponseWriter, r *http.Request) {
	q, err := pastQuery(r, 1000)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list, err := s.desk.PastConversations(r.Context(), q)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	out := []conversationView{}
	for _, c := range list {
		out = append(out, conversationView{c, s.now().Sub(c.LastAt) < liveFor})
	}
	s.write(w, r, out)
}

// wholeConversation is a conversation as staff read it.
type wholeConversation struct {
	conversationView
	Turned []assistant.PastTurn `json:"turned"` // in the order they were asked
	Noted  []assistant.DeskNote `json:"noted"`
}

func (s *Server) readConversation(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	list, err := s.desk.PastConversations(r.Context(), assistant.PastQuery{Conversation: id})
	if err == nil && len(list) == 0 {
		err = assistant.ErrNotFound
	}
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	turns, err := s.desk.PastTurns(r.Context(), assistant.PastQuery{Conversation: id})
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	notes, err := s.desk.Notes(r.Context(), id)
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	out := wholeConversation{
		conversationView: conversationView{list[0], s.now().Sub(list[0].LastAt) < liveFor},
		Turned:           []assistant.PastTurn{}, Noted: append([]assistant.DeskNote{}, notes...),
	}
	for i := len(turns) - 1; i >= 0; i-- {
		out.Turned = append(out.Turned, turns[i])
	}
	s.write(w, r, out)
}

// deskFault tells an unknown conversation from a store that fails.
func deskFault(err error) error {
	if errors.Is(err, assistant.ErrNotFound) {
		return err
	}
	return unavailable(err)
}

// explainTurn asks a stored question once more, after the same questions and
// as of the same day, and says how the answer comes about: without a model, so
// that it costs nothing and gives the same each time.
func (s *Server) explainTurn(w http.ResponseWriter, r *http.Request) {
	seq, err := countOf(r, "seq", 0, maxSeq)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	turns, err := s.conversations.Turns(r.Context(), r.PathValue("id"), 0)
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	var history []assistant.Message
	for _, t := range turns {
		if t.Seq < seq && t.Question != "" {
			history = append(history, assistant.Message{Role: "user", Content: t.Question})
		}
		if t.Seq != seq || t.Question == "" {
			continue
		}
		var a assistant.Answer
		if err := json.Unmarshal(t.Answer, &a); err != nil {
			s.fail(w, r, err)
			return
		}
		day, err := quantity.ParseDate(a.AsOf)
		if err != nil {
			day = assistant.Today(t.AskedAt)
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.timing.Turn)
		defer cancel()
		var e assistant.Explanation
		_, _, err = s.plain.Ask(ctx, assistant.Request{
			Text: t.Question, History: history[max(0, len(history)-maxHistory):], AsOf: day, Language: a.Language, Explain: &e,
		})
		s.reply(w, r, e, err)
		return
	}
	s.fail(w, r, &fault{code: codeNotFound, about: "seq"})
}

// textRequest is a message or a note.
type textRequest struct {
	Text string `json:"text"`
}

// textOf reads a text of staff.
func textOf(w http.ResponseWriter, r *http.Request) (string, error) {
	var in textRequest
	if err := decodeBody(w, r, &in); err != nil {
		return "", err
	}
	text := strings.TrimSpace(in.Text)
	if text == "" || strings.Contains(text, "\x00") {
		return "", &fault{code: codeInvalid, about: "text"}
	}
	if utf8.RuneCountInString(text) > maxNote {
		return "", &fault{code: codeInvalid, about: "text"}
	}
	return text, nil
}

func (s *Server) addNote(w http.ResponseWriter, r *http.Request) {
	text, err := textOf(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	err = s.desk.PutNote(r.Context(), assistant.DeskNote{Conversation: r.PathValue("id"), By: identityOf(r).User, At: s.now(), Text: text})
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	s.write(w, r, condition{"ok"})
}
