package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"clausewise/assistant/tool"
)

// Tool is one of ours as an agent of langchaingo takes it: it is a
// github.com/tmc/langchaingo/tools.Tool, whose package is not imported for
// the interpreter that comes with it.
type Tool struct{ tool tool.Tool }

// Tools turns tools into those of langchaingo.
func Tools(list []tool.Tool) []Tool {
	out := make([]Tool, len(list))
	for i, t := range list {
		out[i] = Tool{t}
	}
	return out
}

// Name implements tools.Tool.
func (t Tool) Name() string { return t.tool.Name }

// Description implements tools.Tool. The interface has no place for a schema,
// so the description ends in it.
func (t Tool) Description() string {
	schema, err := json.Marshal(t.tool.Input)
	if err != nil {
		return t.tool.About()
	}
	return t.tool.About() + "\n输入为一个 JSON 对象，符合 / The input is a JSON object of this schema: " + string(schema)
}

// Call implements tools.Tool. Input is a JSON object; other text is the one
// argument that the tool must have, where it has one such. What the agent can
// mend comes back as text for it to read; an error would end the agent.
func (t Tool) Call(ctx context.Context, input string) (string, error) {
	out, err := t.tool.Call(ctx, t.arguments(input))
	if e, ok := errors.AsType[*tool.Error](err); ok {
		return e.Error() + "\n" + e.Text.En, nil
	}
	if err != nil {
		return "", err
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return "", fmt.Errorf("the result of %s: %w", t.tool.Name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// arguments reads what an agent passes: its models wrap JSON in code fences,
// or write the one thing that is asked for as it is.
func (t Tool) arguments(input string) json.RawMessage {
	text := strings.TrimSpace(input)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		inner = strings.TrimPrefix(strings.TrimSpace(strings.TrimSuffix(inner, "```")), "json")
		text = strings.TrimSpace(inner)
	}
	if text == "" || strings.HasPrefix(text, "{") || len(t.tool.Input.Required) != 1 {
		return json.RawMessage(text)
	}
	var plain string
	if json.Unmarshal([]byte(text), &plain) != nil {
		plain = text
	}
	argument, err := json.Marshal(map[string]string{t.tool.Input.Required[0]: plain})
	if err != nil {
		return json.RawMessage(text)
	}
	return argument
}
