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
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") || streams(req) {
		response.Body = newStream(response.Body, seen)
		return response, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err == nil && len(body) > maxReply {
		err = fmt.Errorf("longer than %d bytes", maxReply)
	}
	if err == nil {
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
	}
	return fmt.Errorf("%w: HTTP %d", assistant.ErrModelDown, status)
}

// wrapReply makes every failing to read a reply one of assistant's errors.
func wrapReply(err error) error {
	for _, known := range []error{assistant.ErrModelBusy, assistant.ErrModelContext, assistant.ErrModelDown, assistant.ErrModelReply} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", assistant.ErrModelReply, err)
}
