package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/oklog/ulid/v2"

	"clausewise/assistant"
)

// A conversation that staff have taken over is not answered by the assistant:
// each question is stored with a note that a person will answer, and what the
// person writes is a turn without a question. Both go the way of answers, so
// that they are stored before they are sent, and come again after a resume.

// staffRequest begins the request of a turn that staff wrote.
const staffRequest = "staff/"

// followEvery is how often a process looks for what staff wrote at another.
const followEvery = time.Second

var waitForStaff = words{
	"您的问题已转给坐席，请稍候，坐席会在这里答复您。",
	"您的問題已轉給坐席，請稍候，坐席會在這裡答覆您。",
	"Your question has been passed to a member of staff, who will answer you here.",
}

var staffName = words{"人工坐席", "人工坐席", "Staff"}

func (s *Server) takeOver(w http.ResponseWriter, r *http.Request) {
	who := identityOf(r)
	taken, err := s.desk.TakeOver(r.Context(), assistant.Taken{Conversation: r.PathValue("id"), By: who.User, At: s.now()})
	switch {
	case err != nil:
		s.fail(w, r, deskFault(err))
		return
	case taken.By != who.User:
		s.fail(w, r, &fault{code: codeTaken, detail: fmt.Sprintf("%s 正在答复这个会话", taken.By), en: taken.By + " is answering this conversation."})
		return
	}
	if err := s.access.Note(r.Context(), who.Actor(), "conversation.take", taken.Conversation, ""); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, taken)
}

func (s *Server) giveBack(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := s.desk.GiveBack(r.Context(), id); err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	if err := s.access.Note(r.Context(), identityOf(r).Actor(), "conversation.give_back", id, ""); err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, condition{"ok"})
}

// sayToUser stores what staff wrote, and sends it to who is connected here.
func (s *Server) sayToUser(w http.ResponseWriter, r *http.Request) {
	text, err := textOf(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	id, who := r.PathValue("id"), identityOf(r)
	taken, err := s.desk.TakenBy(r.Context(), id)
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	if taken.By != who.User {
		s.fail(w, r, &fault{code: codeTaken, detail: "请先接管这个会话再答复", en: "Please take this conversation over before answering."})
		return
	}
	chat, err := s.conversations.Conversation(r.Context(), id)
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	a := assistant.Answer{Kind: assistant.Chat, Text: text, Staff: staffName.in(chat.Language)}
	t, err := s.storeByStaff(r.Context(), id, "", staffRequest, 0, a)
	if err != nil {
		s.fail(w, r, deskFault(err))
		return
	}
	// The words are kept: that they cannot be sent on just now is no error.
	if err := s.deliver(r.Context(), id); err != nil {
		s.log.WarnContext(r.Context(), "words of staff go out later", "conversation", id, "error", err)
	}
	s.write(w, r, assistant.PastTurn{Conversation: id, Seq: t.Seq, AskedAt: t.AskedAt, Kind: a.Kind, Answer: t.Answer})
}

// storeByStaff stores a turn that the assistant has no part in: what it
// remembers of the conversation stays as it was.
func (s *Server) storeByStaff(ctx context.Context, conversation, question, request string, least int64, a assistant.Answer) (assistant.Turn, error) {
	now := s.now()
	id, err := ulid.New(ulid.Timestamp(now), s.random)
	if err != nil {
		return assistant.Turn{}, fmt.Errorf("making an id: %w", err)
	}
	if request == staffRequest {
		request += id.String()
	}
	a.ID, a.Conversation, a.Question, a.AsOf = id.String(), conversation, question, assistant.Today(now).String()
	last, err := s.conversations.LastTurn(ctx, conversation)
	if err != nil && !errors.Is(err, assistant.ErrNotFound) {
		return assistant.Turn{}, err
	}
	state := last.State
	if len(state) == 0 {
		state = json.RawMessage("{}")
	}
	data, err := json.Marshal(a)
	if err != nil {
		return assistant.Turn{}, fmt.Errorf("encoding an answer: %w", err)
	}
	return s.conversations.AppendTurn(ctx, assistant.Turn{
		Conversation: conversation, Seq: max(least, last.Seq+turnGap), Request: request, Question: question,
		Answer: data, State: state, AskedAt: now,
	})
}

// heldForStaff stores a question of a conversation that staff answer; held is
// false where the assistant answers it.
func (s *Server) heldForStaff(ctx context.Context, id string, t *turn, least int64) (f serverFrame, held bool, err error) {
	if s.desk == nil {
		return serverFrame{}, false, nil
	}
	taken, err := s.desk.TakenBy(ctx, id)
	if err != nil {
		return serverFrame{}, false, unavailable(err)
	}
	if taken.By == "" {
		return serverFrame{}, false, nil
	}
	stored, err := s.storeByStaff(ctx, id, t.text, t.id, least, assistant.Answer{
		Kind: assistant.Chat, Text: waitForStaff.in(t.language), Language: t.language, Staff: staffName.in(t.language),
	})
	if err != nil {
		return serverFrame{}, false, unavailable(err)
	}
	return answerFrame(stored), true, nil
}

// deliver sends the turns of a conversation that staff answer to every
// connection here that has not had them. All of them, in order: a connection
// that has had a turn counts as having had all below it, here and when the
// client resumes.
func (s *Server) deliver(ctx context.Context, conversation string) error {
	s.mu.Lock()
	chat := s.chats[conversation]
	s.mu.Unlock()
	if chat == nil {
		return nil
	}
	chat.mu.Lock()
	chat.staffed = true
	chat.mu.Unlock()
	turns, err := s.conversations.Turns(ctx, conversation, chat.leastSent())
	if err != nil {
		return err
	}
	chat.mu.Lock()
	defer chat.mu.Unlock()
	for _, t := range turns {
		chat.hand(answerFrame(t))
	}
	return nil
}

// deliverStaffed does deliver where staff answer the conversation. Staff who
// took it over within followEvery are not seen yet; their words come with the
// next look.
func (s *Server) deliverStaffed(ctx context.Context, chat *conversation) error {
	chat.mu.Lock()
	staffed := chat.staffed
	chat.mu.Unlock()
	if !staffed {
		return nil
	}
	return s.deliver(ctx, chat.id)
}

// followStaff sends on what staff wrote at other processes, until ctx ends.
func (s *Server) followStaff(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.catchUp(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "messages of staff cannot be read", "error", err)
		}
	}
}

// catchUp looks at the conversations that staff answer and somebody is
// connected to here.
func (s *Server) catchUp(ctx context.Context) error {
	s.mu.Lock()
	idle := len(s.chats) == 0
	s.mu.Unlock()
	if idle {
		return nil
	}
	taken, err := s.desk.Taken(ctx)
	if err != nil {
		return err
	}
	for _, t := range taken {
		if err := s.deliver(ctx, t.Conversation); err != nil {
			return err
		}
	}
	return nil
}

// leastSent is the number of the turn that every connection has had.
func (c *conversation) leastSent() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	least := c.seq
	for conn := range c.conns {
		least = min(least, conn.sent)
	}
	return least
}
