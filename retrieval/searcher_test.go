package retrieval

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// otherEmbedder makes vectors under another name.
type otherEmbedder struct{ *WordVectors }

func (otherEmbedder) Model() Model { return Model{Name: "other", Dim: 96} }

func TestRefresh(t *testing.T) {
	m := policies(t)
	s, err := NewSearcher(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	first := s.Index()
	if err := s.Refresh(t.Context()); err != nil || s.Index() != first {
		t.Fatalf("nothing changed, yet a new index (%v)", err)
	}

	// Vectors come: the same rows, now with cosines.
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := search(t, s.Index(), Query{Text: "苏州独立站", Limit: 1})[0]; h.Cosine <= 0 {
		t.Error("no cosine after the vectors came")
	}
	if h := search(t, first, Query{Text: "苏州独立站", Limit: 1})[0]; h.Cosine != 0 {
		t.Error("the old snapshot changed")
	}

	// A document comes.
	d := Document{ID: "hangzhou", Version: 1, Title: "杭州市若干措施", Jurisdiction: "杭州市"}
	m.set(d, []Row{{Document: "hangzhou", Version: 1, Key: "一", Kind: Clause, Text: "一、给予奖励。"}})
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Index().Document("hangzhou"); !ok {
		t.Error("the new document is not there")
	}
	if got := keys(search(t, s.Index(), Query{Text: "杭州市若干措施", Limit: 1})); !slices.Equal(got, []string{"hangzhou 一"}) {
		t.Errorf("the new document is not found: %v", got)
	}
	if s.Index().Generation() != m.generation {
		t.Errorf("generation %d, want %d", s.Index().Generation(), m.generation)
	}

	// More vectors under the same model cost no rebuild.
	before := s.Index()
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.Index() == before || s.Index().postings != before.postings {
		t.Error("new vectors rebuilt the postings, or the generation was not renewed")
	}
}

func TestOtherModel(t *testing.T) {
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	_, err := NewSearcher(t.Context(), m, otherEmbedder{wordVectors(t)}, BuildOptions{})
	if !errors.Is(err, ErrModel) {
		t.Fatalf("another model: %v", err)
	}
	for _, part := range []string{wordVectors(t).Model().Name, "other", "96", "clausewise embed"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
	if _, err := EnsureVectors(t.Context(), m, otherEmbedder{wordVectors(t)}, nil); !errors.Is(err, ErrModel) {
		t.Errorf("adding vectors of another model: %v", err)
	}

	// While serving, another process re-embeds.
	s, err := NewSearcher(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureVectors(t.Context(), m, otherEmbedder{wordVectors(t)}, nil); err != nil {
		t.Fatal(err)
	}
	before := s.Index()
	// A search that was not told yet compares nothing.
	if h := search(t, before, Query{Text: "苏州独立站", Limit: 1})[0]; h.Cosine != 0 {
		t.Error("a query is compared with vectors of another model")
	}
	for range 2 { // as long as it is so
		if err := s.Refresh(t.Context()); !errors.Is(err, ErrModel) {
			t.Errorf("refresh under another model: %v", err)
		}
	}
	if s.Index() == before || s.Index().postings != before.postings {
		t.Error("vectors of another model rebuilt the postings, or the generation was not renewed")
	}
	if h := search(t, s.Index(), Query{Text: "苏州独立站", Limit: 1})[0]; h.Cosine != 0 {
		t.Error("vectors of another model are compared")
	}

	// And back.
	if err := m.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(t.Context()); err != nil {
		t.Errorf("refresh under the model in use again: %v", err)
	}
	if h := search(t, s.Index(), Query{Text: "苏州独立站", Limit: 1})[0]; h.Cosine <= 0 {
		t.Error("the model's own vectors are not compared")
	}
}

func TestRefreshFailsSoftly(t *testing.T) {
	m := policies(t)
	s, err := NewSearcher(t.Context(), m, nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first := s.Index()
	down := errors.New("database is down")
	for _, method := range []string{"Generation", "Documents", "AllRows"} {
		m.generation++
		m.documents[0].Version++ // something to read
		m.fail = map[string]error{method: down}
		if err := s.Refresh(t.Context()); !errors.Is(err, down) {
			t.Errorf("%s fails: %v", method, err)
		}
		if s.Index() != first {
			t.Errorf("%s fails: the index was replaced", method)
		}
	}
}

// TestMovingStore reads again when a pack is stored between reading its
// documents and its rows.
func TestMovingStore(t *testing.T) {
	m := policies(t)
	m.moves = 2
	if _, err := Build(t.Context(), m, nil, BuildOptions{}); err != nil {
		t.Errorf("a store that moved twice: %v", err)
	}
	m.moves = 1000
	if _, err := Build(t.Context(), m, nil, BuildOptions{}); err == nil {
		t.Error("rows of another version than their document are no error")
	}
}

func TestSearchWhileRefreshing(t *testing.T) {
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	s, err := NewSearcher(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 20 {
				if hits, err := s.Search(t.Context(), Query{Text: "苏州独立站"}); err != nil || len(hits) == 0 {
					t.Errorf("%d hits, %v", len(hits), err)
				}
			}
		})
	}
	for i := range 5 {
		m.set(Document{ID: "x", Version: i + 1, Title: "临时"}, []Row{{Document: "x", Version: i + 1, Key: "一", Kind: Clause, Text: "临时条款"}})
		if err := s.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
}

func TestEnsureVectors(t *testing.T) {
	m := policies(t)
	// A run is stopped after two batches, and the next one goes on.
	ctx, cancel := context.WithCancel(t.Context())
	var progress []int
	added, err := EnsureVectors(ctx, m, wordVectors(t), func(done int) {
		if progress = append(progress, done); done == 2*embedBatch {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || added != 2*embedBatch || !slices.Equal(progress, []int{embedBatch, 2 * embedBatch}) {
		t.Fatalf("stopped run: %d vectors, progress %v, %v", added, progress, err)
	}
	total := 0
	for _, rows := range m.rows {
		for _, r := range rows {
			if r.Quotable() {
				total++
			}
		}
	}
	rest, err := EnsureVectors(t.Context(), m, wordVectors(t), nil)
	if err != nil || added+rest != total || len(m.vectors) != total {
		t.Errorf("%d and %d vectors of %d, %v", added, rest, total, err)
	}
	if again, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); again != 0 || err != nil {
		t.Errorf("a complete store gets %d more, %v", again, err)
	}
	m.fail["PutVectors"] = errors.New("disk full")
	if err := m.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); !errors.Is(err, m.fail["PutVectors"]) {
		t.Errorf("a full disk: %v", err)
	}
}

// resetting throws a store's vectors away when it has made some, as another run
// does that begins later.
type resetting struct {
	*WordVectors
	m     *memory
	calls int
	at    func(call int) bool
}

func (r *resetting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if r.calls++; r.at(r.calls) {
		if err := r.m.ResetVectors(ctx); err != nil {
			return nil, err
		}
	}
	return r.WordVectors.Embed(ctx, texts)
}

func TestVectorsResetMeanwhile(t *testing.T) {
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, &resetting{WordVectors: wordVectors(t), m: m, at: func(call int) bool { return call == 2 }}, nil); err != nil {
		t.Fatal(err)
	}
	if missing, err := m.Missing(t.Context(), 1); err != nil || len(missing) > 0 {
		t.Errorf("%d rows have no vector, %v", len(missing), err)
	}
	// A store that keeps nothing ends the run.
	m = policies(t)
	if _, err := EnsureVectors(t.Context(), m, &resetting{WordVectors: wordVectors(t), m: m, at: func(int) bool { return true }}, nil); err == nil || !strings.Contains(err.Error(), "没有存下来") {
		t.Errorf("error %v, want that nothing stays stored", err)
	}
}

// shortEmbedder takes no text beyond 500 code points.
type shortEmbedder struct{ *WordVectors }

func (s shortEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	for i, text := range texts {
		if n := utf8.RuneCountInString(text); n > 500 {
			return nil, &TooLongError{i, n, 500}
		}
	}
	return s.WordVectors.Embed(ctx, texts)
}

func TestTooLongRowIsNamed(t *testing.T) {
	_, err := EnsureVectors(t.Context(), policies(t), shortEmbedder{wordVectors(t)}, nil)
	if !errors.Is(err, ErrTooLong) || !strings.Contains(err.Error(), "suzhou-pilot-zone 的条款 三/(二)") {
		t.Errorf("error %v, want ErrTooLong with the row's document", err)
	}
}

func TestCited(t *testing.T) {
	_, x := embedded(t)
	rows, documents := x.Cited("苏商规〔2023〕2号第九条")
	if len(rows) != 1 || rows[0].Key != "第九条" || len(documents) != 1 || documents[0].ID != "jiangsu-demonstration-enterprise" {
		t.Errorf("cited %+v and %+v", rows, documents)
	}
}

func TestIndexAccess(t *testing.T) {
	_, x := embedded(t)
	if n := len(x.Documents()); n != 8 {
		t.Fatalf("%d documents", n)
	}
	if d, ok := x.Document("suzhou-measures"); !ok || !d.Draft {
		t.Errorf("suzhou-measures: %+v, %v", d, ok)
	}
	if _, ok := x.Document("none"); ok {
		t.Error("there is a document none")
	}
	if r, ok := x.Row("suzhou-measures", "二/9"); !ok || !strings.Contains(r.Text, "独立站") {
		t.Errorf("二/9: %+v, %v", r, ok)
	}
	if _, ok := x.Row("suzhou-measures", "二/99"); ok {
		t.Error("there is a clause 二/99")
	}
	rows := x.Rows("suzhou-measures")
	if !slices.IsSortedFunc(rows, func(a, b Row) int { return a.Ordinal - b.Ordinal }) || x.Rows("none") != nil {
		t.Error("rows out of order, or rows of no document")
	}
	if items := x.Items("jiangsu-demonstration-enterprise", "第六条"); len(items) != 5 {
		t.Errorf("第六条 has %d items", len(items))
	}
	around := x.Around("suzhou-measures", "二/9", 1, 1)
	if len(around) != 3 || around[0].Key != "二/8" || around[2].Key != "二/10" {
		t.Errorf("around 二/9: %+v", around)
	}
	if got := x.Around("suzhou-measures", "preamble", 5, 0); len(got) != 1 {
		t.Errorf("before the first row: %+v", got)
	}
}

// TestHalfEmbedded ranks the rows that have vectors already no higher than
// those whose turn is still to come.
func TestHalfEmbedded(t *testing.T) {
	whole, x := embedded(t)
	lines, _ := readRelevance(t)
	first := func(x *Index) (n int) {
		for _, line := range lines {
			hits := search(t, x, Query{Text: line.query, Limit: 3})
			if slices.ContainsFunc(hits, func(h Hit) bool { return slices.Contains(line.rows, rowKey{h.Row.Document, h.Row.Key}) }) {
				n++
			}
		}
		return n
	}
	all := first(x)
	half := policies(t)
	n := 0
	_, err := EnsureVectors(t.Context(), half, stopping{wordVectors(t), &n, 2}, nil)
	if err == nil || len(half.vectors) != 2*embedBatch || len(whole.vectors) <= len(half.vectors) {
		t.Fatalf("%d vectors of %d, %v", len(half.vectors), len(whole.vectors), err)
	}
	y, err := Build(t.Context(), half, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	words, err := Build(t.Context(), half, nil, unhurried)
	if err != nil {
		t.Fatal(err)
	}
	with, without := first(y), first(words)
	t.Logf("in the first three: %d of %d with all vectors, %d with half of them, %d with none", all, len(lines), with, without)
	if with < min(all, without)-1 {
		t.Errorf("with half the vectors %d queries find their row in the first three, %d with all and %d with none", with, all, without)
	}
}

// stopping fails after some batches.
type stopping struct {
	*WordVectors
	calls *int
	most  int
}

func (s stopping) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if *s.calls++; *s.calls > s.most {
		return nil, errors.New("stopped")
	}
	return s.WordVectors.Embed(ctx, texts)
}
