package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"clausewise/assistant"
)

// Options say which server and model to use. Only BaseURL and Model must be
// given.
type Options struct {
	BaseURL string // with its version: https://host/v1
	Key     string // may be empty where the server asks for none
	Model   string
	// MaxTokens is the longest reply; 0 means 1,200.
	MaxTokens int
	// LegacyMaxTokens sends max_tokens instead of max_completion_tokens, for
	// servers that know only that.
	LegacyMaxTokens bool
	// Client sends the requests; nil means a client of its own.
	Client *http.Client
}

// Model is an assistant.Model over a server. Safe for concurrent use.
type Model struct {
	options Options
	llm     *openai.LLM
}

var _ assistant.Model = (*Model)(nil)

// New prepares a model; nothing is sent yet, so a server that is down now
// does not keep the service from starting.
func New(o Options) (*Model, error) {
	if o.BaseURL == "" || o.Model == "" {
		return nil, errors.New("使用语言模型须同时给出 --model-url 和 --model")
	}
	// The address is not repeated: it may hold a password.
	if u, err := url.Parse(o.BaseURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("--model-url 写法不对，应以 http:// 或 https:// 开头，例如 http://localhost:11434/v1")
	}
	o.MaxTokens = cmp.Or(o.MaxTokens, 1200)
	if o.Client == nil {
		// A model's address is the operator's: no server may send the key and
		// the questions elsewhere.
		o.Client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	llm, err := openai.New(
		openai.WithBaseURL(strings.TrimRight(o.BaseURL, "/")),
		openai.WithToken(cmp.Or(o.Key, "none")), // langchaingo refuses an empty one
		openai.WithModel(o.Model),
		openai.WithHTTPClient(&transport{client: o.Client}),
	)
	if err != nil {
		return nil, fmt.Errorf("model client: %w", err)
	}
	return &Model{options: o, llm: llm}, nil
}

// Name implements assistant.Model.
func (m *Model) Name() string { return m.options.Model }

// Turn implements assistant.Model.
func (m *Model) Turn(ctx context.Context, messages []assistant.ModelMessage, tools []assistant.ModelTool) (assistant.ModelReply, error) {
	options := m.callOptions()
	if len(tools) > 0 {
		options = append(options, llms.WithTools(toolsOf(tools)))
	}
	ctx, seen := withOutcome(ctx, messages)
	response, err := m.llm.GenerateContent(ctx, messagesOf(messages), options...)
	if err = seen.explain(ctx, err); err != nil {
		return assistant.ModelReply{Tokens: seen.tokens(messages, tools, "")}, err
	}
	choice := response.Choices[0]
	reply := assistant.ModelReply{Text: choice.Content, Reasoning: seen.reasoning, Tokens: seen.tokens(messages, tools, choice.Content+seen.reasoning)}
	for _, c := range choice.ToolCalls {
		reply.Calls = append(reply.Calls, assistant.ModelCall{ID: c.ID, Tool: c.FunctionCall.Name, Arguments: json.RawMessage(c.FunctionCall.Arguments)})
	}
	return reply, nil
}

// Stream implements assistant.Model.
func (m *Model) Stream(ctx context.Context, messages []assistant.ModelMessage, sink func(chunk string) error) (assistant.ModelReply, error) {
	var text strings.Builder
	var refused error
	options := append(m.callOptions(), llms.WithStreamingFunc(func(_ context.Context, chunk []byte) error {
		text.Write(chunk)
		refused = sink(string(chunk))
		return refused
	}))
	ctx, seen := withOutcome(ctx, messages)
	_, err := m.llm.GenerateContent(ctx, messagesOf(messages), options...)
	reply := assistant.ModelReply{Text: text.String(), Tokens: seen.tokens(messages, nil, text.String())}
	if refused != nil {
		return reply, refused
	}
	return reply, seen.explain(ctx, err)
}

func (m *Model) callOptions() []llms.CallOption {
	options := []llms.CallOption{llms.WithMaxTokens(m.options.MaxTokens), llms.WithTemperature(0)}
	if m.options.LegacyMaxTokens {
		options = append(options, openai.WithLegacyMaxTokensField())
	}
	return options
}

func toolsOf(tools []assistant.ModelTool) []llms.Tool {
	list := make([]llms.Tool, len(tools))
	for i, t := range tools {
		list[i] = llms.Tool{Type: "function", Function: &llms.FunctionDefinition{Name: t.Name, Description: t.Description, Parameters: t.Schema}}
	}
	return list
}

func messagesOf(messages []assistant.ModelMessage) []llms.MessageContent {
	list := make([]llms.MessageContent, 0, len(messages))
	for _, m := range messages {
		c := llms.MessageContent{Role: llms.ChatMessageTypeHuman}
		if m.Text != "" || len(m.Calls) == 0 {
			c.Parts = append(c.Parts, llms.TextPart(m.Text))
		}
		switch m.Role {
		case assistant.SystemRole:
			c.Role = llms.ChatMessageTypeSystem
		case assistant.ModelsRole:
			c.Role = llms.ChatMessageTypeAI
			for _, call := range m.Calls {
				c.Parts = append(c.Parts, llms.ToolCall{
					ID: call.ID, Type: "function",
					FunctionCall: &llms.FunctionCall{Name: call.Tool, Arguments: string(call.Arguments)},
				})
			}
		case assistant.ToolRole:
			c.Role = llms.ChatMessageTypeTool
			c.Parts = []llms.ContentPart{llms.ToolCallResponse{ToolCallID: m.Answers, Content: m.Text}}
		}
		list = append(list, c)
	}
	return list
}

// outcome carries what the transport must know and saw past langchaingo,
// which flattens errors to text, loses what a server says of its cost, and
// neither keeps what a model thought nor sends it back.
type outcome struct {
	err       error
	cost      int               // tokens as the server counted them; 0 where it did not
	reasoning string            // of the reply
	thoughts  map[string]string // of earlier replies, by the id of their first call
}

type outcomeKey struct{}

func withOutcome(ctx context.Context, messages []assistant.ModelMessage) (context.Context, *outcome) {
	o := &outcome{thoughts: map[string]string{}}
	for _, m := range messages {
		if m.Reasoning != "" && len(m.Calls) > 0 {
			o.thoughts[m.Calls[0].ID] = m.Reasoning
		}
	}
	return context.WithValue(ctx, outcomeKey{}, o), o
}

// explain returns the error of a call: what the transport saw comes first,
// then the caller's own end, then anything langchaingo did not understand.
func (o *outcome) explain(ctx context.Context, err error) error {
	switch {
	case o.err != nil:
		return o.err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("%w: %w", assistant.ErrModelReply, err)
	}
	return nil
}

// tokens is the cost of a call, estimated where the server did not count.
func (o *outcome) tokens(messages []assistant.ModelMessage, tools []assistant.ModelTool, reply string) int {
	if o.cost > 0 {
		return o.cost
	}
	said := []assistant.ModelMessage{{Text: reply}}
	return assistant.EstimateTokens(messages, tools) + assistant.EstimateTokens(said, nil)
}
