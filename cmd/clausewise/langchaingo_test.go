package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/tools"

	"clausewise/assistant/openai"
	"clausewise/assistant/tool"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	embeddings "clausewise/retrieval/openai"
)

// TestLangchaingoTools calls our tools as an agent of langchaingo does, with
// what its models write.
func TestLangchaingoTools(t *testing.T) {
	t.Parallel()
	a, _ := notary(t)
	list, err := tool.List(t.Context(), a.library.At, func() quantity.Date { return date(2026, 11, 22) }, tool.Options{Rules: true})
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]tools.Tool{}
	for _, tool := range openai.Tools(list) {
		byName[tool.Name()] = tool
		if !strings.Contains(tool.Description(), `"properties"`) {
			t.Errorf("%s does not say what it takes", tool.Name())
		}
	}
	for _, tt := range []struct{ tool, input, says string }{
		{"search_clauses", "苏州独立站补助", "再给予3万元补助"},
		{"search_clauses", `"苏州独立站补助"`, "再给予3万元补助"},
		{"search_clauses", "```json\n{\"query\": \"苏州独立站补助\", \"limit\": 2}\n```", "再给予3万元补助"},
		{"search_clauses", "", "缺少参数“query”"},
		{"search_clauses", `{"query": "独立站", "k": 3}`, "没有参数“k”"},
		{"read_clause", `{"document": "suzhou-measures", "clause": "第九条"}`, "再给予3万元补助"},
		{"read_clause", "第九条", "JSON"},
		{"calculate", `{"rule": "` + site + `", "inputs": {"expense_yuan": "八十五万"}}`, `"yuan":"290000.00"`},
		{"calculate", `{"rule": "` + site + `", "inputs": {"spend": 1}}`, "expense_yuan"},
		{"calculate", site, `"needs_input"`},
		{"suzhou-measures__independent-site", `{"expense_yuan": 850000}`, `"yuan":"290000.00"`},
		{"list_rules", "", `"total"`},
	} {
		out, err := byName[tt.tool].Call(t.Context(), tt.input)
		if err != nil || !strings.Contains(out, tt.says) {
			t.Errorf("%s %s: %.400s, %v", tt.tool, tt.input, out, err)
		}
	}
	out, err := byName["calculate"].Call(t.Context(), `{"rule": "`+site+`", "inputs": {"expense_yuan": "85万"}}`)
	if err != nil {
		t.Fatal(err)
	}
	var r calculators.Result
	if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Steps) == 0 || len(r.Quotes) == 0 || len(r.Notes) == 0 {
		t.Errorf("%s: %v", out, err)
	}
}

func TestLangchaingoRetriever(t *testing.T) {
	t.Parallel()
	a, _ := notary(t)
	var r schema.Retriever = embeddings.Retriever{
		Index: func() *retrieval.Index { return a.library.Current().Index }, Filter: retrieval.Filter{Place: "苏州市"}, Limit: 3,
	}
	found, err := r.GetRelevantDocuments(t.Context(), "独立站建设运营补助")
	if err != nil || len(found) == 0 || len(found) > 3 {
		t.Fatalf("%d documents, %v", len(found), err)
	}
	first := found[0]
	row, ok := a.library.Current().Index.Row("suzhou-measures", "二/9")
	if !ok || first.PageContent != row.Text || first.Metadata["clause"] != "二/9" || first.Metadata["draft"] != true || first.Score <= 0 {
		t.Errorf("%+v", first)
	}
}
