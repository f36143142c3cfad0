package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"clausewise/calculators/quantity"
)

// MaxQuestion is the longest question, in code points.
const MaxQuestion = 4000

// remembered is how many messages of a conversation a model is shown.
const remembered = 8

// What a user did wrong, in words for the user.
var (
	ErrEmpty   = errors.New("问题是空的，请写下想问的内容")
	ErrTooLong = fmt.Errorf("问题太长，请控制在%d字以内，可以分几次问", MaxQuestion)
)

// Observer hears how far an answer has come. Delta carries text that has
// passed the gate.
type Observer interface {
	Stage(stage string) // searching | calculating | writing
	Delta(text string)
}

// Request is one question.
type Request struct {
	// Conversation is the id of a stored conversation; "" stores nothing.
	Conversation string
	// ID is the client's own id of the question: the same id again gets the
	// stored answer.
	ID   string
	Text string
	// MinSeq is the least sequence number the stored turn may have.
	MinSeq int64
	// AsOf is the day the answer holds for; zero is today in Asia/Shanghai.
	AsOf quantity.Date
	// Language is zh-Hans, zh-Hant or en; "" reads it off the question.
	Language string
	Observer Observer
	// Explain, where not nil, is filled with how the answer came about.
	Explain *Explanation
	// History is an earlier conversation that is not stored here.
	History []Message
	// Before, where not nil, is the state that History leaves, for one who has
	// had it from Replay.
	Before *State
	// Act and Matching are those of Query: to learn the weights.
	Act      string
	Matching Matching
}

// Notary issues what can be kept of an answer and checked later; package receipt
// has it.
type Notary interface {
	// Answer makes the receipt of an answer, to be stored with its turn; nil
	// where there is nothing in it to check.
	Answer(ctx context.Context, a Answer) (*StoredReceipt, error)
}

// Service answers questions and stores the turns. It is safe for concurrent
// use.
type Service struct {
	assistant     *Assistant
	conversations Conversations
	voice         *Voice // nil where no model is attached
	notary        Notary // nil where no receipts are issued
	now           func() time.Time
}

// NewService returns a Service over conversations, which may be nil where
// nothing is stored (the command line).
func NewService(a *Assistant, conversations Conversations, now func() time.Time) *Service {
	return &Service{assistant: a, conversations: conversations, now: now}
}

// WithVoice returns a Service that lets a model take part in its answers.
func (s *Service) WithVoice(v *Voice) *Service {
	with := *s
	with.voice = v
	return &with
}

// WithReceipts returns a Service that issues a receipt with every stored
// answer that has a result or a quote.
func (s *Service) WithReceipts(n Notary) *Service {
	with := *s
	with.notary = n
	return &with
}

// Ask answers r. In a stored conversation the turn is stored before Ask
// returns, and its sequence number is returned with it.
func (s *Service) Ask(ctx context.Context, r Request) (Answer, int64, error) {
	text := strings.TrimSpace(r.Text)
	switch {
	case text == "":
		return Answer{}, 0, ErrEmpty
	case utf8.RuneCountInString(text) > MaxQuestion:
		return Answer{}, 0, ErrTooLong
	}
	asOf := r.AsOf
	if asOf.IsZero() {
		asOf = Today(s.now())
	}
	state, err := s.state(ctx, r, asOf)
	if err != nil {
		return Answer{}, 0, err
	}
	query := Query{Text: text, State: state, AsOf: asOf, Language: r.Language, Observer: r.Observer, Explain: r.Explain, Act: r.Act, Matching: r.Matching}
	answer, next, err := s.answer(ctx, r, query)
	if err != nil {
		return Answer{}, 0, err
	}
	answer.ID = ulid.Make().String()
	answer.Conversation = r.Conversation
	if r.Conversation == "" {
		return answer, 0, nil
	}
	return s.store(ctx, r, text, answer, next)
}

// answer answers a query, with a model's part in it where one is attached.
func (s *Service) answer(ctx context.Context, r Request, q Query) (Answer, State, error) {
	if s.voice == nil {
		return s.assistant.Answer(ctx, q)
	}
	history, err := s.history(ctx, r)
	if err != nil {
		return Answer{}, State{}, err
	}
	var site string
	if r.Conversation != "" {
		c, err := s.conversations.Conversation(ctx, r.Conversation)
		if err != nil {
			return Answer{}, State{}, fmt.Errorf("reading the conversation: %w", err)
		}
		site = c.Site
	}
	return s.voice.answer(ctx, s.assistant, q, history, r.Conversation, site)
}

// history is what was said before, for a model.
func (s *Service) history(ctx context.Context, r Request) ([]Message, error) {
	if r.Conversation == "" {
		return r.History[max(0, len(r.History)-remembered):], nil
	}
	turns, err := s.conversations.Turns(ctx, r.Conversation, 0)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("reading the conversation: %w", err)
	}
	var list []Message
	for _, t := range turns[max(0, len(turns)-remembered/2):] {
		var a Answer
		if err := json.Unmarshal(t.Answer, &a); err != nil {
			return nil, fmt.Errorf("reading the answer of turn %d: %w", t.Seq, err)
		}
		list = append(list, Message{"user", t.Question}, Message{"assistant", a.Text})
	}
	return list, nil
}

// state is what the conversation remembers before this question.
func (s *Service) state(ctx context.Context, r Request, asOf quantity.Date) (State, error) {
	if r.Conversation == "" {
		if r.Before != nil {
			return *r.Before, nil
		}
		return s.Replay(ctx, r, asOf)
	}
	turn, err := s.conversations.LastTurn(ctx, r.Conversation)
	if errors.Is(err, ErrNotFound) {
		// No turn yet; whether the conversation exists shows when it is stored.
		return State{}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("reading the last turn: %w", err)
	}
	var state State
	if err := json.Unmarshal(turn.State, &state); err != nil {
		return State{}, fmt.Errorf("reading the dialogue state of turn %d: %w", turn.Seq, err)
	}
	return state, nil
}

// Replay asks a handed-in history again, which gives the state it would have
// left. What the other side answered then is not trusted.
func (s *Service) Replay(ctx context.Context, r Request, asOf quantity.Date) (State, error) {
	var state State
	for _, m := range r.History {
		text := strings.TrimSpace(m.Content)
		if m.Role != "user" || text == "" || utf8.RuneCountInString(text) > MaxQuestion {
			continue
		}
		_, next, err := s.assistant.Answer(ctx, Query{Text: text, State: state, AsOf: asOf, Language: r.Language})
		if err != nil {
			return State{}, err
		}
		state = next
	}
	return state, nil
}

func (s *Service) store(ctx context.Context, r Request, text string, answer Answer, next State) (Answer, int64, error) {
	receipt := s.receipt(ctx, &answer)
	a, err := json.Marshal(answer)
	if err != nil {
		return Answer{}, 0, fmt.Errorf("encoding the answer: %w", err)
	}
	st, err := json.Marshal(next)
	if err != nil {
		return Answer{}, 0, fmt.Errorf("encoding the dialogue state: %w", err)
	}
	turn, err := s.conversations.AppendTurn(ctx, Turn{
		Conversation: r.Conversation, Seq: r.MinSeq, Request: r.ID, Question: text,
		Answer: a, State: st, AskedAt: s.now(), Receipt: receipt,
	})
	if err != nil {
		if errors.Is(err, ErrNotFound) {
			return Answer{}, 0, fmt.Errorf("storing the turn: %w", err)
		}
		return Answer{}, 0, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	// Another connection may have stored the same request first: its answer
	// is the one that counts. It is read into a value of its own: the answer
	// above shares parts with the library.
	var stored Answer
	if err := json.Unmarshal(turn.Answer, &stored); err != nil {
		return Answer{}, 0, fmt.Errorf("reading the stored answer: %w", err)
	}
	return stored, turn.Seq, nil
}

// receipt issues the receipt of an answer and names it there. An answer goes
// without one rather than not at all.
func (s *Service) receipt(ctx context.Context, a *Answer) *StoredReceipt {
	if s.notary == nil {
		return nil
	}
	r, err := s.notary.Answer(ctx, *a)
	if err != nil {
		s.assistant.log.WarnContext(ctx, "no receipt issued", "answer", a.ID, "error", err)
		return nil
	}
	if r != nil {
		a.Receipt = r.ID
	}
	return r
}

// Today is the calendar day in Asia/Shanghai, where all these offices are.
// China keeps one time zone without summer time, so a fixed offset is exact.
func Today(now time.Time) quantity.Date {
	return quantity.DateOf(now.In(time.FixedZone("Asia/Shanghai", 8*60*60)))
}
