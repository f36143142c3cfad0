package retrieval

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clausewise/calculators/quantity"
)

func year(y int) quantity.Date { return quantity.Date{Year: y, Month: time.May, Day: 1} }

// says makes the relation that a text states.
func says(kind, title, number string) Relation {
	return Relation{Kind: kind, To: title, Title: title, Number: number, Source: FromText}
}

func TestRelate(t *testing.T) {
	office := func(kind, to string) Relation { return Relation{Kind: kind, To: to, Source: FromOffice} }
	for _, tt := range []struct {
		name      string
		documents []Document
		want      string // of all documents: id kind to
	}{
		{"by title, whichever came first", []Document{
			{ID: "a-old", Title: "某市补助办法（2019年版）", Issued: year(2019)},
			{ID: "b-new", Title: "某市补助办法", Issued: year(2024), Relations: []Relation{says(Repeals, "某市补助办法(2019年版)", "")}},
		}, "b-new repeals a-old"},
		{"not there", []Document{{ID: "b", Title: "新办法", Relations: []Relation{says(Repeals, "旧办法", "")}}}, "b repeals 旧办法"},
		{"by number, whatever the title", []Document{
			{ID: "old", Title: "通知", Number: "某府〔2019〕3号"},
			{ID: "twin", Title: "通知", Number: "某府〔2020〕3号"},
			{ID: "new", Title: "办法", Relations: []Relation{says(Repeals, "通知", "某府[2019]3号")}},
		}, "new repeals old"},
		{"a number that another document has", []Document{
			{ID: "twin", Title: "旧办法", Number: "某府〔2020〕3号"},
			{ID: "new", Title: "办法", Relations: []Relation{says(Repeals, "旧办法", "某府〔2019〕3号")}},
		}, "new repeals 旧办法"},
		{"another city's of the same name", []Document{
			{ID: "other", Title: "补助办法", Jurisdiction: "南通市"},
			{ID: "new", Title: "新补助办法", Jurisdiction: "苏州市", Relations: []Relation{says(Repeals, "补助办法", "")}},
		}, "new repeals 补助办法"},
		{"three of one name", []Document{
			{ID: "y15", Title: "补助办法", Issued: year(2015), Jurisdiction: "苏州市"},
			{ID: "y19", Title: "补助办法", Issued: year(2019), Jurisdiction: "苏州市", Relations: []Relation{says(Repeals, "补助办法", "")}},
			{ID: "y24", Title: "补助办法", Issued: year(2024), Jurisdiction: "苏州市", Relations: []Relation{says(Repeals, "补助办法", "")}},
		}, "y19 repeals y15|y24 repeals y15|y24 repeals y19"},
		{"each repeals the other's name, without days", []Document{
			{ID: "a", Title: "补助办法", Relations: []Relation{says(Repeals, "补助办法", "")}},
			{ID: "b", Title: "补助办法", Relations: []Relation{says(Repeals, "补助办法", "")}},
		}, "a repeals 补助办法|b repeals 补助办法"},
		{"a draft was never in force", []Document{
			{ID: "draft", Title: "补助办法（征求意见稿）", Draft: true},
			{ID: "new", Title: "补助办法", Relations: []Relation{says(Repeals, "补助办法", "")}},
		}, "new repeals 补助办法"},
		{"carried out where it applies", []Document{
			{ID: "city", Title: "行动计划", Jurisdiction: "南通市", Relations: []Relation{says(Implements, "省行动计划", ""), says(Refers, "苏州计划", "")}},
			{ID: "province", Title: "省行动计划", Jurisdiction: "江苏省"},
			{ID: "sz", Title: "苏州计划", Jurisdiction: "苏州市"},
		}, "city implements province|city refers 苏州计划"},
		{"carried by a notice", []Document{
			{ID: "a", Title: "某市补助办法"},
			{ID: "b", Title: "细则", Relations: []Relation{says(Implements, "关于印发〈某市补助办法〉的通知", "")}},
		}, "b implements a"},
		{"the office overrules the text", []Document{
			{ID: "old", Title: "旧办法"},
			{ID: "new", Title: "新办法", Relations: []Relation{office(Amends, "旧办法"), says(Repeals, "旧办法", ""), says(Refers, "别的", "")}},
		}, "new amends old|new refers 别的"},
		{"the office denies it", []Document{
			{ID: "old", Title: "旧办法"},
			{ID: "new", Title: "新办法", Relations: []Relation{office(NoRelation, "old"), says(Repeals, "旧办法", "")}},
		}, ""},
		{"the office denies what is not there yet", []Document{
			{ID: "new", Title: "新办法", Relations: []Relation{office(NoRelation, "旧办法"), says(Repeals, "旧办法", "")}},
		}, ""},
		{"stored before relations had a source", []Document{{ID: "new", Title: "新办法", Relations: []Relation{{Kind: Replaces, To: "old"}}}}, "new replaces old"},
	} {
		for range 2 { // in either order of the documents
			var got []string
			for _, d := range Relate(tt.documents) {
				for _, r := range d.Relations {
					got = append(got, fmt.Sprintf("%s %s %s", d.ID, r.Kind, r.To))
				}
			}
			slices.Sort(got)
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, g, tt.want)
			}
			slices.Reverse(tt.documents)
		}
	}
}

// TestRelateLater: a document that arrives after the one that repeals it is
// repealed, and the documents given are left as they were.
func TestRelateLater(t *testing.T) {
	m := policies(t)
	repealing := Document{ID: "new-measures", Version: 1, Title: "新办法", Issued: year(2024), Relations: []Relation{says(Repeals, "旧办法", "")}}
	m.set(repealing, []Row{{Document: repealing.ID, Version: 1, Key: "一", Kind: Clause, Text: "一、《旧办法》同时废止。"}})
	s, err := NewSearcher(t.Context(), m, nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	to := func() string {
		d, _ := s.Index().Document(repealing.ID)
		return d.Relations[0].To
	}
	if got := to(); got != "旧办法" {
		t.Errorf("before: %s", got)
	}
	m.set(Document{ID: "old-measures", Version: 1, Title: "旧办法", Issued: year(2019)}, []Row{{Document: "old-measures", Version: 1, Key: "一", Kind: Clause, Text: "一、旧。"}})
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := to(); got != "old-measures" {
		t.Errorf("after: %s", got)
	}
	if repealing.Relations[0].To != "旧办法" {
		t.Error("the store's own document was changed")
	}
	before := s.Index()
	m.mu.Lock()
	m.generation++
	m.mu.Unlock()
	if err := s.Refresh(t.Context()); err != nil || s.Index().postings != before.postings {
		t.Errorf("the same documents were indexed again (%v)", err)
	}
}
