package storagetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"clausewise/ingest"
	"clausewise/retrieval"
)

var clauseTests = []test{
	{"documents are the current ones by id", documentsCurrent},
	{"rows of a version in order", rowsOfVersion},
	{"every version is listed with its documents", versionsListed},
	{"all rows by document and ordinal", allRows},
	{"a loop over all rows may stop and may ask the store", allRowsNested},
}

func documentsCurrent(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	put(t, s, Pack("z", Text{"b-doc", Lines("乙", 1)}, Text{"Z-doc", Lines("大写", 1)}, Text{"a-doc", Lines("甲", 1)}))
	put(t, s, Pack("a", Text{"中文编号", Lines("丙", 1)}, Text{"c-doc", Lines("丁", 1)}, Text{"a_doc", Lines("戊", 1)}))
	put(t, s, Pack("z", Text{"b-doc", Lines("乙二", 2)}, Text{"Z-doc", Lines("大写", 1)}))
	documents, err := s.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range documents {
		got = append(got, fmt.Sprintf("%s/%s/%d", d.ID, d.Pack, d.Version))
	}
	// Byte order, whatever collation the database was made with.
	equal(t, "documents", got, []string{"Z-doc/z/2", "a_doc/a/1", "b-doc/z/2", "c-doc/a/1", "中文编号/a/1"})
	infos, err := s.Packs(ctx)
	if err != nil || len(infos) != 2 || infos[0].ID != "a" || infos[1].ID != "z" {
		t.Errorf("Packs: %+v, %v", infos, err)
	}
}

func rowsOfVersion(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	one := stamped(Pack("p", Text{"doc", Lines("旧", 12)}, Text{"gone", Lines("删", 2)}), 1)
	two := stamped(Pack("p", Text{"doc", Lines("新", 11)}), 2)
	put(t, s, one)
	put(t, s, two)
	for version, want := range map[int][]retrieval.Row{0: rowsOf(two, "doc"), 1: rowsOf(one, "doc"), 2: rowsOf(two, "doc")} {
		got, err := s.Rows(ctx, "doc", version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("rows of version %d", version), got, want)
	}
	got, err := s.Rows(ctx, "gone", 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows of a dropped document", got, rowsOf(one, "gone"))
	for _, missing := range []retrieval.Ref{{Document: "gone"}, {Document: "gone", Version: 2}, {Document: "doc", Version: 3}, {Document: ""}, {Document: "p"}} {
		if _, err := s.Rows(ctx, missing.Document, missing.Version); !errors.Is(err, retrieval.ErrNotFound) {
			t.Errorf("Rows(%q, %d): %v", missing.Document, missing.Version, err)
		}
	}
}

func versionsListed(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	if versions, err := s.Versions(ctx); err != nil || len(versions) != 0 {
		t.Errorf("Versions of an empty store: %v, %v", versions, err)
	}
	one := stamped(Pack("p", Text{"b-doc", Lines("旧", 2)}, Text{"a-doc", Lines("甲", 1)}, Text{"Z-doc", Lines("大写", 1)}), 1)
	two := stamped(Pack("p", Text{"b-doc", Lines("新", 3)}), 2)
	none := stamped(Pack("p"), 3)
	for _, p := range []ingest.Pack{one, two, Pack("a", Text{"other", Lines("丙", 1)}), none} {
		put(t, s, p)
		put(t, s, p) // the same files again are no version
	}
	versions, err := s.Versions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	stored := map[string]time.Time{}
	for _, v := range versions {
		got = append(got, fmt.Sprintf("%s@%d", v.Pack, v.Version))
		stored[got[len(got)-1]] = v.StoredAt
		if v.StoredAt.IsZero() || v.StoredAt.Location() != time.UTC {
			t.Errorf("%s@%d was stored at %v", v.Pack, v.Version, v.StoredAt)
		}
	}
	equal(t, "versions", got, []string{"a@1", "p@1", "p@2", "p@3"})
	infos, err := s.Packs(ctx)
	if err != nil || len(infos) != 2 || !infos[1].StoredAt.Equal(stored["p@3"]) {
		t.Errorf("Packs says %+v, Versions %v (%v)", infos, stored, err)
	}
	for version, want := range map[int][]retrieval.Document{
		1: {one.Documents[2], one.Documents[1], one.Documents[0]}, 2: two.Documents, 3: nil,
	} {
		documents, err := s.VersionDocuments(ctx, "p", version)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("documents of version %d", version), documents, want)
	}
	for pack, version := range map[string]int{"p": 4, "a": 0, "none": 1, "": 1, "b-doc": 1} {
		if _, err := s.VersionDocuments(ctx, pack, version); !errors.Is(err, retrieval.ErrNotFound) {
			t.Errorf("VersionDocuments(%q, %d): %v", pack, version, err)
		}
	}
}

func allRows(t *testing.T, db database) {
	s := db.handle(t)
	p := stamped(Pack("p", Text{"b", Lines("乙", 11)}, Text{"a", Lines("甲", 3)}), 1)
	q := stamped(Pack("q", Text{"aa", Lines("甲甲", 2)}), 2)
	put(t, s, p)
	put(t, s, Pack("q", Text{"aa", Lines("旧", 4)}))
	put(t, s, q)
	var got []retrieval.Row
	for row, err := range s.AllRows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	want := append(append(rowsOf(p, "a"), rowsOf(q, "aa")...), rowsOf(p, "b")...)
	equal(t, "all rows", got, want)
}

func allRowsNested(t *testing.T, db database) {
	s := db.handle(t)
	put(t, s, Pack("p", Text{"doc", Lines("内", 50)}))
	seen := 0
	for row, err := range s.AllRows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Rows(t.Context(), row.Document, 0); err != nil {
			t.Fatal(err)
		}
		if seen++; seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Fatalf("%d rows seen", seen)
	}
	// The loop gave its connection back: many more loops find one.
	for range 30 {
		for _, err := range s.AllRows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	put(t, s, Pack("q", Text{"doc2", Lines("后", 1)}))
}
