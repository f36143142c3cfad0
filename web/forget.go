package web

import (
	"context"
	"errors"
	"net/http"

	"clausewise/assistant"
	"clausewise/web/access"
)

// forgetRequest proves that a conversation is the caller's.
type forgetRequest struct {
	Secret string `json:"secret"`
}

// forgetRoutes let a user take a conversation back.
func (s *Server) forgetRoutes() []route {
	if s.forgetting == nil {
		return nil
	}
	return []route{{
		method: "POST", path: "/api/v1/conversations/{id}/forget", action: access.Public, handle: s.forget,
		about: taking[forgetRequest](giving[condition](
			does("forgetConversation", "assistant", "凭会话的密钥删除它：提问、答复、评价、凭证和留言", "remove a conversation by its secret: questions, answers, votes, receipts and messages left").
				inPath("id", "会话编号", "conversation id"))).
			failing(codeMalformed, codeInvalid, codeNoChat, codeUnavailable),
	}}
}

func (s *Server) forget(w http.ResponseWriter, r *http.Request) {
	var in forgetRequest
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Store)
	defer cancel()
	id := r.PathValue("id")
	stored, err := s.conversations.Conversation(ctx, id)
	if err != nil && !errors.Is(err, assistant.ErrNotFound) {
		s.fail(w, r, unavailable(err))
		return
	}
	if err != nil || !secretMatches(in.Secret, stored.SecretHash) {
		s.fail(w, r, &fault{code: codeNoChat})
		return
	}
	s.end(id)
	if err := s.forgetting(ctx, id); err != nil && !errors.Is(err, assistant.ErrNotFound) {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, condition{"ok"})
}

// end stops what this process is answering in a conversation. A question that
// another process is answering fails to be stored.
func (s *Server) end(id string) {
	s.mu.Lock()
	chat := s.chats[id]
	s.mu.Unlock()
	if chat == nil {
		return
	}
	chat.mu.Lock()
	defer chat.mu.Unlock()
	for _, t := range chat.queue {
		t.cancelled = true
		if t.cancel != nil {
			t.cancel()
		}
	}
}
