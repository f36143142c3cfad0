package retrieval

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// amended gives every document of m a next version in which sums of 20万元 are
// 60万元 and a clause is new, and embeds it.
func amended(t *testing.T, m *memory, ids ...string) {
	t.Helper()
	for _, id := range ids {
		n := slices.IndexFunc(m.documents, func(d Document) bool { return d.ID == id })
		d := m.documents[n]
		d.Version++
		rows := slices.Clone(m.rows[id])
		for i := range rows {
			rows[i].Version = d.Version
			rows[i].Text = strings.ReplaceAll(rows[i].Text, "20万元", "60万元")
		}
		last := rows[len(rows)-1]
		rows = append(rows, Row{
			Document: id, Version: d.Version, Key: "新增", Ordinal: len(rows), Kind: Clause,
			Start: last.End, End: last.End + 12, Text: "本条支持独立站和海外仓建设",
		})
		m.set(d, rows)
	}
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
}

func versionsOf(x *Index, other map[string]int) []PackVersion {
	var versions []PackVersion
	for _, d := range x.Documents() {
		v := PackVersion{Pack: d.ID, Version: d.Version}
		if n, ok := other[d.ID]; ok {
			v.Version = n
		}
		versions = append(versions, v)
	}
	return versions
}

// TestAt searches the versions of yesterday: they are found as they were when
// they were current, to the last digit of every score.
func TestAt(t *testing.T) {
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	s, err := NewSearcher(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	before := s.Index()
	queries := []Query{
		{Text: "苏州独立站补多少", Limit: 20},
		{Text: "海外仓 建设 奖励", Limit: 20},
		{Text: "出口退运免税", Limit: 20},
		{Text: "第9条", Limit: 20},
		{Text: "海外仓", Limit: 5, Filter: Filter{Documents: []string{"suzhou-measures"}}},
		{Text: "海外仓", Limit: 5, Filter: Filter{Documents: []string{"nantong-action-plan"}}},
		{Text: "海外仓", Limit: 5, Filter: Filter{Documents: []string{"nantong-action-plan", "suzhou-measures"}}},
	}
	was := make([][]Hit, len(queries))
	for i, q := range queries {
		was[i] = search(t, before, q)
	}
	wanted := versionsOf(before, nil)

	amended(t, m, "suzhou-measures", "huaian-action-plan")
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	past, err := s.At(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	if past.Generation() != m.generation {
		t.Errorf("generation %d, want %d", past.Generation(), m.generation)
	}
	if diff := cmp.Diff(before.Documents(), past.Documents()); diff != "" {
		t.Errorf("documents (-was +now):\n%s", diff)
	}
	cosines := 0
	for i, q := range queries {
		got := search(t, past, q)
		if diff := cmp.Diff(was[i], got); diff != "" {
			t.Errorf("%s (-was +now):\n%s", q.Text, diff)
		}
		for _, h := range got {
			if h.Document.ID == "suzhou-measures" && h.Cosine > 0 {
				cosines++
			}
		}
	}
	if cosines == 0 {
		t.Error("no row of an older version was found by its vector")
	}
	if _, ok := past.Row("suzhou-measures", "新增"); ok {
		t.Error("a clause of today stands in yesterday's index")
	}
	if row, ok := s.Index().Row("suzhou-measures", "新增"); !ok || row.Version != 2 {
		t.Error("the current index lost the new clause")
	}

	// What is stored later does not reach into an index of the past.
	amended(t, m, "nantong-action-plan")
	for _, h := range search(t, past, Query{Text: "支持独立站和海外仓建设", Limit: 50}) {
		if h.Row.Version != 1 || h.Row.Key == "新增" {
			t.Errorf("found %s %s of version %d", h.Row.Document, h.Row.Key, h.Row.Version)
		}
	}
}

// TestAtWithOtherVectors finds the past by words alone where making its
// vectors would cost something, and still uses those the store has.
func TestAtWithOtherVectors(t *testing.T) {
	m := policies(t)
	served := otherEmbedder{wordVectors(t)}
	if _, err := EnsureVectors(t.Context(), m, served, nil); err != nil {
		t.Fatal(err)
	}
	s, err := NewSearcher(t.Context(), m, served, unhurried)
	if err != nil {
		t.Fatal(err)
	}
	d := m.documents[slices.IndexFunc(m.documents, func(d Document) bool { return d.ID == "suzhou-measures" })]
	d.Version = 2
	m.set(d, []Row{{Document: d.ID, Version: 2, Key: "一", Kind: Clause, Text: "一、停止执行。"}})
	past, err := s.At(t.Context(), versionsOf(s.Index(), nil))
	if err != nil {
		t.Fatal(err)
	}
	byVector := map[string]bool{}
	for _, h := range search(t, past, Query{Text: "独立站 海外仓 建设 奖励", Limit: 60}) {
		byVector[h.Document.ID] = byVector[h.Document.ID] || h.Cosine > 0
	}
	if on, found := byVector["suzhou-measures"]; !found || on {
		t.Errorf("older rows: found %v, by vector %v", found, on)
	}
	delete(byVector, "suzhou-measures")
	if !slices.Contains(slices.Collect(maps.Values(byVector)), true) {
		t.Error("current rows are not found by their vectors any more")
	}

	// Another model's vectors came meanwhile: words alone, no error.
	if err := m.ResetVectors(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	if past, err = s.At(t.Context(), versionsOf(past, nil)); err != nil || past.embedder != nil {
		t.Errorf("At: %v", err)
	}
}

func TestAtFails(t *testing.T) {
	m := policies(t)
	s, err := NewSearcher(t.Context(), m, wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	versions := versionsOf(s.Index(), nil)
	if _, err := s.At(t.Context(), versionsOf(s.Index(), map[string]int{"suzhou-measures": 9})); !errors.Is(err, ErrNotFound) {
		t.Errorf("a version that is not stored: %v", err)
	}
	for _, method := range []string{"Generation", "VersionDocuments", "Rows", "Model"} {
		broken := errors.New("disk on fire")
		m.fail[method] = broken
		if _, err := s.At(t.Context(), versions); !errors.Is(err, broken) {
			t.Errorf("%s fails: %v", method, err)
		}
		delete(m.fail, method)
	}
}
