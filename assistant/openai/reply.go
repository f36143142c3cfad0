package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// chatReply is a reply as servers send it, the odd shapes included.
type chatReply struct {
	Error   json.RawMessage `json:"error"`
	Choices []struct {
		Index        int             `json:"index"`
		Message      chatMessage     `json:"message"`
		Delta        chatMessage     `json:"delta"`
		FinishReason json.RawMessage `json:"finish_reason"`
	} `json:"choices"`
	Usage struct {
		TotalTokens int `json:"total_tokens"`
	} `json:"usage"`
}

type chatMessage struct {
	Content   json.RawMessage `json:"content"`
	ToolCalls []struct {
		ID       string `json:"id"`
		Function struct {
			Name      string          `json:"name"`
			Arguments json.RawMessage `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
	FunctionCall json.RawMessage `json:"function_call"`
	Reasoning    json.RawMessage `json:"reasoning_content"`
}

// plainReply reads a whole reply and writes it in the one form langchaingo
// reads well.
func plainReply(body []byte, seen *outcome) ([]byte, error) {
	var in chatReply
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("not the JSON of a chat reply: %w", err)
	}
	seen.cost = max(0, in.Usage.TotalTokens)
	if err := in.failure(); err != nil {
		return nil, err
	}
	if len(in.Choices) == 0 {
		return nil, errors.New("no choices")
	}
	m := in.Choices[0].Message
	text, err := textOf(m.Content)
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(m.Reasoning, &seen.reasoning) != nil {
		seen.reasoning = ""
	}
	type function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	}
	type call struct {
		ID       string   `json:"id"`
		Type     string   `json:"type"`
		Function function `json:"function"`
	}
	var calls []call
	for i, c := range m.ToolCalls {
		arguments, err := argumentsOf(c.Function.Arguments)
		if err != nil {
			return nil, err
		}
		id := c.ID
		if id == "" {
			id = fmt.Sprintf("call-%d", i+1)
		}
		calls = append(calls, call{id, "function", function{c.Function.Name, arguments}})
	}
	finish := "stop"
	if len(calls) > 0 {
		finish = "tool_calls"
	}
	switch reason := reasonOf(in.Choices[0].FinishReason); reason {
	case "", "stop", "tool_calls", "function_call", "eos", "end_turn":
		if reason == "" && len(calls) == 0 && text == "" {
			return nil, errors.New("an empty reply without an end")
		}
	default:
		return nil, fmt.Errorf("broken off: %s", reason)
	}
	message := map[string]any{"role": "assistant", "content": text}
	if len(calls) > 0 {
		message["tool_calls"] = calls
	}
	return json.Marshal(map[string]any{"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}}})
}

// failure is the error that some servers put into an answer with status 200.
func (r chatReply) failure() error {
	if len(r.Error) == 0 || bytes.Equal(r.Error, []byte("null")) {
		return nil
	}
	return classify(200, string(r.Error))
}

// textOf reads content: a string, null, or a list of parts.
func textOf(content json.RawMessage) (string, error) {
	if len(content) == 0 || bytes.Equal(content, []byte("null")) {
		return "", nil
	}
	var text string
	if json.Unmarshal(content, &text) == nil {
		return text, nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(content, &parts); err != nil {
		return "", fmt.Errorf("content is neither text nor parts: %w", err)
	}
	var b strings.Builder
	for _, p := range parts {
		if p.Type == "text" || p.Type == "" {
			b.WriteString(p.Text)
		}
	}
	return b.String(), nil
}

// argumentsOf reads a call's arguments: JSON in a string, or an object.
func argumentsOf(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) || bytes.Equal(raw, []byte(`""`)) {
		return "{}", nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		raw = json.RawMessage(text)
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		// The loop refuses it and tells the model; the reply stands.
		return `"` + "not an object" + `"`, nil
	}
	return string(raw), nil
}

func reasonOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil || s == "null" {
		return ""
	}
	return s
}
