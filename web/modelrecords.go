package web

import (
	"context"
	"net/http"
	"time"

	"clausewise/assistant"
	"clausewise/web/access"
)

// modelRoutes show staff what a language model had to do with the answers of a
// conversation.
func (s *Server) modelRoutes() []route {
	return []route{{
		method: "GET", path: "/api/v1/conversations/{id}/model", action: access.ConversationsRead, handle: s.modelRecords,
		about: giving[[]modelledTurn](
			does("listModelRecords", "staff", "一个会话中语言模型做了什么：哪些部分出自模型、调用了什么工具、丢弃了什么和为什么", "what a language model did in a conversation: the parts that came from it, the tools it called, what was dropped and why").
				inPath("id", "会话编号", "conversation id")).
			failing(codeNotFound, codeUnavailable),
	}}
}

// modelledTurn is a turn with a model's part in it.
type modelledTurn struct {
	Seq      int64                  `json:"seq"`
	Question string                 `json:"question"`
	AskedAt  time.Time              `json:"asked_at"`
	Model    *assistant.ModelRecord `json:"model,omitempty"` // absent where no model was attached
}

func (s *Server) modelRecords(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	id := r.PathValue("id")
	_, err := s.conversations.Conversation(ctx, id)
	if err != nil {
		s.reply(w, r, nil, err)
		return
	}
	turns, err := s.conversations.Turns(ctx, id, 0)
	list := make([]modelledTurn, 0, len(turns))
	for _, t := range turns {
		record, e := assistant.ModelRecordOf(t)
		if e != nil {
			s.fail(w, r, e)
			return
		}
		list = append(list, modelledTurn{t.Seq, t.Question, t.AskedAt, record})
	}
	s.reply(w, r, list, err)
}
