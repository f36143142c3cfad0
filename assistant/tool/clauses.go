package tool

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

const (
	mostHits   = 50
	usualHits  = 8
	mostAround = 5
	// unsure is the confidence under which a search says that it has probably
	// not found what was meant.
	unsure = 0.5
)

func (b *toolbox) clauseTools() []Tool {
	return []Tool{
		define(b, Tool{
			Name:  "search_clauses",
			Title: calculators.Text{Zh: "检索条款", En: "Search clauses"},
			Description: calculators.Text{
				Zh: "在政策文件中检索条款，按相关程度排列，返回逐字的原文、出处和可用的测算规则编号。引用时只用返回的原文，不要改写。金额一律用 calculate 测算，不要自己计算。",
				En: "Finds clauses of the policy documents, best first, with their verbatim text, where they stand, and the ids of rules that can be calculated. Quote only the text returned. Never work out amounts yourself: call calculate.",
			},
		}, b.search, given("query"), between("limit", 1, mostHits, usualHits), languages),
		define(b, Tool{
			Name:  "read_clause",
			Title: calculators.Text{Zh: "读一条原文", En: "Read a clause"},
			Description: calculators.Text{
				Zh: "按文件编号和条款键（或“第九条”这样的编号）读一条原文，连同它下面的各项、前后文和依据它的规则。",
				En: "Reads one clause by document id and clause key (or its number, such as 第九条), with its items, its neighbours on request, and the rules that rest on it.",
			},
		}, b.read, given("document", "clause"), between("context", 0, mostAround, 0), languages),
	}
}

type searchArguments struct {
	Query    string        `json:"query,omitempty" jsonschema:"要找的内容，一句话或几个词 / what to look for, a sentence or a few words"`
	City     string        `json:"city,omitempty" jsonschema:"只在适用于该地的文件中找，如 苏州市；不填为全部 / only documents that apply there; all when left out"`
	Document string        `json:"document,omitempty" jsonschema:"只在这份文件中找，填文件编号 / only in this document, by id"`
	InForce  bool          `json:"in_force,omitempty" jsonschema:"只要已生效、未过期的正式文件（征求意见稿不算）/ only documents in force; drafts are not"`
	AsOf     quantity.Date `json:"as_of,omitzero" jsonschema:"按哪一天的资料库回答，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Limit    int           `json:"limit,omitempty" jsonschema:"最多几条 / how many at most"`
	Language string        `json:"language,omitempty" jsonschema:"提示用什么语言；原文不翻译 / language of notices; quotes are never translated"`
}

// FoundClauses is what search_clauses gives.
type FoundClauses struct {
	AsOf    quantity.Date `json:"as_of"`
	Clauses []FoundClause `json:"clauses" jsonschema:"按相关程度排列 / best first"`
	// Documents are those the clauses stand in.
	Documents []Document `json:"documents,omitempty"`
	Note      string     `json:"note,omitempty" jsonschema:"关于检索结果的提示 / a remark on the result"`
}

// FoundClause is a clause with what speaks for it.
type FoundClause struct {
	calculators.Quote
	Score    float64 `json:"score" jsonschema:"只用于本次排序 / orders the clauses of one search"`
	Coverage float64 `json:"coverage" jsonschema:"问题内容在条款中出现的比例，0 到 1 / share of the query found in the clause, 0 to 1"`
	Cited    bool    `json:"cited,omitempty" jsonschema:"问题中点名了这一条 / the query names this clause by its number"`
	Rules    []Rule  `json:"rules,omitempty" jsonschema:"依据这一条的测算规则 / rules that rest on this clause"`
}

// Rule names a rule.
type Rule struct {
	ID    string `json:"id" jsonschema:"规则编号，用于 calculate / rule id, for calculate"`
	Title string `json:"title"`
}

// Document is what must be known of a document that is quoted.
type Document struct {
	ID           string             `json:"id"`
	Title        string             `json:"title"`
	Jurisdiction string             `json:"jurisdiction" jsonschema:"适用地区 / where it applies"`
	Draft        bool               `json:"draft,omitempty" jsonschema:"是征求意见稿 / is a draft for comment"`
	Status       []calculators.Note `json:"status,omitempty" jsonschema:"引用时必须说明的状态 / what must be said of it when it is quoted"`
}

func (b *toolbox) search(ctx context.Context, in searchArguments) (FoundClauses, error) {
	out := FoundClauses{Clauses: []FoundClause{}}
	if n := utf8.RuneCountInString(in.Query); strings.TrimSpace(in.Query) == "" || n > assistant.MaxQuestion {
		return out, wrongly(FaultBadArgument, "query",
			fmt.Sprintf("参数“query”应有内容，最多 %d 字", assistant.MaxQuestion), fmt.Sprintf(`"query" must have content, at most %d characters`, assistant.MaxQuestion))
	}
	s, err := b.look(ctx, in.City, in.AsOf, in.Language)
	if err != nil {
		return out, err
	}
	out.AsOf = s.day
	filter := retrieval.Filter{Place: s.place, Documents: s.documents}
	if in.Document != "" {
		if _, err := s.document(in.Document); err != nil {
			return out, err
		}
		filter.Documents = []string{in.Document}
	}
	if in.InForce {
		filter.InForceOn = s.day
	}
	limit := in.Limit
	if limit == 0 {
		limit = usualHits
	}
	hits, err := s.library.Index.Search(ctx, retrieval.Query{Text: in.Query, Filter: filter, Limit: limit})
	if err != nil {
		return out, err
	}
	for i, h := range hits {
		f := FoundClause{
			Quote: s.quote(h.Row, i+1), Score: h.Score, Coverage: h.Coverage, Cited: h.Cited,
			Rules: s.rulesOf(s.library.Rules.ForClause(h.Row.Document, h.Row.Key)),
		}
		out.Clauses = append(out.Clauses, f)
		out.Documents = s.addDocument(out.Documents, h.Document)
	}
	switch {
	case len(hits) == 0:
		out.Note = calculators.Text{
			Zh: "没有找到。资料库里可能没有这方面的内容，请如实告知，不要用别的地方的条款代替。",
			En: "Nothing was found. The library may hold nothing on this: say so, and put no other place's clause in its stead.",
		}.In(s.language)
	case s.library.Index.Confidence(in.Query, hits) < unsure:
		out.Note = calculators.Text{
			Zh: "最接近的条款与问题只有少部分内容相符，可能并没有写到所问的事，请核对原文后再答。",
			En: "Even the nearest clauses share little with the query and may not speak of it; read them before you answer.",
		}.In(s.language)
	}
	return out, nil
}

type readClauseArguments struct {
	Document string        `json:"document,omitempty" jsonschema:"文件编号，如 suzhou-measures / document id"`
	Clause   string        `json:"clause,omitempty" jsonschema:"条款键，如 二/9；也可写原文中的编号，如 第九条 / clause key, or its number as printed"`
	Context  int           `json:"context,omitempty" jsonschema:"另附前后各几行 / rows before and after to give as well"`
	AsOf     quantity.Date `json:"as_of,omitzero" jsonschema:"按哪一天的资料库回答，默认今天（北京时间）/ the day to answer as of; today in China when left out"`
	Language string        `json:"language,omitempty" jsonschema:"提示用什么语言；原文不翻译 / language of notices; quotes are never translated"`
}

// ReadClause is what read_clause gives.
type ReadClause struct {
	AsOf     quantity.Date       `json:"as_of"`
	Document Document            `json:"document"`
	Clause   calculators.Quote   `json:"clause"`
	Items    []calculators.Quote `json:"items,omitempty" jsonschema:"这一条下面的各项 / the items of the clause"`
	Before   []calculators.Quote `json:"before,omitempty" jsonschema:"前文 / the rows before it"`
	After    []calculators.Quote `json:"after,omitempty" jsonschema:"后文 / the rows after it"`
	Rules    []Rule              `json:"rules,omitempty" jsonschema:"依据这一条的测算规则 / rules that rest on this clause"`
}

func (b *toolbox) read(ctx context.Context, in readClauseArguments) (ReadClause, error) {
	s, err := b.look(ctx, "", in.AsOf, in.Language)
	if err != nil {
		return ReadClause{}, err
	}
	d, err := s.document(in.Document)
	if err != nil {
		return ReadClause{}, err
	}
	row, err := s.row(d, in.Clause)
	if err != nil {
		return ReadClause{}, err
	}
	n := 1
	next := func(rows []retrieval.Row) (out []calculators.Quote) {
		for _, r := range rows {
			n++
			out = append(out, s.quote(r, n))
		}
		return out
	}
	out := ReadClause{
		AsOf: s.day, Document: s.about(d), Clause: s.quote(row, 1),
		Rules: s.rulesOf(s.library.Rules.ForClause(d.ID, row.Key)),
	}
	items := s.library.Index.Items(d.ID, row.Key)
	out.Items = next(items)
	if in.Context > 0 {
		around := s.library.Index.Around(d.ID, row.Key, in.Context, in.Context+len(items))
		at := slices.IndexFunc(around, func(r retrieval.Row) bool { return r.Key == row.Key })
		isItem := func(r retrieval.Row) bool { return strings.HasPrefix(r.Key, row.Key+"/") }
		out.Before = next(around[:at])
		after := slices.DeleteFunc(slices.Clone(around[at+1:]), isItem)
		out.After = next(after[:min(len(after), in.Context)])
	}
	return out, nil
}

// row finds a row by its key, written in any width, by the end of its key, or
// by the number the text gives it.
func (s sight) row(d retrieval.Document, name string) (retrieval.Row, error) {
	if r, ok := s.library.Index.Row(d.ID, name); ok {
		return r, nil
	}
	want := plainKey(name)
	var exact, ending, cited []retrieval.Row
	for _, r := range s.library.Index.Rows(d.ID) {
		key := plainKey(r.Key)
		switch {
		case key == want:
			exact = append(exact, r)
		case strings.HasSuffix(key, "/"+want):
			ending = append(ending, r)
		}
	}
	rows, _ := s.library.Index.Cited(name)
	for _, r := range rows {
		if r.Document == d.ID {
			cited = append(cited, r)
		}
	}
	for _, found := range [][]retrieval.Row{exact, cited, ending} {
		switch {
		case want == "":
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			keys := make([]string, len(found))
			for i, r := range found {
				keys[i] = r.Key
			}
			list := strings.Join(keys, "、")
			return retrieval.Row{}, wrongly(FaultUnknownClause, "clause",
				fmt.Sprintf("“%s”可以是几条：%s，请写明条款键", clipped(name), list),
				fmt.Sprintf("%q can be several clauses: %s; give the clause key", clipped(name), list))
		}
	}
	var keys []string
	for _, r := range s.library.Index.Rows(d.ID) {
		if r.Kind == retrieval.Clause {
			keys = append(keys, r.Key)
		}
	}
	list := strings.Join(keys[:min(len(keys), 60)], "、")
	return retrieval.Row{}, wrongly(FaultUnknownClause, "clause",
		fmt.Sprintf("文件 %s 中没有条款“%s”；它的条款键有：%s", d.ID, clipped(name), list),
		fmt.Sprintf("document %s has no clause %q; its clause keys are %s", d.ID, clipped(name), list))
}

// plainKey is a clause key without differences of width, script and spacing.
func plainKey(s string) string {
	return strings.Join(strings.Fields(hanzi.Fold(s).Text), "")
}

// quote is a whole row as a quote, its white space around left out.
func (s sight) quote(r retrieval.Row, n int) calculators.Quote {
	q := s.library.Quote(r)
	q.ID = "q" + strconv.Itoa(n)
	return q
}

func (s sight) rulesOf(rules []calculators.Rule) []Rule {
	var out []Rule
	for _, r := range rules {
		out = append(out, Rule{ID: r.ID, Title: r.Title.In(s.language)})
	}
	return out
}

func (s sight) about(d retrieval.Document) Document {
	return Document{
		ID: d.ID, Title: d.Title, Jurisdiction: d.Jurisdiction, Draft: d.Draft,
		Status: assistant.StatusNotes(d, s.day, s.language),
	}
}

func (s sight) addDocument(list []Document, d retrieval.Document) []Document {
	if slices.ContainsFunc(list, func(have Document) bool { return have.ID == d.ID }) {
		return list
	}
	return append(list, s.about(d))
}
