package openai

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	maxResponse = 64 << 20 // bytes; ten vectors of 4096 values are under 1 MB
	firstPause  = 500 * time.Millisecond
	longPause   = 30 * time.Second // the longest a Retry-After is obeyed
)

// StatusError is a server's refusal that retrying did not mend.
type StatusError struct {
	Status  int
	Message string // what the server said, shortened; "" where it refused the key
}

// Error says in Chinese what to do.
func (e *StatusError) Error() string {
	var advice string
	switch {
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		advice = "向量服务拒绝访问，请检查密钥"
	case e.Status == http.StatusNotFound:
		advice = "向量服务没有这个地址或模型，请检查 --embed-url 和 --embed-model"
	case e.Status == http.StatusTooManyRequests:
		advice = "向量服务限流，请稍后重试"
	case e.Status >= 500:
		advice = "向量服务暂时不可用，请稍后重试"
	default:
		advice = "向量服务不接受请求，请检查模型和文本长度"
	}
	text := fmt.Sprintf("%s（HTTP %d）", advice, e.Status)
	if e.Message != "" {
		text += "：" + e.Message
	}
	return text
}

// outcome carries a call's error past langchaingo, which flattens errors to
// text.
type outcome struct{ err error }

type outcomeKey struct{}

func withOutcome(ctx context.Context) (context.Context, *outcome) {
	o := &outcome{}
	return context.WithValue(ctx, outcomeKey{}, o), o
}

// transport sends langchaingo's requests: each attempt bounded in time,
// repeated where that may help, the answer bounded in size and in order.
type transport struct{ options Options }

// Do implements langchaingo's HTTP client.
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	body, err := t.attempts(req)
	if err != nil {
		if o, ok := req.Context().Value(outcomeKey{}).(*outcome); ok {
			o.err = err
		}
		return nil, err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}, nil
}

func (t *transport) attempts(req *http.Request) ([]byte, error) {
	ctx := req.Context()
	pause := firstPause
	for n := 0; ; n++ {
		body, wait, err := t.attempt(req)
		if err == nil {
			return inOrder(body)
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if wait < 0 || n >= t.options.Retries {
			return nil, err
		}
		if err := t.options.Sleep(ctx, max(wait, pause)); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// attempt sends req once. On an error wait is the least pause before another
// try, negative where none can help.
func (t *transport) attempt(req *http.Request) (body []byte, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(req.Context(), t.options.Timeout)
	defer cancel()
	again := req.Clone(ctx)
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, -1, fmt.Errorf("repeat the request: %w", err)
		}
	}
	response, err := t.options.Client.Do(again)
	if err != nil {
		return nil, 0, t.unreachable(err)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	switch {
	case err != nil:
		return nil, 0, t.unreachable(err)
	case len(body) > maxResponse:
		return nil, -1, fmt.Errorf("向量服务的返回超过 %d MB，请检查 --embed-url", maxResponse>>20)
	case response.StatusCode == http.StatusOK:
		return body, 0, nil
	}
	refusal := &StatusError{response.StatusCode, errorMessage(body)}
	// Servers repeat the key they refuse, which would stand in the log.
	if refusal.Status == http.StatusUnauthorized || refusal.Status == http.StatusForbidden {
		refusal.Message = ""
	}
	if response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= 500 {
		return nil, retryAfter(response.Header), refusal
	}
	return nil, -1, refusal
}

func (t *transport) unreachable(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("向量服务在 %s 内没有响应，请检查服务或稍后重试: %w", t.options.Timeout, err)
	}
	return fmt.Errorf("连不上向量服务，请检查 --embed-url 和网络: %w", err)
}

// retryAfter is how long a server asks to wait: seconds, or until a time, which
// counts from its own clock where it tells that.
func retryAfter(h http.Header) time.Duration {
	asked := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil {
		return time.Duration(min(max(seconds, 0), int(longPause/time.Second))) * time.Second
	}
	until, err := http.ParseTime(asked)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(until.Sub(now), 0), longPause)
}

// errorMessage is what the server said, at most 200 code points.
func errorMessage(body []byte) string {
	var e struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	if r := []rune(e.Error.Message); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return e.Error.Message
}

// numbered is one vector of an answer with its place.
type numbered struct {
	Index     int             `json:"index"`
	Embedding json.RawMessage `json:"embedding"`
}

// inOrder puts the vectors of an answer in the order of the texts: servers
// number them, and langchaingo does not look. An answer that is an error
// after all becomes one.
func inOrder(body []byte) ([]byte, error) {
	var answer struct {
		Data []numbered `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("向量服务的返回不是 JSON，请检查 --embed-url 是否为 OpenAI 兼容接口: %w", err)
	}
	if message := errorMessage(body); message != "" {
		return nil, fmt.Errorf("向量服务报错：%s", message)
	}
	seen := make(map[int]bool, len(answer.Data))
	ordered := true
	for i, d := range answer.Data {
		// Go reads null as 0: half a vector would pass for one.
		if bytes.Contains(d.Embedding, []byte("null")) {
			return nil, errors.New("向量服务返回了无效的向量（有空值），请检查模型")
		}
		seen[d.Index] = true
		ordered = ordered && d.Index == i
	}
	if ordered || len(seen) == 1 { // some servers number nothing
		return body, nil
	}
	slices.SortStableFunc(answer.Data, func(a, b numbered) int { return cmp.Compare(a.Index, b.Index) })
	for i, d := range answer.Data {
		if d.Index != i {
			return nil, errors.New("向量服务返回的向量编号不全，请检查服务")
		}
	}
	return json.Marshal(answer)
}
