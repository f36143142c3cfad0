package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"clausewise/retrieval"
)

// endpoint is an OpenAI-compatible server of vectors.
type endpoint struct {
	*httptest.Server

	mu    sync.Mutex
	dim   int
	texts []string // asked for, the probe left out
	// meet, where set, is called before each answer with how many texts were
	// asked for before it; it may write the answer itself, and reports whether
	// it did.
	meet func(asked int, w http.ResponseWriter, texts []string) bool
}

// probe is what the program has embedded to learn the dimension.
const probe = "条款"

func newEndpoint(t *testing.T, dim int) *endpoint {
	t.Helper()
	p := &endpoint{dim: dim}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		p.mu.Lock()
		dim, asked, meet := p.dim, len(p.texts), p.meet
		if !slices.Equal(in.Input, []string{probe}) {
			p.texts = append(p.texts, in.Input...)
		}
		p.mu.Unlock()
		if meet != nil && meet(asked, w, in.Input) {
			return
		}
		giveVectors(w, in.Input, dim)
	}))
	t.Cleanup(p.Close)
	return p
}

// giveVectors answers with vectors that depend on the texts alone.
func giveVectors(w io.Writer, texts []string, dim int) {
	type vector struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	}
	out := map[string][]vector{"data": {}}
	for i, text := range texts {
		v := make([]float32, dim)
		for at, r := range []rune(text) {
			v[(int(r)+at)%dim]++
		}
		v[0]++
		out["data"] = append(out["data"], vector{i, v})
	}
	_ = json.NewEncoder(w).Encode(out) // whoever has gone away needs none
}

// set changes what the endpoint does from the next request on, and returns the
// texts asked for so far, which it forgets.
func (p *endpoint) set(dim int, meet func(asked int, w http.ResponseWriter, texts []string) bool) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := p.texts
	p.dim, p.meet, p.texts = dim, meet, nil
	return texts
}

func (p *endpoint) flags(more ...string) []string {
	return append([]string{"--embed-url", p.URL + "/v1", "--embed-model", "served"}, more...)
}

// vectorless is how many rows have no vector, and the model of those that do.
func vectorless(t *testing.T, store []string) (missing int, m retrieval.Model) {
	t.Helper()
	f := storeFlags{Data: store[1]}
	if store[0] == "--database-url" {
		f = storeFlags{DatabaseURL: store[1]}
	}
	s, err := openStore(testEnvironment(t), f)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if m, err = s.Model(t.Context()); err != nil {
		t.Fatal(err)
	}
	if missing, err = s.CountMissing(t.Context()); err != nil {
		t.Fatal(err)
	}
	return missing, m
}

// firstHit is the first clause a running service finds, by its public tool.
func (s *service) firstHit(query string) string {
	s.t.Helper()
	got := s.post("/api/v1/tools/search_clauses", fmt.Sprintf(`{"query":%q}`, query))
	var found struct {
		Clauses []struct{ Document, Clause string }
	}
	if err := json.Unmarshal([]byte(got), &found); err != nil || len(found.Clauses) == 0 {
		s.t.Fatalf("%s: %v %.600s", query, err, got)
	}
	return found.Clauses[0].Document + " " + found.Clauses[0].Clause
}

const aboutSites, siteClause = "苏州独立站建设推广补助", "suzhou-measures 二/9"

// TestEmbedIsKilledAndGoesOn kills clausewise embed while a service answers.
func TestEmbedIsKilledAndGoesOn(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := serve(t, store...)
		if got := s.firstHit(aboutSites); got != siteClause {
			t.Fatalf("before: %s", got)
		}
		// The endpoint keeps the second batch of rows waiting.
		held, release := make(chan struct{}), make(chan struct{})
		var once sync.Once
		p := newEndpoint(t, 8)
		p.set(8, func(asked int, _ http.ResponseWriter, _ []string) bool {
			if asked < 64 {
				return false
			}
			once.Do(func() { close(held) })
			<-release
			return false
		})
		cmd := exec.Command(os.Args[0], append(append([]string{"embed"}, store...), p.flags()...)...)
		cmd.Env = append(os.Environ(), asProgram+"=1")
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-held:
		case err := <-ended:
			t.Fatalf("embed ended: %v\n%s", err, out.String())
		}
		if got := s.firstHit(aboutSites); got != siteClause {
			t.Errorf("while vectors are made: %s", got)
		}
		_ = cmd.Process.Kill()
		<-ended
		close(release)
		missing, m := vectorless(t, store)
		if m != (retrieval.Model{Name: "served", Dim: 8}) || missing == 0 {
			t.Fatalf("after the kill %d rows lack vectors of %v", missing, m)
		}
		// What the killed run has sent may still arrive: another server counts.
		p2 := newEndpoint(t, 8)
		if got := try(t, "", append(append([]string{"embed"}, store...), p2.flags()...)...); got.code != 0 || !strings.Contains(got.stdout, fmt.Sprintf("新生成 %d 条", missing)) {
			t.Fatalf("%+v", got)
		}
		if asked := p2.set(8, nil); len(asked) != missing {
			t.Errorf("the second run asks for %d vectors, %d were missing", len(asked), missing)
		}
		if missing, _ := vectorless(t, store); missing != 0 {
			t.Errorf("%d rows have no vector", missing)
		}
		// The service goes by words: the vectors are not its model's.
		if got := s.firstHit(aboutSites); got != siteClause {
			t.Errorf("afterwards: %s", got)
		}
	})
}

// TestSearchWhileVectorsAreMadeAnew asks a service of the same model while
// --force has thrown all vectors away.
func TestSearchWhileVectorsAreMadeAnew(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		p := newEndpoint(t, 8)
		embed := append(append([]string{"embed"}, store...), p.flags()...)
		for _, args := range [][]string{embed, append(append([]string{"rules"}, store...), p.flags()...)} {
			if got := try(t, "", args...); got.code != 0 {
				t.Fatalf("%+v", got)
			}
		}
		s := serve(t, append(store, p.flags()...)...)
		before := s.found(aboutSites)
		p.set(8, nil)
		held, release := make(chan struct{}), make(chan struct{})
		var once sync.Once
		p.set(8, func(asked int, _ http.ResponseWriter, texts []string) bool {
			if asked >= 64 && len(texts) > 1 { // a question comes alone
				once.Do(func() { close(held) })
				<-release
			}
			return false
		})
		ended := make(chan command, 1)
		go func() { ended <- try(t, "", append(embed, "--force")...) }()
		select {
		case <-held:
		case got := <-ended:
			t.Fatalf("embed ended: %+v", got)
		}
		s.firstHit(aboutSites)
		close(release)
		if got := <-ended; got.code != 0 {
			t.Fatalf("%+v", got)
		}
		waitFor(t, "what was found before", func() bool { return s.found(aboutSites) == before })
	})
}

// TestEmbedAfterOtherDimension makes all vectors anew where the server's model
// has another dimension under the old name.
func TestEmbedAfterOtherDimension(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		p := newEndpoint(t, 8)
		embed := append(append([]string{"embed"}, store...), p.flags()...)
		search := append(append([]string{"search", "--limit", "1", "--json", aboutSites}, store...), p.flags()...)
		if got := try(t, "", append([]string{"rules"}, store...)...); got.code != 0 { // the built-in packs
			t.Fatalf("%+v", got)
		}
		if got := try(t, "", embed...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		rows := len(p.set(8, nil))
		before := try(t, "", search...)
		p.set(16, nil)
		// Whoever only searches goes by words, and says nothing of dimensions to the user.
		if got := try(t, "", search...); got.code != 0 || len(lines[[]found](t, got.stdout)) == 0 {
			t.Errorf("with vectors of another dimension: %+v", got)
		}
		p.set(16, nil)
		if got := try(t, "", embed...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		asked := p.set(16, nil)
		if missing, m := vectorless(t, store); missing != 0 || m.Dim != 16 || len(asked) != rows {
			t.Errorf("%d rows lack vectors of %v, %d were asked for of %d", missing, m, len(asked), rows)
		}
		if got := try(t, "", search...); got.code != 0 || len(lines[[]found](t, got.stdout)) != len(lines[[]found](t, before.stdout)) {
			t.Errorf("%+v", got)
		}
		// With --force all are made, though the model is the same.
		p.set(16, nil)
		if got := try(t, "", append(embed, "--force")...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		if again := p.set(16, nil); len(again) != len(asked) {
			t.Errorf("--force asks for %d vectors of %d", len(again), len(asked))
		}
	})
}

// TestEmbedFromABadServer keeps what was made before the server went wrong, and
// stores nothing of what it says then.
func TestEmbedFromABadServer(t *testing.T) {
	t.Parallel()
	says := func(text string) func(w http.ResponseWriter, texts []string) {
		return func(w http.ResponseWriter, _ []string) { _, _ = io.WriteString(w, text) }
	}
	refuses := func(status int) func(w http.ResponseWriter, texts []string) {
		return func(w http.ResponseWriter, _ []string) { w.WriteHeader(status) }
	}
	onEachStore(t, func(t *testing.T, store []string) {
		if got := try(t, "", append([]string{"rules"}, store...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		for name, c := range map[string]struct {
			answer func(w http.ResponseWriter, texts []string)
			says   string
		}{
			"a web page":      {says("<html>log in</html>"), "OpenAI 兼容接口"},
			"half a batch":    {func(w http.ResponseWriter, texts []string) { giveVectors(w, texts[:len(texts)/2], 8) }, "同样数目"},
			"other dimension": {func(w http.ResponseWriter, texts []string) { giveVectors(w, texts, 9) }, "9 维"},
			"no numbers":      {says(`{"data":[{"index":0,"embedding":[NaN]}]}`), "OpenAI 兼容接口"},
			"null":            {says(`{"data":[{"index":0,"embedding":[null,1,1,1,1,1,1,1]}]}`), "空值"},
			"key refused":     {refuses(http.StatusUnauthorized), "密钥"},
			"not there":       {refuses(http.StatusNotFound), "--embed-model"},
		} {
			// Each has a server of its own: what a failed run has sent may still arrive.
			p := newEndpoint(t, 8)
			p.set(8, func(asked int, w http.ResponseWriter, texts []string) bool {
				if asked < 64 {
					return false
				}
				c.answer(w, texts)
				return true
			})
			got := try(t, "", append(append([]string{"embed", "--force"}, store...), p.flags()...)...)
			if got.code != 1 || !strings.Contains(got.stderr, c.says) || !strings.Contains(got.stderr, "已完成 64 条") {
				t.Errorf("%s: %+v", name, got)
			}
			if missing, m := vectorless(t, store); m.Dim != 8 || missing == 0 {
				t.Errorf("%s: %d rows lack vectors of %v", name, missing, m)
			}
		}
		// The next start makes up for what is missing, and finds.
		if got := try(t, "", append(append([]string{"search", "--json", "--limit", "1", aboutSites}, store...), newEndpoint(t, 8).flags()...)...); !strings.Contains(got.stdout, `"suzhou-measures"`) {
			t.Errorf("%+v", got)
		}
		if missing, _ := vectorless(t, store); missing != 0 {
			t.Errorf("the next start leaves %d rows without vectors", missing)
		}
	})
}

// TestServerOfVectorsIsAway starts and searches by words while the server of
// vectors does not answer.
func TestServerOfVectorsIsAway(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		p := newEndpoint(t, 8)
		if got := try(t, "", append(append([]string{"embed"}, store...), p.flags()...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		if got := try(t, "", append(append([]string{"rules"}, store...), p.flags()...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		p.set(8, func(_ int, w http.ResponseWriter, _ []string) bool {
			w.WriteHeader(http.StatusForbidden) // what is not tried again
			return true
		})
		s := serve(t, append(store, p.flags()...)...)
		if got := s.firstHit(aboutSites); got != siteClause {
			t.Errorf("found %s", got)
		}
		// What comes in meanwhile is found too, and gets its vector later.
		dir := folder(t, map[string]string{"夜航.txt": nightFlights("夜航货机", 30)})
		if got := try(t, "", append(append([]string{"ingest", dir}, store...), p.flags()...)...); got.code != 1 || !strings.Contains(got.stderr, "没有生成向量") {
			t.Errorf("%+v", got)
		}
		waitFor(t, "the new clause", func() bool { return strings.Contains(s.found("夜航货机起降"), "夜航货机每次起降") })
		p.set(8, nil)
		if got := try(t, "", append(append([]string{"rules"}, store...), p.flags()...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		if missing, _ := vectorless(t, store); missing != 0 {
			t.Errorf("%d rows have no vector", missing)
		}
	})
}

// TestEmbedTwiceAtOnce lets two runs throw the old vectors away at the same
// time: both end well, and every row has a vector.
func TestEmbedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		if got := try(t, "", append([]string{"rules"}, store...)...); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		p := newEndpoint(t, 8)
		var arrived sync.WaitGroup
		arrived.Add(2)
		p.set(8, func(_ int, _ http.ResponseWriter, texts []string) bool {
			if slices.Equal(texts, []string{probe}) {
				arrived.Done()
				arrived.Wait()
			}
			return false
		})
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if got := try(t, "", append(append([]string{"embed"}, store...), p.flags()...)...); got.code != 0 {
					t.Errorf("%+v", got)
				}
			})
		}
		both.Wait()
		if missing, m := vectorless(t, store); missing != 0 || m.Dim != 8 {
			t.Errorf("%d rows lack vectors of %v", missing, m)
		}
	})
}
