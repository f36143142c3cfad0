package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clausewise/retrieval"
)

// memoryStore is a Store of the latest versions in memory.
type memoryStore struct {
	packs map[string][]Pack
	fail  string // pack that cannot be stored
	down  error
	// before is run once, before a pack is stored: what another program does.
	before func(m *memoryStore)
}

func (m *memoryStore) PutPack(_ context.Context, p Pack) (Stored, error) {
	if p.ID == m.fail {
		return Stored{}, errors.New("disk is full")
	}
	if m.before != nil {
		before := m.before
		m.before = nil
		before(m)
	}
	have := m.packs[p.ID]
	if p.Over != nil && *p.Over != len(have) {
		return Stored{}, ErrMoved
	}
	if n := len(have); n > 0 && have[n-1].Source == p.Source && have[n-1].Revision == p.Revision && have[n-1].Reader >= p.Reader {
		return Stored{Version: n}, nil
	}
	if m.packs == nil {
		m.packs = map[string][]Pack{}
	}
	m.packs[p.ID] = append(have, p)
	return Stored{Version: len(have) + 1, Changed: true}, nil
}

func (m *memoryStore) Packs(context.Context) ([]PackInfo, error) {
	var out []PackInfo
	for id, v := range m.packs {
		p := v[len(v)-1]
		out = append(out, PackInfo{ID: id, Version: len(v), Revision: p.Revision, Origin: p.Origin, Reader: p.Reader})
	}
	return out, m.down
}

func (m *memoryStore) Pack(_ context.Context, id string, version int) (Pack, error) {
	v := m.packs[id]
	if version == 0 {
		version = len(v)
	}
	if version < 1 || version > len(v) {
		return Pack{}, retrieval.ErrNotFound
	}
	return v[version-1], nil
}

func (m *memoryStore) PackFiles(_ context.Context, name string, _ []retrieval.PackVersion) ([]StoredFile, error) {
	var out []StoredFile
	for id, v := range m.packs {
		if data, ok := v[len(v)-1].Files[name]; ok {
			out = append(out, StoredFile{id, len(v), data})
		}
	}
	return out, nil
}

func somePack(id string, revision int, origin, text string) Pack {
	files := map[string][]byte{"source.txt": []byte(text)}
	if revision > 0 {
		files["policy.yaml"] = fmt.Appendf(nil, "revision: %d\n", revision)
	}
	p, err := build(context.Background(), id, origin, "source.txt", files)
	if err != nil {
		panic(err)
	}
	return p
}

func readBy(p Pack, reader int) Pack {
	p.Reader = reader
	return p
}

func TestIngest(t *testing.T) {
	const v1, v2 = "一、甲\n二、乙\n", "一、甲\n二、丙\n三、丁\n"
	for _, tt := range []struct {
		name   string
		before []Pack
		pack   Pack
		want   State
		at     int
	}{
		{"new", nil, somePack("a", 1, OriginBuiltin, v1), Added, 1},
		{"built-in again", []Pack{somePack("a", 1, OriginBuiltin, v1)}, somePack("a", 1, OriginBuiltin, v1), Unchanged, 1},
		{"built-in, same revision, other text", []Pack{somePack("a", 1, OriginBuiltin, v1)}, somePack("a", 1, OriginBuiltin, v2), Unchanged, 1},
		{"built-in, read by an earlier reader", []Pack{readBy(somePack("a", 1, OriginBuiltin, v1), 1)}, somePack("a", 1, OriginBuiltin, v1), Changed, 2},
		{"built-in, read by a later reader", []Pack{readBy(somePack("a", 1, OriginBuiltin, v1), ReaderVersion+1)}, somePack("a", 1, OriginBuiltin, v2), Unchanged, 1},
		{"built-in, higher revision", []Pack{somePack("a", 1, OriginBuiltin, v1)}, somePack("a", 2, OriginBuiltin, v2), Changed, 2},
		{"built-in over an office's", []Pack{somePack("a", 1, OriginConsole, v1)}, somePack("a", 9, OriginBuiltin, v2), Kept, 1},
		{"office's over built-in", []Pack{somePack("a", 1, OriginBuiltin, v1)}, somePack("a", 1, OriginFiles, v2), Changed, 2},
		{"office's again", []Pack{somePack("a", 1, OriginFiles, v1)}, somePack("a", 1, OriginFiles, v1), Unchanged, 1},
		{"office's, changed", []Pack{somePack("a", 0, OriginFiles, v1)}, somePack("a", 0, OriginFiles, v2), Changed, 2},
		{"office's, lower revision", []Pack{somePack("a", 2, OriginFiles, v1)}, somePack("a", 1, OriginFiles, v2), Kept, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store := &memoryStore{}
			for _, p := range tt.before {
				if _, err := store.PutPack(t.Context(), p); err != nil {
					t.Fatal(err)
				}
			}
			s, err := Ingest(t.Context(), store, []Pack{tt.pack}, nil)
			if err != nil {
				t.Fatal(err)
			}
			o := s.Outcomes[0]
			if o.State != tt.want || o.Version != tt.at || (o.State == Kept) != (o.Reason != "") {
				t.Errorf("%+v, want %s at %d", o, tt.want, tt.at)
			}
			if stored := o.State == Added || o.State == Changed; stored != (s.Clauses == tt.pack.Clauses()) {
				t.Errorf("summary %+v", s)
			}
		})
	}
}

func TestIngestMany(t *testing.T) {
	store := &memoryStore{fail: "b"}
	packs := []Pack{
		somePack("a", 0, OriginFiles, "一、甲\n二、乙\n"), somePack("b", 0, OriginFiles, "一、甲\n二、乙\n"),
		somePack("c", 0, OriginFiles, "一、甲\n二、乙\n"), somePack("a", 0, OriginFiles, "一、甲\n二、乙\n三、丙\n"),
	}
	twin := somePack("d", 0, OriginFiles, "一、甲\n二、乙\n")
	twin.Documents[0].ID = "c"
	packs = append(packs, twin)
	var seen []string
	s, err := Ingest(t.Context(), store, packs, func(done, total int, o Outcome) {
		seen = append(seen, fmt.Sprintf("%d/%d %s %s", done, total, o.Pack, o.State))
	})
	if err == nil || !strings.Contains(err.Error(), "政策包 b") || !strings.Contains(err.Error(), "文件 id c 与政策包 c") || !errors.Is(err, errSameName) {
		t.Errorf("error %v", err)
	}
	want := []string{"1/5 a added", "2/5 b failed", "3/5 c added", "4/5 a failed", "5/5 d failed"}
	if !slices.Equal(seen, want) {
		t.Errorf("progress %q", seen)
	}
	if s.Added != 2 || s.Failed != 3 || s.Documents != 2 || s.Clauses != 4 {
		t.Errorf("summary %+v", s)
	}
}

func TestIngestStops(t *testing.T) {
	down := errors.New("no route to host")
	if _, err := Ingest(t.Context(), &memoryStore{down: down}, nil, nil); !errors.Is(err, down) {
		t.Errorf("store down: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	packs := []Pack{somePack("a", 0, OriginFiles, "一、甲\n"), somePack("b", 0, OriginFiles, "一、甲\n")}
	s, err := Ingest(ctx, &memoryStore{}, packs, func(int, int, Outcome) { cancel() })
	if !errors.Is(err, context.Canceled) || len(s.Outcomes) != 1 {
		t.Errorf("cancelled: %v after %d", err, len(s.Outcomes))
	}
}

// TestIngestMeanwhile: what another program stores between looking and storing
// is looked at again, so that a built-in pack never covers an office's.
func TestIngestMeanwhile(t *testing.T) {
	office := somePack("a", 0, OriginFiles, "一、甲\n二、乙\n")
	for _, tt := range []struct {
		pack Pack
		want State
		at   int
	}{
		{somePack("a", 1, OriginBuiltin, "一、甲\n"), Kept, 1},
		{somePack("a", 0, OriginFiles, "一、甲\n二、丙\n"), Changed, 2},
		{office, Unchanged, 1},
	} {
		store := &memoryStore{before: func(m *memoryStore) { m.packs = map[string][]Pack{"a": {office}} }}
		s, err := Ingest(t.Context(), store, []Pack{tt.pack}, nil)
		if err != nil || s.Outcomes[0].State != tt.want || s.Outcomes[0].Version != tt.at {
			t.Errorf("%+v, %v; want %s at %d", s.Outcomes, err, tt.want, tt.at)
		}
	}
}

// TestReread: packs of earlier readers are read again from their own files,
// others are left alone, and one that can't be read stays.
func TestReread(t *testing.T) {
	old := readBy(somePack("old", 3, OriginConsole, "一、甲\n二、乙\n"), 1)
	old.Rows = old.Rows[:1] // as an earlier reader saw it
	broken := readBy(somePack("broken", 0, OriginFiles, "一、甲\n"), 0)
	broken.Files = map[string][]byte{"source.txt": {0, 1, 2, 0}}
	store := &memoryStore{packs: map[string][]Pack{
		"old": {old}, "broken": {broken},
		"new": {somePack("new", 0, OriginFiles, "一、甲\n")}, "newer": {readBy(somePack("newer", 0, OriginFiles, "一、甲\n"), ReaderVersion+1)},
	}}
	s, err := Reread(t.Context(), store)
	if !errors.Is(err, ErrBinary) || s.Changed != 1 || s.Failed != 1 || len(s.Outcomes) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	got, err := store.Pack(t.Context(), "old", 0)
	if err != nil || len(store.packs["old"]) != 2 || got.Reader != ReaderVersion || len(got.Rows) != 2 || got.Origin != OriginConsole || got.Revision != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	if s, err := Reread(t.Context(), &memoryStore{packs: map[string][]Pack{"old": store.packs["old"]}}); err != nil || len(s.Outcomes) != 0 {
		t.Errorf("again: %+v, %v", s, err)
	}
}
