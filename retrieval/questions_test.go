package retrieval

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"clausewise/retrieval/hanzi"
)

// questionsFloor is the share of the project's own questions whose clause must
// be among the first three hits.
const questionsFloor = 0.95

// TestQuestions ranks the questions that stand beside the project in CI.
// Follow-ups are left out: alone they name nothing.
func TestQuestions(t *testing.T) {
	f, err := os.Open("../../shared/cases/questions.jsonl")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no questions beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, x := embedded(t)
	asked, first, firstThree := 0, 0, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		var q struct {
			Question, Kind string
			Expected       []struct{ Doc, Clause string } `json:"expected_clause"`
		}
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if q.Kind == "followup" || len(q.Expected) == 0 {
			continue
		}
		var want []rowKey
		for _, e := range q.Expected {
			want = append(want, rowsCalled(t, x, e.Doc, e.Clause)...)
		}
		hits := search(t, x, Query{Text: q.Question, Limit: 3})
		at := slices.IndexFunc(hits, func(h Hit) bool { return slices.Contains(want, rowKey{h.Row.Document, h.Row.Key}) })
		asked++
		if at == 0 {
			first++
		}
		if at >= 0 {
			firstThree++
		} else {
			t.Logf("not in the first three: %s\n\twant %v\n\tgot %v", q.Question, want, keys(hits))
		}
	}
	n := float64(asked)
	t.Logf("%d questions: first %.3f, first three %.3f", asked, float64(first)/n, float64(firstThree)/n)
	if float64(firstThree)/n < questionsFloor {
		t.Errorf("%.3f of the questions find their clause in the first three, want %.3f", float64(firstThree)/n, questionsFloor)
	}
}

// rowsCalled finds the row that people call so: 9, （一）, 附则(二), 末段.
func rowsCalled(t *testing.T, x *Index, document, clause string) []rowKey {
	t.Helper()
	folded := hanzi.Fold(clause).Text
	if clause == "末段" {
		return []rowKey{{document, "ending-1"}}
	}
	if section, _, ok := strings.Cut(folded, "、"); ok {
		return []rowKey{{document, section}}
	}
	var called []rowKey
	for _, r := range x.Rows(document) {
		if r.Key == folded || strings.HasSuffix(r.Key, "/"+folded) {
			called = append(called, rowKey{document, r.Key})
		}
	}
	if len(called) == 1 {
		return called
	}
	called = nil
	rows, _ := x.Cited(clause)
	for _, r := range rows {
		if r.Document == document {
			called = append(called, rowKey{document, r.Key})
		}
	}
	if len(called) == 0 {
		t.Fatalf("%s has no row that is called %s", document, clause)
	}
	return called
}
