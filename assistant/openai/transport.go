package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"clausewise/assistant"
)

const (
	maxReply = 2 << 20 // bytes of a whole reply or stream
	maxLine  = 1 << 20 // bytes of a line of a stream
)

// transport sends langchaingo's requests and reads what comes back before
// langchaingo does.
type transport struct{ client *http.Client }

// Do implements langchaingo's HTTP client.
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	seen, ok := req.Context().Value(outcomeKey{}).(*outcome)
	if !ok {
		return nil, errors.New("a request that nobody waits for")
	}
	if len(seen.thoughts) > 0 {
		if err := handBack(req, seen.thoughts); err != nil {
			return nil, err
		}
	}
	response, err := t.client.Do(req)
	if err != nil {
		if req.Context().Err() == nil {
			seen.err = fmt.Errorf("%w: %w", assistant.ErrModelDown, err)
		}
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		seen.err = refusal(response)
		return nil, seen.err
	}
	events, asked := strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream"), streams(req)
	if events || asked && !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		response.Body = newStream(response.Body, seen)
		return response, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err == nil && len(body) > maxReply {
		err = fmt.Errorf("longer than %d bytes", maxReply)
	}
	if err == nil && asked {
		body, err = streamOf(body, seen)
	} else if err == nil {
		body, err = plainReply(body, seen)
	}
	if err != nil {
		if req.Context().Err() == nil {
			seen.err = wrapReply(err)
		}
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.ContentLength = int64(len(body))
	return response, nil
}

// handBack puts what a model thought before its calls into the messages of a
// request, where some servers want it: langchaingo leaves it out.
func handBack(req *http.Request, thoughts map[string]string) error {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return fmt.Errorf("reading the request: %w", err)
	}
	var fields map[string]json.RawMessage
	var messages []map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(body, &fields), json.Unmarshal(fields["messages"], &messages)); err != nil {
		return fmt.Errorf("reading the request: %w", err)
	}
	for _, m := range messages {
		var calls []struct{ ID string }
		if json.Unmarshal(m["tool_calls"], &calls) != nil || len(calls) == 0 || thoughts[calls[0].ID] == "" {
			continue
		}
		if m["reasoning_content"], err = json.Marshal(thoughts[calls[0].ID]); err != nil {
			return fmt.Errorf("handing back a reasoning: %w", err)
		}
	}
	if fields["messages"], err = json.Marshal(messages); err != nil {
		return fmt.Errorf("handing back a reasoning: %w", err)
	}
	if body, err = json.Marshal(fields); err != nil {
		return fmt.Errorf("handing back a reasoning: %w", err)
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return nil
}

// streams reports whether a request asks for a stream.
func streams(req *http.Request) bool {
	if req.GetBody == nil {
		return false
	}
	body, err := req.GetBody()
	if err != nil {
		return false
	}
	var in struct{ Stream bool }
	return json.NewDecoder(body).Decode(&in) == nil && in.Stream
}

// refusal is the error of an answer that is none.
func refusal(r *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	if err != nil {
		body = nil
	}
	return classify(r.StatusCode, string(body))
}

// classify tells a busy server and a conversation that is too long from one
// that does not work.
func classify(status int, text string) error {
	lower := strings.ToLower(text)
	switch {
	case status == http.StatusTooManyRequests || strings.Contains(lower, "rate limit") || strings.Contains(lower, "rate_limit"):
		return fmt.Errorf("%w (HTTP %d)", assistant.ErrModelBusy, status)
	case status == http.StatusRequestEntityTooLarge || strings.Contains(lower, "context_length") || strings.Contains(lower, "context length") || strings.Contains(lower, "maximum context"):
		return fmt.Errorf("%w (HTTP %d)", assistant.ErrModelContext, status)
	case status/100 == 4 && (strings.Contains(lower, "does not support tools") || strings.Contains(lower, "tool choice") || strings.Contains(lower, "tool_choice") || strings.Contains(lower, "tool-call-parser")):
		return fmt.Errorf("%w (HTTP %d)", assistant.ErrModelTools, status)
	}
	return fmt.Errorf("%w: HTTP %d", assistant.ErrModelDown, status)
}

// wrapReply makes every failing to read a reply one of assistant's errors.
func wrapReply(err error) error {
	for _, known := range []error{assistant.ErrModelBusy, assistant.ErrModelContext, assistant.ErrModelTools, assistant.ErrModelDown, assistant.ErrModelReply} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", assistant.ErrModelReply, err)
}
