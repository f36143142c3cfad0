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
}

func (m *memoryStore) PutPack(_ context.Context, p Pack) (Stored, error) {
	if p.ID == m.fail {
		return Stored{}, errors.New("disk is full")
	}
	have := m.packs[p.ID]
	if n := len(have); n > 0 && have[n-1].Source == p.Source && have[n-1].Revision == p.Revision {
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
		out = append(out, PackInfo{ID: id, Version: len(v), Revision: p.Revision, Origin: p.Origin})
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
