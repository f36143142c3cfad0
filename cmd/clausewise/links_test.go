package main

import (
	"encoding/json"
	"strings"
	"testing"

	"clausewise/retrieval"
)

// TestReferencesAreLinks reads where people and pages look what the measures
// refer to: the action plan is in another pack, so only the library knows it;
// the talent rules are in none and stay a name.
func TestReferencesAreLinks(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		check := func(where string, refers map[string][]retrieval.Reference) {
			t.Helper()
			plan, talent := refers["preamble"], refers["四/16"]
			if len(plan) != 1 || plan[0].To != "suzhou-action-plan" || plan[0].Title != "中国（苏州）跨境电子商务综合试验区高质量发展三年行动计划（2024—2026年）" {
				t.Errorf("%s: the preamble refers to %+v", where, plan)
			}
			if len(talent) != 1 || talent[0].To != "" || talent[0].Title != "姑苏重点产业紧缺人才计划实施细则" {
				t.Errorf("%s: 四/16 refers to %+v", where, talent)
			}
		}

		s := serve(t, store...)
		var rows []retrieval.Row
		if err := json.Unmarshal([]byte(s.get("/api/v1/documents/suzhou-measures/clauses")), &rows); err != nil {
			t.Fatal(err)
		}
		refers := map[string][]retrieval.Reference{}
		for _, r := range rows {
			refers[r.Key] = r.Refers
			for _, ref := range r.Refers {
				if r.Verbatim(ref.Start, ref.End) == "" || ref.Start < r.Start || ref.End > r.End {
					t.Errorf("%s: %+v lies outside", r.Key, ref)
				}
			}
		}
		check("REST", refers)

		listed := try(t, "", append([]string{"clauses", "--json", "suzhou-measures"}, store...)...)
		refers = map[string][]retrieval.Reference{}
		for _, r := range lines[listedRow](t, listed.stdout) {
			refers[r.Clause] = r.Refers
		}
		check("clauses --json", refers)

		// Within a document a clause is named by its key.
		notice := try(t, "", append([]string{"clauses", "--json", "return-goods-2023-4"}, store...)...)
		var to strings.Builder
		for _, r := range lines[listedRow](t, notice.stdout) {
			if r.Clause == "四" {
				for _, ref := range r.Refers {
					to.WriteString(ref.To + " " + ref.ToClause + ";")
				}
			}
		}
		if want := "return-goods-2023-4 一;return-goods-2023-4 二;return-goods-2023-4 三;"; to.String() != want {
			t.Errorf("四 refers to %q, want %q", to.String(), want)
		}
	})
}
