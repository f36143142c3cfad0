// Package assistanttest has a library of one small policy for tests.
package assistanttest

import (
	"context"
	"iter"
	"testing"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// shelf is a retrieval.Store of a few rows without vectors.
type shelf struct {
	documents []retrieval.Document
	rows      []retrieval.Row
}

func (s *shelf) Generation(context.Context) (int64, error)               { return 1, nil }
func (s *shelf) Documents(context.Context) ([]retrieval.Document, error) { return s.documents, nil }

func (s *shelf) Versions(context.Context) ([]retrieval.PackVersion, error) { return nil, nil }

func (s *shelf) VersionDocuments(context.Context, string, int) ([]retrieval.Document, error) {
	return s.documents, nil
}

func (s *shelf) Model(context.Context) (retrieval.Model, error) { return retrieval.Model{}, nil }

func (s *shelf) ResetVectors(context.Context) error { return nil }

func (s *shelf) Missing(context.Context, int) ([]retrieval.Row, error) { return nil, nil }
func (s *shelf) CountMissing(context.Context) (int, error)             { return 0, nil }

func (s *shelf) PutVectors(context.Context, retrieval.Model, []retrieval.Vector) error { return nil }

func (s *shelf) Rows(_ context.Context, document string, _ int) ([]retrieval.Row, error) {
	var rows []retrieval.Row
	for _, r := range s.rows {
		if r.Document == document {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func (s *shelf) AllRows(context.Context) iter.Seq2[retrieval.Row, error] {
	return func(yield func(retrieval.Row, error) bool) {
		for _, r := range s.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *shelf) Nearest(context.Context, retrieval.Model, []float32, int, []string, []retrieval.Ref) ([]retrieval.Neighbour, error) {
	return nil, nil
}

// A small policy of our own, in the manner of the real ones. SiteClause is 二/9.
const (
	SiteClause = "9.支持品牌出海。对建设运营独立站（需要有磋商或交易记录）按照当年度费用支出超过50万元的，给予20万元补助，费用支出每增加10万元，再给予3万元补助。（市商务局、市科技局）\n"
	capClause  = "（二）单个企业最高可享受800万元。\n"
	lastClause = "（三）本文件自2024年*月1日起施行，有效期至2025年12月31日。\n"
)

const siteRules = `
- id: sample/independent-site
  document: sample
  clause: 二/9
  title: {zh: 独立站建设运营补助, en: Independent-site grant}
  outcome: amount
  words: [自建站, 官网]
  quote: 按照当年度费用支出超过50万元的，给予20万元补助，费用支出每增加10万元，再给予3万元补助。
  inputs:
    - {id: expense_yuan, type: money, label: {zh: 当年度独立站费用支出, en: eligible spend of the year}, words: [花了, 投入, 费用, 支出], ask: {zh: 当年度独立站费用一共支出多少元？}}
  conditions:
    - {id: has_record, label: {zh: 独立站有磋商或交易记录, en: enquiry or transaction records}, ask: {zh: 独立站有磋商或交易记录吗？}, quote: 需要有磋商或交易记录, words: [磋商, 询盘, 交易记录, 订单, 成交]}
  formula:
    shape: steps
    of: expense_yuan
    over: {value: 500000, quote: 费用支出超过50万元的}
    base: {value: 200000, quote: 给予20万元补助}
    every: {value: 100000, quote: 费用支出每增加10万元}
    add: {value: 30000, quote: 再给予3万元补助}
  readings:
    - {id: full_steps, default: true, label: {zh: 每满10万元加一档, en: full steps}}
    - {id: pro_rata, label: {zh: 按比例折算, en: in proportion}}
`

type clauses struct{ x *retrieval.Index }

func (c clauses) Clause(document, key string) (calculators.ClauseText, bool) {
	r, ok := c.x.Row(document, key)
	d, _ := c.x.Document(document)
	return calculators.ClauseText{
		Document: document, Version: r.Version, Key: r.Key, Number: r.Number, Path: r.Path, Title: d.Title, Text: r.Text, Start: r.Start,
	}, ok
}

// Sample is a library of one small policy, its clauses and rules passed
// through change.
func Sample(t testing.TB, change func(string) string) (*retrieval.Index, *calculators.Book) {
	t.Helper()
	end := 0
	row := func(key, number, text string, kind retrieval.RowKind) retrieval.Row {
		text = change(text)
		n := utf8.RuneCountInString(text)
		r := retrieval.Row{Document: "sample", Version: 1, Key: key, Number: number, Kind: kind, Path: key, Start: end, End: end + n, Text: text}
		end += n
		return r
	}
	s := &shelf{rows: []retrieval.Row{
		row("preamble", "", "苏州市示例措施（征求意见稿）\n", retrieval.Preamble),
		row("二/9", "9", SiteClause, retrieval.Clause),
		row("六/(二)", "（二）", capClause, retrieval.Clause),
		row("六/(三)", "（三）", lastClause, retrieval.Clause),
	}}
	for i := range s.rows {
		s.rows[i].Ordinal = i
	}
	s.documents = []retrieval.Document{{
		ID: "sample", Pack: "sample", Version: 1, Title: "苏州市示例措施（征求意见稿）", Jurisdiction: "苏州市", Draft: true,
		Expires: quantity.Date{Year: 2025, Month: 12, Day: 31}, EffectiveText: "2024年*月1日", End: end,
	}}
	x, err := retrieval.Build(t.Context(), s, nil, retrieval.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	book, err := calculators.Load([]calculators.Source{{Pack: "sample", Name: "rules.yaml", Data: []byte(change(siteRules))}}, clauses{x})
	if err != nil {
		t.Fatal(err)
	}
	if q := book.Quarantined(); len(q) > 0 && change(siteRules) == siteRules {
		t.Fatalf("quarantined: %+v", q)
	}
	return x, book
}
