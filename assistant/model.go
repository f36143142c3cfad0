package assistant

import (
	"context"
	"encoding/json"
	"errors"
)

// What can be wrong with a model's reply. All of them end in the answer that
// needs no model.
var (
	// ErrModelReply is a reply that cannot be used: empty, cut off, garbage.
	ErrModelReply = errors.New("the model's reply cannot be used")
	// ErrModelBusy is a model that asks to be left alone for a while.
	ErrModelBusy = errors.New("the model is limiting requests")
	// ErrModelContext is a conversation too long for the model.
	ErrModelContext = errors.New("the conversation is too long for the model")
	// ErrModelTools is a model, or its server, that takes no tools.
	ErrModelTools = errors.New("the model takes no tools")
	// ErrModelDown is a model that cannot be reached, or is being spared
	// after failing.
	ErrModelDown = errors.New("the model cannot be reached")
)

// Model is a language model. It may listen, call tools and phrase; it is
// never trusted with a number, a quote or a decision. assistant/openai has
// one; tests have others. Methods are safe for concurrent use.
type Model interface {
	// Name is what the model is called in records.
	Name() string
	// Turn asks for one reply in one piece: text, or tool calls.
	Turn(ctx context.Context, messages []ModelMessage, tools []ModelTool) (ModelReply, error)
	// Stream asks for prose and hands it to sink as it comes. An error of
	// sink ends the stream and is returned. The reply's text is the whole of
	// what was handed over.
	Stream(ctx context.Context, messages []ModelMessage, sink func(chunk string) error) (ModelReply, error)
}

// ModelRole says who speaks in a message to a model.
type ModelRole string

// The roles of the OpenAI chat format.
const (
	SystemRole ModelRole = "system"
	UserRole   ModelRole = "user"
	ModelsRole ModelRole = "assistant"
	ToolRole   ModelRole = "tool"
)

// ModelMessage is one message of what a model is given.
type ModelMessage struct {
	Role ModelRole
	Text string
	// Reasoning is what a reply with Calls thought before them. Some servers
	// want it back in the next request; nobody else sees it.
	Reasoning string
	// Calls are the tool calls of an earlier reply of the model.
	Calls []ModelCall
	// Answers is the id of the call that a tool message answers.
	Answers string
}

// ModelTool is a tool as a model is told of it.
type ModelTool struct {
	Name        string
	Description string
	Schema      json.RawMessage // JSON Schema of the arguments, an object
}

// ModelCall is a model's wish to call a tool.
type ModelCall struct {
	ID        string
	Tool      string
	Arguments json.RawMessage // a JSON object
}

// ModelReply is what a model said in one turn.
type ModelReply struct {
	Text      string
	Reasoning string // before Calls, to be handed back; never shown
	Calls     []ModelCall
	// Tokens is what the turn cost, prompt and reply; estimated where the
	// server does not say.
	Tokens int
}
