package retrieval

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"clausewise/calculators/quantity"
)

func search(t testing.TB, x *Index, q Query) []Hit {
	t.Helper()
	hits, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

func keys(hits []Hit) []string {
	var keys []string
	for _, h := range hits {
		keys = append(keys, h.Row.Document+" "+h.Row.Key)
	}
	return keys
}

func TestFilters(t *testing.T) {
	_, x := embedded(t)
	day := quantity.Date{Year: 2026, Month: time.November, Day: 22}
	for name, c := range map[string]struct {
		filter Filter
		keep   func(h Hit) bool
	}{
		"documents": {
			Filter{Documents: []string{"zhuzhou-opinions", "huaian-action-plan"}},
			func(h Hit) bool {
				return h.Row.Document == "zhuzhou-opinions" || h.Row.Document == "huaian-action-plan"
			},
		},
		"a city gets its province's and the nation's documents": {
			Filter{Place: "苏州市"},
			func(h Hit) bool {
				return slices.Contains([]string{"苏州市", "江苏省", "全国"}, h.Document.Jurisdiction)
			},
		},
		"a city of no document gets the nation's": {
			Filter{Place: "杭州市"},
			func(h Hit) bool { return h.Document.Jurisdiction == "全国" },
		},
		"kinds": {
			Filter{Kinds: []RowKind{Item, Ending}},
			func(h Hit) bool { return h.Row.Kind == Item || h.Row.Kind == Ending },
		},
		"in force": {
			Filter{InForceOn: day},
			func(h Hit) bool { return !h.Document.Draft },
		},
		"several": {
			Filter{Documents: []string{"suzhou-measures", "nantong-action-plan"}, Place: "南通市", Kinds: []RowKind{Clause}},
			func(h Hit) bool { return h.Row.Document == "nantong-action-plan" && h.Row.Kind == Clause },
		},
	} {
		t.Run(name, func(t *testing.T) {
			hits := search(t, x, Query{Text: "海外仓和产业园有什么支持，第六条（一）怎么写", Filter: c.filter, Limit: 5})
			if len(hits) != 5 && name != "a city of no document gets the nation's" {
				t.Errorf("%d hits, want the limit of 5: %v", len(hits), keys(hits))
			}
			if len(hits) == 0 {
				t.Error("no hits")
			}
			for _, h := range hits {
				if !c.keep(h) {
					t.Errorf("%s %s of %s is let through", h.Row.Document, h.Row.Key, h.Document.Jurisdiction)
				}
			}
		})
	}
	if hits := search(t, x, Query{Text: "海外仓", Filter: Filter{Documents: []string{"none"}}}); len(hits) != 0 {
		t.Errorf("a document that is not there gave %v", keys(hits))
	}
	if hits := search(t, x, Query{Text: "海外仓", Filter: Filter{Documents: []string{}}}); len(hits) != 0 {
		t.Errorf("no document at all gave %v", keys(hits))
	}
}

func TestInForce(t *testing.T) {
	date := func(y int, m time.Month, d int) quantity.Date { return quantity.Date{Year: y, Month: m, Day: d} }
	for _, c := range []struct {
		document Document
		day      quantity.Date
		want     bool
	}{
		{Document{}, date(2026, 1, 1), true},
		{Document{Draft: true}, date(2026, 1, 1), false},
		{Document{Expires: date(2025, 12, 31)}, date(2025, 12, 31), true},
		{Document{Expires: date(2025, 12, 31)}, date(2026, 1, 1), false},
		{Document{Effective: date(2024, 5, 1), Issued: date(2024, 4, 8)}, date(2024, 4, 30), false},
		{Document{Effective: date(2024, 5, 1)}, date(2024, 5, 1), true},
		{Document{Issued: date(2024, 4, 8)}, date(2024, 4, 7), false},
		{Document{Number: "财政部 海关总署 税务总局公告2023年第4号"}, date(2022, 12, 31), false},
		{Document{Number: "苏商规〔2023〕2号"}, date(2023, 1, 1), true},
	} {
		if got := inForce(c.document, c.day); got != c.want {
			t.Errorf("%+v on %s: %v", c.document, c.day, got)
		}
	}
}

func TestSearchEdges(t *testing.T) {
	_, x := embedded(t)
	for _, text := range []string{"", "  \n", "？！"} {
		if hits := search(t, x, Query{Text: text}); text != "？！" && len(hits) != 0 {
			t.Errorf("%q finds %v", text, keys(hits))
		}
	}
	if n := len(search(t, x, Query{Text: "独立站"})); n != DefaultLimit {
		t.Errorf("%d hits without a limit, want %d", n, DefaultLimit)
	}
	if n := len(search(t, x, Query{Text: strings.Repeat("独立站补多少", 2000), Limit: 3})); n != 3 {
		t.Errorf("a long query finds %d", n)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(cancelled, Query{Text: "独立站"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search: %v", err)
	}
	empty, err := Build(t.Context(), newMemory(nil, nil), wordVectors(t), unhurried)
	if err != nil {
		t.Fatal(err)
	}
	if hits := search(t, empty, Query{Text: "第九条独立站"}); len(hits) != 0 {
		t.Errorf("an empty library has %v", keys(hits))
	}
}

// TestScripts asks one thing in three ways of writing.
func TestScripts(t *testing.T) {
	_, x := embedded(t)
	want := keys(search(t, x, Query{Text: "苏州海外仓补贴20%"}))
	for _, text := range []string{"蘇州海外倉補貼20%", "苏州海外仓补贴２０％"} {
		if got := keys(search(t, x, Query{Text: text})); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", text, got, want)
		}
	}
}

func TestCoverage(t *testing.T) {
	_, x := embedded(t)
	best := func(text string) float64 {
		most := 0.0
		for _, h := range search(t, x, Query{Text: text, Limit: 3}) {
			if h.Coverage < 0 || h.Coverage > 1 {
				t.Errorf("%s: coverage %v", text, h.Coverage)
			}
			most = max(most, h.Coverage)
		}
		return most
	}
	for _, text := range []string{
		"苏州独立站补多少", "自建站花了85万苏州能补多少", "How much subsidy for our own website in Suzhou?",
		"株洲展位费", "我们在南通，海外仓有支持吗", "標杆企業每年獎勵", "滞销退运要交什么证明",
	} {
		if got := best(text); got < 0.6 {
			t.Errorf("%s is covered by %.2f, want most of it", text, got)
		}
	}
	for _, text := range []string{
		"今年高考分数线是多少", "怎么做红烧肉", "我想申请失业金", "写一首诗", "How do I bake bread?", "养老保险缴费基数", "给多少补贴",
	} {
		if got := best(text); got > 0.5 {
			t.Errorf("%s is covered by %.2f, want little of it", text, got)
		}
	}
}

func TestCoverageOfRowsTogether(t *testing.T) {
	_, x := embedded(t)
	row := func(key string) Row {
		r, ok := x.Row("suzhou-measures", key)
		if !ok {
			t.Fatalf("no clause %s", key)
		}
		return r
	}
	const text = "苏州独立站、海外仓、转关三项一共能拿多少"
	one := x.Coverage(text, []Row{row("二/9")})
	all := x.Coverage(text, []Row{row("二/9"), row("三/11"), row("三/12")})
	if one <= 0 || one > 0.6 || all < 0.9 {
		t.Errorf("one clause covers %.2f, all three %.2f", one, all)
	}
	if got := x.Coverage(text, nil); got != 0 {
		t.Errorf("no rows cover %.2f", got)
	}
	if got := x.Coverage("苏州能补多少", []Row{row("二/9")}); got != 0 {
		t.Errorf("a question about nothing is covered by %.2f", got)
	}
}

// TestWithoutVectors keeps answering when the store's or the server's vectors
// fail, and says so.
func TestWithoutVectors(t *testing.T) {
	m := policies(t)
	if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	broken := &brokenEmbedder{WordVectors: wordVectors(t)}
	x, err := Build(t.Context(), m, broken, BuildOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		embed, nearest, beside error
		short                  bool
	}{
		"embedder":        {embed: errors.New("no route")},
		"store":           {nearest: errors.New("no route")},
		"rows by name":    {beside: errors.New("no route")},
		"wrong dimension": {short: true},
	} {
		log.Reset()
		broken.err, broken.short, m.fail["Nearest"], m.fail["beside"] = c.embed, c.short, c.nearest, c.beside
		hits := search(t, x, Query{Text: "苏州独立站", Limit: 3})
		if len(hits) != 3 || hits[0].Cosine != 0 {
			t.Errorf("%s: hits %v", name, keys(hits))
		}
		if !strings.Contains(log.String(), "search without vectors") {
			t.Errorf("%s: the log says %q", name, log.String())
		}
	}
}

type brokenEmbedder struct {
	*WordVectors

	err   error
	short bool
}

func (b *brokenEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if b.err != nil {
		return nil, b.err
	}
	vectors, err := b.WordVectors.Embed(ctx, texts)
	if b.short {
		vectors[0] = vectors[0][:3]
	}
	return vectors, err
}

// TestSlowEmbedder does not keep a caller waiting.
func TestSlowEmbedder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := policies(t)
		if _, err := EnsureVectors(t.Context(), m, wordVectors(t), nil); err != nil {
			t.Fatal(err)
		}
		x, err := Build(t.Context(), m, hangingEmbedder{wordVectors(t)}, BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if hits := search(t, x, Query{Text: "苏州独立站", Limit: 3}); len(hits) != 3 {
			t.Errorf("hits %v", keys(hits))
		}
		if waited := time.Since(began); waited != 2*time.Second {
			t.Errorf("waited %v for a server that hangs", waited)
		}
	})
}

type hangingEmbedder struct{ *WordVectors }

func (hangingEmbedder) Embed(ctx context.Context, _ []string) ([][]float32, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestCitedRowsComeFirst(t *testing.T) {
	_, x := embedded(t)
	hits := search(t, x, Query{Text: "苏商规〔2023〕2号第六条（一）里员工不少于多少人", Limit: 8})
	if got := hits[0].Row.Document + " " + hits[0].Row.Key; got != "jiangsu-demonstration-enterprise 第六条/(一)" {
		t.Errorf("first is %s", got)
	}
	for _, h := range hits {
		if !h.Cited || h.Row.Document != "jiangsu-demonstration-enterprise" {
			t.Errorf("%s %s stands before rows of the cited document", h.Row.Document, h.Row.Key)
		}
	}
	if h := search(t, x, Query{Text: "苏州独立站", Limit: 1})[0]; h.Cited {
		t.Error("a row nobody cited is marked as cited")
	}
}

// TestDeterminism builds twice, once from rows stored in another order of
// insertion, and compares every hit.
func TestDeterminism(t *testing.T) {
	_, a := embedded(t)
	_, b := embedded(t)
	lines, _ := readRelevance(t)
	for _, line := range lines {
		q := Query{Text: line.query, Limit: 50}
		one, two := search(t, a, q), search(t, b, q)
		if len(one) != len(two) {
			t.Fatalf("%s: %d and %d hits", line.query, len(one), len(two))
		}
		for i := range one {
			if keys(one[i : i+1])[0] != keys(two[i : i+1])[0] || one[i].Score != two[i].Score || one[i].Coverage != two[i].Coverage {
				t.Fatalf("%s: hit %d differs: %+v and %+v", line.query, i, one[i], two[i])
			}
		}
	}
}

// TestTies orders rows of equal score by document and clause key.
func TestTies(t *testing.T) {
	var documents []Document
	rows := map[string][]Row{}
	for _, id := range []string{"a", "b"} {
		documents = append(documents, Document{ID: id, Version: 1, Title: "同样的标题", Jurisdiction: "全国"})
		for i, key := range []string{"2", "10", "1"} {
			rows[id] = append(rows[id], Row{Document: id, Version: 1, Key: key, Ordinal: i, Kind: Clause, Text: "同样的条文"})
		}
	}
	x, err := Build(t.Context(), newMemory(documents, rows), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a 1", "a 10", "a 2", "b 1", "b 10", "b 2"}
	if got := keys(search(t, x, Query{Text: "同样的条文"})); !slices.Equal(got, want) {
		t.Errorf("ties %v, want %v", got, want)
	}
}

func FuzzSearch(f *testing.F) {
	_, x := embedded(f)
	for _, s := range []string{"建独立站花了85万", "第九条（一）", "\xff\x00", "overseas warehouses", "㎡ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hits, err := x.Search(t.Context(), Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range hits {
			if h.Coverage < 0 || h.Coverage > 1+1e-9 || h.Lexical < 0 || h.Lexical > 1 {
				t.Fatalf("%q: hit %+v", text, h)
			}
			if i > 0 && h.Score > hits[i-1].Score {
				t.Fatalf("%q: hit %d out of order", text, i)
			}
		}
	})
}

// TestFilterStatusAndClauses narrows while scoring: even a question about
// something else finds the rows that are let through, with their cosines.
func TestFilterStatusAndClauses(t *testing.T) {
	_, x := embedded(t)
	ids := func(f Filter) (found []string) {
		for _, h := range search(t, x, Query{Text: "海外仓仓储费用补贴", Limit: 1000, Filter: f}) {
			if f.Status != "" && h.Document.Draft != (f.Status == Draft) {
				t.Errorf("%q found in %s", f.Status, h.Document.ID)
			}
			found = append(found, h.Row.Document+" "+h.Row.Key)
		}
		return found
	}
	drafts, issued, all := ids(Filter{Status: Draft}), ids(Filter{Status: Issued}), ids(Filter{})
	if len(drafts) == 0 || len(issued) == 0 || len(all) == 0 {
		t.Errorf("%d rows of drafts, %d of others, %d in all", len(drafts), len(issued), len(all))
	}
	for _, tt := range []struct {
		clauses   []string
		documents []string
		want      []string
	}{
		{[]string{"第九条"}, []string{"suzhou-measures"}, []string{"suzhou-measures 二/9"}},
		{[]string{"附则二"}, []string{"suzhou-measures"}, []string{"suzhou-measures 六/(二)"}},
		{[]string{"二/9", "三/11"}, []string{"suzhou-measures"}, []string{"suzhou-measures 三/11", "suzhou-measures 二/9"}},
		{[]string{"第九百条"}, nil, nil},
		{[]string{}, nil, nil},
	} {
		if got := ids(Filter{Clauses: tt.clauses, Documents: tt.documents}); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %q: %q, want %q", tt.clauses, tt.documents, got, tt.want)
		}
	}
}
