package openai

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"clausewise/retrieval"
)

// server is an OpenAI-compatible embeddings endpoint that can misbehave. A
// text's vector is its length in code points, 1, 0.
type server struct {
	*httptest.Server
	requests atomic.Int32
	running  atomic.Int32
	most     atomic.Int32

	mu    sync.Mutex
	texts []string
	key   string
	// answer, where set, writes the answer to the n-th request itself, and
	// reports whether it did.
	answer func(n int, w http.ResponseWriter, texts []string) bool
}

type embedding struct {
	Object    string    `json:"object"`
	Index     int       `json:"index"`
	Embedding []float32 `json:"embedding"`
}

func vectorOf(text string) []float32 {
	return []float32{float32(utf8.RuneCountInString(text)), 1, 0}
}

func newServer(t *testing.T, answer func(n int, w http.ResponseWriter, texts []string) bool) *server {
	t.Helper()
	s := &server{answer: answer}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(s.requests.Add(1))
		now := s.running.Add(1)
		defer s.running.Add(-1)
		for {
			most := s.most.Load()
			if now <= most || s.most.CompareAndSwap(most, now) {
				break
			}
		}
		var in struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.URL.Path != "/v1/embeddings" || in.Model != "bge" {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		s.mu.Lock()
		s.texts = append(s.texts, in.Input...)
		s.key = r.Header.Get("Authorization")
		s.mu.Unlock()
		if s.answer != nil && s.answer(n, w, in.Input) {
			return
		}
		writeVectors(w, in.Input, false)
	}))
	t.Cleanup(s.Close)
	return s
}

func writeVectors(w io.Writer, texts []string, backwards bool) {
	data := make([]embedding, len(texts))
	for i, text := range texts {
		data[i] = embedding{"embedding", i, vectorOf(text)}
	}
	if backwards {
		slices.Reverse(data)
	}
	json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": "bge"})
}

// embedder connects to s without ever sleeping; pauses are recorded.
func embedder(t *testing.T, s *server, change func(*Options)) (*Embedder, *[]time.Duration) {
	t.Helper()
	var mu sync.Mutex
	pauses := &[]time.Duration{}
	o := Options{
		BaseURL: s.URL + "/v1", Key: "secret", Model: "bge", Dim: 3,
		Sleep: func(ctx context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			*pauses = append(*pauses, d)
			return ctx.Err()
		},
	}
	if change != nil {
		change(&o)
	}
	e, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return e, pauses
}

func TestEmbed(t *testing.T) {
	s := newServer(t, nil)
	e, _ := embedder(t, s, func(o *Options) { o.Dim = 0 })
	if want := (retrieval.Model{Name: "bge", Dim: 3}); e.Model() != want {
		t.Fatalf("model %v, want %v", e.Model(), want)
	}
	s.mu.Lock()
	s.texts = nil
	s.mu.Unlock()
	s.requests.Store(0)

	texts := make([]string, 35)
	for i := range texts {
		texts[i] = strings.Repeat("条", i+1) + "\n二"
	}
	given := slices.Clone(texts)
	vectors, err := e.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(texts, given) {
		t.Error("the caller's texts were changed")
	}
	if n := s.requests.Load(); n != 4 {
		t.Errorf("%d requests for 35 texts, want 4 batches of at most 10", n)
	}
	if most := s.most.Load(); most > 4 {
		t.Errorf("%d requests at once, want at most 4", most)
	}
	slices.Sort(s.texts)
	slices.Sort(given)
	if !slices.Equal(s.texts, given) {
		t.Error("the server did not get the texts as they are, line ends included")
	}
	if s.key != "Bearer secret" {
		t.Errorf("the server got the key as %q", s.key)
	}
	for i, v := range vectors {
		length, n := 0.0, float64(utf8.RuneCountInString(texts[i]))
		for _, x := range v {
			length += float64(x) * float64(x)
		}
		if math.Abs(length-1) > 1e-6 || math.Abs(float64(v[0]/v[1])-n) > 1e-3 {
			t.Fatalf("vector %d is %v, want the direction %v, 1, 0 of length 1", i, v, n)
		}
	}
	if v, err := e.Embed(t.Context(), nil); err != nil || len(v) != 0 {
		t.Errorf("no texts gave %v, %v", v, err)
	}
}

func TestConcurrencyIsShared(t *testing.T) {
	arrived, release := make(chan struct{}, 9), make(chan struct{})
	s := newServer(t, func(int, http.ResponseWriter, []string) bool {
		arrived <- struct{}{}
		<-release
		return false
	})
	e, _ := embedder(t, s, func(o *Options) { o.Batch, o.Concurrency = 1, 2 })
	var callers sync.WaitGroup
	for range 3 {
		callers.Go(func() {
			if _, err := e.Embed(t.Context(), []string{"甲", "乙", "丙"}); err != nil {
				t.Error(err)
			}
		})
	}
	<-arrived
	<-arrived
	close(release)
	callers.Wait()
	if most := s.most.Load(); most != 2 {
		t.Errorf("%d requests at once over three callers, want 2", most)
	}
}

func TestBackwardAnswerIsPutInOrder(t *testing.T) {
	s := newServer(t, func(_ int, w http.ResponseWriter, texts []string) bool {
		writeVectors(w, texts, true)
		return true
	})
	e, _ := embedder(t, s, nil)
	vectors, err := e.Embed(t.Context(), []string{"一", "二二", "三三三"})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		if got := v[0] / v[1]; math.Abs(float64(got)-float64(i+1)) > 1e-5 {
			t.Errorf("vector %d belongs to the text of length %v", i, got)
		}
	}
}

func TestRetries(t *testing.T) {
	refuse := func(status int, header, value string) func(n int, w http.ResponseWriter, texts []string) bool {
		return func(n int, w http.ResponseWriter, _ []string) bool {
			if n > 2 {
				return false
			}
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(status)
			io.WriteString(w, `{"error":{"message":"busy"}}`)
			return true
		}
	}
	for name, c := range map[string]struct {
		answer func(n int, w http.ResponseWriter, texts []string) bool
		pauses []time.Duration
	}{
		"server error": {refuse(500, "", ""), []time.Duration{500 * time.Millisecond, time.Second}},
		"limited":      {refuse(429, "Retry-After", "7"), []time.Duration{7 * time.Second, 7 * time.Second}},
		"far too long": {refuse(429, "Retry-After", "86400"), []time.Duration{30 * time.Second, 30 * time.Second}},
		"until a time": {func(n int, w http.ResponseWriter, _ []string) bool {
			if n > 2 {
				return false
			}
			w.Header().Set("Date", "Fri, 27 Nov 2026 08:00:00 GMT")
			w.Header().Set("Retry-After", "Fri, 27 Nov 2026 08:00:09 GMT")
			w.WriteHeader(503)
			return true
		}, []time.Duration{9 * time.Second, 9 * time.Second}},
		"until a time gone by": {func(n int, w http.ResponseWriter, _ []string) bool {
			if n > 1 {
				return false
			}
			w.Header().Set("Date", "Fri, 27 Nov 2026 08:00:00 GMT")
			w.Header().Set("Retry-After", "Fri, 27 Nov 2026 07:00:00 GMT")
			w.WriteHeader(429)
			return true
		}, []time.Duration{500 * time.Millisecond}},
		"no time at all": {refuse(429, "Retry-After", "soon"), []time.Duration{500 * time.Millisecond, time.Second}},
		"broken connection": {func(n int, w http.ResponseWriter, _ []string) bool {
			if n > 2 {
				return false
			}
			panic(http.ErrAbortHandler)
		}, []time.Duration{500 * time.Millisecond, time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, c.answer)
			e, pauses := embedder(t, s, nil)
			vectors, err := e.Embed(t.Context(), []string{"海外仓"})
			if err != nil || len(vectors) != 1 {
				t.Fatalf("after two failures: %v, %v", vectors, err)
			}
			if !slices.Equal(*pauses, c.pauses) {
				t.Errorf("paused %v, want %v", *pauses, c.pauses)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	status := func(code int) func(n int, w http.ResponseWriter, texts []string) bool {
		return func(_ int, w http.ResponseWriter, _ []string) bool {
			w.WriteHeader(code)
			io.WriteString(w, `{"error":{"message":"said the server"}}`)
			return true
		}
	}
	body := func(text string) func(n int, w http.ResponseWriter, texts []string) bool {
		return func(_ int, w http.ResponseWriter, _ []string) bool {
			io.WriteString(w, text)
			return true
		}
	}
	for name, c := range map[string]struct {
		answer   func(n int, w http.ResponseWriter, texts []string) bool
		says     string
		status   int
		requests int
	}{
		"key refused":    {status(401), "检查密钥", 401, 1},
		"no such model":  {status(404), "--embed-model", 404, 1},
		"bad request":    {status(400), "said the server", 400, 1},
		"always limited": {status(429), "限流", 429, 4},
		"always broken":  {status(503), "暂时不可用", 503, 4},
		"too few vectors": {func(_ int, w http.ResponseWriter, texts []string) bool {
			writeVectors(w, texts[1:], false)
			return true
		}, "同样数目", 0, 1},
		"too many vectors": {func(_ int, w http.ResponseWriter, texts []string) bool {
			writeVectors(w, append(texts, "多"), false)
			return true
		}, "同样数目", 0, 1},
		"numbers missing":     {body(`{"data":[{"index":0,"embedding":[1,0,0]},{"index":5,"embedding":[1,0,0]}]}`), "编号不全", 0, 1},
		"other dimension":     {body(`{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1,0]}]}`), "2 维", 0, 1},
		"zero vector":         {body(`{"data":[{"index":0,"embedding":[0,0,0]},{"index":1,"embedding":[1,0,0]}]}`), "无效的向量", 0, 1},
		"error under 200":     {body(`{"error":{"message":"model not loaded"}}`), "model not loaded", 0, 1},
		"empty answer":        {body(`{"data":[]}`), "无法识别", 0, 1},
		"a web page":          {body(`<html>login</html>`), "OpenAI 兼容接口", 0, 1},
		"the answer cut":      {body(`{"data":[{"index":0,"embed`), "OpenAI 兼容接口", 0, 1},
		"one value null":      {body(`{"data":[{"index":0,"embedding":[1,null,0]},{"index":1,"embedding":[1,0,0]}]}`), "空值", 0, 1},
		"no vector":           {body(`{"data":[{"index":0,"embedding":null},{"index":1,"embedding":[1,0,0]}]}`), "空值", 0, 1},
		"no number":           {body(`{"data":[{"index":0,"embedding":[NaN,0,0]},{"index":1,"embedding":[1,0,0]}]}`), "OpenAI 兼容接口", 0, 1},
		"too great a number":  {body(`{"data":[{"index":0,"embedding":[1e39,0,0]},{"index":1,"embedding":[1,0,0]}]}`), "无法识别", 0, 1},
		"values not a number": {body(`{"data":[{"index":0,"embedding":["a"]},{"index":1,"embedding":["b"]}]}`), "无法识别", 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, c.answer)
			e, _ := embedder(t, s, nil)
			vectors, err := e.Embed(t.Context(), []string{"海外仓", "独立站"})
			if err == nil {
				t.Fatalf("no error but %v", vectors)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %q does not say %q", err, c.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q tells the key", err)
			}
			refusal, ok := errors.AsType[*StatusError](err)
			if ok != (c.status != 0) || ok && refusal.Status != c.status {
				t.Errorf("error %v, want status %d", err, c.status)
			}
			if n := int(s.requests.Load()); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
		})
	}
}

// silence is a network that takes requests and brings no answer.
type silence struct{ requests atomic.Int32 }

func (s *silence) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests.Add(1)
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSlowServer(t *testing.T) {
	var network silence
	e, _ := embedder(t, newServer(t, nil), func(o *Options) {
		o.Client, o.Timeout, o.Retries = &http.Client{Transport: &network}, 20*time.Millisecond, 1
	})
	_, err := e.Embed(t.Context(), []string{"海外仓"})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "没有响应") {
		t.Errorf("error %v, want one that says the server did not answer", err)
	}
	if n := network.requests.Load(); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

func TestCancelled(t *testing.T) {
	arrived, done := make(chan struct{}), make(chan struct{})
	s := newServer(t, func(int, http.ResponseWriter, []string) bool {
		arrived <- struct{}{}
		<-done
		return true
	})
	t.Cleanup(func() { close(done) })
	e, _ := embedder(t, s, nil)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, err := e.Embed(ctx, []string{"海外仓"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

func TestTooLongIsNamedAndNotSent(t *testing.T) {
	s := newServer(t, nil)
	e, _ := embedder(t, s, func(o *Options) { o.MaxRunes = 5 })
	_, err := e.Embed(t.Context(), []string{"海外仓", "公共海外仓库"})
	if !errors.Is(err, retrieval.ErrTooLong) || !strings.Contains(err.Error(), "第 2 段文本有 6 字") {
		t.Errorf("error %v, want ErrTooLong naming the second text", err)
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

func TestNewChecks(t *testing.T) {
	if _, err := New(t.Context(), Options{BaseURL: "http://127.0.0.1"}); err == nil || !strings.Contains(err.Error(), "--embed-model") {
		t.Errorf("no model: %v", err)
	}
	s := newServer(t, nil)
	s.Close()
	_, err := New(t.Context(), Options{BaseURL: s.URL + "/v1", Model: "bge", Retries: -1})
	if err == nil || !strings.Contains(err.Error(), "连不上向量服务") {
		t.Errorf("no server: %v", err)
	}
}
