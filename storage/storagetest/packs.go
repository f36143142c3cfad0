package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/storage/intake"
)

var packTests = []test{
	{"a new store is empty", emptyStore},
	{"what goes in comes out", packRoundTrip},
	{"same files change nothing", packSameFiles},
	{"a later reader reads the same files again", packReaders},
	{"a version follows the one it was made from", packOver},
	{"one file of all packs", packFilesByName},
	{"versions count up and all stay readable", packVersions},
	{"refused packs leave nothing", packRefused},
	{"a document stays with its pack", packDocumentMoves},
	{"cancelled at any moment, all or nothing", packCancelled},
	{"same id from two handles at once", packConcurrent},
	{"same files from two handles at once", packConcurrentSame},
}

// equal fails the test where got differs from want; nil and empty are equal.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func emptyStore(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	packs, err := s.Packs(ctx)
	if err != nil || len(packs) != 0 {
		t.Errorf("Packs: %v, %v", packs, err)
	}
	documents, err := s.Documents(ctx)
	if err != nil || len(documents) != 0 {
		t.Errorf("Documents: %v, %v", documents, err)
	}
	for row, err := range s.AllRows(ctx) {
		t.Errorf("AllRows yields %v, %v", row, err)
	}
	if _, err := s.Pack(ctx, "none", 0); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Pack: %v", err)
	}
	if _, err := s.Rows(ctx, "none", 0); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Rows: %v", err)
	}
	if m, err := s.Model(ctx); err != nil || m != (retrieval.Model{}) {
		t.Errorf("Model: %v, %v", m, err)
	}
	if n, err := s.Nearest(ctx, retrieval.Model{Name: "m", Dim: 1}, []float32{1}, 5, nil, nil); err != nil || len(n) != 0 {
		t.Errorf("Nearest: %v, %v", n, err)
	}
	if _, err := s.Generation(ctx); err != nil {
		t.Errorf("Generation: %v", err)
	}
}

func packRoundTrip(t *testing.T, db database) {
	s := db.handle(t)
	p := Pack("roundtrip", Text{"b-measures", []string{
		"第一条　给予２０万元补助\t（含税） \r\n",
		"\n\n  空行与行尾空格  \r\n",
		"𠮷野家 ﷽ e\u0301 \u200b零宽 \U0001F4C4 \uFFFD \\ ' \" % _ ; -- $1 ?\n",
		"没有换行的结尾",
	}}, Text{"a-plan", Lines("支持海外仓", 3)})
	p.Files["notes.bin"] = []byte{0, 255, 254, '\r', '\n', 0}
	p.Files["empty.txt"] = nil
	p.Documents[1].Contact = map[string]string{"office": "市商务局", "link": "a&b<c>"}
	p.Rows[2].Heading, p.Rows[2].Parent = "补助", "标题"
	if got := put(t, s, p); got != (ingest.Stored{Version: 1, Changed: true}) {
		t.Fatalf("Stored %+v", got)
	}
	for _, version := range []int{0, 1} {
		got, err := s.Pack(t.Context(), p.ID, version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "Pack", got, stamped(p, 1))
	}
	var joined strings.Builder
	got, err := s.Pack(t.Context(), p.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got.Rows {
		joined.WriteString(r.Text)
	}
	if joined.String() != p.Source || got.Source != p.Source {
		t.Error("the rows, joined, are not the source")
	}
	infos, err := s.Packs(t.Context())
	if err != nil || len(infos) != 1 {
		t.Fatalf("Packs: %v, %v", infos, err)
	}
	want := ingest.PackInfo{ID: p.ID, Version: 1, Revision: 1, Origin: "files", SHA256: intake.Digest(p.Files), StoredAt: infos[0].StoredAt}
	equal(t, "PackInfo", infos[0], want)
	if infos[0].StoredAt.IsZero() {
		t.Error("StoredAt is zero")
	}
}

func packSameFiles(t *testing.T, db database) {
	s := db.handle(t)
	p := Pack("same", Text{"same-doc", Lines("一样", 2)})
	put(t, s, p)
	before, err := s.Generation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := put(t, s, p); got != (ingest.Stored{Version: 1}) {
		t.Errorf("Stored %+v, want version 1 unchanged", got)
	}
	after, err := s.Generation(t.Context())
	if err != nil || after != before {
		t.Errorf("generation %d → %d, %v", before, after, err)
	}
	p.Files["rules.yaml"] = []byte("[]\n")
	if got := put(t, s, p); got != (ingest.Stored{Version: 2, Changed: true}) {
		t.Errorf("Stored %+v, want version 2 changed", got)
	}
	if again, err := s.Generation(t.Context()); err != nil || again <= after {
		t.Errorf("generation %d → %d, %v", after, again, err)
	}
}

func packReaders(t *testing.T, db database) {
	s := db.handle(t)
	p := Pack("p", Text{"doc", Lines("一样", 2)})
	for _, tt := range []struct {
		reader int
		want   ingest.Stored
	}{
		{0, ingest.Stored{Version: 1, Changed: true}},
		{2, ingest.Stored{Version: 2, Changed: true}},
		{2, ingest.Stored{Version: 2}},
		{1, ingest.Stored{Version: 2}}, // an older program on the same store
		{3, ingest.Stored{Version: 3, Changed: true}},
	} {
		p.Reader = tt.reader
		if got := put(t, s, p); got != tt.want {
			t.Errorf("reader %d: %+v, want %+v", tt.reader, got, tt.want)
		}
	}
	p.Reader = 2
	p.Files["rules.yaml"] = []byte("[]\n")
	if got := put(t, s, p); got != (ingest.Stored{Version: 4, Changed: true}) {
		t.Errorf("other files by an older reader: %+v", got)
	}
	for version, want := range map[int]int{1: 0, 2: 2, 3: 3, 4: 2, 0: 2} {
		if got, err := s.Pack(t.Context(), "p", version); err != nil || got.Reader != want {
			t.Errorf("version %d was read by %d, %v; want %d", version, got.Reader, err, want)
		}
	}
	if infos, err := s.Packs(t.Context()); err != nil || infos[0].Reader != 2 {
		t.Errorf("Packs: %+v, %v", infos, err)
	}
}

func packOver(t *testing.T, db database) {
	s := db.handle(t)
	over := func(version int, words string) error {
		p := Pack("p", Text{"doc", Lines(words, 2)})
		p.Over = &version
		_, err := s.PutPack(t.Context(), p)
		return err
	}
	if err := over(1, "没有第一版"); !errors.Is(err, ingest.ErrMoved) {
		t.Errorf("over a version that is not there: %v", err)
	}
	if err := errors.Join(over(0, "一"), over(1, "二")); err != nil {
		t.Fatal(err)
	}
	for _, stale := range []int{0, 1, 3} {
		if err := over(stale, "三"); !errors.Is(err, ingest.ErrMoved) {
			t.Errorf("over version %d of 2: %v", stale, err)
		}
	}
	if err := over(7, "二"); err != nil {
		t.Errorf("what is there already: %v", err)
	}
	if infos, err := s.Packs(t.Context()); err != nil || len(infos) != 1 || infos[0].Version != 2 {
		t.Errorf("Packs: %+v, %v", infos, err)
	}
}

func packFilesByName(t *testing.T, db database) {
	s := db.handle(t)
	for _, tt := range []struct{ pack, rules string }{{"b", "one"}, {"a", "first"}, {"b", "two"}, {"plain", ""}, {"B", "upper"}} {
		p := Pack(tt.pack, Text{"doc-" + tt.pack, Lines(tt.rules, 1)})
		if tt.rules != "" {
			p.Files["rules.yaml"] = []byte(tt.rules)
		}
		put(t, s, p)
	}
	for name, tt := range map[string]struct {
		versions []retrieval.PackVersion
		want     []ingest.StoredFile
	}{
		"current": {nil, []ingest.StoredFile{{Pack: "B", Version: 1, Data: []byte("upper")}, {Pack: "a", Version: 1, Data: []byte("first")}, {Pack: "b", Version: 2, Data: []byte("two")}}},
		"none":    {[]retrieval.PackVersion{}, nil},
		"past": {
			[]retrieval.PackVersion{{Pack: "plain", Version: 1}, {Pack: "b", Version: 1}, {Pack: "a", Version: 9}, {Pack: "a", Version: 1}},
			[]ingest.StoredFile{{Pack: "a", Version: 1, Data: []byte("first")}, {Pack: "b", Version: 1, Data: []byte("one")}},
		},
	} {
		got, err := s.PackFiles(t.Context(), "rules.yaml", tt.versions)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, name, got, tt.want)
	}
}

func packVersions(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	one := Pack("p", Text{"kept", Lines("旧", 3)}, Text{"dropped", Lines("将删", 1)})
	two := Pack("p", Text{"kept", Lines("新", 2)})
	two.Revision = 2
	put(t, s, one)
	put(t, s, two)
	for version, want := range map[int]ingest.Pack{0: stamped(two, 2), 1: stamped(one, 1), 2: stamped(two, 2)} {
		got, err := s.Pack(ctx, "p", version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("Pack version %d", version), got, want)
	}
	if _, err := s.Pack(ctx, "p", 3); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Pack version 3: %v", err)
	}
	if _, err := s.Pack(ctx, "p", -1); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Pack version -1: %v", err)
	}
	// The first files again are a change: they are not the current ones.
	if got := put(t, s, one); got != (ingest.Stored{Version: 3, Changed: true}) {
		t.Errorf("Stored %+v", got)
	}
	infos, err := s.Packs(ctx)
	if err != nil || len(infos) != 1 || infos[0].Version != 3 {
		t.Errorf("Packs: %+v, %v", infos, err)
	}
}

func packRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	good := Pack("good", Text{"good-doc", Lines("原文", 2)})
	put(t, s, good)
	generation, err := s.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		want error
		harm func(p *ingest.Pack)
	}{
		{"no id", intake.ErrPack, func(p *ingest.Pack) { p.ID = "" }},
		{"text lost between rows", intake.ErrPack, func(p *ingest.Pack) { p.Rows = append(p.Rows[:1], p.Rows[2:]...) }},
		{"text lost at the end", intake.ErrPack, func(p *ingest.Pack) { p.Source += "尾" }},
		{"text twice", intake.ErrPack, func(p *ingest.Pack) { p.Rows = append(p.Rows, p.Rows[3]) }},
		{"wrong offset", intake.ErrPack, func(p *ingest.Pack) { p.Rows[2].Start++ }},
		{"text changed", intake.ErrPack, func(p *ingest.Pack) { p.Rows[2].Text = strings.ToUpper("x" + p.Rows[2].Text[1:]) }},
		{"key twice", intake.ErrPack, func(p *ingest.Pack) { p.Rows[3].Key = p.Rows[2].Key }},
		{"unknown document", intake.ErrPack, func(p *ingest.Pack) { p.Rows[2].Document = "other" }},
		{"document twice", intake.ErrPack, func(p *ingest.Pack) { p.Documents = append(p.Documents, p.Documents[0]) }},
		{"a NUL in the text", intake.ErrText, func(p *ingest.Pack) {
			p.Source = strings.Replace(p.Source, "第", "\x00", 1)
			p.Rows[2].Text = strings.Replace(p.Rows[2].Text, "第", "\x00", 1)
		}},
		{"a NUL in a path", intake.ErrText, func(p *ingest.Pack) { p.Rows[2].Path = "一\x00" }},
		{"not UTF-8", intake.ErrText, func(p *ingest.Pack) { p.Source += "\xff" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Pack("bad", Text{"bad-doc", Lines("坏", 2)})
			tt.harm(&p)
			if _, err := s.PutPack(ctx, p); !errors.Is(err, tt.want) {
				t.Fatalf("PutPack: %v, want %v", err, tt.want)
			}
		})
	}
	infos, err := s.Packs(ctx)
	if err != nil || len(infos) != 1 {
		t.Errorf("Packs: %+v, %v", infos, err)
	}
	if after, err := s.Generation(ctx); err != nil || after != generation {
		t.Errorf("generation %d → %d, %v", generation, after, err)
	}
}

func packDocumentMoves(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("first", Text{"shared", Lines("甲", 1)}))
	put(t, s, Pack("first", Text{"another", Lines("乙", 1)}))
	if _, err := s.PutPack(ctx, Pack("second", Text{"fine", Lines("丙", 1)}, Text{"shared", Lines("丁", 1)})); !errors.Is(err, intake.ErrPack) {
		t.Fatalf("PutPack: %v", err)
	}
	documents, err := s.Documents(ctx)
	if err != nil || len(documents) != 1 || documents[0].ID != "another" {
		t.Errorf("Documents: %+v, %v", documents, err)
	}
}

// countdown is a context that is cancelled when it has been asked n times.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newCountdown(parent context.Context, n int64) *countdown {
	ctx, cancel := context.WithCancel(parent)
	c := &countdown{Context: ctx, cancel: cancel}
	c.left.Store(n)
	return c
}

func (c *countdown) Done() <-chan struct{} {
	if c.left.Add(-1) <= 0 {
		c.cancel()
	}
	return c.Context.Done()
}

func (c *countdown) Err() error {
	if c.left.Add(-1) <= 0 {
		c.cancel()
	}
	return c.Context.Err()
}

func packCancelled(t *testing.T, db database) {
	s := db.handle(t)
	old := Pack("p", Text{"doc", Lines("旧", 3)})
	put(t, s, old)
	next := Pack("p", Text{"doc", Lines("新", 400)})
	failed := 0
	for n := int64(1); ; n += 1 + n/3 {
		ctx := newCountdown(t.Context(), n)
		stored, err := s.PutPack(ctx, next)
		ctx.cancel()
		want := stamped(old, 1)
		if err == nil {
			if stored != (ingest.Stored{Version: 2, Changed: true}) {
				t.Fatalf("Stored %+v", stored)
			}
			want = stamped(next, 2)
		}
		got, e := s.Pack(t.Context(), "p", 0)
		if e != nil {
			t.Fatal(e)
		}
		equal(t, fmt.Sprintf("after a cancellation at %d (%v)", n, err), got, want)
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled at %d: %v", n, err)
		}
		failed++
	}
	if failed == 0 {
		t.Error("no attempt was cancelled")
	}
}

func packConcurrent(t *testing.T, db database) {
	handles := []Stores{db.handle(t), db.handle(t)}
	const n = 8
	packs := make([]ingest.Pack, n)
	stored := make([]ingest.Stored, n)
	var wg sync.WaitGroup
	for i := range n {
		packs[i] = Pack("contested", Text{"doc", Lines(fmt.Sprintf("写者%d", i), 20+i)})
		wg.Go(func() {
			var err error
			if stored[i], err = handles[i%2].PutPack(t.Context(), packs[i]); err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	seen := map[int]bool{}
	for i, st := range stored {
		if !st.Changed || seen[st.Version] || st.Version < 1 || st.Version > n {
			t.Errorf("writer %d: %+v", i, st)
		}
		seen[st.Version] = true
		got, err := handles[1-i%2].Pack(t.Context(), "contested", st.Version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("version %d", st.Version), got, stamped(packs[i], st.Version))
	}
}

func packConcurrentSame(t *testing.T, db database) {
	handles := []Stores{db.handle(t), db.handle(t)}
	p := Pack("same", Text{"doc", Lines("一样", 30)})
	var changed atomic.Int64
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			stored, err := handles[i%2].PutPack(t.Context(), p)
			if err != nil || stored.Version != 1 {
				t.Errorf("writer %d: %+v, %v", i, stored, err)
			}
			if stored.Changed {
				changed.Add(1)
			}
		})
	}
	wg.Wait()
	if changed.Load() != 1 {
		t.Errorf("%d writers changed the store, want one", changed.Load())
	}
}
