package assistant

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/assistant/gate"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// Library is what answers come from at one moment: the clauses and the rules
// that rest on them.
type Library struct {
	Index *retrieval.Index
	Rules *calculators.Book

	subjects *subjects
	titles   *titles
}

// NewLibrary joins an index and the rules of the same packs.
func NewLibrary(index *retrieval.Index, rules *calculators.Book) *Library {
	s := newSubjects(rules, index)
	return &Library{Index: index, Rules: rules, subjects: s, titles: newTitles(index.Documents(), s)}
}

// Assistant turns a question and a dialogue state into an answer and the next
// state. It keeps nothing itself and is safe for concurrent use.
type Assistant struct {
	library LibraryAt
	lexicon lexicon
	weights Weights
	log     *slog.Logger
}

// LibraryAt gives the library that questions as of a day are answered from.
// Where it cannot be read the question fails, rather than being answered from
// another day's clauses.
type LibraryAt func(ctx context.Context, day quantity.Date) (*Library, error)

// New returns an Assistant that asks library at each question.
func New(library LibraryAt, log *slog.Logger) (*Assistant, error) {
	l, err := parseLexicon(lexiconText)
	if err != nil {
		return nil, err
	}
	w, err := DefaultWeights()
	if err != nil {
		return nil, err
	}
	return &Assistant{library: library, lexicon: l, weights: w, log: log}, nil
}

// Query is one question with everything the answer depends on.
type Query struct {
	Text     string
	State    State
	AsOf     quantity.Date
	Language string // "" reads it off the text
	Observer Observer
	// Explain, where not nil, is filled with how the answer came about.
	Explain *Explanation
	// Act, where not "", is done instead of the act that weighs most: to learn
	// the weights from what each would have answered.
	Act string
	// Matching, where it names a rule, is taken for that rule instead of the
	// matching that weighs most.
	Matching Matching
}

// Answer answers q. The same query over the same library gives the same
// answer. Id and conversation are left to the caller.
func (a *Assistant) Answer(ctx context.Context, q Query) (Answer, State, error) {
	lib, err := a.library(ctx, q.AsOf)
	if err != nil {
		return Answer{}, State{}, fmt.Errorf("资料库在 %s 的内容暂时读不出来，请稍后再试：%w", q.AsOf, err)
	}
	observer := q.Observer
	if observer == nil {
		observer = silent{}
	}
	asked := q.Text
	q = a.alone(q, func(s string) reading { return a.read(s, q.Language, q.AsOf, lib.Index) })
	text := q.Text
	if len(q.State.Pending) > 0 && unitOf(q.State.Said, q.Text) {
		text = q.State.Said + q.Text
	}
	if q.State.Open != "" && (completes(q.Text) || lib.titled(q.Text)) && !a.steersBack(q.Text) {
		text = q.State.Open + "，" + q.Text
	}
	r, err := a.reply(ctx, lib, q, text, observer)
	if err == nil {
		r, err = a.recall(ctx, lib, q, r, observer)
	}
	if err != nil {
		return Answer{}, State{}, fmt.Errorf("answering: %w", err)
	}
	r.answer.Question = asked
	for _, b := range r.breaches {
		if q.Explain != nil {
			q.Explain.Held = append(q.Explain.Held, b.Sentence+" ("+b.What+")")
		}
		// Without the question: what people ask is not for the log.
		a.log.Warn("the gate held back a sentence", "sentence", b.Sentence, "untraced", b.What)
	}
	observer.Stage("writing")
	observer.Delta(r.answer.Text)
	return r.answer, r.turn.next, nil
}

// reply is an answer with the turn that came to it, which holds the state that
// follows, and what the gate held back of it.
type reply struct {
	turn     *turn
	answer   Answer
	breaches []gate.Breach
}

// reply answers a text in the state of q.
func (a *Assistant) reply(ctx context.Context, lib *Library, q Query, text string, observer Observer) (reply, error) {
	return a.replyBeside(ctx, lib, q, text, nil, observer)
}

// replyBeside is reply for a text of which some was told before; last is the
// message itself, nil where it is the text.
func (a *Assistant) replyBeside(ctx context.Context, lib *Library, q Query, text string, last *turn, observer Observer) (reply, error) {
	t := &turn{
		Assistant: a, ctx: ctx, lib: lib, asOf: q.AsOf, before: q.State, observer: observer, explanation: q.Explain, forced: act(q.Act), matching: q.Matching,
		reading: a.read(text, q.Language, q.AsOf, lib.Index), last: last,
	}
	t.next = State{Language: t.reading.language}
	answer, err := t.answer()
	if err != nil {
		return reply{}, err
	}
	answer.Question = text
	answer.AsOf = q.AsOf.String()
	answer.Language = t.reading.language
	g := gate.Gate{Index: lib.Index, Rules: lib.Rules, AsOf: q.AsOf}
	if answer.Kind != Chat && answer.Kind != Refusal && answer.Kind != NoAnswer {
		answer.Departments = t.departments(answer)
		answer.Contacts = contactsOf(t.lib.Index, answer.Quotes)
	}
	t.brief(&answer)
	passed, breaches := enforce(g, answer)
	passed.Spoken = aloud(passed.Short, passed.Language)
	t.next.Kind = passed.Kind
	if passed.Kind != Chat && passed.Kind != Refusal && passed.Kind != NoAnswer {
		t.step(text)
	}
	return reply{t, passed, breaches}, nil
}

// unitOf reports whether a message is no more than the unit of the bare number
// that was all the one before it said: 85, then 万元.
func unitOf(said, text string) bool {
	of := func(s string) []quantity.Mention {
		return quantity.Find(hanzi.Fold(strings.TrimSpace(s)).Text, quantity.Options{})
	}
	number, both := of(said), of(said+text)
	return len(number) == 1 && number[0].Kind == quantity.Number && len(of(text)) == 0 && len(both) == 1 && both[0].Kind == quantity.Money &&
		both[0].Start == 0 && both[0].End == utf8.RuneCountInString(hanzi.Fold(strings.TrimSpace(said+text)).Text)
}

// steersBack reports whether a message is about the conversation itself rather
// than an answer to what was asked back.
func (a *Assistant) steersBack(text string) bool {
	runes := []rune(hanzi.Fold(text).Text)
	return slices.ContainsFunc([]cue{"undo", "reset", "forget", "back"}, func(c cue) bool { return len(a.lexicon.find(c, runes)) > 0 })
}

// completes reports whether a message is short enough to be the city or the
// subject that was asked back, rather than a question of its own.
func completes(text string) bool {
	return utf8.RuneCountInString(text) <= 12 && !strings.ContainsAny(text, "？?")
}

// titled reports whether a message is the title of a rule, as it is offered to
// be chosen.
func (l *Library) titled(text string) bool {
	text = strings.TrimSpace(text)
	return slices.ContainsFunc(l.Rules.Rules(), func(r calculators.Rule) bool {
		return r.Title.Zh == text || r.Title.En == text || hanzi.ToTraditional(r.Title.Zh) == text
	})
}

type silent struct{}

func (silent) Stage(string) {}
func (silent) Delta(string) {}

// turn is the work on one question.
type turn struct {
	*Assistant
	ctx      context.Context
	lib      *Library
	asOf     quantity.Date
	reading  reading
	before   State
	next     State
	observer Observer

	explanation *Explanation // nil where nobody asks
	forced      act          // "" where the weights decide
	matching    Matching     // of no rule where the weights decide

	undone   bool    // the message took the last one back
	declined bool    // what is asked is no matter of these documents, whatever was told
	last     *turn   // the message by itself, where the reading holds what was told before it too
	taken    []Claim // what was taken up again from earlier in the conversation

	follows bool                    // leans on the conversation before it
	moved   bool                    // the place talked about has nothing on what is asked: it is looked for anywhere
	sorts   []sort                  // where one rule is claimed several times
	worked  []Working               // sums on figures of the conversation
	instead []string                // inputs that would do instead of one that falls short
	short   []calculators.Shortfall // how far figures stay below thresholds, where that was asked
	scope   scope
}

// document returns the document of an id; the zero Document where it is gone.
func (t *turn) document(id string) retrieval.Document {
	d, _ := t.lib.Index.Document(id)
	return d
}
