package assistant

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"clausewise/assistant/gate"
	"clausewise/calculators"
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
	Tokens  int           // tokens of an answer, prompts included; 48,000
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
		l.Tokens = 48_000
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
	model       Model
	instruments Instruments
	limits      Limits
	budget      Budget
	lexicon     lexicon
	log         *slog.Logger
}

// NewVoice attaches a model, with the tools it may call. A nil budget sets no
// bound beyond an answer's.
func NewVoice(m Model, tools Instruments, limits Limits, budget Budget, log *slog.Logger) (*Voice, error) {
	l, err := parseLexicon(proseText)
	if err != nil {
		return nil, err
	}
	if budget == nil {
		budget = unbounded{}
	}
	return &Voice{model: m, instruments: tools, limits: limits.withDefaults(), budget: budget, lexicon: l, log: log}, nil
}

// modelTurn is a model's part in one answer.
type modelTurn struct {
	*Voice
	assistant *Assistant
	library   *Library
	query     Query
	answered  Answer // as it was made without the model
	session   string
	site      string
	history   []Message
	documents []string // the documents that may be quoted
	sources   []string // names that a sentence may use
	observer  Observer
	claims    []Claim // what it took from the user
	read      []*turn // the user's messages, read; nil before they are asked for
	record    *ModelRecord
	tokens    int             // what the budget grants
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
		Voice: v, assistant: a, library: lib, query: q, answered: answer, claims: next.Claims, session: session, site: site, history: history,
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
	if a.Kind == Chat || a.Kind == Refusal {
		m.observer.Delta(rest)
		return a
	}
	began := time.Now()
	defer func() { m.record.Millis = time.Since(began).Milliseconds() }()
	spoken, ok := m.part(ctx, a, lead)
	if !ok {
		a.Brief = true
		m.observer.Delta(rest)
		return a
	}
	_, rest = cutLead(spoken.Text)
	if spoken.Prose != nil {
		rest = strings.TrimPrefix(rest, spoken.Prose.Text)
	}
	m.observer.Delta(rest)
	return spoken
}

// part is the model's part: what it heard, then what it says. Where ok is
// false the answer goes out as it was made.
func (m *modelTurn) part(ctx context.Context, a Answer, lead string) (_ Answer, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, m.patience(ctx))
	defer cancel()
	granted, settle, err := m.budget.Reserve(ctx, m.session, m.site, m.limits.Tokens)
	if err != nil {
		return a, m.failed(err)
	}
	m.tokens = granted
	defer func() { settle(m.record.Tokens) }()

	messages, err := m.opening(a)
	if err != nil {
		return a, m.failed(err)
	}
	messages, err = m.listen(ctx, messages)
	if errors.Is(err, ErrModelTools) {
		m.record.Notes = append(m.record.Notes, err.Error())
	} else if err != nil {
		return a, m.failed(err)
	}
	heard, ok := m.vouch(m.heard(a))
	if !ok {
		return a, false
	}
	if !explains(a) {
		return heard, true
	}
	text, ok := m.phrase(ctx, heard, append(messages, ModelMessage{Role: UserRole, Text: m.ask(heard)}), m.observer.Delta)
	if !ok {
		m.record.Parts = nil
		return a, false
	}
	_, tail := cutLead(heard.Text)
	spoken := heard
	spoken.Text = strings.TrimRight(strings.TrimRight(lead, "\n")+"\n"+text+"\n"+tail, "\n")
	spoken.Prose = &Prose{Text: text, Model: m.model.Name()}
	if spoken, ok = m.vouch(spoken); !ok {
		return a, false
	}
	m.record.Parts = append(m.record.Parts, partProse)
	return spoken, true
}

// explains reports whether prose has a place beside an answer: where nothing
// was found, or no clause stands behind what is asked back, there is nothing
// to explain, and a right refusal beats a fluent guess.
func explains(a Answer) bool {
	return a.Kind != NoAnswer && (a.Kind != Clarification || len(a.Quotes) > 0)
}

func (m *modelTurn) failed(err error) bool {
	m.record.Failure = err.Error()
	return false
}

// patience is how long the model may take: a quarter of what time the channel
// gives the question is kept for storing and sending the answer.
func (m *modelTurn) patience(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return min(m.limits.Timeout, time.Until(end)*3/4)
	}
	return m.limits.Timeout
}

// vouch puts an answer with a model's part through the gate once more; ok is
// false where anything is held back.
func (m *modelTurn) vouch(a Answer) (_ Answer, ok bool) {
	g := gate.Gate{Index: m.library.Index, Rules: m.library.Rules, AsOf: m.query.AsOf}
	passed, breaches := enforce(g, a)
	for _, b := range breaches {
		m.record.Dropped = append(m.record.Dropped, Dropped{b.Sentence, "held back by the gate: " + b.What})
		m.log.Warn("the gate held back a model's sentence", "untraced", b.What)
	}
	if len(breaches) > 0 {
		m.record.Failure, m.record.Parts = "held back by the gate", nil
		return a, false
	}
	return passed, true
}

// heard is the answer with what listening has added: clauses shown beside it
// with what must be said of their documents, and the question that may have
// been meant.
func (m *modelTurn) heard(a Answer) Answer {
	a.Quotes, a.Notices, a.Questions = slices.Clone(a.Quotes), slices.Clone(a.Notices), slices.Clone(a.Questions)
	w := &writer{language: a.Language}
	var notes []string
	for _, row := range m.shown {
		q := m.library.Quote(row)
		known := slices.ContainsFunc(a.Quotes, func(o calculators.Quote) bool { return o.Document == q.Document })
		before := len(a.Quotes)
		addQuote(&a, q)
		if len(a.Quotes) == before {
			continue
		}
		if w.b.Len() == 0 {
			w.say(phrase{"下面的条款可能有关，请看原文：", "These clauses may be relevant; the original text decides:"})
			m.record.Parts = append(m.record.Parts, partQuotes)
		}
		w.quote(q.Title, q)
		if known {
			continue
		}
		d, _ := m.library.Index.Document(row.Document)
		for _, n := range statusNotices(w, d, w.documentName(d), m.query.AsOf) {
			addNotice(&a, n)
			notes = append(notes, n.Text)
		}
	}
	w.note(notes)
	if w.b.Len() > 0 {
		a.Text = strings.TrimRight(a.Text, "\n") + "\n" + w.String()
	}
	if m.meant != "" {
		w := &writer{language: a.Language}
		ask := w.in(phrase{"您是不是想问“%s”？", "Did you mean to ask “%s”?"}, m.meant)
		a.Questions = append(a.Questions, Question{Input: "meant", Text: ask, Choices: []string{m.meant}})
		a.Text = strings.TrimRight(a.Text, "\n") + "\n" + ask
		m.record.Parts = append(m.record.Parts, partQuestion)
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
	if err := m.affordable(messages, tools); err != nil {
		return ModelReply{}, err
	}
	reply, err := m.model.Turn(ctx, messages, tools)
	m.spent(reply)
	return reply, err
}

func (m *modelTurn) stream(ctx context.Context, messages []ModelMessage, sink func(string) error) (ModelReply, error) {
	if err := m.affordable(messages, nil); err != nil {
		return ModelReply{}, err
	}
	reply, err := m.model.Stream(ctx, messages, sink)
	m.spent(reply)
	return reply, err
}

// affordable refuses a call whose prompt alone would pass the bound.
func (m *modelTurn) affordable(messages []ModelMessage, tools []ModelTool) error {
	if m.record.Tokens+EstimateTokens(messages, tools) > m.tokens {
		return errAnswerBudget
	}
	return nil
}

func (m *modelTurn) spent(r ModelReply) {
	m.record.Turns++
	m.record.Tokens += r.Tokens
}

// EstimateTokens is about what a prompt costs: a token for a Chinese
// character, which is more than most models need, and for four of others.
func EstimateTokens(messages []ModelMessage, tools []ModelTool) int {
	n := 0
	for _, m := range messages {
		n += estimate(m.Text)
		for _, c := range m.Calls {
			n += estimate(string(c.Arguments))
		}
	}
	for _, t := range tools {
		n += estimate(t.Description) + estimate(string(t.Schema))
	}
	return n
}

func estimate(text string) int {
	wide := 0
	for _, r := range text {
		if r >= 0x2E80 {
			wide++
		}
	}
	return wide + (utf8.RuneCountInString(text)-wide+3)/4
}
