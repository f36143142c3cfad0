package storagetest

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/retrieval"
)

// Text is a document of a fixture: its id and the text of its rows in order.
type Text struct {
	Document string
	Rows     []string
}

// Pack makes a consistent pack of the documents: a navigation row before each
// of them, a heading first, then clauses with keys 第1条, 第2条, …. Metadata is
// derived from the ids. Same arguments, same pack.
func Pack(id string, texts ...Text) ingest.Pack {
	p := ingest.Pack{ID: id, Revision: 1, Origin: "files"}
	var source strings.Builder
	at := 0
	add := func(r retrieval.Row) {
		r.Ordinal = len(p.Rows)
		r.Start, r.End = at, at+utf8.RuneCountInString(r.Text)
		at = r.End
		source.WriteString(r.Text)
		p.Rows = append(p.Rows, r)
	}
	for _, text := range texts {
		add(retrieval.Row{Kind: retrieval.Navigation, Key: "navigation", Text: "首页 > 政策 > " + text.Document + "\r\n"})
		from := at
		add(retrieval.Row{Document: text.Document, Kind: retrieval.Heading, Key: "标题", Text: text.Document + "若干措施\n"})
		for i, words := range text.Rows {
			number := fmt.Sprintf("第%d条", i+1)
			figures, refers := figures(i, at), refers(i, at)
			add(retrieval.Row{
				Document: text.Document, Kind: retrieval.Clause, Key: number, Number: number,
				Path: "一、总则 > " + number, Text: words, Departments: departments(i),
				Figures: figures, Refers: refers,
			})
		}
		p.Documents = append(p.Documents, retrieval.Document{
			ID: text.Document, Title: text.Document + "若干措施", Jurisdiction: "苏州市", Draft: true,
			Issued: quantity.Date{Year: 2024, Month: time.May, Day: 20}, Start: from, End: at,
			Evidence: map[string]retrieval.Span{"title": {Start: from, End: from + 4}},
			Relations: []retrieval.Relation{
				{Kind: "implements", To: "上位文件", Source: retrieval.FromOffice},
				{Kind: "repeals", To: "旧办法", Source: retrieval.FromText, Title: "旧办法", Number: "苏府〔2019〕1号", Clause: "第1条", Evidence: &retrieval.Span{Start: from, End: at}},
			},
		})
	}
	p.Source = source.String()
	p.Files = map[string][]byte{"source.txt": []byte(p.Source), "policy.yaml": []byte("id: " + id + "\n")}
	return p
}

// departments gives every other row none, so that both cases are stored.
func departments(i int) []string {
	if i%2 == 1 {
		return nil
	}
	return []string{"市商务局", "市财政局"}[:1+i%4/2]
}

// figures gives some rows two, so that all shapes are stored.
func figures(i, at int) []retrieval.Figure {
	if i%3 != 0 {
		return nil
	}
	return []retrieval.Figure{
		{
			Kind: retrieval.AmountFigure, Role: retrieval.GrantRole, Bound: retrieval.FromUntil, Value: decimal.RequireFromString("200000.50"),
			High: decimal.RequireFromString("300000"), Currency: "CNY", Start: at + 1, End: at + 4,
		},
		{Kind: retrieval.DateFigure, Role: retrieval.DateRole, Bound: retrieval.AtMost, Date: quantity.Date{Year: 2025, Month: time.December, Day: 31}, Start: at + 2, End: at + 3},
	}
}

// refers gives some rows two, so that all shapes are stored.
func refers(i, at int) []retrieval.Reference {
	if i%4 != 1 {
		return nil
	}
	return []retrieval.Reference{
		{Start: at, End: at + 2, Title: "旧<办法>", Number: "苏府〔2019〕1号", Articles: "第三条", Missing: true},
		{Start: at + 2, End: at + 3, Articles: "本条", To: "doc", ToClause: "第1条"},
	}
}

// Lines makes n short row texts that start with words.
func Lines(words string, n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf("第%d条　%s，第%d项。\n", i+1, words, i+1)
	}
	return rows
}

// put stores p and fails the test where that fails.
func put(t *testing.T, s ingest.Store, p ingest.Pack) ingest.Stored {
	t.Helper()
	stored, err := s.PutPack(t.Context(), p)
	if err != nil {
		t.Fatalf("PutPack(%s): %v", p.ID, err)
	}
	return stored
}

// stamped is p as a store returns it: pack and version filled in.
func stamped(p ingest.Pack, version int) ingest.Pack {
	documents := make([]retrieval.Document, len(p.Documents))
	for i, d := range p.Documents {
		d.Pack, d.Version = p.ID, version
		documents[i] = d
	}
	rows := make([]retrieval.Row, len(p.Rows))
	for i, r := range p.Rows {
		r.Version = version
		rows[i] = r
	}
	p.Documents, p.Rows = documents, rows
	p.Over, p.Warnings = nil, nil
	return p
}

// rowsOf returns the rows of one document of p.
func rowsOf(p ingest.Pack, document string) []retrieval.Row {
	var rows []retrieval.Row
	for _, r := range p.Rows {
		if r.Document == document {
			rows = append(rows, r)
		}
	}
	return rows
}
