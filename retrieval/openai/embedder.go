package openai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/llms/openai"

	"clausewise/retrieval"
)

// Options say which server and model to use, and how hard to press it. Only
// BaseURL and Model must be given.
type Options struct {
	BaseURL string // with its version: https://host/v1
	Key     string // may be empty where the server asks for none
	Model   string

	// Dim is the length the vectors must have; 0 asks the server once.
	Dim int
	// MaxRunes is the longest text sent, in code points; a longer one is
	// a retrieval.TooLongError. 0 means 6000: under 8192 tokens for Chinese.
	MaxRunes int
	// Batch is how many texts go in one request. 0 means 10, which every
	// known server takes.
	Batch int
	// Concurrency is how many requests may be under way; 0 means 4.
	Concurrency int
	// Retries is how often a request is repeated after 429, a server's error
	// or a broken connection; 0 means 3, negative means never.
	Retries int
	// Timeout bounds one attempt; 0 means 30 seconds.
	Timeout time.Duration

	// Client sends the requests; nil means a client of its own.
	Client *http.Client
	// Sleep waits between attempts; nil means by the clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Embedder is a retrieval.Embedder over a server. Safe for concurrent use.
type Embedder struct {
	options  Options
	model    retrieval.Model
	client   *embeddings.EmbedderImpl
	requests chan struct{} // a slot for every request that may be under way
}

var _ retrieval.Embedder = (*Embedder)(nil)

// New connects to the server. Where o.Dim is 0 it embeds one word to learn
// the dimension, so a wrong address, key or model is known at once.
func New(ctx context.Context, o Options) (*Embedder, error) {
	if o.BaseURL == "" || o.Model == "" {
		return nil, errors.New("使用外部向量模型须同时给出 --embed-url 和 --embed-model")
	}
	o.MaxRunes = cmp.Or(o.MaxRunes, 6000)
	o.Batch = cmp.Or(o.Batch, 10)
	o.Concurrency = cmp.Or(o.Concurrency, 4)
	o.Retries = cmp.Or(o.Retries, 3)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	if o.Client == nil {
		o.Client = &http.Client{}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	llm, err := openai.New(
		openai.WithBaseURL(o.BaseURL),
		openai.WithToken(cmp.Or(o.Key, "none")), // langchaingo refuses an empty one
		openai.WithModel(o.Model),
		openai.WithEmbeddingModel(o.Model),
		openai.WithHTTPClient(&transport{o}),
	)
	if err != nil {
		return nil, fmt.Errorf("embedding client: %w", err)
	}
	client, err := embeddings.NewEmbedder(llm, embeddings.WithBatchSize(o.Batch), embeddings.WithStripNewLines(false))
	if err != nil {
		return nil, fmt.Errorf("embedding client: %w", err)
	}
	e := &Embedder{
		options: o, client: client,
		model:    retrieval.Model{Name: o.Model, Dim: o.Dim},
		requests: make(chan struct{}, o.Concurrency),
	}
	if o.Dim == 0 {
		probe, err := e.request(ctx, []string{"条款"})
		if err != nil {
			return nil, err
		}
		e.model.Dim = len(probe[0])
	}
	return e, nil
}

// Model implements retrieval.Embedder.
func (e *Embedder) Model() retrieval.Model { return e.model }

// Embed implements retrieval.Embedder.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	for i, text := range texts {
		if n := utf8.RuneCountInString(text); n > e.options.MaxRunes {
			return nil, &retrieval.TooLongError{Index: i, Length: n, Limit: e.options.MaxRunes}
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	vectors := make([][]float32, len(texts))
	var running sync.WaitGroup
	at := 0
	for batch := range slices.Chunk(texts, e.options.Batch) {
		from := at
		at += len(batch)
		running.Go(func() {
			got, err := e.request(ctx, batch)
			if err != nil {
				cancel(err)
				return
			}
			copy(vectors[from:], got)
		})
	}
	running.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return vectors, nil
}

// request embeds one batch and checks the answer.
func (e *Embedder) request(ctx context.Context, texts []string) ([][]float32, error) {
	select {
	case e.requests <- struct{}{}:
		defer func() { <-e.requests }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx, last := withOutcome(ctx)
	vectors, err := e.client.EmbedDocuments(ctx, slices.Clone(texts))
	switch {
	case last.err != nil:
		return nil, last.err // langchaingo keeps only part of it
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil && !errors.Is(err, openai.ErrUnexpectedResponseLength):
		return nil, fmt.Errorf("向量服务的返回无法识别，请检查 --embed-url 是否为 OpenAI 兼容接口: %w", err)
	case err != nil || len(vectors) != len(texts):
		return nil, fmt.Errorf("向量服务对 %d 段文本没有返回同样数目的向量，请检查模型 %s", len(texts), e.options.Model)
	}
	for _, v := range vectors {
		if err := e.check(v); err != nil {
			return nil, err
		}
	}
	return vectors, nil
}

// check refuses a vector of another length or without a direction, and scales
// it to length 1.
func (e *Embedder) check(v []float32) error {
	if e.model.Dim != 0 && len(v) != e.model.Dim || len(v) == 0 {
		return fmt.Errorf("向量服务返回了 %d 维向量，模型 %s 应为 %d 维，请检查 --embed-model", len(v), e.options.Model, e.model.Dim)
	}
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return fmt.Errorf("向量服务返回了无效的向量（全零或非数），请检查模型 %s", e.options.Model)
	}
	scale := 1 / math.Sqrt(sum)
	for i := range v {
		v[i] = float32(float64(v[i]) * scale)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
