package intake

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"clausewise/ingest"
	"clausewise/retrieval"
)

func TestDigest(t *testing.T) {
	same := []map[string][]byte{
		{"a": []byte("1"), "b": []byte("2")},
		{"b": []byte("2"), "a": []byte("1")},
	}
	if Digest(same[0]) != Digest(same[1]) {
		t.Error("the order of a map shows")
	}
	seen := map[string]int{}
	for i, files := range []map[string][]byte{
		nil,
		{"": nil},
		{"a": nil},
		{"a": []byte("b")},
		{"ab": nil},
		{"a": nil, "b": nil},
		{"a": []byte("1"), "b": []byte("2")},
		{"a": []byte("2"), "b": []byte("1")},
		{"a": []byte("1b2")},
	} {
		d := Digest(files)
		if before, ok := seen[d]; ok {
			t.Errorf("sets %d and %d have the same digest", before, i)
		}
		if seen[d] = i; len(d) != 64 {
			t.Errorf("digest %q", d)
		}
	}
}

func TestPackSays(t *testing.T) {
	p := ingest.Pack{
		ID: "p", Source: "第一条\n第二条",
		Documents: []retrieval.Document{{ID: "d"}},
		Rows: []retrieval.Row{
			{Document: "d", Key: "1", Kind: retrieval.Clause, Text: "第一条\n", Start: 0, End: 4},
			{Document: "d", Key: "2", Kind: retrieval.Clause, Text: "第二条", Start: 4, End: 7},
		},
	}
	if err := Pack(p); err != nil {
		t.Fatal(err)
	}
	lost := p
	lost.Rows = p.Rows[:1]
	if err := Pack(lost); !errors.Is(err, ErrPack) || !strings.Contains(err.Error(), "第 4 个字符") {
		t.Errorf("a lost row: %v", err)
	}
	nul := p
	nul.Source = "第一条\x00"
	if err := Pack(nul); !errors.Is(err, ErrText) || !strings.Contains(err.Error(), "第 4 个字符是空字符") {
		t.Errorf("a NUL: %v", err)
	}
}

// FuzzRows cuts a text into rows at any place: Pack takes them where each cut
// is between code points, and whatever it takes is the whole text.
func FuzzRows(f *testing.F) {
	f.Add("第一条 给予补助。\r\n第二条", 5, 0)
	f.Add("a", 0, 1)
	f.Add("\x00\xff", 1, 0)
	f.Fuzz(func(t *testing.T, source string, cut, shift int) {
		if cut < 0 || cut > len(source) {
			t.Skip()
		}
		middle := utf8.RuneCountInString(source[:cut])
		p := ingest.Pack{
			ID: "p", Source: source, Documents: []retrieval.Document{{ID: "d"}},
			Rows: []retrieval.Row{
				{Document: "d", Key: "1", Text: source[:cut], Start: 0, End: middle},
				{Document: "d", Key: "2", Text: source[cut:], Start: middle + shift, End: utf8.RuneCountInString(source) + shift},
			},
		}
		err := Pack(p)
		fit := utf8.ValidString(source) && !strings.Contains(source, "\x00") && shift == 0 && utf8.ValidString(source[:cut])
		if fit != (err == nil) {
			t.Errorf("source %q, cut %d, shift %d: %v", source, cut, shift, err)
		}
	})
}

func TestLists(t *testing.T) {
	for _, want := range []retrieval.Row{
		{},
		{Departments: []string{"a\"b", "", "c,d"}},
		{
			Figures: []retrieval.Figure{{Kind: retrieval.AmountFigure, Role: retrieval.CapRole, Bound: retrieval.AtMost, Value: decimal.RequireFromString("3000000.50"), Currency: "CNY", Start: 3, End: 9}},
			Refers:  []retrieval.Reference{{Start: 1, End: 4, Title: "<办法>", Articles: "第三条", To: "d", ToClause: "第三条"}},
		},
	} {
		lists, err := EncodeLists(want)
		if err != nil {
			t.Fatal(err)
		}
		var got retrieval.Row
		if err := lists.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for _, broken := range []Lists{{Departments: "[1"}, {Figures: "{}"}, {Refers: "x"}} {
		if err := broken.Decode(&retrieval.Row{}); err == nil {
			t.Errorf("%+v was read", broken)
		}
	}
}

func TestNotQuotable(t *testing.T) {
	for _, k := range NotQuotable() {
		if (retrieval.Row{Kind: k}).Quotable() {
			t.Errorf("%s is quotable", k)
		}
	}
	if len(NotQuotable()) == 0 {
		t.Error("every kind is quotable")
	}
}
