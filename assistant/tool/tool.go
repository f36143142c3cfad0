// Package tool offers rules and clauses as tools to programs and models. Tool is
// their single definition, which function lists, MCP, REST and langchaingo are
// made from; clauses.go, rules.go and facts.go have the tools, perrule.go one for
// each rule.
package tool

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/assistant/schema"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Tool is one thing that programs and models can have done: the single
// definition that function lists, MCP, REST and langchaingo are made from.
// Every tool only reads, and the same call over the same library gives the
// same answer.
type Tool struct {
	Name        string // letters, digits, _ and -, at most 64
	Title       calculators.Text
	Description calculators.Text
	// Input and Output are JSON Schemas of objects, complete in themselves.
	Input, Output *jsonschema.Schema
	// In and Out are the Go types behind them; In is nil where Input is made
	// from a rule.
	In, Out reflect.Type
	// Rule is the rule that a tool of one rule works out, "" for the others.
	Rule string

	// input is Input as JSON; nil for the tool of one rule.
	input json.RawMessage
	call  func(ctx context.Context, arguments json.RawMessage) (any, error)
}

// Call runs the tool on a JSON object of arguments; none at all is an empty
// one. What the caller can mend is a *Error; the output marshals to JSON
// that Output describes.
func (t Tool) Call(ctx context.Context, arguments json.RawMessage) (any, error) {
	out, err := t.call(ctx, arguments)
	if err != nil {
		return nil, fmt.Errorf("tool %s: %w", t.Name, err)
	}
	return out, nil
}

// About is title and description as one text in both languages, for lists
// that have room for one.
func (t Tool) About() string {
	return t.Title.Zh + "。" + t.Description.Zh + "\n" + t.Title.En + ". " + t.Description.En
}

// Scope is what the server has settled about the calls of a model. The
// tools then have no arguments for it, so that nothing the model emits moves
// an answer to another day or another city.
type Scope struct {
	AsOf quantity.Date
	// Place keeps what applies there; "" is everywhere.
	Place string
	// Documents keeps these; nil is all.
	Documents []string
	Language  string
}

// Options choose the tools.
type Options struct {
	// Scope, where not nil, is settled by the server.
	Scope *Scope
	// Rules adds a tool for each rule.
	Rules bool
}

// List lists the tools over a library. Today is the day of calls that name
// none. The tools of rules are those of the library as it is now: ask again
// after it has changed. The error is that of reading the library.
func List(ctx context.Context, library assistant.LibraryAt, today func() quantity.Date, o Options) ([]Tool, error) {
	b := &toolbox{library: library, today: today, scope: o.Scope}
	tools := slices.Concat(b.clauseTools(), b.ruleTools(), b.factTools())
	if !o.Rules {
		return tools, nil
	}
	of, err := b.perRule(ctx)
	return append(tools, of...), err
}

// toolbox is what the tools work with.
type toolbox struct {
	library assistant.LibraryAt
	today   func() quantity.Date
	scope   *Scope
}

// settled are the arguments that a scope takes the place of.
var settled = []string{"city", "cities", "as_of", "language", "in_force"}

// define makes a tool from a function of typed arguments. It panics where a
// type has no schema, which is a mistake of the program that every test meets.
func define[In, Out any](b *toolbox, t Tool, f func(context.Context, In) (Out, error), refine ...func(*jsonschema.Schema)) Tool {
	t.In, t.Out = reflect.TypeFor[In](), reflect.TypeFor[Out]()
	shape := shapeOf(t, b.scope != nil, refine)
	t.Input, t.Output, t.input = shape.input, shape.output, shape.text
	t.call = func(ctx context.Context, arguments json.RawMessage) (any, error) {
		in, err := readArguments[In](arguments, t.Input)
		if err != nil {
			return nil, err
		}
		return f(ctx, in)
	}
	return t
}

// shape is what a tool takes and gives, read by everybody and changed by
// nobody once it is made.
type shape struct {
	input, output *jsonschema.Schema
	text          json.RawMessage // input as JSON
}

// shapes keeps every shape by tool and whether the server settles the scope:
// it follows from the program alone, and deriving it costs more than most
// calls.
var shapes sync.Map // of shapeKey to shape

type shapeKey struct {
	in, out reflect.Type
	tool    string
	scoped  bool
}

func shapeOf(t Tool, scoped bool, refine []func(*jsonschema.Schema)) shape {
	key := shapeKey{t.In, t.Out, t.Name, scoped}
	if known, ok := shapes.Load(key); ok {
		return known.(shape)
	}
	input := whole(t.In, true)
	for _, r := range refine {
		r(input)
	}
	if scoped {
		isSettled := func(p string) bool { return slices.Contains(settled, p) }
		for _, name := range settled {
			delete(input.Properties, name)
		}
		input.PropertyOrder = slices.DeleteFunc(input.PropertyOrder, isSettled)
		input.Required = slices.DeleteFunc(input.Required, isSettled)
	}
	text, err := json.Marshal(input)
	if err != nil {
		panic(err)
	}
	known, _ := shapes.LoadOrStore(key, shape{input, whole(t.Out, false), text})
	return known.(shape)
}

// resultSchema is what the tool of one rule gives.
var resultSchema = sync.OnceValue(func() *jsonschema.Schema { return whole(reflect.TypeFor[calculators.Result](), false) })

// whole is the schema of a type in a document of its own.
func whole(t reflect.Type, closed bool) *jsonschema.Schema {
	set := schema.New(schema.Defs, closed)
	s, err := set.Whole(t)
	if err != nil {
		panic(err)
	}
	return s
}

// between bounds a number among the arguments.
func between(name string, low, high, standard int) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) {
		p := s.Properties[name]
		p.Minimum, p.Maximum = new(float64(low)), new(float64(high))
		p.Default = json.RawMessage(fmt.Sprint(standard))
	}
}

// given marks arguments that must not be left out.
func given(names ...string) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.Required = names }
}

// languages says that the language is one of the three that answers are written in.
func languages(s *jsonschema.Schema) {
	if p := s.Properties["language"]; p != nil {
		p.Enum = []any{calculators.Simplified, calculators.Traditional, calculators.English}
		p.Default = json.RawMessage(`"` + calculators.Simplified + `"`)
	}
}
