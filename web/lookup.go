package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/assistant/tool"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/web/access"
)

const (
	lookupHits = 12
	// lookupQuery bounds what may be typed, in code points.
	lookupQuery   = 400
	mostMarks     = 24
	mostCompleted = 3 // names that a word still being typed may become
)

// lookupRoutes find clauses while somebody types.
func (s *Server) lookupRoutes() []route {
	return []route{
		{method: "GET", path: "/api/v1/lookup", action: access.LibraryRead, handle: s.lookup, about: giving[lookupView](
			does("lookup", "staff", "边输入边查条款：词语、拼音、条号或金额都可以", "find clauses while typing: words, pinyin, a clause number or an amount").
				inQuery("q", nil, "查什么", "what to look for").
				inQuery("place", nil, "只要适用于该地的", "only what applies there").
				inQuery("document", nil, "只在这份文件中查", "only in this document").
				inQuery("limit", &jsonschema.Schema{Type: "integer"}, "最多几条，默认12，最多50", "how many; 12 by default, 50 at most")).
			failing(codeInvalid, codeTooLong)},
	}
}

// lookupView is what a look-up finds.
type lookupView struct {
	Query     string          `json:"query"`
	AsOf      quantity.Date   `json:"as_of"`
	Hits      []lookupHit     `json:"hits"`
	Documents []tool.Document `json:"documents,omitempty"`
	// Filled are the inputs and conditions that were typed, by rule: what the
	// calculator beside the clause begins with.
	Filled map[string]map[string]any `json:"filled,omitempty"`
	// Marks are the words to show in the texts.
	Marks []string `json:"marks,omitempty"`
}

// lookupHit is a clause with what staff need beside it.
type lookupHit struct {
	calculators.Quote
	Kind     retrieval.RowKind  `json:"kind"`
	Heading  string             `json:"heading,omitempty"`
	Coverage float64            `json:"coverage"`
	Cited    bool               `json:"cited,omitempty"`
	Amount   bool               `json:"amount,omitempty"` // states the amount that was typed
	Figures  []retrieval.Figure `json:"figures,omitempty"`
	Rules    []tool.Rule        `json:"rules,omitempty"`
	Spoken   string             `json:"spoken"` // to read to a caller
}

func (s *Server) lookup(w http.ResponseWriter, r *http.Request) {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if n := utf8.RuneCountInString(query); n > lookupQuery {
		s.fail(w, r, &fault{code: codeTooLong, about: "400"})
		return
	}
	limit, err := countOf(r, "limit", lookupHits, 50)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	day := s.today()
	lib, err := s.libraryAt(r.Context(), day)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	filter := retrieval.Filter{Place: r.URL.Query().Get("place")}
	if d := r.URL.Query().Get("document"); d != "" {
		filter.Documents = []string{d}
	}
	v := lookupView{Query: query, AsOf: day, Hits: []lookupHit{}}
	if query == "" {
		s.write(w, r, v)
		return
	}
	found, err := s.find(r.Context(), lib, query, filter, int(limit), day, &v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, h := range found {
		v.Hits = append(v.Hits, viewOfHit(lib, h))
		v.Documents = withDocument(v.Documents, h.Document, day)
	}
	s.write(w, r, v)
}

// foundRow is a row of a look-up.
type foundRow struct {
	retrieval.Hit
	amount bool
}

// find puts the rows that state a typed amount first where nothing else was
// typed, and behind the search's own best otherwise; the clause of a rule that
// the words can be calculated by comes before all.
func (s *Server) find(ctx context.Context, lib *assistant.Library, query string, filter retrieval.Filter, limit int, day quantity.Date, v *lookupView) ([]foundRow, error) {
	// A word of pinyin that is still being typed stands for what it may become.
	typed := strings.Join(append([]string{query}, lib.Index.Terms().Complete(query, mostCompleted)...), " ")
	hits, err := lib.Index.Search(ctx, retrieval.Query{Text: typed, Filter: filter, Limit: limit})
	if err != nil {
		return nil, err
	}
	var out []foundRow
	add := func(h foundRow) {
		same := func(f foundRow) bool { return f.Row.Document == h.Row.Document && f.Row.Key == h.Row.Key }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].amount = out[i].amount || h.amount
		} else {
			out = append(out, h)
		}
	}
	mentions := quantity.Find(query, quantity.Options{Today: day})
	bare := onlyQuantities(query, mentions)
	stating := rowsStating(lib, mentions, filter)
	if bare {
		for _, h := range stating {
			add(h)
		}
	} else if len(mentions) > 0 {
		rules, err := s.fill(ctx, lib, query, v)
		if err != nil {
			return nil, err
		}
		for _, r := range rules {
			if h, ok := rowOfRule(lib, r, hits, filter); ok {
				add(h)
			}
		}
	}
	for _, h := range hits {
		add(foundRow{Hit: h})
	}
	if !bare {
		for _, h := range stating[:min(len(stating), 3)] {
			add(h)
		}
	}
	v.Marks = marksOf(lib.Index.Terms(), lib.Index.Respell(typed), mentions)
	return out[:min(len(out), limit)], nil
}

// fill reads what was typed as a question, and keeps the inputs that its
// results rest on. It returns the rules, the best first.
func (s *Server) fill(ctx context.Context, lib *assistant.Library, query string, v *lookupView) ([]string, error) {
	a, _, err := s.plain.Ask(ctx, assistant.Request{Text: query, AsOf: v.AsOf})
	if err != nil {
		return nil, err
	}
	var rules []string
	v.Filled = map[string]map[string]any{}
	for _, r := range a.Results {
		if _, ok := lib.Rules.Rule(r.Rule); !ok {
			continue
		}
		filled := map[string]any{}
		for name, value := range r.Inputs {
			if !slices.ContainsFunc(r.Assumed, func(a calculators.Assumption) bool { return a.Input == name }) {
				filled[name] = value
			}
		}
		for _, c := range r.Conditions {
			if _, isInput := filled[c.ID]; !isInput && (c.State == calculators.Met || c.State == calculators.Failed) {
				if rule, _ := lib.Rules.Rule(r.Rule); hasCondition(rule, c.ID) {
					filled[c.ID] = c.State == calculators.Met
				}
			}
		}
		v.Filled[r.Rule] = filled
		rules = append(rules, r.Rule)
	}
	return rules, nil
}

func hasCondition(r calculators.Rule, id string) bool {
	c, ok := r.Condition(id)
	return ok && c.Where == nil
}

// rowOfRule is the clause of a rule, as the search found it or as it stands.
func rowOfRule(lib *assistant.Library, rule string, hits []retrieval.Hit, filter retrieval.Filter) (foundRow, bool) {
	r, ok := lib.Rules.Rule(rule)
	if !ok || filter.Documents != nil && !slices.Contains(filter.Documents, r.Document) {
		return foundRow{}, false
	}
	for _, h := range hits {
		if h.Row.Document == r.Document && h.Row.Key == r.Clause {
			return foundRow{Hit: h}, true
		}
	}
	row, ok := lib.Index.Row(r.Document, r.Clause)
	if !ok {
		return foundRow{}, false
	}
	d, _ := lib.Index.Document(r.Document)
	return foundRow{Hit: retrieval.Hit{Row: row, Document: d, Coverage: 1}}, true
}

// onlyQuantities reports whether nothing but quantities was typed.
func onlyQuantities(query string, mentions []quantity.Mention) bool {
	if len(mentions) == 0 {
		return false
	}
	runes := []rune(query)
	for _, m := range mentions {
		for i := m.Start; i < m.End && i < len(runes); i++ {
			runes[i] = ' '
		}
	}
	return !slices.ContainsFunc(runes, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// rowsStating are the rows that state one of the amounts or rates, in the
// order of the library.
func rowsStating(lib *assistant.Library, mentions []quantity.Mention, filter retrieval.Filter) []foundRow {
	states := func(f retrieval.Figure) bool {
		return slices.ContainsFunc(mentions, func(m quantity.Mention) bool {
			switch f.Kind {
			case retrieval.AmountFigure:
				return m.Kind == quantity.Money && m.Value.Equal(f.Value) && cmp.Or(f.Currency, "CNY") == cmp.Or(m.Currency, "CNY")
			case retrieval.RateFigure:
				return m.Kind == quantity.Rate && m.Value.Equal(f.Value)
			case retrieval.CountFigure, retrieval.AreaFigure:
				return m.Kind != quantity.Money && m.Unit == f.Unit && m.Unit != "" && m.Value.Equal(f.Value)
			case retrieval.DateFigure:
				return m.Kind == quantity.Day && m.Date == f.Date
			}
			return false
		})
	}
	var out []foundRow
	for _, d := range lib.Index.Documents() {
		if filter.Documents != nil && !slices.Contains(filter.Documents, d.ID) {
			continue
		}
		for _, row := range lib.Index.Rows(d.ID) {
			if row.Quotable() && slices.ContainsFunc(row.Figures, states) {
				out = append(out, foundRow{Hit: retrieval.Hit{Row: row, Document: d, Coverage: 1}, amount: true})
			}
		}
	}
	return out
}

// marksOf are the words of a query to show where they stand: its quantities as
// written, its runs of Chinese of two characters or more, and the forms of the
// terms in it, which may have been typed as pinyin or initials.
func marksOf(terms *retrieval.Terms, query string, mentions []quantity.Mention) []string {
	var out []string
	for _, m := range mentions {
		out = append(out, m.Text)
	}
	for _, word := range strings.FieldsFunc(query, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		if utf8.RuneCountInString(word) > 1 && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	for _, t := range terms.Find(query) {
		for _, form := range append([]string{t.Canonical}, terms.Forms(t.Canonical)...) {
			if strings.ContainsFunc(form, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && !slices.Contains(out, form) && len(out) < mostMarks {
				out = append(out, form)
			}
		}
	}
	return out
}

// viewOfHit is a found row with its text trimmed, so that its offsets are the
// text's own.
func viewOfHit(lib *assistant.Library, h foundRow) lookupHit {
	row := h.Row
	lead := utf8.RuneCountInString(row.Text) - utf8.RuneCountInString(strings.TrimLeftFunc(row.Text, unicode.IsSpace))
	text := strings.TrimSpace(row.Text)
	start := row.Start + lead
	v := lookupHit{
		Quote: calculators.Quote{
			Document: row.Document, Version: row.Version, Clause: row.Key, Number: row.Number, Path: row.Path,
			Title: h.Document.Title, Text: text, Start: start, End: start + utf8.RuneCountInString(text),
		},
		Kind: row.Kind, Heading: row.Heading, Coverage: h.Coverage, Cited: h.Cited, Amount: h.amount, Figures: row.Figures,
		Spoken: spokenClause(h.Document, row, text),
	}
	for _, r := range lib.Rules.ForClause(row.Document, row.Key) {
		v.Rules = append(v.Rules, tool.Rule{ID: r.ID, Title: r.Title.Zh})
	}
	return v
}

// spokenClause is a clause as it is read to a caller, with where it stands.
func spokenClause(d retrieval.Document, row retrieval.Row, text string) string {
	number := row.Number
	if number != "" && strings.IndexFunc(number, unicode.IsDigit) == 0 {
		number = "第" + number + "条"
	}
	name := cmp.Or(d.ShortName, d.Title)
	text = strings.TrimLeft(strings.TrimPrefix(text, row.Number), ".、．　 ")
	return assistant.Aloud("《"+name+"》"+number+"："+text, "zh-Hans")
}

func withDocument(list []tool.Document, d retrieval.Document, day quantity.Date) []tool.Document {
	if slices.ContainsFunc(list, func(have tool.Document) bool { return have.ID == d.ID }) {
		return list
	}
	return append(list, tool.Document{
		ID: d.ID, Title: d.Title, Jurisdiction: d.Jurisdiction, Draft: d.Draft, Status: assistant.StatusNotes(d, day, ""),
	})
}
