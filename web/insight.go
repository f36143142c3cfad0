package web

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/retrieval/hanzi"
	"clausewise/web/access"
)

const (
	insightDays = 30
	// insightTurns bounds what one report reads.
	insightTurns = 20_000
	insightList  = 200 // questions a list of the report shows
	insightMost  = 20
)

// insightRoutes say what is asked, what has no answer, and what users did not
// like.
func (s *Server) insightRoutes() []route {
	if s.desk == nil {
		return nil
	}
	return []route{
		{method: "GET", path: "/api/v1/insight", action: access.InsightRead, handle: s.insight, about: giving[insightView](
			does("insight", "desk", "问得最多的、没有答案的、评价不好的", "what is asked most, has no answer, or was voted down").
				inQuery("days", &jsonschema.Schema{Type: "integer"}, "最近几天，默认30，最多366", "of so many days; 30 by default, 366 at most")).failing(codeInvalid)},
		{method: "GET", path: "/api/v1/insight/questions.csv", action: access.InsightRead, handle: s.exportQuestions, about: &operation{
			id: "exportQuestions", tag: "desk", summary: calculators.Text{Zh: "按筛选导出问答（CSV）", En: "export questions as CSV"},
			parameters: pastFilter(&operation{}).parameters, givesSchema: &jsonschema.Schema{Type: "string"}, fails: []code{codeInvalid},
		}},
	}
}

// insightView is a report of some days.
type insightView struct {
	Since     string `json:"since"`
	Questions int    `json:"questions"`
	NoAnswer  int    `json:"no_answer"`
	Down      int    `json:"down"`
	Up        int    `json:"up"`
	// Cut says that there were more questions than a report reads: the oldest
	// are left out.
	Cut        bool            `json:"cut,omitempty"`
	Days       []insightDay    `json:"days"`
	Kinds      []insightCount  `json:"kinds"`
	Clauses    []insightClause `json:"clauses"` // what the answers rest on, most first
	Repeated   []insightCount  `json:"repeated"`
	Unanswered []insightTurn   `json:"unanswered"`
	Disliked   []insightTurn   `json:"disliked"`
	Sites      []insightCount  `json:"sites"`
}

type insightDay struct {
	Day       string `json:"day"`
	Questions int    `json:"questions"`
	NoAnswer  int    `json:"no_answer"`
}

type insightCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

type insightClause struct {
	Document string `json:"document"`
	Clause   string `json:"clause"`
	Title    string `json:"title"`
	Number   string `json:"number,omitempty"`
	Count    int    `json:"count"`
}

// insightTurn is a question of a list, with the answer in short.
type insightTurn struct {
	Conversation string         `json:"conversation"`
	Seq          int64          `json:"seq"`
	AskedAt      time.Time      `json:"asked_at"`
	Question     string         `json:"question"`
	Kind         assistant.Kind `json:"kind"`
	Answer       string         `json:"answer"`
	Comment      string         `json:"comment,omitempty"`
}

func (s *Server) insight(w http.ResponseWriter, r *http.Request) {
	days, err := countOf(r, "days", insightDays, 366)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	since := beginning(assistant.Today(s.now()), 1-int(max(1, days)))
	turns, err := s.desk.PastTurns(r.Context(), assistant.PastQuery{Since: since, Limit: insightTurns})
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	s.write(w, r, reportOf(turns, since, s.now()))
}

// reportOf counts turns, which come newest first.
func reportOf(turns []assistant.PastTurn, since, now time.Time) insightView {
	v := insightView{
		Since: assistant.Today(since).String(), Cut: len(turns) == insightTurns,
		Unanswered: []insightTurn{}, Disliked: []insightTurn{}, Days: daysBetween(since, now),
	}
	day := map[string]int{}
	for i, d := range v.Days {
		day[d.Day] = i
	}
	kinds, sites, clauses := map[string]int{}, map[string]int{}, map[[2]string]*insightClause{}
	repeated := map[string]*insightCount{}
	for _, t := range turns {
		var a assistant.Answer
		if t.Question == "" || json.Unmarshal(t.Answer, &a) != nil || a.Staff != "" {
			continue // a message of staff
		}
		v.Questions++
		kinds[string(t.Kind)]++
		sites[t.Site]++
		at := &v.Days[day[assistant.Today(t.AskedAt).String()]]
		at.Questions++
		if unanswered := t.Kind == assistant.NoAnswer; unanswered {
			v.NoAnswer++
			at.NoAnswer++
			v.Unanswered = appendTurn(v.Unanswered, t, a)
		}
		switch t.Vote {
		case 1:
			v.Up++
		case -1:
			v.Down++
			v.Disliked = appendTurn(v.Disliked, t, a)
		}
		if q := restsOn(a); q != nil {
			key := [2]string{q.Document, q.Clause}
			if clauses[key] == nil {
				clauses[key] = &insightClause{Document: q.Document, Clause: q.Clause, Title: q.Title, Number: q.Number}
			}
			clauses[key].Count++
		}
		same := sameQuestion(t.Question)
		if repeated[same] == nil {
			repeated[same] = &insightCount{Name: t.Question}
		}
		repeated[same].Count++
	}
	v.Kinds, v.Sites = counted(kinds), counted(sites)
	v.Clauses = slices.SortedFunc(values(clauses), func(x, y insightClause) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Document, y.Document), cmp.Compare(x.Clause, y.Clause))
	})
	v.Clauses = v.Clauses[:min(insightMost, len(v.Clauses))]
	v.Repeated = slices.SortedFunc(values(repeated), byCount)
	v.Repeated = v.Repeated[:min(insightMost, len(v.Repeated))]
	return v
}

// values yields what a map's values point to.
func values[K comparable, V any](m map[K]*V) func(yield func(V) bool) {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(*v) {
				return
			}
		}
	}
}

func byCount(x, y insightCount) int {
	return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Name, y.Name))
}

func counted(m map[string]int) []insightCount {
	out := []insightCount{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, insightCount{name, m[name]})
	}
	slices.SortStableFunc(out, byCount)
	return out
}

// daysBetween are all days of a report, those without a question too.
func daysBetween(since, now time.Time) []insightDay {
	out := []insightDay{}
	for d := assistant.Today(since); !d.After(assistant.Today(now)); d = d.AddDays(1) {
		out = append(out, insightDay{Day: d.String()})
	}
	return out
}

func appendTurn(list []insightTurn, t assistant.PastTurn, a assistant.Answer) []insightTurn {
	if len(list) == insightList {
		return list
	}
	return append(list, insightTurn{t.Conversation, t.Seq, t.AskedAt, t.Question, t.Kind, cmp.Or(a.Short, a.Text), t.Comment})
}

// restsOn is the quote an answer rests on: that of its first result, or its
// first.
func restsOn(a assistant.Answer) *calculators.Quote {
	if len(a.Quotes) == 0 {
		return nil
	}
	return &a.Quotes[0]
}

// sameQuestion is a question without its figures, punctuation, width, script
// and case, so that 花了85万能补多少 and 花了 100万，能补多少？ count together.
func sameQuestion(q string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, hanzi.Fold(q).Text)
}

// exportQuestions writes turns as CSV that spreadsheets open without running
// anything.
func (s *Server) exportQuestions(w http.ResponseWriter, r *http.Request) {
	q, err := pastQuery(r, insightTurns)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.URL.Query().Get("limit") == "" {
		q.Limit = insightTurns
	}
	turns, err := s.desk.PastTurns(r.Context(), q)
	if err != nil {
		s.fail(w, r, unavailable(err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="questions-%s.csv"`, assistant.Today(s.now())))
	h.Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // old spreadsheets take it for UTF-8 by this
		return
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"时间", "会话", "网站", "问题", "种类", "答复", "依据", "评价", "意见"})
	for _, t := range turns {
		var a assistant.Answer
		if len(t.Answer) > 0 {
			_ = json.Unmarshal(t.Answer, &a) // what cannot be read is left empty
		}
		basis := ""
		if q := restsOn(a); q != nil {
			basis = "《" + q.Title + "》" + cmp.Or(q.Path, q.Clause)
		}
		vote := ""
		if t.Vote != 0 {
			vote = strconv.Itoa(t.Vote)
		}
		row := []string{t.AskedAt.In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format("2006-01-02 15:04:05"), t.Conversation, t.Site, t.Question, string(t.Kind), cmp.Or(a.Short, a.Text), basis, vote, t.Comment}
		for i := range row {
			row[i] = inertCell(row[i])
		}
		_ = out.Write(row)
	}
	out.Flush()
}

// inertCell keeps a spreadsheet from taking a user's words for a formula.
func inertCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) && !isVote(s) {
		return "'" + s
	}
	return s
}

func isVote(s string) bool { return s == "-1" }
