package assistant

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"clausewise/retrieval"
)

//go:embed prose.txt
var proseText string

// Limits bound what a model may cost in one answer. Zero fields take the
// defaults named here.
type Limits struct {
	Timeout time.Duration // all of a model's part in an answer; 20 s
	Turns   int           // turns of listening, with tools; 4
	Calls   int           // tool calls in an answer; 8
	Tokens  int           // tokens of an answer, prompts included; 24,000
}

func (l Limits) withDefaults() Limits {
	if l.Timeout <= 0 {
		l.Timeout = 20 * time.Second
	}
	if l.Turns <= 0 {
		l.Turns = 4
	}
	if l.Calls <= 0 {
		l.Calls = 8
	}
	if l.Tokens <= 0 {
		l.Tokens = 24_000
	}
	return l
}

// Voice is a language model attached to an Assistant. The answer is made
// without it first; then it may listen (listen.go): look for clauses the
// answer did not find, and put an unclear question into words that can be
// answered; and it may phrase (prose.go): explain the answer in sentences that
// are checked one by one before they leave (prosecheck.go). Quotes, amounts,
// steps and notices stay as they were made. Where the model fails in any way
// the answer goes out as it is, marked Brief.
type Voice struct {
	model   Model
	limits  Limits
	budget  Budget
	lexicon lexicon
	log     *slog.Logger
}

// NewVoice attaches a model. A nil budget sets no bound beyond an answer's.
func NewVoice(m Model, limits Limits, budget Budget, log *slog.Logger) (*Voice, error) {
	l, err := parseLexicon(proseText)
	if err != nil {
		return nil, err
	}
	if budget == nil {
		budget = unbounded{}
	}
	return &Voice{model: m, limits: limits.withDefaults(), budget: budget, lexicon: l, log: log}, nil
}

// ModelRecord is what a model had to do with an answer, for staff. It is
// stored with the turn and never sent to who asked.
type ModelRecord struct {
	Model   string         `json:"model"`
	Turns   int            `json:"turns,omitempty"`
	Tokens  int            `json:"tokens,omitempty"`
	Calls   []RecordedCall `json:"calls,omitempty"`
	Dropped []Dropped      `json:"dropped,omitempty"`
	// Parts are the parts of the answer that came from the model: prose,
	// quotes, question.
	Parts []string `json:"parts,omitempty"`
	// Failure says why the model's part was given up, "" where it was not.
	Failure string `json:"failure,omitempty"`
}

// RecordedCall is a tool call of a model and what became of it.
type RecordedCall struct {
	Tool      string `json:"tool"`
	Arguments string `json:"arguments,omitempty"`
	Refused   string `json:"refused,omitempty"` // why it was not carried out
}

// modelTurn is a model's part in one answer.
type modelTurn struct {
	*Voice
	assistant *Assistant
	library   *Library
	query     Query
	session   string
	site      string
	history   []Message
	documents []string // the documents that may be quoted
	sources   []string // names that a sentence may use
	observer  Observer
	record    *ModelRecord
	shown     []retrieval.Row // clauses the model asked to show
	meant     string          // the question the model thinks was meant
}

// answer has a query answered without the model and lets the model take its
// part then. What it had to do with the answer is kept in the state, and in
// the explanation where there is one.
func (v *Voice) answer(ctx context.Context, a *Assistant, q Query, history []Message, session, site string) (Answer, State, error) {
	observer := q.Observer
	if observer == nil {
		observer = silent{}
	}
	if q.Explain == nil {
		q.Explain = &Explanation{}
	}
	q.Observer = unheard{observer}
	answer, next, err := a.Answer(ctx, q)
	if err != nil {
		return Answer{}, State{}, err
	}
	lib, err := a.library(ctx, q.AsOf)
	if err != nil {
		return Answer{}, State{}, fmt.Errorf("library as of %s: %w", q.AsOf, err)
	}
	m := &modelTurn{
		Voice: v, assistant: a, library: lib, query: q, session: session, site: site, history: history,
		documents: append([]string{}, q.Explain.Documents...), observer: observer, record: &ModelRecord{Model: v.model.Name()},
	}
	for _, quote := range answer.Quotes {
		if d, ok := lib.Index.Document(quote.Document); ok {
			m.sources = append(m.sources, d.Title, d.ShortName, d.Jurisdiction)
		}
	}
	answer = m.speak(ctx, answer)
	// A user who stopped the answer gets none; the model's own deadline is no
	// reason to give none.
	if err := ctx.Err(); err != nil {
		return Answer{}, State{}, context.Cause(ctx)
	}
	next.Model, q.Explain.Model = m.record, m.record
	return answer, next, nil
}

// unheard passes on how far an answer has come and keeps its text back.
type unheard struct{ Observer }

func (u unheard) Stage(stage string) {
	if stage != "writing" {
		u.Observer.Stage(stage)
	}
}

func (unheard) Delta(string) {}

// speak lets the model take its part in an answer that stands already, and
// returns the answer to send. Deltas of it have been sent when it returns.
func (m *modelTurn) speak(ctx context.Context, a Answer) Answer {
	lead, rest := cutLead(a.Text)
	m.observer.Stage("writing")
	m.observer.Delta(lead)
	if m.silent(a) {
		m.observer.Delta(rest)
		return a
	}
	a.Brief = true
	ctx, cancel := context.WithTimeout(ctx, m.limits.Timeout)
	defer cancel()
	if err := m.budget.Allow(m.session, m.site); err != nil {
		m.record.Failure = err.Error()
		m.observer.Delta(rest)
		return a
	}
	defer func() { m.budget.Spend(m.session, m.site, m.record.Tokens) }()

	messages, err := m.opening(a)
	if err == nil {
		messages, err = m.listen(ctx, messages)
	}
	if err != nil {
		m.record.Failure = err.Error()
		m.observer.Delta(rest)
		return a
	}
	heard := m.heard(a)
	text, ok := m.phrase(ctx, heard, append(messages, ModelMessage{Role: UserRole, Text: m.ask(heard)}), func(s string) {
		m.observer.Delta(s)
	})
	if !ok {
		m.observer.Delta(rest)
		return m.vouch(heard, a)
	}
	spoken := heard
	spoken.Text = strings.TrimRight(lead, "\n") + "\n" + text
	if _, tail := cutLead(heard.Text); tail != "" {
		spoken.Text += "\n" + tail
	}
	spoken.Prose = &Prose{Text: text, Model: m.model.Name()}
	spoken.Brief = false
	m.record.Parts = append(m.record.Parts, "prose")
	return m.vouch(spoken, a)
}

// silent reports whether the model has no part in an answer: small talk, and
// what was refused.
func (m *modelTurn) silent(a Answer) bool { return a.Kind == Chat || a.Kind == Refusal }

// vouch puts an answer with a model's part through the gate once more, and
// falls back to the answer without it where anything is held back.
func (m *modelTurn) vouch(a, without Answer) Answer {
	g := gate{index: m.library.Index, rules: m.library.Rules, asOf: m.query.AsOf}
	passed, breaches := g.enforce(a)
	if len(breaches) == 0 {
		return passed
	}
	for _, b := range breaches {
		m.record.Dropped = append(m.record.Dropped, Dropped{b.sentence, "held back by the gate: " + b.what})
		m.log.Warn("the gate held back a model's sentence", "untraced", b.what)
	}
	m.record.Failure, m.record.Parts = "held back by the gate", nil
	return without
}

// heard is the answer with what listening has added: clauses shown beside it,
// and the question that may have been meant.
func (m *modelTurn) heard(a Answer) Answer {
	w := &writer{language: a.Language}
	for _, row := range m.shown {
		q := (&turn{lib: m.library}).quoteOf(row, hit{0, utf8.RuneCountInString(row.Text)})
		before := len(a.Quotes)
		addQuote(&a, q)
		if len(a.Quotes) == before {
			continue
		}
		if w.b.Len() == 0 {
			w.say(phrase{"下面的条款可能有关，请看原文：", "These clauses may be relevant; the original text decides:"})
			m.record.Parts = append(m.record.Parts, "quotes")
		}
		w.quote(q.Title, q)
	}
	if w.b.Len() > 0 {
		a.Text = strings.TrimRight(a.Text, "\n") + "\n" + w.String()
	}
	if m.meant != "" {
		w := &writer{language: a.Language}
		a.Questions = append(a.Questions, Question{
			Input: "meant", Text: w.in(phrase{"您是不是想问下面这个问题？", "Did you mean to ask this?"}), Choices: []string{m.meant},
		})
		m.record.Parts = append(m.record.Parts, "question")
	}
	return a
}

// cutLead cuts the conclusion, the first paragraph, off a text.
func cutLead(text string) (lead, rest string) {
	lead, rest, _ = strings.Cut(text, "\n")
	if rest != "" {
		lead += "\n"
	}
	return lead, rest
}

// turn asks the model for one reply within the answer's bounds.
func (m *modelTurn) turn(ctx context.Context, messages []ModelMessage, tools []ModelTool) (ModelReply, error) {
	if err := m.affordable(); err != nil {
		return ModelReply{}, err
	}
	reply, err := m.model.Turn(ctx, messages, tools)
	m.spent(reply)
	return reply, err
}

func (m *modelTurn) stream(ctx context.Context, messages []ModelMessage, sink func(string) error) (ModelReply, error) {
	if err := m.affordable(); err != nil {
		return ModelReply{}, err
	}
	reply, err := m.model.Stream(ctx, messages, sink)
	m.spent(reply)
	return reply, err
}

func (m *modelTurn) affordable() error {
	if m.record.Tokens >= m.limits.Tokens {
		return errAnswerBudget
	}
	return nil
}

func (m *modelTurn) spent(r ModelReply) {
	m.record.Turns++
	m.record.Tokens += r.Tokens
}
